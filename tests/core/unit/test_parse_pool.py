"""Parsing elsewhere: whatever becomes of the process, every message has its record."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.ingest.parse_pool import ParsePool
from mailatlas_core.ingest.parse_worker import ParseJob
from mailatlas_core.store.records import DocumentRecord
from tests.core.messages import message


@pytest.fixture
def pool() -> Iterator[ParsePool]:
    opened = ParsePool()
    yield opened
    opened.close()


@pytest.fixture
def hurried() -> Iterator[ParsePool]:
    """A pool without any patience for a message."""
    opened = ParsePool(seconds_per_message=0.001)
    yield opened
    opened.close()


def job(folder: Path, data: bytes) -> ParseJob:
    digest = hashlib.sha256(data).digest()
    raw = folder / digest.hex()
    raw.write_bytes(data)
    return ParseJob(digest, raw)


def defects(record: DocumentRecord) -> list[str]:
    return list(json.loads(record.metadata)["defects"])


def processes_of_this_one() -> list[int]:
    """The parser processes that were started here."""
    children = [task / "children" for task in Path("/proc/self/task").iterdir()]
    found = [int(pid) for child in children for pid in child.read_text().split()]
    return [pid for pid in found if b"parse_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


ENDS_WITHIN_AN_ANSWER = """#!{python}
import os, sys
from multiprocessing.connection import Connection
connection = Connection(int(sys.argv[-1]))
connection.send("ready")
connection.recv()
os.write(connection.fileno(), (1_000).to_bytes(4, "big") + b"half an answer")
"""

# Enough work that a process is still at it when it is stopped.
BIG = message(1, body="word " * 6_000_000)


def test_records_come_back_in_the_order_of_the_jobs(pool: ParsePool, tmp_path: Path) -> None:
    jobs = [job(tmp_path, message(number)) for number in range(20)]
    records = pool.submit(jobs).result()
    assert [record.id for record in records] == [one.digest for one in jobs]
    assert [record.subject for record in records] == [f"Message {number}" for number in range(20)]


def test_a_process_that_is_killed_costs_only_the_message_in_hand(pool: ParsePool, tmp_path: Path) -> None:
    pool.submit([job(tmp_path, message(7))]).result()
    (pid,) = processes_of_this_one()
    os.kill(pid, signal.SIGSTOP)
    jobs = [job(tmp_path, data) for data in (message(1), message(2), message(3))]
    pending = pool.submit(jobs)
    os.kill(pid, signal.SIGKILL)
    records = pending.result()
    assert defects(records[0]) == ["not parsed: the parser process ended"]
    assert [record.subject for record in records] == ["", "Message 2", "Message 3"]
    assert [record.id for record in records] == [one.digest for one in jobs]


def test_a_process_that_ends_within_an_answer_costs_only_the_message_in_hand(
    pool: ParsePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ends-within-an-answer"
    program.write_text(ENDS_WITHIN_AN_ANSWER.format(python=sys.executable))
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    jobs = [job(tmp_path, message(number)) for number in (1, 2)]
    records = pool.submit(jobs).result()
    assert [record.id for record in records] == [one.digest for one in jobs]
    assert [defects(record) for record in records] == [["not parsed: the parser process ended"]] * 2


def test_a_message_that_takes_too_long_is_stored_unparsed(hurried: ParsePool, tmp_path: Path) -> None:
    (record,) = hurried.submit([job(tmp_path, BIG)]).result()
    assert defects(record)[0].startswith("not parsed: took longer than")
    assert record.size == len(BIG)


def test_closing_stops_what_is_under_way_and_leaves_no_process(pool: ParsePool, tmp_path: Path) -> None:
    pool.submit([job(tmp_path, message(7))]).result()
    pool.submit([job(tmp_path, BIG)])
    assert processes_of_this_one()
    pool.close()
    assert processes_of_this_one() == []


def test_a_disk_that_fails_is_an_error_and_not_the_messages_defect(pool: ParsePool, tmp_path: Path) -> None:
    one = job(tmp_path, message(1))
    one.raw.unlink()
    with pytest.raises(WorkspaceDamaged, match="No such file or directory"):
        pool.submit([one]).result()
    (after,) = pool.submit([job(tmp_path, message(2))]).result()
    assert after.subject == "Message 2"
