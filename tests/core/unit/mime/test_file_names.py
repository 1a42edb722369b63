"""Whatever a sender calls a file, it can be saved beside the others."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.file_names import MAX_NAME_BYTES, safe_name
from tests.hostile import HOSTILE, harmful


@pytest.mark.parametrize(
    ("filename", "saved"),
    [
        ("report.pdf", "report.pdf"),
        ("第三十四页 (with railway).png", "第三十四页 (with railway).png"),
        (None, "file"),
        ("", "file"),
        ("...", "file"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\a.dll", "C__Windows_a.dll"),
        ("/absolute", "_absolute"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("~root", "root"),
        ("a.txt. . ", "a.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.log", "console.log"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\0b\x1b[31m.txt", "ab[31m.txt"),
        ("two\tlines\r\nlong.txt", "two lines long.txt"),
        ("e\u0301.txt", "é.txt"),
        ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
        ('what?*<>|":.txt', "what_______.txt"),
        ("half \ud800.txt", "half.txt"),
    ],
)
def test_a_name_is_made_safe_and_stays_what_it_was_otherwise(filename: str | None, saved: str) -> None:
    assert safe_name(filename, set()) == saved


@pytest.mark.parametrize(
    ("first", "second", "saved"),
    [
        ("a.pdf", "a.pdf", "a (2).pdf"),
        ("a.pdf", "A.PDF", "A (2).PDF"),
        ("é.txt", "e\u0301.txt", "é (2).txt"),
        ("ﬁle.txt", "file.txt", "file (2).txt"),
        ("straße.txt", "STRASSE.txt", "STRASSE (2).txt"),
        ("a.tar.gz", "a.tar.gz", "a (2).tar.gz"),
        (None, None, "file (2)"),
    ],
)
def test_names_that_a_file_system_may_hold_for_one_are_told_apart(
    first: str | None, second: str | None, saved: str
) -> None:
    taken: set[str] = set()
    safe_name(first, taken)
    assert safe_name(second, taken) == saved


def test_a_name_that_is_too_long_is_cut_between_characters_and_keeps_its_extension() -> None:
    taken: set[str] = set()
    first, second = safe_name("語" * 400 + ".pdf", taken), safe_name("語" * 400 + ".pdf", taken)
    assert first == "語" * 65 + ".pdf"
    assert second.endswith("語 (2).pdf")


@given(st.lists(st.one_of(st.none(), st.text(), st.sampled_from(HOSTILE)), max_size=8))
def test_any_names_can_be_saved_in_one_folder(filenames: list[str | None]) -> None:
    taken: set[str] = set()
    names = [safe_name(filename, taken) for filename in filenames]
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode()) <= MAX_NAME_BYTES
        assert Path(name).name == name
        assert not harmful(name)
        assert name[0] not in ".- ~"
        assert name[-1] not in ". "
