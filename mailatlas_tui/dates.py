"""Dates for people: relative in lists, exact in the reader. ISO 8601 in, the local zone out."""

from __future__ import annotations

import re
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
    zone = "UTC" if then.utcoffset() == timedelta(0) else f"{then:%z}"
    return f"{_day(then)} {then:%H:%M} {zone}".rstrip()


def claimed(text: str) -> str:
    """A time or a whole day as some text claims it, exact where it is ISO 8601, else as written."""
    try:
        return _day(date.fromisoformat(text)) if _DAY.fullmatch(text) else exact(text)
    except ValueError:
        return text


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
