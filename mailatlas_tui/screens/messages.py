"""The room of messages: search, list, reader, ingest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from mailatlas_core.errors import QueryError
from mailatlas_core.models import DocumentRef, IngestProblem, IngestProgress, IngestReport
from mailatlas_core.paths import expanded
from mailatlas_tui.bridge import Failed, Progressed, Request
from mailatlas_tui.commands import bindings
from mailatlas_tui.safe import say
from mailatlas_tui.screens.answers import (
    AllPositions,
    Counted,
    FirstPage,
    FirstPageRead,
    Ingested,
    MoreRows,
    PositionsRead,
    RowsRead,
    Search,
)
from mailatlas_tui.screens.dialogs import IngestDialog, ProblemsDialog
from mailatlas_tui.screens.room import Room
from mailatlas_tui.widgets.ingest_bar import IngestBar
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from mailatlas_tui.widgets.search_bar import SearchBar
from mailatlas_tui.widgets.virtual_list import VirtualList

FIRST_ROWS = 200
REFRESH_SECONDS = 1.0
"""How often the list follows an ingest that runs."""

_EMPTY = (
    "No mail here yet.\n\nPress i and name an .eml file, an mbox archive, a Maildir, or a folder of them:"
    " every message is kept as it is, byte for byte, and nothing is sent anywhere."
)
_NOTHING_FOUND = "Nothing found.\n\nesc clears the search."


class MessagesRoom(Room):
    BINDINGS = bindings("messages")
    CSS_PATH = "messages.tcss"
    NAME = "messages"

    class Total(Message):
        """The workspace has that many messages."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self) -> None:
        super().__init__()
        self._query = ""
        self._milliseconds = 0.0
        self._complete = False
        self._refresh_timer: Timer | None = None
        self._place_before_search: int | None = None
        self._problems: Sequence[IngestProblem] = ()

    def compose_room(self) -> ComposeResult:
        with Horizontal(id="panes"):
            with Vertical(id="list-pane"):
                yield SearchBar(id="search")
                yield MessageList(self.atlas.clock, id="list")
                yield Static(id="status", markup=False)
            yield Reader(self.atlas.workspace, self.atlas.bridge, id="reader")
        yield IngestBar(id="ingest")

    def on_mount(self) -> None:
        self._list.focus()
        self._search(Search("", None))
        self._count()

    # asking

    def _search(self, search: Search) -> None:
        documents, stopwatch = self.atlas.workspace.documents, self.atlas.stopwatch

        def read(request: Request) -> FirstPage:
            started = stopwatch()
            rows = documents.page(search.query, limit=FIRST_ROWS, typing=True, cancel=request.cancel)
            return FirstPage(search, rows, (stopwatch() - started) * 1000)

        self.atlas.bridge.drop(self, "positions")
        self.atlas.bridge.read(self, "page", read, FirstPageRead)

    def _ask_positions(self, search: Search) -> None:
        documents = self.atlas.workspace.documents

        def read(request: Request) -> AllPositions:
            return AllPositions(search, documents.positions(search.query, typing=True, cancel=request.cancel))

        self.atlas.bridge.read(self, "positions", read, PositionsRead)

    @on(VirtualList.RowsWanted)
    def _ask_rows(self, message: VirtualList.RowsWanted) -> None:
        documents, asked = self.atlas.workspace.documents, message.positions

        def read(request: Request) -> MoreRows:
            return MoreRows(asked, documents.at(asked, cancel=request.cancel))

        self.atlas.bridge.read(self, "rows", read, RowsRead)

    def _count(self) -> None:
        documents = self.atlas.workspace.documents
        self.atlas.bridge.read(self, "count", lambda request: documents.count(cancel=request.cancel), Counted)

    # answers

    @on(FirstPageRead)
    def _show_first_page(self, answer: FirstPageRead) -> None:
        page = answer.value
        search, rows = page.search, page.rows
        self._search_bar.complain("")
        self.atlas.bridge.drop(self, "rows")
        self._query = search.query
        self._milliseconds = page.milliseconds
        self._list.forget_rows()
        self._list.fill([row.position for row in rows], {row.position: row for row in rows})
        self._complete = len(rows) < FIRST_ROWS
        place = search.place
        if self._complete or place is None or place >= rows[-1].position:
            self._show_positions([row.position for row in rows], place)
            place = None
        if not self._complete:
            self._ask_positions(Search(search.query, place))

    @on(PositionsRead)
    def _show_all(self, answer: PositionsRead) -> None:
        place = answer.value.search.place
        self._complete = True
        self._show_positions(answer.value.positions, self._list.position if place is None else place)

    def _show_positions(self, positions: Sequence[int], place: int | None) -> None:
        self._list.show(positions, place)
        self._list.say_when_empty(_NOTHING_FOUND if self._query else _EMPTY)
        if not positions:
            self._reader.clear("")
        self._show_status()

    @on(RowsRead)
    def _fill_rows(self, answer: RowsRead) -> None:
        more = answer.value
        self._list.fill(more.asked, {row.position: row for row in more.rows})
        self._open_highlighted()

    @on(Counted)
    def _tell_total(self, answer: Counted) -> None:
        self.post_message(self.Total(answer.value))
        self.call_after_refresh(self._show_status)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        error = answer.error
        sentence = f"{error.message} {error.hint or ''}"
        if answer.request.name == "ingest":
            self._ingest_bar.fail(sentence)
        elif isinstance(error, QueryError):
            self._search_bar.complain(sentence)
        else:
            say(self.app, sentence, "error")

    # the search and the cursor

    @on(SearchBar.Changed)
    def _follow_typing(self, message: SearchBar.Changed) -> None:
        if not self._query:
            self._place_before_search = self._list.position
        self._search(Search(message.text, None if message.text.strip() else self._place_before_search))

    @on(SearchBar.Done)
    def _leave_search(self) -> None:
        self._list.focus()

    @on(VirtualList.Highlighted)
    def _open_highlighted(self) -> None:
        row = self._highlighted
        if row is not None:
            self._reader.open(row.id)
        self._show_status()

    @on(VirtualList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    def _show_status(self) -> None:
        found = f"{len(self._list.positions):,}{'' if self._complete else '+'}"
        if self._query:
            status = f"{found} of {self.atlas.total or 0:,} · {self._milliseconds:.0f} ms"
        else:
            status = f"{found} · newest first"
        self.query_one("#status", Static).update(status if self._list.positions or self._query else "")
        self.refresh_bindings()

    # ingest

    def _start_ingest(self, path: str | None) -> None:
        if not path:
            return
        workspace = self.atlas.workspace

        def job(request: Request) -> IngestReport:
            return workspace.ingest([expanded(path)], progress=request.progress, cancel=request.cancel)

        self._problems = ()
        self._ingest_bar.start()
        self.atlas.bridge.work(self, "ingest", job, Ingested)
        self.refresh_bindings()

    @on(Progressed)
    def _show_progress(self, message: Progressed) -> None:
        state = message.request.take_state()
        if isinstance(state, IngestProgress) and not message.request.cancel.cancelled:
            self._ingest_bar.progress(state)
            if self._refresh_timer is None:
                self._refresh_timer = self.set_timer(REFRESH_SECONDS, self._refresh)

    @on(Ingested)
    def _show_report(self, answer: Ingested) -> None:
        self._problems = answer.value.errors
        self._ingest_bar.finish(answer.value)
        self._refresh()

    def _refresh(self) -> None:
        """Show what is there now, keeping the place."""
        if self._refresh_timer is not None:
            self._refresh_timer.stop()
            self._refresh_timer = None
        self._search(Search(self._search_bar.text, self._list.position))
        self._count()

    # commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        match action:
            case "search":
                return not self._search_bar.typing
            case "open":
                return self._list.has_focus and bool(self._list.positions)
            case "next" | "previous":
                return self._reads
            case "turn_view":
                return self._reader.holds_message
            case "show_source":
                return self._reader.has_source
            case "errors":
                return bool(self._problems)
            case "back":
                return self._way_back() is not None
            case "ingest":
                return not self.atlas.bridge.runs(self, "ingest")
        return True

    def action_open(self) -> None:
        self.add_class("-reading")
        self.call_after_refresh(self._reader.focus)

    def action_search(self) -> None:
        self.remove_class("-reading")
        self.app.stylesheet.update(self)  # at once, because only what is displayed takes the keyboard
        self._search_bar.start()

    def action_next(self) -> None:
        self._list.action_move(1)

    def action_previous(self) -> None:
        self._list.action_move(-1)

    def action_turn_view(self) -> None:
        self._reader.turn_view()

    def action_show_source(self) -> None:
        self._reader.show_source()

    def action_ingest(self) -> None:
        self.app.push_screen(IngestDialog(), self._start_ingest)

    def action_errors(self) -> None:
        self.app.push_screen(ProblemsDialog(self._problems))

    def action_reload(self) -> None:
        self._refresh()

    def action_back(self) -> None:
        way = self._way_back()
        if way is not None:
            way()
            self.refresh_bindings()

    def _way_back(self) -> Callable[[], object] | None:
        """What esc does now: it leaves what was entered last, and only then stops work."""
        if self._search_bar.typing:
            return self._close_search
        if self._reader.shows_source:
            return self._reader.leave_source
        if self._reads:
            return self._close_reader
        if self._search_bar.text:
            return self._close_search
        if self.atlas.bridge.runs(self, "ingest"):
            return self._cancel_ingest
        if self._ingest_bar.shown:
            return self._ingest_bar.hide
        return None

    def _close_search(self) -> None:
        self._search_bar.complain("")
        self._search_bar.clear()
        self._list.focus()

    def _close_reader(self) -> None:
        self.remove_class("-reading")
        self.call_after_refresh(self._list.focus)

    def _cancel_ingest(self) -> None:
        self.atlas.bridge.cancel(self, "ingest")
        self._ingest_bar.cancelling()

    # parts

    @property
    def _reads(self) -> bool:
        """Whether the reader was entered, by key, click or tab."""
        return self.has_class("-reading") or self._reader.has_focus

    @property
    def _highlighted(self) -> DocumentRef | None:
        position = self._list.position
        return None if position is None else self._list.row(position)

    @property
    def _list(self) -> MessageList:
        return self.query_one(MessageList)

    @property
    def _reader(self) -> Reader:
        return self.query_one(Reader)

    @property
    def _search_bar(self) -> SearchBar:
        return self.query_one(SearchBar)

    @property
    def _ingest_bar(self) -> IngestBar:
        return self.query_one(IngestBar)
