"""Calendar invites: asked, moved, accepted, called off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from mailatlas_core.demo.cast import ADA, HANA, JULES, MEILIN, SIOBHAN, Person
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import moment


@dataclass(frozen=True, slots=True)
class Invite:
    """One event as one message has it; `sent` and `start` are moments, `method` is iTIP's (RFC 5546)."""

    sender: Person
    sent: str
    method: str
    uid: str
    summary: str
    start: str
    minutes: int
    place: str
    sequence: int = 0


INVITES = (
    Invite(
        JULES,
        "2026-03-13T12:05",
        "REQUEST",
        "dwell-review",
        "Dwell times: last look before Monday",
        "2026-03-16T07:30",
        30,
        "Harbor Labs, room Barnacle",
    ),
    Invite(
        SIOBHAN,
        "2026-03-10T19:40",
        "REQUEST",
        "lamps-2026",
        "Festival of lamps: procession 🏮",
        "2026-03-27T19:00",
        150,
        "Berth 9, inside",
    ),
    Invite(
        SIOBHAN,
        "2026-03-12T08:10",
        "REQUEST",
        "lamps-2026",
        "Festival of lamps: procession 🏮 (one hour later)",
        "2026-03-27T20:00",
        150,
        "Berth 9, inside",
        sequence=1,
    ),
    Invite(
        HANA,
        "2026-03-11T01:25",
        "REQUEST",
        "shaku",
        "潮位表の読み合わせ / Reading the old tide tables",
        "2026-03-19T00:00",
        60,
        "Online; 北極星ツアーズ",
    ),
    Invite(
        MEILIN,
        "2026-02-24T05:30",
        "CANCEL",
        "palette-3",
        "Palette review, third round",
        "2026-02-26T08:00",
        45,
        "Mapline, plate room",
        sequence=2,
    ),
    Invite(
        ADA,
        "2026-03-13T12:31",
        "REPLY",
        "dwell-review",
        "Dwell times: last look before Monday",
        "2026-03-16T07:30",
        30,
        "Harbor Labs, room Barnacle",
    ),
)

VERBS = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Accepted"}
ANSWERS = {"REQUEST": "NEEDS-ACTION", "CANCEL": "NEEDS-ACTION", "REPLY": "ACCEPTED"}


def letters() -> Iterator[Letter]:
    for invite in INVITES:
        yield letter(invite)


def letter(invite: Invite) -> Letter:
    sender, sent = invite.sender, moment(invite.sent)
    event = calendar(invite)
    subject = f"{VERBS[invite.method]}: {invite.summary}"
    when = f"{moment(invite.start):%Y-%m-%d %H:%M} UTC"
    content = multipart(
        "mixed",
        multipart(
            "alternative",
            text_part(f"{subject}\n\nWhen: {when}\nWhere: {invite.place}\n"),
            text_part(event, "calendar", encoding="base64", parameters=f"; method={invite.method}"),
        ),
        file_part(event.encode(), "application/ics", f"{invite.uid}.ics"),
    )
    if sender == ADA:
        return Letter(compose(ADA, (JULES,), subject, sent, content), sent, "Sent")
    return Letter(compose(sender, (ADA,), subject, sent, content, transport=(received(sender, sent),)), sent)


def calendar(invite: Invite) -> str:
    """The iCalendar object (RFC 5545), one event, times in UTC."""
    organizer = JULES if invite.sender == ADA else invite.sender
    start = moment(invite.start)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Harbor Labs//Quay Calendar//EN",
        f"METHOD:{invite.method}",
        "BEGIN:VEVENT",
        f"UID:{invite.uid}@harborlabs.example",
        f"SEQUENCE:{invite.sequence}",
        f"STATUS:{'CANCELLED' if invite.method == 'CANCEL' else 'CONFIRMED'}",
        f"DTSTAMP:{moment(invite.sent):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{start + timedelta(minutes=invite.minutes):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{escaped(invite.summary)}",
        f"LOCATION:{escaped(invite.place)}",
        f"ORGANIZER;CN={organizer.name}:mailto:{organizer.address}",
        f"ATTENDEE;CN={ADA.name};PARTSTAT={ANSWERS[invite.method]};RSVP=TRUE:mailto:{ADA.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines) + "\r\n"


def escaped(text: str) -> str:
    """An iCalendar TEXT value."""
    return text.replace(",", "\\,").replace(";", "\\;")
