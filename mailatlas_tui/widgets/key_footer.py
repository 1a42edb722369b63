"""The keys that work right now, as many as there is room for."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from mailatlas_core.text import cell_width

_ALWAYS = frozenset({"back", "help", "quit"})
"""Actions that are shown before any other: with these one gets out, and finds all that is left out."""

_PADDING = 3


class KeyFooter(Footer):
    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        room = self.app.size.width - sum(_width(key) for key in keys if key.action in _ALWAYS)
        for key in keys:
            if key.action not in _ALWAYS:
                room -= _width(key)
            if room >= 0 or key.action in _ALWAYS:
                yield key

    def on_resize(self) -> None:
        self.call_after_refresh(self.recompose)


def _width(key: FooterKey) -> int:
    return cell_width(key.key_display) + cell_width(key.description) + _PADDING
