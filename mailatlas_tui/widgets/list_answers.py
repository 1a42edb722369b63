"""What the list of messages asks the core for, and the answers to that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailatlas_core.models import DocumentRef
from mailatlas_core.query.completion import Known
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Request

FIRST_ROWS = 200
"""How many rows are shown before it is known which ones there are."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the list is to show: the query as it stands, one row a conversation or one a message, and
    the position to go to, if not the top."""

    query: str
    folded: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class FirstPage:
    search: Search
    rows: Sequence[DocumentRef]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class AllPositions:
    search: Search
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class MoreRows:
    asked: Sequence[int]
    rows: Sequence[DocumentRef]


def first_page(
    workspace: Workspace, stopwatch: Callable[[], float], search: Search, request: Request
) -> FirstPage:
    started = stopwatch()
    rows = workspace.documents.page(
        search.query, limit=FIRST_ROWS, folded=search.folded, typing=True, cancel=request.cancel
    )
    return FirstPage(search, rows, (stopwatch() - started) * 1000)


def all_positions(workspace: Workspace, search: Search, request: Request) -> AllPositions:
    found = workspace.documents.positions(
        search.query, folded=search.folded, typing=True, cancel=request.cancel
    )
    return AllPositions(search, found)


def more_rows(workspace: Workspace, asked: Sequence[int], folded: bool, request: Request) -> MoreRows:
    return MoreRows(asked, workspace.documents.at(asked, folded=folded, cancel=request.cancel))


class FirstPageRead(Answered[FirstPage]):
    """The newest rows of a search, to be shown at once."""


class PositionsRead(Answered[AllPositions]):
    """Everything that the search finds."""


class RowsRead(Answered[MoreRows]):
    """Rows that were scrolled to; some may be gone."""


class Counted(Answered[int]):
    """How many messages the workspace has."""


class KnownRead(Answered[Known]):
    """Tags, folders and accounts that can stand in a query."""
