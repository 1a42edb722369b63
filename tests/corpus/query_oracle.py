"""What a query should find, told by reading every document from end to end; no SQL, no index.

Words are told by the tables of Unicode directly: a text is taken apart, its letters made plain, and
every character of a script without spaces is a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailatlas_core.mime import ParsedMessage
from mailatlas_core.models import Address, Document
from mailatlas_core.query.tree import (
    Account,
    AllOf,
    AnyOf,
    Dated,
    Everything,
    Folder,
    Forwarded,
    HasAttachment,
    Id,
    Not,
    Query,
    Sent,
    Sized,
    Source,
    Tag,
    Text,
    Thread,
)

_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
_DROPPED_MARKS = ("COMBINING ", "HEBREW POINT", "HEBREW ACCENT", "ARABIC ")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC")


def words_of(text: str) -> str:
    """The words of a text as search should see them, with a space before and after each."""
    spaced = []
    for character in _folded(text):
        name = unicodedata.name(character, "")
        is_word = unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Co"
        if not is_word:
            spaced.append(" ")
        elif name.startswith(_UNSPACED):
            spaced.append(f" {character} ")
        else:
            spaced.append(character)
    return f" {' '.join(''.join(spaced).split())} "


def _folded(text: str) -> str:
    apart = (c for c in unicodedata.normalize("NFKD", text) if not _is_dropped(c))
    together = unicodedata.normalize("NFKC", "".join(apart)).casefold()
    return "".join(_PLAIN.get(character, character) for character in together)


def _is_dropped(character: str) -> bool:
    if character in "\u200c\u200d":
        return True
    name = unicodedata.name(character, "")
    return unicodedata.category(character) in ("Mn", "Me") and name.startswith(_DROPPED_MARKS)


@dataclass(frozen=True, slots=True)
class Known:
    """A document with its words by column, its size in bytes, and the ids of its conversation."""

    document: Document
    words: Mapping[str, str]
    size: int
    thread: frozenset[str]

    def finds(self, query: Query, period: Callable[[Dated], tuple[datetime | None, datetime | None]]) -> bool:
        """Whether the query should find it; `period` tells the instants of a date."""
        match query:
            case Not(node):
                return not self.finds(node, period)
            case AllOf(nodes):
                return all(self.finds(node, period) for node in nodes)
            case AnyOf(nodes):
                return any(self.finds(node, period) for node in nodes)
            case Text():
                return self._has_text(query)
            case Dated():
                return self._is_dated(*period(query))
            case Source() | Account() | Folder() | Sent():
                return self._is_from(query)
            case _:
                return self._is(query)

    def _is(self, query: Query) -> bool:
        document = self.document
        match query:
            case HasAttachment():
                return any(asset.kind == "attachment" for asset in document.assets)
            case Forwarded():
                return document.metadata.provenance.is_forwarded
            case Sized(bound, size):
                return self.size > size if bound == "larger" else self.size < size
            case Thread(id):
                return any(member.startswith(id) for member in self.thread)
            case Id(id):
                return document.id.startswith(id.lower()) or document.message_id == id.strip("<>")
            case Tag(name):
                return name in document.tags
        return query == Everything()

    def _is_from(self, query: Source | Account | Folder | Sent) -> bool:
        sources = self.document.sources
        match query:
            case Source(kind):
                return any(one.kind == kind for one in sources)
            case Account(id):
                return any(one.account_id == id for one in sources)
            case Folder(name):
                return any(_is_folder(one.folder, name) for one in sources)
            case Sent():
                return any(one.kind == "outbound" or _is_folder(one.folder, "sent") for one in sources)

    def _has_text(self, query: Text) -> bool:
        if query.column is not None:
            return _holds(self.words[query.column], query)
        return self.document.message_id == query.text.strip("<>") or any(
            _holds(words, query) for words in self.words.values()
        )

    def _is_dated(self, since: datetime | None, until: datetime | None) -> bool:
        if self.document.received_at is None:
            return False
        received = datetime.fromisoformat(self.document.received_at)
        return (since is None or received >= since) and (until is None or received < until)


def columns(document: Document, parsed: ParsedMessage, full_text: str) -> Iterator[tuple[str, str]]:
    """The words of each column."""
    yield "subject", words_of(parsed.headers.get("subject", "").partition("\n")[0])
    yield "sender", words_of(_people((parsed.sender, *parsed.reply_to)))
    yield "to", words_of(_people(parsed.to))
    yield "cc", words_of(_people(parsed.cc))
    yield "body", words_of(full_text)
    yield "filenames", words_of("\n".join(asset.filename for asset in document.assets if asset.filename))


def _people(people: Iterable[Address]) -> str:
    return "\n".join(f"{person.name} {person.email}" for person in people)


def _holds(text: str, query: Text) -> bool:
    """Whether the words of the query stand one after another."""
    wanted = words_of(query.text).rstrip() if query.prefix else words_of(query.text)
    return wanted in text


def _is_folder(folder: str | None, name: str) -> bool:
    if folder is None:
        return False
    return name.casefold() in (folder.casefold(), folder.casefold().rstrip("/").rsplit("/", 1)[-1])
