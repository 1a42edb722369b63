"""The tags that the demo's reader has given by hand."""

from __future__ import annotations

from mailatlas_core.workspace import Workspace

# Each tag, and the query for what bears it.
TAGS = {
    "gulls": "gull OR nest",
    "harbor": 'subject:"port dwell times" OR subject:"spring tide" OR "gate cameras" OR filename:sheet',
    "invoices": "from:billing has:attachment",
    "lamps": 'subject:"festival of lamps" OR subject:"lamp deposit"',
    "tide-tables": 'subject:"tide tables" OR subject:"van on tuesday"',
    "travel": 'subject:"fjord meeting" OR subject:"gauge week" OR "winter timetable" OR 再会のご案内',
}


def give_tags(workspace: Workspace) -> None:
    """Give every tag of `TAGS`, unless all of them have been given."""
    if workspace.tags.counts().keys() >= TAGS.keys():
        return
    for tag, query in TAGS.items():
        workspace.tags.change(query=query, add=(tag,))
