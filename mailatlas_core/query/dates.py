"""Dates as people write them in a query: each is a period, whose days are those of the local zone.

`2026`, `2026-03`, `2026-03-13` and `2026-W11` are what they say; `7d`, `2w`, `3m` and `1y` the day
that was so long ago. `today`, `yesterday` and `this` or `last` `week`, `month` or `year` are known
too; anything else, in English, is left to dateparser, which takes long to load.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from mailatlas_core.query.tree import Dated

SPOKEN = (
    "today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year",
)  # fmt: skip
AGES = ("7d", "2w", "3m", "1y")
HINT = "A date is such as 2026, 2026-03, 2026-03-13, 2026-W11, 7d, 2w, 3m, 1y, yesterday or last week."

_LONGEST = 40
_SHORTEST_OF_NUMBERS = len("1/1/26")  # less is the beginning of a date, if anything
_FIRST_YEAR, _LAST_YEAR = 1000, 9998
_ISO = r"(?ai)(\d{4})(?:-(?:W(\d\d)|(\d\d)(?:-(\d\d))?))?"
_AGO = r"(?ai)(\d{1,4})([dwmy])"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SEVERAL_WORDS = (
    rf"(?ai)(?:this|last)\s+[a-z]+|\d+\s+(?:day|week|month|year)s?\s+ago"
    rf"|\d\d?\s+{_MONTH}(?:\s+\d{{4}})?|{_MONTH}(?:\s+\d\d?,?)?\s+\d{{4}}"
)


class Period(NamedTuple):
    """The days from `first` on and before `end`."""

    first: date
    end: date


def several_words(text: str, start: int) -> int:
    """Where a date of several words that begins at `start` ends; `start` where there is none."""
    found = re.compile(_SEVERAL_WORDS).match(text, start)
    return start if found is None else found.end()


def instants(dated: Dated, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Since when and before when a message was received; None where that is not bounded.

    Raises `ValueError` where the text is no date.
    """
    if dated.bound == "newer_than":
        if not re.fullmatch(_AGO, dated.text):
            raise ValueError(dated.text)
        day = period(dated.text, now).first
        return datetime.combine(day, now.astimezone().time()).astimezone(), None
    first, end = period(dated.text, now)
    since, until = _midnight(first), _midnight(end)
    if dated.bound == "before":
        return None, since
    return since, until if dated.bound == "on" else None


def period(text: str, now: datetime) -> Period:
    """The days that `text` names. Raises `ValueError` where it is no date."""
    try:
        found = _named(text, now)
    except OverflowError:
        raise ValueError(text) from None
    if not _FIRST_YEAR <= found.first.year <= found.end.year <= _LAST_YEAR:
        raise ValueError(text)
    return found


def _named(text: str, now: datetime) -> Period:
    today = now.astimezone().date()
    words = text.lower().split()
    if ago := re.fullmatch(_AGO, text):
        return _day(_earlier(today, ago))
    if iso := re.fullmatch(_ISO, text):
        return _iso(iso)
    if words in (["today"], ["yesterday"]):
        return _day(today - timedelta(days=words == ["yesterday"]))
    if " ".join(words) in SPOKEN:
        return _spoken(words[0], words[1], today)
    return _parsed(text, now)


def _iso(found: re.Match[str]) -> Period:
    year, week, month, day = found.groups()
    if week is not None:
        monday = date.fromisocalendar(int(year), int(week), 1)
        return Period(monday, monday + timedelta(weeks=1))
    if day is not None:
        return _day(date(int(year), int(month), int(day)))
    return _year(date(int(year), 1, 1)) if month is None else _month(date(int(year), int(month), 1))


def _spoken(which: str, unit: str, today: date) -> Period:
    """`this` or `last` week, month or year."""
    of = {"week": _week, "month": _month, "year": _year}[unit]
    this = of(today)
    return this if which == "this" else of(this.first - timedelta(days=1))


def _parsed(text: str, now: datetime) -> Period:
    is_number = not any(map(str.isalpha, text)) and len(text) < _SHORTEST_OF_NUMBERS
    if is_number or len(text) > _LONGEST or not text.isprintable():
        raise ValueError(text)
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # ships no types

    base = now.astimezone().replace(tzinfo=None)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first"}
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(text)
    if found is None or found.date_obj is None:
        raise ValueError(text)
    of = {"week": _week, "month": _month, "year": _year}.get(found.period, _day)
    return of(found.date_obj.date())


def _earlier(day: date, ago: re.Match[str]) -> date:
    """The day so many days, weeks, months or years before; the last of its month where that is shorter."""
    count, unit = int(ago[1]), ago[2].lower()
    if unit in "dw":
        return date.fromordinal(max(1, day.toordinal() - count * (7 if unit == "w" else 1)))
    year, month = divmod(day.year * 12 + day.month - 1 - count * (12 if unit == "y" else 1), 12)
    that_month = _month(date(year, month + 1, 1))
    return min(that_month.first + timedelta(days=day.day - 1), that_month.end - timedelta(days=1))


def _day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(weeks=1))


def _month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1))


def _year(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()).astimezone()
