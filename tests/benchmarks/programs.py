"""The programs that are compared: how each is installed, takes mail in and is asked.

None of them sees the home of whoever measures: each has its database, its settings and a home of its
own in a folder that is given to it. They run with the settings they come with.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import mailatlas_core
import mailatlas_tui
from tests.benchmarks.processes import Command, run
from tests.benchmarks.queries import Query

Form = Literal["mbox", "maildir"]

_NOTHING_FOUND = 4  # how mu ends then


class Program(Protocol):
    """A program that takes mail in; `forms` are those it can read. `knows` says whether it knows mail
    again that it has taken in before, `searches` whether it can be asked."""

    name: str
    forms: Sequence[Form]
    knows: bool
    searches: bool

    def version(self) -> str | None:
        """Which one it is; None where it is not installed."""

    def prepare(self, mail: Path, store: Path, /) -> None:
        """Set up an empty database for `mail` in the folder `store`, which is there."""

    def ingest(self, mail: Path, store: Path, /) -> Command:
        """How it takes `mail` in, the first time and again."""

    def search(self, query: Query, store: Path, limit: int, /) -> Command:
        """How it is asked on the command line, where it `searches`."""


class Ours:
    """This program, as it stands in the checkout."""

    name = "MailAtlas TUI"
    forms: Sequence[Form] = ("mbox", "maildir")
    knows = True
    searches = True

    def version(self) -> str:
        return f"{mailatlas_core.__version__}+{self._code()}"

    def prepare(self, _mail: Path, _store: Path) -> None:
        pass

    def ingest(self, mail: Path, store: Path) -> Command:
        return self._command(store, "ingest", "--root", store / "root", mail)

    def search(self, query: Query, store: Path, limit: int) -> Command:
        wanted = ("--limit", str(limit), query.mailatlas)
        return self._command(store, "search", "--root", store / "root", *wanted)

    @staticmethod
    def _command(store: Path, *arguments: str | Path) -> Command:
        return Command([Path(sys.executable).with_name("mailatlas"), *arguments], home_in(store))

    @staticmethod
    def _code() -> str:
        """Names the code, so that figures of two states of it are told apart."""
        digest = hashlib.sha256()
        for package in (mailatlas_core, mailatlas_tui):
            for folder in package.__path__:
                for file in sorted(Path(folder).rglob("*.*")):
                    if file.suffix in (".py", ".sql", ".tcss"):
                        digest.update(file.read_bytes())
        return digest.hexdigest()[:8]


class OriginalMailAtlas:
    """MailAtlas 0.3.0, in an environment of its own."""

    name = "MailAtlas 0.3.0"
    forms: Sequence[Form] = ("mbox",)
    knows = True
    searches = False
    _RELEASE = "0.3.0"

    def __init__(self, folder: Path) -> None:
        self._environment = folder / f"mailatlas-{self._RELEASE}"
        self.program = self._environment / "bin" / "mailatlas"

    def install(self) -> None:
        """Get it from the package index unless it is there.

        Raises `ProgramFailed` where that is not possible.
        """
        if self.version() is None:
            shutil.rmtree(self._environment, ignore_errors=True)
            venv.create(self._environment, with_pip=True)
            pip = self._environment / "bin" / "pip"
            run(Command([pip, "install", "--quiet", f"mailatlas=={self._RELEASE}"]))

    def version(self) -> str | None:
        return self._RELEASE if self.program.exists() else None

    def prepare(self, _mail: Path, _store: Path) -> None:
        pass

    def ingest(self, mail: Path, store: Path) -> Command:
        arguments = ("ingest", "--root", store / "root", "--type", "mbox", mail)
        return Command([self.program, *arguments], home_in(store))

    def search(self, query: Query, store: Path, limit: int) -> Command:
        raise NotImplementedError("It lists what has a text in it, and has no search.")


class Notmuch:
    """Debian's notmuch; its database lies beside the Maildir, which it only reads."""

    name = "notmuch"
    forms: Sequence[Form] = ("maildir",)
    knows = True
    searches = True

    def version(self) -> str | None:
        return version_of("notmuch", "--version")

    def prepare(self, mail: Path, store: Path) -> None:
        (store / "database").mkdir()
        (store / "config").write_text(
            f"[database]\npath={store / 'database'}\nmail_root={mail}\n"
            "[user]\nname=Reader\nprimary_email=reader@example.com\n"
            "[new]\ntags=unread;inbox\n[maildir]\nsynchronize_flags=true\n",
            "utf-8",
        )

    def ingest(self, _mail: Path, store: Path) -> Command:
        return Command(["notmuch", "new"], self.environment(store))

    def search(self, query: Query, store: Path, limit: int) -> Command:
        return Command(["notmuch", "search", f"--limit={limit}", query.notmuch], self.environment(store))

    def environment(self, store: Path) -> Mapping[str, str]:
        return {**home_in(store), "NOTMUCH_CONFIG": str(store / "config")}


class Mu:
    """Debian's maildir-utils."""

    name = "mu"
    forms: Sequence[Form] = ("maildir",)
    knows = True
    searches = True

    def version(self) -> str | None:
        return version_of("mu", "--version")

    def prepare(self, mail: Path, store: Path) -> None:
        run(Command(["mu", "init", f"--muhome={store}", f"--maildir={mail}"], home_in(store)))

    def ingest(self, _mail: Path, store: Path) -> Command:
        return Command(["mu", "index", f"--muhome={store}", "--quiet"], home_in(store))

    def search(self, query: Query, store: Path, limit: int) -> Command:
        found = ["mu", "find", f"--muhome={store}", f"--maxnum={limit}", "--sortfield=date", "--reverse"]
        return Command([*found, query.mu], home_in(store), succeeds=(0, _NOTHING_FOUND))


class DurableCopy:
    """The floor under an ingest: each message a file of its own, durable by groups, and no more."""

    name = "durable copy"
    forms: Sequence[Form] = ("maildir",)
    knows = False
    searches = False

    def version(self) -> str:
        return "by groups of 500"

    def prepare(self, _mail: Path, _store: Path) -> None:
        pass

    def ingest(self, mail: Path, store: Path) -> Command:
        return Command([sys.executable, "-m", "tests.benchmarks.floor", mail, store / "copies"])

    def search(self, query: Query, store: Path, limit: int) -> Command:
        raise NotImplementedError("It has nothing to search in.")


def home_in(folder: Path) -> dict[str, str]:
    """What makes a program read and write in `folder` what would be in the home of a person."""
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return dict.fromkeys(names, str(folder))


def version_of(*command: str) -> str | None:
    """The first number that a program says of itself; None where it is not installed."""
    if shutil.which(command[0]) is None:
        return None
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d[\d.]*", said)
    return None if found is None else found[0]
