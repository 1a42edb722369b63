"""Where a search is typed: it follows the typing, and says below what can stand there, or what it did
not understand."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from mailatlas_core.ports import Clock
from mailatlas_core.query.completion import Known
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import mail_text, paragraph
from mailatlas_tui.widgets.search_field import SearchField

_MOST_SHOWN = 20


class SearchBar(Vertical):
    DEFAULT_CSS = """
    SearchBar {
        height: auto;
        #search-line { height: 1; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
        #search-line.-wrong { height: auto; max-height: 4; color: $warning; text-wrap: wrap; }
        .search--first { color: $accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"search--first"}

    class Changed(Message):
        """There is something else to search for, and `place` is the position to go to, if not the top."""

        def __init__(self, text: str, place: int | None) -> None:
            super().__init__()
            self.text = text
            self.place = place

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self._clock = clock
        self._sentence = ""

    def compose(self) -> ComposeResult:
        yield SearchField(id="search-input")
        yield Static(id="search-line")

    def on_mount(self) -> None:
        self.watch(self._field, "selection", self._show_line)

    @property
    def typing(self) -> bool:
        """Whether the keyboard is its own."""
        return self._field.has_focus

    @property
    def known(self) -> Known:
        """The names of the workspace to complete with."""
        return self._field.known

    @known.setter
    def known(self, known: Known) -> None:
        self._field.known = known

    @property
    def typed(self) -> str:
        """What stands in the field, announced or not yet."""
        return self._field.value

    def lead_to(self, widget: Widget) -> None:
        """Where the keyboard goes when the typing is over."""
        self._field.leads_to = widget

    def start(self) -> None:
        """Take the keyboard, at once: the next key is for the field."""
        self.screen.set_focus(self._field)

    def put(self, query: str, place: int | None = None) -> None:
        """Search for something else, at once."""
        self._field.keep()
        self._field.write(query)
        self._announce(place)

    def complain(self, sentence: str) -> None:
        """Say what was not understood, until that is taken back with an empty sentence."""
        self._sentence = sentence
        self._show_line()

    @on(Input.Changed)
    def _wait(self) -> None:
        self._show_line()
        self.call_after_refresh(self._announce_typed)  # the letter is seen first; of several, the last counts

    @on(SearchField.Left)
    def _finish(self) -> None:
        self._announce_typed()
        self._field.keep()

    @on(SearchField.Wrong)
    def _say_what_is_wrong(self, message: SearchField.Wrong) -> None:
        self.complain(sentence_of(message.error))

    def _announce_typed(self) -> None:
        if self._field.value != self.text:
            self._announce(None)

    def _announce(self, place: int | None) -> None:
        self.text = self._field.value
        self.post_message(self.Changed(self.text, place))

    def on_descendant_focus(self) -> None:
        self._show_line()

    def on_descendant_blur(self) -> None:
        self._show_line()

    def _show_line(self) -> None:
        """Say the one thing that helps now; only a sentence may need several lines, and a new layout."""
        text = self._help()
        line = self.query_one("#search-line", Static)
        line.set_class(text is None, "-wrong")
        line.update(paragraph(self._sentence) if text is None else text, layout=text is None)

    def _help(self) -> Text | None:
        """What can be typed; None where there is rather a sentence to say."""
        field = self._field
        if field.has_focus and not field.value:
            return mail_text(f'from:ada  has:attachment  on:{self._clock.now():%Y-%m}  -word  OR  "a phrase"')
        if self._sentence:
            return None
        completion = field.completion if field.has_focus else None
        if completion is None:
            return Text()
        first, *others = completion.candidates[:_MOST_SHOWN]
        marked = mail_text(first, self.get_component_rich_style("search--first", partial=True))
        return Text("  ").join([Text.assemble("tab ", marked), *map(mail_text, others)])

    @property
    def _field(self) -> SearchField:
        return self.query_one(SearchField)
