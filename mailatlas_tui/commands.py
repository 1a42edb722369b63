"""Everything that a person can ask for, each declared once.

From a declaration come its key binding, its hint in the footer, its line in the help, its entry in
the palette and its row in docs/keys.md; a command that is not here cannot be reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
from textual.keys import format_key

_FUNCTION_KEY = re.compile(r"f\d+")

Place = Literal["everywhere", "messages", "accounts", "compose", "audit"]

PLACES: dict[Place, str] = {
    "everywhere": "Everywhere",
    "messages": "Messages",
    "accounts": "Accounts",
    "compose": "Compose",
    "audit": "Audit",
}
"""Where a command works, and how the help calls it; all but the first are rooms."""


@dataclass(frozen=True, slots=True)
class Command:
    """`id`, behind its place, is what the user's settings call it. `keys` and `typing_keys` are
    Textual's names; only the latter work while text is typed, and only the former can be changed.

    `action` is a method of the place's screen, or of the app; `hint` is a word for the footer,
    where the command is shown as long as the screen allows it.
    """

    id: str
    name: str
    help: str
    place: Place
    action: str
    keys: tuple[str, ...] = ()
    typing_keys: tuple[str, ...] = ()
    hint: str = ""

    @property
    def full_id(self) -> str:
        return f"{self.place}.{self.id}"


def _messages(id: str, name: str, help: str, *keys: str, hint: str = "") -> Command:
    return Command(id, name, help, "messages", id, keys, hint=hint)


def _accounts(id: str, name: str, help: str, *keys: str, hint: str = "") -> Command:
    return Command(id, name, help, "accounts", id, keys, hint=hint)


def _compose(
    id: str,
    name: str,
    help: str,
    *keys: str,
    typing: tuple[str, ...] = (),
    hint: str = "",
) -> Command:
    return Command(id, name, help, "compose", id, keys, typing, hint)


def _audit(id: str, name: str, help: str, *keys: str, hint: str = "") -> Command:
    return Command(id, name, help, "audit", id, keys, hint=hint)


def _everywhere(
    id: str,
    name: str,
    help: str,
    *keys: str,
    action: str = "",
    typing: tuple[str, ...] = (),
    hint: str = "",
) -> Command:
    return Command(id, name, help, "everywhere", action or id, keys, typing, hint)


COMMANDS = (
    _messages("open", "Open the message", "Go into the reader.", "enter", hint="open"),
    _messages(
        "search",
        "Search",
        "Words, fields such as from: and has:, dates; the list follows as you type.",
        "slash",
        hint="search",
    ),
    _messages("next", "Next message", "Stays in the reader.", "n", hint="next"),
    _messages("previous", "Previous message", "Stays in the reader.", "p", hint="previous"),
    _messages("thread", "Open the conversation", "Only its messages; esc goes back.", "t", hint="thread"),
    _messages(
        "fold",
        "Fold the list by conversation",
        "One row a conversation, and what is done to it is done to all of it.",
        "T",
    ),
    _messages(
        "view", "Turn the view", "Text, full text, agent view, HTML, headers, raw source.", "v", hint="view"
    ),
    _messages(
        "source",
        "Show the source of a line",
        "Where it stands in the text before cleaning; again to go back.",
        "s",
        hint="source",
    ),
    _messages("quotes", "Fold or unfold quotes", "Runs of quoted lines as one line, or in full.", "z"),
    _messages("links", "Links", "Where each one really leads; none is ever opened.", "l"),
    _messages("attachments", "Attachments", "Save, open or pipe one.", "a", hint="files"),
    _messages("reply", "Reply", "As the identity that it was written to.", "r", hint="reply"),
    _messages("reply_all", "Reply to all", "Copied to everybody who got the message.", "R"),
    _messages("forward", "Forward", "In a text of your own, with its attachments.", "f"),
    _messages("forward_attached", "Forward as attachment", "The message as it came, byte for byte.", "F"),
    _messages("mark", "Mark", "What is done next is done to all that are marked.", "space"),
    _messages("unmark", "Unmark all", "Nothing else happens to them.", "U"),
    _messages("unread", "Read or unread", "Of the marked messages, else of this one.", "u"),
    _messages("flag", "Flag", "Or take the flag away.", "asterisk"),
    _messages("archive", "Archive", "Or take it out of the archive; nothing is moved.", "x"),
    _messages("tag", "Tags", "Any names, to be added or taken away.", "plus"),
    _messages("undo", "Undo", "The last change of tags, and the one before.", "ctrl+z"),
    _messages("export", "Export", "As Markdown, HTML, JSON, text or original.", "e", hint="export"),
    _messages("copy", "Copy", "Id, Message-ID, address or text, through the terminal.", "y"),
    _messages("pipe", "Pipe to a command", "Each original to a command of yours; its output is shown.", "|"),
    _messages("searches", "Saved searches", "Each with its count; this search can be kept.", "S"),
    _messages("timeline", "Mail over time", "Left and right filter by when.", "h"),
    _messages(
        "ingest",
        "Ingest files",
        "Takes in .eml files, mbox archives, Maildirs, or a folder of them.",
        "i",
        hint="ingest",
    ),
    _messages(
        "errors", "Show ingest errors", "What the last ingest could not read, and why.", "E", hint="errors"
    ),
    _messages("reload", "Reload the list", "Keeps the place.", "ctrl+r"),
    _messages(
        "back",
        "Back",
        "Leaves what was entered last, else cancels the ingest that runs.",
        "escape",
        hint="back",
    ),
    _accounts(
        "open",
        "Open the account",
        "Its runs, cursors and gaps, and whence its password.",
        "enter",
        hint="open",
    ),
    _accounts("get", "Get mail", "All that the account has and is not here yet.", "g", hint="get mail"),
    _accounts(
        "watch", "Watch", "Gets mail as it comes, until turned off or the program ends.", "w", hint="watch"
    ),
    _accounts("bell", "Ring the bell", "For new mail of watched accounts, or no longer.", "b", hint="bell"),
    _accounts("new", "Add an account", "An IMAP server or a Maildir.", "n", hint="add"),
    _accounts("test", "Test the connection", "Logs in and looks; nothing is read.", "c", hint="test"),
    _accounts("retry", "Retry gaps", "Asks again for what the server did not give.", "r", hint="retry gaps"),
    _accounts("password", "Give a password", "For this session, or into the keychain.", "p", hint="password"),
    _accounts("full_sync", "Full sync", "Says what that means first.", "F"),
    _accounts("remove", "Remove the account", "Its messages stay.", "d"),
    _accounts("reload", "Reload the accounts", "Keeps the place.", "ctrl+r"),
    _accounts("back", "Back", "Leaves what was entered last, else cancels what runs.", "escape", hint="back"),
    _compose(
        "undo", "Take back", "What is about to leave; or the approval of the record.", "u", hint="take back"
    ),
    _compose(
        "look", "Look for a copy", "One that was received proves that a message went out.", "l", hint="look"
    ),
    _compose("edit", "Write on", "Opens the draft; esc leaves it, and it is kept.", "enter", hint="write"),
    _compose(
        "new",
        "New message",
        "As your first identity; what you type is kept.",
        "n",
        hint="new",
    ),
    _compose("view", "Read the record", "Its state, what can be done, and all it says.", "v", hint="read"),
    _compose(
        "review",
        "Review and send",
        "Shows all that would leave; one more key approves it, and ten seconds later it leaves.",
        typing=("f10",),
        hint="review",
    ),
    _compose("dry_run", "Dry run", "Makes the message, and asks nobody.", typing=("f8",), hint="dry run"),
    _compose("editor", "Write in your editor", "$VISUAL or $EDITOR.", typing=("f9",), hint="editor"),
    _compose("preview", "Preview", "The bytes exactly as they would leave.", typing=("f12",), hint="preview"),
    _compose(
        "attach", "Attach a file", "A copy of it is kept with the draft.", typing=("ctrl+o",), hint="attach"
    ),
    _compose("diff", "What has changed", "From each review to the next.", "D", hint="changes"),
    _compose("discard", "Reject", "The draft stays in the list, and never goes out.", "d", hint="reject"),
    _compose(
        "copy",
        "Copy into a new draft",
        "Of any record, whatever became of it.",
        "c",
        hint="copy",
    ),
    _compose("reload", "Reload the list", "Keeps the place.", "ctrl+r"),
    _compose(
        "back",
        "Back",
        "Leaves what was entered last, else takes back what is about to leave.",
        "escape",
        hint="back",
    ),
    _audit("open", "Open the entry", "All that is known of it, with its timeline.", "enter", hint="open"),
    _audit(
        "filter",
        "Filter the log",
        "By kind:, status:, after:, before:, event: and any words; the list follows as you type.",
        "slash",
        hint="filter",
    ),
    _audit("next", "Next entry", "Stays in the detail.", "n", hint="next"),
    _audit("previous", "Previous entry", "Stays in the detail.", "p", hint="previous"),
    _audit(
        "reconcile",
        "Look for a copy",
        "One that was received proves that a message went out.",
        "c",
        hint="look",
    ),
    _audit(
        "retry",
        "Review it again",
        "Of what failed, or is unknown; nothing is sent by this.",
        "r",
        hint="retry",
    ),
    _audit(
        "verify",
        "Verify the log",
        "Its chain, the records and their files; `mailatlas audit sign` signs it.",
        "V",
        hint="verify",
    ),
    _audit("snapshot", "Show the bytes", "Of the message, as it leaves or has left.", "v", hint="bytes"),
    _audit("bcc", "Show Bcc", "Or hide it again.", "b", hint="bcc"),
    _audit("problems", "List the problems", "What the last verification found.", "E", hint="problems"),
    _audit("export", "Export the log", "As lines of JSON that anybody can verify.", "e", hint="export"),
    _audit("reload", "Reload the log", "Keeps the place.", "ctrl+r"),
    _audit("back", "Back", "Leaves what was entered last, else cancels what runs.", "escape", hint="back"),
    _everywhere("messages", "Messages", "Your mail.", "1", action="room('messages')", typing=("f2",)),
    _everywhere(
        "accounts", "Accounts", "Where mail is received from.", "2", action="room('accounts')", typing=("f3",)
    ),
    _everywhere("compose", "Compose", "Drafts and sending.", "3", action="room('compose')", typing=("f4",)),
    _everywhere("audit", "Audit", "What went in, out or away.", "4", action="room('audit')", typing=("f5",)),
    _everywhere("help", "Help", "All keys.", "question_mark", typing=("f1",), hint="help"),
    _everywhere(
        "command_palette",
        "Command palette",
        "Finds any command by its name.",
        typing=("ctrl+p",),
        hint="commands",
    ),
    _everywhere("redraw", "Draw again", "When something else wrote on the screen.", typing=("ctrl+l",)),
    _everywhere("switch_theme", "Next theme", "Dark, light, high contrast."),
    _everywhere("change_theme", "Choose a theme", "Ours and Textual's."),
    _everywhere("suspend_process", "Suspend", "To the shell; fg comes back."),
    _everywhere("interrupt", "How to get out", "Says which key quits.", "ctrl+c"),
    _everywhere(
        "quit", "Quit", "Asks first if something would be lost.", "q", typing=("ctrl+q",), hint="quit"
    ),
)


def shown_key(key: str) -> str:
    """A key as people write it: `/`, `esc`, `F2`, `ctrl+z`."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return "+".join((*modifiers, name.upper() if _FUNCTION_KEY.fullmatch(name) else _named(name)))


def _named(key: str) -> str:
    return key if key == "enter" else format_key(key)


def bindings(place: Place) -> list[BindingType]:
    """The key bindings of a place, for the BINDINGS of its screen."""
    return [binding for command in COMMANDS if command.place == place for binding in _bindings(command)]


def _bindings(command: Command) -> Iterator[Binding]:
    described = command.hint or command.name
    shown = bool(command.hint)
    if command.keys:
        yield Binding(",".join(command.keys), command.action, described, show=shown, id=command.full_id)
    if command.typing_keys:
        yield Binding(",".join(command.typing_keys), command.action, described, show=shown, priority=True)
