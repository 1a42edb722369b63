"""Search over real mail finds exactly what reading all of it finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from mailatlas_core.clock import FixedClock
from mailatlas_core.mime import parse
from mailatlas_core.query.dates import instants
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.show import quoted
from mailatlas_core.workspace import Workspace
from tests.corpus.query_oracle import Known, columns

pytestmark = pytest.mark.corpus

QUERIES = 500
NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
FIELDS = {
    "subject": "subject",
    "sender": "from",
    "to": "to",
    "cc": "cc",
    "body": "body",
    "filenames": "filename",
}
FIXED = (
    "has:attachment", "is:forwarded", "is:sent", "is:unread", "is:flagged", "source:eml", "source:mbox",
    "source:maildir", "folder:cur", "tag:unread", "after:2010", "before:2005", "on:2002-08", "newer_than:20y",
    "on:last week", "larger:10k", "smaller:2k", "larger:1M", "id:0", "thread:1", "*",
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, corpora: Path) -> Iterator[Workspace]:
    root = tmp_path_factory.mktemp("oracle") / "workspace"
    with Workspace.open(root, create=True, clock=FixedClock(NOW)) as opened:
        opened.ingest([corpora])
        yield opened


@pytest.fixture(scope="module")
def mail(workspace: Workspace) -> list[Known]:
    """Every document with what the oracle reads of it, newest first."""
    refs = workspace.documents.page(limit=10_000)
    threads: dict[str, set[str]] = {}
    for ref in refs:
        threads.setdefault(ref.thread_id, set()).add(ref.id)
    known = []
    for ref in refs:
        document, data = workspace.get(ref.id), workspace.documents.raw(ref.id)
        words = dict(columns(document, parse(data), workspace.documents.full_text(ref.id)))
        known.append(Known(document, words, len(data), frozenset(threads[ref.thread_id])))
    return known


class Generator:
    """Makes queries of what there is to be found."""

    def __init__(self, seed: int, mail: list[Known]) -> None:
        self._random = random.Random(seed)
        self._mail = mail

    def query(self, depth: int = 0) -> str:
        """A query: one thing that a document of the corpus has, or several put together."""
        shape = self._random.random()
        if depth == 2 or shape < 0.45:
            return self._one()
        if shape < 0.65:
            return f"{self._group(depth)} {self._group(depth)}"
        if shape < 0.85:
            return f"({self.query(depth + 1)} OR {self.query(depth + 1)})"
        return f"-{self._group(depth)}"

    def _group(self, depth: int) -> str:
        return f"({self.query(depth + 1)})"

    def _one(self) -> str:
        one = self._random.choice(self._mail)
        kind = self._random.random()
        if kind < 0.25:
            return self._random.choice(FIXED)
        if kind < 0.35:
            return self._fact(one)
        column = self._random.choice([name for name, words in one.words.items() if words.split()] or ["body"])
        words = one.words[column].split() or ["nothing"]
        start = self._random.randrange(len(words))
        text = " ".join(words[start : start + self._random.choice([1, 1, 1, 2, 3])])
        field = f"{FIELDS[column]}:" if self._random.random() < 0.4 else ""
        if self._random.random() < 0.3:
            return f"{field}{quoted(text[: self._random.randint(1, len(text))].strip())}*"
        return f"{field}{quoted(self._random.choice([text, text.upper(), text.title()]))}"

    def _fact(self, one: Known) -> str:
        document = one.document
        facts = [f"id:{document.id[:10]}", f"thread:{document.id[:12]}", f"larger:{one.size - 1}"]
        if document.message_id and "@" in document.message_id:
            facts += [f"id:{quoted(document.message_id)}", quoted(document.message_id)]
        if document.received_at:
            facts += [f"{bound}:{document.received_at[:7]}" for bound in ("on", "after", "before")]
        facts += [f"tag:{quoted(tag)}" for tag in document.tags]
        return self._random.choice(facts)


def test_five_hundred_queries_find_what_reading_everything_finds(
    workspace: Workspace, mail: list[Known]
) -> None:
    generator = Generator(4, mail)
    period = partial(instants, now=NOW)
    finding = 0
    for number in range(QUERIES):
        query = generator.query()
        tree = parse_query(query, now=NOW)
        expected = [one.document.id for one in mail if one.finds(tree, period)]
        found = [ref.id for ref in workspace.documents.page(query, limit=10_000)]
        assert found == expected, f"query {number}: {query}"
        assert [ref.id for ref in workspace.documents.page(query, limit=5)] == expected[:5], query
        assert workspace.documents.count(query) == len(workspace.documents.positions(query)) == len(expected)
        finding += 0 < len(expected) < len(mail)
    assert finding > QUERIES * 0.7
