"""Signatures of texts, made and checked by the user's ssh-keygen.

It is given no terminal to ask on, and none of our secrets: a key with a passphrase has to be in an agent.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from mailatlas_core.errors import PathUnreadable, SigningFailed

NAMESPACE = "mailatlas-audit"

_KEYS = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")
_PATIENCE_SECONDS = 60.0  # as long as a person may need to touch a hardware key
_ARMOR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----\n")


def sign(text: bytes, key: Path | None) -> bytes:
    """A signature of a text by `key`: a private key, or a public one whose other half an agent has or
    lies beside it; None is the first of the user's own. Raises `SigningFailed`."""
    done = _ssh_keygen(["sign", "-n", NAMESPACE, "-f", str(key or _own_key())], text)
    if done.returncode != 0 or not _ARMOR.fullmatch(done.stdout):
        raise SigningFailed(
            f"ssh-keygen did not sign: {_said(done)}.",
            hint="A key with a passphrase has to be in the agent: `ssh-add` puts it there.",
        )
    return done.stdout


def objection(text: bytes, signature: bytes, allowed_signers: Path, identity: str) -> str | None:
    """Why a signature of a text is none of `identity`'s by the file `allowed_signers`; None where it is
    one. Raises `SigningFailed` and `PathUnreadable`."""
    try:
        allowed_signers.open("rb").close()
    except OSError as error:
        raise PathUnreadable(f"{allowed_signers} cannot be read: {error.strerror}.") from None
    with NamedTemporaryFile(suffix=".sig") as file:
        file.write(signature)
        file.flush()
        who = ["-f", str(allowed_signers), "-I", identity]
        done = _ssh_keygen(["verify", "-n", NAMESPACE, *who, "-s", file.name], text)
    return None if done.returncode == 0 else _said(done)


def _own_key() -> Path:
    folder = Path.home() / ".ssh"
    for name in _KEYS:
        if (folder / f"{name}.pub").is_file():
            return folder / f"{name}.pub"
    raise SigningFailed(
        f"There is no key to sign with in {folder}.",
        hint="Name one with --key, or make one: `ssh-keygen -t ed25519`.",
    )


def _ssh_keygen(arguments: Sequence[str], text: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAILATLAS_")}
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", *arguments],  # noqa: S607 - found as the user's shell would find it
            input=text,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            env=environment,
            start_new_session=True,
            check=False,
        )
    except FileNotFoundError:
        raise SigningFailed(
            "ssh-keygen is not installed, and signatures are made and checked with it.",
            hint="Install OpenSSH's client; on Debian, `apt install openssh-client`.",
        ) from None
    except OSError as error:
        raise SigningFailed(f"ssh-keygen cannot be started: {error.strerror}.") from None
    except subprocess.TimeoutExpired:
        raise SigningFailed(
            f"ssh-keygen did not end within {_PATIENCE_SECONDS:.0f} seconds.",
            hint="Does a key wait to be touched, or an agent for an answer?",
        ) from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last that ssh-keygen said, without its full stop."""
    said = (done.stdout + done.stderr).decode("utf-8", "replace").split("\n")
    lines = [line.strip() for line in said if line.strip()]
    return lines[-1].rstrip(".") if lines else f"it ended with status {done.returncode}"
