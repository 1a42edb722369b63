"""What is in a response: read back as it was said, and never another failure than that it is no IMAP."""

from __future__ import annotations

import re
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.receive.imap.connection import NotImap, Response
from mailatlas_core.receive.imap.parsing import parsed
from mailatlas_core.receive.imap.reading import folder_name, found_uids, items, message, number

Value: TypeAlias = "bytes | tuple[Value, ...] | None"

WORDS = (
    st.text("ab07NIL[]{}\\%*&+.:-", min_size=1, max_size=6)
    .map(str.encode)
    .filter(lambda word: word != b"NIL")
)
TEXTS = st.binary(max_size=9)
LEAVES = st.tuples(st.just("word"), WORDS | st.none()) | st.tuples(
    st.sampled_from(["quoted", "literal"]), TEXTS
)
TREES = st.recursive(LEAVES, lambda inner: st.tuples(st.just("list"), st.lists(inner)), max_leaves=8)

FETCHED = (
    b'(UID 1 FLAGS (\\Seen) INTERNALDATE "17-Jul-2026 02:44:25 -0700" RFC822.SIZE 7 X-GM-LABELS ("\\\\A" b)'
)
SAID = st.lists(
    st.sampled_from(
        [*re.findall(rb'[()]|"|\\|[^ ()"\\]+', FETCHED), b" ", b"BODY[]", b"NIL", b"&", b"9" * 5000]
    )
    | st.binary(max_size=4)
).map(b"".join)


def written(tree: object, parts: list[bytes]) -> Value:
    """Say these values, as a server would, at the end of the parts; returns them as they are to be read."""
    assert isinstance(tree, tuple)
    match tree:
        case ("list", list() as inner):
            parts[-1] += b"("
            values = tuple(written(one, parts) for one in inner)
            parts[-1] += b") "
            return values
        case ("literal", bytes() as text):
            parts += (text, b" ")
            return text
        case ("quoted", bytes() as text):
            parts[-1] += b'"' + re.sub(rb'(["\\])', rb"\\\1", text) + b'" '
            return text
        case (_, bytes() as word):
            parts[-1] += word + b" "
            return word
    parts[-1] += b"nil "
    return None


@given(st.lists(TREES, max_size=4))
def test_what_is_said_is_read_as_it_was_said(trees: list[object]) -> None:
    parts = [b""]
    values = tuple(written(tree, parts) for tree in trees)
    assert parsed(parts) == values


@given(st.lists(SAID, min_size=1))
def test_nonsense_is_no_imap_and_nothing_worse(parts: list[bytes]) -> None:
    response = Response(b"FETCH", 1, parts)
    list(found_uids(response))
    for read in (folder_name, items):
        try:
            read(response)
        except NotImap:
            continue


@given(
    SAID,
    st.sampled_from([b"FLAGS", b"INTERNALDATE", b"X-GM-LABELS", b"X-GM-MSGID", b"X-GM-THRID", b"BODY[]"]),
)
def test_an_item_that_is_nonsense_costs_no_message(said: bytes, name: bytes) -> None:
    try:
        found = items(Response(b"FETCH", 1, [b"(" + name + b" " + said + b" X (BODY[]", b"hi", b"))"]))
    except NotImap:
        return
    assert message(7, {b"BODY[]": b"hi", **found}).uid == 7


@given(
    st.text('0123456789 "(){}[]-+:,', max_size=40)
    | st.from_regex(
        r"[0-9]{1,2}-Jul-[0-9]{1,30} [0-9]{1,25}:[0-9]{2}:[0-9]{2} [+-][0-9]{1,400}", fullmatch=True
    )
)
def test_a_moment_is_one_or_none(said: str) -> None:
    message(7, {b"BODY[]": b"hi", b"INTERNALDATE": said.encode()})


UNCLOSED = (b"(", b")", b'"', b'"a\\"', b"(()", b"(" * 100_000, b'"\\' * 100_000)


@pytest.mark.parametrize("text", UNCLOSED, ids=range(len(UNCLOSED)))
def test_what_is_not_closed_is_no_imap(text: bytes) -> None:
    with pytest.raises(NotImap):
        parsed([text])


@given(st.integers(0, 2**64 - 1))
def test_a_number_is_one(value: int) -> None:
    assert number(b"%d" % value) == value


@pytest.mark.parametrize(
    "value", [b"", b"9" * 21, b"-1", b"+1", b" 1", b"1_0", b"1\n", "١".encode(), None, ()]
)
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None
