"""The files inside winmail.dat are files."""

from __future__ import annotations

import base64
import struct

from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.parse import parse
from mailatlas_core.mime.tnef import read_tnef


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    encoded = struct.pack("<I", len(values))
    for kind, name, value in values:
        encoded += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return encoded


def tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


LONG_NAME = properties(
    (0x1F, 0x3707, "Übersicht März.pdf\0".encode("utf-16-le")), (0x1E, 0x370E, b"application/pdf\0")
)
ONE_FILE = (
    attribute(2, 0x9002, b"\0" * 14),
    attribute(2, 0x8010, b"UEBERS~1.PDF\0"),
    attribute(2, 0x800F, b"%PDF-1.4"),
    attribute(2, 0x9005, LONG_NAME),
)
TWO_FILES = tnef(
    attribute(1, 0x9007, struct.pack("<II", 1252, 0)),
    *ONE_FILE,
    attribute(2, 0x9002, b"\0" * 14),
    attribute(2, 0x8010, "Grüße.txt\0".encode("cp1252")),
    attribute(2, 0x800F, b"Hallo"),
)


def test_each_file_has_its_long_name_its_type_and_its_content() -> None:
    defects = Defects()
    first, second = read_tnef(TWO_FILES, defects)
    assert (first.name, first.mime_type, first.content) == (
        "Übersicht März.pdf",
        "application/pdf",
        b"%PDF-1.4",
    )
    assert (second.name, second.mime_type, second.content) == ("Grüße.txt", None, b"Hallo")
    assert defects.sentences() == ()


def test_a_message_keeps_winmail_dat_and_the_files_in_it() -> None:
    message = parse(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee winmail.dat.\n"
        b"--b\nContent-Type: application/octet-stream; name=winmail.dat\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(TWO_FILES) + b"--b--\n"
    )
    assert [(asset.filename, asset.mime_type, asset.parent) for asset in message.assets] == [
        ("winmail.dat", "application/ms-tnef", None),
        ("Übersicht März.pdf", "application/pdf", 0),
        ("Grüße.txt", "application/octet-stream", 0),
    ]
    assert message.text == "See winmail.dat."


def test_a_stream_that_is_cut_off_gives_what_it_still_has_and_says_so() -> None:
    defects = Defects()
    files = read_tnef(TWO_FILES[:-5], defects)
    assert [file.name for file in files] == ["Übersicht März.pdf", "Grüße.txt"]
    assert defects.sentences() == ("A winmail.dat is cut off.",)


def test_streams_in_streams_are_opened_only_so_deep() -> None:
    stream = b"deep"
    for _ in range(2_000):
        stream = tnef(attribute(2, 0x9002, b""), attribute(2, 0x800F, stream))
    message = parse(b"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: binary\n\n" + stream)
    assert len(message.assets) < 10
    assert any("attached inside" in defect for defect in message.defects)


def test_a_count_that_lies_costs_nothing() -> None:
    lie = struct.pack("<IHHI", 0xFFFFFFFF, 0x101F, 0x3707, 0xFFFFFFFF)
    assert len(read_tnef(tnef(*ONE_FILE[:3], attribute(2, 0x9005, lie)), Defects())) == 1


@given(st.binary())
def test_any_bytes_are_a_stream_or_none(data: bytes) -> None:
    read_tnef(data, Defects())
    read_tnef(tnef(attribute(2, 0x9002, b""), attribute(2, 0x9005, data)), Defects())
    read_tnef(tnef(attribute(2, 0x9002, b"")) + data, Defects())
