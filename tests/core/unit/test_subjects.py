"""Subjects without the marks of an answer, as the mail programs of the world write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.store.subjects import MOST_PARTICIPANTS, base_subject, subject_keys


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Harbor report", "RE: harbor  report", "Fwd: Harbor report", "AW: WG: Harbor report",
        "Re[2]: Harbor report", "Re(3): Harbor report", "Re^2: Harbor report", "RE : Harbor report",
        "Re\u00a0: Harbor report", "SV: VS: Harbor report", "回复:Harbor report", "转发：Harbor report",
        "Отв: Harbor report", "Ynt: Harbor report", "Antw: Harbor report", "Harbor report (fwd)",
        "[Fwd: Harbor report]", "RES: ENC: Harbor report", "R: I: Harbor report", "TR : Harbor report",
    ],
)  # fmt: skip
def test_the_marks_of_an_answer_are_taken_off(subject: str) -> None:
    assert base_subject(subject) == ("harbor report", True)


@pytest.mark.parametrize("subject", ["Harbor report", "Harbor report?", "Reharbor report", "Regarding: it"])
def test_what_is_no_mark_stays(subject: str) -> None:
    assert base_subject(subject)[1] is False


def test_the_tag_of_a_list_stays_wherever_the_mark_is_put() -> None:
    tagged = {"[harbor] Tides", "Re: [harbor] Tides", "[harbor] Re: Tides", "Re: [harbor] Re: [harbor] Tides"}
    assert {base_subject(subject)[0] for subject in tagged} == {"[harbor] tides"}
    assert base_subject("[#1] Tides")[0] != base_subject("[#2] Tides")[0]


@pytest.mark.parametrize("subject", ["", "Re:", "Re: x", "Fwd: ?!", "[list] ", "Re: Re: Re:", "Re: 会"])
def test_too_little_of_a_subject_is_none(subject: str) -> None:
    assert base_subject(subject)[0] == ""
    assert subject_keys(subject, ["ada@example.com"], refers=False).keys == ()


def test_an_answer_that_refers_is_not_bare() -> None:
    assert subject_keys("Re: Tides", ["ada@example.com"], refers=False).is_bare
    assert not subject_keys("Re: Tides", ["ada@example.com"], refers=True).is_bare
    assert not subject_keys("Tides", ["ada@example.com"], refers=False).is_bare


def test_participants_are_told_apart_but_for_case_and_counted_to_a_bound() -> None:
    one = subject_keys("Tides", ["Ada@Example.com", "ada@example.com", ""], refers=False)
    assert one == subject_keys("Re: tides", ["ada@example.com"], refers=True)
    many = subject_keys("Tides", [f"{number}@example.com" for number in range(99)], refers=False)
    assert len(many.keys) == MOST_PARTICIPANTS


@given(st.text() | st.lists(st.sampled_from(["Re:", "[a]", "[", "fwd", " ", ":", "[fwd:", "]"])).map("".join))
def test_any_text_has_a_base_subject(subject: str) -> None:
    base, _ = base_subject(subject)
    assert base == " ".join(base.split())
    for key in subject_keys(subject, ["ada@example.com"], refers=False).keys:
        assert -(1 << 63) <= key < 1 << 63
