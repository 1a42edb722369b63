"""What a pass does with a server that fails, falls silent or lies, through the real pipeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, RefusedForNow
from mailatlas_core.models import IngestReport
from mailatlas_core.receive import reading
from mailatlas_core.receive.memory_faults import BreakOff, Faults, Place, Request
from mailatlas_core.receive.model import FetchedMessage, ReceiveGap
from mailatlas_core.receive.source import MOST_CONNECTIONS, GapSource
from mailatlas_core.secrets import Secret
from mailatlas_core.store import receiving
from mailatlas_core.workspace import Workspace
from tests.core.contracts.accounts import INBOX, OTHER, MemoryAccount
from tests.core.messages import message

MESSAGES = 8


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        yield opened


@pytest.fixture
def account() -> MemoryAccount:
    account = MemoryAccount()
    for number in range(MESSAGES):
        account.add(INBOX, message(number))
    account.add(OTHER, message(MESSAGES))
    return account


def stored(workspace: Workspace) -> dict[tuple[str, int], bytes]:
    """The bytes of what was seen, by folder and uid."""
    with workspace._database.reading() as connection:
        seen = connection.execute(
            "SELECT folder, uid, d.id FROM sources JOIN documents AS d USING (position)"
        ).fetchall()
    return {(folder, uid): workspace.documents.raw(id.hex()) for folder, uid, id in seen}


def all_but(account: MemoryAccount, *uids: int) -> dict[tuple[str, int], bytes | None]:
    return {
        (name, uid): one.data
        for name, folder in account.server.folders.items()
        for uid, one in folder.messages.items()
        if name != INBOX or uid not in uids
    }


def gaps(workspace: Workspace, account: MemoryAccount) -> list[ReceiveGap]:
    with workspace._database.reading() as connection:
        return receiving.gaps(connection, account.id)


def retry(workspace: Workspace, account: MemoryAccount) -> tuple[GapSource, IngestReport]:
    source = GapSource(account.config, account.open, gaps(workspace, account))
    return source, workspace.ingest_from(source)


def test_what_the_server_does_not_give_is_a_gap_and_stops_nothing(
    workspace: Workspace, account: MemoryAccount
) -> None:
    account.server.faults.refused[Place(INBOX, 3)] = "The server has lost it."
    account.server.faults.withheld.add(Place(INBOX, 5))
    account.server.faults.empty.add(Place(INBOX, 6))
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert (source.failure, source.more) == (None, False)
    assert stored(workspace) == all_but(account, 3, 5, 6)
    assert [(gap.folder, gap.uid, gap.tries) for gap in gaps(workspace, account)] == [
        (INBOX, uid, 1) for uid in (3, 5, 6)
    ]
    assert gaps(workspace, account)[0].reason == "The server has lost it."
    assert account.source(workspace).failure is None


def test_a_gap_is_filled_when_its_message_comes_and_counted_again_when_not(
    workspace: Workspace, account: MemoryAccount
) -> None:
    faults = account.server.faults
    faults.refused = {Place(INBOX, 3): "no", Place(INBOX, 5): "no", Place(INBOX, 7): "no"}
    workspace.ingest_from(account.source(workspace))
    del faults.refused[Place(INBOX, 3)]
    account.server.remove(INBOX, 7)
    source, report = retry(workspace, account)
    assert (report.ingested_count, source.fetched) == (1, 1)
    assert source.gone == ((INBOX, account.server.folders[INBOX].uidvalidity, (7,)),)
    assert [(gap.uid, gap.tries) for gap in gaps(workspace, account)] == [(5, 2), (7, 1)]
    assert stored(workspace) == all_but(account, 5)


def test_gaps_of_a_numbering_that_is_over_are_gone(workspace: Workspace, account: MemoryAccount) -> None:
    account.server.faults.refused[Place(INBOX, 3)] = "no"
    workspace.ingest_from(account.source(workspace))
    (gap,) = gaps(workspace, account)
    account.server.renumber(INBOX)
    account.server.faults = Faults()
    source, _ = retry(workspace, account)
    assert source.gone == ((INBOX, gap.uidvalidity, (3,)),)
    assert source.fetched == 0


@pytest.mark.parametrize("uid", range(1, MESSAGES + 1))
def test_a_message_at_which_every_connection_breaks_off_is_a_gap_in_the_end(
    workspace: Workspace, account: MemoryAccount, uid: int
) -> None:
    account.server.faults.poison.add(Place(INBOX, uid))
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert (source.failure, source.more) == (None, False)
    assert account.server.requests["login"] <= 5
    assert stored(workspace) == all_but(account, uid)
    assert [gap.uid for gap in gaps(workspace, account)] == [uid]
    assert max(account.server.given.values()) == 1


def test_a_pass_logs_in_a_bounded_number_of_times(workspace: Workspace, account: MemoryAccount) -> None:
    account.server.faults.break_offs = {BreakOff("fetch", number, 1_000) for number in range(1, 500)}
    for number in range(100, 200):
        account.add(INBOX, message(number))
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert account.server.requests["login"] == MOST_CONNECTIONS
    assert source.failure is not None
    assert source.more
    account.server.faults = Faults()
    workspace.ingest_from(account.source(workspace))
    assert stored(workspace) == all_but(account)


def test_a_server_that_is_down_is_asked_once(workspace: Workspace, account: MemoryAccount) -> None:
    account.server.faults.is_down = True
    source = account.source(workspace)
    assert list(source) == []
    assert source.failure is not None
    assert (source.failure.code, account.server.requests["login"]) == ("server_unavailable", 1)


def test_a_log_in_that_is_refused_is_not_tried_again(workspace: Workspace, account: MemoryAccount) -> None:
    account.server.logins = {account.config.username: Secret("another")}
    source = account.source(workspace)
    assert list(source) == []
    assert source.failure is not None
    assert (source.failure.code, account.server.requests["login"]) == ("login_refused", 1)


def test_a_server_that_serves_no_more_for_now_is_left_and_nothing_is_a_gap(
    workspace: Workspace, account: MemoryAccount
) -> None:
    def refuse(request: Request, _: CancelToken) -> None:
        if request == "fetch":
            raise RefusedForNow("A day's share is used up.")

    account.server.faults.before = refuse
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert source.failure is not None
    assert (source.failure.code, account.server.requests["login"]) == ("server_unavailable", 1)
    assert gaps(workspace, account) == []


def test_a_folder_that_is_gone_is_told_of_and_the_others_are_read(
    workspace: Workspace, account: MemoryAccount
) -> None:
    account.server.remove_folder(INBOX)
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert source.failure is not None
    assert source.failure.code == "folder_not_found"
    assert stored(workspace) == {(OTHER, 1): message(MESSAGES)}
    assert account.server.requests["login"] == 1


def test_a_folder_at_which_every_connection_breaks_off_does_not_hide_the_others(
    workspace: Workspace, account: MemoryAccount
) -> None:
    account.server.faults.break_offs = {BreakOff("uids", number) for number in (1, 2, 3)}
    source = account.source(workspace)
    workspace.ingest_from(source)
    assert source.failure is not None
    assert stored(workspace) == {(OTHER, 1): message(MESSAGES)}


Lie = Callable[[Faults], None]
LIES: dict[str, Lie] = {
    "strays": lambda faults: setattr(faults, "strays", (FetchedMessage(77, message(77)),) * 5),
    "strays without end": lambda faults: setattr(faults, "strays", (FetchedMessage(77, b"x"),) * 2_000),
    "each twice": lambda faults: setattr(faults, "repeats", True),
    "the last first": lambda faults: setattr(faults, "backwards", True),
    "no sizes": lambda faults: setattr(faults, "size_factor", 0.0),
    "small sizes": lambda faults: setattr(faults, "size_factor", 0.001),
    "large sizes": lambda faults: setattr(faults, "size_factor", 1e4),
    "impossible sizes": lambda faults: setattr(faults, "size_factor", 1e12),
    "negative sizes": lambda faults: setattr(faults, "size_factor", -1e9),
    "a uid that is not there": lambda faults: faults.phantoms.add(Place(INBOX, 4_000_000_000)),
    "a uid that cannot be": lambda faults: faults.phantoms.add(Place(INBOX, 1 << 40)),
    "a new UIDVALIDITY each time": lambda faults: setattr(faults, "renumbers", True),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_server_that_lies_harms_nothing_and_hides_nothing_for_good(
    workspace: Workspace, account: MemoryAccount, lie: str
) -> None:
    LIES[lie](account.server.faults)
    workspace.ingest_from(account.source(workspace))
    found = stored(workspace)
    assert found.items() <= all_but(account).items()
    account.server.faults = Faults()
    account.add(INBOX, message(99))
    workspace.ingest_from(account.source(workspace))
    retry(workspace, account)
    assert stored(workspace) == all_but(account)


def test_messages_larger_than_was_told_are_passed_on_before_their_batch_is_whole(
    workspace: Workspace, account: MemoryAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH_BYTES", 2 * len(message(1)))
    account.server.faults.size_factor = 0.0
    given: list[int] = []
    account.server.faults.before = lambda _request, _cancel: given.append(account.server.given.total())
    items = iter(account.source(workspace))
    next(items)  # the checkpoint
    next(items)
    del items
    assert account.server.given.total() < MESSAGES
    assert account.server.requests["fetch"] == 1


@pytest.mark.parametrize("request_", ["login", "select", "uids", "sizes", "fetch"])
def test_whoever_waits_for_a_silent_server_can_change_his_mind(
    workspace: Workspace, account: MemoryAccount, request_: Request
) -> None:
    """A pass that went on waiting would not end."""
    is_silent, cancel = threading.Event(), CancelToken()

    def before(request: Request, stop: CancelToken) -> None:
        if request == request_:
            is_silent.set()
            ended = threading.Event()
            with suppress(Cancelled), stop.calling(ended.set):
                ended.wait()

    def change_mind() -> None:
        is_silent.wait()
        cancel.cancel()

    account.server.faults.before = before
    canceller = threading.Thread(target=change_mind)
    canceller.start()
    report = workspace.ingest_from(account.source(workspace, cancel=cancel), cancel=cancel)
    canceller.join()
    assert report.status == "cancelled"
    assert not [one for one in threading.enumerate() if one.name.startswith("receive")]


def test_a_part_is_fetched_while_the_one_before_is_worked_on_and_no_more(
    workspace: Workspace, account: MemoryAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailatlas_core.receive.planning.BATCH_MESSAGES", 2)
    is_ahead = threading.Semaphore(0)
    account.server.faults.before = lambda request, _stop: is_ahead.release() if request == "fetch" else None
    items = iter(account.source(workspace))
    next(items)
    is_ahead.acquire()  # the part in hand
    is_ahead.acquire()  # the one ahead, with nobody having asked for it
    assert account.server.requests["fetch"] == 2
    del items


def test_of_a_large_folder_only_what_is_asked_for_is_fetched(
    workspace: Workspace, account: MemoryAccount
) -> None:
    account.server.add_folder(INBOX)
    account.server.add_folder(OTHER)
    for _ in range(130_000):
        account.server.add(INBOX, message(1))
    source = account.source(workspace, limit=10)
    workspace.ingest_from(source)
    assert (source.fetched, source.more) == (10, True)
    assert account.server.given.total() == 10
    assert account.server.requests == {"login": 1, "select": 2, "uids": 2, "sizes": 1, "fetch": 1}


def test_nothing_is_asked_of_a_folder_without_news_but_what_it_has(
    workspace: Workspace, account: MemoryAccount
) -> None:
    workspace.ingest_from(account.source(workspace))
    account.server.requests.clear()
    workspace.ingest_from(account.source(workspace))
    assert account.server.requests == {"login": 1, "select": 2, "uids": 2}
