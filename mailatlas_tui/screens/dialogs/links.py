"""The links of a message with where they really lead. None is ever opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from mailatlas_core.meaning import Link
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.links import hosts, links_of
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.copying import copy, copyable
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.pick_list import Entry, PickList
from mailatlas_tui.widgets.virtual_list import VirtualList


class LinksRead(Answered[Sequence[Link]]):
    """The links of the message."""


class LinksDialog(Dialog[None]):
    TITLE = "Links"
    KEYS = "enter or y copies where it leads · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,y", "copy", "copy")]

    def __init__(self, id: str) -> None:
        super().__init__()
        self._document_id = id
        self._links: Sequence[Link] = ()

    def compose_content(self) -> ComposeResult:
        yield PickList()
        yield Static(classes="detail", markup=False)

    def on_mount(self) -> None:
        documents, id = self.atlas.workspace.documents, self._document_id

        def read(request: Request) -> Sequence[Link]:
            cancel = request.cancel
            document = documents.get(id, cancel=cancel)
            html = documents.html(id, images=False, cancel=cancel)
            return links_of(document, html, documents.full_text(id, cancel=cancel))

        self.query_one(PickList).say_when_empty("Looking for links …")
        self.atlas.bridge.read(self, "links", read, LinksRead)

    @on(LinksRead)
    def _show(self, answer: LinksRead) -> None:
        self._links = answer.value
        listed = self.query_one(PickList)
        listed.say_when_empty("This message has no links.")
        listed.show_entries([_entry(link) for link in self._links])
        lying = sum(link.lies for link in self._links)
        if lying:
            one = "1 link lies about where it leads."
            self.tell(one if lying == 1 else f"{lying:,} links lie about where they lead.")

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.query_one(PickList).say_when_empty("")
        self.tell_error(answer.error)

    @on(VirtualList.Highlighted)
    def _show_whole(self) -> None:
        link = self._link
        self.query_one(".detail", Static).update(_whole(link) if link else "")

    @on(VirtualList.Opened)
    def action_copy(self) -> None:
        if self._link is not None:
            copy(self.app, "link", copyable(self._link.target))

    @property
    def _link(self) -> Link | None:
        index = self.query_one(PickList).index
        return None if index is None or index >= len(self._links) else self._links[index]


def _entry(link: Link) -> Entry:
    return Entry(link.target, "" if link.text == link.target else link.text, link.lies)


def _whole(link: Link) -> Text:
    """Where a link leads, with every spelling of its host, and what it says."""
    spelled = hosts(link.target)
    also = f" ({f' {glyphs.SEPARATOR} '.join(spelled)})" if len(spelled) > 1 else ""
    lines = [paragraph(f"{glyphs.ARROW} {link.target}{also}")]
    if link.text and link.text != link.target:
        lines.append(paragraph(f"“{link.text}”"))
    return Text("\n").join(lines)
