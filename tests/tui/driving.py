"""Driving the app as a person would, and seeing what a person would see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, DemoMailboxes
from mailatlas_core.workspace import Workspace
from mailatlas_tui.app import MailAtlasApp
from mailatlas_tui.screens.messages.room import MessagesRoom

MOST_ROUNDS = 20
"""How often an answer may lead to another question before nothing is left to do."""


def make_app(workspace: Workspace) -> MailAtlasApp:
    """The app at a moment that does not pass, with the demo's mail servers."""
    return MailAtlasApp(
        workspace,
        "--root",
        clock=FixedClock(DEMO_NOW),
        stopwatch=lambda: 0.0,
        mailboxes=DemoMailboxes(workspace),
    )


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every question is answered and every answer is shown."""
    bridge = cast("MailAtlasApp", pilot.app).bridge
    for _ in range(MOST_ROUNDS):
        await bridge.idle()
        await pilot.pause()
        if not bridge._unfinished():
            return


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type, and wait for what is found."""
    await pilot.press(*text)
    await pilot.pause()
    await settle(pilot)


async def ingest(pilot: Pilot[None], path: Path) -> None:
    """Ask for an ingest as a person does, and wait for its end."""
    await pilot.press("i")
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await settle(pilot)


@asynccontextmanager
async def running(workspace: Workspace, size: tuple[int, int] = (160, 48)) -> AsyncIterator[Pilot[None]]:
    """The app, painted, with all that it asks for at its start answered."""
    async with make_app(workspace).run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


def messages(pilot: Pilot[None]) -> MessagesRoom:
    """The room of messages, which must be in view."""
    assert isinstance(pilot.app.screen, MessagesRoom)
    return pilot.app.screen


def lines(screen: Screen[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    return [strip.text for strip in screen._compositor.render_strips()]


def text(pilot: Pilot[None]) -> str:
    """What stands on the screen in view."""
    return "\n".join(lines(pilot.app.screen))
