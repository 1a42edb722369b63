"""HTML → the text that a reader would see, roughly, in bounded time."""

from __future__ import annotations

import html
import re

from html_to_markdown import ConversionError, ConversionOptions, PreprocessingOptions, convert

from mailatlas_core.mime.defects import Defects

MAX_HTML_CHARACTERS = 2_000_000
# The converter drops what is nested deeper than 1,024 elements. The elements counted here can
# each hold three that are not (tbody, tr, td).
MAX_DEPTH = 250

# Comments, and elements whose content is no text, closed or not.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|template|title)\b.*?(?:</\1\s*+>?|\Z)"
    r"|</(?:script|style|template|title)\b\s*+>?",
    re.DOTALL | re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)")
# Elements that end by themselves.
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody "
    "tfoot option".split()
)
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|"
    r"li|main|nav|ol|p|pre|section|table|tr|ul)\b[^<>]*+>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>")
# Without its semicolon a reference before `=` is meant as part of an address: `?a=1&copy=2`.
_PARAMETER_NAME = re.compile(r"&(?=[a-zA-Z][a-zA-Z0-9]{0,30}=)")
_PREFORMATTED = re.compile(r"(<pre\b.*?(?:</pre\b|\Z))", re.DOTALL | re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TRAILING_SPACE = re.compile(r"(?<![ \t])[ \t]++(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")

_OPTIONS = ConversionOptions(
    output_format="plain", extract_metadata=False, preprocessing=PreprocessingOptions(enabled=False)
)


def html_to_text(source: str, defects: Defects) -> str:
    """Reduce HTML to text: blocks on lines of their own, no scripts, styles, comments or link targets."""
    if len(source) > MAX_HTML_CHARACTERS:
        source = source[:MAX_HTML_CHARACTERS]
        defects.add("The HTML is too long: its end is missing from the text.")
    source = _UNSEEN.sub(" ", source.replace("\0", ""))
    source = _PARAMETER_NAME.sub("&amp;", _collapse_spaces(source))
    if _too_deep(source):
        defects.add("The HTML is nested too deeply: its text is without layout.")
        return _tidy(strip_tags(source))
    try:
        return _tidy(convert(source, _OPTIONS).content or "")
    except ConversionError:
        defects.add("The HTML cannot be understood: its text is without layout.")
        return _tidy(strip_tags(source))


def strip_tags(source: str) -> str:
    """The text between the tags, with a line end where a block begins or ends."""
    return html.unescape(_TAG.sub("", _BLOCK.sub("\n", source)))


def _collapse_spaces(source: str) -> str:
    """A line end is a space, as a browser shows it; the converter would keep it."""
    pieces = _PREFORMATTED.split(source)
    pieces[::2] = [_SPACES.sub(" ", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _too_deep(source: str) -> bool:
    if source.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for element in _ELEMENT.finditer(source):
        if element[2].lower() in _UNCOUNTED:
            continue
        if element[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            if depth > MAX_DEPTH:
                return True
    return False


def _tidy(text: str) -> str:
    text = _TRAILING_SPACE.sub("", text.replace("\r", "") + "\n")
    return _BLANK_LINES.sub("\n\n", text).strip()
