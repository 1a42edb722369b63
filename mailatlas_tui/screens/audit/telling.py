"""Events in words that a person understands."""

from __future__ import annotations

import json
from collections.abc import Mapping

from mailatlas_core.models import AuditEvent
from mailatlas_tui.envelope import counted

_SENTENCES = {
    "outbound.draft": "written by {who}",
    "outbound.render": "dry run by {who}: nobody was asked",
    "outbound.revise": "fixed for review {revision} by {who}",
    "outbound.approve": "approved by {who}",
    "outbound.void": "approval taken back by {who}",
    "outbound.reject": "rejected by {who}",
    "outbound.send": "handed to the provider by {who}",
    "outbound.accept": "sent: the provider took it",
    "outbound.queue": "queued: the provider took it, and will try",
    "outbound.fail": "not sent: the provider has certainly not taken it",
    "outbound.lose": "the provider's answer was lost: it may have gone out",
    "outbound.find": "sent: a copy of it was received",
    "outbound.retry": "approved again by {who}, at the risk of a second copy",
    "ingest.batch": "{ingested:message} stored",
    "ingest.run": "{ingested:message} taken in by {who}",
    "receive.batch": "{ingested:message} stored",
    "receive.run": "{ingested:message} received by {who}: {status}",
    "receive.reset": "an account is read from its beginning, asked for by {who}",
    "account.add": "account added by {who}",
    "account.remove": "account removed by {who}, its messages stay",
    "reparse.batch": "{changed:message} changed",
    "reparse.run": "{documents:original} parsed anew by {who}, {changed:message} changed",
    "index.rebuilt": "index of {documents:message} made again by {who}",
    "export.document": "message exported as {format} by {who}",
    "export.asset": "attachment saved by {who}",
    "export.command": "message piped to a command by {who}",
    "export.audit": "this log exported by {who}",
    "workspace.created": "workspace made by {who}",
    "workspace.restored": "workspace made again by {who}: the log before this one is lost",
}
_OTHERS = "{kind} by {who}"
_MARRED = {
    "outbound.accept": ("refused", "sent, but not to {refused:recipient}"),
    "ingest.run": ("errors", "{ingested:message} taken in by {who}, {errors:error}"),
}
"""What is said instead where a count is not zero."""


def told(event: AuditEvent) -> str:
    """What has happened, such as `approved by tui`."""
    sentence = _SENTENCES.get(event.kind, _OTHERS)
    if event.kind in _MARRED:
        count, marred = _MARRED[event.kind]
        sentence = marred if event.data.get(count) else sentence
    known = {name: _Value(value) for name, value in event.data.items()}
    return sentence.format_map(_Values(known, kind=_Value(event.kind), who=_Value(who(event.actor))))


def who(actor: str) -> str:
    """The front end, and the name of its client if it has one: `tui`, `mcp (desk-assistant)`."""
    front_end, _, client = actor.partition(":")
    return f"{front_end} ({client})" if client else front_end


def readable(value: object) -> str:
    """A value of an event's data, as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(readable, value)) or "none"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return "none" if value is None else str(value)


class _Value:
    """Formatted with a noun, it is counted."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, noun: str) -> str:
        value = self._value
        return counted(value, noun) if noun and isinstance(value, int) else readable(value)


class _Values(dict[str, _Value]):
    def __missing__(self, name: str) -> _Value:
        return _Value("?")
