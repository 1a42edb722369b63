"""What a pass over an account promises, tried on every kind of account through the real pipeline."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.models import IngestReport
from mailatlas_core.ports import Item, RawMessage
from mailatlas_core.receive import planning
from mailatlas_core.receive.outcome import Pass
from mailatlas_core.store import receiving
from mailatlas_core.workspace import Workspace
from tests.core.contracts.accounts import (
    INBOX,
    OTHER,
    Account,
    Breaking,
    MaildirAccount,
    ServerAccount,
)
from tests.core.contracts.mailboxes import SERVERS, NewAccount
from tests.core.messages import message as message_with_bare_line_feeds

BATCH = 3
MESSAGES = 8


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def new_account() -> Iterator[Callable[[str], ServerAccount]]:
    """Makes accounts on the server of that name, which is started by the first."""
    with ExitStack() as running:
        servers: dict[str, NewAccount] = {}

        def new(name: str) -> ServerAccount:
            if name not in servers:
                servers[name] = running.enter_context(SERVERS[name]())
            return ServerAccount(servers[name]())

        yield new


@pytest.fixture(params=[*SERVERS, "maildir"])
def account(
    request: pytest.FixtureRequest, tmp_path: Path, new_account: Callable[[str], ServerAccount]
) -> Account:
    """Every kind of account."""
    return MaildirAccount(tmp_path / "mail") if request.param == "maildir" else new_account(request.param)


@pytest.fixture(params=SERVERS)
def server_account(
    request: pytest.FixtureRequest, new_account: Callable[[str], ServerAccount]
) -> ServerAccount:
    """Every kind of account that is on a server."""
    return new_account(request.param)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few messages are several batches, and several windows."""
    monkeypatch.setattr(planning, "BATCH_MESSAGES", BATCH)
    monkeypatch.setattr(planning, "WINDOW", 2 * BATCH - 1)


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("receive")]


def message(number: int) -> bytes:
    """A message with the ends of line that a server gives every message."""
    return message_with_bare_line_feeds(number).replace(b"\n", b"\r\n")


def fill(account: Account, count: int = MESSAGES, folder: str = INBOX, *, start: int = 0) -> None:
    for number in range(start, start + count):
        account.add(folder, message(number))


def receive(
    workspace: Workspace, account: Account, *, limit: int | None = None, cancel: CancelToken | None = None
) -> tuple[Pass, IngestReport]:
    """One pass: how it went, and what became of it."""
    source = account.source(workspace, limit=limit, cancel=cancel)
    return source, workspace.ingest_from(source, cancel=cancel)


def stored(workspace: Workspace) -> Counter[bytes]:
    """The bytes of every document."""
    with workspace._database.reading() as connection:
        ids = [id.hex() for (id,) in connection.execute("SELECT id FROM documents")]
    return Counter(workspace.documents.raw(id) for id in ids)


def sources(workspace: Workspace) -> Counter[bytes]:
    """How often each message was seen, by its bytes."""
    with workspace._database.reading() as connection:
        seen = connection.execute("SELECT d.id FROM sources JOIN documents AS d USING (position)").fetchall()
    return Counter(workspace.documents.raw(id.hex()) for (id,) in seen)


def once(*numbers: int) -> Counter[bytes]:
    return Counter(message(number) for number in numbers)


def test_the_first_pass_stores_every_message_once(workspace: Workspace, account: Account) -> None:
    fill(account)
    fill(account, 2, OTHER, start=MESSAGES)
    source, report = receive(workspace, account)
    assert (source.failure, source.more, source.fetched) == (None, False, MESSAGES + 2)
    assert (report.ingested_count, report.duplicate_count, report.error_count) == (MESSAGES + 2, 0, 0)
    assert stored(workspace) == once(*range(MESSAGES + 2))


def test_a_pass_over_an_empty_account_finds_nothing(workspace: Workspace, account: Account) -> None:
    source, report = receive(workspace, account)
    assert (source.failure, source.more, source.fetched) == (None, False, 0)
    assert report.status == "ok"


def test_a_pass_changes_nothing_in_the_account(workspace: Workspace, account: Account) -> None:
    fill(account)
    account.add(OTHER, message(90), seen=False, flagged=True)
    before = account.content()
    receive(workspace, account)
    receive(workspace, account)
    assert account.content() == before


def test_the_next_pass_fetches_what_has_come_since(workspace: Workspace, account: Account) -> None:
    fill(account)
    receive(workspace, account)
    fill(account, 2, start=MESSAGES)
    fill(account, 1, OTHER, start=MESSAGES + 2)
    source, report = receive(workspace, account)
    assert (source.fetched, report.ingested_count) == (3, 3)
    assert receive(workspace, account)[0].fetched == 0
    assert stored(workspace) == once(*range(MESSAGES + 3))


def test_what_has_gone_from_the_account_stays_in_the_workspace(
    workspace: Workspace, account: Account
) -> None:
    fill(account)
    receive(workspace, account)
    account.remove_first(INBOX)
    fill(account, 1, start=MESSAGES)
    assert receive(workspace, account)[0].fetched == 1
    assert stored(workspace) == once(*range(MESSAGES + 1))


@pytest.mark.parametrize("limit", [1, BATCH - 1, BATCH, BATCH + 1, MESSAGES, MESSAGES + 1])
def test_limited_passes_fetch_no_more_than_that_and_everything_in_the_end(
    workspace: Workspace, account: Account, limit: int
) -> None:
    fill(account)
    fill(account, 2, OTHER, start=MESSAGES)
    fetched = []
    for _ in range(MESSAGES + 2):
        source, _ = receive(workspace, account, limit=limit)
        fetched.append(source.fetched)
        if not source.more:
            break
    assert sum(fetched) == MESSAGES + 2
    assert fetched[:-1] == [limit] * (len(fetched) - 1)
    assert fetched[-1] > 0
    assert stored(workspace) == once(*range(MESSAGES + 2))


def test_the_same_message_in_two_folders_is_one_document_with_two_sources(
    workspace: Workspace, account: Account
) -> None:
    for folder in (INBOX, OTHER):
        account.add(folder, message(1))
    _, report = receive(workspace, account)
    assert (report.ingested_count, report.duplicate_count) == (1, 1)
    (ref,) = workspace.search("text")
    found = workspace.get(ref.id).sources
    assert len({source.folder for source in found}) == len(found) == 2
    assert {source.account_id for source in found} == {account.id}


def test_flags_are_the_first_tags_of_a_message(workspace: Workspace, account: Account) -> None:
    account.add(INBOX, message(1), seen=False)
    account.add(INBOX, message(2), seen=True, flagged=True)
    account.add(INBOX, message(3), seen=True)
    receive(workspace, account)
    tags = {ref.subject: ref.tags for ref in workspace.search("text")}
    assert tags == {"Message 1": ("unread",), "Message 2": ("flagged",), "Message 3": ()}


class CancelledAt:
    """A pass that is cancelled when it has come to the item of that number."""

    def __init__(self, source: Pass, number: int, cancel: CancelToken) -> None:
        self.bytes_total = source.bytes_total
        self._source = source
        self._number = number
        self._cancel = cancel

    def __iter__(self) -> Iterator[Item]:
        for number, item in enumerate(self._source):
            if number == self._number:
                self._cancel.cancel()
            yield item


@pytest.mark.parametrize("number", [0, BATCH - 1, BATCH, MESSAGES - 1])
def test_a_cancelled_pass_is_gone_on_with_by_the_next(
    workspace: Workspace, account: Account, number: int
) -> None:
    fill(account)
    cancel = CancelToken()
    source = CancelledAt(account.source(workspace, cancel=cancel), number, cancel)
    assert workspace.ingest_from(source, cancel=cancel).status == "cancelled"
    receive(workspace, account)
    assert stored(workspace) == sources(workspace) == once(*range(MESSAGES))


def test_whoever_stops_reading_a_pass_ends_it(workspace: Workspace, account: Account) -> None:
    fill(account)
    items = iter(account.source(workspace))
    next(items)
    del items


@pytest.mark.parametrize("number", range(MESSAGES + 2))
def test_a_connection_that_breaks_off_anywhere_costs_a_batch_at_most(
    workspace: Workspace, server_account: ServerAccount, number: int
) -> None:
    fill(server_account)
    fill(server_account, 2, OTHER, start=MESSAGES)
    server_account.open = line = Breaking(server_account.open, {number})
    source, report = receive(workspace, server_account)
    assert (source.failure, source.more, report.error_count) == (None, False, 0)
    assert line.given <= MESSAGES + 2 + BATCH
    assert stored(workspace) == sources(workspace) == once(*range(MESSAGES + 2))


def test_a_connection_that_breaks_off_again_and_again_ends_the_pass_and_not_the_account(
    workspace: Workspace, server_account: ServerAccount
) -> None:
    fill(server_account, 40)
    server_account.open = line = Breaking(server_account.open, set(range(1, 1_000, 2)))
    source, _ = receive(workspace, server_account)
    assert source.failure is not None
    assert (source.failure.code, source.more) == ("server_unavailable", True)
    line.numbers = set()
    receive(workspace, server_account)
    assert stored(workspace) == sources(workspace) == once(*range(40))


def test_a_new_uidvalidity_has_the_folder_read_again_and_nothing_stored_twice(
    workspace: Workspace, server_account: ServerAccount
) -> None:
    fill(server_account)
    receive(workspace, server_account)
    server_account.renumber(INBOX)
    fill(server_account, 1, start=MESSAGES)
    source, report = receive(workspace, server_account)
    assert (source.fetched, report.ingested_count, report.duplicate_count) == (MESSAGES + 1, 1, MESSAGES)
    assert stored(workspace) == once(*range(MESSAGES + 1))
    assert receive(workspace, server_account)[0].fetched == 0


def test_a_cursor_says_how_far_a_folder_was_read(workspace: Workspace, server_account: ServerAccount) -> None:
    fill(server_account)
    receive(workspace, server_account, limit=BATCH)
    with workspace._database.reading() as connection:
        cursors = {one.folder: one.last_uid for one in receiving.cursors(connection, server_account.id)}
    assert cursors == {INBOX: BATCH, OTHER: 0}


def test_a_message_says_where_on_the_server_it_was(
    workspace: Workspace, server_account: ServerAccount
) -> None:
    server_account.add(OTHER, message(1), flagged=True)
    (sighting,) = [item for item in server_account.source(workspace) if isinstance(item, RawMessage)]
    source = sighting.source
    assert (source.kind, source.host, source.account_id) == (
        "imap",
        server_account.config.host,
        server_account.id,
    )
    assert (source.folder, source.uid) == (OTHER, 1)
    assert {flag.lower() for flag in source.flags} >= {"\\seen", "\\flagged"}
    assert sighting.internal_date is not None
    assert source.internal_date == sighting.internal_date.isoformat()
