"""Date fields → aware datetimes, and which of a message's dates is the one to believe."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

from mailatlas_core.mime.defects import Defects

MAX_DATE_CHARACTERS = 200
_YEARS = range(1900, 9999)  # within these, any offset can be applied without leaving datetime's range
_LATEST = timedelta(hours=24)

# What nearly every date is, read without the standard library's patience.
_USUAL = re.compile(
    rb"(?:[A-Z][a-z]{2}, )?([0-9]{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([0-9]{4}) "
    rb"([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-5][0-9])(?: \([A-Za-z]{1,5}\))?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}

_COMMENT = re.compile(r"\([^()]*+\)")
# Zones that the standard library does not name and that have one meaning.
_HOURS = {
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip


def parse_date(raw: bytes) -> datetime | None:
    """An aware datetime with the sender's own offset; UTC where it names none or one that cannot be."""
    usual = _USUAL.fullmatch(raw)
    if usual is not None:
        return _in_range(_parse_usual_date(usual))
    if len(raw) > MAX_DATE_CHARACTERS:
        return None
    text = _COMMENT.sub(" ", raw.decode("ascii", "replace")).strip()
    return _in_range(_parse_mail_date(text)) or _in_range(_parse_iso_date(text))


def received_at(
    date: bytes | None, received: bytes | None, internal_date: datetime | None, defects: Defects
) -> datetime | None:
    """The Date field; where it is absent, unparsable or more than 24 h after `internal_date`
    (else the topmost Received's date), that one.

    `date` and `received` are unfolded values, None where the message has no such field.
    """
    reference = _aware(internal_date) if internal_date else _parse_received(received)
    sent = parse_date(date) if date is not None else None
    if sent is None:
        fault = "The message has no date" if date is None else "The date cannot be understood"
    elif reference is not None and sent - reference > _LATEST:
        fault = "The date is later than the message's arrival"
    else:
        return sent
    if reference is None:
        defects.add(f"{fault}.")
    else:
        defects.add(f"{fault}: the time of arrival stands for it.")
    return reference


def _parse_received(raw: bytes | None) -> datetime | None:
    if raw is None:
        return None
    _, semicolon, date = raw.rpartition(b";")
    return parse_date(date.strip()) if semicolon else None


def _parse_usual_date(match: re.Match[bytes]) -> datetime | None:
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = int(hours) * 60 + int(minutes)
    try:
        return datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second),
            tzinfo=_fixed_zone(-offset if sign == b"-" else offset),
        )  # fmt: skip
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _fixed_zone(minutes: int) -> timezone:
    try:
        return timezone(timedelta(minutes=minutes))
    except ValueError:
        return UTC


def _parse_mail_date(text: str) -> datetime | None:
    try:
        fields = parsedate_tz(text)
    except IndexError:  # Python 3.11.2, where a lone comma stands for the year
        return None
    if fields is None:
        return None
    try:
        return datetime(*fields[:6], tzinfo=_zone(fields[9], text))
    except (ValueError, OverflowError):
        return None


def _zone(offset: int | None, text: str) -> timezone:
    if not offset:  # what the standard library makes of a zone it does not know
        return timezone(timedelta(hours=_HOURS.get(text.rsplit(" ", 1)[-1].upper(), 0)))
    try:
        return timezone(timedelta(seconds=offset))
    except (ValueError, OverflowError):
        return UTC


def _parse_iso_date(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _in_range(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment.year in _YEARS else None
