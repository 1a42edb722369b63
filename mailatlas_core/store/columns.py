"""The columns of the full-text index, apart from the records: a search knows these, and no record.

FTS5 finds words and phrases newest first and stops after a screenful. The words that begin alike it
would have to merge before it gives the first row, and its own indexes of beginnings hold every place
of every word once more for each length. So the distinct beginnings of a column's words stand in the
column as words of their own, behind `MARK`, which no text has:

- the first two letters of every word;
- of a word that is not of letters alone (a number, the name of a file), the first four, six and
  eight characters too: there are more of these than can be written out.

store/match.py writes any other beginning out as the words that there are.
"""

from __future__ import annotations

from itertools import filterfalse
from operator import itemgetter
from typing import NamedTuple

from mailatlas_core.fold import MARK, words

# The lengths of beginnings: the first is that of any word's, all of them those of a mixed one's.
BEGINNINGS = (2, 4, 6, 8)
BEGINNING = BEGINNINGS[0]

_beginning = itemgetter(slice(BEGINNING))


class IndexColumns(NamedTuple):
    """The folded texts of the full-text index, in the order of its columns."""

    subject: str
    sender: str
    to: str
    cc: str
    body: str
    filenames: str


def indexed(texts: IndexColumns) -> IndexColumns:
    """What goes into the columns: the folded texts, each behind the beginnings of its words."""
    return IndexColumns(*map(_with_beginnings, texts))


def _with_beginnings(text: str) -> str:
    """A folded text behind the beginnings of its words."""
    found = words(text)
    mixed = list(filterfalse(str.isalpha, found))
    beginnings = dict.fromkeys(
        word for word in dict.fromkeys(map(_beginning, found)) if len(word) == BEGINNING
    )
    for length in BEGINNINGS[1:]:
        beginnings.update(dict.fromkeys(word[:length] for word in mixed if len(word) >= length))
    return " ".join([*map(MARK.__add__, beginnings), text])
