"""The query language: anything typed is understood or refused with a place, and is never syntax."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.errors import QueryError
from mailatlas_core.query.parse import LONGEST_TEXT, MOST_NESTED, MOST_TERMS, parse_query
from mailatlas_core.query.show import show_query
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
    all_of,
    any_of,
    negated,
)
from tests.core.unit.query.typed import PIECES, TYPED, refusal

A, B, C = Text("a"), Text("b"), Text("c")

NAMES = st.text(st.one_of(st.sampled_from("\"'*()- :é語"), st.characters()), min_size=1, max_size=8)
WORDS = NAMES.map(lambda text: f"a{text}")
LEAVES: st.SearchStrategy[Query] = st.one_of(
    st.just(Everything()),
    st.builds(
        Text,
        WORDS,
        st.sampled_from([None, None, "subject", "sender", "to", "cc", "body", "filenames"]),
        st.booleans(),
    ),
    st.builds(
        Dated, st.sampled_from(["before", "after", "on"]), st.sampled_from(["2026", "last week", "7d"])
    ),
    st.builds(Dated, st.just("newer_than"), st.sampled_from(["7d", "1Y"])),
    st.builds(Sized, st.sampled_from(["larger", "smaller"]), st.integers(0, 10**15)),
    st.sampled_from([HasAttachment(), Sent(), Forwarded(), Source("eml"), Thread("ab12"), Tag("unread")]),
    st.builds(Account, NAMES),
    st.builds(Folder, NAMES),
    st.builds(Id, NAMES),
    st.builds(Tag, st.text('aé "*:-', min_size=1)),
)
TREES = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.lists(trees, min_size=1, max_size=4).map(all_of),
        st.lists(trees, min_size=1, max_size=4).map(any_of),
        trees.map(negated),
    ),
    max_leaves=12,
)


@given(TREES)
@example(Text("OR"))
@example(Text("-x"))
@example(Text('say "hi"', "subject", prefix=True))
@example(Not(AnyOf((A, AllOf((B, Not(C)))))))
def test_a_tree_that_is_printed_and_parsed_again_is_the_same(tree: Query) -> None:
    assert parse_query(show_query(tree)) == tree


@given(TYPED)
@example("a OR (b -c)")
def test_what_was_understood_means_the_same_when_it_is_printed(query: str) -> None:
    if refusal(query) is None:
        tree = parse_query(query)
        assert parse_query(show_query(tree)) == tree


@given(TYPED, st.booleans())
def test_a_refusal_names_a_place_in_the_query_and_says_what_to_do(query: str, typing: bool) -> None:
    error = refusal(query, typing=typing)
    if error is not None:
        assert 0 <= error.position <= len(query)
        assert error.hint


@pytest.mark.parametrize("query", ["", " ", "*", "  *  ", "\t\n"])
def test_an_empty_query_and_a_star_are_everything(query: str) -> None:
    assert parse_query(query) == Everything()


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("harb*", Text("harb", prefix=True)),
        ('"harbor report" a', AllOf((Text("harbor report"), A))),
        ('"harbor rep"*', Text("harbor rep", prefix=True)),
        ('a"b c"', AllOf((A, Text("b c")))),
        ('"say ""hi"""', Text('say "hi"')),
        ("a -- ! - b", AllOf((A, B))),
        ("* a", A),
        ('a ""', A),
        ("a a b", AllOf((A, B))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("--a", A),
        ("NOT -a", A),
        ("a OR b c", AnyOf((A, AllOf((B, C))))),
        ("(a OR b) c", AllOf((AnyOf((A, B)), C))),
        ("-(a b)", Not(AllOf((A, B)))),
        ("(((a)))", A),
        ("or and not", AllOf((Text("or"), Text("and"), Text("not")))),
        ('"OR"', Text("OR")),
        ("report-2026", Text("report-2026")),
    ],
)
def test_words_phrases_and_operators_become_a_tree(query: str, tree: Query) -> None:
    assert parse_query(query) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("from:ada", Text("ada", "sender")),
        ("FROM:ada*", Text("ada", "sender", prefix=True)),
        ('subject:"harbor report"', Text("harbor report", "subject")),
        ("to:a", Text("a", "to")),
        ("cc:a", Text("a", "cc")),
        ("body:a", Text("a", "body")),
        ("filename:a.pdf", Text("a.pdf", "filenames")),
        ("-from:a", Not(Text("a", "sender"))),
        ("has:attachment", HasAttachment()),
        ("is:unread", Tag("unread")),
        ("is:Sent", Sent()),
        ("is:forwarded", Forwarded()),
        ("source:mbox", Source("mbox")),
        ("account:imap:ada:mail.example.org:INBOX", Account("imap:ada:mail.example.org:INBOX")),
        ('folder:"Sent Items"', Folder("Sent Items")),
        ("tag:to-do", Tag("to-do")),
        ("tag:e\u0301", Tag("é")),
        ("thread:AB12", Thread("ab12")),
        ("id:<one@example.org>", Id("<one@example.org>")),
        ("larger:10k", Sized("larger", 10_000)),
        ("smaller:5MB", Sized("smaller", 5_000_000)),
        ("larger:500", Sized("larger", 500)),
        ("after:2026-03", Dated("after", "2026-03")),
        ("newer_than:7d", Dated("newer_than", "7d")),
        ("after:last week a", AllOf((Dated("after", "last week"), A))),
        ("after:2 weeks ago a", AllOf((Dated("after", "2 weeks ago"), A))),
        ("on:13 march 2026 a", AllOf((Dated("on", "13 march 2026"), A))),
        ('before:"last week" a', AllOf((Dated("before", "last week"), A))),
    ],
)
def test_fields_become_what_they_name(query: str, tree: Query) -> None:
    assert parse_query(query) == tree


@pytest.mark.parametrize(
    "query", ["https://example.org/a?b=c", "10:42", "Re:", "Re: a", "tag://example.org", ":", "a:", "9:from"]
)
def test_addresses_of_pages_times_and_a_lone_word_with_a_colon_are_text(query: str) -> None:
    tree = parse_query(query) if query != ":" else parse_query(": a")
    members = tree.nodes if isinstance(tree, AllOf) else (tree,)
    assert all(isinstance(node, Text) and node.column is None for node in members)


@pytest.mark.parametrize(
    ("query", "position", "says", "helps"),
    [
        ('"harbor', 0, "quotation mark at 1", 'Put a "'),
        ('full "harbor report', 5, "quotation mark at 6", 'Put a "'),
        ("a (b", 2, "parenthesis at 3 is not closed", "Put a )"),
        ("a) b", 1, "parenthesis at 2 closes nothing", "text"),
        ("a OR", 2, "behind the OR at 3", "from:"),
        ("OR a", 0, "before the OR at 1", "from:"),
        ("a OR OR b", 2, "behind the OR at 3", "from:"),
        ("(a OR ) b", 3, "behind the OR at 4", "from:"),
        ("AND a", 0, "before the AND at 1", "from:"),
        ("a AND", 2, "behind the AND at 3", "from:"),
        ("a NOT", 2, "behind the NOT at 3", "from:"),
        ("form:ada", 0, "`form:` at 1 is no field", "from:"),
        ("harbor xyzzyq:ada", 7, "`xyzzyq:` at 8 is no field", "newer_than:"),
        ("from: ada", 0, "nothing behind the `from:` at 1", "word"),
        ("subject:!", 8, "does not understand '!' at 9", "word"),
        ("is:unred", 3, "does not understand 'unred' at 4", "unread, flagged"),
        ("has:wings", 4, "does not understand", "attachment"),
        ("source:fax", 7, "does not understand", "maildir"),
        ("larger:huge", 7, "does not understand", "10k"),
        ("after:sometimes", 6, "does not understand", "last week"),
        ("on:2026-13", 3, "does not understand", "2026-03"),
        ("newer_than:yesterday", 11, "does not understand", "7d"),
        ("thread:xyz", 7, "does not understand", "id"),
        ("!!", 0, "no letter or digit", "word"),
        ("***", 0, "no letter or digit", "word"),
        ("\udc80", 0, "no letter or digit", "word"),
    ],
)
def test_a_wrong_query_gives_a_sentence_with_the_place_and_what_could_stand_there(
    query: str, position: int, says: str, helps: str
) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(query)
    assert raised.value.position == position
    assert says in raised.value.message
    assert helps in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("a b", AllOf((A, Text("b", prefix=True)))),
        ("a ", A),
        ('"harbor rep', Text("harbor rep", prefix=True)),
        ('"harbor ', Text("harbor ")),
        ('"harbor rep"', Text("harbor rep")),
        ("from:ad", Text("ad", "sender", prefix=True)),
        ('a subject:"harbor rep', AllOf((A, Text("harbor rep", "subject", prefix=True)))),
        ("a from:", A),
        ("from:", Everything()),
        ("a is:unr", A),
        ("a after:last wee", A),
        ("a OR", A),
        ("a OR ", A),
        ("a OR -", A),
        ("a AND", A),
        ("a NOT", A),
        ("a -", A),
        ("-", Everything()),
        ("(a OR b", AnyOf((A, Text("b", prefix=True)))),
        ("a (", A),
        ("a (b OR (c ", AllOf((A, AnyOf((B, C))))),
    ],
)
def test_while_typing_the_last_word_may_go_on_and_what_is_open_is_closed(typed: str, tree: Query) -> None:
    assert parse_query(typed, typing=True) == tree


def test_while_typing_what_nothing_can_make_right_is_refused() -> None:
    for typed in ("is:x", "a) ", "nofield:x", "OR a"):
        with pytest.raises(QueryError):
            parse_query(typed, typing=True)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join), st.data())
def test_every_beginning_of_a_query_gives_a_tree_or_a_query_error(query: str, data: st.DataObject) -> None:
    beginning = query[: data.draw(st.integers(0, len(query)))]
    error = refusal(beginning, typing=True)
    assert error is None or 0 <= error.position <= len(beginning)


@pytest.mark.parametrize("many", ["(", "-(", "NOT (", "a OR ("])
@pytest.mark.parametrize("typing", [False, True])
def test_ten_thousand_parentheses_are_refused_in_a_sentence(many: str, typing: bool) -> None:
    with pytest.raises(QueryError, match="too many others"):
        parse_query(many * 10_000 + "a", typing=typing)


def test_parentheses_stand_in_one_another_as_deep_as_is_promised() -> None:
    assert parse_query("(" * MOST_NESTED + "a" + ")" * MOST_NESTED) == A


def test_ten_thousand_negations_are_one_or_none() -> None:
    assert parse_query("-" * 10_000 + "a") == A
    assert parse_query("NOT " * 10_001 + "a") == Not(A)


def test_repeated_words_count_once_and_too_many_different_ones_are_refused() -> None:
    assert parse_query("word " * 20_000) == Text("word")
    with pytest.raises(QueryError, match=f"more than {MOST_TERMS}"):
        parse_query(" ".join(f"word{number}" for number in range(MOST_TERMS + 1)))


@pytest.mark.parametrize("typing", [False, True])
def test_a_text_that_is_too_long_to_look_for_is_refused(typing: bool) -> None:
    assert parse_query("a" * LONGEST_TEXT, typing=typing) == Text("a" * LONGEST_TEXT, prefix=typing)
    with pytest.raises(QueryError, match="text at 6 is longer") as refused:
        parse_query(f'from:"{"a " * LONGEST_TEXT}"', typing=typing)
    assert refused.value.position == 5
