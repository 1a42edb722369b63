"""`mailatlas search` and `list --query`: the language of queries on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.cli.conftest import IDS, Run
from tests.core.cli.program import call


def ids_of(output: str) -> list[str]:
    return [ref["id"] for ref in json.loads(output)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("harbor -report", [IDS[0]]),
        ("subject:港 OR subject:message", [IDS[4], IDS[2], IDS[1], IDS[0]]),
        ("from:sender3@example.com", [IDS[3]]),
        ("1@example.com", [IDS[1]]),
        ("on:2026-03-14 harbor", [IDS[1], IDS[0]]),
    ],
)
def test_list_and_search_speak_the_whole_language(run: Run, root: Path, query: str, ids: list[str]) -> None:
    assert ids_of(run("--root", root, "search", query).stdout) == ids
    assert ids_of(run("--root", root, "list", "--query", query).stdout) == ids


def test_search_sorts_by_relevance_when_asked(run: Run, root: Path) -> None:
    best = ids_of(run("--root", root, "search", "report harbor", "--sort", "relevance").stdout)
    assert best == [IDS[1]]
    assert set(ids_of(run("--root", root, "search", "harbor", "--sort", "relevance").stdout)) == set(IDS[:2])


@pytest.mark.parametrize("words", [["--", "-harbor"], ["-harbor"], ["-harbor", "-nobody"]])
def test_a_query_may_begin_with_a_dash_and_be_several_words(run: Run, root: Path, words: list[str]) -> None:
    assert ids_of(run("--root", root, "search", *words).stdout) == [IDS[4], IDS[3], IDS[2]]


def test_an_option_that_is_not_known_is_no_word_of_a_query(root: Path) -> None:
    ended = call("--root", root, "search", "harbor", "--limti", "5")
    assert ended.status == 2
    assert "--limti" in ended.stderr


def test_a_wrong_query_is_answered_with_its_place_and_what_could_stand_there(root: Path) -> None:
    ended = call("--root", root, "search", "harbor form:ada")
    assert ended.status == 2
    error = json.loads(ended.stdout)["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == "query"
    assert "`form:` at 8" in error["message"]
    assert "from:" in error["hint"]
    assert "Traceback" not in ended.stderr


def test_a_search_loads_no_parser_of_dates_or_mail(root: Path) -> None:
    program = (
        "import sys\nfrom mailatlas_core.cli.main import run\n"
        f"try:\n    run(arguments=['--root', {str(root)!r}, 'search', 'after:7d harbor OR on:yesterday'])\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    loaded = {name.partition(".")[0] for name in ended.stderr.split()}
    assert "sqlite3" in loaded
    assert not loaded & {
        "dateparser", "regex", "icalendar", "nh3", "textual", "chardet", "difflib", "filelock",
    }  # fmt: skip
