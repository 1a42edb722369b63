"""A message's parts, where they begin and where they end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.structure import MAX_DEPTH, MAX_PARTS, Part, read_structure


def read(data: bytes, defects: Defects | None = None) -> Part:
    return read_structure(data, defects or Defects())


def bodies(data: bytes, part: Part) -> list[bytes]:
    return [data[child.body : child.end] for child in part.children]


def multipart(*lines: bytes, kind: bytes = b"mixed", boundary: bytes = b"b", end: bytes = b"\n") -> bytes:
    return end.join([b"Content-Type: multipart/" + kind + b"; boundary=" + boundary, b"", *lines])


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_part_is_exactly_what_lies_between_its_delimiters(end: bytes) -> None:
    data = multipart(
        b"preamble", b"--b", b"", b"one", b"", b"--b  ", b"X: y", b"", b"two", b"--b--", b"after", end=end
    )
    root = read(data)
    assert bodies(data, root) == [b"one" + end, b"two"]
    assert root.children[1].fields.first("x") == b"y"


def test_parts_without_a_header_without_a_body_and_of_nothing_are_parts() -> None:
    data = multipart(b"--b", b"no field here", b"--b", b"X: y", b"--b", b"--b", b"", b"--b--")
    assert bodies(data, read(data)) == [b"no field here", b"", b"", b""]


def test_a_multipart_that_never_ends_ends_with_what_holds_it() -> None:
    inner = multipart(b"--in", b"", b"one", boundary=b"in")
    data = multipart(b"--b", inner, b"--b", b"", b"two", b"--b--")
    defects = Defects()
    root = read(data, defects)
    assert bodies(data, root.children[0]) == [b"one"]
    assert bodies(data, root)[1] == b"two"
    assert defects.sentences() == ("A multipart has no end.",)


def test_a_boundary_that_begins_like_another_is_not_it() -> None:
    data = multipart(b"--b", b"", b"one", b"--bb", b"--b-", b"--b--")
    assert bodies(data, read(data)) == [b"one\n--bb\n--b-"]


def test_parts_of_equal_boundaries_inside_each_other_all_come_to_light() -> None:
    data = multipart(b"--b", multipart(b"--b", b"", b"one"), b"--b--")
    assert b"one" in bodies(data, read(data))


@pytest.mark.parametrize(
    "boundary", [b'"b"', b"'b'", b'"b', b'b"', b'"b "', b"b; x=y", b"*0=b", b'"b"; boundary="other"']
)
def test_a_boundary_is_found_whatever_its_quotes(boundary: bytes) -> None:
    data = b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n--b\n\none\n--b--\n"
    data = data.replace(b"boundary=*0=", b"boundary*0=")
    assert bodies(data, read(data)) == [b"one"]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (b"multipart/mixed", "A multipart names no boundary."),
        (b'multipart/mixed; boundary=""', "A multipart names no boundary."),
        (b"multipart/mixed; boundary=other", "A multipart holds no part."),
    ],
)
def test_a_multipart_that_cannot_be_divided_is_text_and_says_so(header: bytes, sentence: str) -> None:
    defects = Defects()
    root = read(b"Content-Type: " + header + b"\n\n-- \n\none\n-----\n--odd\nline\n", defects)
    assert (root.content_type, root.children) == ("text/plain", [])
    assert defects.sentences() == (sentence,)


@pytest.mark.parametrize("header", [b"", b"; boundary=other", b'; boundary=""'])
@pytest.mark.parametrize("boundary", [b"b", b"--=_Next.Part", b"Apple Mail 7"[:5]])
def test_a_boundary_that_is_missing_or_wrong_is_taken_from_the_lines(header: bytes, boundary: bytes) -> None:
    defects = Defects()
    line = b"--" + boundary
    root = read(
        b"Content-Type: multipart/mixed"
        + header
        + b"\n\n-----\n-- \n"
        + line
        + b"\nContent-Type: text/plain\n\none\n"
        + line
        + b"\n\ntwo\n"
        + line
        + b"--\n",
        defects,
    )
    assert [part.content_type for part in root.children] == ["text/plain", "text/plain"]
    assert any("taken from the lines" in sentence for sentence in defects.sentences())


def test_text_after_the_end_of_a_multipart_is_found_and_said() -> None:
    data = multipart(b"--b", b"", b"one", b"--b--", b"a footer", b"of a list")
    defects = Defects()
    root = read(data, defects)
    assert [data[start:end].strip() for start, end in root.epilogues] == [b"a footer\nof a list"]
    assert defects.sentences() == ("Text follows the end of a multipart.",)


def test_white_space_after_the_end_of_a_multipart_is_nothing() -> None:
    defects = Defects()
    assert read(multipart(b"--b", b"", b"one", b"--b--", b"", b" \t", b""), defects).epilogues == []
    assert defects.sentences() == ()


def test_parts_after_the_end_of_a_multipart_are_parts_and_that_is_said() -> None:
    data = multipart(b"--b", b"", b"one", b"--b--", b"--b", b"", b"two", b"--b--")
    defects = Defects()
    assert bodies(data, read(data, defects)) == [b"one", b"two"]
    assert defects.sentences() == ("Parts follow the end of a multipart.",)


@pytest.mark.parametrize("value", [b"text", b"", b"text/", b"/plain", b"a/b/c", b"t\xe9xt/plain"])
def test_a_content_type_that_is_none_means_text(value: bytes) -> None:
    assert read(b"Content-Type: " + value + b"\n\n").content_type == "text/plain"


def test_the_parts_of_a_digest_are_messages_unless_they_say_otherwise() -> None:
    data = multipart(
        b"--b", b"", b"Subject: a", b"--b", b"Content-Type: text/plain", b"", b"--b--", kind=b"digest"
    )
    assert [part.content_type for part in read(data).children] == ["message/rfc822", "text/plain"]


@pytest.mark.parametrize(
    "start", [b"", b"\n", b"\r\n \n\n", b"From a@example.com Mon Jan  1 2024\n", b">From x\n"]
)
def test_what_stands_before_the_header_does_not_hide_it(start: bytes) -> None:
    data = start + multipart(b"--b", b"", b"one", b"--b--")
    assert bodies(data, read(data)) == [b"one"]


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )
    return opened + b"\ndeep\n" + b"".join(b"--b%d--\n" % at for at in reversed(range(depth)))


def test_below_the_greatest_depth_a_multipart_stays_whole() -> None:
    defects = Defects()
    part = read(nested(400), defects)
    for _ in range(MAX_DEPTH):
        (part,) = part.children
    assert part.content_type == "multipart/mixed"
    assert part.children == []
    assert defects.sentences() == ("Parts are nested too deeply: the innermost ones were not divided.",)


def test_beyond_the_greatest_number_of_parts_the_rest_is_one_part() -> None:
    data = multipart(*[b"--b\n\none"] * 50_000, b"--b--")
    defects = Defects()
    found = bodies(data, read(data, defects))
    assert len(found) == MAX_PARTS - 1
    assert found[0] == b"one"
    assert found[-1].count(b"one") == 50_000 - (MAX_PARTS - 2)
    assert defects.sentences() == ("The message has too many parts: the last ones were not divided.",)


@given(
    st.lists(
        st.sampled_from(
            [
                b"\n",
                b"\r\n",
                b"--b",
                b"--",
                b"b",
                b"Content-Type: multipart/mixed; boundary=b\n",
                b": ",
                b" ",
                b"\0",
            ]
        )
    )
)
def test_every_part_lies_within_the_one_that_holds_it(pieces: list[bytes]) -> None:
    parts = [read(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"".join(pieces))]
    while parts:
        part = parts.pop()
        assert part.start <= part.body <= part.end
        for child in part.children:
            assert part.body <= child.start <= child.end <= part.end
        parts += part.children
