"""The app: its rooms, its themes, its commands. It asks the core nothing itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import ClassVar

from textual.app import App
from textual.reactive import reactive

from mailatlas_core.clock import SystemClock
from mailatlas_core.ports import Clock
from mailatlas_core.workspace import Workspace
from mailatlas_tui import themes
from mailatlas_tui.bridge import Bridge
from mailatlas_tui.commands import Command, CommandPalette, bindings
from mailatlas_tui.screens.audit import AuditRoom
from mailatlas_tui.screens.dialogs import QuitDialog
from mailatlas_tui.screens.help import HelpScreen
from mailatlas_tui.screens.messages import MessagesRoom
from mailatlas_tui.screens.room import AccountsRoom, ComposeRoom

_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)


class MailAtlasApp(App[None], inherit_bindings=False):
    """`root_rule` says which rule chose the workspace; whoever opened that closes it.

    `clock` is what dates in lists are relative to, `stopwatch` counts seconds.
    """

    TITLE = "MailAtlas"
    CSS_PATH = "app.tcss"
    BINDINGS = bindings("everywhere")
    COMMANDS: ClassVar = {CommandPalette}
    DEFAULT_MODE = "messages"
    MODES: ClassVar = {room.NAME: room for room in (MessagesRoom, AccountsRoom, ComposeRoom, AuditRoom)}

    total: reactive[int | None] = reactive(None)
    """How many messages the workspace has, None until that is known."""

    def __init__(
        self,
        workspace: Workspace,
        root_rule: str,
        *,
        clock: Clock | None = None,
        stopwatch: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.root_rule = root_rule
        self.clock = clock or SystemClock()
        self.stopwatch = stopwatch
        self.bridge = Bridge()
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.theme = themes.DARK.name

    @property
    def root_shown(self) -> str:
        """The folder of the workspace, with ~ for the home."""
        root = self.workspace.root
        return f"~/{root.relative_to(Path.home())}" if root.is_relative_to(Path.home()) else str(root)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What our style sheets need and Textual's own themes do not have."""
        return {
            "quiet": "ansi_bright_black",
            "rule": "ansi_bright_black",
            "cursor": "ansi_black",
            "cursor-focus": "ansi_blue",
            "cursor-text": "ansi_white",
        }

    def on_unmount(self) -> None:
        self.bridge.close()

    def on_messages_room_total(self, message: MessagesRoom.Total) -> None:
        self.total = message.count

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, without Textual's fonts, which whoever looks at it would fetch."""
        return _WEB_FONT.sub("", super().export_screenshot(title=title, simplify=simplify))

    async def run_command(self, command: Command) -> None:
        """Do what a command says, in the room where it belongs."""
        if command.place == "everywhere":
            await self.run_action(command.action, self)
            return
        await self.switch_mode(command.place)
        await self.run_action(command.action, self.screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        # A dialog is answered first: nothing else may open above it.
        return not (self.screen.is_modal and action in ("help", "command_palette", "room"))

    def action_room(self, name: str) -> None:
        self.switch_mode(name)

    def action_help(self) -> None:
        self.push_screen(HelpScreen())

    def action_switch_theme(self) -> None:
        self.theme = (themes.LIGHT if self.theme == themes.DARK.name else themes.DARK).name

    async def action_quit(self) -> None:
        if self.bridge.works:
            self.push_screen(QuitDialog(), self._quit_if)
        else:
            self.exit()

    def _quit_if(self, sure: bool | None) -> None:
        if sure:
            self.exit()
