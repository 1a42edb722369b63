"""Content-Transfer-Encoding → the bytes of a part, as far as they can be had."""

from __future__ import annotations

import binascii
import re

from mailatlas_core.mime.defects import Defects

_BASE64_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WHITE_SPACE = b" \t\r\n"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64_ALPHABET))
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/= \t\r\n]")
_PADDING = re.compile(rb"=[=\s]*+")

_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]{0,99}\r?\n|\Z)")
_PADDED_SOFT_BREAK = re.compile(rb"=[ \t]++(?=\r?\n)")

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)

_IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit"})
_UUENCODE = frozenset({"uuencode", "x-uuencode", "uue", "x-uue"})


def decode(data: bytes, encoding: str, defects: Defects) -> bytes:
    """Undo a transfer encoding, named in lower case; an unknown one leaves the bytes as they are."""
    if encoding == "base64":
        return decode_base64(data, defects)
    if encoding == "quoted-printable":
        return decode_quoted_printable(data, defects)
    if encoding in _UUENCODE:
        return decode_uuencode(data, defects)
    if encoding not in _IDENTITY:
        defects.add("A part has an unknown transfer encoding.")
    return data


def decode_base64(data: bytes, defects: Defects) -> bytes:
    """Decode base64 with broken padding, foreign characters, padding within, or text after it."""
    rest = data.translate(None, _BASE64_ALPHABET + _WHITE_SPACE)
    if rest.strip(b"="):
        data = _without_text_after(data)
        defects.add("A base64 text holds foreign characters.")
    elif data.rstrip(b"=" + _WHITE_SPACE).find(b"=") < 0:
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass  # its padding is wrong, which is repaired below
    # Senders that encode a file piece by piece leave padding between the pieces.
    return b"".join(_decode_quanta(piece, defects) for piece in _PADDING.split(data))


def _without_text_after(data: bytes) -> bytes:
    """Cut what a mailing list appended: a paragraph with a character that is not base64's."""
    foreign = _FOREIGN.search(data)
    if foreign is None:
        return data
    cut = max(data.rfind(b"\n\n", 0, foreign.start()), data.rfind(b"\n\r\n", 0, foreign.start()))
    return data[:cut] if cut > 0 and data[:cut].strip() else data


def _decode_quanta(piece: bytes, defects: Defects) -> bytes:
    digits = piece.translate(None, _NOT_BASE64)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
        defects.add("A base64 text is cut off.")
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def decode_quoted_printable(data: bytes, defects: Defects) -> bytes:
    """Decode quoted-printable; an escape that is none stays as it is."""
    if _BAD_ESCAPE.search(data) is not None:
        defects.add("A quoted-printable text holds a wrong escape.")
    return binascii.a2b_qp(_PADDED_SOFT_BREAK.sub(b"=", data))


def decode_uuencode(data: bytes, defects: Defects) -> bytes:
    """Decode the lines between `begin` and `end`; a line that cannot be decoded is left out."""
    begin = _UU_BEGIN.search(data)
    if begin is None:
        defects.add("A uuencoded part has no begin line.")
        return data
    pieces: list[bytes] = []
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`"):
            break
        try:
            pieces.append(decode_uu_line(line))
        except binascii.Error:
            defects.add("A uuencoded part holds a wrong line.")
    else:
        defects.add("A uuencoded part has no end line.")
    return b"".join(pieces)


def decode_uu_line(line: bytes) -> bytes:
    """Decode as many characters as the line's length byte announces: some senders add more."""
    if not line:
        return b""
    length = (((line[0] - 32) & 63) * 4 + 5) // 3
    return binascii.a2b_uu(line[: length + 1])
