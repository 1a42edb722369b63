"""Where the password of an account comes from, or the access token that takes its place.

What the call itself gives comes first, then the source that the account declares, then the environment's
password: that one is offered to its own server and user alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.ports import SecretStore
from mailatlas_core.secrets.secret import Secret

What = Literal["PASSWORD", "ACCESS_TOKEN"]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of a server, and what the environment calls the credential."""

    kind: Literal["smtp", "imap"]
    host: str
    username: str
    what: What = "PASSWORD"

    @property
    def keychain_name(self) -> str:
        """What its password is called in a keychain."""
        return f"{self.kind}:{self.username}:{_plain(self.host)}"

    def is_same(self, other: Account) -> bool:
        """Whether both are the same user of the same server."""
        return is_same_host(self.host, other.host) and self.username == other.username

    def variable(self, what: Literal["HOST", "USERNAME"] | What) -> str:
        """The environment's variable for accounts of this kind."""
        return f"MAILATLAS_{self.kind.upper()}_{what}"

    @property
    def noun(self) -> str:
        """What people call the credential."""
        return self.what.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Declared:
    """The source that `whose` section of config.toml names; only one can be."""

    whose: str
    password_env: str = ""
    password_command: tuple[str, ...] = ()
    keychain: bool = False

    @property
    def count(self) -> int:
        """How many sources are named."""
        return sum(map(bool, (self.password_env, self.password_command, self.keychain)))


@dataclass(frozen=True, slots=True)
class Credential:
    """A password, and in words where it came from."""

    secret: Secret
    where: str


def credential(
    account: Account,
    *,
    given: Secret | None,
    declared: Declared | None,
    others: Iterable[Account],
    environ: Mapping[str, str],
    store: SecretStore,
) -> Credential | None:
    """The password of an account, None where there is none for it. `others` are all accounts of its kind.

    Raises `SecretUnavailable` where a source is declared and has none: another is not tried then."""
    if given is not None:
        return Credential(given, "this call")
    if declared is not None and (found := _declared(declared, account, environ, store)) is not None:
        return found
    return _of_environment(account, others, environ)


def source(
    account: Account, *, declared: Declared | None, others: Iterable[Account], environ: Mapping[str, str]
) -> str:
    """Where the password of an account would come from, in words; nobody is asked for it."""
    if declared is not None and declared.count > 1:
        return "more than one source"
    if declared is not None and declared.password_env:
        return f"password_env, {'which is set' if environ.get(declared.password_env) else 'not set'}"
    if declared is not None and declared.count:
        return "password_command" if declared.password_command else "the keychain"
    found = _of_environment(account, others, environ)
    return "asked for" if found is None else found.where


def missing(account: Account, environ: Mapping[str, str], section: str) -> tuple[str, str]:
    """That there is no password for an account, and what to do, as two sentences; `section` of config.toml
    could name a source."""
    variable = account.variable(account.what)
    message = f"There is no {account.noun} for {account.username} at {account.host}."
    if environ.get(variable):
        return message, f"{variable} is for another server or user, and is not offered to this one."
    return message, f"Set {variable}, name its source in {section}, or give it with the call."


def first_line(stream: TextIO | None) -> Secret:
    """The password on the first line of a stream, such as stdin, which may be closed. Raises
    `SecretUnavailable`."""
    line = "" if stream is None else stream.readline().rstrip("\r\n")
    if not line:
        raise SecretUnavailable("There is no password on stdin.", hint="Its first line must be the password.")
    return Secret(line)


def _declared(
    declared: Declared, account: Account, environ: Mapping[str, str], store: SecretStore
) -> Credential | None:
    if declared.count > 1:
        raise SecretUnavailable(
            f"The password of {declared.whose} has more than one source.",
            hint="Keep one of password_env, password_command and keychain.",
        )
    if declared.password_env:
        return Credential(_of_variable(declared, environ), "the variable that password_env names")
    if declared.password_command:
        from mailatlas_core.secrets.command import secret_of

        return Credential(secret_of(declared.password_command, whose=declared.whose), "password_command")
    return Credential(_of_keychain(declared, account, store), "the keychain") if declared.keychain else None


def _of_variable(declared: Declared, environ: Mapping[str, str]) -> Secret:
    if text := environ.get(declared.password_env):
        return Secret(text)
    raise SecretUnavailable(  # without the name, which is the password itself where somebody took it so
        f"The variable that password_env of {declared.whose} names is not set.",
        hint="password_env is the name of a variable, and the variable has the password.",
    )


def _of_keychain(declared: Declared, account: Account, store: SecretStore) -> Secret:
    if (secret := store.get(account.keychain_name)) is not None:
        return secret
    raise SecretUnavailable(
        f"The keychain has no password for {declared.whose}.",
        hint=f"`keyring set mailatlas {account.keychain_name}` asks for it and keeps it there.",
    )


def _of_environment(
    account: Account, others: Iterable[Account], environ: Mapping[str, str]
) -> Credential | None:
    """The environment's password, for the server and user that it names; what it leaves open must leave
    no choice between accounts."""
    host, username = environ.get(account.variable("HOST")), environ.get(account.variable("USERNAME"))

    def is_meant(one: Account) -> bool:
        return (not host or is_same_host(one.host, host)) and (not username or one.username == username)

    text = environ.get(name := account.variable(account.what))
    is_offered = is_meant(account) and all(account.is_same(one) for one in others if is_meant(one))
    return Credential(Secret(text), name) if text and is_offered else None


def is_same_host(one: str, other: str) -> bool:
    """Whether two names are of the same host."""
    return _plain(one) == _plain(other)


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
