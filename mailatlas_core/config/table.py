"""Every setting of config.toml, declared once.

A section is a frozen class and a field of `Config`; one whose entries the user names is a mapping.
Reading, the commented file, `config show` and docs/settings.md follow these declarations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from typing import Any, Literal

Keys = tuple[str, ...]

Name = tuple[str, ...]
"""A setting: `("theme", "name")`, `("search", "Inbox", "query")`."""


class Addresses(tuple[str, ...]):
    """Mail addresses."""

    __slots__ = ()


class Arguments(tuple[str, ...]):
    """A command and its arguments, which no shell reads."""

    __slots__ = ()


Way = Literal["", "smtp", "file"]
"""A provider that an identity can send with."""

Security = Literal["", "starttls", "ssl", "none"]
"""How a connection is encrypted: as nobody says, after the greeting, from the first byte, or not."""

KINDS: Mapping[object, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    Keys: "a key, or a list of keys",
    Addresses: "an address, or a list of addresses",
    Arguments: "a list of texts, the command and its arguments",
    Way: '"smtp" or "file"',
    Security: '"starttls", "ssl" or "none"',
}
"""What a single setting can be, and how people are told."""

SECRETS = frozenset({"password", "smtp_password", "passwd", "secret", "token", "api_token", "access_token"})
"""What nobody may write into the file, under whatever section."""


def setting(default: Any, explanation: str, *, example: Any = None) -> Any:
    """A field with its default. The commented file shows the `example` where the default says nothing."""
    return field(default_factory=lambda: default, metadata={"help": explanation, "example": example})


def key(one: Field[Any]) -> str:
    """What a field is called in the file: where Python needs the word for itself, `_` stands behind it."""
    return one.name.removesuffix("_")


@dataclass(frozen=True, slots=True)
class Theme:
    """How the terminal interface looks and moves."""

    name: str = setting(
        "atlas-dark", "The colours: atlas-dark, atlas-light, atlas-contrast, or any theme of Textual's."
    )
    ascii: bool = setting(False, "Draw with ASCII characters alone.")
    mouse: bool = setting(True, "Answer to the mouse; without it, the terminal itself selects text.")
    animation: bool = setting(True, "Scroll and open smoothly.")


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name."""

    query: str = field(metadata={"help": "What is searched for, as `mailatlas search` understands it."})


_SEARCHES = {
    "Inbox": SavedSearch("-is:archived -is:sent"),
    "Unread": SavedSearch("is:unread"),
    "Flagged": SavedSearch("is:flagged"),
    "Attachments": SavedSearch("has:attachment"),
    "This week": SavedSearch("newer_than:7d"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody that mail is sent as, and the way that it takes."""

    from_: str = field(metadata={"help": "The address that mail is sent from."})
    from_name: str = setting("", "The name beside the address.")
    provider: Way = setting(  # noqa: RUF009 - a field, as those below
        "",
        "What mail goes out by: smtp, or file, which writes each message as an .eml into a folder. Where"
        " no identity says, MAILATLAS_SEND_PROVIDER does, and else it is smtp.",
    )
    host: str = setting("", "The SMTP server. Without one, MAILATLAS_SMTP_HOST names it.")
    port: int = setting(0, "Its port; 0 is 587, and with ssl 465.")
    security: Security = setting(  # noqa: RUF009
        "",
        "How the connection is encrypted: starttls, which holds where nobody says, and without which"
        " nothing is sent; ssl, from the first byte; or none, for a server on this machine alone.",
    )
    username: str = setting("", "Who logs in there; nobody, where it is left out.")
    password_env: str = setting(
        "", "Of these three one says where the password is: in the environment's variable of this name,"
    )
    password_command: Arguments = setting(  # noqa: RUF009
        Arguments(),
        "on the first line that this command prints, which no shell reads and which has ten seconds,",
    )
    keychain: bool = setting(False, "or in the keychain of the system. No secret is ever written here.")
    file_dir: str = setting("", "The folder that the provider file writes into.")
    signature: str = setting("", "What is written under a new message.")
    reply_match: Addresses = setting(  # noqa: RUF009
        Addresses(), "Other addresses of the same person: who answers mail for them writes as this one."
    )


_IDENTITY = Identity(
    "ada@example.org",
    from_name="Ada Lovelace",
    provider="smtp",
    host="mail.example.org",
    port=587,
    security="starttls",
    username="ada@example.org",
    password_env="ADA_PASSWORD",  # noqa: S106 - the name of a variable
    password_command=Arguments(("pass", "show", "mail/ada")),
    keychain=True,
    file_dir="~/outgoing",
    signature="Ada Lovelace",
    reply_match=Addresses(("ada@example.com", "ada@example.net")),
)


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """Where the credential of a user of an IMAP server comes from."""

    host: str = field(metadata={"help": "The IMAP server of the accounts that this is for,"})
    username: str = field(metadata={"help": "and who logs in there, whatever folders are received."})
    password_env: str = setting(
        "",
        "Of these three one says where the password is, or the access token of an account that logs in"
        " with one: in the environment's variable of this name,",
    )
    password_command: Arguments = setting(  # noqa: RUF009 - a field
        Arguments(),
        "on the first line that this command prints, which is run anew for every connection,",
    )
    keychain: bool = setting(False, "or in the keychain of the system. No secret is ever written here.")


_ACCOUNT = AccountSettings(
    "imap.example.org",
    "ada@example.org",
    password_env="ADA_PASSWORD",  # noqa: S106 - the name of a variable
    password_command=Arguments(("pass", "show", "mail/ada")),
    keychain=True,
)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with their defaults."""

    root: str = setting(
        "",
        "The folder of the workspace, where --root, MAILATLAS_HOME and a project file name none.",
        example="~/mail",
    )
    theme: Theme = setting(Theme(), "How the terminal interface looks and moves.")  # noqa: RUF009 - a field
    identity: Mapping[str, Identity] = setting(
        {}, "Who mail is sent as, each under a name of its own.", example={"work": _IDENTITY}
    )
    account: Mapping[str, AccountSettings] = setting(
        {},
        "Where mail is received from with a credential that is kept elsewhere, each under a name of its own.",
        example={"home": _ACCOUNT},
    )
    search: Mapping[str, SavedSearch] = setting(
        _SEARCHES, "Saved searches, in the order of the file; these are there as long as it has none."
    )
    keys: Mapping[str, Keys] = setting(
        {},
        "Keys of your own, one or several, by the id of a command; docs/keys.md lists the ids.",
        example={"messages.search": ("/", "ctrl+f")},
    )


def single_settings(value: object, within: Name = ()) -> Iterator[tuple[Name, object]]:
    """Every setting of a `Config` with its value, in the order of the declarations."""
    if is_dataclass(value):
        for one in fields(value):
            yield from single_settings(getattr(value, one.name), (*within, key(one)))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from single_settings(each, (*within, name))
    else:
        yield within, value
