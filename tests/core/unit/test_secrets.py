"""Where a password comes from, and that none is seen on the way."""

from __future__ import annotations

import io
import pickle
import sys
import traceback
from collections.abc import Iterable, Mapping

import pytest

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.command import secret_of
from mailatlas_core.secrets.sources import Account, Credential, Declared, credential, first_line
from mailatlas_core.secrets.stores import MemoryStore

CANARY = "canary-7f3a9"
ADA = Account("smtp", "mail.example.org", "ada")
BOB = Account("smtp", "mail.example.org", "bob")
ELSEWHERE = Account("smtp", "mail.example.net", "ada")


def found(
    account: Account = ADA,
    *,
    given: Secret | None = None,
    declared: Declared | None = None,
    others: Iterable[Account] = (),
    environ: Mapping[str, str] | None = None,
    store: MemoryStore | None = None,
) -> Credential | None:
    return credential(
        account,
        given=given,
        declared=declared,
        others=others,
        environ=environ or {},
        store=store or MemoryStore(),
    )


def printing(code: str) -> tuple[str, ...]:
    """A command that runs this Python."""
    return (sys.executable, "-I", "-c", code)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(CANARY)
    assert CANARY not in f"{secret!r} {secret!s} {[secret]} {Credential(secret, 'a test')}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_what_the_call_gives_comes_first() -> None:
    declared = Declared("me", password_env="X")
    environ = {"X": "b", "MAILATLAS_SMTP_PASSWORD": "c"}
    assert found(given=Secret("a"), declared=declared, environ=environ) == Credential(
        Secret("a"), "this call"
    )


def test_the_declared_source_comes_before_the_environment() -> None:
    environ = {"X": "b", "MAILATLAS_SMTP_PASSWORD": "c"}
    credential = found(declared=Declared("me", password_env="X"), environ=environ)
    assert credential is not None
    assert credential.secret == Secret("b")
    assert "password_env" in credential.where


def test_without_a_declared_source_the_environment_is_asked() -> None:
    credential = found(declared=Declared("me"), environ={"MAILATLAS_SMTP_PASSWORD": "c"})
    assert credential == Credential(Secret("c"), "MAILATLAS_SMTP_PASSWORD")


def test_a_declared_source_that_has_none_is_an_error_and_no_other_is_tried() -> None:
    environ = {"MAILATLAS_SMTP_PASSWORD": "c"}
    for declared in (
        Declared("me", password_env="X"),
        Declared("me", keychain=True),
        Declared("me", password_command=("false",)),
    ):
        with pytest.raises(SecretUnavailable, match="me") as raised:
            found(declared=declared, environ=environ)
        assert raised.value.hint


def test_a_variable_that_is_not_set_is_not_named_for_it_may_be_the_password() -> None:
    with pytest.raises(SecretUnavailable) as raised:
        found(declared=Declared("me", password_env=CANARY))
    assert CANARY not in f"{raised.value} {raised.value.hint}"


def test_two_declared_sources_are_an_error() -> None:
    with pytest.raises(SecretUnavailable, match="more than one source"):
        found(declared=Declared("me", password_env="X", keychain=True), environ={"X": "b"})


def test_the_keychain_has_a_password_for_each_user_of_each_server() -> None:
    store = MemoryStore()
    store.set("smtp:ada:mail.example.org", Secret("a"))
    assert found(declared=Declared("me", keychain=True), store=store) == Credential(
        Secret("a"), "the keychain"
    )
    assert found(
        Account("smtp", "MAIL.example.org.", "ada"), declared=Declared("me", keychain=True), store=store
    )
    for other in (BOB, ELSEWHERE):
        with pytest.raises(SecretUnavailable):
            found(other, declared=Declared("me", keychain=True), store=store)


HOST = {"MAILATLAS_SMTP_HOST": "mail.example.org"}
USER = {"MAILATLAS_SMTP_USERNAME": "ada"}


@pytest.mark.parametrize(
    ("named", "account", "others", "is_offered"),
    [
        (HOST | USER, ADA, [ADA, BOB, ELSEWHERE], True),
        (HOST | USER, ADA, [], True),
        (HOST | USER, BOB, [BOB], False),
        (HOST | USER, ELSEWHERE, [ELSEWHERE], False),
        ({"MAILATLAS_SMTP_HOST": "MAIL.Example.org."} | USER, ADA, [], True),
        (HOST | {"MAILATLAS_SMTP_USERNAME": "Ada"}, ADA, [ADA], False),
        ({}, ADA, [ADA], True),
        ({}, ADA, [], True),
        ({}, ADA, [ADA, ADA], True),
        ({}, ADA, [ADA, BOB], False),
        ({}, ADA, [ADA, ELSEWHERE], False),
        ({}, ADA, [ELSEWHERE], False),
        (HOST, ADA, [ADA, ELSEWHERE], True),
        (HOST, ADA, [ADA, BOB], False),
        (HOST, ELSEWHERE, [ELSEWHERE], False),
        (USER, ADA, [ADA, BOB], True),
        (USER, ADA, [ADA, ELSEWHERE], False),
        (USER, BOB, [BOB], False),
    ],
)
def test_the_password_of_the_environment_is_for_the_server_and_user_it_names_or_the_only_ones(
    named: dict[str, str], account: Account, others: list[Account], is_offered: bool
) -> None:
    environ = named | {"MAILATLAS_SMTP_PASSWORD": "c"}
    assert (found(account, others=others, environ=environ) is not None) == is_offered


def test_a_password_for_smtp_is_none_for_imap() -> None:
    imap = Account("imap", ADA.host, ADA.username)
    assert found(imap, environ={"MAILATLAS_SMTP_PASSWORD": "c"}) is None
    assert imap.keychain_name != ADA.keychain_name


def test_the_first_line_of_stdin_is_the_password() -> None:
    assert first_line(io.StringIO(" a b \r\nc\n")) == Secret(" a b ")
    for nothing in ("", "\nx"):
        with pytest.raises(SecretUnavailable):
            first_line(io.StringIO(nothing))


def test_of_a_command_the_first_line_is_the_password() -> None:
    assert secret_of(printing("print(' pä ss '); print('login: ada')"), whose="me") == Secret(" pä ss ")
    assert secret_of(printing("import sys; sys.stdout.write('x\\r\\ny')"), whose="me") == Secret("x")


def test_a_command_is_read_by_no_shell_and_has_nothing_to_read() -> None:
    assert secret_of(("printf", "%s", "$HOME; `id` *"), whose="me") == Secret("$HOME; `id` *")
    assert secret_of(printing("import sys; print(repr(sys.stdin.read()))"), whose="me") == Secret("''")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (printing(f"import sys; print('{CANARY}'); sys.exit('{CANARY}')"), "ended with the status 1"),
        (printing("pass"), "printed no password"),
        (printing(f"print(); print('{CANARY}')"), "printed no password"),
        (printing(f"import sys; sys.stdout.buffer.write(b'{CANARY}\\xff\\n')"), "printed what is no text"),
        (printing(f"while True: print('{CANARY}' * 100)"), "printed more than a password"),
        (("/nowhere/to/be/found",), "cannot be run: No such file or directory"),
        (("a\0b",), "cannot be run: it has a character in it that no command can have"),
    ],
)
def test_a_command_that_gives_none_is_an_error_that_shows_nothing_of_it(
    command: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SecretUnavailable) as raised:
        secret_of(command, whose="the identity `work`")
    assert raised.value.message == f"The password_command of the identity `work` {said}."
    printed = "".join(capfd.readouterr())
    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    for text in (printed, shown.replace(repr(command), "").replace(f"command = {command!r}", "")):
        assert CANARY not in text


def test_a_command_that_is_not_done_in_time_is_stopped() -> None:
    with pytest.raises(SecretUnavailable, match="was not done within"):
        secret_of(("sleep", "60"), whose="me", seconds=0.5)


def test_a_command_that_closes_its_output_and_goes_on_is_stopped() -> None:
    with pytest.raises(SecretUnavailable, match="was not done within"):
        secret_of(("sh", "-c", "echo x; exec >&-; exec sleep 60"), whose="me", seconds=0.5)


def test_what_a_command_leaves_running_is_not_waited_for_any_longer() -> None:
    with pytest.raises(SecretUnavailable, match="was not done within"):
        secret_of(("sh", "-c", "echo x; sleep 2 &"), whose="me", seconds=0.5)
