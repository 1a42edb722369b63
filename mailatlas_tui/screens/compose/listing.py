"""Which records the list shows, in which order, and how many of them wait for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose.statuses import waits

NEWEST = 200
"""How many of the newest records are listed; older ones only where something is still to be done."""

_ALL = -1


@dataclass(frozen=True, slots=True)
class Listed:
    """Records, those that need somebody first, and how many wait for a review."""

    records: Sequence[OutboundRecord]
    to_review: int


def listed(workspace: Workspace) -> Listed:
    """What the list shows: `unknown` first, then what waits for a review, then the rest, newest first."""
    newest = workspace.outbound.records(limit=NEWEST)
    open_ones = workspace.outbound.records(("draft", "dry_run", "unknown", "error", "approved"), limit=_ALL)
    records = {record.id: record for record in (*newest, *open_ones)}
    return Listed(sorted(records.values(), key=_rank), sum(map(waits, records.values())))


def settled(workspace: Workspace) -> Listed:
    """The same, once nothing is `sending` any more that a process has left so which is gone."""
    if not workspace.read_only:
        workspace.outbound.settle()
    return listed(workspace)


def _rank(record: OutboundRecord) -> int:
    return 0 if record.status == "unknown" else 1 if waits(record) else 2
