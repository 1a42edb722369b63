"""Sets of uids as IMAP commands have them: all of them, each once, and never too long for a server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.receive.imap.reading import LAST_UID, uid_sets

UIDS = st.lists(st.integers(1, LAST_UID) | st.integers(1, 3000), max_size=2000)


def members(text: bytes) -> list[int]:
    """What a server takes a set for."""
    uids: list[int] = []
    for part in text.split(b","):
        first, _, last = part.partition(b":")
        uids += range(int(first), int(last or first) + 1)
    return uids


@given(UIDS)
def test_sets_have_every_uid_once_in_their_order(uids: list[int]) -> None:
    sets = list(uid_sets(uids))
    assert [uid for one in sets for uid in members(one.text)] == sorted(set(uids))
    assert all(one.uids == frozenset(members(one.text)) for one in sets)


@given(UIDS)
def test_a_set_is_short_enough_for_a_command(uids: list[int]) -> None:
    assert all(0 < len(one.text) < 8000 for one in uid_sets(uids))


def test_uids_that_follow_one_another_are_one_range() -> None:
    assert [one.text for one in uid_sets(range(1, 130_001))] == [b"1:130000"]
