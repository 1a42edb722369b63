"""HTML as it comes → markup that can be parsed in bounded time, and its style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_tags import ATTRIBUTES, NAME

MAX_HTML_CHARACTERS = 2_000_000
MAX_STYLE_SHEET_CHARACTERS = 200_000

_BEFORE_ATTRIBUTES = r"(?=[\s/>]|\Z)"
# What runs up to an end is passed over by runs, since `.*?` would try the end at every character.
_REPLACED = re.compile(
    r"<(?:"
    # A comment may end where it begins: `<!-->`, `<!--->`.
    r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>)?)"
    rf"|(?P<style>style){_BEFORE_ATTRIBUTES}{ATTRIBUTES}>?"
    r"(?P<sheet>[^<]*+(?:<(?!/style\b)[^<]*+)*+)(?:</style[^>]*+>?)?"
    rf"|(?P<unseen>script|template|title){_BEFORE_ATTRIBUTES}{ATTRIBUTES}>?"
    r"[^<]*+(?:<(?!/(?P=unseen)\b)[^<]*+)*+(?:</(?P=unseen)[^>]*+>?)?"
    r"|/(?:script|style|template|title)\b[^>]*+>?"
    # Readers run no scripts: what is meant for them is to be seen.
    rf"|/?noscript{_BEFORE_ATTRIBUTES}{ATTRIBUTES}>?"
    # The colours of the body count, but a sanitizer of fragments knows no body.
    rf"|(?P<body>body){_BEFORE_ATTRIBUTES}"
    # What is in a frame is no text; the address is the same attribute.
    rf"|(?P<frame>iframe|frame){_BEFORE_ATTRIBUTES}"
    # Any other tag is passed over whole: in its quotes nothing begins.
    rf"|(?P<other>{NAME}{ATTRIBUTES})"
    r")",
    re.IGNORECASE,
)
# Without its semicolon a reference before `=` is meant as part of an address: `?a=1&copy=2`.
# An ampersand that begins no reference is made a reference: the parser is slow at lone ones.
_LITERAL_AMPERSAND = re.compile(r"&(?=[a-zA-Z][a-zA-Z0-9]{0,30}=)|&(?![a-zA-Z#])")
_TAG_OR_REFERENCE = re.compile(r"<!|</?[a-zA-Z][a-zA-Z0-9]*+(?:[\s/>]|\Z)|&[a-zA-Z0-9#]{2,10};")
_SHEET_COMMENT_MARKS = re.compile(r"<!--|-->")


@dataclass(frozen=True, slots=True)
class HtmlSource:
    """Markup without comments, scripts, titles and style sheets; and the style sheets, joined."""

    markup: str
    style_sheet: str


def readable(source: str) -> str:
    """HTML without what no parser takes: NUL and lone surrogates."""
    source = source.replace("\0", "")
    return source if source.isascii() else source.encode("utf-8", "replace").decode("utf-8")


def is_plain_text(source: str) -> bool:
    """Whether there is nothing of HTML in it but the label: addresses in angle brackets are none."""
    return _TAG_OR_REFERENCE.search(source) is None


def prepare(source: str, defects: Defects) -> HtmlSource:
    """Take out of HTML what is neither text nor its markup, in one pass."""
    if len(source) > MAX_HTML_CHARACTERS:
        source = source[:MAX_HTML_CHARACTERS]
        defects.add("The HTML is too long: its end is missing from the text.")
    sheets: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match["other"]:
            return match[0]
        if match["body"]:
            return "<div"
        if match["frame"]:
            return "<embed"
        if match["style"]:
            sheets.append(_SHEET_COMMENT_MARKS.sub(" ", match["sheet"]))
        return ""

    markup = _REPLACED.sub(replace, source)
    if "&" in markup:
        markup = _LITERAL_AMPERSAND.sub("&amp;", markup)
    return HtmlSource(markup, "\n".join(sheets)[:MAX_STYLE_SHEET_CHARACTERS])
