"""Calendar parts (RFC 5545) → when, where and who.

The calendar is read line by line: of real parts, one in three has some line that would make
the whole of it unreadable, and a time zone that one message defines must not be known to the
next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailatlas_core.mime.model import Invite

if TYPE_CHECKING:
    from icalendar.parser import Contentline, Parameters

MAX_CALENDAR_BYTES = 1 << 18
MAX_EVENTS = 20
MAX_ATTENDEES = 100
MAX_CHARACTERS = 500
MAX_ZONE_CHARACTERS = 64

_SINGLE = ("SUMMARY", "LOCATION", "DTSTART", "DTEND", "DURATION", "ORGANIZER")
_READ = (*_SINGLE, "ATTENDEE", "METHOD", "BEGIN", "END")


@dataclass(slots=True)
class _Event:
    values: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    attendees: list[str] = field(default_factory=list)

    def add(self, name: str, parameters: Parameters, value: str) -> None:
        if name == "ATTENDEE":
            if len(self.attendees) < MAX_ATTENDEES:
                self.attendees.append(_person(parameters, value))
        elif name in _SINGLE and name not in self.values:
            self.values[name] = _person(parameters, value) if name == "ORGANIZER" else value
            self.zones[name] = str(parameters.get("TZID", ""))


def read_invites(content: bytes) -> tuple[Invite, ...]:
    """The events of a calendar part, at most `MAX_EVENTS`; none where the part is too large.

    A time has an offset where its zone is known by name; without one it is local wherever it
    is read.
    """
    if len(content) > MAX_CALENDAR_BYTES or b"BEGIN:VEVENT" not in content.upper():
        return ()
    method = ""
    events: list[_Event] = []
    component: list[str] = []
    for name, parameters, value in _properties(content.decode("utf-8", "replace")):
        if name == "BEGIN":
            component.append(value.strip().upper())
            if component[-1] == "VEVENT":
                events.append(_Event())
        elif name == "END":
            component = _closed(component, value.strip().upper())
        elif name == "METHOD":
            method = method or value.strip().upper()[:MAX_CHARACTERS]
        elif component[-1:] == ["VEVENT"]:
            events[-1].add(name, parameters, value)
        if len(events) > MAX_EVENTS:
            break
    return tuple(_invite(method, event) for event in events[:MAX_EVENTS])


def _closed(component: list[str], name: str) -> list[str]:
    """The components that are still open after the end of one, and of those inside it."""
    return component[: -1 - component[::-1].index(name)] if name in component else component


def _properties(text: str) -> Iterator[tuple[str, Parameters, str]]:
    """Name, parameters and unescaped value of the lines that matter and can be read."""
    from icalendar.parser import Contentlines

    lines: list[Contentline] = Contentlines.from_ical(  # type: ignore[no-untyped-call]
        text.lstrip("\ufeff \t\r\n").replace("\0", "")
    )
    for line in lines:
        if not line.lstrip()[:10].upper().startswith(_READ):
            continue
        try:
            name, parameters, value = line.parts()
        except ValueError:
            continue
        yield name.upper(), parameters, value


def _invite(method: str, event: _Event) -> Invite:
    starts = _time(event, "DTSTART")
    ends = _time(event, "DTEND") or _end(starts, event.values.get("DURATION", ""))
    return Invite(
        method=method,
        summary=_line(event.values.get("SUMMARY", "")),
        starts=None if starts is None else starts.isoformat(),
        ends=None if ends is None else ends.isoformat(),
        where=_line(event.values.get("LOCATION", "")),
        organizer=event.values.get("ORGANIZER", ""),
        attendees=tuple(event.attendees),
    )


def _time(event: _Event, name: str) -> date | None:
    """A date, or a datetime, which is one too."""
    from icalendar.prop import vDDDTypes

    # Some calendars put a path of their own in front of the name of a zone.
    zone = event.zones.get(name, "").strip()
    known = "/".join(zone.split("/")[-2:]) if zone.startswith("/") else zone
    written = event.values.get(name, "").strip()
    for candidate in (known, None):
        if candidate is not None and not 0 < len(candidate) <= MAX_ZONE_CHARACTERS:
            continue
        try:
            time = vDDDTypes.from_ical(written, candidate)  # type: ignore[no-untyped-call]
        except (ValueError, OSError):  # OSError is what a folder of zones raises, asked for as a zone
            continue
        return time if isinstance(time, date) else None
    return None


def _end(starts: date | None, duration: str) -> date | None:
    from icalendar.prop import vDuration

    if starts is None or not duration:
        return None
    try:
        length = vDuration.from_ical(duration.strip().upper())  # type: ignore[no-untyped-call]
        return starts + length if isinstance(length, timedelta) else None
    except (ValueError, OverflowError):
        return None


def _person(parameters: Parameters, value: str) -> str:
    """`Name <address>`, or what there is of it."""
    address = value.strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    name = _line(str(parameters.get("CN", "")))
    if not name or name.casefold() == address.casefold():
        return _line(address)
    return f"{name} <{_line(address)}>" if address else name


def _line(text: str) -> str:
    return " ".join(text.split())[:MAX_CHARACTERS]
