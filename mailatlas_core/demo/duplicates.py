"""The same mail again: once for each way in which mail comes twice.

Four of these letters are known already when they come, and are no documents of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailatlas_core.demo.cast import ADA, GRACE, JULES, SIOBHAN, TIDE_TOOLS, Person
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import compose, received
from mailatlas_core.demo.moment import moment

DUPLICATE_COUNT = 4


def letters() -> Iterator[Letter]:
    yield from same_bytes()
    yield from other_transport()
    yield from no_message_id()
    yield from same_message_id_other_content()


def same_bytes() -> Iterator[Letter]:
    """A letter in the inbox, and saved to Downloads twice."""
    sent = moment("2026-03-12T17:17")
    text = "Four cars, one boat, no queue. Save this as a file, it is your ticket.\n"
    data = compose(SIOBHAN, (ADA,), "Your ticket for the pilot boat", sent, text)
    letter = Letter(data, sent)
    yield letter
    yield replace(letter, folder="Downloads")
    yield replace(letter, folder="Downloads", arrived=moment("2026-03-12T17:18"))


def other_transport() -> Iterator[Letter]:
    """A letter sent to Ada and to the list: both copies came, each along its own way."""
    sent = moment("2026-03-05T20:20")
    text = "To all whom it concerns: the meeting has moved to room Barnacle.\n"

    def copy(*hosts: str) -> bytes:
        trace = tuple(received(JULES, sent, by=host) for host in hosts)
        return compose(JULES, (ADA, TIDE_TOOLS), "Room Barnacle", sent, text, transport=trace)

    yield Letter(copy("mx.analytics.example"), sent)
    yield Letter(copy("lists.tide.example", "mx.analytics.example"), sent, "tide-tools")


def no_message_id() -> Iterator[Letter]:
    """A letter without a Message-ID, delivered twice."""
    sent = moment("2026-02-12T06:40")
    body = (
        b"From: Weather mast <mast@buoys.example>\nTo: desk@analytics.example\n"
        b"Subject: 06:40 west-north-west 6\nDate: Thu, 12 Feb 2026 06:40:00 +0000\n\nGusts of 41 knots.\n"
    )
    mast = Person("Weather mast", "mast@buoys.example")
    for host in ("mx1.analytics.example", "mx2.analytics.example"):
        name, value = received(mast, sent, by=host)
        yield Letter(f"{name}: {value}\n".encode() + body, sent)


def same_message_id_other_content() -> Iterator[Letter]:
    """Two letters that claim one Message-ID and differ: neither may make the other disappear."""
    sent = moment("2026-03-08T12:34")
    for text in ("The key is under the third flower pot.\n", "The key is under the second flower pot.\n"):
        yield Letter(compose(GRACE, (ADA,), "Where the key is", sent, text), sent)
