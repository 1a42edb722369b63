"""The app: its rooms, its themes, its commands. Of the core it asks only what waits in the outbox."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import ClassVar, Protocol

from textual import on
from textual.binding import Binding
from textual.reactive import reactive

from mailatlas_core.clock import SystemClock
from mailatlas_core.config import LoadedConfig
from mailatlas_core.ports import Clock
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Request
from mailatlas_tui.commands import COMMANDS, Command, bindings, shown_key
from mailatlas_tui.keymap import read_keymap
from mailatlas_tui.looks import Looks, LooksApp
from mailatlas_tui.mailboxes import Mailboxes, NetworkMailboxes
from mailatlas_tui.palette import CommandPalette
from mailatlas_tui.safe import mail_text, say
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from mailatlas_tui.screens.messages.room import MessagesRoom
from mailatlas_tui.screens.room import Room
from mailatlas_tui.visits import Visited
from mailatlas_tui.widgets.list_pane import ListPane

_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)


OUTBOX_AFTER_SECONDS = 0.5
"""When the first rows surely stand, and the outbox is looked at."""

DRAIN_SECONDS = 0.2
"""How long it takes at most until a key that was pressed before a signal has reached its field: the thread
that reads keys looks ten times a second."""


def _accounts_room() -> Room:
    from mailatlas_tui.screens.accounts.room import AccountsRoom

    return AccountsRoom()


def _compose_room() -> Room:
    from mailatlas_tui.screens.compose.room import ComposeRoom

    return ComposeRoom()


def _audit_room() -> Room:
    from mailatlas_tui.screens.audit.room import AuditRoom

    return AuditRoom()


class Composer(Protocol):
    """Where mail is written."""

    def keep(self) -> None:
        """Keep what was typed, if that is not done yet."""

    def at_stake(self) -> str:
        """What quitting now would do to what is written, or leaves soon; empty where it does nothing."""

    def farewell(self) -> str:
        """What to say of drafts that are not sent; empty where there is nothing."""


class OutboxRead(Answered[int]):
    """How many drafts wait for a review, and what processes that are gone have left there is settled."""


class MailAtlasApp(LooksApp, inherit_bindings=False):
    """`root_rule` says which rule chose the workspace; whoever opened that closes it.

    `settings` are the user's, `clock` is what dates in lists are relative to, `stopwatch` counts seconds;
    `mailboxes` stand in the place of the network's.
    """

    TITLE = "MailAtlas"
    # All at once: with each that a screen brought along, Textual would parse all of them anew.
    CSS_PATH: ClassVar = [
        "app.tcss",
        "screens/messages/room.tcss",
        "screens/accounts/room.tcss",
        "screens/compose/room.tcss",
        "screens/audit/room.tcss",
        "screens/dialogs/dialog.tcss",
    ]
    BINDINGS = bindings("everywhere")
    COMMANDS: ClassVar = {CommandPalette}
    DEFAULT_MODE = "messages"
    MODES: ClassVar = {
        "messages": MessagesRoom,
        "accounts": _accounts_room,
        "compose": _compose_room,
        "audit": _audit_room,
    }

    total: reactive[int | None] = reactive(None)
    """How many messages the workspace has, None until that is known."""
    to_review: reactive[int] = reactive(0)
    """How many drafts wait for somebody who reviews them."""
    attempts: reactive[int] = reactive(0)
    """How often a provider was asked over the network since the start."""
    visits: reactive[int] = reactive(0)
    """How often a mail server was connected to since the start, to receive or to test."""
    watching: reactive[int] = reactive(0)
    """How many accounts are watched."""
    leaving: reactive[str] = reactive("")
    """What is about to leave, in a few words."""

    def __init__(
        self,
        workspace: Workspace,
        root_rule: str,
        *,
        looks: Looks | None = None,
        settings: LoadedConfig | None = None,
        clock: Clock | None = None,
        stopwatch: Callable[[], float] = perf_counter,
        mailboxes: Mailboxes | None = None,
    ) -> None:
        super().__init__(looks or Looks())
        self.workspace = workspace
        self.root_rule = root_rule
        self.clock = clock or SystemClock()
        self.stopwatch = stopwatch
        self.bridge = Bridge()
        self.identities = settings.config.identity if settings else {}
        self.passwords: dict[str, Secret] = {}
        self.mailboxes = mailboxes or NetworkMailboxes(settings.config.account if settings else {})
        self.mailbox_passwords: dict[tuple[str, str], Secret] = {}
        self.composer: Composer | None = None
        self._settings_problems = settings.problems if settings else ()
        self.keymap = read_keymap(settings.config.keys if settings else {})
        self.set_keymap(self.keymap.for_textual())

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGHUP):  # else the terminal would be left as it is now
            loop.add_signal_handler(ending, self._end_soon)
        self.bridge.read(self, "outbox", self._read_outbox, OutboxRead, rest=OUTBOX_AFTER_SECONDS)
        if problems := (*self._settings_problems, *self.keymap.problems):
            say(self, " ".join(problems), "warning")

    def _read_outbox(self, _: Request) -> int:
        from mailatlas_tui.screens.compose.listing import settled

        return settled(self.workspace).to_review

    @on(OutboxRead)
    def _tell_drafts(self, answer: OutboxRead) -> None:
        self.to_review = answer.value

    def _end_soon(self) -> None:
        asyncio.get_running_loop().call_later(DRAIN_SECONDS, self.exit)

    @property
    def root_shown(self) -> str:
        """The folder of the workspace, with ~ for the home."""
        root = self.workspace.root
        return f"~/{root.relative_to(Path.home())}" if root.is_relative_to(Path.home()) else str(root)

    def on_unmount(self) -> None:
        if self.composer is not None:  # however the app ends
            self.composer.keep()
        self.bridge.close()

    def get_key_display(self, binding: Binding) -> str:
        return shown_key(binding.key).replace("ctrl+", "^")

    def follow_mail(self) -> None:
        """There may be more messages than before."""
        room = self.get_screen_stack("messages")[0]
        if isinstance(room, MessagesRoom):
            room.list_pane.reload()

    @on(Visited)
    def _count_visit(self) -> None:
        self.visits += 1

    def on_list_pane_total(self, message: ListPane.Total) -> None:
        self.total = message.count

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, without Textual's fonts, which whoever looks at it would fetch, and with the
        spaces at the ends of texts, which not every program keeps unasked."""
        drawing = super().export_screenshot(title=title, simplify=simplify)
        return _WEB_FONT.sub("", drawing).replace("<text ", '<text xml:space="preserve" ')

    async def run_command(self, command: Command) -> None:
        """Do what a command says, in the room where it belongs."""
        if command.place != "everywhere":
            await self.switch_mode(command.place)
        if not await self.run_action(command.action, self if command.place == "everywhere" else self.screen):
            say(self, f"{command.name}: not possible right now.", "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "quit":
            return not isinstance(self.screen, QuitDialog)
        # A dialog is answered first: nothing else may open above it.
        return not (self.screen.is_modal and action in ("help", "command_palette", "room"))

    def action_room(self, name: str) -> None:
        self.switch_mode(name)

    def action_help(self) -> None:
        from mailatlas_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def action_interrupt(self) -> None:
        """What a hand does that wants out of any other program."""
        quit_keys = self.keymap.shown(next(each for each in COMMANDS if each.id == "quit"))
        say(self, f"{quit_keys} quits; esc leaves what was entered last.")

    async def action_quit(self) -> None:
        at_stake = self.composer.at_stake() if self.composer else ""
        if not at_stake and self.bridge.works:
            at_stake = "Something still runs. Quitting cancels it; what was finished is kept."
        if at_stake:
            self.push_screen(QuitDialog(at_stake), self._quit_if)
        else:
            self._quit()

    def _quit_if(self, sure: bool | None) -> None:
        if sure:
            self._quit()

    def _quit(self) -> None:
        said = self.composer.farewell() if self.composer else ""
        self.exit(message=mail_text(said) if said else None)
