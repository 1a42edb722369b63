"""Where every test can run, a skipped one is a failure: MAILATLAS_FAIL_ON_SKIP=1 makes it so.

A test marked `may_skip(reason)` is expected to skip even there.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def is_strict() -> bool:
    """Whether this run allows no unexpected skip."""
    return os.environ.get("MAILATLAS_FAIL_ON_SKIP") == "1"


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"Nothing may be skipped in this run, but this was. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns the skip of a test into its failure."""
    report = yield
    expected = item.get_closest_marker("may_skip") is not None or hasattr(report, "wasxfail")
    if report.skipped and is_strict() and not expected:
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turns the skip of a whole module into its failure."""
    report = yield
    if report.skipped and is_strict():
        _fail(report)
    return report
