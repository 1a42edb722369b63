"""Lines that nobody wrote for their reader: "view in browser", "sent from my phone", disclaimers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from mailatlas_core.mime.languages import BOILERPLATE_LINES, BOILERPLATE_WITH_LINK, CLICK_HERE, SENT_FROM
from mailatlas_core.mime.quotes import is_sent_from

MAX_LINE_CHARACTERS = 400
MAX_DISCLAIMER_CHARACTERS = 4_000
MAX_SCANNER_LINES = 5
_FIRST_LINES = 3
_LAST_PARAGRAPHS = 6

LINK = re.compile(r"<?\bhttps?://[^\s<>]+>?|\bwww\.[^\s<>]+", re.IGNORECASE)
RULE = re.compile(r"[-_=*~#\s]{2,}")
_LINK_OUT = re.compile(r"unsubscri|opt-?out|desabonn|desinscri|abmelden|disiscri|descadastr", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[<]\s*[)\]>]")
BOILERPLATE_PHRASES = BOILERPLATE_LINES | BOILERPLATE_WITH_LINK | CLICK_HERE
_TRIM = " \t\xa0|*_-–—·•:.,;!»«>→[]()#=。：、！"
_ASCII_EDGES = _TRIM + "\v\f\r\x1c\x1d\x1e\x1f"
_OPENINGS = frozenset(phrase[:3].rstrip() for phrase in (*BOILERPLATE_PHRASES, *SENT_FROM))

_SCANNED = re.compile(
    r"(?:filter\d: )?this (?:e-?mail|message|e-mail message) has been (?:scanned|checked) (?:for|by) "
    r"|no virus found in this |this e-?mail (?:is|was) virus[- ]free|virus-free\. "
    r"|diese (?:e-?mail|nachricht) wurde auf viren "
)
# What makes a disclaimer one: that it is confidential, for whom it is, and what others must not do.
_DISCLAIMERS = tuple(
    tuple(re.compile(pattern) for pattern in patterns)
    for patterns in (
        (
            r"\b(?:confidential|privileged)\b",
            r"\b(?:intended|addressee|recipient)\b",
            r"\b(?:in error|by mistake|delete|destroy|prohibited|unauthori[sz]ed)\b",
        ),
        (r"vertraulich", r"bestimmt|adressat|empfänger", r"irrtümlich|vernichten|löschen|nicht gestattet"),
        (r"confidentiel", r"destinataire|usage exclusif|attention exclusive", r"erreur|détrui|supprim"),
        (r"confidencial", r"destinatari|dirigid", r"\berror\b|elimin|borr|prohib"),
        (r"riservat|confidenzial", r"destinatari|esclusivamente", r"errore|cancell|distrugg|vietat"),
        (r"confidencia", r"destinatári|dirigid", r"\berro\b|apag|elimin|proibid"),
        (r"機密|秘密|親展", r"宛先|受信|名宛", r"削除|誤って|破棄"),
        (r"机密|保密|機密", r"收件人|接收", r"删除|刪除|错误|錯誤|误收"),
    )
)
_MIN_DISCLAIMER_CHARACTERS = 120
_MIN_IDEOGRAPHS = 40


def boilerplate_lines(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of lines that are boilerplate by themselves, the line of their link with them."""
    filled = (number for number, line in enumerate(lines) if line.strip())
    end_of_first = next(islice(filled, _FIRST_LINES, None), len(lines))
    for number in _candidates(lines):
        line = lines[number]
        phrase, linked = _phrase(line)
        if phrase in BOILERPLATE_PHRASES:
            below = None if linked else _link_below(lines, number)
            first = number < end_of_first
            if _is_boilerplate(phrase, line, linked=linked or below is not None, first=first):
                yield number
                if below is not None:
                    yield below
        elif is_sent_from(line) and _stands_alone(lines, number):
            yield number


def disclaimer_lines(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of the lines of legal disclaimers among the last paragraphs."""
    for first, end in _last_paragraphs(lines):
        if sum(map(len, lines[first:end])) > MAX_DISCLAIMER_CHARACTERS or lines[first].startswith(">"):
            continue
        text = " ".join(line.strip(" \t*_") for line in lines[first:end]).casefold()
        least = _MIN_DISCLAIMER_CHARACTERS if text[:40].isascii() else _MIN_IDEOGRAPHS
        if len(text) >= least and any(all(sign.search(text) for sign in signs) for signs in _DISCLAIMERS):
            yield from range(first, end)


def scanner_lines(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of the lines in which a virus scanner speaks of itself."""
    for first, end in _last_paragraphs(lines):
        opening = lines[first][:MAX_LINE_CHARACTERS].strip(" \t*_-").casefold()
        if end - first <= MAX_SCANNER_LINES and _SCANNED.match(opening):
            yield from range(first, end)


def is_link(line: str) -> bool:
    """Is the line nothing but an address of the web?"""
    return "http" in line.lower() and LINK.fullmatch(line.strip(" \t\xa0()[]")) is not None


def _candidates(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that are worth a closer look: that begin as boilerplate does, with a
    link, which may come first, or in other letters than ASCII's, for which this is too simple."""
    return [
        number
        for number, line in enumerate(lines)
        if line[:1] != ">"
        and len(line) <= MAX_LINE_CHARACTERS
        and (
            line.lstrip(_ASCII_EDGES)[:3].casefold().rstrip() in _OPENINGS
            or not line.isascii()
            or "http" in line
            or "www." in line
        )
    ]


def _phrase(line: str) -> tuple[str, bool]:
    """What a line says, without its links and its punctuation; and whether it has a link."""
    linked = "http" in line or "www." in line
    if linked:
        line = _EMPTY_BRACKETS.sub(" ", LINK.sub(" ", line))
    return " ".join(line.split()).strip(_TRIM).casefold(), linked


def _is_boilerplate(phrase: str, line: str, *, linked: bool, first: bool) -> bool:
    if phrase in CLICK_HERE:
        return _LINK_OUT.search(line) is not None
    return phrase in BOILERPLATE_LINES or linked or not first


def _stands_alone(lines: Sequence[str], number: int) -> bool:
    """A line with nothing around it but blank lines, rules, or the end."""
    around = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return all(not line.strip() or RULE.fullmatch(line) for line in around)


def _link_below(lines: Sequence[str], number: int) -> int | None:
    """The number of the next line that is not blank, where that is near and nothing but a link."""
    for below in range(number + 1, min(number + 3, len(lines))):
        if lines[below].strip():
            return below if is_link(lines[below]) else None
    return None


def _last_paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    end, found = len(lines), 0
    while end and found < _LAST_PARAGRAPHS:
        if not lines[end - 1].strip():
            end -= 1
            continue
        first = end
        while first and lines[first - 1].strip():
            first -= 1
        yield first, end
        end, found = first, found + 1
