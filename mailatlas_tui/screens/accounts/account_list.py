"""The rows of accounts, and the line above them that says what is in which column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from mailatlas_core.ports import Clock
from mailatlas_core.receive.model import AccountStatus, ImapConfig
from mailatlas_tui import dates, glyphs
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.screens.accounts.listing import name
from mailatlas_tui.screens.accounts.states import Work, shown
from mailatlas_tui.widgets.whole_list import WholeList

_EMPTY = (
    "No account yet.\n\nn adds one: an IMAP server, or a Maildir that another program fills. Nothing is asked"
    " of a server before you press g or w, or test it; and nothing is ever changed there."
)
_SIGN, _GAP = 2, 1
_PROVIDER, _FOLDERS, _MESSAGES, _STATE = 8, 10, 8, 14
_WITH_PROVIDER, _WITH_FOLDERS = 64, 74
"""Cells that a row needs to have room for these too."""

_HEAD = ("Account", "Provider", "Folders", "Messages", "Last run", "State")


class AccountList(WholeList[AccountStatus], inherit_bindings=False):
    """`g` is no key to move with here: it gets mail."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown,space", "move_page(1)", "Page down", show=False),
        Binding("home", "move_to_end(0)", "First", show=False),
        Binding("end", "move_to_end(-1)", "Last", show=False),
        Binding("tab", "screen.open", "To the detail", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--warning", "list--unread"}

    def __init__(self, clock: Clock, *, id: str) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._works: Mapping[str, Work] = {}

    def on_mount(self) -> None:
        self.say_when_empty(_EMPTY)

    def id_of(self, row: AccountStatus) -> str:
        return row.account.id

    def show_works(self, works: Mapping[str, Work]) -> None:
        """Say what is done for which account, by id."""
        self._works = works
        self.refresh()

    def render_row(self, row: AccountStatus, width: int, *, cursor: bool) -> list[Segment]:
        work = self._works.get(row.account.id)
        state = shown(row, work)
        looks = "warning" if state.is_wrong else "unread" if work else "plain"
        plain, quiet, telling = (
            self.get_component_rich_style(f"list--{one}") for one in ("plain", "quiet", looks)
        )
        if cursor:
            plain = quiet = telling = self.cursor_style
        cells = _Row(
            name(row.account.config),
            row.account.config.provider,
            _folders(row),
            f"{row.document_count:,}",
            dates.relative(row.runs[0].started_at, self._clock.now()) if row.runs else "never",
            f"{state.glyph} {state.word}",
        )
        return _segments(cells, width, sign=glyphs.CURSOR if cursor else "", styles=(plain, quiet, telling))


class AccountHead(Widget):
    """What is in which column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--quiet"}

    def __init__(self, accounts: AccountList) -> None:
        super().__init__()
        self._accounts = accounts

    def render_line(self, y: int) -> Strip:
        width = self._accounts.scrollable_content_region.width
        quiet = self.get_component_rich_style("list--quiet")
        segments = (
            _segments(_Row(*_HEAD), width, sign="", styles=(quiet, quiet, quiet)) if width and not y else []
        )
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)


class _Row(NamedTuple):
    account: str
    provider: str
    folders: str
    messages: str
    last: str
    state: str


def _segments(row: _Row, width: int, *, sign: str, styles: tuple[Style, Style, Style]) -> list[Segment]:
    """A row as cells: all columns where there is room for them, else those that matter most."""
    plain, quiet, telling = styles
    columns = [
        *([(row.provider, _PROVIDER, quiet)] if width >= _WITH_PROVIDER else []),
        *([(row.folders, _FOLDERS, quiet)] if width >= _WITH_FOLDERS else []),
        (row.messages.rjust(_MESSAGES), _MESSAGES, plain),
        (row.last, dates.WIDTH, quiet),
        (row.state, _STATE, telling),
    ]
    taken = _SIGN + sum(_GAP + cells for _, cells, _ in columns)
    segments = [cell_segment(sign, _SIGN, plain), cell_segment(row.account, max(1, width - taken), plain)]
    for text, cells, style in columns:
        segments += [cell_segment("", _GAP, plain), cell_segment(text, cells, style)]
    return Segment.adjust_line_length(segments, width)


def _folders(row: AccountStatus) -> str:
    config = row.account.config
    return ", ".join(config.folders) if isinstance(config, ImapConfig) else ""
