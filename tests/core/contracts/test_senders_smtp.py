"""What the way out by SMTP promises beyond the others: encryption, log-in, and nothing changed to fit."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime

import pytest

from mailatlas_core.outbound.model import Delivery, Envelope, Outgoing
from mailatlas_core.outbound.senders.server import Encryption, SmtpServer
from mailatlas_core.outbound.senders.smtp import SmtpSender
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.sources import Credential
from tests.core.smtp import aiosmtp, certificates
from tests.core.smtp.scripted import ScriptedServer

pytestmark = pytest.mark.usefixtures("_trusted")

PASSWORD = "correct horse battery staple"
LETTER = b"Subject: Harbor\r\n\r\nDear Bob\r\n"
ENVELOPE = Envelope("ada@example.org", ("bob@example.org",))


def settled(port: int, encryption: Encryption = "none", *, password: str | None = PASSWORD) -> SmtpServer:
    if password is None:
        return SmtpServer("localhost", port, encryption)
    return SmtpServer("localhost", port, encryption, "ada", Credential(Secret(password), "the keychain"))


def sent(
    server: ScriptedServer,
    encryption: Encryption = "none",
    *,
    raw: bytes = LETTER,
    envelope: Envelope = ENVELOPE,
    password: str | None = PASSWORD,
) -> Delivery:
    with server.running():
        return SmtpSender(settled(server.port, encryption, password=password)).send(Outgoing(raw, envelope))


def verbs(server: ScriptedServer) -> list[str]:
    return [command.split()[0].upper() for command in server.commands]


def logins(server: ScriptedServer) -> list[str]:
    """What was said to log in, between EHLO and MAIL."""
    start = verbs(server).index("AUTH")
    said = server.commands[start : verbs(server).index("MAIL")]
    return [one for one in (command.removeprefix("AUTH").split()[-1] for command in said) if one != "LOGIN"]


def test_without_starttls_nothing_is_said_in_the_clear() -> None:
    server = ScriptedServer()
    delivery = sent(server, "starttls")
    assert delivery.status == "error"
    assert delivery.error == f"localhost:{server.port} offers no STARTTLS, and nothing is sent in the clear."
    assert verbs(server) == ["EHLO", "QUIT"]


@pytest.mark.parametrize("encryption", ["starttls", "ssl"])
@pytest.mark.parametrize("fault", ["untrusted", "another name", "expired"])
def test_a_certificate_that_cannot_be_verified_gets_nothing(encryption: Encryption, fault: str) -> None:
    match fault:
        case "untrusted":
            tls = certificates.context(by_stranger=True)
        case "another name":
            tls = certificates.context("mail.example.org")
        case _:
            tls = certificates.context(until=datetime(2020, 1, 2, tzinfo=UTC))
    server = ScriptedServer(tls=tls, is_encrypted=encryption == "ssl")
    delivery = sent(server, encryption)
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert f"localhost:{server.port} has a certificate that cannot be verified" in (delivery.error or "")
    assert set(verbs(server)) <= {"EHLO", "STARTTLS"}


def test_a_certificate_of_nobody_that_is_trusted_is_refused_without_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    delivery = sent(ScriptedServer(tls=certificates.context(), is_encrypted=True), "ssl")
    assert "cannot be verified" in (delivery.error or "")


def test_a_server_without_encryption_is_no_server_with_it() -> None:
    server = ScriptedServer()
    delivery = sent(server, "ssl")
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert "does not speak TLS" in (delivery.error or "")
    assert server.received == []


def test_a_user_is_logged_in_only_behind_the_encryption() -> None:
    server = ScriptedServer(tls=certificates.context())
    assert sent(server, "starttls").status == "sent"
    assert verbs(server) == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


def test_the_server_is_told_neither_the_name_of_this_machine_nor_where_it_is() -> None:
    server = ScriptedServer()
    sent(server)
    assert server.commands[0].lower() == "ehlo [127.0.0.1]"


def test_without_a_password_nobody_logs_in() -> None:
    server = ScriptedServer()
    assert sent(server, password=None).status == "sent"
    assert "AUTH" not in verbs(server)


@pytest.mark.parametrize("password", [PASSWORD, "pässwörd", "密码 🔑", pytest.param("x" * 2000, id="long")])
@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_a_password_arrives_as_utf_8_whichever_way_is_offered(way: str, password: str) -> None:
    server = ScriptedServer(features=(f"AUTH {way}",))
    assert sent(server, password=password).status == "sent"
    texts = [b64decode(said).decode() for said in logins(server)]
    assert texts == ([f"\0ada\0{password}"] if way == "PLAIN" else ["ada", password])


def test_a_server_that_offers_no_log_in_of_ours_is_not_sent_to() -> None:
    server = ScriptedServer(features=("AUTH GSSAPI CRAM-MD5",))
    delivery = sent(server)
    assert delivery.status == "error"
    assert "AUTH PLAIN or AUTH LOGIN" in (delivery.error or "")
    assert verbs(server) == ["EHLO", "QUIT"]


def test_a_wrong_password_is_an_error_that_says_where_it_came_from() -> None:
    tls = certificates.context()
    with aiosmtp.running(tls, needs_login=True) as (handler, port):
        server = settled(port, "starttls", password="wrong")
        delivery = SmtpSender(server).send(Outgoing(LETTER, ENVELOPE))
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert f"localhost:{port} refused the log-in with the password from the keychain: 535" in (
        delivery.error or ""
    )
    assert handler.received == []
    assert len(handler.logins) == 1


@pytest.mark.parametrize(
    ("features", "raw", "options"),
    [
        ((), LETTER, ""),
        (("SIZE 1000",), LETTER, f" size={len(LETTER)}"),
        (("SIZE",), LETTER, f" size={len(LETTER)}"),
        (("SIZE 0",), LETTER, f" size={len(LETTER)}"),
        (("8BITMIME", "SMTPUTF8"), LETTER, ""),
        (("8BITMIME",), LETTER + b"\xe4\r\n", " body=8bitmime"),
        (("SMTPUTF8", "8BITMIME"), b"Subject: H\xc3\xa4fen\r\n\r\n", " body=8bitmime smtputf8"),
    ],
)
def test_mail_says_of_the_message_what_the_server_wants_to_know(
    features: tuple[str, ...], raw: bytes, options: str
) -> None:
    server = ScriptedServer(features=features)
    assert sent(server, raw=raw, password=None).status == "sent"
    assert server.commands[1].lower() == f"mail from:<ada@example.org>{options}"
    assert server.received == [Outgoing(raw, ENVELOPE)]


@pytest.mark.parametrize(
    ("features", "raw", "said"),
    [
        (("SIZE 10",), LETTER, "takes messages of at most 10 bytes, and this one has 29."),
        ((), LETTER + b"\xe4\r\n", "takes only messages in 7 bits, and this one has 8."),
        (("8BITMIME",), b"Subject: H\xc3\xa4fen\r\n\r\n", "takes no addresses or headers beyond ASCII"),
    ],
)
def test_a_message_is_not_changed_to_fit_a_server(features: tuple[str, ...], raw: bytes, said: str) -> None:
    server = ScriptedServer(features=features)
    delivery = sent(server, raw=raw, password=None)
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert said in (delivery.error or "")
    assert verbs(server) == ["EHLO", "QUIT"]


@pytest.mark.parametrize("limit", ["9" * 5000, "²", "-1", "much"])
def test_a_size_that_is_none_limits_nothing(limit: str) -> None:
    assert sent(ScriptedServer(features=(f"SIZE {limit}",)), password=None).status == "sent"


def test_an_international_address_is_said_where_the_server_takes_it() -> None:
    envelope = Envelope("ada@example.org", ("grün@bücher.example",))
    server = ScriptedServer()
    assert sent(server, envelope=envelope).status == "sent"
    assert server.received == [Outgoing(LETTER, envelope)]
    refusing = ScriptedServer(features=("AUTH PLAIN",))
    assert "beyond ASCII" in (sent(refusing, envelope=envelope).error or "")
    assert refusing.received == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"a", b"a\n", b"a\r\n.\n\r\n", b"a\r\n\r.\r\n", b"a\r\n\n.\r\n", b"a\rb\r\n", b"a\r\r\n", b"a\r"],
)
def test_lines_that_servers_end_differently_are_not_sent_to_any(raw: bytes) -> None:
    server = ScriptedServer()
    delivery = sent(server, raw=raw)
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert "CRLF" in (delivery.error or "")
    assert server.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bob@example.org\r\nRCPT TO:<eve@example.net>",
        "bob@example.org> SIZE=1 <eve@example.net",
        "Bob <bob@example.org>",
        "bob@example.org, eve@example.net",
        "bob@example.org\0",
        "bob\u2028@example.org",
        "(" * 5000,
    ],
)
@pytest.mark.parametrize("who", ["sender", "recipient"])
def test_what_is_no_single_address_is_not_said_to_any_server(address: str, who: str) -> None:
    told = (
        Envelope(address, ENVELOPE.recipients) if who == "sender" else Envelope("ada@example.org", (address,))
    )
    server = ScriptedServer()
    delivery = sent(server, envelope=told)
    assert (delivery.status, delivery.retryable) == ("error", False)
    assert "@" not in (delivery.error or "")
    assert server.connections == 0


def test_a_message_for_nobody_is_not_sent() -> None:
    server = ScriptedServer()
    assert sent(server, envelope=Envelope("ada@example.org", ())).status == "error"
    assert server.connections == 0


def test_each_answer_is_kept_under_its_step() -> None:
    server = ScriptedServer(tls=certificates.context(), refusals={"eve@example.net": b"550 no\r\n"})
    envelope = Envelope("ada@example.org", ("bob@example.org", "eve@example.net"))
    delivery = sent(server, "starttls", envelope=envelope)
    assert delivery.response == {
        "starttls": "220 go",
        "auth": "235 welcome",
        "mail": "250 ok",
        "rcpt": "250 ok\n550 no",
        "data": "354 go ahead",
        "end": "250 2.0.0 Ok: queued as 4XYZ",
    }
    assert delivery.provider_message_id == "4XYZ"


@pytest.mark.parametrize(
    "shown", [b"Eve@example.net", b"eve@\r\n550-example.net", b"https://mail.example/?to=eve%40example.net"]
)
def test_a_recipient_is_not_repeated_in_an_answer(shown: bytes) -> None:
    server = ScriptedServer(refusals={"eve@example.net": b"550-no " + shown + b"\r\n550 at all\r\n"})
    delivery = sent(server, envelope=Envelope("ada@example.org", ("bob@example.org", "eve@example.net")))
    assert "[a recipient] at all" in delivery.response["rcpt"]
    assert "example.net" not in f"{delivery.response} {delivery.refused[0].reason}"


def test_an_answer_is_one_line_of_bounded_length() -> None:
    server = ScriptedServer({"end": b"250-\x1b[31m\r\n" + b"250-" + b"x" * 5000 + b"\r\n250 end\r\n"})
    answer = sent(server).response["end"]
    assert answer.startswith("250 [31m xxx")
    assert len(answer) < 600


@pytest.mark.parametrize(
    ("answer", "id"),
    [
        (b"250 2.0.0 Ok: queued as 4Rk1JX", "4Rk1JX"),
        (b"250 OK id=1qXyZa-0001", "1qXyZa-0001"),
        (b"250 Message queued as <x@mail.example.org>", "x@mail.example.org"),
        (b"250 ok", None),
        (b"250 queued", None),
    ],
)
def test_the_id_of_a_queue_is_taken_where_it_is_plain(answer: bytes, id: str | None) -> None:
    assert sent(ScriptedServer({"end": answer + b"\r\n"})).provider_message_id == id
