"""What two readers that know nothing of each other agree on, we read too.

Each difference that remains has been looked at: `differences.md` says who is right, and why.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mailatlas_core.mime import ParsedMessage
from tests.corpus.readers import FIELDS, Reading, notmuch_readings, our_reading, python_reading

pytestmark = [pytest.mark.corpus, pytest.mark.integration]

DIFFERENCES = Path(__file__).with_name("differences.md")
ROW = re.compile(r"\| `([^`]+)` \| (\w+) \|")


@pytest.fixture(scope="module")
def readings(
    messages: dict[Path, bytes], parsed: dict[Path, ParsedMessage], tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, tuple[Reading, Reading, Reading]]:
    """Python's reading, notmuch's and ours, of each message that notmuch can show."""
    if shutil.which("notmuch") is None:
        pytest.skip("notmuch is not installed: make integration-deps")
    notmuch = notmuch_readings(tmp_path_factory.mktemp("notmuch"), messages)
    return {
        path: (python_reading(messages[path]), notmuch[path], our_reading(parsed[path])) for path in notmuch
    }


@pytest.mark.parametrize("field", FIELDS)
def test_where_two_readers_agree_we_agree_in_99_of_100_messages(
    readings: dict[Path, tuple[Reading, Reading, Reading]], field: str
) -> None:
    compared, differing = compare(readings, field)
    assert compared > 0.8 * len(readings)
    assert len(differing) <= 0.01 * compared


def test_every_difference_that_remains_is_written_down(
    readings: dict[Path, tuple[Reading, Reading, Reading]],
) -> None:
    found = {(str(path), field) for field in FIELDS for path in compare(readings, field)[1]}
    assert found == set(ROW.findall(DIFFERENCES.read_text("utf-8")))


def compare(readings: dict[Path, tuple[Reading, Reading, Reading]], field: str) -> tuple[int, list[Path]]:
    """In how many messages the two readers agree on a field, and where we differ from both."""
    agreed = [path for path, reading in readings.items() if _agree(reading, field)]
    return len(agreed), [
        path for path in agreed if getattr(readings[path][2], field) != getattr(readings[path][0], field)
    ]


def _agree(reading: tuple[Reading, Reading, Reading], field: str) -> bool:
    python, notmuch, _ = reading
    value = getattr(python, field)
    return value is not None and value == getattr(notmuch, field)
