"""What a run becomes, by what happened in it: the first line that fits.

    what happened                                          status
    ─────────────────────────────────────────────────────  ────────────────────
    its process is gone                                    interrupted
    another process is receiving the account               busy
    somebody cancelled it                                  cancelled
    settings or the credential are missing                 not_configured
    it failed, and nothing was stored, known or looked at  error
    it failed, or a message was not given or not readable  partial
    messages were fetched, and every one was known         duplicate
    anything else: nothing was there, or some was stored   ok

To fail is to end early, by a server, a disk or a setting; a message that is not given is a gap, and the
others come. A folder is looked at when it was read to its end, though there was nothing new in it. Who
finds a run `running` whose account nobody has locked knows that its process is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailatlas_core.errors import MailAtlasError, ReceiverNotConfigured, SecretUnavailable
from mailatlas_core.receive.model import RunStatus


@dataclass(frozen=True, slots=True)
class Happened:
    """What there is to say of a run that has ended by itself. `unreadable` and `gaps` count messages that
    could not be read, and that the server did not give; `looked_at` is about any folder."""

    cancelled: bool = False
    failure: MailAtlasError | None = None
    fetched: int = 0
    ingested: int = 0
    duplicates: int = 0
    unreadable: int = 0
    gaps: int = 0
    looked_at: bool = False


def status_after(happened: Happened) -> RunStatus:
    """What a run becomes."""
    has_worked = happened.ingested or happened.duplicates or happened.gaps or happened.looked_at
    if happened.cancelled:
        return "cancelled"
    if isinstance(happened.failure, (ReceiverNotConfigured, SecretUnavailable)):
        return "not_configured"
    if (happened.failure or happened.unreadable) and not has_worked:
        return "error"
    if happened.failure or happened.unreadable or happened.gaps:
        return "partial"
    return "duplicate" if happened.fetched and not happened.ingested else "ok"
