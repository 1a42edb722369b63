"""The demo's mail as a `MailSource`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from mailatlas_core.demo.duplicates import DUPLICATE_COUNT
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.messages import letters
from mailatlas_core.demo.mime import digest
from mailatlas_core.demo.moment import DEMO_NOW
from mailatlas_core.models import Source
from mailatlas_core.ports import RawMessage

HOME = "/home/demo"
RECENT = timedelta(days=3)
LONG_AGO = timedelta(days=400)


class DemoSource:
    """Yields the demo's mail, oldest first, always the same.

    The paths are those of an invented home; nothing is read from there.
    """

    def __init__(self) -> None:
        self._letters = letters()

    @property
    def bytes_total(self) -> int:
        return sum(len(letter.data) for letter in self._letters)

    @property
    def document_count(self) -> int:
        """How many documents come of it: a letter that is known already is none."""
        return len(self._letters) - DUPLICATE_COUNT

    def __iter__(self) -> Iterator[RawMessage]:
        kept: Counter[str] = Counter()
        for letter in self._letters:
            yield raw_message(letter, kept[letter.folder])
            kept[letter.folder] += 1


def raw_message(letter: Letter, index: int) -> RawMessage:
    """The letter as its folder holds it, being the `index`-th there, from 0."""
    tags = tags_of(letter)
    if letter.folder == "tide-tools":
        from_line = f"From tide-tools-bounces@lists.tide.example {letter.arrived.ctime()}"
        source = Source("mbox", path=f"{HOME}/Mail/tide-tools.mbox", index=index, from_line=from_line)
        return RawMessage(letter.data, source, tags, letter.arrived)
    if letter.folder == "Downloads":
        source = Source("eml", path=f"{HOME}/Downloads/letter-{index + 1}.eml")
        return RawMessage(letter.data, source, tags)
    folder = "Archive" if "archived" in tags else letter.folder
    flags = maildir_flags(tags)
    seconds = int(letter.arrived.timestamp())
    path = f"{HOME}/Mail/{folder}/cur/{seconds}.{digest(letter.data)}.demo:2,{''.join(flags)}"
    return RawMessage(letter.data, Source("maildir", path=path, folder=folder, flags=flags), tags)


def tags_of(letter: Letter) -> tuple[str, ...]:
    """The letter's own tags, and what time makes of it: new mail is unread, old mail is put away."""
    age = DEMO_NOW - letter.arrived
    tags = set(letter.tags)
    if age < RECENT and letter.folder != "Sent" and not letter.answered:
        tags.add("unread")
    if letter.folder == "Inbox" and age > LONG_AGO:
        tags.add("archived")
    return tuple(sorted(tags))


def maildir_flags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Flags as Maildir has them: F for flagged, S for seen, in the order of the alphabet."""
    flagged = ("F",) if "flagged" in tags else ()
    seen = () if "unread" in tags else ("S",)
    return flagged + seen
