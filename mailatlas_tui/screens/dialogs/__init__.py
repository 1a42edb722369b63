"""Dialogs: each asks one thing or shows one thing, and esc closes it.

Each is imported where it is opened, so that none of them delays the start; once the first rows stand,
`load_all` imports them in a thread, so that none delays the first key that opens it either.
"""

from __future__ import annotations

from importlib import import_module

_OPENED_BY_KEYS = (
    "screens.dialogs.attachments",
    "screens.dialogs.copying",
    "screens.dialogs.exporting",
    "screens.dialogs.ingesting",
    "screens.dialogs.links",
    "screens.dialogs.piping",
    "screens.messages.searches_dialog",
    "screens.messages.tag_dialog",
    "screens.accounts.room",
    "screens.compose.room",
    "screens.compose.review",
    "screens.compose.dialogs",
    "screens.audit.room",
    "screens.dialogs.asking",
    "screens.help",
    "agent_view",
)


def load_all() -> None:
    """Import what only some keys need."""
    for name in _OPENED_BY_KEYS:
        import_module(f"mailatlas_tui.{name}")
