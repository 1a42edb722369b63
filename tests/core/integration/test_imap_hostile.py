"""Servers that lie, flood, fall silent or break off: one sentence each, in time, and no memory."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable, Mapping
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
from mailatlas_core.receive.imap import mailbox as imap_mailbox
from tests.core.imap_scripted import PATIENCE, Answer, Dialogue, answer, opened
from tests.core.smtp import certificates

Asked = Callable[[Mailbox], object]


@pytest.fixture(autouse=True)
def _trusted(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(folder)))


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


def now_and_then(*pieces: bytes) -> Answer:
    """These for ever, with pauses, none of which is long."""

    def drip(dialogue: Dialogue) -> None:
        pause = threading.Event()
        while True:
            for piece in pieces:
                pause.wait(PATIENCE / 10)
                dialogue.say(piece)

    return drip


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
    mailbox.select("INBOX")
    return list(mailbox.fetch([1, 2, 3]))


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
    "drops": (now_and_then(b"*"), "did not answer in time"),
    "chatter": (now_and_then(b"* OK Still here\r\n"), "did not answer in time"),
    "drops of literals": (now_and_then(b"* X {1}\r\n", b"x", b"\r\n"), "did not answer in time"),
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
        fetch(mailbox)
    assert_told(raised.value, said)


EMPTY_LITERALS = b"* LIST () {0}\r\n" + b"{0}\r\n" * 300_000
LIST_WITHOUT_END = b"* LIST (NIL {10000000}\r\n" + b"\0" * 10_000_000 + b"\r\n"


@pytest.mark.parametrize(
    ("said", "most"),
    [
        pytest.param(b"* LIST () {16000000}\r\nthat is all", 1_000_000, id="what is announced"),
        pytest.param(EMPTY_LITERALS, 8_000_000, id="empty literals"),
        pytest.param(LIST_WITHOUT_END, 50_000_000, id="a list without end"),
    ],
)
def test_an_answer_takes_little_more_memory_than_has_come_of_it(said: bytes, most: int) -> None:
    with opened({b"LIST": then_silent(said)}) as mailbox:
        tracemalloc.start()
        try:
            with pytest.raises(ServerUnavailable):
                mailbox.folders()
            assert tracemalloc.get_traced_memory()[1] < most
        finally:
            tracemalloc.stop()


def assert_told(error: MailAtlasError, said: str) -> None:
    """One sentence, with what to do."""
    assert error.message.startswith("localhost:")
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert said in error.message
    assert error.hint


def test_a_fetch_that_is_left_early_ends_the_connection() -> None:
    both = answer(b"1 FETCH (UID 1 FLAGS () INTERNALDATE NIL BODY[] x)", b"2 FETCH (UID 2)")
    with opened({b"UID FETCH": both}) as mailbox:
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


def test_an_idle_is_ended_and_begun_anew_before_a_server_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_mailbox, "IDLE_SECONDS", 0.05)
    heard: list[bytes] = []

    def idle_twice(dialogue: Dialogue) -> None:
        heard.append(dialogue.command)
        dialogue.say(b"+ idling\r\n" if len(heard) == 1 else b"+ idling\r\n* 4 EXISTS\r\n")
        heard.append(dialogue.hear())
        dialogue.say(b"TAG OK done\r\n")

    with opened({b"IDLE": idle_twice}) as mailbox:
        mailbox.select("INBOX")
        assert mailbox.wait(60, CancelToken()) is True
    assert heard == [b"", b"DONE", b"", b"DONE"]


def test_a_server_that_does_not_let_go_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_mailbox, "_LEAVING_SECONDS", 0.1)
    with opened({b"LOGOUT": now_and_then(b"* OK Stay here\r\n")}, timeout=1000):
        pass


def test_a_folder_in_use_is_not_said_to_be_missing() -> None:
    with opened({b"EXAMINE": b"TAG NO [INUSE] somebody has it\r\n"}) as mailbox:
        with pytest.raises(ServerUnavailable) as raised:
            mailbox.select("INBOX")
        assert not isinstance(raised.value, FolderNotFound)
