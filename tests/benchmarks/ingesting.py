"""How fast mail comes in, by each program, from the same bytes; and again, when all of it is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.mail import Mail
from tests.benchmarks.processes import Cost, allocated, run, warm
from tests.benchmarks.programs import Form, Program
from tests.benchmarks.results import Place, Results
from tests.benchmarks.stores import Stores

PART = "ingest"
FORMS: tuple[Form, ...] = ("mbox", "maildir")


def measure(size: str, programs: Sequence[Program], stores: Stores, results: Results, rounds: int) -> None:
    """All programs in turn, round after round, so that a busy moment of the machine falls on all."""
    mail = stores.mail(size)
    for form in FORMS:
        able = [program for program in programs if form in program.forms]
        for number in range(1, rounds + 1):
            for program in able:
                cases = (form, again(form)) if program.knows else (form,)
                places = [Place(PART, size, case, program.name, number) for case in cases]
                if not all(map(results.has, places)):
                    results.add(zip(places, _figures(mail, form, program, stores), strict=True))


def again(form: Form) -> str:
    """The name of the case in which all of the mail is known already."""
    return f"{form} again"


def figures_of(cost: Cost, count: int, mail_bytes: int, store: Path) -> dict[str, float]:
    """What it costs to take `count` messages in, as figures that mean the same at every size; the disk
    as so many times the mail's own bytes."""
    return {
        "seconds": cost.seconds,
        "messages a second": count / cost.seconds,
        "CPU ms a message": cost.cpu_seconds / count * 1000,
        "peak MB": cost.peak_bytes / 1e6,
        "disk": allocated(store) / mail_bytes,
    }


def _figures(mail: Mail, form: Form, program: Program, stores: Stores) -> list[dict[str, float]]:
    """Of the first time and, where the program knows mail again, of the second."""
    path = mail.at(form)
    store = stores.fresh(mail.size, program, form)
    program.prepare(path, store)
    figures = []
    for _ in range(1 + program.knows):
        warm(path)
        cost = run(program.ingest(path, store))
        figures.append(figures_of(cost, mail.count, mail.bytes, store))
    if program.knows and form == program.forms[0]:
        stores.finished(store)
    else:
        stores.remove(store)
    return figures
