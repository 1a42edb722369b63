"""What parsing finds in a message beside its text: shared by the parser and by who reads documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ParserConfig:
    """What cleaning may do to `body_text`; all on by default, each a flag of the command line."""

    strip_forwarded_headers: bool = True
    strip_boilerplate: bool = True
    strip_link_only_lines: bool = True
    stop_at_footer: bool = True
    strip_invisible_chars: bool = True
    normalize_whitespace: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the HTML: what it says, where it leads, and whether its text names another place."""

    text: str
    target: str
    lies: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text of the HTML that no reader sees, and how it is hidden, in words."""

    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Forwarded:
    """One step of a forwarded chain, as the text claims it; nobody has checked it.

    `date` is an ISO 8601 time with offset where it can be understood, else as written.
    """

    sender: str | None
    date: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """A line of the uncleaned text that cleaning left out: its number from 0, and why, in words."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of lines of the uncleaned text, from `first` to before `end`: a quote of somebody
    else's words or a signature. It is found, not deleted."""

    kind: Literal["quote", "signature"]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Authentication:
    """One result of an Authentication-Results header: by whom, of which method, with which outcome."""

    server: str
    method: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class Invite:
    """One event of a calendar part. Times are ISO 8601, a date alone for whole days."""

    method: str
    summary: str
    starts: str | None
    ends: str | None
    where: str
    organizer: str
    attendees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DroppedLines:
    """Lines of the uncleaned text that cleaning left out, from `first` to before `end`, and why."""

    first: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning did to the text. `dropped` names every line of the uncleaned text that is not
    in the cleaned one; `invisible` counts the characters that were taken out."""

    removed_forwarded_headers: bool = False
    dropped_line_count: int = 0
    stopped_at_footer: bool = False
    dropped: tuple[DroppedLines, ...] = ()
    invisible: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whom a message forwards, outermost first, as its text claims."""

    forwarded_chain: tuple[Forwarded, ...] = ()

    @property
    def is_forwarded(self) -> bool:
        return bool(self.forwarded_chain)


@dataclass(frozen=True, slots=True)
class Trust:
    """Signs for and against a message. Nothing is checked here; servers' words are told as theirs.

    - `lying_links`: links whose text names another place than their target.
    - `hidden`: text of the HTML that no reader sees.
    - `remote`: addresses that the HTML would have fetched; `trackers`: how many of its images
      exist only to report that it was read.
    - `authentication`: what servers wrote into Authentication-Results.
    - `unsubscribe`: the targets of List-Unsubscribe.
    - `protection`: what the structure claims of signatures and encryption.
    """

    lying_links: tuple[Link, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    remote: tuple[str, ...] = ()
    trackers: int = 0
    authentication: tuple[Authentication, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    protection: tuple[str, ...] = ()
