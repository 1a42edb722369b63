"""How it feels at the keyboard: this program, neomutt, alot and aerc with the same mail, in a terminal."""

from __future__ import annotations

import email.policy
from collections.abc import Callable, Collection
from email.parser import BytesHeaderParser
from pathlib import Path

from tests.benchmarks import tui
from tests.benchmarks.clients import Client, Figures
from tests.benchmarks.clients import measure as measure_client
from tests.benchmarks.mail import Mail
from tests.benchmarks.mailbox import Language
from tests.benchmarks.programs import Notmuch, Ours, home_in
from tests.benchmarks.results import Place, Results
from tests.benchmarks.stores import Stores
from tests.benchmarks.terminal import APPLICATION_DOWN, Region

PART = "tui"
CASE = "keys"
NEOMUTT, ALOT, AERC = "neomutt", "alot", "aerc"
STARTS = 3
PRESSES = 20
_TYPED = (20, 500, 5_000)
"""The ranks of the words that are typed into the search."""


def measure(size: str, names: Collection[str], stores: Stores, results: Results, rounds: int) -> None:
    """The programs of these names in turn, round after round."""
    for number in range(1, rounds + 1):
        for name, client in _CLIENTS.items():
            place = Place(PART, size, CASE, name, number)
            if name in names and not results.has(place):
                figures = measure_client(client(size, stores, stores.settings(size, name)), PRESSES, STARTS)
                results.add([(place, figures_of(figures))])


def ours(size: str, stores: Stores, folder: Path) -> Client:
    """This program, which searches as one types."""
    words = Language().words
    store = stores.filled(size, Ours(), "mbox")
    return tui.client(store / "root", [words[rank] for rank in _TYPED], folder)


def neomutt(size: str, stores: Stores, folder: Path) -> Client:
    """On the Maildir, which it only reads, with its cache of headers: the quickest it can be."""
    mail = stores.mail(size)
    (folder / "headers").mkdir(exist_ok=True)
    settings = folder / "neomuttrc"
    settings.write_text(
        f"set folder = {folder}\nset header_cache = {folder / 'headers'}\n"
        "set sort = reverse-date\nset menu_move_off = no\n",  # the last page is full, as everybody's
        "utf-8",
    )
    return Client(
        NEOMUTT,
        ["neomutt", "-n", "-R", "-F", str(settings), "-f", str(mail.maildir)],
        first_row=(_newest_subject(mail),),
        rows=Region(lines=(1, 38)),
        environment=home_in(folder),
        down=APPLICATION_DOWN,
        end="*",
        home="=",
    )


def alot(size: str, stores: Stores, folder: Path) -> Client:
    """On the database of notmuch."""
    store = stores.filled(size, Notmuch(), "maildir")
    settings = folder / "alot.config"
    # Its own keys, G and gg, wait a second for another.
    settings.write_text("[bindings]\nend = move last\nhome = move first\n", "utf-8")
    return Client(
        ALOT,
        ["alot", "-c", str(settings), "-n", str(store / "config"), "search", "*"],
        first_row=(_newest_subject(stores.mail(size)),),
        rows=Region(lines=(0, 38)),
        environment={**Notmuch().environment(store), **home_in(folder)},
    )


def aerc(size: str, stores: Stores, folder: Path) -> Client:
    """On the Maildir."""
    mail = stores.mail(size)
    settings = folder / "aerc" / "accounts.conf"
    settings.parent.mkdir(exist_ok=True)
    settings.touch(mode=0o600)  # it reads no other
    settings.write_text(
        f"[mail]\nsource = maildir://{mail.maildir.parent}\nfolders = {mail.maildir.name}\n"
        f"default = {mail.maildir.name}\nfrom = Reader <reader@example.com>\n",
        "utf-8",
    )
    return Client(
        AERC,
        ["aerc"],
        first_row=(_newest_subject(mail),),
        rows=Region(lines=(1, 39), columns=(20, None)),
        environment=home_in(folder),
        end="G",
        home="g",
    )


def figures_of(figures: Figures) -> dict[str, float]:
    """Milliseconds, those of the processor, the bytes until it was painted and all bytes of each key: in
    the middle, of 95 in a hundred, and at most; the memory in the end, and how many keys painted nothing."""
    flat = {"memory MB": figures.memory_bytes / 1e6, "painted nothing": figures.painted_nothing}
    of_units = {
        "ms": figures.milliseconds,
        "CPU ms": figures.processor,
        "bytes at once": figures.bytes,
        "bytes": figures.all_bytes,
    }
    for unit, summaries in of_units.items():
        for name, each in summaries.items():
            flat[f"{name} {unit} p50"] = each.median
            flat[f"{name} {unit} p95"] = each.nearly_all
            flat[f"{name} {unit} most"] = each.most
    return flat


def _newest_subject(mail: Mail) -> str:
    """How the subject of the newest message begins."""
    newest = max(
        (mail.maildir / "cur").iterdir(), key=lambda file: int(file.name.split("M")[1].split("P")[0])
    )
    with newest.open("rb") as file:
        headers = BytesHeaderParser(policy=email.policy.default).parse(file)
    return str(headers["Subject"]).removeprefix("Re: ")[:8]


_CLIENTS: dict[str, Callable[[str, Stores, Path], Client]] = {
    Ours.name: ours,
    NEOMUTT: neomutt,
    ALOT: alot,
    AERC: aerc,
}
