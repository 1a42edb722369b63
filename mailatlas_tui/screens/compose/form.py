"""The fields of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from mailatlas_core.outbound.answers import sender
from mailatlas_core.outbound.model import Enclosure, Typed
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Bridge
from mailatlas_tui.envelope import size
from mailatlas_tui.glyphs import ATTACHMENT
from mailatlas_tui.safe import PlainInput, editable, mail_text, paragraph
from mailatlas_tui.screens.compose.address_field import AddressField
from mailatlas_tui.screens.compose.identities import (
    Identities,
    identity_of,
    provider,
    resigned,
    way,
)
from mailatlas_tui.screens.compose.letter import LABELS, attached

_ADDRESSES = ("to", "cc", "bcc", "reply_to")
_OF_REFUSALS = {"from_email": "sender", "html": "text", "references": "text", "in_reply_to": "text"}


def numbered(enclosures: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    """Files that are attached together, in their order."""
    return tuple(replace(each, ordinal=number) for number, each in enumerate(enclosures))


class Line(Static, can_focus=True):
    """Something that is chosen elsewhere: enter opens what it is chosen in."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    def __init__(self, action: str, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._action = action

    async def action_press(self) -> None:
        await self.screen.run_action(self._action)

    async def on_click(self) -> None:
        await self.action_press()


class Body(TextArea):
    """The text. What is pasted into it can do nothing there."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, compact=True, highlight_cursor_line=False)

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = editable(event.text)  # and then Textual's own handler inserts it


class DraftForm(Vertical):
    """Takes what a draft says by `load`, and gives back what stands in the fields by `to_model`.

    What a field shows is harmless; where nobody has changed it, it still says what it said."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"form--quiet"}

    class Edited(Message):
        """Something may stand there that did not."""

    def __init__(self, workspace: Workspace, bridge: Bridge, identities: Identities, *, id: str) -> None:
        super().__init__(id=id)
        self._identities = identities
        self._given = Typed()
        self._shown: dict[str, str] = {}
        self._by = ""
        self._sender = Line("identity", "sender")
        self._attached = Line("attachments", "attached")
        self._fields = {
            name: AddressField(workspace, bridge, LABELS[name], name.replace("_", "-")) for name in _ADDRESSES
        }
        self._subject = PlainInput(id="subject", compact=True, select_on_focus=False)
        self.body = Body("body")
        self._status = Static(id="draft-status", markup=False)

    def compose(self) -> ComposeResult:
        yield from self._labelled("From", self._sender)
        yield from self._fields.values()
        yield from self._labelled("Subject", self._subject)
        yield from self._labelled("Attached", self._attached)
        yield self.body
        yield self._status

    def _labelled(self, label: str, widget: Widget) -> ComposeResult:
        with Horizontal(classes="line field"):
            yield Static(label, classes="label", markup=False)
            yield widget

    # what stands in it

    def load(self, typed: Typed, by: str) -> None:
        """Show a draft that goes out by that provider, unless its identity says another."""
        self._given, self._by = typed, by
        with self.prevent(Input.Changed, TextArea.Changed):
            for name, field in self._inputs.items():
                given = getattr(typed, name)
                # So that who types on there writes another address, and not a longer one.
                field.value = f"{given}, " if given and name in _ADDRESSES else given
                field.cursor_position = len(field.value)
                self._shown[name] = field.value
            self._shown["text"] = editable(typed.text)
            self.body.load_text(self._shown["text"])
        self.show_lines()
        self.tell("")

    def to_model(self) -> Typed:
        """What stands in the fields now."""
        written = {name: field.value for name, field in self._inputs.items()} | {"text": self.body.text}
        said: dict[str, Any] = {
            name: text.rstrip(", ") if name in _ADDRESSES else text
            for name, text in written.items()
            if text != self._shown[name]
        }
        return replace(self._given, **said)

    @property
    def identity(self) -> str | None:
        """The name of the identity that it is written as."""
        return identity_of(self._given, self._identities, self._by)

    @property
    def attachments(self) -> tuple[Enclosure, ...]:
        return self._given.attachments

    def enclose(self, enclosures: tuple[Enclosure, ...], html: str | None) -> None:
        """Let these be attached, and no others, and this be the HTML beside the text."""
        self._change(attachments=numbered(enclosures), html=html)

    @property
    def html(self) -> str | None:
        return self._given.html

    def write_as(self, name: str) -> None:
        """Write as another identity, and sign as that."""
        identity, before = self._identities[name], self.identity
        text = resigned(self.body.text, self._identities[before] if before else None, identity)
        if text != self.body.text:
            self.put_text(text)
        self._by = provider(identity)
        self._change(identity=name, sender=sender(identity))

    def put_text(self, text: str) -> None:
        """Put another text in the place of the one that stands there; ctrl+z brings that back."""
        self.body.replace(editable(text), (0, 0), self.body.document.end)

    def _change(self, **said: Any) -> None:
        self._given = replace(self._given, **said)
        self.show_lines()
        self.post_message(self.Edited())

    def show_lines(self) -> None:
        """Show what is chosen elsewhere."""
        name = self.identity
        if name is not None:
            said = f"{self._given.sender}  by {way(self._identities[name])}"
        elif self._given.sender:
            why = "no identity has this address" if self._identities else "no identity is configured"
            said = f"{self._given.sender}  {why}"
        else:
            said = "(enter chooses an identity)" if self._identities else "(no identity is configured)"
        self._sender.update(mail_text(said))
        notes = [attached(self.attachments)] if self.attachments else []
        if self.html is not None:
            notes.append(f"HTML version {size(len(self.html.encode()))}")
        nothing = Text("ctrl+o attaches a file", self.get_component_rich_style("form--quiet", partial=True))
        self._attached.update(mail_text(f"{ATTACHMENT} {', '.join(notes)}") if notes else nothing)

    # where the keyboard is

    def enter(self, field: str = "") -> None:
        """Give the keyboard to a field: to the one with that name, else to the first that is to be filled
        in: to whom, what about, and then the text, behind what is quoted there."""
        where: dict[str, Widget] = {
            **self._inputs, "sender": self._sender, "attachments": self._attached, "text": self.body,
        }  # fmt: skip
        field = _OF_REFUSALS.get(field, field)
        empty = next((name for name in ("to", "subject") if not self._inputs[name].value), "text")
        self.screen.set_focus(where.get(field, where[empty]))

    def place_cursor(self, index: int) -> None:
        """Put the cursor of the text before that character."""
        before = self.body.text[:index]
        row = before.count("\n")
        self.body.move_cursor((row, len(before) - before.rfind("\n") - 1))
        self.body.scroll_cursor_visible()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _tell_edited(self) -> None:
        self.post_message(self.Edited())

    @property
    def complains(self) -> bool:
        """Whether it says that something is wrong, which stands until somebody types."""
        return self._status.has_class("-wrong")

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something about the draft, below it."""
        self._status.update(paragraph(sentence))
        self._status.set_class(wrong, "-wrong")

    @property
    def _inputs(self) -> dict[str, Input]:
        return {name: field.input for name, field in self._fields.items()} | {"subject": self._subject}
