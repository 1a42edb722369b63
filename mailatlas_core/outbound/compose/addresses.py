"""Addresses as people type them → mailboxes that exist in form, and back.

A name is taken as it stands, `Ann Bo (Sales) <ann@example.org>`; only one that holds `, ; : < >`
or a quote is written in quotes. Domains are shown in Unicode and travel as A-labels (RFC 5890).
An address is refused where its part before the @ is quoted, which hardly a server takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from mailatlas_core.errors import AddressInvalid, MessageRefused
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.header_values import check_length, check_value, shown, single_spaced
from mailatlas_core.outbound.model import Envelope, Letter

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

LONGEST_ADDRESS = 254  # RFC 5321, with its erratum 1690

_TOKEN = re.compile(
    r"""
      "(?P<quoted>(?:[^"\\]|\\.)*+)"
    | <(?P<angle>[^<>]*+)>
    | (?P<separator>[,;])
    | (?P<text>[^"<>,;]++)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r'["\\]')
_TO_QUOTE = re.compile(r'[",;:<>\\]')
_NAMES = {
    "from_email": "From", "to": "To", "cc": "Cc", "bcc": "Bcc", "reply_to": "Reply-To",
}  # fmt: skip


def read_mailboxes(texts: Iterable[str], field: str) -> tuple[Address, ...]:
    """The mailboxes of a field of `OutboundMessage`, each once. A text holds any number of them, with
    `,` or `;` between. Raises `AddressInvalid`, and `MessageRefused` for what no header may hold."""
    found: dict[str, Address] = {}
    for text in texts:
        check_value(text, field, _NAMES[field])
        for name, email in _mailboxes(text, field):
            address = Address(_checked_name(name, field), _checked_email(email, field))
            found.setdefault(address.email, address)
    return tuple(found.values())


def each_once(*fields: tuple[Address, ...]) -> list[tuple[Address, ...]]:
    """The same fields, a mailbox only in the first of them that has it."""
    seen: set[str] = set()
    rest: list[tuple[Address, ...]] = []
    for addresses in fields:
        rest.append(tuple(address for address in addresses if address.email not in seen))
        seen.update(address.email for address in addresses)
    return rest


def mailbox(address: Address) -> str:
    """As somebody would type it: `read_mailboxes` gives the same address again."""
    name = address.name
    if not name:
        return address.email
    if _TO_QUOTE.search(name):
        name = '"' + _TO_ESCAPE.sub(r"\\\g<0>", name) + '"'
    return f"{name} <{address.email}>"


def envelope(letter: Letter) -> Envelope:
    """Whom the provider is told, as they travel."""
    recipients = (*letter.to, *letter.cc, *letter.bcc)
    return Envelope(
        on_the_wire(letter.sender.email),
        tuple(dict.fromkeys(on_the_wire(address.email) for address in recipients)),
    )


def on_the_wire(email: str) -> str:
    """A valid address in ASCII; in Unicode where its part before the @ needs that (RFC 6531)."""
    return email if email.isascii() else _validated(email).ascii_email or email


def domain_on_the_wire(email: str) -> str:
    """The domain of a valid address, in ASCII."""
    domain = email.rpartition("@")[2]
    return domain if domain.isascii() else _validated(email).ascii_domain


def normalized(email: str) -> str | None:
    """The address that a text is, as it is kept; None where it is none, or more than that."""
    try:
        check_value(email, "to", _NAMES["to"])
        return _checked_email(email, "to")
    except MessageRefused:
        return None


def comparable(email: str) -> str:
    """What two texts have in common that mean one mailbox to people: in Unicode, whatever the case.
    Any text has it."""
    text = email.strip()
    if len(text) <= LONGEST_ADDRESS and (not text.isascii() or "xn--" in text.lower()):
        with suppress(ValueError):
            text = _validated(text).normalized
    return text.lower()  # never folded further: ß and ss are two domains


def _mailboxes(text: str, field: str) -> Iterator[tuple[str, str]]:
    """Name and address of each mailbox, neither checked."""
    phrase: list[str] = []
    angle: str | None = None
    is_quoted = False
    for kind, part in _tokens(text, field):
        if kind == "separator":
            yield from _mailbox(phrase, angle, is_quoted, field)
            phrase, angle, is_quoted = [], None, False
        elif angle is not None and part.strip(" "):
            raise _invalid(text, field, "Put a comma between two addresses.")
        elif kind == "angle":
            angle = part
        elif kind == "quoted":
            is_quoted = True
            phrase.append(_QUOTED_PAIR.sub(r"\1", part))
        elif ":" in part:
            raise _invalid(
                part, field, "Groups are not sent to: name each address, and quote a name with a colon."
            )
        else:
            phrase.append(part)
    yield from _mailbox(phrase, angle, is_quoted, field)


def _mailbox(phrase: list[str], angle: str | None, is_quoted: bool, field: str) -> Iterator[tuple[str, str]]:
    text = single_spaced("".join(phrase))
    if angle is not None:
        yield text, angle.strip(" ")
    elif is_quoted:
        raise _invalid(text, field, "Write a name in quotes before an address in angle brackets.")
    elif text:
        yield "", text


def _tokens(text: str, field: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _invalid(text[position:], field, "A quote or an angle bracket has no partner.")
        position = match.end()
        kind = match.lastgroup or ""
        yield kind, match[kind]


def _checked_name(name: str, field: str) -> str:
    check_value(name, field, _NAMES[field])  # again: quoted pairs may have hidden an encoded word
    check_length(name, field, f"A name in {_NAMES[field]}")
    return name


def _checked_email(email: str, field: str) -> str:
    if len(email) > LONGEST_ADDRESS:
        raise _invalid(email, field, f"An address has at most {LONGEST_ADDRESS} characters.")
    if "@" not in email:
        raise _invalid(email, field, "Addresses look like ann@example.org; a name with a comma needs quotes.")
    try:
        return _validated(email).normalized
    except ValueError as error:
        raise _invalid(email, field, str(error)) from None


def _invalid(text: str, field: str, hint: str) -> AddressInvalid:
    return AddressInvalid(
        f"{_NAMES[field]} holds `{shown(text.strip(' '))}`, which is no mail address.", field=field, hint=hint
    )


def _validated(email: str) -> ValidatedEmail:
    """Raises `EmailNotValidError`, which is a ValueError and says why in a sentence."""
    return _validator()(email, check_deliverability=False)


@cache
def _validator() -> Callable[..., ValidatedEmail]:
    import email_validator

    # What such names lead to is not ours to say: `.local` and `.test` are somebody's own network.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    return email_validator.validate_email
