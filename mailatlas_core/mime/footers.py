"""Where a text ends and a mailing list's or a newsletter's footer begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from mailatlas_core.mime.boilerplate import LINK, MAX_LINE_CHARACTERS, RULE

MAX_NEWSLETTER_FOOTER_LINES = 25
MAX_LIST_FOOTER_LINES = 12

# The footer of a mailing list: its whole form is known.
_LIST_FOOTER = re.compile(
    r"to unsubscribe from this (?:list|group|mailing list)\b"
    r"|to unsubscribe, (?:send (?:a|any|an e-?mail|mail|a message|any mail)\b|e-?mail)"
    r"|you received this message because you are subscribed to"
    r"|sie erhalten diese nachricht, weil sie .{0,20}gruppe"
    r"|vous (?:recevez|avez reçu) ce message, ?car vous êtes abonné"
    r"|has recibido este mensaje porque estás suscrit"
    r"|(?:hai ricevuto|ricevi) questo messaggio perché sei iscritto"
    r"|(?:você )?(?:recebeu|está recebendo) esta mensagem porque (?:está inscrito|subscreveu|se inscreveu)"
)
_MAILMAN_RULE = re.compile(r"_{20,}")
_MAILMAN = re.compile(r".{1,100} mailing list(?:\s*[-:].{0,200})?")

# Why it was received, how to leave, and whose it is: the footer of a newsletter begins with one of these
_NEWSLETTER_FOOTER = re.compile(
    r"you(?:'re| are| have)? (?:currently )?receiv(?:e|ed|ing) this (?:e-?mail|message|newsletter|mail)\b"
    r"|this (?:e-?mail|message|newsletter) (?:was|has been) sent (?:to|by)\b"
    r"|if you (?:no longer|do not|don't|did not|didn't|would rather not) .{0,30}receive"
    r"|to unsubscribe\b|want to change how you receive these emails"
    r"|(?:copyright |© ?|\(c\) ?)+(?:\d{4}|.{0,60}\ball rights reserved)"
    r"|sie (?:erhalten|bekommen) diese[nrs]? (?:e-?mail|newsletter|nachricht)"
    r"|wenn sie (?:diesen newsletter|keine weiteren|diese e-?mails?) .{0,40}(?:nicht mehr|erhalten)"
    r"|vous recevez (?:cet e-?mail|ce message|cette lettre|ce mail|cette newsletter)"
    r"|si vous ne souhaitez plus recevoir"
    r"|(?:has? recibido|recibes?|está[sn]? recibiendo) este (?:correo|mensaje|e-?mail|boletín)"
    r"|si (?:no deseas?|ya no quieres?|no quieres?) (?:seguir )?recib"
    r"|(?:ha[i]? ricevuto|ricev[ie]) quest[ao] (?:e-?mail|messaggio|newsletter|comunicazione)"
    r"|se non (?:vuoi|desideri|desidera) più ricevere"
    r"|(?:você )?(?:recebeu|está recebendo|está a receber) est[ea] (?:e-?mail|mensagem|newsletter)"
    r"|(?:se|caso) não (?:desej|queir|quiser).{0,20}receber"
    r"|このメールは.{0,60}(?:お送り|送信|配信)"
    r"|(?:您|你)(?:收到|之所以收到|会收到)(?:此|这封|這封|本)"
)
# and says in some line how to leave, or whose all rights are.
_LEAVING = re.compile(
    r"unsubscri|opt[ -]out|no longer (?:wish|want)|rights reserved|preferences|abmeld|abbestell|vorbehalten"
    r"|désabonn|désinscri|droits réservés|darse de baja|darte de baja|suscripci|derechos reservados"
    r"|disiscri|cancella|annulla|diritti riservati|descadastr|cancelar|direitos reservados"
    r"|配信停止|解除|退订|退訂|取消订阅|取消訂閱|版权所有"
)


def footer_start(lines: Sequence[str], dropped: Collection[int]) -> int | None:
    """The number of the line where the footer begins that goes on to the end; None where there is none.

    A footer has text above it that is not `dropped`, and below it nothing quoted. A mailing
    list's is known by its form; a newsletter's says how to leave and is no longer than what
    stands above it.
    """
    filled = _last_filled(lines)
    texts = [lines[number][:MAX_LINE_CHARACTERS] for number in filled]
    for place, first in enumerate(filled):
        footer = texts[place:]
        listed = _is_list_footer(footer)
        if not (listed or _is_newsletter_footer(footer)) or any(line.startswith(">") for line in footer):
            continue
        above = filled[place - 1] if place else first
        begin = above if RULE.fullmatch(lines[above]) else first
        if _reads(lines, begin, dropped, 1 if listed else _length(footer)):
            return begin
    return None


def _last_filled(lines: Sequence[str]) -> list[int]:
    """The numbers of the last lines that are not blank, as many as a footer may have."""
    backwards = (number for number in range(len(lines) - 1, -1, -1) if lines[number].strip())
    return list(islice(backwards, MAX_NEWSLETTER_FOOTER_LINES))[::-1]


def _is_list_footer(footer: Sequence[str]) -> bool:
    if len(footer) > MAX_LIST_FOOTER_LINES:
        return False
    if _MAILMAN_RULE.fullmatch(footer[0].strip()):
        return len(footer) > 1 and _MAILMAN.fullmatch(footer[1].strip().casefold()) is not None
    return _LIST_FOOTER.match(_folded(footer[0])) is not None


def _is_newsletter_footer(footer: Sequence[str]) -> bool:
    return _NEWSLETTER_FOOTER.match(_folded(footer[0])) is not None and any(
        _LEAVING.search(_folded(line)) for line in footer
    )


def _folded(line: str) -> str:
    return line.strip(" \t\xa0*|#").casefold().replace("’", "'")


def _reads(lines: Sequence[str], end: int, dropped: Collection[int], wanted: int) -> bool:
    """Are there as many characters as wanted to read above a line?"""
    found = 0
    for number in range(end - 1, -1, -1):
        if number not in dropped:
            found += _length([lines[number]])
        if found >= wanted:
            return True
    return False


def _length(lines: Iterable[str]) -> int:
    """How much there is to read, links left out."""
    return sum(len(LINK.sub("", line).strip()) for line in lines)
