"""What all rooms have in common: the frame around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from mailatlas_tui.widgets.frame import RoomTabs, TopLine
from mailatlas_tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

WaysBack = Sequence[tuple[bool, Callable[[], object]]]

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

    def ways_back(self) -> WaysBack:
        """What esc does: the first of these that is open, so that it leaves what was entered last, and
        only then stops what runs or is about to leave."""
        return ()

    @property
    def way_back(self) -> Callable[[], object] | None:
        """What esc does now."""
        return next((way for is_open, way in self.ways_back() if is_open), None)

    def action_back(self) -> None:
        way = self.way_back
        if way is not None:
            way()
            self.refresh_bindings()

    @property
    def atlas(self) -> MailAtlasApp:
        """The app, with the workspace, the bridge and the clock."""
        return cast("MailAtlasApp", self.app)
