"""The room of messages: the list, the reader, and what can be done with what they show."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from mailatlas_tui.bridge import Answered, Failed
from mailatlas_tui.commands import bindings
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import say
from mailatlas_tui.screens.dialogs import load_all
from mailatlas_tui.screens.messages.answering import AnswerCommands
from mailatlas_tui.screens.messages.files import FileCommands
from mailatlas_tui.screens.messages.searches import SearchCommands
from mailatlas_tui.screens.messages.tagging import TagCommands
from mailatlas_tui.screens.room import WaysBack
from mailatlas_tui.widgets.ingest_bar import IngestBar
from mailatlas_tui.widgets.list_pane import ListPane
from mailatlas_tui.widgets.reader import Reader
from mailatlas_tui.widgets.virtual_list import VirtualList

REST_SECONDS = 0.05
"""How long the cursor of the list rests until the reader follows it: a key held down only moves it."""


LOADING_AFTER_SECONDS = 0.5
"""When the first rows and the first message surely stand, and what only some keys need is imported."""


class Loaded(Answered[None]):
    """What only some keys need was imported."""


class MessagesRoom(TagCommands, FileCommands, SearchCommands, AnswerCommands):
    BINDINGS = bindings("messages")
    NAME = "messages"

    def compose_room(self) -> ComposeResult:
        with Horizontal(id="panes"):
            yield ListPane(id="list-pane")
            yield Reader(self.atlas.workspace, self.atlas.bridge, id="reader")
        yield IngestBar(self.atlas.workspace, self.atlas.bridge, id="ingest")

    def on_mount(self) -> None:
        self.atlas.bridge.read(self, "load", lambda _: load_all(), Loaded, rest=LOADING_AFTER_SECONDS)

    # what the panes say

    @on(ListPane.Chosen)
    def _open_chosen(self, message: ListPane.Chosen) -> None:
        if message.row is None:
            self.reader.clear("")
            return
        another = message.row.id != self.reader.document_id
        rest = 0.0 if self._reads else REST_SECONDS
        self.reader.open(message.row.id, self.list_pane.query_text, rest=rest)
        if another and self._reads:
            self.mark_seen()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whatever gives the keyboard to the reader enters it, and so it stays in the narrow layout."""
        reads = event.widget is self.reader
        if reads and not self._reads:
            self.mark_seen()
        self.set_class(reads, "-reading")

    @on(VirtualList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    @on(IngestBar.Stored)
    def _follow_ingest(self) -> None:
        self.list_pane.reload()

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        say(self.app, sentence_of(answer.error), "error")

    # commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        possible: dict[str, Callable[[], bool]] = {
            "search": lambda: not self.list_pane.typing,
            "open": lambda: self.list_pane.messages.has_focus and self._has_rows,
            "next": lambda: self._reads,
            "previous": lambda: self._reads,
            "view": lambda: self.reader_in_view,
            "source": lambda: self.reader_in_view and self.reader.has_source,
            "quotes": lambda: self.reader_in_view and self.reader.has_quotes,
            "timeline": lambda: self.list_pane.has_timeline,
            "unmark": lambda: bool(self.list_pane.messages.marked),
            "errors": lambda: bool(self._ingest_bar.problems),
            "ingest": lambda: not self._ingest_bar.runs,
            "back": lambda: self.way_back is not None,
        } | dict.fromkeys(_ABOUT_A_MESSAGE, lambda: self.row is not None)
        return possible[action]() if action in possible else True

    def action_open(self) -> None:
        self._turn_to(self.reader)
        self.mark_seen()

    def action_search(self) -> None:
        self.action_list()
        self.list_pane.start_search()

    def action_next(self) -> None:
        self.list_pane.messages.action_move(1)

    def action_previous(self) -> None:
        self.list_pane.messages.action_move(-1)

    def action_thread(self) -> None:
        if self.row is not None:
            self.action_list()
            self.list_pane.open_thread(self.row)

    def action_fold(self) -> None:
        self.list_pane.fold()

    def action_timeline(self) -> None:
        self.action_list()
        self.list_pane.focus_timeline()

    def action_mark(self) -> None:
        self.list_pane.messages.mark()
        self.list_pane.show_status()

    def action_unmark(self) -> None:
        self.list_pane.messages.unmark()
        self.list_pane.show_status()

    def action_view(self) -> None:
        self.reader.turn_view()

    def action_source(self) -> None:
        self.reader.show_source()

    def action_quotes(self) -> None:
        self.reader.fold_quotes()

    def action_ingest(self) -> None:
        from mailatlas_tui.screens.dialogs.ingesting import IngestDialog

        self.app.push_screen(IngestDialog(), self._ingest)

    def action_errors(self) -> None:
        from mailatlas_tui.screens.dialogs.ingesting import ProblemsDialog

        self.app.push_screen(ProblemsDialog(self._ingest_bar.problems))

    def action_reload(self) -> None:
        self.list_pane.reload()

    def ways_back(self) -> WaysBack:
        return (
            (self.list_pane.typing, self.list_pane.go_back),
            (self.reader.shows_source, self.reader.leave_source),
            (self._reads, self.action_list),
            (self.list_pane.has_way_back, self.list_pane.go_back),
            (self._ingest_bar.runs, self._ingest_bar.cancel),
            (self._ingest_bar.shown, self._ingest_bar.hide),
        )

    def action_list(self) -> None:
        self._turn_to(self.list_pane.messages)

    def _turn_to(self, pane: Widget) -> None:
        """Give a pane the keyboard. The narrow layout turns to it at once, before the next key is looked
        at, because only what is displayed takes the keyboard."""
        self.set_class(pane is self.reader, "-reading")
        self.app.stylesheet.update(self)
        self.set_focus(pane)

    def _ingest(self, path: str | None) -> None:
        if path:
            self._ingest_bar.start(path)

    @property
    def _has_rows(self) -> bool:
        """Whether there is something to open, or soon will be."""
        return self.row is not None or self.list_pane.is_behind

    @property
    def _reads(self) -> bool:
        """Whether the reader was entered, by key, click or tab."""
        return self.has_class("-reading")

    @property
    def _ingest_bar(self) -> IngestBar:
        return self.query_one(IngestBar)


_ABOUT_A_MESSAGE = (
    "thread", "mark", "unread", "flag", "archive", "tag", "links", "attachments", "export", "copy", "pipe",
    "reply", "reply_all", "forward", "forward_attached",
)  # fmt: skip
