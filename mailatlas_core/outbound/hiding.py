"""Keeping Bcc recipients where they belong: in the store and the envelope, and nowhere else unasked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from mailatlas_core.outbound.compose.addresses import on_the_wire
from mailatlas_core.outbound.model import Delivery, Letter, OutboundRecord, Refusal, Revision

HIDDEN = "[a Bcc recipient]"


def without_bcc(record: OutboundRecord) -> OutboundRecord:
    """A record as anybody may see it."""
    revision, typed = record.revision, record.typed
    if revision is not None:
        hidden = hidden_addresses(revision.letter)
        refused = tuple(each for each in record.refused if each.email not in hidden)
        record = replace(record, revision=revision_without_bcc(revision), refused=refused)
    return record if typed is None else replace(record, typed=replace(typed, bcc=""))


def revision_without_bcc(revision: Revision) -> Revision:
    """A revision as anybody may see it."""
    return replace(revision, letter=replace(revision.letter, bcc=()))


def hidden_addresses(letter: Letter) -> frozenset[str]:
    """Those that get the message without being named in it, as people write them and as they travel."""
    named = {address.email for address in (*letter.to, *letter.cc)}
    hidden = {address.email for address in letter.bcc} - named
    return frozenset(hidden | set(map(on_the_wire, hidden)))


def delivery_without_bcc(delivery: Delivery, letter: Letter) -> Delivery:
    """What a provider has answered, as it may be kept: without the Bcc addresses that it repeats, and without
    halves of characters, which no row and no JSON can hold."""
    hide = _hiding(hidden_addresses(letter))
    return replace(
        delivery,
        refused=tuple(replace(refusal, reason=hide(refusal.reason)) for refusal in delivery.refused),
        response={step: hide(text) for step, text in delivery.response.items()},
        error=None if delivery.error is None else hide(delivery.error),
        provider_message_id=delivery.provider_message_id and hide(delivery.provider_message_id),
    )


def said(delivery: Delivery, letter: Letter) -> str | None:
    """What went wrong, in one line: with the recipients that were refused, but no Bcc address."""
    hidden = hidden_addresses(letter)
    refused = "; ".join(_refusal(refusal, hidden) for refusal in delivery.refused)
    if delivery.error is None:
        return f"Refused: {refused}" if refused else None
    return f"{delivery.error} Refused: {refused}" if refused else delivery.error


def _refusal(refusal: Refusal, hidden: frozenset[str]) -> str:
    return f"{HIDDEN if refusal.email in hidden else refusal.email} ({refusal.reason})"


def _hiding(emails: Iterable[str]) -> Callable[[str], str]:
    """Takes these addresses out of a text, whatever their case and however they are quoted."""
    pattern = "|".join(map(re.escape, sorted(emails, key=len, reverse=True)))

    def hide(text: str) -> str:
        whole = text.encode(errors="replace").decode()
        return re.sub(pattern, HIDDEN, whole, flags=re.IGNORECASE) if pattern else whole

    return hide
