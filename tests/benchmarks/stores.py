"""The mail of each size, and what each program has made of it: both are kept."""

from __future__ import annotations

import hashlib
import shutil
import time
from importlib.resources import files
from pathlib import Path

from mailatlas_core.fold import FOLD_VERSION
from tests.benchmarks import mail
from tests.benchmarks.mail import LARGEST_KEPT, SIZES, Mail, mail_of
from tests.benchmarks.processes import run
from tests.benchmarks.programs import Form, Program


class Stores:
    """The mail in `folder / "mail"`, and the databases, by size, program and form, in others beside it."""

    def __init__(self, folder: Path) -> None:
        self.mail_folder = folder / "mail"
        self._folder = folder
        self._aside = folder / "aside"

    def mail(self, size: str) -> Mail:
        """The mail of a size, made now unless it is there."""
        return mail_of(size, self.mail_folder)

    def settings(self, size: str, name: str) -> Path:
        """A folder for the settings and caches of a program that shows the mail of a size."""
        folder = self._folder / size / f"{name}-settings"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def fresh(self, size: str, program: Program, form: Form) -> Path:
        """A folder for a database that is now made; the one of before is removed."""
        return self.empty(size, self._path(size, program, form).name)

    def empty(self, size: str, name: str) -> Path:
        """A folder for what is measured once and never asked."""
        folder = self._folder / size / name
        self.remove(folder)
        folder.mkdir(parents=True)
        return folder

    def finished(self, store: Path) -> None:
        """The mail is in: the database may be asked from now on."""
        self._note(store).write_text(_design(), "utf-8")

    def remove(self, store: Path) -> None:
        """Nobody asks this database. It is only put aside: for minutes, ext4 looks past every file that was
        removed when it makes one, so that the next program would be measured as slower than it is."""
        self._note(store).unlink(missing_ok=True)
        if store.exists():
            self._aside.mkdir(exist_ok=True)
            store.rename(self._aside / f"{store.name}-{time.time_ns()}")

    def clear(self) -> None:
        """Remove what was put aside, when no round is measured after it at this size."""
        shutil.rmtree(self._aside, ignore_errors=True)

    def filled(self, size: str, program: Program, form: Form) -> Path:
        """A database with all mail of the size in it: the one there is, else made now.

        Raises `LookupError` where the mail would be too much to be made for that alone.
        """
        store = self._path(size, program, form)
        note = self._note(store)
        if not note.exists() or note.read_text("utf-8") != _design():
            if SIZES[size] > LARGEST_KEPT:
                raise LookupError(f"{program.name} has no {size} messages yet: PARTS=ingest makes them.")
            made = self.mail(size)
            store = self.fresh(size, program, form)
            program.prepare(made.at(form), store)
            run(program.ingest(made.at(form), store))
            self.finished(store)
        return store

    def _path(self, size: str, program: Program, form: Form) -> Path:
        return self._folder / size / f"{program.name.lower().replace(' ', '-')}-{form}"

    @staticmethod
    def _note(store: Path) -> Path:
        return store.with_name(f"{store.name}.done")


def _design() -> str:
    """Names what a database depends on, so that none is asked that holds other mail, or that the code
    cannot read."""
    schema = files("mailatlas_core.store") / "schema"
    digest = hashlib.sha256(f"{mail.design()} {FOLD_VERSION}".encode())
    for file in sorted(schema.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".sql"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
