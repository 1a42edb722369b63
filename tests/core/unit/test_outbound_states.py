"""The states of an outbound record: one table, which is the truth, and what it must never allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import OutboundStateError
from mailatlas_core.outbound import states
from mailatlas_core.outbound.model import OutboundStatus
from mailatlas_core.outbound.states import CONSUMED, TRANSITIONS, Verb, after

VERBS: tuple[Verb, ...] = get_args(Verb)
_ROW = re.compile(r"    (\S+) +(\w+) +(\w+)(?: {2,}.*)?")
_LIKE_A_DRAFT = re.compile(r"    (\w+) +revise, render, approve, reject: as those of a draft")


def written() -> Iterator[tuple[str, str, str]]:
    """The ways that the docstring of the module shows."""
    lines = (states.__doc__ or "").splitlines()
    for line in lines[lines.index(next(line for line in lines if "──" in line)) + 1 :]:
        if like := _LIKE_A_DRAFT.fullmatch(line):
            yield from ((like[1], verb, becomes) for state, verb, becomes in written_of("draft", lines))
        elif row := _ROW.fullmatch(line):
            yield row[1], row[2], row[3]


def written_of(state: str, lines: list[str]) -> Iterator[tuple[str, str, str]]:
    rows = (row for line in lines if (row := _ROW.fullmatch(line)))
    return ((row[1], row[2], row[3]) for row in rows if row[1] == state)


def test_the_docstring_shows_all_ways_and_no_other() -> None:
    table = {
        (before or "(none)", verb, becomes)
        for before, ways in TRANSITIONS.items()
        for verb, becomes in ways.items()
    }
    assert set(written()) == table
    assert len(list(written())) == len(table)


def test_every_state_has_its_ways_and_every_verb_is_used() -> None:
    assert set(TRANSITIONS) == {None, *get_args(OutboundStatus)}
    assert {verb for ways in TRANSITIONS.values() for verb in ways} == set(VERBS)


def test_what_is_final_stays_but_a_rejected_record_may_turn_out_to_be_sent() -> None:
    assert [verb for verb in VERBS if verb in TRANSITIONS["sent"]] == []
    assert TRANSITIONS["rejected"] == {"find": "sent"}


@pytest.mark.parametrize("verb", ["revise", "render", "approve", "void", "reject", "send", "find", "retry"])
def test_what_cannot_be_done_is_said_in_words(verb: Verb) -> None:
    with pytest.raises(OutboundStateError) as raised:
        after("sent", verb)
    assert "moved" not in raised.value.message
    assert raised.value.hint


walks = st.lists(st.sampled_from(VERBS), max_size=60)


def walked(verbs: list[Verb]) -> list[tuple[Verb, OutboundStatus]]:
    """The steps of a walk that the table allows, with where each led."""
    status: OutboundStatus | None = None
    steps = []
    for verb in verbs:
        try:
            status = after(status, verb)
        except OutboundStateError:
            continue
        steps.append((verb, status))
    return steps


@given(walks)
def test_whatever_is_sent_was_approved_after_it_last_changed(verbs: list[Verb]) -> None:
    approved = False
    for verb, status in walked(verbs):
        if status == "sending":
            assert approved
        if verb in ("approve", "retry"):
            approved = True
        elif verb != "send":
            approved = False


@given(walks)
def test_what_may_have_gone_out_goes_again_only_at_a_persons_word(verbs: list[Verb]) -> None:
    gone = False
    for verb, status in walked(verbs):
        if verb == "retry":
            gone = False
        assert not (gone and status == "sending")
        if status in CONSUMED and status != "sending":
            gone = True
