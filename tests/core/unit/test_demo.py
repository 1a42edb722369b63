"""The demo: always the same, made once, alive on its first screen."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import get_args

import pytest

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, DemoSource, make_demo
from mailatlas_core.demo.messages import letters
from mailatlas_core.demo.outbox import SENT, STORIES
from mailatlas_core.demo.tagging import TAGS
from mailatlas_core.errors import UsageError, WorkspaceForeign
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.outbound.model import OutboundStatus
from mailatlas_core.workspace import Workspace

MAKE_AND_LIST = """
import sys
from pathlib import Path
from mailatlas_core.demo import make_demo
from mailatlas_core.workspace import Workspace
with Workspace.open(make_demo(Path(sys.argv[1]))) as workspace:
    for ref in workspace.documents.page(limit=1000):
        print(ref.id, ref.received_at, ref.thread_id, *ref.tags)
"""
OWN_TAGS = {"flagged", "unread", "archived"}


def test_mail_came_for_two_and_a_half_years_up_to_the_demo() -> None:
    arrivals = [letter.arrived for letter in letters()]
    assert arrivals == sorted(arrivals)
    assert max(arrivals) <= DEMO_NOW
    assert (DEMO_NOW - min(arrivals)).days // 30 == 30


def test_spring_and_autumn_are_busy_and_summers_are_quiet_but_no_month_is_empty() -> None:
    months = Counter(f"{letter.arrived:%Y-%m}" for letter in letters())
    assert len(months) == 31
    for year in ("2024", "2025"):
        assert all(months[f"{year}-{summer}"] < 8 for summer in ("07", "08"))
        assert all(months[f"{year}-{busy}"] > 20 for busy in ("03", "09"))
    assert max(months, key=lambda month: months[month]) == "2026-03"


def test_places_are_mixed() -> None:
    messages = list(DemoSource())
    assert {message.source.kind for message in messages} == {"eml", "maildir", "mbox"}
    assert {tag for message in messages for tag in message.tags} == OWN_TAGS
    folders = Counter(message.source.folder for message in messages)
    assert min(folders[name] for name in ("Inbox", "Archive", "Sent")) > 30
    indexes = [message.source.index for message in messages if message.source.kind == "mbox"]
    assert indexes == list(range(len(indexes)))


def test_two_generations_are_the_same() -> None:
    assert list(DemoSource()) == list(DemoSource())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(make_demo(tmp_path_factory.mktemp("demo"))) as workspace:
        yield workspace


def test_the_first_screen_is_alive(demo: Workspace) -> None:
    rows = demo.documents.page(limit=20)
    tagged = Counter(tag for row in rows for tag in row.tags)
    assert 5 <= tagged["unread"] <= 15
    assert tagged["flagged"] >= 2
    assert len(tagged.keys() - OWN_TAGS) >= 3
    assert sum(bool(row.attachment_count) for row in rows) >= 3
    assert {script(row.sender_name) for row in rows} >= {"LATIN", "HEBREW", "ARABIC", "CJK"}
    assert len({row.sender_email for row in rows}) >= 10
    starts = [row.sent_subject.partition(" ")[0] for row in rows]
    assert {"Invitation:", "Re:", "[@click=app.quit()]Click"} <= set(starts)
    assert any("Harbor Labs Charts #" in row.sent_subject for row in rows)
    talk = Counter(row.thread_id for row in rows)
    assert max(talk.values()) >= 3


def script(name: str) -> str:
    """The first word of the Unicode name of the first letter."""
    return unicodedata.name(next(letter for letter in name if letter.isalpha())).partition(" ")[0]


def test_every_tag_of_the_reader_is_given_to_something(demo: Workspace) -> None:
    counts = demo.tags.counts()
    assert counts.keys() == TAGS.keys() | OWN_TAGS
    for tag, query in TAGS.items():
        assert counts[tag] == demo.documents.count(query)
    assert all(4 < count < 60 for tag, count in counts.items() if tag not in OWN_TAGS)


@pytest.mark.parametrize(
    ("seed", "zone", "language"), [("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8"), ("3", "XYZ+9", "tr_TR")]
)
def test_a_demo_is_the_same_whatever_the_hash_seed_the_time_zone_and_the_language(
    seed: str, zone: str, language: str, demo: Workspace, tmp_path: Path
) -> None:
    elsewhere = subprocess.run(
        [sys.executable, "-c", MAKE_AND_LIST, str(tmp_path / "demo")],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
        capture_output=True,
        check=True,
        text=True,
    )
    here = [
        " ".join((ref.id, str(ref.received_at), ref.thread_id, *ref.tags))
        for ref in demo.documents.page(limit=1000)
    ]
    assert elsewhere.stdout.splitlines() == here


def test_all_mail_of_the_demo_is_stored_each_once(tmp_path: Path) -> None:
    source = DemoSource()
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        report = workspace.ingest_from(source)
        assert (report.status, report.duplicate_count, report.error_count) == ("ok", 4, 0)
        assert report.ingested_count == workspace.documents.count() == source.document_count == 524


def test_a_demo_is_made_once_and_found_again(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "demo")
    made = tree(root)
    assert make_demo(root) == root
    assert tree(root) == made


def test_a_demo_says_that_it_is_one_and_when_it_was_made(demo: Workspace) -> None:
    assert demo.is_demo
    made = {datetime.fromisoformat(ref.created_at) for ref in demo.documents.page(limit=1000)}
    assert max(made) == DEMO_NOW
    assert len(made) == 1 + SENT


def test_a_record_rests_in_every_state_in_which_one_can(demo: Workspace) -> None:
    records = demo.outbound.records(limit=-1)
    assert {record.status for record in records} == {*get_args(OutboundStatus)} - {"sending"}
    assert len(records) == len(STORIES) + 1
    assert sum(record.typed is not None for record in records) == 1
    assert demo.audit.verify().problems == ()


def test_an_agents_draft_waits_for_review_and_shows_what_has_changed(demo: Workspace) -> None:
    [draft] = [one for one in demo.outbound.records(("draft",)) if one.origin == "mcp:desk-assistant"]
    assert len(demo.outbound.revisions(draft.id)) == 2
    assert demo.outbound.warnings(draft.id)[0].kind == "agent"


def test_an_outbox_that_was_left_half_told_is_told_to_its_end(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "demo")
    with sqlite3.connect(root / "store.db") as store:
        store.execute(
            "UPDATE outbound SET status = 'draft' WHERE status IN ('rejected', 'dry_run', 'approved')"
        )
    store.close()
    with Workspace.open(make_demo(root)) as workspace:
        states = {record.status for record in workspace.outbound.records(limit=-1)}
    assert states == {*get_args(OutboundStatus)} - {"sending"}


def test_what_was_done_in_the_demo_stays(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "demo")
    with Workspace.open(root, actor="tui", clock=FixedClock(DEMO_NOW)) as workspace:
        for record in workspace.outbound.records(("draft", "dry_run", "approved"), limit=-1):
            if record.status == "approved":
                workspace.outbound.void(record.id)
            else:
                workspace.outbound.reject(record.id)
        before = workspace.outbound.records(limit=-1)
    with Workspace.open(make_demo(root)) as workspace:
        assert workspace.outbound.records(limit=-1) == before


def test_an_interrupted_demo_is_completed(tmp_path: Path) -> None:
    whole = DemoSource()
    with Workspace.open(tmp_path, create=True, demo=True, clock=FixedClock(DEMO_NOW)) as workspace:
        workspace.ingest_from(MemorySource(list(islice(whole, 100))))
    with Workspace.open(make_demo(tmp_path)) as workspace:
        assert workspace.documents.count() == whole.document_count + SENT
        assert workspace.tags.counts()["invoices"]


def test_a_workspace_of_real_mail_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, create=True) as workspace:
        workspace.ingest_from(MemorySource(list(islice(DemoSource(), 3))))
    before = tree(tmp_path)
    with pytest.raises(UsageError, match="real mail"):
        make_demo(tmp_path)
    assert tree(tmp_path) == before


def test_a_folder_of_other_things_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Chapter one", "utf-8")
    with pytest.raises(WorkspaceForeign):
        make_demo(tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"Chapter one"}


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root` with its content."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
