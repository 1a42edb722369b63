"""What receivers say about the sender, read as they write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.authentication import MAX_RESULTS, read_authentication
from mailatlas_core.mime.model import Authentication


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "mx.example.com 1; spf=pass smtp.mailfrom=ada@news.example; dkim=fail (bad) header.d=x.example",
            [
                Authentication("mx.example.com", "spf", "pass", "smtp.mailfrom=ada@news.example"),
                Authentication("mx.example.com", "dkim", "fail", "(bad) header.d=x.example"),
            ],
        ),
        (
            "mx.example.com; dmarc=Pass (p=NONE; dis=NONE) header.from=x.example",
            [Authentication("mx.example.com", "dmarc", "pass", "(p=NONE; dis=NONE) header.from=x.example")],
        ),
        (
            'mx.example.com; dkim=fail reason="no; key (at all" header.d=x.example',
            [Authentication("mx.example.com", "dkim", "fail", 'reason="no; key (at all" header.d=x.example')],
        ),
        (
            "spf=none (sender IP is ) smtp.mailfrom=<>;",
            [Authentication("", "spf", "none", "(sender IP is ) smtp.mailfrom=<>")],
        ),
        (
            "mx.example.com from=x.example; dkim=neutral (no sig)",
            [Authentication("mx.example.com", "dkim", "neutral", "(no sig)")],
        ),
        ("(a comment) mx.example.com; dkim/1 = pass", [Authentication("mx.example.com", "dkim", "pass", "")]),
        (
            "a.example; spf=pass\nb.example; spf=softfail",
            [
                Authentication("a.example", "spf", "pass", ""),
                Authentication("b.example", "spf", "softfail", ""),
            ],
        ),
        ("mx.example.com; none", []),
        ("mx.example.com; from=x.example; spf=; =pass; dkim", []),
        ("", []),
    ],
)
def test_results_are_read_with_their_server_and_their_detail(
    value: str, expected: list[Authentication]
) -> None:
    assert list(read_authentication(value)) == expected


def test_a_flood_of_results_is_cut() -> None:
    assert len(read_authentication("mx.example.com" + "; spf=pass" * 1_000)) == MAX_RESULTS


@given(st.text(st.sampled_from('ab=;()"\\ \n/.1') | st.characters()))
def test_any_header_is_read(value: str) -> None:
    for result in read_authentication(value):
        assert result.method.isascii()
        assert result.result.isascii()
