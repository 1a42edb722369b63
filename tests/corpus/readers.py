"""Two readers of mail that know nothing of us: Python's own, and notmuch with GMime."""

from __future__ import annotations

import email
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import MIMEPart
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar

from mailatlas_core.mime import ParsedMessage

Read = TypeVar("Read")

# Read, not attached, where such a part has no name and does not call itself an attachment.
READ_TYPES = ("text/plain", "text/html")
# What the standard library raises on mail that it cannot read.
FAULTS = (LookupError, ValueError, AttributeError, TypeError)


@dataclass(frozen=True)
class Reading:
    """What a reader makes of a message; a field that it cannot read is None.

    `instant` is in seconds since 1970; `names` are those of the attachments, in order.
    """

    subject: str | None
    sender: str | None
    instant: int | None
    names: tuple[str, ...] | None
    number: int | None


FIELDS = ("subject", "sender", "instant", "names", "number")


def our_reading(parsed: ParsedMessage) -> Reading:
    """Our own, without what only we look into: attached messages, winmail.dat, texts, HTML."""
    own = [asset for asset in parsed.assets if asset.parent is None]
    return Reading(
        one_line(parsed.headers.get("subject", "")),
        parsed.sender.email.lower(),
        None if parsed.received_at is None else int(parsed.received_at.timestamp()),
        tuple(sorted(one_line(asset.filename) for asset in own if asset.filename)),
        len(own),
    )


def python_reading(data: bytes) -> Reading:
    """The standard library's, with `policy.default`."""
    message = email.message_from_bytes(data, policy=policy.default)
    attached = _guarded(lambda: [part for part in _leaves(message) if _is_attached(part, message)])
    return Reading(
        _guarded(lambda: one_line(str(message["subject"] or ""))),
        _guarded(lambda: message["from"].addresses[0].addr_spec.lower() if message["from"] else ""),
        _guarded(lambda: _instant(message["date"].datetime)),
        None if attached is None else _guarded(lambda: _names(attached or [])),
        None if attached is None else len(attached),
    )


def notmuch_readings(folder: Path, messages: dict[Path, bytes]) -> dict[Path, Reading]:
    """notmuch's readings of the messages that it takes for mail, indexed in an empty `folder`."""
    mail = folder / "mail" / "cur"
    mail.mkdir(parents=True)
    names = {f"{number}.eml": path for number, path in enumerate(messages)}
    for name, path in names.items():
        (mail / name).write_bytes(messages[path])
    config = folder / "config"
    config.write_text(
        f"[database]\npath={folder / 'mail'}\n[new]\ntags=new\n[maildir]\nsynchronize_flags=false\n"
    )
    _notmuch(config, "new", "--quiet")
    return {
        names[Path(shown["filename"][shown["duplicate"] - 1]).name]: _read_shown(shown)
        for shown in _shown(config)
    }


def one_line(text: str) -> str:
    return " ".join(text.split())


def _shown(config: Path) -> Iterator[dict[str, Any]]:
    """Every message as notmuch shows it; files that share a Message-ID, each for itself."""
    for query in _notmuch(config, "search", "--output=messages", "*").splitlines():
        files = 1
        number = 0
        while number < files:
            number += 1
            for shown in _messages(_show(config, query, number)):
                files = len(shown["filename"])
                yield shown


def _show(config: Path, query: str, number: int) -> Any:
    """One message, nothing where notmuch dies of it."""
    try:
        options = ("--format=json", "--entire-thread=false", f"--duplicate={number}")
        return json.loads(_notmuch(config, "show", *options, query))
    except subprocess.CalledProcessError:
        return None


def _notmuch(config: Path, *arguments: str) -> str:
    return subprocess.run(
        ["notmuch", f"--config={config}", *arguments],
        capture_output=True,
        check=True,
        encoding="utf-8",
        errors="replace",
        env={"PATH": "/usr/bin:/bin", "HOME": str(config.parent)},
    ).stdout


def _messages(shown: Any) -> Iterator[dict[str, Any]]:
    """The messages in the lists of lists that notmuch shows threads as."""
    if isinstance(shown, dict):
        yield shown
    elif isinstance(shown, list):
        for inner in shown:
            yield from _messages(inner)


def _read_shown(shown: dict[str, Any]) -> Reading:
    headers = shown["headers"]
    body = shown["body"]
    attached = [
        part for part in _shown_leaves(body) if _is_shown_attached(part, len(body) == 1 and part is body[0])
    ]
    return Reading(
        one_line(headers.get("Subject", "")),
        parseaddr(headers.get("From", ""))[1].lower(),
        shown["timestamp"],
        tuple(sorted(one_line(part["filename"]) for part in attached if part.get("filename"))),
        len(attached),
    )


def _shown_leaves(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if part["content-type"].startswith("multipart/") and isinstance(part.get("content"), list):
            yield from _shown_leaves(part["content"])
        else:
            yield part


def _is_shown_attached(part: dict[str, Any], is_root: bool) -> bool:
    named = part.get("filename") is not None and not is_root
    return part.get("content-disposition") == "attachment" or named or part["content-type"] not in READ_TYPES


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.iter_parts():
            yield from _leaves(child)
    else:
        yield part


def _is_attached(part: MIMEPart, root: MIMEPart) -> bool:
    named = part.get_filename() is not None and part is not root
    return (
        part.get_content_disposition() == "attachment" or named or part.get_content_type() not in READ_TYPES
    )


def _names(parts: list[MIMEPart]) -> tuple[str, ...]:
    return tuple(sorted(one_line(name) for part in parts if (name := part.get_filename())))


def _instant(moment: datetime) -> int:
    return int((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())


def _guarded(read: Callable[[], Read]) -> Read | None:
    try:
        return read()
    except FAULTS:
        return None
