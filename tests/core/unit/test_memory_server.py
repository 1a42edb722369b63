"""The mail server in memory: what it does beyond the contract of every mailbox, and what it counts."""

from __future__ import annotations

import threading

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, IdleUnsupported, LoginRefused, ServerUnavailable
from mailatlas_core.ports import Mailbox
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.memory_faults import BreakOff, Place
from mailatlas_core.secrets import Secret

USER, SECRET = "ada@example.com", Secret("correct horse")


def opened(server: MemoryServer) -> Mailbox:
    mailbox = server.open(USER, SECRET)(CancelToken())
    mailbox.select("INBOX")
    return mailbox


def test_only_the_users_with_their_secrets_get_in() -> None:
    server = MemoryServer(logins={USER: SECRET})
    server.open(USER, Secret("correct horse"))(CancelToken())
    for user, secret in ((USER, "wrong"), ("eve@example.com", "correct horse")):
        with pytest.raises(LoginRefused) as refused:
            server.open(user, Secret(secret))(CancelToken())
        assert secret not in str(refused.value)
    assert server.requests["login"] == 3


def test_a_connection_that_broke_off_is_of_no_use_any_more() -> None:
    server = MemoryServer()
    server.add("INBOX", b"one")
    server.faults.break_offs = {BreakOff("sizes", 1)}
    mailbox = opened(server)
    for _ in range(2):
        with pytest.raises(ServerUnavailable):
            mailbox.sizes([1])
    assert server.requests["sizes"] == 1
    assert dict(opened(server).sizes([1])) == {1: 3}


@pytest.mark.parametrize(("after_bytes", "given"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2)])
def test_a_connection_breaks_off_when_so_many_bytes_were_given(after_bytes: int, given: int) -> None:
    server = MemoryServer()
    for _ in range(3):
        server.add("INBOX", b"one")
    server.faults.break_offs = {BreakOff("fetch", 1, after_bytes)}
    with pytest.raises(ServerUnavailable):
        list(opened(server).fetch([1, 2, 3]))
    assert server.given.total() == given


def test_whoever_waits_is_told_when_a_message_comes() -> None:
    server = MemoryServer()
    server.faults.before = lambda request, _cancel: arriving.start() if request == "wait" else None
    arriving = threading.Thread(target=server.add, args=("INBOX", b"one"))
    mailbox = opened(server)
    assert mailbox.wait(60, CancelToken())
    arriving.join()
    server.faults.before = lambda _request, _cancel: None
    assert not mailbox.wait(0, CancelToken())


def test_whoever_waits_can_change_his_mind() -> None:
    server, cancel = MemoryServer(), CancelToken()
    cancelling = threading.Thread(target=cancel.cancel)
    server.faults.before = lambda request, _cancel: cancelling.start() if request == "wait" else None
    with pytest.raises(Cancelled):
        opened(server).wait(60, cancel)
    cancelling.join()


def test_a_server_without_idle_says_so() -> None:
    with pytest.raises(IdleUnsupported):
        opened(MemoryServer(can_idle=False)).wait(60, CancelToken())


def test_a_removed_uid_is_never_given_again_and_a_renumbered_folder_begins_anew() -> None:
    server = MemoryServer()
    for _ in range(3):
        server.add("INBOX", b"one")
    server.remove("INBOX", 3)
    assert server.add("INBOX", b"two") == 4
    before = opened(server).select("INBOX")
    server.renumber("INBOX")
    after = opened(server).select("INBOX")
    assert after.uidvalidity != before.uidvalidity
    assert list(opened(server).uids(0)) == [1, 2, 3]


def test_every_message_given_is_counted() -> None:
    server = MemoryServer()
    for _ in range(2):
        server.add("INBOX", b"one")
    mailbox = opened(server)
    list(mailbox.fetch([1, 2]))
    list(mailbox.fetch([2]))
    assert server.given == {Place("INBOX", 1): 1, Place("INBOX", 2): 2}
    assert server.requests == {"login": 1, "select": 1, "fetch": 2}
