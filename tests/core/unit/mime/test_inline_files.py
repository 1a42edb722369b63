"""Files that stand in a text are files, and the text is left."""

from __future__ import annotations

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.inline_files import take_out_files
from mailatlas_core.mime.parse import parse

CONTENT = bytes(range(256)) * 2


def uuencoded(name: bytes, content: bytes = CONTENT, end: bytes = b"`\nend\n") -> bytes:
    lines = [binascii.b2a_uu(content[start : start + 45]) for start in range(0, len(content), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + end


def yenc(name: bytes, content: bytes = CONTENT) -> bytes:
    encoded = bytearray()
    for byte in content:
        value = (byte + 42) & 255
        encoded += bytes((61, (value + 64) & 255)) if value in (0, 10, 13, 61) else bytes((value,))
    lines = [bytes(encoded[start : start + 128]) for start in range(0, len(encoded), 128)]
    head = b"=ybegin line=128 size=%d name=%s\n" % (len(content), name)
    return head + b"\n".join(lines) + b"\n=yend size=%d\n" % len(content)


@pytest.mark.parametrize("encode", [uuencoded, yenc])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_file_in_a_text_is_taken_out_and_the_text_is_left(encode: type[bytes], end: bytes) -> None:
    block = encode(b"two words.bin")
    data = b"before\n" + block + b"between\n" + block + b"after\n"
    defects = Defects()
    text, files = take_out_files(data.replace(b"\n", end), defects)
    assert text == b"before\nbetween\nafter\n".replace(b"\n", end)
    assert files == [(b"two words.bin", CONTENT)] * 2
    assert defects.sentences() == ()


@pytest.mark.parametrize(
    "text",
    [b"begin 644 the day\nwith a walk\n", b"begin 644 a\n", b"We begin 600 metres up\n", b"=ybegin a\n"],
)
def test_a_text_that_only_begins_like_a_file_is_left_alone(text: bytes) -> None:
    assert take_out_files(text, Defects()) == (text, [])


@pytest.mark.parametrize(
    "block",
    [
        uuencoded(b"a", end=b""),
        yenc(b"a").partition(b"=yend")[0],
        yenc(b"a").replace(b"name=a\n", b"name=a\n=ypart begin=1 end=512\n"),
    ],
)
def test_a_file_without_its_end_or_its_other_pieces_is_kept_and_that_is_said(block: bytes) -> None:
    defects = Defects()
    _, files = take_out_files(block, defects)
    assert files == [(b"a", CONTENT)]
    assert len(defects.sentences()) == 1


def test_a_uuencoded_file_in_a_message_is_an_asset_under_its_own_name_and_type() -> None:
    message = parse(b"Subject: a\n\nSee below.\n\n" + uuencoded("Übersicht.pdf".encode(), b"%PDF-1.4\n"))
    (asset,) = message.assets
    assert (asset.filename, asset.mime_type, asset.content) == (
        "Übersicht.pdf",
        "application/pdf",
        b"%PDF-1.4\n",
    )
    assert message.text == "See below."


@given(
    st.lists(
        st.sampled_from(
            [
                b"begin 644 a\n",
                b"#AAAA\n",
                b"`\n",
                b"end\n",
                b"=ybegin name=a\n",
                b"=yend\n",
                b"=",
                b"x",
                b"\n",
            ]
        )
    )
)
def test_any_text_is_divided_into_files_and_a_text(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    text, files = take_out_files(data, Defects())
    assert files or text == data
