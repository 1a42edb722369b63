"""What every source of messages promises, tried on each of them with the same messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mailatlas_core.ingest.files import FileSource
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import IngestProblem, Source
from mailatlas_core.ports import MailSource, RawMessage
from tests.core.messages import mbox, message

MESSAGES = [
    message(1),
    message(2, body=""),
    message(3, body="a\r\nb\rc\n\n\n"),
    message(4, subject="\x00\xff nul"),
    message(5, body="x" * 100_000),
    message(1),
]

Maker = Callable[[Path, list[bytes]], MailSource]


def in_memory(_folder: Path, data: list[bytes]) -> MailSource:
    messages = [RawMessage(one, Source(kind="imap", folder="INBOX")) for one in data]
    return MemorySource([*messages[:1], IngestProblem("INBOX", "one cannot be read."), *messages[1:]])


def files(folder: Path, data: list[bytes]) -> MailSource:
    for number, one in enumerate(data):
        (folder / f"{number}.eml").write_bytes(one)
    paths = [folder / f"{number}.eml" for number in range(len(data))]
    return FileSource([paths[0], folder / "none.eml", *paths[1:]], "auto", folder / "none")


def archive(folder: Path, data: list[bytes]) -> MailSource:
    (folder / "mail").write_bytes(mbox(*data))
    return FileSource([folder / "none", folder / "mail"], "auto", folder / "none")


def maildir(folder: Path, data: list[bytes]) -> MailSource:
    for part in ("cur", "new", "tmp"):
        (folder / "md" / part).mkdir(parents=True)
    for number, one in enumerate(data):
        (folder / "md" / "cur" / f"{number}.host:2,S").write_bytes(one)
    return FileSource([folder / "none", folder / "md"], "auto", folder / "none")


@pytest.fixture(params=[in_memory, files, archive, maildir])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> MailSource:
    """A source with all the messages, and with one place that cannot be read."""
    make: Maker = request.param
    return make(tmp_path, MESSAGES)


def read(source: MailSource) -> list[RawMessage]:
    return [item for item in source if isinstance(item, RawMessage)]


def test_every_message_comes_out_with_its_bytes_in_order(source: MailSource) -> None:
    assert [one.data for one in read(source)] == MESSAGES


def test_reading_again_gives_the_same(source: MailSource) -> None:
    assert list(source) == list(source)


def test_what_cannot_be_read_is_said_once_and_stops_nothing(source: MailSource) -> None:
    problems = [item for item in source if isinstance(item, IngestProblem)]
    assert len(problems) == 1
    assert problems[0].path
    assert problems[0].error.endswith(".")


def test_the_total_is_unknown_or_at_least_what_is_read(source: MailSource) -> None:
    total = source.bytes_total
    assert total is None or total >= sum(len(one.data) for one in read(source))


def test_the_total_can_be_asked_for_while_the_messages_are_read(source: MailSource) -> None:
    before = source.bytes_total
    reading = iter(source)
    next(reading)
    assert source.bytes_total == before


def test_every_message_says_where_it_was_seen(source: MailSource) -> None:
    places = [(one.source.path, one.source.index, one.source.folder) for one in read(source)]
    assert all(any(part is not None for part in place) for place in places)
