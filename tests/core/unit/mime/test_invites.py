"""When, where and who, of the events of a calendar part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.invites import MAX_CALENDAR_BYTES, MAX_EVENTS, read_invites
from mailatlas_core.mime.model import Invite


def calendar(*lines: str, method: str = "METHOD:REQUEST") -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", method, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


def test_an_invite_says_when_where_and_who() -> None:
    content = calendar(
        "SUMMARY:Dwell times\\, last look",
        "DTSTART:20260316T073000Z",
        "DTEND:20260316T080000Z",
        "LOCATION:Harbor Labs\\; room Barn",
        " acle",
        "ORGANIZER;CN=Jules Rivera:mailto:jules@harborlabs.example",
        'ATTENDEE;CN="Lindqvist, Ada";PARTSTAT=NEEDS-ACTION:MAILTO:ada@analytics.example',
        "ATTENDEE:mailto:hana@hokkyoku.example",
    )
    assert read_invites(content) == (
        Invite(
            method="REQUEST",
            summary="Dwell times, last look",
            starts="2026-03-16T07:30:00+00:00",
            ends="2026-03-16T08:00:00+00:00",
            where="Harbor Labs; room Barnacle",
            organizer="Jules Rivera <jules@harborlabs.example>",
            attendees=("Lindqvist, Ada <ada@analytics.example>", "hana@hokkyoku.example"),
        ),
    )


@pytest.mark.parametrize(
    ("lines", "starts", "ends"),
    [
        (["DTSTART;TZID=Europe/Berlin:20260316T073000"], "2026-03-16T07:30:00+01:00", None),
        (["DTSTART;TZID=W. Europe Standard Time:20260316T073000"], "2026-03-16T07:30:00+01:00", None),
        (["DTSTART;TZID=/maker.example/1/Europe/Berlin:20260316T073000"], "2026-03-16T07:30:00+01:00", None),
        (["DTSTART;TZID=The Quay:20260316T073000"], "2026-03-16T07:30:00", None),
        (["DTSTART;TZID=Europe:20260316T073000"], "2026-03-16T07:30:00", None),
        ([f"DTSTART;TZID={'z' * 5_000}:20260316T073000"], "2026-03-16T07:30:00", None),
        (["DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260318"], "2026-03-16", "2026-03-18"),
        (
            ["DTSTART:20260316T073000Z", "DURATION:PT1H30M"],
            "2026-03-16T07:30:00+00:00",
            "2026-03-16T09:00:00+00:00",
        ),
        (["DTSTART:20260316T073000Z", "DURATION:P99999999D"], "2026-03-16T07:30:00+00:00", None),
        (["DTSTART:20260316T073000Z", "DURATION:soon"], "2026-03-16T07:30:00+00:00", None),
        (["DTSTART:20261316T993000Z"], None, None),
        (["DTSTART:PT1H"], None, None),
        (["DTSTART:"], None, None),
        ([], None, None),
    ],
)
def test_times_are_told_as_far_as_they_can_be_understood(
    lines: list[str], starts: str | None, ends: str | None
) -> None:
    (invite,) = read_invites(calendar("SUMMARY:x", *lines))
    assert (invite.summary, invite.starts, invite.ends) == ("x", starts, ends)


def test_a_broken_line_costs_only_itself() -> None:
    content = calendar(
        "SUMMARY:Palette review",
        "LOCATION",
        "ATTENDEE;CN",
        "RRULE:FREQ=NEVER",
        "DTSTART:20260316",
        "X Y:Z",
        method="METHOD",
    )
    (invite,) = read_invites(content)
    assert (invite.summary, invite.starts, invite.method) == ("Palette review", "2026-03-16", "")


def test_an_alarm_inside_an_event_speaks_for_itself() -> None:
    content = calendar(
        "BEGIN:VALARM", "SUMMARY:Alarm", "ATTENDEE:mailto:a@b.example", "END:VALARM", "SUMMARY:Event"
    )
    (invite,) = read_invites(content)
    assert (invite.summary, invite.attendees) == ("Event", ())


def test_a_zone_that_one_calendar_defines_is_unknown_to_the_next() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Quay\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\n"
    )
    zone += "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    event = calendar("DTSTART;TZID=Quay:20260316T073000")
    alone = read_invites(event)
    read_invites(event.replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT"))
    assert read_invites(event) == alone


def test_many_events_are_cut_and_a_large_calendar_is_not_read() -> None:
    event = "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    assert len(read_invites((event * 99).encode())) == MAX_EVENTS
    assert read_invites(event.encode() + b" " * MAX_CALENDAR_BYTES) == ()


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCALENDAR", b"\xff\0" * 50, b"SUMMARY:x"])
def test_what_holds_no_event_gives_none(content: bytes) -> None:
    assert read_invites(content) == ()


PIECES = st.sampled_from(
    [
        "DTSTART",
        ";TZID=",
        "DTEND",
        ":",
        ";",
        "=",
        '"',
        "20260316",
        "T073000",
        "Z",
        "\r\n",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT",
        "P1D",
        ",",
        "\\",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_any_calendar_is_read(text: str) -> None:
    assert len(read_invites(b"BEGIN:VEVENT\r\n" + text.encode("utf-8", "replace"))) <= MAX_EVENTS
