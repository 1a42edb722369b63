"""Fields travel in ASCII and short lines, and say where they are read what was put into them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.dates import parse_date
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.fields import read_header
from mailatlas_core.mime.parameters import read_parameterized
from mailatlas_core.mime.parse import parse
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.header_lines import (
    WIDTH,
    folded,
    mail_date,
    mailboxes,
    parameterized,
    unstructured,
)
from mailatlas_core.outbound.compose.header_values import single_spaced
from tests.core.unit.outbound.compose.letters import hostile, line_characters, lines, read_by_standard_library

BODY = b"\r\nbody\r\n"
SPECIALS = "ab ,;:<>@()[]\"\\.=?_-!%'"
names = st.text(SPECIALS, max_size=40) | st.text(st.sampled_from(SPECIALS) | line_characters)
emails = st.sampled_from(
    ["a@example.org", "b.c+d@bücher.example", "jörg@example.org", "x" * 60 + "@" + "y" * 60 + ".example"]
)


def one_field(raw: bytes, name: str) -> bytes:
    """The unfolded value of the only field; what else the bytes hold fails the test."""
    defects = Defects()
    header = read_header(raw + BODY, 0, len(raw + BODY), defects)
    assert defects.sentences() == ()
    assert (raw + BODY)[header.body :] == b"body\r\n"
    (value,) = header.fields.all(name)
    return value


def lengths(raw: bytes) -> list[int]:
    return [len(line) for line in raw.split(b"\r\n")]


@given(st.lists(st.builds(Address, names.map(single_spaced), emails), min_size=1, max_size=5))
def test_every_mailbox_is_read_as_it_was_written(addresses: list[Address]) -> None:
    raw = mailboxes("To", addresses) + BODY
    read = parse(raw).to
    assert [address.name for address in read] == [address.name for address in addresses]
    assert [address.email for address in read] == [
        address.email.replace("bücher", "xn--bcher-kva") for address in addresses
    ]
    for line in raw.splitlines():
        assert len(line) <= max(WIDTH, len(" <" + "x" * 60 + "@" + "y" * 60 + ".example>,") + len("To:"))


@given(
    st.lists(
        st.builds(Address, names.map(single_spaced), st.sampled_from(["a@example.org", "b@example.com"])),
        min_size=1,
        max_size=4,
    )
)
def test_the_standard_library_reads_the_same_mailboxes(addresses: list[Address]) -> None:
    read = read_by_standard_library(mailboxes("To", addresses) + BODY)["To"].addresses
    # It adds spaces between encoded words, and takes off those that Unicode has beside the plain one.
    assert [("".join(each.display_name.split()), each.addr_spec) for each in read] == [
        ("".join(each.name.split()), each.email) for each in addresses
    ]


@given(lines.map(single_spaced))
def test_a_subject_is_read_as_it_was_written(text: str) -> None:
    raw = unstructured("Subject", text)
    assert raw.isascii()
    assert parse(raw + BODY).headers["subject"] == single_spaced(text)
    assert read_by_standard_library(raw + BODY)["Subject"] == text
    if not text.isascii():
        assert max(lengths(raw)) <= 76


@pytest.mark.parametrize(
    "text",
    [
        "語" * 300,
        "é" * 480,
        "a long subject " * 60,
        "x" * 900,
        "one é in " + "many words " * 60,
        "=?utf-8?q?already?=",
        "a =? b ?=",
        "👩🏽\u200d⚕\ufe0f " * 20,
    ],
    ids=lambda text: text[:10],
)
def test_a_long_or_odd_subject_is_read_as_it_was_written(text: str) -> None:
    raw = unstructured("Subject", text.strip())
    assert parse(raw + BODY).headers["subject"] == text.strip()
    assert str(read_by_standard_library(raw + BODY)["Subject"]) == text.strip()
    longest = max(map(len, text.split())) + len("Subject: ")
    assert max(lengths(raw)) <= (
        max(WIDTH, longest) if raw.startswith(b"Subject: " + text[:1].encode()) else 76
    )


@given(hostile)
def test_no_text_can_leave_its_field(text: str) -> None:
    """Not even one that was never checked."""
    one_field(unstructured("X-Tide", text), "x-tide")
    one_field(parameterized("X-Tide", "attachment", [("filename", text)]), "x-tide")
    one_field(mailboxes("X-Tide", [Address(text, "a@example.org")] * 2), "x-tide")


@given((lines | st.text(st.sampled_from("ab\"\\%*;=' .é<>"), max_size=90)).map(single_spaced).filter(bool))
def test_a_file_name_is_read_as_it_was_written(name: str) -> None:
    raw = parameterized("Content-Disposition", "attachment", [("filename", name)])
    assert raw.isascii()
    assert max(lengths(raw)) <= WIDTH
    value = one_field(raw, "content-disposition")
    assert read_parameterized(value).parameters["filename"].text(Defects()) == name
    # It takes off the quotes and brackets around a name, and every kind of space.
    assert (read_by_standard_library(raw + BODY).get_filename() or "") == unquote(name).strip()


def test_a_field_is_folded_between_its_pieces_alone() -> None:
    raw = folded("References", [f"<{number:030}@example.org>" for number in range(50)])
    assert max(lengths(raw)) <= WIDTH
    assert raw.count(b">") == raw.count(b">\r\n") + raw.count(b"> ")
    assert all(line.startswith((b"References: <", b" <")) for line in raw.split(b"\r\n")[:-1])
    assert folded("X", ["x" * 200]) == b"X: " + b"x" * 200 + b"\r\n"


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(9998, 12, 30)),  # noqa: DTZ001 - the zones are drawn, too
    st.integers(-86_399, 86_399).map(lambda seconds: timezone(timedelta(seconds=seconds))),
)
def test_a_date_is_read_as_the_same_moment(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=0, tzinfo=zone)
    written = mail_date(moment)
    assert parse_date(written.encode()) == moment
    assert parsedate_to_datetime(written) == moment


def test_a_date_looks_as_rfc_5322_has_it() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert mail_date(datetime(2026, 3, 4, 6, 7, 8, tzinfo=kathmandu)) == "Wed, 4 Mar 2026 06:07:08 +0545"
    newfoundland = timezone(-timedelta(hours=3, minutes=30))
    assert mail_date(datetime(2026, 12, 31, 23, 0, tzinfo=newfoundland)) == "Thu, 31 Dec 2026 23:00:00 -0330"
