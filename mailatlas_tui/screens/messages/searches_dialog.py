"""The saved searches: pick one, keep the search of now under a name, remove one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from mailatlas_core.config.reading import load_config
from mailatlas_core.config.searches import remove_search, save_search
from mailatlas_core.text import visible
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import PlainInput, cell_segment, paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.quitting import YesNoDialog
from mailatlas_tui.widgets.virtual_list import VirtualList

MOST_KEYS = 9
"""How many searches have a key of their own."""

_COUNT_WIDTH = 10
_WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Row:
    """A saved search: `key` picks it, and `count` says how much it finds, once that is known; where it
    is wrong, `problem` says why."""

    key: str
    name: str
    query: str
    count: int | None = None
    problem: str = ""


class SearchesRead(Answered[Mapping[str, str]]):
    """The queries of the saved searches by name, in the order of the file."""


class SearchCounted(Answered[tuple[str, int]]):
    """How much a saved search finds, with its name."""


class SearchList(VirtualList[Row]):
    def show_searches(self, rows: Sequence[Row]) -> None:
        positions = range(0, -len(rows), -1)
        self.forget_rows()
        self.fill(positions, dict(zip(positions, rows, strict=True)))
        self.show(positions, self.position)

    def render_row(self, row: Row, width: int, *, cursor: bool) -> list[Segment]:
        plain, quiet = (self.get_component_rich_style(f"list--{name}") for name in ("plain", "quiet"))
        if cursor:
            plain = quiet = self.cursor_style
        count = _WRONG if row.problem else glyphs.ELLIPSIS if row.count is None else f"{row.count:,}"
        name = max(8, min(24, width // 3))
        return [
            cell_segment(glyphs.CURSOR if cursor else "", 2, plain),
            cell_segment(row.key, 2, quiet),
            cell_segment(row.name, name, plain),
            cell_segment("", 1, plain),
            cell_segment(row.query, max(1, width - 2 - 2 - name - 1 - _COUNT_WIDTH), quiet),
            cell_segment(count.rjust(_COUNT_WIDTH), _COUNT_WIDTH, plain),
        ]


class SearchesDialog(Dialog[str]):
    """Its result is a query to search for. `now` is the search that can be kept, empty for none."""

    CSS = """
    SearchList { background: $surface; height: auto; min-height: 2; max-height: 40vh; }
    """
    TITLE = "Saved searches"
    KEYS = "enter searches · a keeps the search of now · d removes · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "search"),
        Binding("a", "keep", "keep"),
        Binding("d", "remove", "remove"),
        *(Binding(f"{number}", f"pick_number({number})", "search") for number in range(1, MOST_KEYS + 1)),
    ]

    def __init__(self, now: str) -> None:
        super().__init__()
        self._now = now
        self._rows: dict[str, Row] = {}

    def compose_content(self) -> ComposeResult:
        yield SearchList()
        yield Static(classes="detail", markup=False)

    def on_mount(self) -> None:
        self.query_one(SearchList).say_when_empty("No search is saved.")
        self._read()

    def on_unmount(self) -> None:
        self._forget_counts()

    # reading and counting

    def _read(self) -> None:
        def read(_: Request) -> Mapping[str, str]:
            return _saved()

        self.atlas.bridge.read(self, "searches", read, SearchesRead)

    @on(SearchesRead)
    def _show_searches(self, answer: SearchesRead) -> None:
        self._forget_counts()
        self._rows = {
            name: Row(f"{number}" if number <= MOST_KEYS else "", name, query)
            for number, (name, query) in enumerate(answer.value.items(), 1)
        }
        self._show()
        for name, query in answer.value.items():
            self._count(name, query)

    def _count(self, name: str, query: str) -> None:
        documents = self.atlas.workspace.documents

        def count(request: Request) -> tuple[str, int]:
            return name, documents.count(query, typing=True, cancel=request.cancel)  # as the list will search

        self.atlas.bridge.read(self, _counting(name), count, SearchCounted)

    def _forget_counts(self) -> None:
        for name in self._rows:
            self.atlas.bridge.drop(self, _counting(name))

    @on(SearchCounted)
    def _show_count(self, answer: SearchCounted) -> None:
        name, count = answer.value
        self._rows[name] = replace(self._rows[name], count=count)
        self._show()

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        error = answer.error
        for name, row in self._rows.items():
            if answer.request.name == _counting(name):
                self._rows[name] = replace(row, problem=sentence_of(error))
                self._show()
                return
        self.tell_error(error)

    # showing

    def _show(self) -> None:
        self.query_one(SearchList).show_searches(tuple(self._rows.values()))
        self._show_detail()

    @on(VirtualList.Highlighted)
    def _show_detail(self) -> None:
        """All of the query under the cursor, and what is wrong with it."""
        row = self._row
        said = "" if row is None else "\n".join(filter(None, (visible(row.query), visible(row.problem))))
        self.query_one(".detail", Static).update(said)

    @property
    def _row(self) -> Row | None:
        searches = self.query_one(SearchList)
        return None if searches.position is None else searches.row(searches.position)

    # what can be done

    @on(VirtualList.Opened)
    def action_pick(self) -> None:
        if self._row is not None:
            self.dismiss(self._row.query)

    def action_pick_number(self, number: int) -> None:
        row = next((row for row in self._rows.values() if row.key == str(number)), None)
        if row is not None:
            self.dismiss(row.query)

    def action_keep(self) -> None:
        if not self._now:
            self.tell("There is no search to keep: type one with / first.")
            return
        self.app.push_screen(NameDialog(self._now), self._keep)

    def _keep(self, name: str | None) -> None:
        if name in self._rows:
            self.app.push_screen(
                ReplaceDialog(self._rows[name]), lambda sure: self._save(name) if sure else None
            )
        elif name is not None:
            self._save(name)

    def _save(self, name: str) -> None:
        self._change(lambda: save_search(name, self._now))

    def action_remove(self) -> None:
        row = self._row
        if row is not None:
            self.app.push_screen(RemoveDialog(row), lambda sure: self._remove(row.name, sure=sure))

    def _remove(self, name: str, *, sure: bool | None) -> None:
        if sure:
            self._change(lambda: remove_search(name))

    def _change(self, change: Callable[[], None]) -> None:
        def work(_: Request) -> Mapping[str, str]:
            change()
            return _saved()

        self.tell("")
        self.atlas.bridge.edit(self, work, SearchesRead)


class NameDialog(Dialog[str]):
    """Asks for the name of a search."""

    TITLE = "Keep this search"
    KEYS = "enter keeps it · esc closes"

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(self._query))
        yield PlainInput(placeholder="A name", compact=True)

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        if message.value.strip():
            self.dismiss(message.value.strip())


class ReplaceDialog(YesNoDialog):
    """Asks whether another search is to have a name that is taken."""

    TITLE = "Replace?"
    KEYS = "y replaces it · n keeps it"

    def __init__(self, row: Row) -> None:
        super().__init__(f"{row.name}: {row.query}")


class RemoveDialog(YesNoDialog):
    """Asks whether a search is to be forgotten."""

    TITLE = "Remove?"
    KEYS = "y removes it · n keeps it"

    def __init__(self, row: Row) -> None:
        super().__init__(f"{row.name}: {row.query}")


def _saved() -> dict[str, str]:
    return {name: search.query for name, search in load_config().config.search.items()}


def _counting(name: str) -> str:
    """What the bridge calls the counting of a search."""
    return f"count {name}"
