"""Keys that come faster than they are answered, as over SSH: each means what it would have meant in its turn.

A key goes to what has the keyboard, up from there to the app, and may open something that has it from then
on. Textual looks at the next one meanwhile, which would go where the first came from. So that one waits here
until all on that way have done their part, and the screen that is in view then stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.message_pump import MessagePump


class KeysInTurnApp(App[None], inherit_bindings=False):
    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if len(self._typed) == 1:
            await self._answer(event)

    async def _answer(self, event: events.Key | events.Paste) -> None:
        way = (self.focused or self.screen).ancestors_with_self
        await super().on_event(event)
        self._follow(way)

    def _follow(self, way: Sequence[MessagePump]) -> None:
        """Go the same way as the key, behind it, past what has closed meanwhile; then through the screen
        that is in view now, and back."""
        for number, passed in enumerate(way, 1):
            if passed.call_later(self._follow, way[number:]):
                return
        if not self.screen.call_later(self.call_later, self._answer_next):
            self.call_later(self._answer_next)

    async def _answer_next(self) -> None:
        self._typed.popleft()
        if self._typed:
            await self._answer(self._typed[0])
