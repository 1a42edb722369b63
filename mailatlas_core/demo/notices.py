"""Mail that machines write: berth plans, builds, invoices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mailatlas_core.demo.cast import ADA, BILLING, BUILDS, DESK, QUAY, Person
from mailatlas_core.demo.files import csv, pdf
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import DEMO_NOW, moment, regularly

SHIPS = ("Aurora", "Ostrea", "Kittiwake", "Señora del Mar", "Þórshamar", "Minato Maru", "Vltava", "Halcyon")
BRANCHES = ("main", "tide-4.0", "gate-cameras", "palette", "herring-index")
AUTOMATIC = (("Auto-Submitted", "auto-generated"),)


# Berths are planned day by day only around the equinox, when the spring tides make them scarce.
SPRING_TIDES = (
    *("2023-09-25", "2023-10-09", "2024-03-11", "2024-03-25", "2024-09-02", "2024-09-16"),
    *("2025-03-03", "2025-03-17", "2025-09-08", "2025-09-22", "2026-03-09"),
)
RELEASES = ("2024-05-13", "2024-11-18", "2025-05-19", "2025-09-01", "2026-03-09")


def letters() -> Iterator[Letter]:
    for number, sent in enumerate(days_from(SPRING_TIDES, "05:05")):
        yield berth_plan(number, sent)
    for number, sent in enumerate(days_from(RELEASES, "21:12"), start=9096):
        yield build(number, sent)
    for number, sent in enumerate(regularly("2023-09-18T09:00", 28), start=41):
        yield invoice(number, sent)
    yield storm_log()


def days_from(mondays: tuple[str, ...], time: str) -> Iterator[datetime]:
    """Monday to Friday of each of these weeks, as far as they have come."""
    for monday in mondays:
        for day in range(5):
            sent = moment(f"{monday}T{time}") + timedelta(days=day, minutes=17 * day)
            if sent < DEMO_NOW:
                yield sent


def notice(sender: Person, to: Person, subject: str, sent: datetime, content: Part | str) -> Letter:
    trace = (received(sender, sent),)
    return Letter(compose(sender, (to,), subject, sent, content, headers=AUTOMATIC, transport=trace), sent)


def berth_plan(number: int, sent: datetime) -> Letter:
    rows = [
        (
            berth,
            SHIPS[(number + berth * 3) % len(SHIPS)],
            f"{(berth * 5 + number) % 24:02}:30",
            90 + 15 * berth,
        )
        for berth in range(1, 8)
    ]
    table = "\n".join(f"{berth:>5}  {ship:<16} {time}  {length:>4} m" for berth, ship, time, length in rows)
    text = (
        f"Berths for {sent:%Y-%m-%d}, times local, lengths over all:\n\n{table}\n\nQuay Office, Puerto Azul\n"
    )
    content = multipart(
        "mixed",
        text_part(text, charset="iso-8859-1", encoding="8bit"),
        file_part(csv(("berth", "ship", "time", "length_m"), rows), "text/csv", f"berths-{sent:%Y%m%d}.csv"),
    )
    return notice(QUAY, DESK, f"Berth plan {sent:%Y-%m-%d}: {rows[0][1]} first", sent, content)


def build(number: int, sent: datetime) -> Letter:
    branch = BRANCHES[number % len(BRANCHES)]
    failed = number % 4 == 3
    outcome = "failed" if failed else "passed"
    detail = "  FAILED gauge_test: expected 303.03, got 303.0" if failed else "  412 tests, 0 failures"
    text = (
        f"Build {number} of {branch} {outcome} after {3 + number % 5} min {number * 17 % 60} s.\n\n"
        f"{detail}\n\nLog: https://builds.example/tide/{number}\n"
    )
    return notice(BUILDS, ADA, f"[{branch}] build {number} {outcome}", sent, text)


def invoice(number: int, sent: datetime) -> Letter:
    name = f"M-{sent:%Y}-{number * 7:04}"
    amount = f"{240 + 35 * (number % 4)}.00"
    due = f"{sent + timedelta(days=30):%Y-%m-%d}"
    sheet = pdf(
        (
            "Mapline",
            "",
            f"Invoice {name}",
            "To: Analytics Desk",
            f"Tiles and soundings: {amount}",
            f"Due: {due}",
        )
    )
    text = f"Dear Desk,\n\nplease find invoice {name} over {amount} attached, due on {due}.\n\nMapline\n"
    content = multipart("mixed", text_part(text), file_part(sheet, "application/pdf", f"{name}.pdf"))
    return notice(BILLING, DESK, f"Invoice {name}", sent, content)


def storm_log() -> Letter:
    """A letter of some thousand lines: a gauge that reported twice a minute, for a day and a half."""
    start = moment("2025-10-24T12:00")
    gauge = Person("Gauge North", "north@buoys.example")
    lines = [reading(start + timedelta(seconds=30 * step), step) for step in range(4_320)]
    heading = "Storm of the 24th and 25th of October, every reading, heights in millimetres.\n\n"
    text = heading + "\n".join(lines) + "\n\nEnd of the storm. The gauge asks for a day off.\n"
    return notice(gauge, DESK, "Storm log: 4,320 readings", moment("2025-10-26T00:05"), text)


def reading(time: datetime, step: int) -> str:
    """One line of the log. Whole numbers only: their arithmetic is the same on every machine."""
    tide = abs(step % 1_490 - 745) * 5
    surge = max(0, 900 - abs(step - 2_200) // 2)
    wave = step * step * 31 % 173
    note = "  over the sill" if tide + surge + wave > 4_000 else ""
    return f"{time:%d %H:%M:%S}  {tide + surge + wave:>5}  gust {14 + surge // 40 + wave // 50:>2} m/s{note}"
