"""A signature of the head with the user's SSH key: who can write to the workspace can write the log and
its head anew, but cannot sign it.

The file `audit.head.sig` is the line of the head that was signed, as in `audit.head`, and the signature
of `ssh-keygen -Y sign` below it. The head goes on; what was signed stays an event of the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit.chain import Head, chain_end
from mailatlas_core.audit.reading import texts_as_they_are
from mailatlas_core.audit.walk import walk
from mailatlas_core.audit.work import Work
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import WorkspaceDamaged, WorkspaceReadOnly
from mailatlas_core.ports import Steps
from mailatlas_core.store.database import Database
from mailatlas_core.store.files import replace_file
from mailatlas_core.store.opening import HEAD, SIGNATURE

if TYPE_CHECKING:
    from mailatlas_core.audit.ledger import Writing


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The line that was signed, and its signature."""

    line: bytes
    signature: bytes

    @property
    def head(self) -> Head | None:
        """The head that was signed; None where the line is none."""
        return head_file.decode(self.line)


def read(root: Path) -> SignedHead | None:
    """What was last signed in a workspace; None where there is no file of it."""
    try:
        content = (root / SIGNATURE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        content = b""
    line, end, signature = content.partition(b"\n")
    return SignedHead(line + end, signature)


def heads(root: Path, signed: SignedHead | None) -> dict[str, Head | None]:
    """What the chain has to hold: the head, and the one that was signed, by the names of their files. To
    be read before the chain is, which only grows."""
    found = {HEAD: head_file.read(root)}
    return found if signed is None else {**found, SIGNATURE: signed.head}


def sign_end(
    root: Path,
    database: Database,
    writing: Writing | None,
    key: Path | None,
    progress: Steps | None = None,
    cancel: CancelToken | None = None,
) -> Head:
    """Sign the end of the chain, and return it; see `Audit.sign`."""
    from mailatlas_core.audit.ssh import sign

    if writing is None:
        raise WorkspaceReadOnly("The workspace is on a read-only medium, so no signature can be kept in it.")
    outside = heads(root, read(root))
    with database.reading(cancel) as connection, texts_as_they_are(connection):
        end = chain_end(connection)
        chain = walk(connection, outside, Work(end.seq, progress, cancel))
    if chain.problems:
        raise WorkspaceDamaged(
            f"The log is not whole, so it is not signed: {chain.problems[0]}.",
            hint=f"`mailatlas audit verify` says more; after a loss, move {SIGNATURE} away.",
        )
    line = head_file.encode(end)
    signature = sign(line, key)
    with writing() as (scratch, _):
        replace_file(root / SIGNATURE, line + signature, scratch)
    return end


def problem(signed: SignedHead | None, allowed_signers: Path, identity: str) -> str | None:
    """Why the signature is none of `identity`'s by the file `allowed_signers`, in a sentence; None where
    it is one. Raises `SigningFailed` and `PathUnreadable`."""
    from mailatlas_core.audit.ssh import objection

    if signed is None:
        return f"there is no signature: the file {SIGNATURE} is missing"
    why = objection(signed.line, signed.signature, allowed_signers, identity)
    if why is None:
        return None
    return f"the signature in {SIGNATURE} is none of {identity}'s by {allowed_signers}: {why}"
