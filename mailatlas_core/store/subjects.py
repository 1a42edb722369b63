"""Subjects as a link between messages: what is left of one without the marks of an answer.

A subject links only what looks like an answer, and only between people who were both in it:
two strangers who write "Hello" are no conversation.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from mailatlas_core.fold import fold

MOST_PARTICIPANTS = 32

_READ_CHARACTERS = 1_000
_SHORTEST = 2

# As the common mail programs of the world write "Re:" and "Fwd:", case folded.
_ANSWERED = (
    "re aw antw sv vs res ris r rif odp ynt ant bls atb refer ref vá sk hl "
    "отв ответ на відп σχετ απ תגובה השב رد 回复 回覆 答复 答覆 返信 답장 회신 ตอบ ตอบกลับ"
)
_FORWARDED = (
    "fwd fw wg tr rv enc i vl vb doorst pd vfwd videresendt vidarebefordrat továbbítás trs ilt "
    "пересл перенаправл прд πρθ προωθ הועבר إعادة توجيه 转发 轉寄 轉發 転送 전달 ส่งต่อ"
)
_WORDS = "|".join(sorted(map(re.escape, f"{_ANSWERED} {_FORWARDED}".split()), key=len, reverse=True))
_PREFIX = re.compile(rf"\s*(?:{_WORDS})\s?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s?:")
_TAG = re.compile(r"\s*(\[[^\[\]:]{1,64}\])")
_WRAPPER = re.compile(r"\s*\[fwd?:(.*)\]\s*", re.DOTALL)
_TRAILER = re.compile(r"\s*\(fwd\)\s*\Z")


class SubjectKeys(NamedTuple):
    """By what a message may be joined through its subject: a number for each participant, and
    whether it is an answer that does not say what it answers."""

    keys: tuple[int, ...] = ()
    is_bare: bool = False


NO_SUBJECTS = SubjectKeys()


def subject_keys(subject: str, participants: Iterable[str], *, refers: bool) -> SubjectKeys:
    """The keys of a message with this subject, as sent, and these addresses.

    `refers` says that it has References or In-Reply-To. Of participants, the first 32 count.
    """
    base, is_answer = base_subject(subject)
    if not base:
        return NO_SUBJECTS
    people = dict.fromkeys(address.strip().casefold() for address in participants)
    people.pop("", None)
    return SubjectKeys(
        tuple(_key(base, person) for person in list(people)[:MOST_PARTICIPANTS]), is_answer and not refers
    )


def base_subject(subject: str) -> tuple[str, bool]:
    """The subject folded and without `Re:` and `Fwd:`, and whether it had any; a list's tag stays.

    Empty where less than two letters or digits are left, which is too little to go by.
    """
    text = unicodedata.normalize("NFKC", subject[:_READ_CHARACTERS]).casefold()
    tags: dict[str, None] = {}
    is_answer = False
    if wrapped := _WRAPPER.fullmatch(text):
        text, is_answer = wrapped[1], True
    start = 0
    while found := _PREFIX.match(text, start) or _TAG.match(text, start):
        if found.re is _TAG:
            tags[found[1]] = None
        else:
            is_answer = True
        start = found.end()
    rest = text[start:]
    if trailer := _TRAILER.search(rest):
        rest, is_answer = rest[: trailer.start()], True
    if sum(character.isalnum() for character in rest) < _SHORTEST:
        return "", is_answer
    return " ".join(fold(" ".join((*tags, rest))).split()), is_answer


def _key(base: str, person: str) -> int:
    digest = hashlib.sha256(f"{base}\0{person}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
