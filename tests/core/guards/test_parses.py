"""How often a message is parsed, counted in every process that could do it."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from mailatlas_core.store.files import raw_path
from tests.core.cli.program import call
from tests.core.messages import mbox, message

MESSAGES = [message(number) for number in range(60)]

# Every interpreter imports it before anything of ours, those that only parse too.
WATCH = """
import hashlib, os, sys

import mailatlas_core.mime

parsing = sys.modules["mailatlas_core.mime.parse"]
parse = parsing.parse


def watched(data, *arguments, **options):
    with open(os.environ["PARSES"], "a") as parses:
        parses.write(hashlib.sha256(data).hexdigest() + "\\n")
    return parse(data, *arguments, **options)


parsing.parse = mailatlas_core.mime.parse = watched
"""


class Watched:
    """A workspace whose commands are called, and how often they parsed which message."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "workspace"
        self.archive = folder / "archive.mbox"
        self.archive.write_bytes(mbox(*MESSAGES))
        self.parses = folder / "parses"

    def after(self, *arguments: str | Path) -> Counter[str]:
        """The parses of one call, by the SHA-256 of what was parsed."""
        self.parses.write_bytes(b"")
        ended = call("--root", self.root, *arguments)
        assert ended.status == 0, ended.stderr
        assert json.loads(ended.stdout)["status"] in ("ok", "duplicate")
        return Counter(self.parses.read_text().split())


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", path)
    watched = Watched(tmp_path)
    monkeypatch.setenv("PARSES", str(watched.parses))
    return watched


def once(*messages: bytes) -> Counter[str]:
    return Counter(hashlib.sha256(one).hexdigest() for one in messages)


def test_an_ingest_parses_each_message_once_and_the_next_one_none(watched: Watched) -> None:
    assert watched.after("ingest", watched.archive) == once(*MESSAGES)
    assert watched.after("ingest", watched.archive) == Counter()


def test_a_message_that_is_there_twice_is_parsed_once(watched: Watched) -> None:
    watched.archive.write_bytes(mbox(*MESSAGES[:30], *MESSAGES[:30], *MESSAGES[20:40]))
    assert watched.after("ingest", watched.archive) == once(*MESSAGES[:40])


def test_what_is_new_among_what_is_known_is_parsed_alone(watched: Watched) -> None:
    watched.after("ingest", watched.archive)
    new = message(1000)
    watched.archive.write_bytes(mbox(*MESSAGES, new))
    assert watched.after("ingest", watched.archive) == once(new)


def test_reparse_and_rebuild_parse_each_original_once(watched: Watched) -> None:
    watched.after("ingest", watched.archive)
    assert watched.after("reparse", "--diff") == once(*MESSAGES)
    assert watched.after("reparse") == once(*MESSAGES)
    assert watched.after("rebuild") == once(*MESSAGES)
    (watched.root / "store.db").unlink()
    assert watched.after("rebuild") == once(*MESSAGES)


def test_an_original_that_was_removed_is_put_back_without_a_parse(watched: Watched) -> None:
    watched.after("ingest", watched.archive)
    raw = watched.root / raw_path(hashlib.sha256(MESSAGES[0]).digest())
    raw.unlink()
    assert watched.after("ingest", watched.archive) == Counter()
    assert raw.read_bytes() == MESSAGES[0]
