"""What every account on a server promises, tried on each of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, FolderNotFound, LoginRefused, ServerUnavailable
from mailatlas_core.ports import Mailbox
from mailatlas_core.secrets import Secret
from tests.core.contracts.mailboxes import SERVERS, TINY, Account, NewAccount

HEADER = b"From: ada@example.org\r\nTo: bob@example.org\r\nSubject: Harbor\r\n\r\n"
CONTENTS = {
    "a letter": HEADER + b"Dear Bob\r\n",
    "no text": HEADER,
    "no header": b"\r\nDear Bob\r\n",
    "8 bits": HEADER + bytes(range(128, 256)) + b"\r\n",
    "control characters": HEADER + b"\x01\x1b[31m\x7f\r\n",
    "what looks like an answer": HEADER + b"A3 OK done\r\n* BYE\r\n)\r\n* 1 FETCH (UID 1 BODY[] {9}\r\n",
    "empty lines at the end": HEADER + b"\r\n\r\n\r\n",
    "no end of line": HEADER + b"Dear Bob",
    "a long line": HEADER + b"x" * 100_000 + b"\r\n",
    "many lines": HEADER + b"a line of mail, and others like it\r\n" * 100_000,
}
FOLDERS = (
    "Archive",
    "two words",
    "Ärger & Söhne",
    "請求書",
    "&",
    'a "quoted" one',
    "back\\slash",
    "open [ bracket",
    "a[b",
    "*",
    "% of all",
    "Projects/Harbor/2026",
    "[Mail] (old) {5}",
    "123",
    "007",
    "NIL",
)
LONG = 60.0


@pytest.fixture(scope="module", params=SERVERS)
def new_account(request: pytest.FixtureRequest) -> Iterator[NewAccount]:
    with SERVERS[request.param]() as new_account:
        yield new_account


@pytest.fixture
def account(new_account: NewAccount) -> Account:
    return new_account()


@pytest.fixture
def mailbox(account: Account) -> Iterator[Mailbox]:
    with closing(account.open()) as mailbox:
        mailbox.select("INBOX")
        yield mailbox


def test_an_empty_account_has_an_empty_inbox(mailbox: Mailbox) -> None:
    assert "INBOX" in mailbox.folders()
    assert mailbox.select("INBOX").messages == 0
    assert list(mailbox.uids(0)) == []
    assert dict(mailbox.sizes([])) == {}
    assert list(mailbox.fetch([])) == []


@pytest.mark.parametrize("content", CONTENTS)
def test_a_message_is_fetched_byte_for_byte(account: Account, mailbox: Mailbox, content: str) -> None:
    uid = account.add(CONTENTS[content])
    assert list(mailbox.uids(0)) == [uid]
    assert dict(mailbox.sizes([uid])) == {uid: len(CONTENTS[content])}
    [fetched] = mailbox.fetch([uid])
    assert (fetched.uid, fetched.data, fetched.reason) == (uid, CONTENTS[content], None)


def test_many_messages_of_one_fetch_keep_their_uids(account: Account, mailbox: Mailbox) -> None:
    contents = {account.add(b"Subject: %d\r\n\r\n" % number): number for number in range(20)}
    assert list(mailbox.uids(0)) == sorted(contents)
    fetched = {one.uid: one.data for one in mailbox.fetch(list(contents))}
    assert fetched == {uid: b"Subject: %d\r\n\r\n" % number for uid, number in contents.items()}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_any_name_is_listed_and_opened_by_it(
    account: Account, mailbox: Mailbox, folder: str
) -> None:
    account.add_folder(folder)
    uid = account.add(TINY, folder)
    assert folder in mailbox.folders()
    assert mailbox.select(folder).messages == 1
    assert [one.data for one in mailbox.fetch([uid])] == [TINY]


@pytest.mark.parametrize("folder", ["Nowhere", "", "a\r\nA1 LOGOUT", "\0", "\ud800", "x" * 3000])
def test_a_folder_that_is_not_there_is_said_to_be_missing_and_the_others_stay(
    account: Account, mailbox: Mailbox, folder: str
) -> None:
    uid = account.add(TINY)
    with pytest.raises(FolderNotFound):
        mailbox.select(folder)
    assert mailbox.select("INBOX").messages == 1
    assert list(mailbox.uids(0)) == [uid]


def test_uids_are_those_above_and_ascend(account: Account, mailbox: Mailbox) -> None:
    uids = [account.add(TINY) for _ in range(5)]
    assert list(mailbox.uids(0)) == uids
    assert list(mailbox.uids(uids[1])) == uids[2:]
    for none_above in (uids[-1], uids[-1] + 1, uids[-1] + 1000, 2**32 - 2, 2**32 - 1):
        assert list(mailbox.uids(none_above)) == []


def test_what_comes_while_a_mailbox_is_open_is_listed(account: Account, mailbox: Mailbox) -> None:
    first = account.add(TINY)
    assert list(mailbox.uids(0)) == [first]
    second = account.add(TINY)
    assert list(mailbox.uids(first)) == [second]


def test_what_is_gone_is_neither_listed_nor_given(account: Account, mailbox: Mailbox) -> None:
    gone, here = account.add(TINY), account.add(TINY)
    assert list(mailbox.uids(0)) == [gone, here]
    account.remove(gone)
    asked = [gone, here, here + 1000]
    assert [one.uid for one in mailbox.fetch(asked) if one.data is not None] == [here]
    mailbox.select("INBOX")
    assert list(mailbox.uids(0)) == [here]
    assert dict(mailbox.sizes(asked)) == {here: len(TINY)}
    assert [one.uid for one in mailbox.fetch(asked)] == [here]


def test_a_message_that_is_asked_for_twice_is_given(account: Account, mailbox: Mailbox) -> None:
    uid = account.add(TINY)
    assert {(one.uid, one.data) for one in mailbox.fetch([uid, uid])} == {(uid, TINY)}


def test_flags_and_the_moment_of_arrival_come_with_a_message(account: Account, mailbox: Mailbox) -> None:
    at = datetime(2026, 3, 7, 8, 9, 10, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    flags = ("\\Flagged", "\\Seen", "$Forwarded", "harbor")
    account.add(TINY, flags=flags, at=at)
    [fetched] = mailbox.fetch(mailbox.uids(0))
    assert sorted(fetched.flags) == sorted(flags)
    assert fetched.internal_date is not None
    assert datetime.fromisoformat(fetched.internal_date) == at


def test_a_folder_that_was_renumbered_has_another_uidvalidity(account: Account, mailbox: Mailbox) -> None:
    account.add(TINY)
    before = mailbox.select("INBOX").uidvalidity
    assert mailbox.select("INBOX").uidvalidity == before
    account.renumber()
    with closing(account.open()) as again:
        selected = again.select("INBOX")
        assert selected.uidvalidity != before
        assert selected.messages == len(again.uids(0)) == 1


def test_nothing_that_is_asked_marks_a_message(account: Account, mailbox: Mailbox) -> None:
    uids = [account.add(TINY, flags=flags) for flags in ((), ("\\Seen",))]
    before = [account.flags(uid) for uid in uids]
    mailbox.folders()
    mailbox.select("INBOX")
    mailbox.sizes(mailbox.uids(0))
    assert len(list(mailbox.fetch(uids))) == 2
    mailbox.wait(0.01, CancelToken())
    mailbox.close()
    assert [account.flags(uid) for uid in uids] == before


def test_the_uids_of_130_000_messages_are_listed(account: Account, mailbox: Mailbox) -> None:
    folder = account.fill(130_000)
    assert mailbox.select(folder).messages == 130_000
    assert list(mailbox.uids(0)) == list(range(1, 130_001))
    assert list(mailbox.uids(129_990)) == list(range(129_991, 130_001))


def test_waiting_ends_when_the_time_is_over(mailbox: Mailbox) -> None:
    assert mailbox.wait(0.05, CancelToken()) is False
    assert mailbox.wait(0.05, CancelToken()) is False
    assert list(mailbox.uids(0)) == []


def test_waiting_ends_when_a_message_comes(account: Account, mailbox: Mailbox) -> None:
    for _ in range(2):
        mailbox.uids(0)
        owner = threading.Timer(0.1, account.add, [TINY])
        owner.start()
        assert mailbox.wait(LONG, CancelToken()) is True
        owner.join()
    assert len(mailbox.uids(0)) == 2


def test_waiting_ends_at_once_when_it_is_cancelled(mailbox: Mailbox) -> None:
    cancel = CancelToken()
    canceller = threading.Timer(0.1, cancel.cancel)
    canceller.start()
    with pytest.raises(Cancelled):
        mailbox.wait(100 * LONG, cancel)
    canceller.join()
    mailbox.close()


def test_waiting_with_a_token_that_is_cancelled_already_does_not_begin(mailbox: Mailbox) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        mailbox.wait(100 * LONG, cancel)


def test_a_mailbox_of_a_token_that_is_cancelled_is_of_no_use(account: Account) -> None:
    cancel = CancelToken()
    with closing(account.way()(cancel)) as mailbox:
        mailbox.select("INBOX")
        cancel.cancel()
        with pytest.raises(Cancelled):
            mailbox.uids(0)


def test_no_way_is_gone_with_a_token_that_is_cancelled(account: Account) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        account.way()(cancel)


def test_another_secret_is_refused(account: Account) -> None:
    with pytest.raises(LoginRefused) as raised:
        account.way(Secret("another secret"))(CancelToken())
    assert "another secret" not in f"{raised.value!r} {raised.value.hint}"
    assert raised.value.hint


def test_two_mailboxes_of_an_account_do_not_disturb_each_other(account: Account, mailbox: Mailbox) -> None:
    account.add_folder("Other")
    uid, other = account.add(TINY), account.add(HEADER, "Other")
    with closing(account.open()) as second:
        second.select("Other")
        assert [one.data for one in mailbox.fetch([uid])] == [TINY]
        assert [one.data for one in second.fetch([other])] == [HEADER]


def test_a_closed_mailbox_is_of_no_use_and_may_be_closed_again(mailbox: Mailbox) -> None:
    mailbox.close()
    mailbox.close()
    with pytest.raises(ServerUnavailable):
        mailbox.uids(0)
