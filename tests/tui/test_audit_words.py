"""Filters of the log as they are read, and events as they are told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.demo import DEMO_NOW
from mailatlas_core.errors import QueryError
from mailatlas_core.models import AuditEvent
from mailatlas_core.outbound.states import TRANSITIONS
from mailatlas_tui.screens.audit.telling import readable, told, who
from mailatlas_tui.screens.audit.wanted import EVERYTHING, Wanted, read_wanted

EVENT = AuditEvent(1, "2026-03-14T16:44:00.000000Z", "outbound.approve", "tui", "3f9c", {}, "00")
VERBS = sorted({verb for verbs in TRANSITIONS.values() for verb in verbs})
PIECES = st.sampled_from(
    ["kind:", "status:", "after:", "before:", "event:", '"', " ", "7d", "sent", "x", ":", "12"]
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", EVERYTHING),
        ("kind: status: after:", EVERYTHING),
        ("kind:export kind:Ingest", Wanted(kinds=("export", "ingest"))),
        ("status:dry-run", Wanted(statuses=("dry_run",))),
        ("status:se", Wanted(statuses=("sending", "sent"))),
        ("event:17", Wanted(event=17)),
        ('Re: "North Basin" mcp:desk', Wanted(words=("re:", "north basin", "mcp:desk"))),
    ],
)
def test_what_a_filter_asks_for(text: str, wanted: Wanted) -> None:
    assert read_wanted(text, DEMO_NOW) == wanted


def test_a_day_begins_at_midnight() -> None:
    wanted = read_wanted("after:2026-03-13 before:2026-03-14", DEMO_NOW)
    assert wanted.since is not None
    assert wanted.until is not None
    assert (wanted.until - wanted.since).total_seconds() == 24 * 60 * 60


@pytest.mark.parametrize("text", ["status:snet", "after:someday", "before:31", "event:one"])
def test_what_makes_no_sense_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        read_wanted(text, DEMO_NOW)
    assert refused.value.hint


@given(st.lists(PIECES).map("".join) | st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        read_wanted(text, DEMO_NOW)


@pytest.mark.parametrize("verb", VERBS)
def test_every_step_of_a_record_is_told_in_words(verb: str) -> None:
    assert "outbound." not in told(replace(EVENT, kind=f"outbound.{verb}"))


def test_who_did_it_is_the_front_end_and_its_client() -> None:
    assert told(EVENT) == "approved by tui"
    assert told(replace(EVENT, actor="mcp:desk-assistant")) == "approved by mcp (desk-assistant)"
    assert who("python") == "python"


def test_those_who_were_refused_are_counted() -> None:
    accepted = replace(EVENT, kind="outbound.accept", data={"refused": 2})
    assert told(accepted) == "sent, but not to 2 recipients"


def test_a_kind_that_is_not_known_is_told_as_it_is() -> None:
    assert told(replace(EVENT, kind="moon.landed", data={"{who}": "{0.__class__}"})) == "moon.landed by tui"


@given(
    st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
)
def test_whatever_the_data_of_an_event_are_it_is_told(data: dict[str, object]) -> None:
    for kind in ("ingest.run", "outbound.accept", "export.document", "outbound.revise"):
        assert told(replace(EVENT, kind=kind, data=data))
    assert all(isinstance(readable(value), str) for value in data.values())
