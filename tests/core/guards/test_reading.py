"""What reading asks of SQLite: so many statements, and no more work where there is more mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.guards.conftest import Asked
from tests.core.guards.filling import fill

FEW, MANY = 400, 3_200
QUERY = "harbor"

# At most so many statements, each transaction's BEGIN and ROLLBACK among them.
STATEMENTS = {
    "open": 8,
    "first page": 5,
    "next page": 5,
    "page in the middle": 5,
    "search": 8,
    "search by relevance": 9,
    "next page of a search": 5,
    "document": 8,
    "count": 3,
    "count of a search": 3,
}
# What counts looks at all that it counts, and what ranks at the newest few thousand.
GROWS = {"count of a search", "search by relevance"}

Action = Callable[[Workspace], object]


def actions(workspace: Workspace) -> dict[str, Action]:
    """Everything that a front end does while somebody reads, as functions of a workspace."""
    first = workspace.documents.page(limit=50)
    found = workspace.documents.page(QUERY, limit=20)
    middle = workspace.documents.positions()[FEW // 2]
    return {
        "first page": lambda one: one.documents.page(limit=50),
        "next page": lambda one: one.documents.page(before=first[-1].position, limit=50),
        "page in the middle": lambda one: one.documents.page(before=middle, limit=50),
        "search": lambda one: one.documents.search(QUERY, limit=20),
        "search by relevance": lambda one: one.documents.search(QUERY, sort="relevance", limit=20),
        "next page of a search": lambda one: one.documents.page(QUERY, before=found[-1].position, limit=20),
        "document": lambda one: one.documents.get(first[7].id),
        "count": lambda one: one.documents.count(),
        "count of a search": lambda one: one.documents.count(QUERY),
    }


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("few") / "workspace", FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("many") / "workspace", MANY)


def asked_by_each(root: Path, asked: Asked) -> Iterator[tuple[str, int, int]]:
    """The statements and the steps of each action, on a workspace that is open and has been read."""
    with Workspace.open(root) as workspace:
        yield "open", len(asked.statements), asked.steps
        for name, action in actions(workspace).items():
            asked.forget()
            action(workspace)
            yield name, len(asked.statements), asked.steps


def test_every_action_asks_a_few_statements(many: Path, asked: Asked) -> None:
    counts = {name: statements for name, statements, _ in asked_by_each(many, asked)}
    assert {name: count for name, count in counts.items() if count > STATEMENTS[name]} == {}
    assert counts.keys() == STATEMENTS.keys()


def test_no_action_looks_at_more_rows_where_there_is_more_mail(few: Path, many: Path, asked: Asked) -> None:
    small = {name: steps for name, _, steps in asked_by_each(few, asked)}
    asked.forget()
    large = {name: steps for name, _, steps in asked_by_each(many, asked)}
    assert {name for name, steps in large.items() if steps > 1.25 * small[name] + 20} == GROWS
