"""Mail that machines write: berth plans, builds, invoices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mailatlas_core.demo.cast import ADA, BILLING, BUILDS, DESK, QUAY, Person
from mailatlas_core.demo.files import csv, pdf
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import receding

SHIPS = ("Aurora", "Ostrea", "Kittiwake", "Señora del Mar", "Þórshamar", "Minato Maru", "Vltava", "Halcyon")
BRANCHES = ("main", "tide-4.0", "gate-cameras", "palette", "herring-index")
AUTOMATIC = (("Auto-Submitted", "auto-generated"),)


def letters() -> Iterator[Letter]:
    for number, sent in enumerate(receding(18, 700, "05:05")):
        yield berth_plan(number, sent)
    for number, sent in enumerate(receding(16, 240, "21:12")):
        yield build(number, sent)
    for number, sent in enumerate(receding(11, 1020, "09:00")):
        yield invoice(number, sent)


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
    failed = number % 4 == 2
    outcome = "failed" if failed else "passed"
    detail = "  FAILED gauge_test: expected 303.03, got 303.0" if failed else "  412 tests, 0 failures"
    text = (
        f"Build {9120 - number} of {branch} {outcome} after {3 + number % 5} min {number * 17 % 60} s.\n\n"
        f"{detail}\n\nLog: https://builds.example/tide/{9120 - number}\n"
    )
    return notice(BUILDS, ADA, f"[{branch}] build {9120 - number} {outcome}", sent, text)


def invoice(number: int, sent: datetime) -> Letter:
    name = f"M-{sent:%Y}-{311 - number * 7:04}"
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
