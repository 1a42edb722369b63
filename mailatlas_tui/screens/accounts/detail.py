"""What there is to say of an account, in lines: how it stands, where it is, how far it was read, its runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailatlas_core.receive.model import ImapConfig, ReceiveAccount, ReceiveGap, ReceiveRun
from mailatlas_core.text import visible
from mailatlas_tui import dates
from mailatlas_tui.envelope import counted
from mailatlas_tui.glyphs import SEPARATOR
from mailatlas_tui.screens.accounts.listing import MOST_RUNS, Detail, Password
from mailatlas_tui.screens.accounts.states import Work, of_run, shown
from mailatlas_tui.widgets.written_view import Written
from mailatlas_tui.wrapping import Kind

MOST_GAPS = 20
"""How many gaps are listed; of more, the rest is counted."""

_STATE = len("! start again")
_BLANK: Written = ("", "plain")


def detail_lines(detail: Detail, work: Work | None) -> Iterator[Written]:
    """All of it, while this `work` is done."""
    yield from _state_lines(detail, work)
    yield _BLANK
    yield from _place_lines(detail.account, detail.password)
    yield _field(
        "Messages", f"{detail.status.document_count:,} here, which stay whatever becomes of the account"
    )
    yield _field("Added", dates.exact(detail.account.created_at), "quiet")
    if isinstance(detail.account.config, ImapConfig):
        yield _BLANK
        yield from _cursor_lines(detail)
    if detail.gaps:
        yield _BLANK
        yield from _gap_lines(detail.gaps)
    yield _BLANK
    yield from _run_lines(detail.runs, detail.status.holder)


def security_words(config: ImapConfig) -> str:
    """How a connection is encrypted, for people."""
    how = "TLS from the first byte" if config.security == "ssl" else "STARTTLS, and nothing said before it"
    return f"{how}; the certificate is verified"


def source_words(source: str) -> str:
    """Where a password comes from, and what to do where it comes from nowhere."""
    if source == "asked for":
        return "asked for; p gives it, for this session or into the keychain"
    return f"{source}, which is set" if source.startswith("MAILATLAS_") else source


def _state_lines(detail: Detail, work: Work | None) -> Iterator[Written]:
    state = shown(detail.status, work)
    yield _field("State", f"{state.glyph} {state.word}", "warning" if state.is_wrong else "strong")
    last = detail.status.runs[0] if detail.status.runs else None
    if last is not None and last.error:
        yield visible(last.error), "warning"
    if state.next:
        yield visible(state.next), "quiet"


def _place_lines(account: ReceiveAccount, password: Password) -> Iterator[Written]:
    config = account.config
    if isinstance(config, ImapConfig):
        yield _field("Server", f"{config.host}, port {config.port}")
        yield _field("By", security_words(config))
        yield _field("User", config.username)
        yield _field("Folders", ", ".join(config.folders))
        yield _field(
            "Token" if config.authentication == "token" else "Password", source_words(password.source)
        )
        for note in password.notes:
            yield visible(note), "warning"
    else:
        yield _field("Maildir", config.path)
        yield _field("Password", password.source, "quiet")
    yield _field("Id", account.id, "quiet")


def _cursor_lines(detail: Detail) -> Iterator[Written]:
    yield "Read so far", "strong"
    for cursor in detail.cursors:
        yield _field(
            cursor.folder, f"up to uid {cursor.last_uid:,} {SEPARATOR} uidvalidity {cursor.uidvalidity}"
        )
    if not detail.cursors:
        yield "Nothing yet.", "quiet"


def _gap_lines(gaps: Sequence[ReceiveGap]) -> Iterator[Written]:
    yield f"{counted(len(gaps), 'gap')}: what a server lists and did not give; r asks for it again", "warning"
    for gap in gaps[:MOST_GAPS]:
        tries = "once" if gap.tries == 1 else f"{gap.tries:,} times"
        yield _field(gap.folder, f"uid {gap.uid:,}: {gap.reason} {SEPARATOR} tried {tries}")
    if len(gaps) > MOST_GAPS:
        yield f"and {len(gaps) - MOST_GAPS:,} more", "quiet"


def _run_lines(runs: Sequence[ReceiveRun], holder: str | None) -> Iterator[Written]:
    yield "Runs, newest first", "strong"
    for run in runs:
        state = of_run(run, holder)
        said = f" {SEPARATOR} ".join((dates.exact(run.started_at), *run_words(run)))
        label = f"{state.glyph} {state.word}".ljust(_STATE)
        yield _field(label, said, "warning" if state.is_wrong else "plain")
        if run.error:
            yield _field(" " * _STATE, run.error, "warning")
    if not runs:
        yield "None yet; g gets its mail.", "quiet"
    elif len(runs) == MOST_RUNS:
        yield "Older ones: `mailatlas receive status`.", "quiet"


def run_words(run: ReceiveRun) -> Iterator[str]:
    """What a run brought, how long it took, and who started it."""
    if run.fetched_count or not run.error:
        yield f"{run.ingested_count:,} new, {run.duplicate_count:,} known"
    if run.error_count:
        yield counted(run.error_count, "error")
    if run.finished_at is not None:
        yield duration(run.started_at, run.finished_at)
    yield f"by {run.actor}"


def duration(started_at: str, finished_at: str) -> str:
    """How long something took: `3 s`, `2 min 5 s`, `1 h 12 min`; `under 1 s`."""
    seconds = int((datetime.fromisoformat(finished_at) - datetime.fromisoformat(started_at)).total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    if seconds < 1:
        return "under 1 s"
    if minutes < 1:
        return f"{seconds} s"
    return f"{minutes} min {seconds % 60} s" if hours < 1 else f"{hours} h {minutes % 60} min"


def _field(label: str, text: str, kind: Kind = "plain") -> Written:
    return visible(text), kind, visible(label)
