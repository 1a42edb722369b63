"""The keys that work right now, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mailatlas_core.text import cell_width

_ALWAYS = frozenset({"back", "help", "quit"})
"""Actions that are shown before any other: with these one gets out, and finds all that is left out."""


class Key(NamedTuple):
    """A key by Textual's name, what it does, and both as they are shown."""

    key: str
    action: str
    shown: str
    description: str

    @property
    def width(self) -> int:
        """Cells that it takes, with the blanks around it."""
        return cell_width(self.shown) + cell_width(self.description) + 3


class KeyFooter(Widget):
    """One line, drawn anew only where other keys work than before; a click on a key presses it."""

    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: 1;
        background: $footer-background;
        .footer--key { color: $footer-key-foreground; background: $footer-key-background; text-style: bold; }
        .footer--description {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--description"}

    def __init__(self) -> None:
        super().__init__()
        self.keys: tuple[Key, ...] = ()
        self._waits = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_resize(self) -> None:
        self._look_up()

    def _follow(self, _: Screen[object]) -> None:
        """However often it is told so, look once at what is possible now."""
        if not self._waits:
            self._waits = True
            self.call_after_refresh(self._look_up)

    def _look_up(self) -> None:
        self._waits = False
        keys = tuple(self._fitting())
        if keys != self.keys:
            self.keys = keys
            self.refresh()

    def _fitting(self) -> Iterator[Key]:
        shown: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show:
                shown.setdefault(active.binding.action, active.binding)
        keys = [
            Key(binding.key, action, self.app.get_key_display(binding), binding.description)
            for action, binding in shown.items()
        ]
        room = self.size.width - sum(key.width for key in keys if key.action in _ALWAYS)
        for key in keys:
            if key.action not in _ALWAYS:
                room -= key.width
            if room >= 0 or key.action in _ALWAYS:
                yield key

    def render(self) -> Text:
        named, described = (
            self.get_component_rich_style(f"footer--{part}") for part in ("key", "description")
        )
        return Text.assemble(
            *(
                part
                for key in self.keys
                for part in ((f" {key.shown} ", named), (f"{key.description} ", described))
            ),
            no_wrap=True,
            end="",
        )

    def on_mouse_down(self, event: events.MouseDown) -> None:
        end = 0
        for key in self.keys:
            end += key.width
            if event.x < end:
                self.app.simulate_key(key.key)
                return
