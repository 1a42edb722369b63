"""What can go wrong on the way to a server, at every step: the outcome is true, and nothing goes twice."""

from __future__ import annotations

import pytest

from mailatlas_core.outbound.model import Delivery, Envelope, Outgoing
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.outbound.senders.outcome import STEPS, Step
from mailatlas_core.outbound.senders.server import Encryption, SmtpServer
from mailatlas_core.outbound.senders.smtp import SmtpSender
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.sources import Credential
from tests.core.smtp import certificates
from tests.core.smtp.scripted import Mishap, ScriptedServer

pytestmark = pytest.mark.usefixtures("_trusted")

PASSWORD = Secret("correct horse battery staple")
LETTER = b"Subject: Harbor\r\n\r\n.A dot\r\n"
SHORT = Outgoing(LETTER, Envelope("ada@example.org", ("bob@example.org", "hidden@example.net")))
# More than all buffers between here and there hold, so that it cannot be handed over unread.
LONG = Outgoing(
    LETTER + b"a line of sixty-four bytes, as many others are in this letter..\r\n" * 300_000, SHORT.envelope
)

ENCRYPTIONS: tuple[Encryption, ...] = ("none", "starttls", "ssl")
PATIENCE = 0.5


def server(encryption: Encryption, faults: dict[Step, Mishap | bytes]) -> ScriptedServer:
    tls = None if encryption == "none" else certificates.context()
    return ScriptedServer(faults, tls=tls, is_encrypted=encryption == "ssl")


def sender(server: ScriptedServer, encryption: Encryption, timeout: float = 30.0) -> SmtpSender:
    settled = SmtpServer("localhost", server.port, encryption, "ada", Credential(PASSWORD, "a test"))
    return SmtpSender(settled, timeout=timeout, last_timeout=timeout)


def attempted(
    faults: dict[Step, Mishap | bytes],
    encryption: Encryption,
    message: Outgoing = SHORT,
    timeout: float = 30.0,
) -> tuple[Delivery, ScriptedServer]:
    """What became of one attempt, and the server that it was made at."""
    with server(encryption, faults).running() as peer:
        delivery = sender(peer, encryption, timeout).send(message)
    assert peer.connections <= 1
    assert peer.commands.count("DATA") <= 1
    return delivery, peer


def steps(encryption: Encryption) -> list[Step]:
    return [step for step in STEPS if step != "starttls" or encryption == "starttls"]


CASES = [(encryption, step) for encryption in ENCRYPTIONS for step in steps(encryption)]


def message_for(step: Step) -> Outgoing:
    return LONG if step == "content" else SHORT


def assert_told(delivery: Delivery, peer: ScriptedServer) -> None:
    """One sentence, which names the server and neither the secret nor a recipient."""
    error = delivery.error or ""
    assert error.startswith(f"localhost:{peer.port} ")
    assert "\n" not in error
    assert "@" not in error
    assert PASSWORD.reveal() not in repr(delivery)


@pytest.mark.parametrize(("encryption", "step"), CASES)
def test_a_connection_lost_before_the_end_is_an_error_and_at_the_end_unknown(
    encryption: Encryption, step: Step
) -> None:
    delivery, peer = attempted({step: Mishap.DROP}, encryption, message_for(step))
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert delivery.retryable == (step != "end")
    assert peer.received == []
    assert_told(delivery, peer)
    assert step == "end" or (f"({STEPS[step]})" in (delivery.error or "")) == (step != "connect")


@pytest.mark.parametrize("encryption", ENCRYPTIONS)
def test_an_answer_lost_after_the_message_was_taken_is_unknown_and_nothing_goes_twice(
    encryption: Encryption,
) -> None:
    delivery, peer = attempted({"end": Mishap.TAKE_AND_DROP}, encryption)
    assert (delivery.status, delivery.retryable) == ("unknown", False)
    assert peer.received == [SHORT]
    assert "may have taken it" in (delivery.error or "")


@pytest.mark.parametrize("step", steps("starttls"))
def test_a_server_that_falls_silent_is_given_up(step: Step) -> None:
    delivery, peer = attempted({step: Mishap.SILENCE}, "starttls", message_for(step), PATIENCE)
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert "in time" in (delivery.error or "")
    assert delivery.retryable == (step != "end")
    assert peer.received == []
    assert_told(delivery, peer)


def answered(step: Step, code: int) -> dict[Step, Mishap | bytes]:
    return {step: b"%d 4.3.2 <bob@example.org>: a reason\r\n" % code}


@pytest.mark.parametrize("code", [421, 450, 550])
@pytest.mark.parametrize(("encryption", "step"), [case for case in CASES if case[1] != "content"])
def test_a_refusal_at_any_step_is_an_error_that_may_pass_when_its_code_says_so(
    encryption: Encryption, step: Step, code: int
) -> None:
    delivery, peer = attempted(answered(step, code), encryption)
    assert (delivery.status, delivery.retryable) == ("error", code < 500)
    assert peer.received == []
    told = " ".join([delivery.error or "", *(one.reason for one in delivery.refused)])
    assert f"{code} 4.3.2 <[a recipient]>: a reason" in told
    assert_told(delivery, peer)


def test_a_server_that_closes_at_a_recipient_takes_the_message_for_nobody() -> None:
    peer = ScriptedServer(refusals={"hidden@example.net": b"421 4.3.2 closing\r\n"})
    with peer.running():
        delivery = sender(peer, "none").send(SHORT)
    assert (delivery.status, delivery.retryable, delivery.refused) == ("error", True, ())
    assert "DATA" not in peer.commands


GARBAGE = {
    "no code": b"hello\r\n",
    "a code out of range": b"999 what\r\n",
    "a code of six digits": b"250250\r\n",
    "nothing": b"\r\n",
    "two codes in one answer": b"250-one\r\n354 two\r\n",
    "an answer to something else": b"199 no\r\n",
    "bytes": b"\xff\xfe\x00\r\n",
    "a line without end": b"250 " + b"x" * 70_000,
}


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("step", [step for step in steps("none") if step != "content"])
def test_what_is_no_answer_is_not_taken_for_one(step: Step, garbage: str) -> None:
    delivery, peer = attempted({step: GARBAGE[garbage]}, "none")
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert "not SMTP" in (delivery.error or "")
    assert_told(delivery, peer)


@pytest.mark.parametrize("step", [step for step in steps("none") if step != "content"])
def test_an_answer_without_end_is_cut_off(step: Step) -> None:
    delivery, peer = attempted({step: Mishap.FLOOD}, "none")
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert_told(delivery, peer)


@pytest.mark.parametrize(
    ("step", "code"),
    [("mail", 354), ("rcpt", 354), ("data", 250), ("end", 354), ("auth", 334), ("ehlo", 354)],
)
def test_a_good_code_at_the_wrong_step_is_no_answer(step: Step, code: int) -> None:
    delivery, peer = attempted({step: b"%d go on\r\n" % code}, "none")
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert peer.received == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("connect", b"220 hello"),
        ("ehlo", b"250-hello\r\n250 AUTH PLAIN"),
        ("auth", b"235 welcome"),
        ("mail", b"250 ok"),
        ("rcpt", b"250 ok"),
        ("data", b"354 go ahead"),
    ],
)
def test_who_speaks_out_of_turn_is_not_believed(step: Step, answer: bytes) -> None:
    delivery, peer = attempted({step: answer + b"\r\n250 queued as FORGED\r\n"}, "none")
    assert delivery.status == "error"
    assert "not SMTP" in (delivery.error or "")
    assert peer.received == []


def test_what_was_said_before_the_encryption_is_not_believed_after_it() -> None:
    delivery, peer = attempted({"starttls": b"220 go\r\n250 forged\r\n"}, "starttls")
    assert delivery.status == "error"
    assert not [command for command in peer.commands if "AUTH" in command]


@pytest.mark.parametrize("quitting", [b"", b"999 what\r\n"])
def test_how_a_server_takes_its_leave_changes_nothing(quitting: bytes) -> None:
    with server("none", {"end": b"250 ok\r\n" + quitting}).running() as peer:
        assert sender(peer, "none").send(SHORT).status == "sent"


@pytest.mark.parametrize("encryption", ENCRYPTIONS)
def test_the_next_attempt_after_a_fault_is_one_of_its_own(encryption: Encryption) -> None:
    with server(encryption, {"data": Mishap.DROP}).running() as peer:
        out = sender(peer, encryption)
        assert out.send(SHORT).status == "error"
        peer.faults.clear()
        assert out.send(SHORT).status == "sent"
    assert peer.received == [SHORT]
    assert peer.connections == 2


def test_nobody_there_is_an_error() -> None:
    with server("none", {}).running() as peer:
        pass
    delivery = sender(peer, "none").send(SHORT)
    assert (delivery.status, delivery.retryable) == ("error", True)
    assert "refuses connections" in (delivery.error or "")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("was_taken", [False, True])
def test_the_memory_loses_connections_as_a_server_does(step: Step, was_taken: bool) -> None:
    out = MemorySender([(Fault(step, was_taken=was_taken and step == "end"),)])
    delivery = out.send(SHORT)
    assert delivery.status == ("unknown" if step == "end" else "error")
    assert out.received == ([SHORT] if was_taken and step == "end" else [])
    assert out.send(SHORT).status == "sent"


@pytest.mark.parametrize("code", [421, 450, 550])
@pytest.mark.parametrize("step", STEPS)
def test_the_memory_refuses_as_a_server_does(step: Step, code: int) -> None:
    out = MemorySender([(Fault(step, f"{code} <bob@example.org>: a reason"),)])
    delivery = out.send(SHORT)
    assert (delivery.status, delivery.retryable, out.received) == ("error", code < 500, [])
    assert "@" not in (delivery.error or "")
