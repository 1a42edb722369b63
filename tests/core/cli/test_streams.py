"""Output that is written as it comes is the same as output that is written at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mailatlas_core.cli.output import print_json_list, print_table
from mailatlas_core.cli.settings import Settings
from mailatlas_core.cli.streaming import StreamedObject
from mailatlas_core.errors import WorkspaceDamaged

VALUES = [{"id": "a", "tags": ["x", "y"], "subject": 'two\nlines, "quoted" \u202e'}, {"id": "b", "tags": []}]
AHEAD = 200  # rows of a table, whose widths are measured


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_list_written_as_it_comes_is_the_json_of_the_whole(
    capsys: pytest.CaptureFixture[str], count: int
) -> None:
    print_json_list(iter(VALUES[:count]))
    assert capsys.readouterr().out == (
        json.dumps(VALUES[:count], indent=2, ensure_ascii=False).replace("\u202e", "\\u202e") + "\n"
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_error_closes_a_list_that_has_begun(capsys: pytest.CaptureFixture[str], count: int) -> None:
    def cut_short() -> Iterator[object]:
        yield from VALUES[:count]
        raise WorkspaceDamaged("The disk failed.")

    with pytest.raises(WorkspaceDamaged):
        print_json_list(cut_short())
    printed = capsys.readouterr().out
    assert json.loads(printed) == VALUES[:count] if count else printed == ""


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_object_written_as_it_comes_is_whole(capsys: pytest.CaptureFixture[str], count: int) -> None:
    streamed = StreamedObject(Settings(), "values", lambda value: value)
    for value in VALUES[:count]:
        streamed.add(value)
    streamed.finish({"status": "ok"})
    assert json.loads(capsys.readouterr().out) == {"values": VALUES[:count], "status": "ok"}


def test_a_table_is_printed_while_its_rows_come(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []

    def rows() -> Iterator[tuple[str, str]]:
        for number in range(2 * AHEAD):
            printed.append(capsys.readouterr().out)
            yield (str(number), "the tide turns")

    print_table(("number", "text"), rows(), widest=1)
    first, *others = [at for at, text in enumerate(printed) if text]
    assert first == AHEAD
    assert len(others) == AHEAD - 1
