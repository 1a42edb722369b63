"""Synthetic mail as it comes in: whole messages in bytes, the same on every machine.

What it is modelled on: a message has 8 kB as the median and 21 kB on the average, one in a hundred
has a megabyte; 40 % have HTML, 15 % attachments, 10 % are written in Han characters; they arrive over
20 years in the order of time, in conversations of up to 200 messages; words follow Zipf's law over
50,000, the commonest of them the shortest.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import accumulate
from pathlib import Path
from textwrap import wrap

WORDS = 50_000
HAN = 3_000
LONGEST_CONVERSATION = 200

_PEOPLE = 2_000
_ACTIVE = 60
_FIRST = datetime(2006, 1, 1, tzinfo=UTC)
_SECONDS = 20 * 365 * 86_400
_CONSONANTS = "bcdfghklmnprstvz"
_VOWELS = "aeiou"
_LARGE, _LARGEST = 745_000, 800_000
_TYPES = (("pdf", "application/pdf"), ("png", "image/png"), ("zip", "application/zip"))


class Language:
    """The words, commonest first, and the Han characters, with how often each is used."""

    def __init__(self, seed: int = 5) -> None:
        source = random.Random(seed)
        self.words = _vocabulary(source)
        self.han = [chr(0x4E00 + 5 * rank) for rank in range(HAN)]
        self._word_weights = _zipf(WORDS)
        self._han_weights = _zipf(HAN)

    def sample(self, source: random.Random, count: int) -> list[str]:
        return source.choices(self.words, cum_weights=self._word_weights, k=count)

    def han_text(self, source: random.Random, length: int) -> str:
        return "".join(source.choices(self.han, cum_weights=self._han_weights, k=length))


@dataclass(slots=True)
class _Conversation:
    """A conversation that goes on: how many messages it will have, and what the next one answers."""

    subject: str
    in_han: bool
    people: list[str]
    left: int
    message_ids: list[str] = field(default_factory=list)
    last_text: list[str] = field(default_factory=list)


class Mailbox:
    """`count` messages over 20 years, oldest first."""

    def __init__(self, count: int, seed: int = 7) -> None:
        self._count = count
        self._random = random.Random(seed)
        self._language = Language()
        self.people = [self._person() for _ in range(_PEOPLE)]
        self._active: list[_Conversation] = []

    def messages(self) -> Iterator[tuple[datetime, bytes]]:
        """Each message with the moment of its Date, line ends as LF."""
        step = _SECONDS / self._count
        for number in range(self._count):
            moment = _FIRST + timedelta(seconds=int((number + self._random.random()) * step))
            yield moment, self._message(number, moment)

    def _message(self, number: int, moment: datetime) -> bytes:
        conversation = self._conversation()
        message_id = f"<{number:07d}.{self._random.getrandbits(48):012x}@mail.example.org>"
        text = self._text(conversation)
        kind = self._random.random()
        html = _html(text, self._random) if kind < 0.4 else None
        body = _text_part(text) if kind >= 0.15 else None
        parts = [part for part in (body, None if html is None else _text_part([html], "html")) if part]
        content = parts[0] if len(parts) == 1 else _multipart("alternative", parts, f"alt{number:07d}")
        attached = self._attachment()
        if attached is not None:
            content = _multipart("mixed", [content, attached], f"mix{number:07d}")
        headers = self._headers(conversation, message_id, moment)
        conversation.message_ids.append(message_id)
        conversation.last_text = text
        return "\n".join(headers).encode() + b"\n" + content

    def _conversation(self) -> _Conversation:
        """One that goes on, the more it has to say the likelier, or a new one."""
        going_on = [one for one in self._active if one.left > 0]
        self._active = sorted(going_on, key=lambda one: one.left)[-_ACTIVE:]
        if self._active and self._random.random() < 0.6:
            left = [one.left for one in self._active]
            found = self._random.choices(self._active, weights=left)[0]
        else:
            in_han = self._random.random() < 0.1
            found = _Conversation(
                subject=self._language.han_text(self._random, 10)
                if in_han
                else " ".join(self._language.sample(self._random, self._random.randrange(2, 9))).capitalize(),
                in_han=in_han,
                people=self._random.sample(self.people, self._random.randrange(2, 8)),
                left=min(LONGEST_CONVERSATION, int(self._random.paretovariate(1.4))),
            )
            self._active.append(found)
        found.left -= 1
        return found

    def _headers(self, conversation: _Conversation, message_id: str, moment: datetime) -> list[str]:
        sender, *others = self._random.sample(conversation.people, len(conversation.people))
        date = format_datetime(moment)
        subject = conversation.subject
        if conversation.in_han:
            subject = f"=?utf-8?B?{base64.b64encode(subject.encode()).decode()}?="
        references = conversation.message_ids[:1] + conversation.message_ids[1:][-12:]
        hop = f"{self._random.getrandbits(64):016X}"
        signature = base64.b64encode(self._random.randbytes(192)).decode()
        headers = [
            f"Return-Path: <{sender.partition('<')[2]}",
            f"Received: from mx1.example.net (mx1.example.net [192.0.2.{self._random.randrange(1, 255)}])",
            f"\tby mail.example.com (Postfix) with ESMTPS id {hop}",
            f"\tfor <reader@example.com>; {date}",
            f"Received: from localhost (localhost [127.0.0.1]) by mx1.example.net; {date}",
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=mail;",
            "\th=from:to:subject:date:message-id; b=",
            *(f"\t {line}" for line in wrap(signature, 70)),
            f"Date: {date}",
            f"From: {sender}",
            f"To: {others[0]}",
            *([f"Cc: {', '.join(others[1:])}"] if others[1:] else []),
            f"Subject: {'Re: ' if references else ''}{subject}",
            f"Message-ID: {message_id}",
            "MIME-Version: 1.0",
        ]
        if references:
            headers += [f"In-Reply-To: {conversation.message_ids[-1]}"]
            headers += ["References: " + "\n\t".join(references)]
        return headers

    def _text(self, conversation: _Conversation) -> list[str]:
        """The lines of a body: paragraphs, the answered text quoted, a signature."""
        words = int(self._random.lognormvariate(6.2, 0.75))
        if conversation.in_han:
            lines = [
                self._language.han_text(self._random, 30) + "。"
                for _ in range(max(2, min(words, 4_000) // 20))
            ]
        else:
            sample = self._language.sample(self._random, max(10, min(words, 12_000)))
            lines = [
                " ".join(sample[start : start + 12]).capitalize() + "." for start in range(0, len(sample), 12)
            ]
        if conversation.last_text:
            lines += ["", "Somebody wrote:", *(f"> {line}" for line in conversation.last_text[:40])]
        return [*lines, "-- ", conversation.people[0].partition(" <")[0]]

    def _attachment(self) -> bytes | None:
        chance = self._random.random()
        if chance >= 0.15:
            return None
        large = chance < 0.0115
        size = (
            self._random.randrange(_LARGE, _LARGEST) if large else int(self._random.lognormvariate(8.6, 0.9))
        )
        ending, kind = self._random.choice(_TYPES)
        name = f"{'-'.join(self._language.sample(self._random, 2))}.{ending}"
        content = base64.encodebytes(self._random.randbytes(size))
        head = (
            f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{name}"\n\n'
        )
        return head.encode() + content

    def _person(self) -> str:
        given, family = _syllables(self._random, 2), _syllables(self._random, 3)
        return f"{given.capitalize()} {family.capitalize()} <{given}.{family}@example.org>"


def write_mbox(path: Path, messages: Iterable[tuple[datetime, bytes]]) -> None:
    """An mbox of these messages."""
    with path.open("wb") as file:
        for moment, message in messages:
            file.write(f"From sender@example.org {moment:%a %b %d %H:%M:%S %Y}\n".encode())
            file.write(message + b"\n")


def write_maildir(folder: Path, messages: Iterable[tuple[datetime, bytes]]) -> None:
    """A Maildir of these messages, one in ten of them not read yet."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number, (moment, message) in enumerate(messages):
        flags = "" if number % 10 == 0 else "S"
        name = f"{int(moment.timestamp())}.M{number}P1.mail:2,{flags}"
        (folder / "cur" / name).write_bytes(message)


def _text_part(lines: list[str], subtype: str = "plain") -> bytes:
    text = "\n".join(lines) + "\n"
    head = f"Content-Type: text/{subtype}; charset=utf-8\n"
    if not text.isascii():
        return f"{head}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(text.encode())
    if subtype == "html":
        encoded = quopri.encodestring(text.encode())
        return f"{head}Content-Transfer-Encoding: quoted-printable\n\n".encode() + encoded
    return f"{head}Content-Transfer-Encoding: 7bit\n\n{text}".encode()


def _multipart(subtype: str, parts: list[bytes], boundary: str) -> bytes:
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n'
    inner = b"".join(f"--{boundary}\n".encode() + part + b"\n" for part in parts)
    return head.encode() + inner + f"--{boundary}--\n".encode()


def _html(lines: list[str], source: random.Random) -> str:
    """The text as a page with a style sheet, a table, links and an image."""
    number = source.randrange(10**6)
    paragraphs = "\n".join(
        f'<p style="margin:0 0 12px 0;color:#333333">{line.replace("<", "&lt;")}</p>' for line in lines
    )
    return (
        "<html><head><style>body{font-family:Arial,sans-serif;font-size:14px} a{color:#0645ad}</style></head>"
        '<body><table width="600" cellpadding="0" cellspacing="0"><tr><td>\n'
        f"{paragraphs}\n"
        f'<p><a href="https://www.example.com/read/{number}">Read this on the web</a></p>'
        f'<img src="https://www.example.com/logo.png" width="120" height="40" alt="Logo">\n'
        "</td></tr></table></body></html>"
    )


def _vocabulary(source: random.Random) -> list[str]:
    """Distinct words; the rarer, the longer, and a dozen of the rare ones share a stem."""
    stems = [_syllables(source, 3) for _ in range(WORDS // 12)]
    made: dict[str, None] = {}
    while len(made) < WORDS:
        rank = len(made)
        if rank < 150:
            word = _syllables(source, 1) + source.choice(_CONSONANTS) * source.randrange(2)
        elif rank < 4_000:
            word = _syllables(source, 2) + source.choice(_CONSONANTS) * source.randrange(2)
        else:
            word = source.choice(stems) + _syllables(source, source.randrange(1, 3))
        made[word] = None
    return list(made)


def _syllables(source: random.Random, count: int) -> str:
    return "".join(source.choice(_CONSONANTS) + source.choice(_VOWELS) for _ in range(count))


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
