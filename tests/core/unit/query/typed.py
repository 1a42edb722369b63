"""What people type, and what they should not: texts for tests of the query language."""

from __future__ import annotations

from hypothesis import strategies as st

from mailatlas_core.errors import QueryError
from mailatlas_core.query.parse import parse_query

# Every code point, lone surrogates too, and what means something to us, to FTS5 or to SQL.
_CHARACTERS = st.text(
    st.one_of(st.sampled_from("\"'*()^+-:{}\\ \t\n\0.,%_@<>ab語é"), st.characters(codec=None)), max_size=30
)

# Parts of queries, right and wrong, without the spaces between them.
PIECES = [
    "harbor", "repo*", '"harbor report"', '"har', "語", "-", "-harbor", "OR", "AND", "NOT", "(", ")", "*",
    "from:", "from:ada", 'subject:"harbor re', "to:you*", "body:har", "filename:pdf", "has:x",
    "has:attachment",
    "before:2026-03", "after:last week", "on:yesterday", "on:2026-W11", "newer_than:7d", "newer_than:x",
    "source:eml", "account:imap:x", "folder:sent", 'folder:"a b"', "tag:work", "tag:\ud800", "is:unread",
    "is:sent", "is:forwarded", "is:un", "larger:1k", "larger:999999999999999g", "smaller:1M", "thread:ab",
    "id:0", "id:<1@example.com>", "1@example.com", "<1@example.com>", "nofield:x", "https://example.org/x",
    "Re:", "x' OR '1'='1", 'x" OR fts MATCH "y', "'); DROP TABLE documents; --", "NEAR(a b)", "subject : x",
    "{sender} : x", "a\0b", "\ud800", "%", "_", "?1", ":p0", "$low",
]  # fmt: skip

TYPED = st.one_of(
    _CHARACTERS,
    st.lists(st.one_of(st.sampled_from(PIECES), _CHARACTERS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
)


def refusal(query: str, *, typing: bool = False) -> QueryError | None:
    """Why a query is refused, None where it is not."""
    try:
        parse_query(query, typing=typing)
    except QueryError as error:
        return error
    return None
