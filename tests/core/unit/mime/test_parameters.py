"""Content-Type and Content-Disposition as senders write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.parameters import MAX_PARAMETERS, read_parameterized


@pytest.mark.parametrize(
    ("raw", "value", "name", "text"),
    [
        (b"text/plain; charset=utf-8", "text/plain", "charset", "utf-8"),
        (b'Text/HTML ; CHARSET = "utf-8" ; x=y', "text/html", "charset", "utf-8"),
        (b"text/plain charset=utf-8", "text/plain", "charset", "utf-8"),
        (b'multipart/mixed\tboundary="a b"', "multipart/mixed", "boundary", "a b"),
        (b'a/b; boundary="never closed', "a/b", "boundary", "never closed"),
        (b'a/b; name="semi;colon"; x=1', "a/b", "name", "semi;colon"),
        (b'a/b; name="quo\\"te"', "a/b", "name", 'quo"te'),
        (b'a/b; name="C:\\path\\file.txt"', "a/b", "name", "C:\\path\\file.txt"),
        (b"a/b; name=with spaces.pdf; x=1", "a/b", "name", "with spaces.pdf"),
        (b'a/b; name="=?utf-8?Q?Gr=C3=BC=C3=9Fe.txt?="', "a/b", "name", "Grüße.txt"),
        (b'a/b; name="=?utf-8?B?R3LDvA==?=\t=?utf-8?B?w59lLnR4dA==?="', "a/b", "name", "Grüße.txt"),
        ('a/b; name="Grüße.txt"'.encode(), "a/b", "name", "Grüße.txt"),
        ('a/b; name="Grüße aus Köln.txt"'.encode("latin-1"), "a/b", "name", "Grüße aus Köln.txt"),
        (b"a/b; name*=utf-8'de'Gr%C3%BC%C3%9Fe.txt", "a/b", "name", "Grüße.txt"),
        (b"a/b; name*=iso-8859-1''%E9.txt", "a/b", "name", "é.txt"),
        (b"a/b; name*=UTF-8''100%.txt", "a/b", "name", "100%.txt"),
        (b'a/b; name*0="one "; name*1=two; name*2=" three"', "a/b", "name", "one two three"),
        (b"a/b; name*1*=%C3%9Fe; name*0*=utf-8''Gr%C3%BC", "a/b", "name", "Grüße"),
        (b"a/b; name*0*=utf-8''%E6%97; name*1*=%A5", "a/b", "name", "日"),
        (b"a/b; name=plain; name*=utf-8''better", "a/b", "name", "better"),
        (b"a/b; name=first; name=second", "a/b", "name", "first"),
    ],
)
def test_a_parameter_is_read(raw: bytes, value: str, name: str, text: str) -> None:
    found = read_parameterized(raw)
    assert found.value == value
    assert found.parameters[name].text(Defects()) == text


@pytest.mark.parametrize("raw", [b"utf-8 (Unicode)", b"'UTF-8'", b'"utf-8"'])
def test_a_word_of_the_protocol_is_without_quotes_and_comments(raw: bytes) -> None:
    assert read_parameterized(b"text/plain; charset=" + raw).parameters["charset"].token() == "utf-8"


def test_a_flood_of_parameters_is_cut() -> None:
    raw = b"a/b" + b"".join(b"; p%d=1" % number for number in range(MAX_PARAMETERS * 2))
    assert len(read_parameterized(raw).parameters) == MAX_PARAMETERS


@given(st.text("ab*0129=;\"\\'% é\0", max_size=60))
def test_any_value_is_read(value: str) -> None:
    for parameter in read_parameterized(b"a/b;" + value.encode()).parameters.values():
        parameter.text(Defects()).encode("utf-8")
        parameter.token().encode("utf-8")
