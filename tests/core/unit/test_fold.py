"""The fold: people find what was written by typing what they would type."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.fold import FOLD_VERSION, fold, is_word_character
from mailatlas_core.query.parse import parse_query
from mailatlas_core.store.search import newest
from tests.core.rows import NOW, new_store, write_texts

FINDS = [
    ("Grüße aus Łódź", "grusse"),
    ("Grüße aus Łódź", "GRÜSSE"),
    ("Grüße aus Łódź", "lodz"),
    ("Straße", "strasse"),
    ("Crème brûlée", "creme brulee"),
    ("Creme brulee", "crème"),
    ("Ærøskøbing", "aeroskobing"),
    ("İstanbul, ılık", "istanbul ilik"),
    ("Ελλάδα", "ελλαδα"),
    ("ΟΔΟΣ", "οδός"),
    ("Ёлка", "елка"),
    ("Новый год", "новыи"),
    ("שָׁלוֹם", "שלום"),
    ("السَّلَامُ", "السلام"),
    ("می\u200cخواهم", "میخواهم"),
    ("हिन्दी भाषा", "हिन्दी"),
    ("தமிழ் மொழி", "தமிழ்"),
    ("বাংলা ভাষা", "ভাষা"),
    ("請求書をお送りします", "請求書"),
    ("請求書をお送りします", "求書"),
    ("发票已开具", "发票"),
    ("ｶﾞｲﾄﾞﾌﾞｯｸ", "ガイド"),
    ("株式会社", "㍿"),
    ("한국어 메일", "한국"),
    ("한국어 메일".encode().decode(), "국어"),
    ("สวัสดีครับ", "สวัสดี"),
    ("ສະບາຍດີ", "ສະບາຍ"),
    ("ជំរាបសួរ", "ជំរាប"),
    ("မင်္ဂလာပါ", "မင်္ဂလာ"),
    ("ﬁnance ﬂow", "finance flow"),
    ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
    ("①②③ x²", "123"),
    ("e\u0301te\u0301", "été"),
    ("don't_panic", "panic"),
    ("mixed請求ABC", "abc"),
]

DOES_NOT_FIND = [
    ("हिन्दी", "ह"),
    ("かき", "がき"),
    ("हिन्दी", "हन्दी"),
    ("請求書", "書求"),
    ("harbor", "arbor"),
]


def finds(connection: sqlite3.Connection, query: str) -> bool:
    return bool(newest(connection, parse_query(query), NOW))


@pytest.mark.parametrize(("written", "typed"), FINDS)
def test_what_is_typed_finds_what_is_written(written: str, typed: str) -> None:
    with closing(new_store()) as store:
        write_texts(store, [f"before {written} after"])
        assert finds(store, typed)


@pytest.mark.parametrize(("written", "typed"), DOES_NOT_FIND)
def test_marks_that_carry_meaning_tell_words_apart(written: str, typed: str) -> None:
    with closing(new_store()) as store:
        write_texts(store, [written])
        assert not finds(store, typed)


@given(st.text())
def test_folding_twice_finds_the_same_words_as_folding_once(text: str) -> None:
    assert fold(fold(text)).split() == fold(text).split()


@given(st.text(), st.text())
def test_a_space_keeps_two_folded_texts_apart(left: str, right: str) -> None:
    assert fold(f"{left} {right}").split() == fold(left).split() + fold(right).split()


@given(st.text(st.characters(categories=("L", "M", "N"))))
def test_upper_and_lower_case_fold_to_the_same(text: str) -> None:
    assert fold(text.upper().lower()).split() == fold(text.lower()).split()


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_a_letter_is_never_folded_to_nothing(text: str) -> None:
    assert any(is_word_character(character) for character in fold(text))


def test_the_version_names_the_folding_and_the_unicode_tables() -> None:
    assert FOLD_VERSION.count("/") == 1
