"""What IMAP servers answer, right and wrong: what is taken of it, and what becomes of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.errors import ServerUnavailable
from mailatlas_core.ports import Mailbox
from mailatlas_core.receive.imap import mailbox as imap_mailbox
from mailatlas_core.receive.model import FetchedMessage
from tests.core.imap_scripted import Dialogue, answer, opened
from tests.core.smtp import certificates

LETTER = b"Subject: Harbor\r\n\r\nDear Bob\r\n"


@pytest.fixture(autouse=True)
def _trusted(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(folder)))


def fetched(mailbox: Mailbox, *uids: int) -> list[FetchedMessage]:
    mailbox.select("INBOX")
    return list(mailbox.fetch(uids or (1, 2, 3)))


def response(uid: int, data: bytes = LETTER, number: int = 1) -> bytes:
    date = b'INTERNALDATE "17-Jul-2026 02:44:25 -0700"'
    return b"%d FETCH (UID %d FLAGS (\\Seen) %s BODY[] {%d}\r\n%s)" % (number, uid, date, len(data), data)


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
        b'INTERNALDATE "17-Jul-2026 02:44:25 -99999999999999999999"',
        b'INTERNALDATE "17-Jul-99999999999999999999 02:44:25 -0700"',
        b"INTERNALDATE (1 2)",
    ],
)
def test_a_moment_that_is_none_costs_no_message(item: bytes) -> None:
    said = answer(b"1 FETCH (UID 1 FLAGS 5 %s BODY[] {%d}\r\n%s)" % (item, len(LETTER), LETTER))
    with opened({b"UID FETCH": said}) as mailbox:
        mailbox.select("INBOX")
        assert list(mailbox.fetch([1])) == [FetchedMessage(1, LETTER)]


def test_an_answer_that_breaks_off_at_any_byte_has_whole_messages_or_none() -> None:
    whole = answer(b"1 FETCH (UID 1 FLAGS () INTERNALDATE NIL BODY[] {2}\r\nhi)")
    for length in range(whole.index(b"TAG")):

        def break_off(dialogue: Dialogue, said: bytes = whole[:length]) -> None:
            dialogue.say(said)
            dialogue.drop()

        with opened({b"UID FETCH": break_off}) as mailbox:
            mailbox.select("INBOX")
            given = mailbox.fetch([1])
            with pytest.raises(ServerUnavailable, match="broke the connection off"):
                next(given)


@pytest.mark.parametrize("item", [b"BODY[]", b"FLAGS", b"X-OTHER"])
def test_messages_that_stay_in_parts_share_the_room_of_one(
    item: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_mailbox, "MOST_IN_MESSAGE", 1000)
    part = b"FETCH (UID %d " + item + b" {400}\r\n" + b"x" * 400 + b")"
    said = [one for uid in (1, 3, 5) for one in (b"1 " + part % uid, response(uid + 1, b"x"))]
    with (
        opened({b"UID FETCH": answer(*said)}) as mailbox,
        pytest.raises(ServerUnavailable, match="more than"),
    ):
        fetched(mailbox, *range(1, 7))


def test_a_keyword_of_any_characters_costs_no_message() -> None:
    said = answer(b"1 FETCH (UID 1 FLAGS (foo[ ]bar {5} $%%) INTERNALDATE NIL BODY[] {2}\r\nhi)")
    with opened({b"UID FETCH": said}) as mailbox:
        assert fetched(mailbox, 1) == [FetchedMessage(1, b"hi", flags=("foo[", "]bar", "{5}", "$%%"))]


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


@pytest.mark.parametrize("code", [b"UNAVAILABLE", b"overquota"])
def test_a_server_that_gives_nothing_for_now_makes_no_message_a_gap(code: bytes) -> None:
    def list_alone(dialogue: Dialogue) -> None:
        is_list = b"BODY" not in dialogue.command
        dialogue.say(answer(b"1 FETCH (UID 1)") if is_list else b"TAG NO [" + code + b"] not today\r\n")

    refused = pytest.raises(ServerUnavailable, match="not today")
    with opened({b"UID FETCH": list_alone}) as mailbox, refused as raised:
        fetched(mailbox)
    assert raised.value.hint == "Try again later."


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
    listed = answer(b"SEARCH 5 0 4294967296 12345678901234 3 3 2", b"SEARCH", b"SEARCH 9 (MODSEQ 77)")
    with opened({b"UID SEARCH": listed}) as mailbox:
        mailbox.select("INBOX")
        assert list(mailbox.uids(2)) == [3, 5, 9]
