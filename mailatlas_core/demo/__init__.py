"""The synthetic workspace that `mailatlas demo` opens: some hundred invented messages, an outbox and
two accounts, always the same."""

from __future__ import annotations

from pathlib import Path

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo.accounts import DemoMailboxes, fill_accounts
from mailatlas_core.demo.moment import DEMO_NOW
from mailatlas_core.demo.outbox import demo_identities, fill_outbox
from mailatlas_core.demo.source import DemoSource
from mailatlas_core.demo.tagging import give_tags
from mailatlas_core.errors import UsageError
from mailatlas_core.workspace import Workspace

__all__ = ["DEMO_NOW", "DemoMailboxes", "DemoSource", "demo_identities", "make_demo"]


def make_demo(root: Path) -> Path:
    """Make the demo workspace in `root`, or find it there, and return `root`.

    A demo that was left half made is completed. Raises UsageError where `root` holds a workspace
    that is no demo, and what `Workspace.open` raises; such a folder stays as it is.
    """
    clock = FixedClock(DEMO_NOW)
    with Workspace.open(root, create=True, demo=True, actor="demo", clock=clock) as workspace:
        if not workspace.is_demo:
            raise UsageError(
                f"{root} holds a workspace of real mail, so no demo is made in it.",
                hint="Name an empty or a new folder with --root.",
            )
        source = DemoSource()
        if workspace.documents.count() < source.document_count:
            workspace.ingest_from(source)
    fill_accounts(root)
    fill_outbox(root)
    with Workspace.open(root, actor="demo", clock=clock) as workspace:
        give_tags(workspace)
    return root
