"""Text in every character set, whatever its label says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.charset import DAMAGED, MISSING, UNKNOWN, WRONG, decode


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("utf8", "utf-8", "Grüße"),
        ("UTF-8", "utf-8", "日本語"),
        ('"utf-8"', "utf-8", "Grüße"),
        ("iso-8859-1", "cp1252", "“quoted” – €"),
        ("latin1", "latin-1", "é"),
        ("iso-8859-8-i", "iso8859_8", "שלום"),
        ("x-sjis", "cp932", "表示①"),
        ("shift_jis", "cp932", "日本語"),
        ("ks_c_5601-1987", "cp949", "한국어 똠"),
        ("unicode-1-1-utf-7", "utf-7", "Grüße"),
        ("windows-874", "cp874", "ไทย"),
        ("gb2312", "gb18030", "朱镕基 €"),
        ("big5", "cp950", "中文"),
        ("iso-2022-jp", "iso2022_jp", "日本語"),
        ("koi8-r", "koi8-r", "Привет"),
        ("x-mac-cyrillic", "mac-cyrillic", "Привет"),
    ],
)
def test_a_label_that_mail_uses_decodes_what_mail_means_by_it(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), label) == (text, None)


@pytest.mark.parametrize(
    "label",
    [
        "hex",
        "rot13",
        "zip",
        "base64",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
    ],
)
def test_a_codec_that_is_no_character_set_is_an_unknown_label(label: str) -> None:
    assert decode(b"68 \\u0041 aGk=", label) == ("68 \\u0041 aGk=", UNKNOWN)


@pytest.mark.parametrize("label", ["x-nobody-knows", "8bit", "..", "a\0b", "é", "x" * 10_000])
def test_under_an_unknown_label_utf_8_is_tried_first(label: str) -> None:
    assert decode("Grüße".encode(), label) == ("Grüße", UNKNOWN)


@pytest.mark.parametrize(("label", "defect"), [("utf-8", WRONG), ("us-ascii", WRONG), (None, MISSING)])
def test_a_wrong_or_missing_label_is_said_and_the_text_is_read_as_what_it_looks_like(
    label: str | None, defect: str
) -> None:
    text = "Съешь же ещё этих мягких французских булок, да выпей чаю"
    expected = text if label != "us-ascii" else text.encode("cp1251").decode("cp1252")
    assert decode(text.encode("cp1251"), label) == (expected, defect)


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "gb18030"])
def test_a_lost_byte_does_not_cost_the_rest_of_a_text(codec: str) -> None:
    text = "日本語の文章です。" * 10
    found = decode(text.encode(codec)[:-1], codec)
    assert found.text.startswith(text[:-1])
    assert found.defect == DAMAGED
    assert decode(text.encode()[:-1], None).text.startswith(text[:-1])


def test_utf_8_under_a_latin_label_is_read_as_utf_8() -> None:
    assert decode("Grüße".encode(), "iso-8859-1") == ("Grüße", WRONG)


def test_a_byte_order_mark_is_believed_and_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "iso-8859-1") == ("Grüße", None)


def test_japanese_escapes_without_a_label_are_read() -> None:
    assert decode("日本語".encode("iso2022_jp"), None).text == "日本語"


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"+2AA-", b"\xff\xfe\x00\xd8"])
@pytest.mark.parametrize("label", ["utf-8", "utf-7", "utf-16", None])
def test_no_lone_surrogate_is_ever_in_a_text(data: bytes, label: str | None) -> None:
    decode(data, label).text.encode("utf-8")


@given(
    st.binary(), st.one_of(st.none(), st.text(), st.sampled_from(["utf-16", "hz", "utf-7", "big5", "cp037"]))
)
def test_any_bytes_under_any_label_are_a_text(data: bytes, label: str | None) -> None:
    decode(data, label).text.encode("utf-8")
