"""Bytes and a label → text. The label is believed as far as it can be true."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

UNKNOWN = "A text is labelled with an unknown character set."
WRONG = "A text is not in the character set that its label names."
MISSING = "A text has 8-bit characters but no character set label."
DAMAGED = "A text is damaged: some of its bytes are no characters."

# What mail means by these labels is more than what Python's codec of that name decodes.
# Codecs are tried in turn.
_CODECS: dict[str, tuple[str, ...]] = {
    "us-ascii": ("cp1252", "latin-1"),
    "iso-8859-1": ("cp1252", "latin-1"),
    "windows-1252": ("cp1252", "latin-1"),
    "iso-8859-9": ("cp1254", "iso8859_9"),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "euc-kr": ("cp949",),
    "shift-jis": ("cp932", "shift_jisx0213"),
    "euc-jp": ("euc_jp", "euc_jis_2004"),
    "iso-2022-jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2"),
    "tis-620": ("cp874",),
    "iso-8859-8": ("iso8859_8", "cp1255"),
}
_ALIASES = {
    "ascii": "us-ascii",
    "ansi-x3.4-1968": "us-ascii",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "iso8859-1": "iso-8859-1",
    "cp1252": "windows-1252",
    "x-cp1252": "windows-1252",
    "latin5": "iso-8859-9",
    "gb-2312-80": "gb2312",
    "x-gbk": "gbk",
    "cp936": "gbk",
    "x-x-big5": "big5",
    "cn-big5": "big5",
    "ks-c-5601-1987": "euc-kr",
    "ks-c-5601": "euc-kr",
    "ksc5601": "euc-kr",
    "x-sjis": "shift-jis",
    "sjis": "shift-jis",
    "ms-kanji": "shift-jis",
    "windows-31j": "shift-jis",
    "x-euc-jp": "euc-jp",
    "windows-874": "tis-620",
    "dos-874": "tis-620",
    "iso-8859-11": "tis-620",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}
# Labels under which UTF-8 is sent so often that bytes which are valid UTF-8 are taken as it.
_OFTEN_UTF_8 = frozenset({"us-ascii", "iso-8859-1", "windows-1252"})
# Python knows these by name, but they turn bytes into something else than a mail's text.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "charmap"})

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,59}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ASCII = bytes(range(0x80))
_ENOUGH_RIGHT = 20  # 8-bit bytes for each wrong one
_ISO_2022_ESCAPE = b"\x1b$"


class Decoded(NamedTuple):
    """A text without lone surrogates, and what was wrong with its label."""

    text: str
    defect: str | None


def decode(data: bytes, label: str | None) -> Decoded:
    """Decode by the label where that works, else as UTF-8, else as what it looks like."""
    if data.startswith(codecs.BOM_UTF8):
        data, label = data[len(codecs.BOM_UTF8) :], "utf-8"
    if not label:
        return _decode_unlabelled(data)
    name = _canonical(label)
    names = _codecs(name)
    if not names:
        return Decoded(_guess(data), UNKNOWN)
    if name in _OFTEN_UTF_8:
        if data.isascii():
            return Decoded(data.decode("ascii"), None)
        text = _strict(data, "utf-8")
        if text is not None:
            return Decoded(text, WRONG)
    for codec in names:
        text = _strict(data, codec)
        if text is not None:
            return Decoded(text, WRONG if name == "us-ascii" else None)
    text = _nearly(data, names[0])
    return Decoded(_guess(data), WRONG) if text is None else Decoded(text, DAMAGED)


def _decode_unlabelled(data: bytes) -> Decoded:
    if data.isascii() and _ISO_2022_ESCAPE not in data:
        return Decoded(data.decode("ascii"), None)
    return Decoded(_guess(data), MISSING)


def _canonical(label: str) -> str:
    name = label.strip(" \t\"'<>;,").lower().replace("_", "-")
    return _ALIASES.get(name, name)


@lru_cache(maxsize=256)
def _codecs(name: str) -> tuple[str, ...]:
    """The codecs to try for a canonical name; none where it names no character set."""
    if name in _CODECS:
        return _CODECS[name]
    if _LABEL.fullmatch(name) is None:
        return ()
    try:
        codec = codecs.lookup(name).name
        bytes(4).decode(codec)  # a codec such as hex or rot13, which gives no text, raises LookupError
    except (LookupError, UnicodeError):
        return ()
    return () if codec.replace("_", "-") in _NO_CHARSETS else (codec,)


def _guess(data: bytes) -> str:
    if _ISO_2022_ESCAPE not in data:
        text = _nearly(data, "utf-8")
        if text is not None:
            return text
    import chardet  # whose models hardly a message needs

    found = chardet.detect(
        data,
        encoding_era=chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_ISO,
        prefer_superset=True,
        compat_names=False,
        no_match_encoding="cp1252",
    )
    return _replace_surrogates(data.decode(found["encoding"] or "cp1252", "replace"))


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return _replace_surrogates(data.decode(codec))
    except UnicodeDecodeError:
        return None


def _nearly(data: bytes, codec: str) -> str | None:
    """The text, with marks where bytes are wrong, if they are few among the 8-bit ones: a cut or a
    lost byte leaves most of a text as it was, another character set does not."""
    text = data.decode(codec, "replace")
    wrong = text.count(_REPLACEMENT)
    if wrong and wrong * _ENOUGH_RIGHT > len(data.translate(None, _ASCII)):
        return None
    return _replace_surrogates(text)


def _replace_surrogates(text: str) -> str:
    if text.isascii():
        return text
    return _SURROGATE.sub(_REPLACEMENT, text)
