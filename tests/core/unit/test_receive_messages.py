"""A message of a server as what is stored of it: flags and labels as tags, Gmail's numbers, moments."""

from __future__ import annotations

import pytest

from mailatlas_core.receive.messages import raw_message
from mailatlas_core.receive.model import FetchedMessage, ImapConfig

ACCOUNT = ImapConfig("imap.example.com", "ada@example.com")


@pytest.mark.parametrize(
    ("flags", "tags"),
    [
        ((), ("unread",)),
        (("\\Seen",), ()),
        (("\\SEEN", "\\flagged"), ("flagged",)),
        (("$Forwarded", "\\Recent"), ("unread",)),
    ],
)
def test_flags_suggest_tags_whatever_their_case(flags: tuple[str, ...], tags: tuple[str, ...]) -> None:
    message = raw_message(b"x", FetchedMessage(1, b"x", flags=flags), ACCOUNT, "INBOX", 7)
    assert message.tags == tags
    assert message.source.flags == flags


def test_gmail_says_its_numbers_as_its_interface_writes_them_and_its_labels() -> None:
    gmail = {
        "X-GM-MSGID": 0x18E3F0A1B2C3D4E5,
        "X-GM-THRID": 0x18E3F0A1B2C3D4E0,
        "X-GM-LABELS": ("\\Important", "Harbor", "two words", "Arbeit/Häfen"),
    }
    message = raw_message(b"x", FetchedMessage(1, b"x", gmail=gmail), ACCOUNT, "INBOX", 7)
    assert message.source.gmail_message_id == "18e3f0a1b2c3d4e5"
    assert message.source.gmail_thread_id == "18e3f0a1b2c3d4e0"
    assert message.source.gmail_label_ids == gmail["X-GM-LABELS"]
    assert message.tags == ("unread", "Harbor", "Arbeit/Häfen")


@pytest.mark.parametrize("gmail", [None, {}, {"X-GM-MSGID": "1", "X-GM-LABELS": None}])
def test_without_gmail_there_is_nothing_of_it(gmail: dict[str, object] | None) -> None:
    source = raw_message(b"x", FetchedMessage(1, b"x", gmail=gmail), ACCOUNT, "INBOX", 7).source
    assert (source.gmail_message_id, source.gmail_thread_id, source.gmail_label_ids) == (None, None, ())


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-03-14T16:44:00"])
def test_what_is_no_moment_is_none(text: str | None) -> None:
    fetched = FetchedMessage(1, b"x", internal_date=text)
    assert raw_message(b"x", fetched, ACCOUNT, "INBOX", 7).internal_date is None
