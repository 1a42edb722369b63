"""Does a person's own text speak of an attachment? In English, German, French, Spanish, Italian,
Portuguese, Dutch, Swedish, Japanese and Chinese."""

from __future__ import annotations

import re

from mailatlas_core.mime.forwards import find_forwards
from mailatlas_core.mime.quotes import find_spans

# Case folded; `…` stands for any end of a word.
_MENTIONS = """
    attached, attachment, attachments, attaching, enclosed, pfa,
    anbei, angehängt…, anhang, anhänge, anhängen, in der anlage, als anlage, beigefügt…, beiliegend…,
    ci-joint…, pièce jointe, pièces jointes, piece jointe, je joins,
    adjunto, adjunta, adjuntos, adjuntas, adjuntamos, anexo, anexos, anexa, anexas,
    allegato, allegata, allegati, allegate, allego, alleghiamo,
    anexado, anexada, anexados, anexadas, anexei,
    bijlage, bijlagen, bijgevoegd…, bijgesloten,
    bifogar, bifogad…, bifogat, bilaga, bilagan, bilagor, bilagorna
"""
_UNSPACED = "添付|附件|附上|附檔|隨信附|随信附|随函附"
_WORDS = "|".join(re.escape(word.strip()).replace("…", r"\w*") for word in _MENTIONS.split(","))
_MENTION = re.compile(rf"\b(?:{_WORDS})\b|{_UNSPACED}")


def speaks_of_attachment(text: str) -> bool:
    """Whether the words do that are the writer's own: no quote, nothing forwarded, no signature."""
    return _MENTION.search(_own_words(text).casefold()) is not None


def _own_words(text: str) -> str:
    forwards = find_forwards(text)
    lines = text.split("\n")
    if forwards:
        del lines[forwards[0].first :]
    for span in reversed(find_spans(text, forwards)):
        del lines[span.first : span.end]
    return "\n".join(lines)
