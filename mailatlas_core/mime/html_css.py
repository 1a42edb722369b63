"""The little of CSS that decides whether text can be seen: declarations and simple rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_RULES = 2_000

Declarations = dict[str, str]
"""Values in lower case by property in lower case; one that is `!important` keeps that word."""

UNKNOWN = "unknown"
"""The value of a property that some rule sets which is not understood here."""

_RELEVANT = frozenset(
    "display visibility opacity font-size font overflow width height max-width max-height text-indent left "
    "top right margin-left position clip color background background-color background-image white-space "
    "text-align font-weight font-style text-decoration vertical-align".split()
)
_DECLARATION = re.compile(r"([a-zA-Z-]+)\s*+:([^;]*+)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_SIMPLE_SELECTOR = re.compile(r"\*|[a-z][a-z0-9]*+(?:[.#][\w-]++)?+|[.#][\w-]++")
_LAST_COMPOUND = re.compile(r"(?:^|[\s>+~])([\w*][\w-]*)?([.#][\w-]+)*$")
_URL = re.compile(r"""url\(\s*+["']?+([^"')]++)""", re.IGNORECASE)
_IMPORT = re.compile(r"""@import\s*+["']([^"']++)""", re.IGNORECASE)


def plain_css(source: str) -> str:
    """CSS without comments and escapes, which serve to hide a property from a reader like this one."""
    if "/*" in source:
        source = _COMMENT.sub("", source)
    if "\\" in source:
        source = _ESCAPE.sub(_unescaped, source)
    return source


def read_declarations(source: str) -> Declarations:
    """The relevant declarations of a style attribute or a block; the last of a property counts."""
    declarations: Declarations = {}
    for written, value in _DECLARATION.findall(plain_css(source)):
        name = written.lower()
        if name in _RELEVANT:
            declare(declarations, name, value.strip().lower())
    return declarations


def declare(declarations: Declarations, name: str, value: str) -> None:
    """Set a property, unless what it has is important and the new value is not."""
    if "!important" in declarations.get(name, "") and "!important" not in value:
        return
    declarations[name] = value


def addresses_in(css: str) -> list[str]:
    """What `url()` and `@import` refer to, in order."""
    css = plain_css(css)
    return [address.strip() for address in _IMPORT.findall(css) + _URL.findall(css)]


class StyleSheet:
    """The rules for one element, class or id; what a medium or a state decides is left out.

    A rule of another form counts only as a doubt: the colours that it sets are unknown.
    """

    def __init__(self, source: str) -> None:
        self._rules: dict[str, Declarations] = {}
        if source.strip():
            self._read(plain_css(source))

    def __bool__(self) -> bool:
        return bool(self._rules)

    def apply(self, name: str, attributes: Mapping[str, str], declarations: Declarations) -> None:
        """Set what the rules say of an element, the more special rule last."""
        if not self._rules:
            return
        selectors = ["*", name]
        for class_name in attributes.get("class", "").split()[:20]:
            selectors += (f".{class_name}", f"{name}.{class_name}")
        if identifier := attributes.get("id"):
            selectors += (f"#{identifier}", f"{name}#{identifier}")
        for selector in selectors:
            for property_name, value in self._rules.get(selector, {}).items():
                declare(declarations, property_name, value)

    def _read(self, source: str) -> None:
        depth = 0
        conditional = 0  # how deep the block of an at-rule is that is being left out
        selectors = ""
        pieces = _BRACE.split(source)
        for piece, brace in zip(pieces[::2], pieces[1::2], strict=False):
            if brace == "{":
                depth += 1
                selectors = piece.rpartition(";")[2].strip()
                if selectors.startswith("@") and not conditional:
                    conditional = depth
                continue
            if selectors and not conditional:
                self._add(selectors, read_declarations(piece))
            selectors = ""
            if conditional == depth:
                conditional = 0
            depth = max(0, depth - 1)

    def _add(self, selectors: str, declarations: Declarations) -> None:
        if not declarations:
            return
        doubts = {name: UNKNOWN for name in declarations if name.startswith(("color", "background"))}
        for selector in map(str.strip, selectors.split(",")):
            if _SIMPLE_SELECTOR.fullmatch(selector):
                self._set(selector, declarations)
            elif doubts and (found := _LAST_COMPOUND.search(selector[-200:])):
                self._set(found[2] or found[1] or "*", doubts)

    def _set(self, selector: str, declarations: Declarations) -> None:
        if selector not in self._rules and len(self._rules) >= MAX_RULES:
            return
        rule = self._rules.setdefault(selector, {})
        for name, value in declarations.items():
            declare(rule, name, value)


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0xD800 else ""
