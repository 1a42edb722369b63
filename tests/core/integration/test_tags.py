"""Local tags: changed in many documents at once, taken back exactly, and kept with their documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from mailatlas_core.cancel import CancelToken
from mailatlas_core.clock import SystemClock
from mailatlas_core.errors import DocumentAmbiguous, TagInvalid, WorkspaceReadOnly
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import Source, TagChange
from mailatlas_core.ports import RawMessage
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import Tag
from mailatlas_core.store import tags as tags_module
from mailatlas_core.store.database import Database
from mailatlas_core.store.tags import LONGEST_NAME, Tags, tag_name
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

COUNT = 23
MESSAGES = [
    RawMessage(message(number), Source(kind="eml", path=f"/mail/{number}"), tags=("unread",) * (number % 2))
    for number in range(COUNT)
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Messages of which every other one is unread, changed five at a time."""
    monkeypatch.setattr(tags_module, "_BATCH", 5)
    with Workspace.open(tmp_path / "workspace", create=True, actor="test") as workspace:
        workspace.ingest_from(MemorySource(MESSAGES))
        yield workspace


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The same, which all examples of a property share."""
    with Workspace.open(tmp_path_factory.mktemp("tags") / "workspace", create=True) as workspace:
        workspace.ingest_from(MemorySource(MESSAGES))
        yield workspace


def state(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """The tags of every document."""
    return {ref.id: ref.tags for ref in workspace.documents.page()}


def ids(workspace: Workspace) -> list[str]:
    return [ref.id for ref in workspace.documents.page()]


def test_a_change_says_exactly_what_it_changed(workspace: Workspace) -> None:
    all_ids, before = ids(workspace), state(workspace)
    change = workspace.tags.change(ids=all_ids, add=["unread", "work"], remove=["gone"])
    read = tuple(id for id in all_ids if before[id] == ())
    assert change == TagChange("ok", COUNT, {"unread": read, "work": tuple(all_ids)}, {"gone": ()})
    assert set(state(workspace).values()) == {("unread", "work")}


def test_a_document_with_nothing_to_change_is_not_counted(workspace: Workspace) -> None:
    assert workspace.tags.change(ids=ids(workspace), add=["unread"]).documents == COUNT - COUNT // 2


NAMES = st.sets(st.sampled_from(["unread", "work", "old", "new"]), max_size=3)


@given(first=NAMES, add=NAMES, remove=NAMES, chosen=st.sets(st.integers(0, COUNT - 1)))
def test_undo_puts_everything_back_as_it_was(
    once: Workspace, first: set[str], add: set[str], remove: set[str], chosen: set[int]
) -> None:
    all_ids = ids(once)
    once.tags.change(ids=all_ids[::2], add=first)
    before = state(once)
    once.tags.undo(once.tags.change(ids=[all_ids[n] for n in chosen], add=add - remove, remove=remove))
    assert state(once) == before


def test_undo_leaves_alone_what_was_changed_since(workspace: Workspace) -> None:
    some, other = ids(workspace)[:2]
    change = workspace.tags.change(ids=[some], add=["work"])
    workspace.tags.change(ids=[some, other], add=["new", "work"])
    workspace.tags.undo(change)
    found = state(workspace)
    assert "work" not in found[some]
    assert {"new", "work"} <= set(found[other])
    assert "new" in found[some]


def test_undo_passes_over_documents_that_are_gone(workspace: Workspace) -> None:
    some = ids(workspace)[0]
    workspace.tags.undo(TagChange("ok", 2, {"work": ("f" * 64,)}, {"old": ("e" * 64, some)}))
    assert "old" in state(workspace)[some]


def test_a_query_changes_all_that_it_finds_and_an_empty_one_everything(workspace: Workspace) -> None:
    assert workspace.tags.change(query='"message 7"', add=["seven"]).documents == 1
    assert workspace.tags.change(query="", add=["all"]).documents == COUNT


def test_no_ids_are_never_everything(workspace: Workspace) -> None:
    assert workspace.tags.change(ids=[], add=["all"]).documents == 0
    assert workspace.tags.counts() == {"unread": COUNT // 2}


def test_an_id_named_twice_counts_once(workspace: Workspace) -> None:
    some = ids(workspace)[0]
    assert workspace.tags.change(ids=[some, some[:20]], add=["work"]).added == {"work": (some,)}


def test_an_ambiguous_id_changes_nothing(workspace: Workspace) -> None:
    before = state(workspace)
    firsts = [id[0] for id in before]
    ambiguous = next(one for one in firsts if firsts.count(one) > 1)
    with pytest.raises(DocumentAmbiguous):
        workspace.tags.change(ids=[*before, ambiguous], add=["work"])
    assert state(workspace) == before


def test_counts_are_by_name(workspace: Workspace) -> None:
    workspace.tags.change(ids=ids(workspace)[:3], add=["work", "a"])
    assert list(workspace.tags.counts().items()) == [("a", 3), ("unread", COUNT // 2), ("work", 3)]


def test_every_batch_is_a_transaction_of_its_own(workspace: Workspace) -> None:
    statements: list[str] = []
    with workspace._database.writing() as connection:
        connection.set_trace_callback(statements.append)
    workspace.tags.change(ids=ids(workspace), add=["work"])
    connection.set_trace_callback(None)
    assert statements.count("COMMIT") == 1 + -(-COUNT // 5)


def test_a_cancelled_change_says_what_it_did_and_can_be_undone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, cancel, writes = state(workspace), CancelToken(), []
    write = workspace.tags._write

    def write_then_cancel(*arguments: object) -> int:
        done = write(*arguments)  # type: ignore[arg-type]  # passed on
        writes.append(done)
        if len(writes) == 2:
            cancel.cancel()
        return done

    monkeypatch.setattr(workspace.tags, "_write", write_then_cancel)
    change = workspace.tags.change(ids=ids(workspace), add=["work"], cancel=cancel)
    assert (change.status, change.documents, len(change.added["work"])) == ("cancelled", 10, 10)
    assert workspace.tags.counts()["work"] == 10
    workspace.tags.undo(change)
    assert state(workspace) == before


def test_tags_leave_no_event(workspace: Workspace) -> None:
    before = workspace.audit.events()
    workspace.tags.undo(workspace.tags.change(ids=ids(workspace), add=["work"]))
    assert workspace.audit.events() == before


def test_nothing_is_tagged_on_a_read_only_medium(workspace: Workspace) -> None:
    database = Database(workspace.root / "store.db", read_only=True)
    with closing(database), pytest.raises(WorkspaceReadOnly):
        Tags(database, SystemClock()).change(ids=ids(workspace), add=["work"])
    assert "work" not in workspace.tags.counts()


def test_tags_of_ones_own_survive_a_reparse_that_moves_a_document_and_a_rebuild(workspace: Workspace) -> None:
    some = ids(workspace)[7]
    change = workspace.tags.change(ids=[some], add=["work"])
    with closing(sqlite3.connect(workspace.root / "store.db", isolation_level=None)) as connection:
        connection.execute(
            "UPDATE documents SET received_at = ? WHERE id = ?",
            ("2020-01-01T00:00:00+00:00", bytes.fromhex(some)),
        )
    assert workspace.reparse().changed == 1
    tagged = state(workspace)
    assert "work" in tagged[some]
    assert workspace.tags.counts()["work"] == 1
    workspace.rebuild()
    assert state(workspace) == tagged
    workspace.tags.undo(change)
    assert "work" not in state(workspace)[some]


def test_a_store_that_is_lost_takes_the_tags_with_it_and_says_so(workspace: Workspace) -> None:
    workspace.tags.change(ids=ids(workspace), add=["work"])
    workspace.close()
    for path in workspace.root.glob("store.db*"):
        path.unlink()
    report = Workspace.restore(workspace.root, actor="test")
    assert "the local tags" in report.lost
    with Workspace.open(workspace.root) as restored:
        assert restored.tags.counts() == {}


@pytest.mark.parametrize(
    "name", ["work", "a", "x" * LONGEST_NAME, "港", "café", "a/b", "to:do", "100%", "a-b", "👩\u200d🔬"]
)
def test_a_name_without_marks_of_the_query_language_is_a_tag(name: str) -> None:
    assert tag_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "x" * (LONGEST_NAME + 1), "-work", "#work", "//work", "two words", "a\tb", "a\u00a0b",
        "line\n", 'a"b', "it's", "(a)", "a,b", "a\x1b[31m", "a\u202eb", "a\u200bb", "\ud800",
    ],
)  # fmt: skip
def test_any_other_name_is_refused_with_the_rule(name: str) -> None:
    with pytest.raises(TagInvalid) as refused:
        tag_name(name)
    assert "1 to 64 characters" in str(refused.value.hint)


@given(st.text(min_size=1, max_size=20))
def test_every_name_can_be_asked_for_without_quotes(text: str) -> None:
    try:
        name = tag_name(text)
    except TagInvalid:
        reject()
    assert parse_query(f"tag:{name}", now=SystemClock().now()) == Tag(name)


def test_a_name_is_one_however_it_is_typed(workspace: Workspace) -> None:
    some = ids(workspace)[0]
    workspace.tags.change(ids=[some], add=["cafe\u0301"])
    assert workspace.tags.change(ids=[some], remove=["café"]).documents == 1


def test_a_change_of_whole_conversations_reaches_every_message_of_them_and_rows_folded_show_it(
    tmp_path: Path,
) -> None:
    letters = [
        RawMessage(THREAD[number].encode(), Source(kind="eml", path=f"/mail/{number}")) for number in range(3)
    ]
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.ingest_from(MemorySource(letters))
        (newest, other) = workspace.documents.page(folded=True)
        change = workspace.tags.change(ids=[newest.id], add=["lamps"], whole_threads=True)
        assert change.documents == 2
        oldest = workspace.documents.thread(newest.id)[0]
        workspace.tags.change(ids=[oldest.id], add=["unread"])
        assert [row.tags for row in workspace.documents.page(folded=True)] == [("lamps", "unread"), ()]
        assert [row.tags for row in workspace.documents.at([newest.position], folded=True)] == [
            ("lamps", "unread")
        ]
        assert [row.tags for row in workspace.documents.at([newest.position])] == [("lamps",)]
        assert workspace.documents.at([other.position], folded=True)[0].tags == ()


THREAD = (
    "Message-ID: <1@lamps.example>\nSubject: Lamps\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\none",
    "Message-ID: <2@lamps.example>\nReferences: <1@lamps.example>\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n\n2",
    "Message-ID: <3@gulls.example>\nSubject: Gulls\nDate: Sun, 1 Mar 2026 10:00:00 +0000\n\nthree",
)
