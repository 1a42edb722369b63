"""How long a view is that scrolls, said without a new layout of the screen."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


def set_length(view: ScrollView, lines: int) -> None:
    """Let a view that keeps the place of its scrollbar be so many lines long.

    Textual lays the whole screen out anew where `virtual_size` is set, and so would paint all of it for
    every message and every letter of a search. That is needed only where the view's own height follows it.
    """
    size = Size(0, lines)
    if view.styles.auto_dimensions or not view.size:
        view.virtual_size = size
    elif size != view.virtual_size:
        view.set_reactive(ScrollView.virtual_size, size)
        view._scroll_update(size)  # noqa: SLF001  # what Textual does once it has laid out
        view.refresh()
