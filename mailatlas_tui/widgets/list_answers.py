"""What the list of messages asks the core for, and the answers to that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailatlas_core.models import DocumentRef
from mailatlas_core.query.completion import Known
from mailatlas_tui.bridge import Answered


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
