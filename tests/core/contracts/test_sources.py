"""What every source of messages promises, tried on each that there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mailatlas_core.ingest.files import FileSource
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import IngestProblem, Source
from mailatlas_core.ports import MailSource, RawMessage
from tests.core.messages import mbox, message

MESSAGES = [message(number) for number in range(3)]

Maker = Callable[[Path], MailSource]


def memory(_folder: Path) -> MailSource:
    return MemorySource([RawMessage(data, Source(kind="eml")) for data in MESSAGES])


def eml_files(folder: Path) -> MailSource:
    for number, data in enumerate(MESSAGES):
        (folder / f"{number}.eml").write_bytes(data)
    return FileSource([folder], "auto", folder / "workspace")


def mbox_file(folder: Path) -> MailSource:
    (folder / "archive").write_bytes(mbox(*MESSAGES))
    return FileSource([folder / "archive"], "auto", folder / "workspace")


def maildir(folder: Path) -> MailSource:
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir()
    (folder / "cur" / "1.a:2,S").write_bytes(MESSAGES[0])
    (folder / "cur" / "2.a:2,").write_bytes(MESSAGES[1])
    (folder / "new" / "3.a").write_bytes(MESSAGES[2])
    (folder / "tmp" / "4.a").write_bytes(b"half a mess")
    return FileSource([folder], "auto", folder / "workspace")


@pytest.fixture(params=[memory, eml_files, mbox_file, maildir], ids=lambda maker: str(maker.__name__))
def source(request: pytest.FixtureRequest, tmp_path: Path) -> MailSource:
    maker: Maker = request.param
    return maker(tmp_path)


def test_the_exact_bytes_come_out_in_order(source: MailSource) -> None:
    assert [item.data for item in source if isinstance(item, RawMessage)] == MESSAGES


def test_nothing_else_comes_out(source: MailSource) -> None:
    assert all(isinstance(item, RawMessage) for item in source)


def test_a_second_reading_gives_the_same(source: MailSource) -> None:
    assert list(source) == list(source)


def test_every_message_says_where_it_was_seen_and_no_two_say_the_same(source: MailSource) -> None:
    if isinstance(source, MemorySource):
        assert all(isinstance(item, RawMessage) and item.source.kind == "eml" for item in source)
        return
    places = [(item.source.path, item.source.index) for item in source if isinstance(item, RawMessage)]
    assert len(set(places)) == len(MESSAGES)
    assert all(path is not None and path.startswith("/") for path, _ in places)


def test_the_total_is_no_less_than_what_is_read_or_not_known(source: MailSource) -> None:
    assert source.bytes_total is None or source.bytes_total >= sum(map(len, MESSAGES))


def test_what_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "0.eml").write_bytes(MESSAGES[0])
    (tmp_path / "2.eml").write_bytes(MESSAGES[2])
    paths = [tmp_path / "0.eml", tmp_path / "missing.eml", tmp_path / "2.eml"]
    zero, problem, two = FileSource(paths, "auto", tmp_path / "workspace")
    assert isinstance(zero, RawMessage)
    assert isinstance(two, RawMessage)
    assert isinstance(problem, IngestProblem)
    assert problem.error == "missing.eml does not exist."
