"""The demo's accounts: a history that is always the same, and servers that are no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, DemoMailboxes, DemoSource, make_demo
from mailatlas_core.demo.accounts import FAILING, HEALTHY, fill_accounts
from mailatlas_core.errors import ServerUnavailable
from mailatlas_core.receive.model import ImapConfig, ReceiveResult
from mailatlas_core.workspace import Workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "demo")


def opened(root: Path) -> Workspace:
    return Workspace.open(root, actor="test", clock=FixedClock(DEMO_NOW))


def receive(workspace: Workspace, config: ImapConfig = HEALTHY) -> ReceiveResult:
    """Get what has come, as the terminal interface does."""
    way = DemoMailboxes(workspace).choose(config, None, ()).open
    return workspace.receive.receive(config.id, way, limit=None)


def test_one_account_is_well_with_a_gap_and_one_fails(root: Path) -> None:
    with opened(root) as workspace:
        well, failing = workspace.receive.status()
        assert (well.account.config, failing.account.config) == (HEALTHY, FAILING)
        assert [run.status for run in well.runs] == ["ok", "error", "ok", "partial"]
        assert [run.status for run in failing.runs] == ["error", "error", "ok"]
        assert well.gap_count == 1


def test_the_history_brings_no_message_and_is_told_once(root: Path) -> None:
    fill_accounts(root)
    with opened(root) as workspace:
        assert sum(len(status.runs) for status in workspace.receive.status()) == 7
        assert sum(run.ingested_count for status in workspace.receive.status() for run in status.runs) == 0
        assert workspace.audit.verify().whole


def test_mail_comes_a_little_at_a_time_until_all_of_it_is_here(tmp_path: Path) -> None:
    with opened(make_demo(tmp_path / "demo")) as workspace:
        before = workspace.documents.count()
        brought = []
        while result := receive(workspace).ingested_count:
            brought.append(result)
        assert brought == [3, 3, 3]
        assert workspace.documents.count() == before + 9 > DemoSource().document_count


def test_an_account_that_was_removed_does_not_come_back(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "demo")
    with opened(root) as workspace:
        workspace.receive.remove(FAILING.id)
    make_demo(root)
    with opened(root) as workspace:
        assert [account.config for account in workspace.receive.accounts()] == [HEALTHY]


def test_any_other_server_is_not_asked(root: Path) -> None:
    with opened(root) as workspace:
        config = ImapConfig("imap.example.org", "ada@example.org")
        way = DemoMailboxes(workspace).choose(config, None, ()).open
        assert way is not None
        with pytest.raises(ServerUnavailable, match="no network"):
            way(CancelToken())
