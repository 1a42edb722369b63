"""Dates as mail programs write them into texts, in eight languages → ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo

from mailatlas_core.mime.languages import AFTERNOON, MONTHS, MORNING, ZONES

MAX_DATE_CHARACTERS = 120

_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:[:：時时點点h]|uhr)\s?(\d{2})(?:\s?[:：分]\s?(\d{2}))?(?!\d)"
    r"(?:\s?([ap])\.?\s?m\b\.?)?"
)
_TIME_WITH_POINTS = re.compile(r"(?<!\d)(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?!\d)()")
_OFFSET = re.compile(r"(?:\b(?:gmt|utc)\s?([+\-−])(\d{1,2})|([+\-−])(\d{2})(?=:?\d{2}))(?::?(\d{2}))?(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})\s?(?:年|[-/.])\s?(\d{1,2})\s?(?:月|[-/.])\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_PART_OF_DAY = re.compile("|".join(sorted((AFTERNOON | MORNING) - {"am", "pm"})))


def read_date(written: str, zone: tzinfo) -> str:
    """An ISO 8601 time with offset; `written` itself where it is not understood.

    `zone` stands for the zone that such dates mostly leave out. A date without a time of day,
    and one whose day and month could be exchanged, is not understood.
    """
    if len(written) > MAX_DATE_CHARACTERS:
        return written
    text = written.casefold()
    time = _TIME.search(text)
    day, rest = _read_day(text if time is None else text[: time.start()] + " " + text[time.end() :], time)
    if time is None:
        time = _TIME_WITH_POINTS.search(rest)
    if day is None or time is None:
        return written
    try:
        moment = datetime(
            *day, _hour(time, text), int(time[2]), int(time[3] or 0), tzinfo=_zone(rest) or zone
        )
        return moment.isoformat()
    except ValueError:
        return written


def _read_day(text: str, time: re.Match[str] | None) -> tuple[tuple[int, int, int] | None, str]:
    """Year, month and day, and the text without them."""
    if found := _YEAR_FIRST.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), _without(text, found)
    if found := _YEAR_LAST.search(text):
        return _in_order(found, time), _without(text, found)
    months = [MONTHS[word] for word in _WORD.findall(text) if word in MONTHS]
    offset = _OFFSET.search(text)
    numbers = _NUMBER.findall(text if offset is None else text[: offset.start()])
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) < 3]
    if not (months and years and days):
        return None, text
    # Where an abbreviated weekday looks like a month (French "mar."), it comes first.
    return (int(years[0]), months[-1], int(days[0])), text


def _in_order(found: re.Match[str], time: re.Match[str] | None) -> tuple[int, int, int] | None:
    first, second = int(found[1]), int(found[3])
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    if second > 12 or (found[2] == "/" and time is not None and time[4]):
        return year, first, second
    if first > 12 or found[2] == "." or first == second:
        return year, second, first
    return None


def _hour(time: re.Match[str], text: str) -> int:
    hour = int(time[1])
    part = _PART_OF_DAY.search(text)
    half = f"{time[4]}m" if time[4] else part[0] if part else ""
    if half in AFTERNOON and hour < 12:
        return hour + 12
    return 0 if half in MORNING and hour == 12 else hour


def _zone(rest: str) -> tzinfo | None:
    """The zone that is written; ValueError where it cannot be one."""
    if offset := _OFFSET.search(rest):
        minutes = int(offset[2] or offset[4]) * 60 + int(offset[5] or 0)
        return timezone(timedelta(minutes=minutes if (offset[1] or offset[3]) == "+" else -minutes))
    named = [ZONES[word] for word in _WORD.findall(rest) if word in ZONES]
    return timezone(timedelta(minutes=named[-1])) if named else None


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
