"""The rows of messages: date, sender, subject, attachments."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment

from mailatlas_core.models import DocumentRef
from mailatlas_core.ports import Clock
from mailatlas_tui import dates
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.widgets.virtual_list import VirtualList

_MARK = 2
_ATTACHMENTS = 5


class MessageList(VirtualList[DocumentRef]):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--unread"}

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock

    def render_row(self, row: DocumentRef, width: int, *, cursor: bool) -> list[Segment]:
        plain = self.get_component_rich_style("list--unread" if "unread" in row.tags else "list--plain")
        quiet = self.get_component_rich_style("list--quiet")
        if cursor:
            plain = quiet = self.cursor_style
        sender = max(8, min(28, width // 4))
        subject = max(1, width - _MARK - dates.WIDTH - sender - _ATTACHMENTS - 3)
        attachments = f"⧉ {row.attachment_count}" if row.attachment_count else ""
        return [
            cell_segment("▸" if cursor else "", _MARK, plain),
            cell_segment(dates.relative(row.received_at, self._clock.now()), dates.WIDTH + 1, quiet),
            cell_segment(row.sender_name or row.sender_email or "(no sender)", sender, plain),
            Segment(" ", plain),
            cell_segment(row.sent_subject or "(no subject)", subject, plain),
            Segment(" ", plain),
            cell_segment(attachments, _ATTACHMENTS, quiet),
        ]
