"""What stands above every room: where the mail lies, and which rooms there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.widget import Widget

from mailatlas_core.text import cell_width
from mailatlas_tui.envelope import counted
from mailatlas_tui.glyphs import SEPARATOR
from mailatlas_tui.safe import mail_text

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

ROOMS = ("messages", "accounts", "compose", "audit")
_GAP = 2


class TopLine(Widget):
    """The folder, the rule that chose it, how many messages, what waits, and whether anything went out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"top--quiet", "top--now"}

    def on_mount(self) -> None:
        for told in ("total", "to_review", "attempts", "visits", "watching", "leaving"):
            self.watch(self.app, told, self._redraw)

    def _redraw(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        app = cast("MailAtlasApp", self.app)
        quiet = self.get_component_rich_style("top--quiet")
        left = Text.assemble(
            (" MailAtlas  ", "bold"), mail_text(app.root_shown), mail_text(f" ({app.root_rule})", quiet)
        )
        known = [] if app.total is None else [counted(app.total, "message")]
        if app.to_review:
            known.append(f"{counted(app.to_review, 'draft')} to review")
        right = Text(f"{f' {SEPARATOR} '.join([*known, _tried(app.attempts, app.visits)])} ", quiet)
        watched = f"watching {counted(app.watching, 'account')}" if app.watching else ""
        for now in filter(None, (watched, app.leaving)):
            right.append(f" {now} ", self.get_component_rich_style("top--now"))
        room = self.size.width - right.cell_len
        left.truncate(max(0, room - 1), overflow="ellipsis")
        left.pad_right(max(0, room - left.cell_len))
        return Text.assemble(left, right)


def _tried(sends: int, visits: int) -> str:
    """How often the network was used."""
    tried = [counted(count, noun) for count, noun in ((sends, "send"), (visits, "mailbox visit")) if count]
    return f"{', '.join(tried) or 'no network'} since start"


class RoomTabs(Widget):
    """The rooms by number; a click goes there."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab--here", "tab--other"}

    def __init__(self, here: str) -> None:
        super().__init__()
        self._here = here

    def render(self) -> RenderResult:
        line = Text(" ")
        for number, room in enumerate(ROOMS, 1):
            style = self.get_component_rich_style("tab--here" if room == self._here else "tab--other")
            line.append(_label(number, room), style)
            line.append(" " * _GAP)
        return line

    async def on_click(self, event: events.Click) -> None:
        start = 1
        for number, room in enumerate(ROOMS, 1):
            end = start + cell_width(_label(number, room))
            if start <= event.x < end:
                await self.app.run_action(f"app.room('{room}')")
            start = end + _GAP


def _label(number: int, room: str) -> str:
    return f"{number} {room.title()}"
