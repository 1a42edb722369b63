"""Header values as their senders meant them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import decode_value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"plain text", "plain text"),
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= Wien", "Grüße aus Wien"),
        (b"=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        (b"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        (b"=?utf-8?q?=E6=97?= =?utf-8?q?=A5?=", "日"),
        (b"=?utf-8?B?5pc=?=\t=?utf-8?B?pQ==?=", "日"),
        (b"=?utf-8?B?5p?= =?utf-8?B?el?=", "日"),
        (b"=?utf-8?q?=E6=97?= =?utf-8?b?pQ==?=", "日"),
        (b"=?utf-8?q?=C3=A9?= =?iso-8859-1?q?=E9?=", "éé"),
        (b"=?utf-8?Q?with raw spaces?=", "with raw spaces"),
        (b"=?utf-8*en?Q?language?=", "language"),
        (b"=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"(=?utf-8?q?glued?=)", "(glued)"),
        (b"=?utf-8?Q??=", ""),
        (b"=?utf-8?Q?never ends", "=?utf-8?Q?never ends"),
        (b"=?utf-8?X?what?=", "=?utf-8?X?what?="),
        (b"a \t  b", "a b"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße aus Köln und Düsseldorf".encode("latin-1"), "Grüße aus Köln und Düsseldorf"),
        (b"a\0b\x1b[0m", "a\0b\x1b[0m"),
        (
            b"=?utf-8?q?=ED=A0=80?=".replace(b"utf-8", b"utf-7"),
            "\N{LATIN SMALL LETTER I WITH ACUTE}\xa0\u20ac",
        ),
    ],
)
def test_a_value_is_decoded(raw: bytes, expected: str) -> None:
    assert decode_value(raw, Defects()) == expected


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xe9", "The header has 8-bit characters that are not UTF-8."),
        (b"=?x-unknown?Q?a?=", "A text is labelled with an unknown character set."),
    ],
)
def test_what_is_wrong_with_a_value_is_said(raw: bytes, sentence: str) -> None:
    defects = Defects()
    decode_value(raw, defects)
    assert defects.sentences() == (sentence,)


@given(
    st.lists(
        st.sampled_from([b"=?", b"?=", b"utf-8", b"?q?", b"?B?", b"=E6", b" ", b"\xff", b"+2AA-", b"utf-7"])
    )
)
def test_any_mixture_of_the_syntax_is_a_text_without_lone_surrogates(pieces: list[bytes]) -> None:
    decode_value(b"".join(pieces), Defects()).encode("utf-8")
