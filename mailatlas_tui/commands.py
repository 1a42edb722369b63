"""Everything that a person can ask for, each declared once.

From a declaration come its key binding, its hint in the footer, its line in the help and its
entry in the palette; a command that is not here cannot be reached.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

Place = Literal["everywhere", "messages", "audit"]

PLACES: dict[Place, str] = {"everywhere": "Everywhere", "messages": "Messages", "audit": "Audit"}
"""Where a command works, and how the help calls it; all but the first are rooms."""


@dataclass(frozen=True, slots=True)
class Command:
    """`keys` and `typing_keys` are Textual's names; only the latter work while text is typed.

    `action` is a method of the place's screen, or of the app; `hint` is a word for the footer,
    where the command is shown as long as the screen allows it. One that `opens_field` is done
    before the next key is looked at: that key is typed into the field already.
    """

    name: str
    help: str
    place: Place
    action: str
    keys: tuple[str, ...] = ()
    typing_keys: tuple[str, ...] = ()
    hint: str = ""
    opens_field: bool = False

    @property
    def shown_keys(self) -> str:
        return " ".join(_SHOWN.get(key, key) for key in (*self.keys, *self.typing_keys))


_SHOWN = {"slash": "/", "question_mark": "?", "escape": "esc"} | {f"f{n}": f"F{n}" for n in range(1, 13)}

COMMANDS = (
    Command("Open the message", "Go into the reader.", "messages", "open", ("enter",), hint="open"),
    Command(
        "Search",
        'Words, word* for its beginning, "a phrase"; the list follows as you type.',
        "messages",
        "search",
        ("slash",),
        hint="search",
        opens_field=True,
    ),
    Command("Next message", "Stays in the reader.", "messages", "next", ("n",), hint="next"),
    Command("Previous message", "Stays in the reader.", "messages", "previous", ("p",), hint="previous"),
    Command(
        "Turn the view",
        "Text, full text, agent view, headers, raw source.",
        "messages",
        "turn_view",
        ("v",),
        hint="view",
    ),
    Command(
        "Show the source of a line",
        "Where it stands in the text before cleaning; again to go back.",
        "messages",
        "show_source",
        ("s",),
        hint="source",
    ),
    Command(
        "Ingest files",
        "Takes in .eml files, mbox archives, Maildirs, or a folder of them.",
        "messages",
        "ingest",
        ("i",),
        hint="ingest",
    ),
    Command(
        "Show ingest errors",
        "What the last ingest could not read, and why.",
        "messages",
        "errors",
        ("E",),
        hint="errors",
    ),
    Command("Reload the list", "Keeps the place.", "messages", "reload", ("R",)),
    Command(
        "Back",
        "Leaves source, search or reader, else cancels the ingest that runs.",
        "messages",
        "back",
        ("escape",),
        hint="back",
    ),
    Command("Verify the log", "Recomputes the whole chain.", "audit", "verify", ("V",), hint="verify"),
    Command("Messages", "Your mail.", "everywhere", "room('messages')", ("1",), ("f2",)),
    Command("Accounts", "Where mail is received from.", "everywhere", "room('accounts')", ("2",), ("f3",)),
    Command("Compose", "Drafts and sending.", "everywhere", "room('compose')", ("3",), ("f4",)),
    Command("Audit", "What went in, out or away.", "everywhere", "room('audit')", ("4",), ("f5",)),
    Command("Help", "All keys.", "everywhere", "help", ("question_mark",), ("f1",), hint="help"),
    Command(
        "Command palette",
        "Finds any command by its name.",
        "everywhere",
        "command_palette",
        typing_keys=("ctrl+p",),
        hint="commands",
    ),
    Command("Switch dark and light", "Between our two themes.", "everywhere", "switch_theme"),
    Command("Choose a theme", "Ours and Textual's.", "everywhere", "change_theme"),
    Command("Quit", "Asks first if work runs.", "everywhere", "quit", ("q",), ("ctrl+q",), hint="quit"),
)


def bindings(place: Place) -> list[BindingType]:
    """The key bindings of a place, for the BINDINGS of its screen."""
    return [binding for command in COMMANDS if command.place == place for binding in _bindings(command)]


def _bindings(command: Command) -> Iterator[Binding]:
    for keys, priority in ((command.keys, command.opens_field), (command.typing_keys, True)):
        if keys:
            yield Binding(
                ",".join(keys),
                command.action,
                command.hint or command.name,
                show=bool(command.hint),
                key_display=_SHOWN.get(keys[0], keys[0]).replace("ctrl+", "^"),
                priority=priority,
            )


class CommandPalette(Provider):
    """Every command of every place, found by any letters of its name."""

    async def discover(self) -> Hits:
        for command in COMMANDS:
            yield DiscoveryHit(command.name, self._run(command), help=_palette_help(command))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = matcher.match(command.name)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(command.name), self._run(command), help=_palette_help(command)
                )

    def _run(self, command: Command) -> Callable[[], Awaitable[None]]:
        return partial(cast("MailAtlasApp", self.app).run_command, command)


def _palette_help(command: Command) -> str:
    return f"{command.help}  {command.shown_keys}".rstrip()
