"""Commands that write: a new draft, an answer, an old draft again; its sender, its files, its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from mailatlas_core.outbound.answers import Answer, new, sender
from mailatlas_core.outbound.model import Enclosure, OutboundAttachment, OutboundRecord, Typed
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.safe import say
from mailatlas_tui.screens.compose import identities
from mailatlas_tui.screens.compose.form import numbered
from mailatlas_tui.screens.compose.keeping import Draft, draft_of
from mailatlas_tui.screens.compose.preview import PreviewCommands
from mailatlas_tui.screens.compose.statuses import can
from mailatlas_tui.screens.dialogs.pick_list import Entry

if TYPE_CHECKING:
    from mailatlas_tui.screens.compose.dialogs import Enclosed

_SIGNATURE = "\n\n-- \n"


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer to a document, with which nothing was done yet."""

    typed: Typed
    kind: Answer
    document_id: str


class AnswerBegun(Answered[Begun]):
    """The beginning of an answer was made."""


class ToBeWritten(Answered[OutboundRecord]):
    """A record was read to be written on, Bcc among it."""


class Changed(Answered[OutboundRecord]):
    """A record was moved because a person said so."""


class Looked(Answered[OutboundRecord]):
    """A received copy was looked for."""


class FileAttached(Answered[tuple[Enclosure, ...]]):
    """A file was copied into the workspace."""


class DraftCommands(PreviewCommands):
    def __init__(self) -> None:
        super().__init__()
        self._opening: Request | None = None

    @property
    def opening(self) -> bool:
        """Whether something is about to be written, so that keys typed ahead must not become commands."""
        return self._opening is not None

    def action_new(self) -> None:
        typed = new(None, self.atlas.identities)
        self._write(Draft(typed, self._provider(typed)), typed)
        self.form.place_cursor(0)
        self.form.enter()

    def answer(self, document_id: str, kind: Answer) -> None:
        """Begin an answer to a message, or pass it on."""
        workspace, known = self.atlas.workspace, self.atlas.identities

        def begin(_: Request) -> Begun:
            return Begun(workspace.outbound.answer(document_id, kind, known), kind, document_id)

        self._opening = self.atlas.bridge.edit(self, begin, AnswerBegun)

    @on(AnswerBegun)
    def _write_answer(self, answer: AnswerBegun) -> None:
        typed, kind = answer.value.typed, answer.value.kind
        self._write(Draft(typed, self._provider(typed), answer.value.document_id), typed)
        signature = typed.text.rfind(_SIGNATURE)
        end = len(typed.text) if signature < 0 else signature
        self.form.place_cursor(end if kind.startswith("reply") else 0)
        self.form.enter("text" if typed.to else "to")

    def action_edit(self) -> None:
        record, workspace = self.record, self.atlas.workspace
        if record is not None:
            ask = lambda _: workspace.outbound.get(record.id, include_bcc=True)  # noqa: E731
            self._opening = self.atlas.bridge.edit(self, ask, ToBeWritten)

    def action_copy(self) -> None:
        record, workspace = self.record, self.atlas.workspace
        if record is not None:
            ask = lambda _: workspace.outbound.copy(record.id)  # noqa: E731
            self._opening = self.atlas.bridge.edit(self, ask, ToBeWritten)

    @on(ToBeWritten)
    def _write_record(self, answer: ToBeWritten) -> None:
        draft = self.unfinished(answer.value.id) or draft_of(answer.value)
        self._write(draft, draft.kept or Typed())
        self.form.place_cursor(0)
        self.form.enter()
        self.reload(draft.id)

    def _write(self, draft: Draft, typed: Typed) -> None:
        self._opening = None
        self.hold(draft, typed)
        self.set_class(True, "-writing", update=False)
        self.set_class(False, "-viewing", update=False)
        self.app.stylesheet.update(self)

    @on(Failed)
    def _open_nothing(self, answer: Failed) -> None:
        if answer.request is self._opening:
            self._opening = None

    def _provider(self, typed: Typed) -> str:
        known = self.atlas.identities
        return identities.provider(known.get(typed.identity or ""))

    # the end of a draft

    def action_discard(self) -> None:
        from mailatlas_tui.screens.compose.dialogs import DiscardDialog
        from mailatlas_tui.screens.compose.letter import subject

        record = self.record
        if record is not None and can(record, "reject"):
            self.app.push_screen(DiscardDialog(subject(record)), partial(self._discard, record.id))

    def _discard(self, id: str, sure: bool | None) -> None:
        workspace = self.atlas.workspace
        if sure:
            self.forget(id)
            self.atlas.bridge.edit(self, lambda _: workspace.outbound.reject(id), Changed)

    def action_look(self) -> None:
        record, workspace = self.record, self.atlas.workspace
        if record is not None:
            self.atlas.bridge.edit(self, lambda _: workspace.outbound.reconcile(record.id), Looked)

    @on(Looked)
    def _tell_looked(self, answer: Looked) -> None:
        record = answer.value
        found = record.status == "sent"
        say(
            self.app,
            "A copy was received: it went out." if found else "No copy is here, which proves nothing.",
        )
        self.reload(record.id)

    @on(Changed)
    def _show_changed(self, answer: Changed) -> None:
        self.reload(answer.value.id)

    # who writes, and what is enclosed

    def action_identity(self) -> None:
        from mailatlas_tui.screens.compose.dialogs import IdentityDialog

        known = self.atlas.identities
        if known:
            entries = [Entry(f"{name}  {sender(each)}", identities.way(each)) for name, each in known.items()]
            self.app.push_screen(IdentityDialog(entries), self._write_as)
        else:
            self.form.tell(identities.NO_IDENTITY)

    def _write_as(self, index: int | None) -> None:
        if index is not None:
            self.form.write_as(list(self.atlas.identities)[index])

    def action_attach(self) -> None:
        from mailatlas_tui.screens.compose.dialogs import AttachDialog

        self.app.push_screen(AttachDialog(), self._attach_file)

    def _attach_file(self, path: str | None) -> None:
        workspace, draft = self.atlas.workspace, self.draft
        if path and draft is not None:
            ask = lambda _: workspace.outbound.attach([OutboundAttachment(path)])  # noqa: E731
            self.attaching[self.atlas.bridge.edit(self, ask, FileAttached)] = draft

    @on(FileAttached)
    def _add_attachment(self, answer: FileAttached) -> None:
        draft, enclosures = self.attaching.pop(answer.request, None), answer.value
        if draft is None:  # it was discarded meanwhile
            return
        if draft is self.draft:
            self.form.enclose((*self.form.attachments, *enclosures), self.form.html)
        elif draft.kept is not None:  # copying took longer than the form was open
            enclosures = numbered((*draft.kept.attachments, *enclosures))
            self.keep_this(draft, replace(draft.kept, attachments=enclosures))

    def action_attachments(self) -> None:
        from mailatlas_tui.screens.compose.dialogs import Enclosed, EnclosuresDialog

        enclosed = Enclosed(self.form.attachments, self.form.html)
        if enclosed == Enclosed((), None):
            self.action_attach()
        else:
            before = len(enclosed.attachments)
            self.app.push_screen(EnclosuresDialog(enclosed), partial(self._enclose, before))

    def _enclose(self, before: int, enclosed: Enclosed | None) -> None:
        if enclosed is not None:
            come = self.form.attachments[before:]  # while the dialog was open
            self.form.enclose((*enclosed.attachments, *come), enclosed.html)
            if enclosed.adds:
                self.action_attach()

    def action_editor(self) -> None:
        from mailatlas_tui.screens.compose.editor import edited

        self.keep(even_if_untouched=True)
        before = self.form.body.text
        text, problem = edited(self.app, self.atlas.workspace, before)
        self.form.tell(problem, wrong=bool(problem))
        if text != before:
            self.form.put_text(text)
            self.keep()
