"""What the review of a letter points out before somebody approves it. None of it forbids anything."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import comparable
from mailatlas_core.outbound.compose.lookalikes import lookalike
from mailatlas_core.outbound.compose.mentions import speaks_of_attachment
from mailatlas_core.outbound.model import Enclosure, Letter

MOST_COMPARED = 100
"""New recipients that are compared with the known ones; more are only said to be new."""

WarningKind = Literal[
    "agent", "changed", "lookalike", "first_time", "reply_to", "no_attachment", "no_subject"
]


@dataclass(frozen=True, slots=True)
class ReviewWarning:
    """One thing to look at, in a sentence; `addresses` are those that it is about. The sentence holds
    words of the letter, and so must be shown as mail is."""

    kind: WarningKind
    sentence: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the letter: to whom somebody has written before, as `comparable` texts;
    the agent that has drafted it; and whether it was changed since it was approved last."""

    written_to: Container[str] = frozenset()
    agent: str | None = None
    is_changed: bool = False


def review_warnings(
    letter: Letter, enclosures: Sequence[Enclosure], background: Background
) -> tuple[ReviewWarning, ...]:
    """All there is to point out, what matters most first."""
    return tuple(_all(letter, enclosures, background))


def _all(letter: Letter, enclosures: Sequence[Enclosure], background: Background) -> Iterator[ReviewWarning]:
    if background.agent is not None:
        yield ReviewWarning("agent", f"An agent, {background.agent}, has written this.")
    if background.is_changed:
        yield ReviewWarning("changed", "It was changed since it was approved.")
    yield from _about_recipients((*letter.to, *letter.cc, *letter.bcc), background.written_to)
    yield from _about_reply_to(letter)
    if not enclosures and _speaks_of_attachment(letter):
        yield ReviewWarning("no_attachment", "The text speaks of an attachment, and nothing is attached.")
    if not letter.subject:
        yield ReviewWarning("no_subject", "It has no subject.")


def _about_recipients(recipients: Sequence[Address], known: Container[str]) -> Iterator[ReviewWarning]:
    """One warning for each address that may be mistaken, and one for all others that are new."""
    new: list[str] = []
    compared = 0
    for address in recipients:
        text = comparable(address.email)
        if text in known:
            continue
        compared += 1
        other = lookalike(text, known) if compared <= MOST_COMPARED else None
        if other is None:
            new.append(address.email)
        else:
            yield ReviewWarning(
                "lookalike",
                f"{address.email} looks like {other}, to whom you have written before.",
                (address.email, other),
            )
    if new:
        named = new[0] if len(new) == 1 else f"{len(new)} recipients"
        yield ReviewWarning("first_time", f"You write to {named} for the first time.", tuple(new))


def _about_reply_to(letter: Letter) -> Iterator[ReviewWarning]:
    home = _domain(letter.sender)
    elsewhere = tuple(address.email for address in letter.reply_to if _domain(address) != home)
    if elsewhere:
        yield ReviewWarning("reply_to", f"Answers go to {', '.join(elsewhere)}, not to {home}.", elsewhere)


def _domain(address: Address) -> str:
    return comparable(address.email).rpartition("@")[2]


def _speaks_of_attachment(letter: Letter) -> bool:
    if letter.text is not None:
        return speaks_of_attachment(letter.text)
    if letter.html is None:
        return False
    from mailatlas_core.mime.defects import Defects
    from mailatlas_core.mime.html_reading import read_html

    return speaks_of_attachment(read_html(letter.html, [], Defects()).text)
