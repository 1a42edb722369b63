"""Servers that lie, flood, fall silent or break off: one sentence each, in time, and no memory."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    Cancelled,
    FolderNotFound,
    IdleUnsupported,
    MailAtlasError,
    ServerUnavailable,
)
from mailatlas_core.ports import Mailbox
from mailatlas_core.receive.imap.opening import open_imap
from mailatlas_core.receive.model import FetchedMessage, ImapConfig
from mailatlas_core.secrets import Secret
from tests.core.imap_scripted import Answer, Dialogue, ScriptedServer
from tests.core.smtp import certificates

PASSWORD = Secret("correct horse battery staple")
PATIENCE = 0.3
LETTER = b"Subject: Harbor\r\n\r\nDear Bob\r\n"

Asked = Callable[[Mailbox], object]


@pytest.fixture(autouse=True)
def _trusted(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(folder)))


@contextmanager
def opened(
    answers: Mapping[bytes, Answer], cancel: CancelToken | None = None, *, timeout: float = PATIENCE
) -> Iterator[Mailbox]:
    """The inbox of a server with these answers."""
    server = ScriptedServer(answers, tls=certificates.context())
    with server.running():
        config = ImapConfig("localhost", "ada", server.port)
        way = open_imap(config, PASSWORD, timeout=timeout, longest=4 * timeout)
        with closing(way(cancel or CancelToken())) as mailbox:
            yield mailbox


def fetched(mailbox: Mailbox, *uids: int) -> list[FetchedMessage]:
    mailbox.select("INBOX")
    return list(mailbox.fetch(uids or (1, 2, 3)))


def answer(*responses: bytes) -> bytes:
    return b"".join(b"* " + one + b"\r\n" for one in responses) + b"TAG OK done\r\n"


def response(uid: int, data: bytes = LETTER, number: int = 1) -> bytes:
    date = b'INTERNALDATE "17-Jul-2026 02:44:25 -0700"'
    return b"%d FETCH (UID %d FLAGS (\\Seen) %s BODY[] {%d}\r\n%s)" % (number, uid, date, len(data), data)


def forever(line: bytes) -> Answer:
    def flood(dialogue: Dialogue) -> None:
        while True:
            dialogue.say(line * 1000)

    return flood


def then_silent(text: bytes) -> Answer:
    def say(dialogue: Dialogue) -> None:
        dialogue.say(text)
        dialogue.fall_silent()

    return say


def then_gone(text: bytes) -> Answer:
    def say(dialogue: Dialogue) -> None:
        dialogue.say(text)
        dialogue.drop()

    return say


def drip(dialogue: Dialogue) -> None:
    """A byte now and then, so that no single wait is ever long."""
    pause = threading.Event()
    while not pause.wait(PATIENCE / 10):
        dialogue.say(b"*")


def chatter(dialogue: Dialogue) -> None:
    """A response now and then, none of them to the point."""
    pause = threading.Event()
    while not pause.wait(PATIENCE / 10):
        dialogue.say(b"* OK Still here\r\n")


def folders(mailbox: Mailbox) -> object:
    return mailbox.folders()


def select(mailbox: Mailbox) -> object:
    return mailbox.select("INBOX")


def uids(mailbox: Mailbox) -> object:
    mailbox.select("INBOX")
    return mailbox.uids(0)


def sizes(mailbox: Mailbox) -> object:
    mailbox.select("INBOX")
    return mailbox.sizes([1, 2, 3])


def fetch(mailbox: Mailbox) -> object:
    return fetched(mailbox)


def wait(mailbox: Mailbox) -> object:
    mailbox.select("INBOX")
    return mailbox.wait(60, CancelToken())


ASKED: Mapping[str, tuple[bytes, Asked]] = {
    "folders": (b"LIST", folders),
    "select": (b"EXAMINE", select),
    "uids": (b"UID SEARCH", uids),
    "sizes": (b"UID FETCH", sizes),
    "fetch": (b"UID FETCH", fetch),
    "wait": (b"IDLE", wait),
}

NONSENSE: Mapping[str, tuple[Answer, str]] = {
    "silence": (Dialogue.fall_silent, "did not answer in time"),
    "half a line": (then_silent(b"* OK and th"), "did not answer in time"),
    "half a literal": (then_silent(b"* 1 FETCH (UID 1 BODY[] {100}\r\nhalf"), "did not answer in time"),
    "drops": (drip, "did not answer in time"),
    "chatter": (chatter, "did not answer in time"),
    "an end": (Dialogue.drop, "broke the connection off"),
    "an end within a line": (then_gone(b"* 1 FET"), "broke the connection off"),
    "an end within a literal": (then_gone(b"* LIST () {100}\r\nhalf"), "broke the connection off"),
    "a farewell": (b"* BYE \x1b[31m \xe2\x80\xaetoo\r\n", "ended the connection: [31m ⟨U+202E⟩too."),
    "garbage": (b"HTTP/1.1 200 OK\r\n", "is not IMAP"),
    "NUL bytes": (b"\0\0\0\r\n", "is not IMAP"),
    "an empty line": (b"\r\n", "is not IMAP"),
    "another tag": (b"A99999 OK done\r\n", "is not IMAP"),
    "another status": (b"TAG FINE done\r\n", "is not IMAP"),
    "gigabytes": (then_silent(b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"), "more than an answer can have"),
    "a number": (then_silent(b"* 1 FETCH (BODY[] {" + b"9" * 5000 + b"}\r\n"), ""),
    "brackets": (then_silent(b"* 1 FETCH " + b"(" * 5000 + b"\r\n"), ""),
}

FLOODS: Mapping[str, tuple[Answer, str]] = {
    "a line": (forever(b"x"), "a line without end"),
    "responses": (forever(b"* OK and another one\r\n"), "more than an answer can have"),
    "literals": (
        forever(b"* LIST " + b"x" * 2000 + b" {9}\r\n123456789\r\n"),
        "more than an answer can have",
    ),
}


@pytest.mark.parametrize("kind", NONSENSE)
@pytest.mark.parametrize("asked", ASKED)
def test_nonsense_is_one_sentence_in_time_at_whatever_is_asked(asked: str, kind: str) -> None:
    verb, ask = ASKED[asked]
    nonsense, said = NONSENSE[kind]
    with opened({verb: nonsense}) as mailbox, pytest.raises(ServerUnavailable) as raised:
        ask(mailbox)
    assert_told(raised.value, said)


@pytest.mark.parametrize("kind", FLOODS)
def test_a_flood_is_dammed(kind: str) -> None:
    flood, said = FLOODS[kind]
    with opened({b"UID FETCH": flood}, timeout=60) as mailbox, pytest.raises(ServerUnavailable) as raised:
        fetched(mailbox)
    assert_told(raised.value, said)


def test_what_is_announced_takes_no_memory_before_it_is_there() -> None:
    announced = then_silent(b"* 1 FETCH (UID 1 BODY[] {1000000000}\r\nthat is all")
    tracemalloc.start()
    try:
        with opened({b"UID FETCH": announced}) as mailbox, pytest.raises(ServerUnavailable, match="in time"):
            fetched(mailbox)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def assert_told(error: MailAtlasError, said: str) -> None:
    """One sentence, with what to do."""
    assert error.message.startswith("localhost:")
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert said in error.message
    assert error.hint


def test_messages_are_those_that_were_asked_for_each_once() -> None:
    stray = b"9 FETCH (FLAGS (\\Deleted))"
    said = answer(response(9), response(2), stray, b"7 EXISTS", response(1), response(2, b"another"))
    with opened({b"UID FETCH": said}) as mailbox:
        mailbox.select("INBOX")
        found = list(mailbox.fetch([1, 2]))
    assert [(one.uid, one.data) for one in found] == [(2, LETTER), (1, LETTER)]


def test_an_answer_in_several_parts_is_put_together() -> None:
    said = answer(
        b"1 FETCH (UID 1 FLAGS (\\Seen kw 7))",
        b"2 FETCH (UID 2 BODY[] NIL)",
        b"1 FETCH (UID 1 BODY[] {%d}\r\n%s)" % (len(LETTER), LETTER),
        b'1 FETCH (UID 1 INTERNALDATE "17-Jul-2026 02:44:25 -0700")',
    )
    with opened({b"UID FETCH": said}) as mailbox:
        mailbox.select("INBOX")
        [found] = mailbox.fetch([1])
    assert found == FetchedMessage(1, LETTER, "2026-07-17T02:44:25-07:00", ("\\Seen", "kw", "7"))


@pytest.mark.parametrize(
    "item",
    [
        b"INTERNALDATE 5",
        b"INTERNALDATE NIL",
        b'INTERNALDATE "99-Foo-2026"',
        b'INTERNALDATE "17-Jul-2026 02:44:25 -9999999"',
        b"INTERNALDATE (1 2)",
    ],
)
def test_a_moment_that_is_none_costs_no_message(item: bytes) -> None:
    said = answer(b"1 FETCH (UID 1 FLAGS 5 %s BODY[] {%d}\r\n%s)" % (item, len(LETTER), LETTER))
    with opened({b"UID FETCH": said}) as mailbox:
        mailbox.select("INBOX")
        assert list(mailbox.fetch([1])) == [FetchedMessage(1, LETTER)]


def refusing(dialogue: Dialogue) -> None:
    """A server that stops at message 2, and gives each other one."""
    wanted = dialogue.command.split()[0]
    if b"BODY" not in dialogue.command:
        dialogue.say(answer(b"2 FETCH (UID 2)"))
    elif wanted == b"3":
        dialogue.say(answer(response(3)))
    elif wanted == b"2":
        dialogue.say(b"TAG NO [SERVERBUG] \x1b[2Jit is \xe2\x80\xaebroken\r\n")
    else:
        dialogue.say(b"* " + response(1) + b"\r\nTAG NO some are broken\r\n")


def test_a_message_that_is_refused_has_the_reason_and_stops_no_other() -> None:
    with opened({b"UID FETCH": refusing}) as mailbox:
        found = {one.uid: one for one in fetched(mailbox)}
    assert found[1].data == LETTER
    assert (found[2].data, found[2].reason) == (None, "[SERVERBUG] [2Jit is ⟨U+202E⟩broken")
    assert 3 not in found  # the server lists it no more


def test_a_message_without_content_has_a_reason() -> None:
    said = answer(b"1 FETCH (UID 1 FLAGS () INTERNALDATE NIL BODY[] NIL)")
    with opened({b"UID FETCH": said}) as mailbox:
        mailbox.select("INBOX")
        [found] = mailbox.fetch([1])
    assert (found.data, found.reason) == (None, "The server has no content for it.")


def test_what_gmail_adds_comes_with_a_message() -> None:
    item = b'X-GM-MSGID 1278455344230334865 X-GM-THRID 12 X-GM-LABELS (\\Inbox &AOQ- "two words" 5)'
    said = answer(
        b"1 FETCH (UID 1 %s FLAGS () INTERNALDATE NIL BODY[] {%d}\r\n%s)" % (item, len(LETTER), LETTER)
    )
    with opened(
        {b"CAPABILITY": answer(b"CAPABILITY IMAP4rev1 AUTH=PLAIN X-GM-EXT-1"), b"UID FETCH": said}
    ) as box:
        box.select("INBOX")
        [found] = box.fetch([1])
    assert found.gmail == {
        "X-GM-MSGID": 1278455344230334865,
        "X-GM-THRID": 12,
        "X-GM-LABELS": ("\\Inbox", "ä", "two words", "5"),
    }


def test_uids_that_are_none_or_too_small_are_dropped() -> None:
    listed = answer(b"SEARCH 5 0 4294967296 3 3 2", b"SEARCH", b"SEARCH 9 (MODSEQ 77)")
    with opened({b"UID SEARCH": listed}) as mailbox:
        mailbox.select("INBOX")
        assert list(mailbox.uids(2)) == [3, 5, 9]


def test_a_fetch_that_is_left_early_ends_the_connection() -> None:
    with opened({b"UID FETCH": answer(response(1), response(2))}) as mailbox:
        mailbox.select("INBOX")
        for _ in mailbox.fetch([1, 2]):
            break
        with pytest.raises(ServerUnavailable):
            mailbox.uids(0)


@pytest.mark.parametrize("asked", ASKED)
def test_cancelling_ends_what_waits_at_once(asked: str) -> None:
    verb, ask = ASKED[asked]
    cancel = CancelToken()

    def cancel_and_fall_silent(dialogue: Dialogue) -> None:
        cancel.cancel()
        dialogue.fall_silent()

    with opened({verb: cancel_and_fall_silent}, cancel, timeout=1000) as mailbox, pytest.raises(Cancelled):
        ask(mailbox)


@pytest.mark.parametrize("verb", [b"GREETING", b"CAPABILITY", b"AUTHENTICATE"])
def test_cancelling_ends_a_way_in_at_once(verb: bytes) -> None:
    cancel = CancelToken()

    def cancel_and_fall_silent(dialogue: Dialogue) -> None:
        cancel.cancel()
        dialogue.fall_silent()

    with pytest.raises(Cancelled), opened({verb: cancel_and_fall_silent}, cancel, timeout=1000):
        pass


def test_a_server_that_refuses_idle_cannot_tell() -> None:
    with opened({b"IDLE": b"TAG NO not today\r\n"}) as mailbox, pytest.raises(IdleUnsupported):
        wait(mailbox)
    with opened({b"CAPABILITY": answer(b"CAPABILITY IMAP4rev1 AUTH=PLAIN")}) as mailbox:
        with pytest.raises(IdleUnsupported):
            wait(mailbox)
        assert list(mailbox.uids(0)) == [1, 2, 3]


def test_a_folder_in_use_is_not_said_to_be_missing() -> None:
    with opened({b"EXAMINE": b"TAG NO [INUSE] somebody has it\r\n"}) as mailbox:
        with pytest.raises(ServerUnavailable) as raised:
            mailbox.select("INBOX")
        assert not isinstance(raised.value, FolderNotFound)
