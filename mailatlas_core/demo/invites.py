"""Calendar invites: asked, moved, accepted, called off; of half an hour, of a week, of every week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mailatlas_core.demo.cast import ADA, HANA, INGRID, JULES, MEILIN, SIOBHAN, TOMASZ, Person
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import moment


@dataclass(frozen=True, slots=True)
class Invite:
    """One event as one message has it; `method` is iTIP's (RFC 5546).

    `start` and `end` are moments, or dates for whole days, the last one counted; `rule` is when
    it comes again (RRULE) and `words` is the same for people.
    """

    sender: Person
    sent: str
    method: str
    uid: str
    summary: str
    start: str
    end: str
    place: str
    sequence: int = 0
    rule: str = ""
    words: str = ""
    to: Person = ADA
    tags: tuple[str, ...] = ()

    @property
    def organizer(self) -> Person:
        return self.to if self.method == "REPLY" else self.sender

    @property
    def attendee(self) -> Person:
        return self.sender if self.method == "REPLY" else self.to

    @property
    def when(self) -> str:
        if is_date(self.start):
            return f"{self.start} to {self.end}, whole days"
        again = f", {self.words}" if self.words else ""
        return f"{moment(self.start):%Y-%m-%d %H:%M} UTC{again}"


DWELL = ("dwell-review", "Dwell times: last look before Monday", "2026-03-16T07:30", "2026-03-16T08:00")
BARNACLE = "Harbor Labs, room Barnacle"
BERTH = "Berth 9, inside"

INVITES = (
    Invite(JULES, "2026-03-14T10:05", "REQUEST", *DWELL, BARNACLE, tags=("flagged",)),
    Invite(ADA, "2026-03-14T10:31", "REPLY", *DWELL, BARNACLE, to=JULES),
    Invite(
        SIOBHAN,
        "2026-03-10T19:40",
        "REQUEST",
        "lamps-2026",
        "Festival of lamps: procession 🏮",
        "2026-03-27T19:00",
        "2026-03-27T21:30",
        BERTH,
    ),
    Invite(
        SIOBHAN,
        "2026-03-12T08:10",
        "REQUEST",
        "lamps-2026",
        "Festival of lamps: procession 🏮 (one hour later)",
        "2026-03-27T20:00",
        "2026-03-27T22:30",
        BERTH,
        sequence=1,
    ),
    Invite(
        INGRID,
        "2026-03-13T09:30",
        "REQUEST",
        "gauge-week",
        "Gauge week in the fjord, with ferry",
        "2026-06-15",
        "2026-06-19",
        "Fjord Ferries, line 4 and the boat house",
    ),
    Invite(
        TOMASZ,
        "2026-02-25T10:15",
        "REQUEST",
        "soup",
        "Soup and graphs",
        "2026-03-04T11:00",
        "2026-03-04T11:45",
        "Kitchen, below the gauge display",
        rule="FREQ=WEEKLY;BYDAY=WE;COUNT=12",
        words="every Wednesday, twelve times",
    ),
    Invite(
        HANA,
        "2026-03-11T01:25",
        "REQUEST",
        "shaku",
        "潮位表の読み合わせ / Reading the old tide tables",
        "2026-03-19T00:00",
        "2026-03-19T01:00",
        "Online; 北極星ツアーズ",
    ),
    Invite(
        HANA,
        "2026-03-06T02:10",
        "REPLY",
        "cellar",
        "Cellar visit, gloves provided",
        "2026-03-17T13:00",
        "2026-03-17T14:00",
        "Municipal archive",
    ),
    Invite(
        MEILIN,
        "2026-02-24T05:30",
        "CANCEL",
        "palette-3",
        "Palette review, third round",
        "2026-02-26T08:00",
        "2026-02-26T08:45",
        "Mapline, plate room",
        sequence=2,
    ),
)

VERBS = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Accepted"}


def letters() -> Iterator[Letter]:
    for invite in INVITES:
        yield letter(invite)


def letter(invite: Invite) -> Letter:
    sender, sent = invite.sender, moment(invite.sent)
    event = calendar(invite)
    subject = f"{VERBS[invite.method]}: {invite.summary}"
    content = multipart(
        "mixed",
        multipart(
            "alternative",
            text_part(f"{subject}\n\nWhen: {invite.when}\nWhere: {invite.place}\n"),
            text_part(event, "calendar", encoding="base64", parameters=f"; method={invite.method}"),
        ),
        file_part(event.encode(), "application/ics", f"{invite.uid}.ics"),
    )
    trace = () if sender == ADA else (received(sender, sent),)
    data = compose(sender, (invite.to,), subject, sent, content, transport=trace)
    return Letter(data, sent, "Sent" if sender == ADA else "Inbox", invite.tags)


def calendar(invite: Invite) -> str:
    """The iCalendar object (RFC 5545), one event, times in UTC."""
    answer = "ACCEPTED" if invite.method == "REPLY" else "NEEDS-ACTION"
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
        f"DTSTART{calendar_time(invite.start)}",
        f"DTEND{calendar_time(invite.end, after=1)}",
        *([f"RRULE:{invite.rule}"] if invite.rule else []),
        f"SUMMARY:{escaped(invite.summary)}",
        f"LOCATION:{escaped(invite.place)}",
        f"ORGANIZER;CN={invite.organizer.name}:mailto:{invite.organizer.address}",
        f"ATTENDEE;CN={invite.attendee.name};PARTSTAT={answer};RSVP=TRUE:mailto:{invite.attendee.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines) + "\r\n"


def calendar_time(text: str, *, after: int = 0) -> str:
    """The value of a time with its parameters; `after` is in days and counts for dates only."""
    if is_date(text):
        return f";VALUE=DATE:{date.fromordinal(date.fromisoformat(text).toordinal() + after):%Y%m%d}"
    return f":{moment(text):%Y%m%dT%H%M%SZ}"


def is_date(text: str) -> bool:
    return "T" not in text


def escaped(text: str) -> str:
    """An iCalendar TEXT value."""
    return text.replace(",", "\\,").replace(";", "\\;")
