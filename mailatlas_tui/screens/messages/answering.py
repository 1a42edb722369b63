"""Commands that answer a message or pass it on: they begin a draft, and go where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mailatlas_tui.screens.messages.base import MessagesBase

if TYPE_CHECKING:
    from mailatlas_core.outbound.answers import Answer
    from mailatlas_tui.screens.compose.room import ComposeRoom


class AnswerCommands(MessagesBase):
    async def action_reply(self) -> None:
        await self._answer("reply")

    async def action_reply_all(self) -> None:
        await self._answer("reply_all")

    async def action_forward(self) -> None:
        await self._answer("forward")

    async def action_forward_attached(self) -> None:
        await self._answer("forward_attached")

    async def _answer(self, kind: Answer) -> None:
        row = self.row
        if row is not None:
            await self.app.switch_mode("compose")
            cast("ComposeRoom", self.app.screen).answer(row.id, kind)
