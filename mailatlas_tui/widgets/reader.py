"""One message, in the view that was chosen last, laid out anew for every width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType

from mailatlas_core.errors import QueryError
from mailatlas_core.models import Document
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import Everything, Query
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Failed, Progressed
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.layout import Reading, Wish, lay_out
from mailatlas_tui.page import Page
from mailatlas_tui.reading import View
from mailatlas_tui.widgets.line_view import LineView
from mailatlas_tui.wrapping import Line


@dataclass(frozen=True, slots=True)
class Place:
    """Where one was before looking at the source of a line."""

    view: View
    paragraph: int
    marked: int | None


@dataclass(frozen=True, slots=True)
class Aim:
    """The line of the full text to be shown, and how far below the top of the reader."""

    source: int
    row: int


class LaidOut(Answered[Reading]):
    """A message is ready to be shown."""


class Reader(LineView):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "screen.list", "To the list", show=False)]

    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._bridge = bridge
        self._document_id: str | None = None
        self._query = ""
        self._view: View = "text"
        self._folded = True
        self._shown: Reading | None = None
        self._place: Place | None = None
        self._next: Aim | Place | None = None
        self._sentence = ""
        self._width = 0

    @property
    def holds_message(self) -> bool:
        """Whether it shows a message, or is about to."""
        return self._document_id is not None

    @property
    def document_id(self) -> str | None:
        """The id of the document that is shown, or is about to be."""
        return self._document_id

    @property
    def document(self) -> Document | None:
        """The document that is shown, once it is laid out."""
        return self._shown.document if self._shown else None

    def part_text(self) -> str:
        """The text in view, as it came and whole: not made visible, not wrapped, not folded."""
        return self._shown.text if self._shown else ""

    @property
    def view(self) -> View:
        """What is in view: the chosen view, or what stands for it where a message has it not."""
        return self._shown.view if self._shown else self._view

    @property
    def has_quotes(self) -> bool:
        """Whether there is in view what can be folded."""
        return self._shown is not None and self._shown.has_quotes

    @property
    def shows_source(self) -> bool:
        """Whether it shows the source of a line, from which there is a way back."""
        return self._place is not None

    @property
    def has_source(self) -> bool:
        """Whether a line in view has a source elsewhere, or is one."""
        return self.shows_source or self._source_in_view() is not None

    def open(self, id: str, query: str = "", *, rest: float = 0.0) -> None:
        """Show this message as soon as it is laid out; until then the one before stays.

        What `query` finds in it is pointed out; it is taken as still being typed. It is laid out after
        `rest` seconds in which no other is opened.
        """
        if query != self._query:
            self._query = query
            self.show_found(_tree(query))
        if id == self._document_id:
            return
        self._document_id = id
        if self._place is not None:
            self._view = self._place.view
        self._place = self._next = None
        self._lay_out(rest)

    def reload(self) -> None:
        """Read the message anew, because something about it has changed; the place stays."""
        self._lay_out()

    def clear(self, sentence: str) -> None:
        """Show no message, but a sentence that says why."""
        self._bridge.drop(self, "layout")
        self._document_id = self._shown = self._place = self._next = None
        self._sentence = sentence
        self._lay_out()

    def turn_view(self) -> None:
        """On to the next of the message's views, or back from the source of a line."""
        if self.shows_source:
            self.leave_source()
        elif self._shown is not None:
            offered = self._shown.views
            at = offered.index(self._view) if self._view in offered else 0
            self._view = offered[(at + 1) % len(offered)]
            self._lay_out()

    def fold_quotes(self) -> None:
        """Show the quotes in full, or as one line each; the next messages too."""
        self._folded = not self._folded
        self._lay_out()

    def show_source(self) -> None:
        """Show the marked line, else the first in view, as it stands in the full text; or go back."""
        if self.shows_source:
            self.leave_source()
            return
        source = self._source_in_view()
        if source is None:
            return
        row = next(number for number, line in enumerate(self._lines_in_view()) if line.source == source)
        self._place = Place(self._view, self.top_paragraph, self.marked)
        self._next = Aim(source, row)
        self._view = "full"
        self._lay_out()

    def leave_source(self) -> None:
        """Go back to where the source of a line was asked for."""
        if self._place is not None:
            self._view = self._place.view
            self._next, self._place = self._place, None
            self._lay_out()

    def action_scroll_down(self) -> None:
        if not self._move_mark(1):
            super().action_scroll_down()

    def action_scroll_up(self) -> None:
        if not self._move_mark(-1):
            super().action_scroll_up()

    def on_resize(self) -> None:
        if self.line_width != self._width:
            self._lay_out()

    def _lines_in_view(self) -> Sequence[Line]:
        top = self.scroll_offset.y
        return self.lines[top : top + self.scrollable_content_region.height]

    def _source_in_view(self) -> int | None:
        """The source that `show_source` would show; none while another message is still in view."""
        shown = self._shown
        if shown is None or shown.document.id != self._document_id:
            return None
        if not (shown.view == "agent" or (shown.view == "text" and "full" in shown.views)):
            return None
        sources = [line.source for line in self._lines_in_view() if line.source is not None]
        return self.marked if self.marked in sources else next(iter(sources), None)

    def _move_mark(self, step: int) -> bool:
        """In the agent view, mark the listed line after or before the marked one, if it is in view
        or next to what is; False where there is none to be marked."""
        if self.view != "agent" or self.marked is None:
            return False
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        first, end = max(0, top - (step < 0)), top + height + (step > 0)
        rows: dict[int, int] = {}
        for number, line in enumerate(self.lines[first:end], first):
            if line.source is not None:
                rows.setdefault(line.source, number)
        sources = list(rows) if step > 0 else list(reversed(rows))
        follows = sources.index(self.marked) + 1 if self.marked in rows else 0
        if follows >= len(sources):
            return False
        self.mark(sources[follows])
        row = rows[sources[follows]]
        if not top <= row < top + height:
            self.show_line(top + step)
        return True

    def _lay_out(self, rest: float = 0.0) -> None:
        self._width = width = self.line_width
        if not width:
            return
        if self._document_id is None:
            page = Page(width)
            page.add(visible(self._sentence), "quiet")
            self.show(page.lines)
            return
        wish = Wish(self._document_id, self._view, width, self._folded, self.shows_source)
        self._bridge.read(self, "layout", partial(lay_out, self._workspace, wish), LaidOut, rest=rest)

    @on(Progressed)
    def _show_beginning(self, message: Progressed) -> None:
        reading = cast("Reading", message.request.take_state())
        if self._next is None and not self._stays(reading):
            self._show_reading(reading)

    @on(LaidOut)
    def _show(self, answer: LaidOut) -> None:
        self._show_reading(answer.value)

    def _stays(self, reading: Reading) -> bool:
        """Whether it is the message and the view that are shown already."""
        shown = self._shown
        return shown is not None and (shown.document.id, shown.view) == (reading.document.id, reading.view)

    def _show_reading(self, reading: Reading) -> None:
        stays, self._shown = self._stays(reading), reading
        aim, self._next = self._next, None
        if isinstance(aim, Place):
            self.show(reading.lines, paragraph=aim.paragraph, marked=aim.marked)
        elif isinstance(aim, Aim):
            self.show(reading.lines, marked=aim.source)
            self.show_line(reading.lines.first_line_from(aim.source) - aim.row)
        elif stays:
            self.show(reading.lines, paragraph=self.top_paragraph, marked=self.marked)
        else:
            self.show(reading.lines, marked=reading.lines.first_source if reading.view == "agent" else None)
        self.screen.refresh_bindings()

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.clear(sentence_of(answer.error))


def _tree(query: str) -> Query:
    """A query as it is being typed; a wrong one finds what an empty one points out: nothing."""
    try:
        return parse_query(query, typing=True)
    except QueryError:
        return Everything()
