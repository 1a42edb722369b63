"""The way to an IMAP server: no credential in the clear, none to a stranger, and none said back anywhere."""

from __future__ import annotations

import logging
import traceback
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    LoginRefused,
    MailAtlasError,
    ReceiverNotConfigured,
    RefusedForNow,
    ServerUnavailable,
)
from mailatlas_core.ports import Mailbox
from mailatlas_core.receive.imap.opening import open_imap
from mailatlas_core.receive.model import Authentication, ImapConfig, Security
from mailatlas_core.secrets import Secret
from tests.core.imap_scripted import Answer, Dialogue, ScriptedServer
from tests.core.smtp import certificates

CANARY = "Canary-bird_7!"
ENCODED = b64encode(CANARY.encode())
IN_PLAIN = b64encode(f"\0ada\0{CANARY}".encode())
IN_XOAUTH2 = b64encode(f"user=ada\1auth=Bearer {CANARY}\1\1".encode())
SHAPES = (CANARY.encode(), CANARY.upper().encode(), ENCODED, IN_PLAIN, IN_XOAUTH2)
TRACES = (CANARY, CANARY[3:], ENCODED.decode()[1:-3], IN_PLAIN.decode()[8:-3], IN_XOAUTH2.decode()[32:-6])
ECHO = b" ".join(b"you said <" + shape + b">" for shape in SHAPES)
WITHOUT_PLAIN = b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
FOR_TOKENS = b"* CAPABILITY IMAP4rev1 AUTH=%s IDLE\r\nTAG OK done\r\n"


@pytest.fixture(autouse=True)
def _trusted(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(folder)))


def way_in(
    server: ScriptedServer,
    security: Security = "ssl",
    authentication: Authentication = "password",
    *,
    username: str = "ada",
    secret: str = CANARY,
) -> Mailbox:
    config = ImapConfig("localhost", username, server.port, security, authentication)
    return open_imap(config, Secret(secret), timeout=5)(CancelToken())


def failed(
    server: ScriptedServer, security: Security = "ssl", authentication: Authentication = "password"
) -> MailAtlasError:
    """What became of an attempt that cannot succeed."""
    with server.running(), pytest.raises(ServerUnavailable) as raised:
        way_in(server, security, authentication)
    return raised.value


def starttls(answers: Mapping[bytes, Answer]) -> ScriptedServer:
    offered = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\nTAG OK done\r\n"}
    return ScriptedServer(offered | dict(answers), tls=certificates.context(), is_encrypted=False)


def assert_nothing_told(server: ScriptedServer) -> None:
    assert not [line for line in server.heard if b"AUTH" in line or b"LOGIN" in line]
    assert not server.secrets


INJECTED = b"TAG OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* PREAUTH welcome\r\n"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({b"CAPABILITY": WITHOUT_PLAIN}, "offers no STARTTLS"),
        ({b"GREETING": b"* PREAUTH welcome\r\n"}, "logged in before anybody was"),
        ({b"GREETING": b"* BYE too many\r\n"}, "ended the connection: too many"),
        ({b"GREETING": b"220 smtp.test ESMTP\r\n"}, "is not IMAP"),
        ({b"STARTTLS": b"TAG NO not now\r\n"}, "does not go on: not now"),
        ({b"STARTTLS": b"TAG BAD what\r\n"}, "does not go on: what"),
        ({b"STARTTLS": INJECTED}, "speaks before the encryption"),
        ({b"STARTTLS": b"TAG OK go\r\n* OK"}, "speaks before the encryption"),
    ],
)
def test_no_credential_goes_where_starttls_does_not_happen(answers: dict[bytes, Answer], said: str) -> None:
    server = starttls(answers)
    error = failed(server, "starttls")
    assert said in error.message
    assert error.hint
    assert_nothing_told(server)


@pytest.mark.parametrize("security", ["ssl", "starttls"])
@pytest.mark.parametrize(
    ("names", "by_stranger"), [(("localhost",), True), (("other.example",), False), (("127.0.0.1",), False)]
)
def test_no_credential_goes_to_a_server_whose_certificate_is_not_its_own(
    security: Security, names: tuple[str, ...], by_stranger: bool
) -> None:
    server = starttls({}) if security == "starttls" else ScriptedServer()
    server.tls = certificates.context(*names, by_stranger=by_stranger)
    error = failed(server, security)
    assert "has a certificate that cannot be verified" in error.message
    assert "SSL_CERT_FILE" in (error.hint or "")
    assert_nothing_told(server)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_of_authorities_without_any_is_named_and_nobody_is_asked(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = ScriptedServer()
    error = failed(server)
    assert (type(error), str(file) in error.message) == (ServerUnavailable, True)
    assert_nothing_told(server)


def test_a_server_that_is_not_encrypted_is_told_nothing() -> None:
    server = ScriptedServer(is_encrypted=False)
    assert "does not speak TLS" in failed(server).message
    assert_nothing_told(server)


def test_what_was_offered_before_the_encryption_does_not_count() -> None:
    def offer(dialogue: Dialogue) -> None:
        is_second = b"STARTTLS" in b" ".join(dialogue.server.heard)
        dialogue.say(
            b"* CAPABILITY IMAP4rev1 %s\r\n" % (b"LOGINDISABLED" if is_second else b"STARTTLS AUTH=PLAIN")
        )
        dialogue.say(b"TAG OK done\r\n")

    server = starttls({b"CAPABILITY": offer})
    assert "offers no log-in by a password" in failed(server, "starttls").message
    assert_nothing_told(server)


@pytest.mark.parametrize(
    ("mechanism", "secret"),
    [
        (b"XOAUTH2", b"user=ada\1auth=Bearer " + CANARY.encode() + b"\1\1"),
        (b"OAUTHBEARER", b"n,a=ada,\1auth=Bearer " + CANARY.encode() + b"\1\1"),
    ],
)
def test_a_token_is_told_by_what_the_server_offers(mechanism: bytes, secret: bytes) -> None:
    server = ScriptedServer({b"CAPABILITY": FOR_TOKENS % mechanism}, tls=certificates.context())
    with server.running():
        way_in(server, authentication="token").close()
    assert server.secrets == [secret]


def test_a_password_that_has_to_be_quoted_is() -> None:
    server = ScriptedServer({b"CAPABILITY": WITHOUT_PLAIN}, tls=certificates.context())
    with server.running():
        way_in(server, username='a "b', secret="\\c d").close()
    assert b'A2 LOGIN "a \\"b" "\\\\c d"' in server.heard


@pytest.mark.parametrize(
    ("authentication", "offered"), [("token", b"AUTH=PLAIN"), ("password", b"AUTH=XOAUTH2 LOGINDISABLED")]
)
def test_a_server_without_the_way_to_log_in_is_told_nothing(
    authentication: Authentication, offered: bytes
) -> None:
    capability = b"* CAPABILITY IMAP4rev1 " + offered + b"\r\nTAG OK done\r\n"
    server = ScriptedServer({b"CAPABILITY": capability}, tls=certificates.context())
    error = failed(server, authentication=authentication)
    assert isinstance(error, LoginRefused)
    assert_nothing_told(server)


def test_a_token_is_told_once_to_a_server_that_asks_on() -> None:
    def ask_on(dialogue: Dialogue) -> None:
        for _ in range(3):
            dialogue.say(b"+ \r\n")
            dialogue.hear()
        dialogue.say(b"TAG NO no\r\n")

    answers: dict[bytes, Answer] = {b"CAPABILITY": FOR_TOKENS % b"XOAUTH2", b"AUTHENTICATE": ask_on}
    server = ScriptedServer(answers, tls=certificates.context())
    assert isinstance(failed(server, authentication="token"), LoginRefused)
    assert server.heard[-3:] == [IN_XOAUTH2, b"", b"*"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"TAG NO [AUTHENTICATIONFAILED] no\r\n", LoginRefused),
        (b"TAG BAD no\r\n", LoginRefused),
        (b"TAG NO [UNAVAILABLE] later\r\n", RefusedForNow),
        (b"* BYE no\r\n", ServerUnavailable),
    ],
)
def test_a_refusal_is_told_from_a_server_that_cannot(answer: bytes, kind: type[MailAtlasError]) -> None:
    server = ScriptedServer({b"AUTHENTICATE": answer}, tls=certificates.context())
    assert type(failed(server)) is kind


@pytest.mark.parametrize(
    ("username", "secret", "authentication"),
    [
        ("", "x", "password"),
        ("a\r\nb", "x", "password"),
        ("ada", "", "password"),
        ("ada", "a\r\nb", "password"),
        ("ada", "a\0b", "password"),
        ("ada", "a\x1bb", "password"),
        ("ada", "a\x85b", "password"),
        ("ada", "a\1b", "token"),
        ("ada", "a b", "token"),
        ("ada", "ä", "token"),
    ],
)
def test_what_no_command_can_have_in_it_is_told_to_nobody(
    username: str, secret: str, authentication: Authentication
) -> None:
    server = ScriptedServer(tls=certificates.context())
    with server.running(), pytest.raises(ReceiverNotConfigured) as raised:
        way_in(server, authentication=authentication, username=username, secret=secret)
    assert raised.value.hint
    assert not server.heard


@pytest.mark.parametrize(
    ("host", "port"), [("", 993), ("a b", 993), ("x" * 70, 993), ("localhost", 0), ("a", 65536)]
)
def test_what_is_no_server_is_not_configured(host: str, port: int) -> None:
    with pytest.raises(ReceiverNotConfigured):
        open_imap(ImapConfig(host, "ada", port), Secret("x"))(CancelToken())


ECHOES: Mapping[str, bytes] = {
    "AUTHENTICATE": b"TAG NO " + ECHO + b"\r\n",
    "LOGIN": b"TAG NO " + ECHO + b"\r\n",
    "BYE": b"* BYE " + ECHO + b"\r\n",
    "garbage": ECHO + b"\r\n",
}


@pytest.mark.parametrize("kind", ECHOES)
@pytest.mark.parametrize("authentication", ["password", "token"])
def test_a_secret_that_is_said_back_at_the_log_in_is_nowhere(
    kind: str, authentication: Authentication, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers: dict[bytes, Answer] = {b"AUTHENTICATE": ECHOES[kind], b"LOGIN": ECHOES[kind]}
    if authentication == "token":
        answers[b"CAPABILITY"] = FOR_TOKENS % b"XOAUTH2"
    elif kind == "LOGIN":
        answers[b"CAPABILITY"] = WITHOUT_PLAIN
    error = failed(ScriptedServer(answers, tls=certificates.context()), authentication=authentication)
    assert "[secret]" in error.message or kind == "garbage"
    assert_no_trace(error, caplog.text)


@pytest.mark.parametrize("times", [1, 3, 4])
def test_of_a_long_token_that_is_said_back_no_part_is_told(times: int) -> None:
    token = "".join(f"{number:x}" for number in range(1500))
    refusal = b"TAG NO" + times * (b" you said " + token.encode()) + b"\r\n"
    answers: dict[bytes, Answer] = {b"CAPABILITY": FOR_TOKENS % b"XOAUTH2", b"AUTHENTICATE": refusal}
    server = ScriptedServer(answers, tls=certificates.context())
    with server.running(), pytest.raises(LoginRefused) as raised:
        way_in(server, authentication="token", secret=token)
    assert not [start for start in range(len(token) - 6) if token[start : start + 6] in raised.value.message]


ASKED: Mapping[bytes, Callable[[Mailbox], object]] = {
    b"LIST": lambda mailbox: mailbox.folders(),
    b"EXAMINE": lambda mailbox: mailbox.select("INBOX"),
    b"UID SEARCH": lambda mailbox: mailbox.uids(0),
    b"UID FETCH": lambda mailbox: mailbox.sizes([1]),
}


@pytest.mark.parametrize("verb", ASKED)
def test_a_secret_that_is_said_back_later_is_nowhere(verb: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = ScriptedServer({verb: b"TAG NO " + ECHO + b"\r\n"}, tls=certificates.context())
    with server.running(), closing(way_in(server)) as mailbox:
        with pytest.raises(ServerUnavailable) as raised:
            ASKED[verb](mailbox)
        assert "[secret]" in raised.value.message
        assert raised.value.hint
        assert_no_trace(raised.value, caplog.text, repr(mailbox), repr(vars(mailbox)))


def assert_no_trace(error: BaseException, *texts: str) -> None:
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    # The frames of the test itself have the canary in their hands.
    frames = [frame for frame in shown.stack if "tests" not in frame.filename]
    told = "".join(traceback.StackSummary.from_list(frames).format()) + "".join(shown.format_exception_only())
    told += "".join(f"{frame.locals}" for frame in frames)
    assert shown.__cause__ is None
    for text in (told, repr(error), *texts):
        assert not [trace for trace in TRACES if trace.lower() in text.lower()]
