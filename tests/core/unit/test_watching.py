"""Watching: passes one after the other, waits that can be ended, and patience with a server that fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.cancel import CancelToken
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.model import Cursor, ReceiveResult, RunStatus
from mailatlas_core.receive.watching import Bell, longer, watch
from mailatlas_core.secrets import Secret
from tests.core.messages import message

AN_HOUR = 3600.0
PATIENCE_SECONDS = 30.0


@pytest.fixture
def cancel() -> Iterator[CancelToken]:
    """A token that is cancelled if a test takes for ever."""
    token = CancelToken()
    timer = threading.Timer(PATIENCE_SECONDS, token.cancel)
    timer.start()
    yield token
    timer.cancel()


class Account:
    """An account whose passes end as it is told, each with a message; the last one again and again."""

    def __init__(self, *ends: RunStatus) -> None:
        self.ends = list(ends)
        self.passes = 0

    def receive(self) -> ReceiveResult:
        status = self.ends[min(self.passes, len(self.ends) - 1)]
        self.passes += 1
        return ReceiveResult(status, "imap:ada:imap.example.org:INBOX", None, fetched_count=1)


def bell(server: MemoryServer) -> Bell:
    return Bell(server.open("ada", Secret("x")), "INBOX")


def test_a_watch_ends_after_so_many_passes(cancel: CancelToken) -> None:
    account = Account("ok")
    found = list(watch(account.receive, None, interval_seconds=0, max_runs=3, cancel=cancel))
    assert (len(found), account.passes) == (3, 3)


def test_a_watch_that_is_cancelled_while_it_waits_just_ends(cancel: CancelToken) -> None:
    account = Account("ok")
    for _ in watch(account.receive, None, interval_seconds=AN_HOUR, max_runs=None, cancel=cancel):
        threading.Timer(0.05, cancel.cancel).start()
    assert account.passes == 1


def test_a_pass_that_was_cancelled_is_the_last_one(cancel: CancelToken) -> None:
    def receive() -> ReceiveResult:
        cancel.cancel()
        return ReceiveResult("cancelled", "imap:ada:imap.example.org:INBOX", None)

    found = list(watch(receive, None, interval_seconds=AN_HOUR, max_runs=None, cancel=cancel))
    assert [result.status for result in found] == ["cancelled"]


def test_new_mail_ends_the_wait(cancel: CancelToken) -> None:
    server, account = MemoryServer(), Account("ok")
    server.faults.before = lambda request, _: (
        threading.Timer(0.05, server.add, ("INBOX", message())).start() if request == "wait" else None
    )
    found = list(watch(account.receive, bell(server), interval_seconds=AN_HOUR, max_runs=3, cancel=cancel))
    assert (len(found), cancel.cancelled) == (3, False)
    assert (server.requests["wait"], server.requests["login"]) == (2, 1)


def test_mail_that_comes_before_the_server_is_asked_to_tell_is_not_waited_for(cancel: CancelToken) -> None:
    server = MemoryServer()
    server.add("INBOX", message(1))

    def receive() -> ReceiveResult:
        read = server.folders["INBOX"]
        cursors = (Cursor("INBOX", read.uidvalidity, read.next_uid - 1),)
        if "login" not in server.requests:
            server.add("INBOX", message(2))
        return ReceiveResult("ok", "imap:ada:imap.example.org:INBOX", None, fetched_count=1, cursors=cursors)

    server.faults.before = lambda request, _: (
        threading.Timer(0.05, cancel.cancel).start() if request == "wait" else None
    )
    found = list(watch(receive, bell(server), interval_seconds=AN_HOUR, max_runs=None, cancel=cancel))
    assert (len(found), server.requests["wait"]) == (2, 1)


def test_a_server_that_tells_of_mail_where_there_is_none_is_not_listened_to(cancel: CancelToken) -> None:
    server, passes = MemoryServer(), []

    def ring(request: str, _: CancelToken) -> None:
        if request == "wait":
            server.add("INBOX", message())

    server.faults.before = ring

    def receive() -> ReceiveResult:
        passes.append(1)
        if len(passes) == 2:
            threading.Timer(0.05, cancel.cancel).start()
        return ReceiveResult("ok", "imap:ada:imap.example.org:INBOX", None)

    list(watch(receive, bell(server), interval_seconds=AN_HOUR, max_runs=None, cancel=cancel))
    assert (len(passes), server.requests["wait"]) == (2, 1)


def test_a_server_that_cannot_tell_is_asked_once_whether_it_can(cancel: CancelToken) -> None:
    server, account = MemoryServer(can_idle=False), Account("ok")
    list(watch(account.receive, bell(server), interval_seconds=0, max_runs=4, cancel=cancel))
    assert (account.passes, server.requests["login"]) == (4, 1)


def test_a_server_that_is_gone_is_waited_for(cancel: CancelToken) -> None:
    server, account = MemoryServer(), Account("ok")
    server.faults.is_down = True
    list(watch(account.receive, bell(server), interval_seconds=0, max_runs=3, cancel=cancel))
    assert account.passes == 3


@pytest.mark.parametrize("status", ["error", "not_configured", "busy"])
def test_after_a_pass_that_failed_nobody_is_asked_before_the_interval(
    cancel: CancelToken, status: RunStatus
) -> None:
    server, account = MemoryServer(), Account(status)
    for _ in watch(account.receive, bell(server), interval_seconds=AN_HOUR, max_runs=2, cancel=cancel):
        threading.Timer(0.05, cancel.cancel).start()
    assert (account.passes, server.requests.total()) == (1, 0)


@given(st.floats(0.1, 5000), st.integers(1, 40))
def test_patience_grows_to_a_bound_and_is_never_shorter_than_the_interval(
    interval: float, failures: int
) -> None:
    waits = [0.0]
    for _ in range(failures):
        waits.append(longer(waits[-1], interval))
    assert waits[1] == interval
    assert waits == sorted(waits)
    assert waits[-1] <= max(interval, 900)
