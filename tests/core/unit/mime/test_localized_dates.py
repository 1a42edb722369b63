"""Dates as mail programs write them into texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.localized_dates import read_date

HERE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, Mar 9, 2026 at 6:12 AM", "2026-03-09T06:12:00+02:00"),
        ("Mon, Mar 9, 2026 at 12:12 AM", "2026-03-09T00:12:00+02:00"),
        ("Mon, Mar 9, 2026 at 12:12 p.m.", "2026-03-09T12:12:00+02:00"),
        ("Monday, March 9, 2026 6:12:30 PM", "2026-03-09T18:12:30+02:00"),
        ("May 8, 2005 1:17 PM", "2005-05-08T13:17:00+02:00"),
        ("14 January 2026 at 09:15:02 GMT", "2026-01-14T09:15:02+00:00"),
        ("January 14, 2026 at 9:15:02 PM PST", "2026-01-14T21:15:02-08:00"),
        ("Mon, 01 Dec 1997 12:24:00 -0500", "1997-12-01T12:24:00-05:00"),
        ("Dienstag, 2. Dezember 2025 08:12", "2025-12-02T08:12:00+02:00"),
        ("Mo., 5. Feb. 2024 um 10:20 Uhr", "2024-02-05T10:20:00+02:00"),
        ("14. März 2026 um 09:15:02 MESZ", "2026-03-14T09:15:02+02:00"),
        ("mar. 5 mars 2024 à 10:20", "2024-03-05T10:20:00+02:00"),
        ("lundi 5 février 2024 10h20", "2024-02-05T10:20:00+02:00"),
        ("14 janvier 2026 à 09:15:02 UTC+1", "2026-01-14T09:15:02+01:00"),
        ("mar, 6 feb 2024 a las 10:20", "2024-02-06T10:20:00+02:00"),
        ("lunes, 5 de febrero de 2024 22:20", "2024-02-05T22:20:00+02:00"),
        ("lunedì 5 febbraio 2024 10.20", "2024-02-05T10:20:00+02:00"),
        ("seg., 5 de fev. de 2024 às 10:20", "2024-02-05T10:20:00+02:00"),
        ("2024年2月5日(月) 10:20", "2024-02-05T10:20:00+02:00"),
        ("2024年2月5日 午後6:20", "2024-02-05T18:20:00+02:00"),
        ("2024年2月5日周一 下午6:20", "2024-02-05T18:20:00+02:00"),
        ("2026年1月14日 GMT+8 09:15:02", "2026-01-14T09:15:02+08:00"),
        ("2026-02-13 16:05", "2026-02-13T16:05:00+02:00"),
        ("02.05.24, 10:20", "2024-05-02T10:20:00+02:00"),
        ("2/13/2026 16:05", "2026-02-13T16:05:00+02:00"),
        ("2/3/2026 4:05 PM", "2026-02-03T16:05:00+02:00"),
        ("13/2/2026 16:05", "2026-02-13T16:05:00+02:00"),
    ],
)
def test_a_date_is_understood_in_the_form(written: str, expected: str) -> None:
    assert read_date(written, HERE) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday at noon",
        "5 February 2024",
        "31 February 2024 10:20",
        "5 February 2024 25:20",
        "5 February 2024 10:20 +9999",
        "5 February 0000 10:20",
        "2/3/2026 16:05",
        "9" * 100,
        "5 February 2024 10:20" + " " * 200,
    ],
)
def test_what_cannot_be_one_time_stays_as_written(written: str) -> None:
    assert read_date(written, HERE) == written


@given(
    st.text(max_size=130)
    | st.from_regex(
        r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,5} \d{1,2}:\d\d( [ap]m)? (GMT)?[+-]\d{1,4}", fullmatch=True
    )
)
def test_any_text_is_a_time_with_an_offset_or_itself(written: str) -> None:
    read = read_date(written, UTC)
    assert read == written or datetime.fromisoformat(read).tzinfo is not None
