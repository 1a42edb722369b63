"""What a run becomes: one table, which is the truth, and what must never be said of a run."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import (
    LoginRefused,
    ReceiverNotConfigured,
    SecretUnavailable,
    ServerUnavailable,
)
from mailatlas_core.receive import states
from mailatlas_core.receive.model import RunStatus
from mailatlas_core.receive.states import Happened, status_after

DROPPED = ServerUnavailable("The connection broke off.")
REFUSED = LoginRefused("The server does not take this user.")
MISSING = ReceiverNotConfigured("There is no password.")
UNASKED = SecretUnavailable("The keychain is locked.")

counts = st.integers(0, 3)
happenings = st.builds(
    Happened,
    cancelled=st.booleans(),
    failure=st.sampled_from([None, DROPPED, REFUSED, MISSING, UNASKED]),
    fetched=counts,
    ingested=counts,
    duplicates=counts,
    unreadable=counts,
    gaps=counts,
    looked_at=st.booleans(),
)


@pytest.mark.parametrize(
    ("happened", "becomes"),
    [
        (Happened(), "ok"),
        (Happened(duplicates=12_000), "ok"),
        (Happened(fetched=3, ingested=1, duplicates=2), "ok"),
        (Happened(fetched=3, duplicates=3), "duplicate"),
        (Happened(fetched=3, ingested=3, gaps=1), "partial"),
        (Happened(gaps=1), "partial"),
        (Happened(fetched=2, ingested=2, unreadable=1), "partial"),
        (Happened(unreadable=1), "error"),
        (Happened(failure=DROPPED), "error"),
        (Happened(failure=REFUSED), "error"),
        (Happened(failure=DROPPED, fetched=2, ingested=2), "partial"),
        (Happened(failure=DROPPED, fetched=2, duplicates=2), "partial"),
        (Happened(failure=DROPPED, looked_at=True), "partial"),
        (Happened(unreadable=1, looked_at=True), "partial"),
        (Happened(failure=MISSING), "not_configured"),
        (Happened(failure=UNASKED), "not_configured"),
        (Happened(cancelled=True, failure=DROPPED, fetched=1, ingested=1), "cancelled"),
    ],
)
def test_a_run_becomes_what_the_table_says(happened: Happened, becomes: RunStatus) -> None:
    assert status_after(happened) == becomes


@given(happenings)
def test_a_run_that_has_ended_by_itself_is_neither_running_nor_somebody_elses(happened: Happened) -> None:
    assert status_after(happened) not in ("running", "busy", "interrupted", "cursor_reset_required")


@given(happenings)
def test_what_went_wrong_is_never_called_fine(happened: Happened) -> None:
    went_wrong = happened.cancelled or happened.failure or happened.unreadable or happened.gaps
    assert (status_after(happened) in ("ok", "duplicate")) == (not went_wrong)


@given(happenings)
def test_mail_that_came_is_never_called_an_error(happened: Happened) -> None:
    if happened.ingested or happened.duplicates:
        assert status_after(happened) != "error"


def test_the_docstring_names_only_statuses_that_there_are() -> None:
    lines = (states.__doc__ or "").splitlines()
    start = next(number for number, line in enumerate(lines) if "──" in line)
    named = [line.split("  ")[-1].strip() for line in lines[start + 1 : lines.index("", start)]]
    unsaid = {"running", "cursor_reset_required"}
    assert set(named) == set(get_args(RunStatus)) - unsaid
