"""What all rooms have in common: the frame around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from mailatlas_tui.widgets.frame import RoomTabs, TopLine
from mailatlas_tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

NARROW = 110
"""Below this many columns the panes of a room are shown one at a time: side by side, neither would have
much more than fifty, which a row of the list and a line of mail need."""

SHORT = 30
"""Below this many rows, no blank line is spent on looks."""


class Room(Screen[None]):
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]  # noqa: RUF012
    NAME: ClassVar[str]

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield RoomTabs(self.NAME)
        yield from self.compose_room()
        yield KeyFooter()

    def compose_room(self) -> ComposeResult:
        """What the room is for."""
        raise NotImplementedError

    @property
    def atlas(self) -> MailAtlasApp:
        """The app, with the workspace, the bridge and the clock."""
        return cast("MailAtlasApp", self.app)


class RoomToCome(Room):
    """A room that says what it will be for."""

    SENTENCE: ClassVar[str]

    def compose_room(self) -> ComposeResult:
        with Container(classes="to-come"):
            yield Static(self.SENTENCE, markup=False)


class AccountsRoom(RoomToCome):
    NAME = "accounts"
    SENTENCE = (
        "Here you will receive mail: your IMAP, Gmail and Maildir accounts, what each run brought,"
        " and what to do when one fails.\n\nUntil then, take in files with i under 1 Messages."
    )


class ComposeRoom(RoomToCome):
    NAME = "compose"
    SENTENCE = (
        "Here you will write, review and send: your drafts and those of your agents,"
        " and nothing will leave before you have seen it exactly as it goes out."
    )
