"""What a pass asks for next, and where its cursor may stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.receive.planning import (
    BATCH_BYTES,
    BATCH_MESSAGES,
    HIGHEST_UID,
    WINDOW,
    Suspicion,
    batches,
    passed,
    uids_above,
    window,
    without,
)

UIDS = st.sets(st.integers(1, 5_000)).map(sorted)


@given(st.lists(st.integers(-5, HIGHEST_UID + 5)), st.integers(0, HIGHEST_UID))
def test_a_list_of_a_server_becomes_ascending_uids_above_the_cursor(listed: list[int], above: int) -> None:
    found = uids_above(listed, above)
    assert found == sorted(set(found))
    assert set(found) == {uid for uid in listed if above < uid <= HIGHEST_UID}


@given(UIDS, st.data())
def test_batches_have_every_uid_once_in_order_and_are_bounded(uids: list[int], data: st.DataObject) -> None:
    sizes = data.draw(st.dictionaries(st.sampled_from(uids or [1]), st.integers(0, 2 * BATCH_BYTES)))
    found = list(batches(uids, sizes))
    assert [uid for batch in found for uid in batch] == uids
    for batch in found:
        assert 1 <= len(batch) <= BATCH_MESSAGES
        assert len(batch) == 1 or sum(sizes.get(uid, 0) for uid in batch) <= BATCH_BYTES


@given(st.lists(st.integers(1, 100), min_size=1, max_size=2_000).map(len))
def test_no_batch_is_smaller_than_it_must_be(count: int) -> None:
    found = list(batches(range(1, count + 1), {}))
    assert all(len(batch) == BATCH_MESSAGES for batch in found[:-1])


@given(UIDS, st.data())
def test_what_is_done_leaves_the_list_and_nothing_else_does(uids: list[int], data: st.DataObject) -> None:
    done = data.draw(st.sets(st.sampled_from(window(uids) or [1])))
    assert without(list(uids), done) == [uid for uid in uids if uid not in done]
    assert len(window(uids)) <= WINDOW


@given(UIDS, st.data(), st.integers(0, 10))
def test_the_cursor_passes_only_what_was_answered_and_nothing_that_is_left(
    uids: list[int], data: st.DataObject, last_uid: int
) -> None:
    listed = [uid for uid in uids if uid > last_uid]
    answered = data.draw(st.sets(st.sampled_from(listed))) if listed else set()
    left = [uid for uid in listed if uid not in answered]
    found = passed(answered, left, last_uid)
    assert found == last_uid or found in answered
    assert not [uid for uid in left if uid <= found]
    assert not [uid for uid in answered if uid > found and not (left and left[0] < uid)]


@given(st.integers(1, 2_000), st.data())
def test_the_message_that_breaks_connections_is_found_and_no_other(count: int, data: st.DataObject) -> None:
    poison = data.draw(st.sets(st.integers(1, count), max_size=4))
    suspicion = Suspicion()
    left, given_up, connections = list(range(1, count + 1)), set(), 1
    while left:
        asked = left[:1] if suspicion.covers(left[0]) else left[:BATCH_MESSAGES]
        if poison.isdisjoint(asked):
            left = left[len(asked) :]
            continue
        connections += 1
        culprit = suspicion.broke_off(asked)
        if culprit is not None:
            given_up.add(culprit)
            left.remove(culprit)
    assert given_up == poison
    assert connections <= 1 + 3 * len(poison)


def test_a_connection_that_breaks_off_once_gives_nobody_up() -> None:
    suspicion = Suspicion()
    assert suspicion.broke_off([1, 2, 3]) is None
    assert not suspicion.covers(1)
    assert suspicion.broke_off([4, 5]) is None
    assert suspicion.broke_off([4, 5]) is None
    assert (suspicion.covers(5), suspicion.covers(6)) == (True, False)
