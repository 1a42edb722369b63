"""The syntax of start and end tags, as the standard reads them: a quote may hold `<` and `>`."""

from __future__ import annotations

ATTRIBUTE = (
    r"""[^\s/>][^\s/>=]*+"""  # the name, which may begin with any letter
    r"""(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+"""
)
ATTRIBUTES = rf"(?:[\s/]++|{ATTRIBUTE})*+"
NAME = r"[a-zA-Z][^\s/>]*+"
