"""Where a list says that one can leave it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.unsubscribe import MAX_TARGETS, read_unsubscribe

WEB = "https://news.example/out?reader=7"
MAIL = "mailto:leave@news.example?subject=leave"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"<{WEB}>, <{MAIL}>", (WEB, MAIL)),
        (f"<{MAIL}>,\n<{WEB}>", (MAIL, WEB)),
        (f"({MAIL}) <{WEB}> (press here), <{WEB}>", (WEB,)),
        ("<https://news.example/out\n ?reader=7>", (WEB,)),
        (WEB, (WEB,)),
        (f"{MAIL}, {WEB}", (MAIL, WEB)),
        ("<HTTPS://news.example/OUT>", ("HTTPS://news.example/OUT",)),
        ("<javascript:alert(1)>, <file:///etc/passwd>, <leave@news.example>, <>, <", ()),
        ("no", ()),
        ("", ()),
    ],
)
def test_the_targets_are_read_in_order_and_each_once(value: str, expected: tuple[str, ...]) -> None:
    assert read_unsubscribe(value) == expected


def test_a_flood_of_targets_is_cut() -> None:
    assert (
        len(read_unsubscribe(", ".join(f"<https://news.example/{number}>" for number in range(99))))
        == MAX_TARGETS
    )


@given(st.text(st.sampled_from("<>,:/@ \nmailtohps") | st.characters()))
def test_a_target_is_mail_or_the_web_whatever_the_header_holds(value: str) -> None:
    assert all(
        target.lower().startswith(("mailto:", "http://", "https://")) for target in read_unsubscribe(value)
    )
