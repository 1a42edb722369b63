"""Giving a saved attachment to the program that the system opens it with, and what never is given."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Literal

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.mime.file_names import safe_name

FAILS_WITHIN_SECONDS = 1.0
"""How long an opener is watched for failing at once; many run as long as what they open."""

Risk = Literal["runs", "fetches"]

# What a system may run, or take orders from, when it is opened.
_RUNNING = frozenset(
    "apk app appimage applescript application bash bat bin chm class cmd com command cpl crx csh deb "
    "desktop dll dmg elf exe fileloc fish flatpakref gadget hta img inetloc inf ins iso jar jnlp js jse ksh "
    "lnk lua mjs msc msi msix msp mst ocx osx out pif pkg pl pm ps1 ps1xml psm1 py pyc pyo pyw pyz rb reg "
    "rpm run scf scpt scr sct service sh sys tcl terminal tool url vb vbe vbs vhd vhdx webloc wsc wsf wsh "
    "xbap xpi zsh".split()
)
_RUNNING_TYPES = frozenset(
    {
        "application/hta",
        "application/java-archive",
        "application/javascript",
        "application/vnd.appimage",
        "application/vnd.debian.binary-package",
        "application/vnd.microsoft.portable-executable",
        "application/x-bat",
        "application/x-csh",
        "application/x-desktop",
        "application/x-elf",
        "application/x-executable",
        "application/x-java-archive",
        "application/x-java-jnlp-file",
        "application/x-javascript",
        "application/x-mach-binary",
        "application/x-ms-installer",
        "application/x-ms-shortcut",
        "application/x-msdos-program",
        "application/x-msi",
        "application/x-perl",
        "application/x-python",
        "application/x-rpm",
        "application/x-sh",
        "application/x-sharedlib",
        "application/x-shellscript",
        "text/javascript",
        "text/x-perl",
        "text/x-python",
        "text/x-script.python",
        "text/x-sh",
        "text/x-shellscript",
    }
)
_FETCHING = frozenset("eml htm html mht mhtml shtml svg svgz xht xhtml xml xsl xslt".split())
_FETCHING_TYPES = frozenset(
    {"application/xml", "message/rfc822", "multipart/related", "text/html", "text/xml"}
)


class OpenerFailed(MailAtlasError):
    """The opener could not be started, or had nothing to open the file with."""

    code = "opener_failed"


def risk(filename: str | None, mime_type: str) -> Risk | None:
    """What opening a file of this name or type may do: run it, or fetch what it names from afar.

    The name is looked at as it would be saved.
    """
    ending = PurePath(safe_name(filename, set())).suffix.lower().removeprefix(".")
    if ending in _RUNNING or mime_type in _RUNNING_TYPES:
        return "runs"
    if ending in _FETCHING or mime_type in _FETCHING_TYPES or mime_type.endswith("+xml"):
        return "fetches"
    return None


def find_opener(environ: Mapping[str, str]) -> str | None:
    """The system's opener; None where nothing that it opened would be seen: over SSH, or without
    a display."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return None
    if sys.platform == "darwin":
        return "/usr/bin/open"
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return None
    found = shutil.which("xdg-open", path=environ.get("PATH"))
    return found if found and found.startswith("/") else None


def open_file(opener: str, path: Path) -> None:
    """Let the opener open a file, on its own from then on: without our terminal, and longer than we.

    Raises `OpenerFailed` where that is known at once.
    """
    try:
        process = subprocess.Popen(
            [opener, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise OpenerFailed(f"{opener} cannot be started: {error.strerror}.") from None
    try:
        status = process.wait(FAILS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True).start()  # so that it does not stay a zombie
        return
    if status:
        raise OpenerFailed(
            f"{opener} could not open it (exit status {status}).",
            hint="Perhaps no program for this type is installed.",
        )
