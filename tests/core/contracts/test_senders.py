"""What every way out promises, tried on each of them with the same messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailatlas_core.outbound.model import Envelope, Outgoing
from mailatlas_core.outbound.senders.file import FileSender
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.outbound.senders.server import Encryption, SmtpServer
from mailatlas_core.outbound.senders.smtp import SmtpSender
from mailatlas_core.ports import MailSender
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.sources import Credential
from tests.core.smtp import aiosmtp, certificates

HEADER = b"From: ada@example.org\r\nTo: bob@example.org\r\nSubject: Harbor\r\n\r\n"

CONTENTS = {
    "a letter": HEADER + b"Dear Bob\r\n",
    "no text": HEADER,
    "dots": HEADER + b".\r\n..\r\n...x\r\n .\r\n.\r\n",
    "a line that looks like the end": HEADER + b"a\r\n.\r\nQUIT\r\n",
    "8 bits": HEADER + bytes(byte for byte in range(128, 256)) + b"\r\n",
    "NUL and control characters": HEADER + b"\0\x01\x1b[31m\x7f\r\n",
    "empty lines at the end": HEADER + b"\r\n\r\n\r\n",
    "a long line": HEADER + b"x" * 900 + b"\r\n",
    "many lines": HEADER + b"..line\r\n" * 40_000,
}


@dataclass
class Peer:
    """A sender, and what arrived on its other side."""

    sender: MailSender
    received: list[Outgoing] = field(default_factory=list)
    folder: Path | None = None

    def arrived(self) -> list[bytes]:
        if self.folder is None:
            return [one.raw for one in self.received]
        return [file.read_bytes() for file in sorted(self.folder.iterdir())]


def in_memory(*script: tuple[Fault, ...]) -> Peer:
    sender = MemorySender(script)
    return Peer(sender, sender.received)


@contextmanager
def over_smtp(encryption: Encryption, *, needs_login: bool) -> Iterator[Peer]:
    tls = None if encryption == "none" else certificates.context()
    login = Credential(Secret(aiosmtp.PASSWORD), "a test") if needs_login else None
    user = aiosmtp.USERNAME if needs_login else ""
    with aiosmtp.running(tls, is_encrypted=encryption == "ssl", needs_login=needs_login) as (handler, port):
        yield Peer(SmtpSender(SmtpServer("localhost", port, encryption, user, login)), handler.received)


SMTP: dict[str, tuple[Encryption, bool]] = {
    "plain": ("none", False),
    "plain with AUTH": ("none", True),
    "STARTTLS": ("starttls", False),
    "STARTTLS with AUTH": ("starttls", True),
    "SSL": ("ssl", False),
    "SSL with AUTH": ("ssl", True),
}

# aiosmtpd warns of a log-in in the clear and does not see that of SSL; here both are meant.
pytestmark = [
    pytest.mark.usefixtures("_trusted"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]


@pytest.fixture(params=["memory", "file", *SMTP])
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Peer]:
    """Every way out."""
    match request.param:
        case "memory":
            yield in_memory()
        case "file":
            folder = tmp_path / "out"
            yield Peer(FileSender(folder), folder=folder)
        case name:
            encryption, needs_login = SMTP[name]
            with over_smtp(encryption, needs_login=needs_login) as peer:
                yield peer


@pytest.fixture(params=["memory", *SMTP])
def judging_peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """Every way out that can refuse a recipient: `refused…` for good, `later…` for now."""
    if request.param == "memory":
        refused = Fault("rcpt", "550 5.1.1 <refused@example.net>: no such user", "refused@example.net")
        later = Fault("rcpt", "451 4.7.1 <later@example.net>: not now", "later@example.net")
        yield in_memory((refused, later))
        return
    encryption, needs_login = SMTP[request.param]
    with over_smtp(encryption, needs_login=needs_login) as peer:
        yield peer


def outgoing(*recipients: str, raw: bytes = CONTENTS["a letter"]) -> Outgoing:
    return Outgoing(raw, Envelope("ada@example.org", recipients or ("bob@example.org",)))


@pytest.mark.parametrize("content", CONTENTS)
def test_a_message_that_is_taken_arrives_once_and_byte_for_byte(peer: Peer, content: str) -> None:
    delivery = peer.sender.send(outgoing(raw=CONTENTS[content]))
    assert (delivery.status, delivery.error, delivery.refused) == ("sent", None, ())
    assert peer.arrived() == [CONTENTS[content]]


def test_what_was_taken_has_an_id_and_an_answer(peer: Peer) -> None:
    delivery = peer.sender.send(outgoing())
    assert delivery.provider_message_id
    assert delivery.provider_message_id in " ".join(delivery.response.values())


def test_two_messages_arrive_in_their_order(peer: Peer) -> None:
    contents = [CONTENTS["a letter"], CONTENTS["dots"]]
    assert [peer.sender.send(outgoing(raw=one)).status for one in contents] == ["sent", "sent"]
    assert sorted(peer.arrived()) == sorted(contents)


def test_a_sender_says_its_provider(peer: Peer) -> None:
    assert peer.sender.provider in ("memory", "file", "smtp")


def test_every_recipient_is_in_the_envelope_bcc_among_them(judging_peer: Peer) -> None:
    sent = outgoing("bob@example.org", "hidden@example.net", '"a quoted one"@example.org')
    assert judging_peer.sender.send(sent).status == "sent"
    assert judging_peer.received == [sent]


def test_some_refused_is_sent_with_the_refused_listed(judging_peer: Peer) -> None:
    sent = outgoing("refused@example.net", "bob@example.org", "later@example.net", "carol@example.org")
    delivery = judging_peer.sender.send(sent)
    assert delivery.status == "sent"
    assert delivery.provider_message_id
    assert [(one.email, one.code) for one in delivery.refused] == [
        ("refused@example.net", 550),
        ("later@example.net", 451),
    ]
    assert judging_peer.received == [outgoing("bob@example.org", "carol@example.org")]


@pytest.mark.parametrize(
    ("recipients", "retryable"),
    [
        (("refused@example.net",), False),
        (("later@example.net",), True),
        (("refused@example.net", "later@example.net"), False),
    ],
)
def test_all_refused_is_an_error_and_nothing_is_handed_over(
    judging_peer: Peer, recipients: tuple[str, ...], retryable: bool
) -> None:
    delivery = judging_peer.sender.send(outgoing(*recipients))
    assert (delivery.status, delivery.retryable) == ("error", retryable)
    assert tuple(one.email for one in delivery.refused) == recipients
    assert judging_peer.received == []


def test_no_recipient_stands_in_what_was_answered(judging_peer: Peer) -> None:
    delivery = judging_peer.sender.send(outgoing("refused@example.net", "later@example.net"))
    texts = [delivery.error, *delivery.response.values(), *(one.reason for one in delivery.refused)]
    assert delivery.refused[0].reason == "550 5.1.1 <[a recipient]>: no such user"
    assert not [text for text in texts if "@" in str(text)]
