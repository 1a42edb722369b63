"""Dates for people: relative in lists, exact in the reader. ISO 8601 in, the local zone out."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

WIDTH = 8
"""Cells of the widest relative date, such as `Mar 2023`."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def relative(iso: str | None, now: datetime) -> str:
    """`10:42` of today, `Tue` of the last six days, `12 Mar` of this year, else `Mar 2023`."""
    if iso is None:
        return "no date"
    then, today = datetime.fromisoformat(iso).astimezone(), now.astimezone()
    age = today.date() - then.date()
    if age == timedelta(0):
        return then.strftime("%H:%M")
    if timedelta(0) < age < timedelta(days=7):
        return then.strftime("%a")
    if then.year == today.year:
        return f"{then.day} {then:%b}"
    return then.strftime("%b %Y")


def exact(iso: str | None) -> str:
    """`Wed 13 Mar 2024 16:44 UTC`, in the zone that the message names."""
    if iso is None:
        return "not known"
    then = datetime.fromisoformat(iso)
    return f"{_day(then)} {then:%H:%M} {_zone(then)}".rstrip()


def claimed(text: str) -> str:
    """A time or a whole day as some text claims it, exact where it is ISO 8601, else as written."""
    try:
        return _day(date.fromisoformat(text)) if _DAY.fullmatch(text) else exact(text)
    except ValueError:
        return text


def period(starts: str, ends: str) -> str:
    """From when until when, as some text claims it; either may be empty, and one day is named once.

    `Fri 13 Mar 2026 10:00 to 11:00 UTC`, `Fri 13 Mar 2026 to Sun 15 Mar 2026`.
    """
    with suppress(ValueError, OverflowError):
        if _DAY.fullmatch(starts) and _DAY.fullmatch(ends):
            # RFC 5545, section 3.6.1: whole days end before the day that is named.
            ends = max(starts, (date.fromisoformat(ends) - timedelta(days=1)).isoformat())
        else:
            first, last = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
            if first != last and (first.date(), first.tzinfo) == (last.date(), last.tzinfo):
                return f"{_day(first)} {first:%H:%M} to {last:%H:%M} {_zone(last)}".rstrip()
    return " to ".join(claimed(each) for each in dict.fromkeys((starts, ends)) if each)


def _zone(moment: datetime) -> str:
    return "UTC" if moment.utcoffset() == timedelta(0) else f"{moment:%z}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
