"""Conversations: who answered whom, after how long, and how they quoted.

A conversation is written like a play. A turn begins with `@name`, when it was sent (a moment,
or, after the first, `+20m`, `+3h` or `+2d` after the turn before), how it quotes, and, where it
does not answer the turn before, the number of the turn it answers, from 0:

    @jules 2026-03-12T10:42
    Shall we meet at the pier?

    @ada +20m below
    Gladly.

How a turn quotes: `none`, `below` the quote, `above` it, `inline` between its paragraphs, or as
`outlook`, `apple` and a web mailer's `html` do.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from mailatlas_core.demo.cast import ADA, DESK, PEOPLE, Person
from mailatlas_core.demo.letter import Folder, Letter
from mailatlas_core.demo.mime import (
    Headers,
    Part,
    compose,
    local_time,
    message_id,
    multipart,
    received,
    text_part,
)
from mailatlas_core.demo.moment import DEMO_NOW, moment

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Turn:
    author: Person
    sent: datetime
    words: str
    quoting: str
    answers: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A turn that went out: its id, its References and its whole text, for those who answer."""

    turn: Turn
    message_id: str
    references: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A play and its subject.

    Letters go to `to`, without it to the other players. All have `headers`; `files` and `tags`
    go with the first.
    """

    subject: str
    play: str
    to: Person | None = None
    folder: Folder = "Inbox"
    headers: Headers = ()
    files: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()

    def letters(self) -> Iterator[Letter]:
        turns = list(read_play(self.play))
        players = dict.fromkeys(turn.author for turn in turns)
        last_of_ada = max((number for number, turn in enumerate(turns) if turn.author == ADA), default=-1)
        sent: list[Sent] = []
        for number, turn in enumerate(turns):
            parent = None if turn.answers is None else sent[turn.answers]
            letter, record = self._write(turn, parent, tuple(players))
            sent.append(record)
            yield replace(letter, answered=number < last_of_ada)

    def _write(self, turn: Turn, parent: Sent | None, players: tuple[Person, ...]) -> tuple[Letter, Sent]:
        subject = self.subject if parent is None else f"Re: {self.subject}"
        references = () if parent is None else (*parent.references, parent.message_id)
        headers = self.headers
        if parent is not None:
            headers = (
                ("In-Reply-To", parent.message_id),
                ("References", "\n ".join(references)),
                *headers,
            )
        others = tuple(player for player in players if player != turn.author) or (DESK,)
        text = answer(turn, parent)
        content = text_part(text, parameters="; format=flowed" if turn.author == ADA else "")
        if turn.quoting == "html":
            content = multipart("alternative", content, text_part(answer_html(turn, parent), "html"))
        if self.files and parent is None:
            content = multipart("mixed", content, *self.files)
        folder: Folder = "Sent" if turn.author == ADA and self.folder == "Inbox" else self.folder
        data = compose(
            turn.author,
            (self.to,) if self.to else others[:1],
            subject,
            turn.sent,
            content,
            cc=() if self.to else others[1:],
            headers=headers,
            transport=() if turn.author == ADA else (received(turn.author, turn.sent),),
        )
        letter = Letter(data, turn.sent, folder, self.tags if parent is None else ())
        return letter, Sent(turn, message_id(turn.author, subject, turn.sent), references, text)


def read_play(play: str) -> Iterator[Turn]:
    sent = DEMO_NOW
    for number, scene in enumerate(("\n" + play.strip()).split("\n@")[1:]):
        direction, _, text = scene.partition("\n")
        words = "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
        name, when, *manner = direction.split()
        sent = sent + timedelta(**{UNITS[when[-1]]: int(when[1:-1])}) if when[0] == "+" else moment(when)
        quoting = manner[0] if manner else "none"
        before = number - 1 if number else None
        yield Turn(PEOPLE[name], sent, words, quoting, int(manner[1]) if len(manner) > 1 else before)


def wrapped(words: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in words.split("\n\n"))


def quoted(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines)


def attribution(turn: Turn) -> str:
    return f"On {format_datetime(local_time(turn.author, turn.sent))}, {turn.author.name} wrote:"


def answer(turn: Turn, parent: Sent | None) -> str:
    """The plain text of a turn with what it quotes, and its signature where that one goes."""
    words = wrapped(turn.words)
    signature = f"\n\n-- \n{turn.author.signature}" if turn.author.signature else ""
    if parent is None or turn.quoting == "none":
        return f"{words}{signature}\n"
    before = parent.turn
    if turn.quoting == "below":
        return f"{attribution(before)}\n{quoted(wrapped(before.words))}\n\n{words}{signature}\n"
    if turn.quoting == "inline":
        return f"{attribution(before)}\n{_interleaved(before.words, turn.words)}{signature}\n"
    if turn.quoting == "outlook":
        return f"{words}{signature}\n\n{_original_message(before)}\n\n{parent.text}"
    if turn.quoting == "apple":
        time = local_time(before.author, before.sent)
        day = f"{format_datetime(time)[5:16]}, at {time:%H:%M}"
        said_by = f"On {day}, {before.author.name} <{before.author.address}> wrote:"
        return f"{words}\n\n> {said_by}\n> \n{quoted(parent.text.rstrip())}{signature}\n"
    return f"{words}{signature}\n\n{attribution(before)}\n{quoted(parent.text.rstrip())}\n"


def _interleaved(before: str, words: str) -> str:
    """Each paragraph of the answer below the paragraph it answers; what is left over follows."""
    theirs, ours = before.split("\n\n"), words.split("\n\n")
    pairs = [f"{quoted(wrapped(their))}\n\n{wrapped(our)}" for their, our in zip(theirs, ours, strict=False)]
    return "\n\n".join([*pairs, *map(wrapped, ours[len(theirs) :])])


def _original_message(turn: Turn) -> str:
    sent = local_time(turn.author, turn.sent)
    return (
        "-----Original Message-----\n"
        f"From: {turn.author.name} <{turn.author.address}>\n"
        f"Sent: {sent:%Y-%m-%d %H:%M}\n"
        "To: Analytics Desk <desk@analytics.example>"
    )


def answer_html(turn: Turn, parent: Sent | None) -> str:
    """The turn as a web mailer writes it, the letter before in a `gmail_quote`."""
    words = html.escape(turn.words).split("\n\n")
    paragraphs = "".join(f"<div>{paragraph}</div><div><br></div>" for paragraph in words)
    if parent is None:
        return f'<div dir="ltr">{paragraphs}</div>\n'
    quote = html.escape(parent.text).replace("\n", "<br>\n")
    return (
        f'<div dir="ltr">{paragraphs}</div>\n'
        f'<div class="gmail_quote"><div class="gmail_attr">{html.escape(attribution(parent.turn))}</div>\n'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc">\n{quote}'
        "</blockquote></div>\n"
    )
