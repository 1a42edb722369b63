"""The list of the log with all that decides what is in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Failed, Progressed
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import mail_text, say
from mailatlas_tui.screens.audit.entry_list import EntryList
from mailatlas_tui.screens.audit.filter_bar import FilterBar
from mailatlas_tui.screens.audit.listing import Entries, Entry, Found, entries, find
from mailatlas_tui.screens.audit.wanted import EVERYTHING, EXAMPLE, Wanted
from mailatlas_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

PAUSE_SECONDS = 0.05
"""How long the typing must rest before the log is read."""

_NOTHING_FOUND = f"Nothing found. esc clears the filter.\n\nIn a filter can stand:\n{EXAMPLE}"


class EntriesFound(Answered[Found]):
    """All that is wanted is known."""


class EntriesRead(Answered[Entries]):
    """Entries that come into view."""


class LogPane(Vertical):
    class Chosen(Message):
        """The cursor is on another entry, or on one that has changed; None where there is none."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._wanted = EVERYTHING
        self._shown: Wanted | None = None

    def compose(self) -> ComposeResult:
        yield FilterBar(self._atlas.clock, id="filter")
        yield EntryList(self._atlas.clock, id="entries")
        yield Static(id="log-status", markup=False)

    def on_mount(self) -> None:
        self.filter.lead_to(self.entries)

    @property
    def filter(self) -> FilterBar:
        return self.query_one(FilterBar)

    @property
    def entries(self) -> EntryList:
        return self.query_one(EntryList)

    def reload(self, record: str | None = None) -> None:
        """Read anew what there is, and go to the record with this id, else keep the place."""
        self._ask(record, rest=0.0)

    def _ask(self, record: str | None, *, rest: float) -> None:
        ask = partial(find, self._atlas.workspace, self._wanted, record)
        self._atlas.bridge.read(self, "list", ask, EntriesFound, rest=rest)

    @on(FilterBar.Changed)
    def _follow_typing(self, message: FilterBar.Changed) -> None:
        self._wanted = message.wanted
        self._say_status("Looking …")
        self._ask(None, rest=PAUSE_SECONDS)

    @on(Progressed)
    def _show_beginning(self, message: Progressed) -> None:
        found = message.request.take_state()
        if isinstance(found, Found) and found.wanted != self._shown:
            self._show(found)

    @on(EntriesFound)
    def _show_all(self, answer: EntriesFound) -> None:
        self._show(answer.value)

    def _show(self, found: Found) -> None:
        place = found.place
        if place is None and found.wanted == self._shown:
            place = self.entries.position
        self._shown = found.wanted
        self.entries.show(found.positions, place)
        self.entries.say_when_empty(_NOTHING_FOUND)
        if found.positions:
            self.entries.renew()
        else:
            self.post_message(self.Chosen(None))
        self._say_status(_status(found))

    def _say_status(self, status: str) -> None:
        self.query_one("#log-status", Static).update(mail_text(status), layout=False)

    @on(VirtualList.RowsWanted)
    def _ask_rows(self, message: VirtualList.RowsWanted) -> None:
        ask = partial(entries, self._atlas.workspace, message.positions)
        self._atlas.bridge.read(self, "rows", ask, EntriesRead)

    @on(EntriesRead)
    def _fill(self, answer: EntriesRead) -> None:
        self.entries.fill(answer.value.asked, answer.value.found)
        self._tell_chosen()

    @on(VirtualList.Highlighted)
    def _tell_chosen(self) -> None:
        chosen = self.entries.chosen
        if chosen is not None:
            self.post_message(self.Chosen(chosen))

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        sentence = sentence_of(answer.error)
        self.entries.say_when_empty(sentence)
        say(self.app, sentence, "error")

    @property
    def _atlas(self) -> MailAtlasApp:
        return cast("MailAtlasApp", self.app)


def _status(found: Found) -> str:
    count = len(found.positions)
    noun = "found" if found.wanted != EVERYTHING else "entry" if count == 1 else "entries"
    more = "" if found.is_complete else "+"
    return f"{count:,}{more} {noun} {glyphs.SEPARATOR} newest first"
