"""A message as a server gives it, as what the pipeline takes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from mailatlas_core.errors import TagInvalid
from mailatlas_core.models import Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.receive.model import FetchedMessage, ImapConfig

MESSAGE_ID, THREAD_ID, LABELS = "X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS"


def raw_message(
    data: bytes, message: FetchedMessage, account: ImapConfig, folder: str, uidvalidity: int
) -> RawMessage:
    """The bytes with where they were seen. Gmail's numbers are written as its own interface writes them:
    in hexadecimal digits."""
    gmail = message.gmail or {}
    labels = _labels(gmail)
    source = Source(
        kind="imap",
        folder=folder,
        flags=message.flags,
        account_id=account.id,
        host=account.host,
        uid=message.uid,
        uidvalidity=uidvalidity,
        internal_date=message.internal_date,
        gmail_message_id=_number(gmail, MESSAGE_ID),
        gmail_thread_id=_number(gmail, THREAD_ID),
        gmail_label_ids=labels,
    )
    return RawMessage(data, source, _tags(message.flags, labels), _moment(message.internal_date))


def _tags(flags: Iterable[str], labels: Iterable[str]) -> tuple[str, ...]:
    """The local tags that flags and labels suggest; a label that cannot be the name of a tag is none."""
    lower = {flag.lower() for flag in flags}
    by_flags = (("flagged", "\\flagged" in lower), ("unread", "\\seen" not in lower))
    return (*(tag for tag, here in by_flags if here), *_own_names(labels))


def _own_names(labels: Iterable[str]) -> list[str]:
    """The labels that are a person's own: those of the system begin with a backslash."""
    from mailatlas_core.store.tags import tag_name

    names = []
    for label in labels:
        try:
            names += [] if label.startswith("\\") else [tag_name(label)]
        except TagInvalid:
            continue
    return names


def _labels(gmail: Mapping[str, object]) -> tuple[str, ...]:
    labels = gmail.get(LABELS)
    return tuple(map(str, labels)) if isinstance(labels, (list, tuple)) else ()


def _number(gmail: Mapping[str, object], name: str) -> str | None:
    number = gmail.get(name)
    return f"{number:x}" if isinstance(number, int) else None


def _moment(internal_date: str | None) -> datetime | None:
    """The moment, if it is one, with an offset."""
    try:
        moment = datetime.fromisoformat(internal_date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
