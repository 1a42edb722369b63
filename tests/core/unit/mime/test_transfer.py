"""What a transfer encoding hides comes out, even where it is broken."""

from __future__ import annotations

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.transfer import decode


def uuencoded(data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45)]
    return b"begin 644 file\n" + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize(
    ("encoding", "data", "expected"),
    [
        ("base64", b"aGVs\r\nbG8=\r\n", b"hello"),
        ("quoted-printable", b"a=3Db=\r\nc=C3=A9", b"a=bc\xc3\xa9"),
        ("quoted-printable", b"soft=  \nbreak", b"softbreak"),
        ("x-uuencode", uuencoded(b"hello" * 30), b"hello" * 30),
        ("7bit", b"as it is", b"as it is"),
        ("8bit", b"\xe9", b"\xe9"),
        ("binary", b"\0\r\n", b"\0\r\n"),
        ("", b"=3D", b"=3D"),
    ],
)
def test_a_sound_encoding_is_undone_without_a_defect(encoding: str, data: bytes, expected: bytes) -> None:
    defects = Defects()
    assert decode(data, encoding, defects) == expected
    assert defects.sentences() == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"aGVsbG8", b"hello"),
        (b"aGVsbG8====", b"hello"),
        (b"aGVs!!bG8=", b"hello"),
        (b"aGVsbG8h\n\n_____\nA mailing list's footer.\n", b"hello!"),
        (b"aGk=aGk=", b"hihi"),
        (b"aGVsbG8hx", b"hello!"),
        (b"", b""),
        (b"=", b""),
        (b"?", b""),
    ],
)
def test_broken_base64_gives_what_can_be_had(data: bytes, expected: bytes) -> None:
    assert decode(data, "base64", Defects()) == expected


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("base64", b"aGVs!bG8="),
        ("base64", b"aGVsbG8hx"),
        ("quoted-printable", b"a=ZZ"),
        ("x-uue", b"no begin"),
        ("x-uue", b"begin 644 a\nM\xff\nend\n"),
        ("x-uue", b"begin 644 a\n"),
        ("rot13", b"a"),
    ],
)
def test_what_is_broken_is_said(encoding: str, data: bytes) -> None:
    defects = Defects()
    decode(data, encoding, defects)
    assert len(defects.sentences()) == 1


@given(st.binary(), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit", "?"]))
def test_any_bytes_in_any_encoding_are_bytes(data: bytes, encoding: str) -> None:
    decode(data, encoding, Defects())
    decode(b"begin 644 a\n" + data, encoding, Defects())


@given(st.binary())
def test_what_was_encoded_comes_back(data: bytes) -> None:
    assert decode(binascii.b2a_base64(data), "base64", Defects()) == data
    assert decode(uuencoded(data), "x-uuencode", Defects()) == data
