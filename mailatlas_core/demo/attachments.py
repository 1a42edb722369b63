"""Letters that carry files, saved one by one, with the line ends of the network."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.cast import ADA, BENOIT, GRACE, INGRID, MATEO, MEILIN, PRIYA, TOMASZ, YUSUF, Person
from mailatlas_core.demo.files import bar_chart, csv, heatmap, pdf, zip_archive
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, multipart, received, text_part, with_crlf
from mailatlas_core.demo.moment import moment

TIDES = csv(("day", "high_m", "low_m"), [(day, 3 + day % 4 / 10, day % 3 / 10) for day in range(1, 29)])

FOG_PAGE = b"""\
<!DOCTYPE html><meta charset="utf-8"><title>Fog report</title>
<h1>Fog report</h1>
<p>41 hours.</p>
<img src="https://images.harborlabs.example/fog.png" alt="fog">
"""


def letters() -> Iterator[Letter]:
    yield letter(
        GRACE,
        "2026-03-11T15:05",
        "Scans of the first twelve tables",
        "The first twelve, scanned at 600 dpi and packed. The herring is only on the originals.",
        file_part(
            zip_archive(
                [(f"1871/{month:02}.txt", f"Gauge North, month {month}\n".encode()) for month in range(1, 13)]
            ),
            "application/zip",
            "tide-tables-1871.zip",
        ),
    )
    yield letter(
        MATEO,
        "2026-03-05T22:10",
        "Survey of the basin, sheet 7",
        "As promised: the survey, the soundings as a table, and a drawing of the new quay wall.",
        file_part(
            pdf(("Puerto Azul", "Survey of the basin", "Sheet 7", "Depth 13.2 m")),
            "application/pdf",
            "sheet-7.pdf",
        ),
        file_part(TIDES, "text/csv", "soundings.csv"),
        file_part(heatmap("Quay wall", (20, 40, 60, 80, 60, 40, 20)), "image/svg+xml", "quay-wall.svg"),
    )
    yield letter(
        MEILIN,
        "2026-02-11T08:45",
        "校样 page 34, with and without the railway",
        "Two versions of page 34. The file names are in both of our languages, as the printer likes it.",
        file_part(bar_chart((4, 9, 16, 9, 4), (140, 30, 30)), "image/png", "第三十四页 (with railway).png"),
        file_part(bar_chart((4, 9, 16, 9, 4), (30, 30, 140)), "image/png", "第三十四页 (without).png"),
    )
    yield letter(
        TOMASZ,
        "2026-01-20T13:25",
        "Gate log, one quiet hour",
        "Here is the log you asked for. Nothing happened, in great detail.",
        file_part(
            "".join(f"02:{minute:02} gate closed, no wind\n" for minute in range(60)).encode(),
            "text/plain",
            "gate-log.txt",
        ),
    )
    yield letter(
        BENOIT,
        "2025-12-24T16:00",
        "Une carte pour Noël",
        "Joyeux Noël de l’écluse nº 7 ! La photo est petite parce que l’écluse est petite.",
        file_part(
            bar_chart((2, 4, 6, 8, 10, 12, 24, 12, 10, 8, 6, 4, 2), (20, 110, 60)),
            "image/png",
            "carte de Noël à l’écluse.png",
            disposition="inline",
        ),
    )
    yield letter(
        INGRID,
        "2025-09-19T07:30",
        "Timetable, winter, all lines",
        "The winter timetable as PDF for the wall and as table for the machines.",
        file_part(
            pdf(("Fjord Ferries", "Winter timetable", "Line 4: 06:10 07:40 09:10")),
            "application/pdf",
            "winter.pdf",
        ),
        file_part(
            csv(("line", "departure"), [(4, "06:10"), (4, "07:40"), (4, "09:10")]), "text/csv", "winter.csv"
        ),
    )
    yield letter(
        PRIYA,
        "2025-02-03T11:40",
        "Palette, as text and as picture",
        "The palette we agreed on. Blue to orange; the texture is in the picture only.",
        file_part(b'{"low": "#1f5f8b", "high": "#d98032"}\n', "application/json", "palette.json"),
        file_part(bar_chart(range(2, 24, 2), (217, 128, 50)), "image/png", "palette.png"),
    )
    yield letter(
        YUSUF,
        "2026-03-13T10:20",
        "Both reports, and sorry for the names",
        "One is of our quay and one is of yours. The scanner calls everything report.pdf, and so do I.",
        file_part(pdf(("Liman", "Quay report", "Bollards: 44")), "application/pdf", "report.pdf"),
        file_part(pdf(("Harbour", "Quay report", "Bollards: 45")), "application/pdf", "report.pdf"),
    )
    yield one_of_each_kind()
    yield single_pdf()


def letter(sender: Person, when: str, subject: str, text: str, *files: Part) -> Letter:
    sent = moment(when)
    signature = f"\n\n-- \n{sender.signature}\n"
    content = multipart("mixed", text_part(text + signature), *files)
    data = compose(sender, (ADA,), subject, sent, content, transport=(received(sender, sent),))
    return Letter(with_crlf(data), sent, "Downloads")


def one_of_each_kind() -> Letter:
    """A letter with a file of every kind; its web page loads something when it is opened."""
    event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Quay//EN\r\nEND:VCALENDAR\r\n"
    return letter(
        TOMASZ,
        "2026-03-02T06:50",
        "Fog report for February, in every form",
        "Forty-one hours of fog, seven ways. The web page fetches a picture when you open it.",
        file_part(FOG_PAGE, "text/html", "fog-report.html"),
        file_part(heatmap("Fog by day", (9, 4, 0, 60, 88, 90, 41, 7)), "image/svg+xml", "fog.svg"),
        file_part(bar_chart((2, 1, 0, 15, 22, 23, 10, 2), (120, 130, 140)), "image/png", "fog.png"),
        file_part(csv(("day", "hours"), [(4, 11), (5, 14), (6, 16)]), "text/csv", "fog.csv"),
        file_part(b"Fog on the 4th, the 5th and the 6th.\n", "text/plain", "fog.txt"),
        file_part(event.encode(), "text/calendar", "fog-free days (none).ics"),
        file_part(zip_archive([("fog/readme.txt", b"It is grey in here.\n")]), "application/zip", "fog.zip"),
    )


def single_pdf() -> Letter:
    """A message that is one PDF and nothing else, as scanners send it."""
    scanner = Person("Scanner, second floor", "scanner@analytics.example", 1)
    sent = moment("2026-03-10T10:02")
    content = file_part(pdf(("Receipt", "Two pairs of gloves", "14.80")), "application/pdf", "scan0117.pdf")
    return Letter(compose(scanner, (ADA,), "Scan 0117", sent, content), sent)
