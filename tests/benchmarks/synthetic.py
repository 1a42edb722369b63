"""Synthetic mail: the same seed gives the same messages, on every machine.

Words follow Zipf's law over 50,000 made-up ones, many of which share their first letters, for
that is what a search as you type meets: two stems have 5,000 words each. Every body also has a
number of its own, as real mail does, so that there are as many rare words as messages. One body
of ten is written in Han characters, which the index holds as a word each.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from mailatlas_core.meaning import ParserConfig
from mailatlas_core.mime.model import Cleaned, ParsedMessage
from mailatlas_core.models import Address

WORDS = 50_000
COMMON_STEM = "integr"
RARE_STEM = "quoxil"
NUMBER_PREFIX = "ref"

_STEM_WORDS = 5_000
_WORDS_BETWEEN = 8
_HAN = 3_000
_PEOPLE = 2_000
_FIRST_DAY = datetime(2005, 1, 1, tzinfo=UTC)
_SECONDS = 20 * 365 * 86_400
_CONSONANTS = "bcdfghklmnprstvz"
_VOWELS = "aeiou"


class Synthesis:
    """The words, and the messages made of them. `words` and `han` are the commonest first."""

    def __init__(self, seed: int = 2) -> None:
        self._random = random.Random(seed)
        self.words = _vocabulary(self._random)
        self.han = [chr(0x4E00 + 5 * rank) for rank in range(_HAN)]
        self._people = [self._person() for _ in range(_PEOPLE)]
        self._word_weights = _zipf(WORDS)
        self._han_weights = _zipf(_HAN)

    def messages(self, count: int) -> Iterator[ParsedMessage]:
        """Yield `count` messages, spread over 20 years in no order, as several archives give them."""
        for number in range(count):
            yield self._message(number)

    def _message(self, number: int) -> ParsedMessage:
        sender, recipient = self._random.choices(self._people, k=2)
        in_han = number % 10 == 9
        subject = self._han_text(8) if in_han else " ".join(self._sample(6)).capitalize()
        body = self._han_body() if in_han else self._body()
        message_id = f"{number}@mail.example.org"
        received_at = _FIRST_DAY + timedelta(seconds=self._random.randrange(_SECONDS))
        text = f"{body}\n{NUMBER_PREFIX}{self._random.randrange(10**8):08d}\n"
        return ParsedMessage(
            headers={
                "from": f"{sender.name} <{sender.email}>",
                "to": f"{recipient.name} <{recipient.email}>",
                "subject": subject,
                "date": received_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
                "message-id": f"<{message_id}>",
            },
            message_id=message_id,
            in_reply_to=(),
            references=(),
            subject=subject,
            sender=sender,
            to=(recipient,),
            cc=(),
            reply_to=(),
            received_at=received_at,
            text=text,
            config=ParserConfig(),
            cleaned=Cleaned(text, removed_forwarded_headers=False, stopped_at_footer=False),
            spans=(),
            forwarded_chain=(),
            html=None,
            assets=(),
            invites=(),
            authentication=(),
            unsubscribe=(),
            protection=(),
            content_hash=hashlib.sha256(message_id.encode()).hexdigest(),
            defects=(),
        )

    def filename(self) -> str:
        """A name of an attachment."""
        return f"{'-'.join(self._sample(2))}.pdf"

    def _person(self) -> Address:
        given, family = _syllables(self._random, 3), _syllables(self._random, 3)
        return Address(f"{given.capitalize()} {family.capitalize()}", f"{given}.{family}@example.org")

    def _body(self) -> str:
        words = self._sample(self._random.randrange(60, 101))
        sentences = (" ".join(words[start : start + 12]) for start in range(0, len(words), 12))
        return ".\n".join(sentence.capitalize() for sentence in sentences)

    def _han_body(self) -> str:
        return "。\n".join(self._han_text(20) for _ in range(self._random.randrange(3, 6)))

    def _han_text(self, length: int) -> str:
        return "".join(self._random.choices(self.han, cum_weights=self._han_weights, k=length))

    def _sample(self, count: int) -> list[str]:
        return self._random.choices(self.words, cum_weights=self._word_weights, k=count)


def _vocabulary(source: random.Random) -> list[str]:
    """Distinct words. Every ninth begins with COMMON_STEM, so that some of these are in most
    messages; the rarest begin with RARE_STEM; of the others, twelve share a stem on the average."""
    count = WORDS - 2 * _STEM_WORDS
    stems = [_syllables(source, 3) for _ in range(count // 12)]
    others = _distinct(count, lambda: source.choice(stems) + _ending(source))
    common = _distinct(_STEM_WORDS, lambda: COMMON_STEM + _ending(source))
    rare = _distinct(_STEM_WORDS, lambda: RARE_STEM + _ending(source))
    words: list[str] = []
    for rank, word in enumerate(common):
        words += others[rank * _WORDS_BETWEEN : (rank + 1) * _WORDS_BETWEEN]
        words.append(word)
    return words + rare


def _distinct(count: int, make: Callable[[], str]) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made[make()] = None
    return list(made)


def _ending(source: random.Random) -> str:
    return _syllables(source, source.randrange(1, 4))


def _syllables(source: random.Random, count: int) -> str:
    return "".join(source.choice(_CONSONANTS) + source.choice(_VOWELS) for _ in range(count))


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
