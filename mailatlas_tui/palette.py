"""The command palette: every command of every place, found by any letters of its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mailatlas_tui.commands import COMMANDS, Command

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp


class CommandPalette(Provider):
    async def discover(self) -> Hits:
        for command in COMMANDS:
            yield DiscoveryHit(command.name, self._run(command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = matcher.match(command.name)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(command.name), self._run(command), help=self._help(command)
                )

    @property
    def _atlas(self) -> MailAtlasApp:
        return cast("MailAtlasApp", self.app)

    def _run(self, command: Command) -> Callable[[], Awaitable[None]]:
        return partial(self._atlas.run_command, command)

    def _help(self, command: Command) -> str:
        return f"{command.help}  {self._atlas.keymap.shown(command)}".rstrip()
