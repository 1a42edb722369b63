"""The list of messages with all that decides what is in it: search, time, conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from mailatlas_core.errors import QueryError
from mailatlas_core.models import DocumentRef
from mailatlas_core.timeline import Bucket
from mailatlas_core.workspace import Workspace
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Bridge, Failed
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import mail_text, say
from mailatlas_tui.widgets.list_answers import (
    FIRST_ROWS,
    Counted,
    FirstPageRead,
    KnownRead,
    PositionsRead,
    RowsRead,
    Search,
    all_positions,
    first_page,
    more_rows,
)
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.search_bar import SearchBar
from mailatlas_tui.widgets.timeline_bar import TimelineBar, label
from mailatlas_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

_THREAD_ID = 16

# Of a million messages, all that a search finds takes as long to look up as a letter to type: among
# so many it is looked up when the typing rests, and the first rows alone follow each letter.
MANY_MESSAGES = 200_000
TYPING_RESTS_SECONDS = 0.3

_EMPTY = (
    "No mail here yet.\n\nPress i and name an .eml file, an mbox archive, a Maildir, or a folder of them:"
    " every message is kept as it is, byte for byte, and nothing is sent anywhere."
)
_NOTHING_FOUND = "Nothing found.\n\nesc clears the search."


@dataclass(frozen=True, slots=True)
class Before:
    """Where one was before a search or a conversation, which may have unfolded the list."""

    query: str
    place: int | None
    folded: bool = False


class ListPane(Vertical):
    class Chosen(Message):
        """The cursor is on another row, or the row has come; None where there is nothing."""

        def __init__(self, row: DocumentRef | None) -> None:
            super().__init__()
            self.row = row

    class Total(Message):
        """The workspace has that many messages."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown = Search("", False, None)
        self._wrong: str | None = None
        self._milliseconds = 0.0
        self._complete = False
        self._found: Sequence[int] = ()
        self._bucket: Bucket | None = None
        self._before: list[Before] = []
        self._told = ""

    def compose(self) -> ComposeResult:
        yield SearchBar(self._atlas.clock, id="search")
        yield TimelineBar(self._atlas.clock, id="timeline")
        yield MessageList(self._atlas.clock, id="list")
        yield Static(id="status", markup=False)

    def on_mount(self) -> None:
        self._search_bar.lead_to(self.messages)
        self.messages.focus()
        self._ask(Search("", False, None))
        self.count()

    # what it is asked to do

    def start_search(self) -> None:
        self._search_bar.start()

    def search(self, query: str) -> None:
        """Search as if the query had been typed."""
        self._search_bar.put(query)
        self.messages.focus()

    def open_thread(self, row: DocumentRef) -> None:
        """Show the conversation of a message, and nothing else."""
        self._before.append(Before(self._search_bar.text, row.position, self.messages.folded))
        self.messages.folded = False
        self._search_bar.put(f"thread:{row.id[:_THREAD_ID]}", place=row.position)
        self.messages.focus()

    def fold(self) -> None:
        """One row a conversation instead of one a message, or the other way round."""
        self.messages.folded = not self.messages.folded
        self.reload()

    def reload(self) -> None:
        """Show what is there now, keeping the place."""
        self._ask(Search(self._search_bar.text, self.messages.folded, self.messages.position))
        self.count()

    def refresh_rows(self) -> None:
        """Read anew what the rows say; which rows there are stays."""
        self.messages.renew()
        self._ask_known()

    @property
    def has_timeline(self) -> bool:
        return bool(self._timeline.display)

    def focus_timeline(self) -> None:
        self.screen.set_focus(self._timeline)

    def tell(self, sentence: str) -> None:
        """Say what was done, until the cursor moves or other rows come."""
        self._told = sentence
        self.show_status()

    def show_status(self) -> None:
        status = mail_text(self._told or self._status)
        line = self.query_one("#status", Static)
        if status != line.content:
            line.update(status, layout=False)
        self.screen.refresh_bindings()

    @property
    def _status(self) -> str:
        """How many rows there are, and why these."""
        if not (self.messages.positions or self.query_text):
            return ""
        parts = [self._count_shown()]
        if self._bucket is not None:
            parts.append(label(self._bucket))
        if self.query_text:
            parts.append(f"{self._milliseconds:.0f} ms")
        elif self._bucket is None:
            parts.append("newest first")
        if self.messages.folded:
            parts.append("by conversation")
        if marked := len(self.messages.marked):
            parts.append(f"{marked:,} marked")
        return f" {glyphs.SEPARATOR} ".join(parts)

    def _count_shown(self) -> str:
        found = f"{len(self.messages.positions):,}{'' if self._complete else '+'}"
        return f"{found} of {self._atlas.total or 0:,}" if self.query_text else found

    # the way back

    @property
    def has_way_back(self) -> bool:
        return self.typing or self.times or bool(self.messages.marked) or bool(self._search_bar.text)

    def go_back(self) -> None:
        """Leave what was entered last: the time line, the marks, the conversation, the search."""
        if self.times:
            self._timeline.reset()
            self.messages.focus()
        elif self.messages.marked and not self.typing:
            self.messages.unmark()
            self.show_status()
        else:
            before = self._before.pop() if self._before else Before("", self.messages.position)
            self.messages.folded |= before.folded
            self._search_bar.complain("")
            self._search_bar.put(before.query, place=before.place)
            self.messages.focus()

    @property
    def typing(self) -> bool:
        """Whether the keyboard is the search field's."""
        return self._search_bar.typing

    @property
    def times(self) -> bool:
        """Whether the time line has the keyboard, or filters."""
        return self._bucket is not None or self._timeline.has_focus

    @property
    def is_behind(self) -> bool:
        """Whether another search was typed than that whose rows are here: keys typed ahead are not about
        these."""
        return self._search_bar.typed not in (self._shown.query, self._wrong)

    @property
    def query_text(self) -> str:
        """What the rows were found by."""
        return self._shown.query.strip()

    # asking

    def _ask(self, search: Search) -> None:
        self._wrong = None
        self._bridge.drop(self, "positions")
        read = partial(first_page, self._workspace, self._atlas.stopwatch, search)
        self._bridge.read(self, "page", read, FirstPageRead)

    def _ask_positions(self, search: Search) -> None:
        rest = TYPING_RESTS_SECONDS if self.typing and (self._atlas.total or 0) >= MANY_MESSAGES else 0.0
        read = partial(all_positions, self._workspace, search)
        self._bridge.read(self, "positions", read, PositionsRead, rest=rest)

    @on(VirtualList.RowsWanted)
    def _ask_rows(self, message: VirtualList.RowsWanted) -> None:
        read = partial(more_rows, self._workspace, message.positions, self._shown.folded)
        self._bridge.read(self, "rows", read, RowsRead)

    def count(self) -> None:
        """Count the messages of the workspace, and what can stand in a query."""
        documents = self._workspace.documents
        self._bridge.read(self, "count", lambda request: documents.count(cancel=request.cancel), Counted)
        self._ask_known()

    def _ask_known(self) -> None:
        documents = self._workspace.documents
        self._bridge.read(self, "known", lambda request: documents.known(cancel=request.cancel), KnownRead)

    # answers

    @on(FirstPageRead)
    def _show_first_page(self, answer: FirstPageRead) -> None:
        page = answer.value
        search, rows = page.search, page.rows
        self._search_bar.complain("")
        self._bridge.drop(self, "rows")
        self._shown = search
        self._milliseconds = page.milliseconds
        self.messages.forget_rows()
        self.messages.fill([row.position for row in rows], {row.position: row for row in rows})
        self._complete = len(rows) < FIRST_ROWS
        place = search.place
        if self._complete or place is None or place >= rows[-1].position:
            self._show([row.position for row in rows], place)
            place = None
        if not self._complete:
            self._ask_positions(Search(search.query, search.folded, place))

    @on(PositionsRead)
    def _show_all(self, answer: PositionsRead) -> None:
        place = answer.value.search.place
        self._complete = True
        self._show(answer.value.positions, self.messages.position if place is None else place)

    def _show(self, positions: Sequence[int], place: int | None) -> None:
        self._found, self._bucket = positions, None
        if self._complete:
            self._timeline.show(positions, self._shown.query)
        self._show_rows(positions, place)

    def _show_rows(self, positions: Sequence[int], place: int | None) -> None:
        self._told = ""
        if self._complete:
            self.messages.unmark_all_but(positions)
        self.messages.show(positions, place, more=not self._complete)
        self.messages.say_when_empty(_NOTHING_FOUND if self.query_text else _EMPTY)
        if positions:
            self._tell_chosen()  # another query may have found the same row
        else:
            self.post_message(self.Chosen(None))
            self.show_status()

    @on(RowsRead)
    def _fill_rows(self, answer: RowsRead) -> None:
        more = answer.value
        self.messages.fill(more.asked, {row.position: row for row in more.rows})
        self._tell_chosen()

    @on(Counted)
    def _tell_total(self, answer: Counted) -> None:
        self.post_message(self.Total(answer.value))
        self.call_after_refresh(self.show_status)

    @on(KnownRead)
    def _take_known(self, answer: KnownRead) -> None:
        self._search_bar.known = answer.value

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        error = answer.error
        sentence = sentence_of(error)
        if answer.request.name == "page":
            self._wrong = self._search_bar.text
        if isinstance(error, QueryError):
            self._search_bar.complain(sentence)
        else:
            say(self.app, sentence, "error")

    # typing, moving

    @on(SearchBar.Changed)
    def _follow_typing(self, message: SearchBar.Changed) -> None:
        if not self._before and message.text.strip() and not self.query_text:
            self._before.append(Before("", self.messages.position))
        place = message.place
        if not message.text.strip() and self._before:
            place = self._before[0].place if place is None else place
            self.messages.folded |= any(before.folded for before in self._before)
            self._before.clear()
        self._ask(Search(message.text, self.messages.folded, place))

    @on(TimelineBar.Moved)
    def _filter_by_time(self) -> None:
        if not self._complete:
            return  # the buckets are those of an earlier search
        self._bucket = bucket = self._timeline.chosen  # the one of now, which an answer may have changed
        rows = self._found if bucket is None else self._found[bucket.first : bucket.end]
        self._show_rows(rows, self.messages.position)

    @on(TimelineBar.Chosen)
    def _search_in_time(self, message: TimelineBar.Chosen) -> None:
        query = f"({self.query_text})" if " OR " in self.query_text else self.query_text
        self.search(f"{message.query} {query}".strip())  # the last word is a prefix, and stays the last

    @on(VirtualList.Highlighted)
    def _follow_cursor(self) -> None:
        self._told = ""
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        row = self.messages.highlighted
        if row is not None:
            self.post_message(self.Chosen(row))
        self.show_status()

    # parts

    @property
    def messages(self) -> MessageList:
        return self.query_one(MessageList)

    @property
    def _timeline(self) -> TimelineBar:
        return self.query_one(TimelineBar)

    @property
    def _search_bar(self) -> SearchBar:
        return self.query_one(SearchBar)

    @property
    def _workspace(self) -> Workspace:
        return self._atlas.workspace

    @property
    def _bridge(self) -> Bridge:
        return self._atlas.bridge

    @property
    def _atlas(self) -> MailAtlasApp:
        return cast("MailAtlasApp", self.app)
