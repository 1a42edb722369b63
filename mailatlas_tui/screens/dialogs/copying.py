"""What of a message, or of several, is copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NewType

from textual.app import App

from mailatlas_core.mime.addresses import read_addresses
from mailatlas_core.mime.defects import Defects
from mailatlas_core.models import Document
from mailatlas_core.text import visible_lines
from mailatlas_tui.safe import say
from mailatlas_tui.screens.dialogs.menu import MenuDialog
from mailatlas_tui.screens.dialogs.pick_list import Entry

MOST_TAKEN = 74_000
"""Bytes that terminals usually take in one piece; many of them ignore a longer one."""

MOST_COPIED = 1_000_000
"""Characters that are sent at most: over SSH even these take a while, and nothing else is seen before."""

Wanted = Literal["id", "Message-ID", "sender's address", "addresses", "text"]

Copyable = NewType("Copyable", str)
"""Visible text, in which nothing can do anything where it is pasted."""

_ADDRESS_FIELDS = ("from", "reply-to", "to", "cc")


class CopyDialog(MenuDialog[Wanted]):
    TITLE = "Copy"
    KEYS = "enter or a number copies · esc closes"

    def __init__(self, count: int, *, in_view: bool) -> None:
        """`in_view` says whether the one message is before the reader's eyes."""
        self._wanted: list[Wanted] = ["id", "Message-ID", "sender's address", "addresses"]
        note = "" if count == 1 else f"of {count:,} messages, one a line"
        entries = [Entry(f"{name[0].upper()}{name[1:]}", note) for name in self._wanted]
        if count == 1:
            self._wanted.append("text")
            entries.append(Entry("Text in view" if in_view else "Text", "all of it"))
        super().__init__(entries)

    def chosen(self, index: int) -> None:
        self.dismiss(self._wanted[index])


def values(document: Document, wanted: Wanted) -> Iterator[str]:
    """What a document has of what is wanted."""
    if wanted == "id":
        yield document.id
    elif wanted == "Message-ID" and document.message_id:
        yield document.message_id
    elif wanted == "sender's address" and document.sender_email:
        yield document.sender_email
    elif wanted == "addresses":
        yield from _addresses(document)
    elif wanted == "text":
        yield document.body_text


def copyable(text: str) -> Copyable:
    """Text made visible, as much of it as `copy` needs to see that it is too long."""
    return Copyable("\n".join(visible_lines(text[: MOST_COPIED + 1])))


def copy(app: App[Any], what: str, text: Copyable) -> None:
    """Hand text to the terminal for the clipboard."""
    if not text:
        say(app, f"There is no {what} to copy.", "warning")
        return
    if len(text) > MOST_COPIED:
        say(app, f"The {what} is too long for the clipboard of a terminal: e exports it.", "warning")
        return
    app.copy_to_clipboard(text)
    long = "; it is long, and many terminals ignore that" if len(text.encode()) > MOST_TAKEN else ""
    say(app, f"Copied the {what}, if the terminal allows it (OSC 52){long}.")


def _addresses(document: Document) -> Iterator[str]:
    headers = document.metadata.headers
    written = [headers[name].encode() for name in _ADDRESS_FIELDS if name in headers]
    for address in read_addresses(written, Defects()):
        if "@" in address.email:
            yield address.email
