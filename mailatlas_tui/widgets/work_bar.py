"""Work that runs, or ran, in a few lines below everything else: how far it is, how it ended."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.widgets import Static

from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Bridge


class WorkBar(Static):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--good", "bar--bad", "bar--accent", "bar--quiet"}

    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._bridge = bridge

    def on_mount(self) -> None:
        self.hide()

    @property
    def shown(self) -> bool:
        return bool(self.display)

    @property
    def runs(self) -> bool:
        return self._bridge.runs(self, "work")

    def hide(self) -> None:
        self.display = False

    def cancel(self) -> None:
        """Tell what runs to stop."""
        if self._bridge.cancel(self, "work"):
            self.say_cancelling()

    def say_cancelling(self) -> None:
        """Say that it was told to stop."""
        raise NotImplementedError

    def say(self, line: Text, keys: str) -> None:
        """Show this, and what the keys do now."""
        self.display = True
        if keys:
            line.append(f"   {keys}", self.get_component_rich_style("bar--quiet", partial=True))
        self.update(line)
        self.screen.refresh_bindings()
