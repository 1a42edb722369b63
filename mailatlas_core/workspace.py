"""The workspace: what every front end holds, and the only thing it holds.

    with Workspace.open("~/mail/.mailatlas", create=True) as workspace:
        workspace.ingest(["archive.mbox"])
        for ref in workspace.search("harbor report"):
            print(ref.received_at, ref.subject, ref.snippet)

The rooms, `documents`, `tags`, `exports`, `receive`, `outbound` and `audit`, do what their names say; the
workspace itself has no logic.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.cancel import CancelToken
from mailatlas_core.clock import SystemClock
from mailatlas_core.errors import WorkspaceError, WorkspaceReadOnly
from mailatlas_core.paths import expanded
from mailatlas_core.store import opening
from mailatlas_core.store.database import Database
from mailatlas_core.store.files import Placement, Scratch, make_folders, sweep

if TYPE_CHECKING:
    import sqlite3
    from types import TracebackType

    from mailatlas_core.audit.ledger import Entry, Ledger
    from mailatlas_core.audit.room import Audit
    from mailatlas_core.export.room import Exports
    from mailatlas_core.meaning import ParserConfig
    from mailatlas_core.models import (
        Document,
        DocumentRef,
        IngestedRef,
        IngestReport,
        IngestType,
        RebuildReport,
        Reparsed,
        ReparseReport,
    )
    from mailatlas_core.outbound.room import Outbound
    from mailatlas_core.ports import Clock, MailSource, Progress, Steps
    from mailatlas_core.receive.room import Receive
    from mailatlas_core.store.room import Documents
    from mailatlas_core.store.tags import Tags


class Workspace:
    """One folder of mail, open. Use `open`; usable from any thread; close it, or use `with`.

    `root` is the folder, `read_only` whether its medium forbids writing.
    """

    def __init__(
        self, root: Path, *, actor: str, clock: Clock, entropy: Callable[[int], bytes] = os.urandom
    ) -> None:
        self.root = root
        self.read_only = opening.is_read_only(root)
        self._clock = clock
        self._database = Database(root / opening.STORE, read_only=self.read_only)
        self._actor = actor
        self._entropy = entropy
        self._lock = threading.Lock()
        self._scratch: Scratch | None = None

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        create: bool = False,
        demo: bool = False,
        actor: str = "python",
        clock: Clock | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> Workspace:
        """Open the workspace in the folder `path`; with `create`, make one where there is none.

        With `demo`, one that is made is marked as holding synthetic mail only. `actor` is who the
        audit log says it was; of what `entropy` gives are the ids of outbound records and Message-IDs
        made. Raises `WorkspaceNotFound`, or another `WorkspaceError` where the
        folder holds something that is left untouched.
        """
        root = expanded(path).absolute()
        clock = clock or SystemClock()
        if create and not opening.is_workspace(root):
            opening.check_not_lost(root)
            _create(root, actor, clock, demo=demo)
        opening.check(root)
        workspace = cls(root, actor=actor, clock=clock, entropy=entropy)
        with ExitStack() as unless_opened:
            unless_opened.callback(workspace.close)
            opening.upgrade(root, workspace._database)
            unless_opened.pop_all()
        return workspace

    # Each room is imported when it is first entered: a command pays for what it uses.

    @cached_property
    def documents(self) -> Documents:
        from mailatlas_core.store.room import Documents

        return Documents(self.root, self._database, self._clock)

    @cached_property
    def tags(self) -> Tags:
        from mailatlas_core.store.tags import Tags

        return Tags(self._database, self._clock)

    @cached_property
    def exports(self) -> Exports:
        from mailatlas_core.export.room import Exports

        return Exports(self.root, self.documents, None if self.read_only else self._entry)

    @cached_property
    def receive(self) -> Receive:
        from mailatlas_core.receive.room import Receive
        from mailatlas_core.receive.running import Runs

        runs = Runs(self.root, self._database, self._clock, self._actor, self._work)
        room = Receive(self.root, self._database, None if self.read_only else runs)
        if not self.read_only:
            room.settle()
        return room

    @cached_property
    def outbound(self) -> Outbound:
        from mailatlas_core.ingest.memory import MemorySource
        from mailatlas_core.outbound.outbox import Outbox
        from mailatlas_core.outbound.room import Outbound

        outbox = Outbox(self.root, self._database, self._clock, self._actor, self._work, self._entropy)
        room = Outbound(
            self.root,
            self._database,
            self._clock,
            None if self.read_only else outbox,
            store=lambda message: self.ingest_from(MemorySource((message,))),
            document=self.get,
        )
        if not self.read_only:
            room.settle()
        return room

    @cached_property
    def audit(self) -> Audit:
        from mailatlas_core.audit.room import Audit

        return Audit(self.root, self._database, None if self.read_only else self._work)

    def ingest(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        type: IngestType = "auto",
        config: ParserConfig | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
        each: Callable[[IngestedRef], None] | None = None,
    ) -> IngestReport:
        """Store the messages of files, mbox archives, Maildirs and folders of them.

        What a path is, is told by looking at it unless `type` says so; `config` says how the texts
        are cleaned. A path that cannot be read is in the report and stops nothing. `each` hears
        of every message that was read, once it is committed; a cancelled ingest keeps what was.
        """
        from mailatlas_core.ingest.files import FileSource
        from mailatlas_core.store.places import Places

        named = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
        source = FileSource(named, type, self.root, Places(self._database, Placement(self.root), cancel))
        return self.ingest_from(source, config=config, progress=progress, cancel=cancel, each=each)

    def ingest_from(
        self,
        source: MailSource,
        *,
        config: ParserConfig | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
        each: Callable[[IngestedRef], None] | None = None,
    ) -> IngestReport:
        """Store the messages of any source; see `ingest`."""
        from mailatlas_core.ingest.pipeline import Ingest
        from mailatlas_core.meaning import ParserConfig

        with self._own_scratch().part() as folder:
            run = Ingest(
                self._database,
                self._ledger(folder),
                folder,
                Placement(self.root),
                self._clock,
                config=config or ParserConfig(),
                progress=progress,
                cancel=cancel,
                each=each,
            )
            return run.run(source)

    def reparse(
        self,
        *,
        diff: bool = False,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
        each: Callable[[Reparsed], None] | None = None,
    ) -> ReparseReport:
        """Parse all originals again and store what they mean now; with `diff`, only say what differs.

        `each` hears of every document that differs. A cancelled run keeps what was committed.
        Raises `IndexOutdated` where only `rebuild` will do.
        """
        from mailatlas_core.ingest.originals import Parsing
        from mailatlas_core.ingest.reparse import Reparse

        with self._own_scratch().part() as folder:
            run = Reparse(
                self._database,
                self._ledger(folder),
                Parsing(self.root, cancel or CancelToken()),
                progress=progress,
                cancel=cancel,
                each=each,
            )
            return run.run(diff=diff)

    def rebuild(self, *, progress: Steps | None = None, cancel: CancelToken | None = None) -> RebuildReport:
        """Make the whole index again from the originals, at once or not at all.

        Others read the old index meanwhile, and cannot write. Raises `Cancelled`.
        """
        from mailatlas_core.ingest.originals import Parsing
        from mailatlas_core.ingest.rebuild import rebuild

        with self._own_scratch().part() as folder:
            return rebuild(
                self._ledger(folder),
                Parsing(self.root, cancel or CancelToken()),
                progress=progress,
            )

    @staticmethod
    def restore(
        path: str | os.PathLike[str],
        *,
        actor: str = "python",
        clock: Clock | None = None,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
    ) -> RebuildReport:
        """Make the store of a workspace that has lost it from the originals in its folder `raw`.

        The report says what could not return. Raises `WorkspaceNotFound` where there are no
        originals, and `Cancelled`, which leaves everything as it was.
        """
        from mailatlas_core.ingest.rebuild import restore

        root = expanded(path).absolute()
        return restore(root, clock or SystemClock(), actor, progress=progress, cancel=cancel)

    @property
    def is_demo(self) -> bool:
        """Whether this workspace was made to hold synthetic mail only."""
        with self._database.reading() as connection:
            return opening.is_demo(connection)

    def get(self, id: str) -> Document:
        """One document by its id or an unambiguous beginning of it, and the files that it names, which
        are made where they are missing; a workspace on a read-only medium cannot make them, and where
        the original is missing, a defect says so. Raises as `Documents.get`.
        """
        document = self.documents.get(id)
        if self.read_only or not (document.assets or document.body_html_path):
            return document
        try:
            with self._own_scratch().part() as folder:
                self.documents.derived(document).make_files(self.root, folder)
        except WorkspaceError as error:
            from dataclasses import replace  # which takes as long to load as SQLite

            defects = (*document.metadata.defects, f"the files are not made: {error.message}")
            return replace(document, metadata=replace(document.metadata, defects=defects))
        return document

    def search(self, query: str, *, limit: int = 50, offset: int = 0) -> list[DocumentRef]:
        """What a query finds, newest first, with snippets; see `Documents.search`."""
        return self.documents.search(query, limit=limit, offset=offset)

    @contextmanager
    def lent_folder(self) -> Iterator[Path]:
        """A folder for a file that another program is to change, such as an editor: its owner's alone, in the
        workspace, and removed afterwards."""
        with self._own_scratch().part() as folder:
            yield folder

    def close(self) -> None:
        """Close the store and remove this process's scratch folder."""
        self._database.close()
        if self._scratch is not None:
            self._scratch.close()

    def _ledger(self, scratch: Path) -> Ledger:
        from mailatlas_core.audit.ledger import Ledger

        return Ledger(self.root, self._database, self._clock, self._actor, scratch)

    @contextmanager
    def _entry(self) -> Iterator[Entry]:
        """One transaction with its events, for a room that writes."""
        with self._own_scratch().part() as folder, self._ledger(folder).entry() as entry:
            yield entry

    @contextmanager
    def _work(self) -> Iterator[tuple[Path, Ledger]]:
        """A folder for files on their way, and the ledger that writes what is done with them."""
        with self._own_scratch().part() as folder:
            yield folder, self._ledger(folder)

    def _own_scratch(self) -> Scratch:
        """This process's folder in `tmp/`, made by the first work that writes; what processes that
        are gone have left there is swept then."""
        if self.read_only:
            raise WorkspaceReadOnly("The workspace is on a read-only medium, so nothing can be stored in it.")
        with self._lock:
            if self._scratch is None:
                make_folders(self.root)
                sweep(self.root)
                self._scratch = Scratch(self.root)
            return self._scratch

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _create(root: Path, actor: str, clock: Clock, *, demo: bool) -> None:
    from mailatlas_core.audit import head as head_file
    from mailatlas_core.audit.chain import append

    def first_rows(connection: sqlite3.Connection) -> bytes:
        if demo:
            opening.mark_demo(connection)
        return head_file.encode(
            append(connection, clock.now(), "workspace.created", actor, "", {"demo": demo})
        )

    opening.create(root, first_rows)
