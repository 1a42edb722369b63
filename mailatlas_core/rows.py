"""The rows of a list, apart from the other models: a list and a search need nothing else of them."""

from __future__ import annotations

from typing import Literal, NamedTuple

SourceKind = Literal["eml", "mbox", "maildir", "imap", "gmail", "outbound"]


class DocumentRef(NamedTuple):
    """A row of a list. `position` orders newest first when descending; it is this workspace's
    own and may change with a rebuild, so it is no part of any output. `sent_subject` is what
    people are shown: the subject with the wrapper of a forward; `thread_size` counts the messages of
    its conversation."""

    position: int
    id: str
    subject: str
    sender_name: str
    sender_email: str
    received_at: str | None
    created_at: str
    source_kind: SourceKind
    thread_id: str
    tags: tuple[str, ...]
    attachment_count: int
    sent_subject: str = ""
    thread_size: int = 1
    snippet: str = ""
    snippet_spans: tuple[tuple[int, int], ...] = ()
