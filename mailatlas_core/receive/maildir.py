"""A Maildir as an account: what another program has put there since the last pass, with nothing changed.

Of a Maildir++ tree, the folders beside `cur` and `new` whose names begin with a dot belong to it. What was
seen before is told as ingest/maildir.py tells it, and is not given again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import MailAtlasError, PathUnreadable
from mailatlas_core.ingest import maildir
from mailatlas_core.ingest.problems import file_name, path_text, unreadable
from mailatlas_core.ports import Claim, Item, Known, Moved, RawMessage
from mailatlas_core.receive.model import Cursor, MaildirConfig
from mailatlas_core.store.places import Places


class MaildirAccountSource:
    """What is new in a Maildir and its folders; read it once.

    At most `limit` messages are read, None is all. `failure`, `looked_at`, `fetched` and `more` say
    afterwards how it went, as those of a `MailboxSource` do; there are no cursors. A message that cannot be
    read is a problem, and so is a folder; only a Maildir that is not there is a failure.
    """

    cursors: tuple[Cursor, ...] = ()

    def __init__(
        self,
        account: MaildirConfig,
        places: Places,
        *,
        limit: int | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self.failure: MailAtlasError | None = None
        self.looked_at = False
        self.fetched = 0
        self.more = False
        self._account = account
        self._places = places
        self._limit = limit
        self._cancel = cancel or CancelToken()

    @property
    def bytes_total(self) -> int | None:
        return None

    def __iter__(self) -> Iterator[Item]:
        top = Path(self._account.path)
        try:
            folders = _folders(top)
        except OSError as error:
            self.failure = PathUnreadable(unreadable(top, error).error)
            return
        if not folders:
            self.failure = PathUnreadable(
                f"{file_name(top)} is no Maildir: it has no folders cur and new.",
                hint="The path of an account is the folder that has them.",
            )
        names = tuple(map(path_text, folders))
        if self._places.are_unclaimed(names):
            yield Claim(self._account.id, names)
        for folder in folders:
            try:
                yield from self._folder(folder)
            except OSError as error:
                yield unreadable(folder, error)
            if self.more:
                return

    def _folder(self, folder: Path) -> Iterator[Item]:
        if not maildir.is_maildir(folder):
            return
        for item in maildir.messages(folder, self._places):
            self._cancel.check()
            match item:
                case Known():
                    continue
                case RawMessage() if self.fetched == self._limit:
                    self.more = True
                    return
                case RawMessage():
                    self.fetched += 1
                    yield replace(item, source=replace(item.source, account_id=self._account.id))
                case Moved():
                    yield replace(item, source=replace(item.source, account_id=self._account.id))
                case _:
                    yield item
        self.looked_at = True


def _folders(top: Path) -> list[Path]:
    """The Maildir and what may be one in its tree, in the order of their names; none where it is none."""
    if not maildir.is_maildir(top):
        top.stat()
        return []
    with os.scandir(top) as found:
        inner = sorted(
            Path(entry)
            for entry in found
            if entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
        )
    return [top, *inner]
