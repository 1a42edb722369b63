"""What is being written, kept as it is typed: a draft that is never typed into leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.timer import Timer

from mailatlas_core.errors import MessageRefused, OutboundStateError
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord, Typed
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import say
from mailatlas_tui.screens.compose.base import ComposeBase
from mailatlas_tui.screens.compose.form import DraftForm
from mailatlas_tui.screens.compose.letter import NO_SUBJECT, subject

KEPT_AFTER_SECONDS = 1.0
"""How long what was typed first may wait to be kept; with the time that keeping takes, less than two."""


@dataclass(slots=True)
class Draft:
    """What the form holds. `id` is that of its record, None until something was kept; only the bridge's
    thread for edits, in which one thing happens after the other, sets it.

    `kept` is what is kept or on its way there, None where that has failed; `stored` is what the record said
    when it was last looked at, by which it is told whether somebody else writes on it.
    """

    kept: Typed | None
    provider: str
    source_document_id: str | None = None
    id: str | None = None
    stored: Typed | None = None


def draft_of(record: OutboundRecord) -> Draft:
    """A record, to be written on."""
    typed = typed_of(record)
    return Draft(typed, record.provider, record.source_document_id, record.id, typed)


@dataclass(frozen=True, slots=True)
class Keeping:
    """That a draft was kept; `instead` of a record that is somebody else's now, in a new one."""

    draft: Draft
    instead: bool = False


class Kept(Answered[Keeping]):
    """What was typed is in the workspace."""


@dataclass(slots=True)
class _Asked:
    """What is to be kept, and whether it was told that it cannot be yet: in the form, or elsewhere."""

    draft: Draft
    typed: Typed
    form_complains: bool = False
    is_told: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it was told that it cannot be kept, also while that is tried again."""
        return self.form_complains or self.is_told

    @property
    def is_newest(self) -> bool:
        """Whether nothing newer of the draft was asked to be kept."""
        return self.draft.kept is self.typed


class KeepCommands(ComposeBase):
    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self._waits: Timer | None = None
        self._asked: dict[Request, _Asked] = {}
        self._unkept: list[_Asked] = []  # of drafts that the form has let go of; all are tried again
        self.attaching: dict[Request, Draft] = {}  # what a file is on its way to
        self._written: set[str | None] = set()

    def hold(self, draft: Draft, typed: Typed) -> None:
        """Put a draft into the form, in which it says `typed`; what was there before is kept."""
        self.keep()
        self.draft = draft
        self.form.load(typed, draft.provider)

    def let_go(self) -> None:
        """Take the draft out of the form again."""
        self.keep()
        self.draft = None

    def keep(self, *, even_if_untouched: bool = False) -> None:
        """Keep what stands in the fields, if that is not done yet."""
        if self._waits is not None:
            self._waits.stop()
            self._waits = None
        unkept, self._unkept = self._unkept, []
        for asked in unkept:
            if asked.is_newest:
                self._ask_to_keep(asked)
        draft = self.draft
        if draft is None:
            return
        typed = self.form.to_model()
        if typed != draft.kept or (even_if_untouched and draft.id is None):
            self.keep_this(draft, typed)

    def keep_this(self, draft: Draft, typed: Typed) -> None:
        """Keep this of a draft, which may have left the form."""
        asked = _Asked(draft, typed, form_complains=draft.kept is None)
        draft.kept = typed
        self._ask_to_keep(asked)

    def _ask_to_keep(self, asked: _Asked) -> None:
        ask = partial(_keep, self.atlas.workspace, asked.draft, asked.typed)
        self._asked[self.atlas.bridge.edit(self, ask, Kept)] = asked

    def unfinished(self, id: str) -> Draft | None:
        """The draft of this record for which something is still on its way: there must not be two of it."""
        kept = (asked.draft for asked in (*self._asked.values(), *self._unkept))
        return next((draft for draft in (*kept, *self.attaching.values()) if draft.id == id), None)

    def forget(self, id: str) -> None:
        """Drop what is still on its way to a record that is not wanted any more."""
        self._unkept = [asked for asked in self._unkept if asked.draft.id != id]
        self.attaching = {request: draft for request, draft in self.attaching.items() if draft.id != id}

    def at_stake(self) -> str:
        """What of the drafts would be lost by quitting now."""
        if self._at_risk():
            return "What you wrote cannot be kept yet. Quitting loses it."
        if self.attaching:
            return "A file is still being attached. Quitting leaves it out of its draft."
        return ""

    def _at_risk(self) -> list[Draft]:
        """The drafts that cannot be kept yet."""
        here = [self.draft] if self.draft is not None and self.draft.kept is None else []
        asked = (*self._unkept, *self._asked.values())
        return [*here, *(each.draft for each in asked if each.has_failed)]

    def farewell(self) -> str:
        """Which drafts of this session are kept and wait to be sent."""
        names = {
            record.id: subject(record)
            for record in self.drafts.rows
            if record.id in self._written and record.status == "draft"
        }
        if self.draft is not None and (self.draft.id is not None or self.form.to_model() != self.draft.kept):
            names[self.draft.id or ""] = self.form.to_model().subject or NO_SUBJECT
        for draft in self._at_risk():
            names.pop(draft.id or "", None)
        whose = "The draft is" if len(names) == 1 else f"{len(names)} drafts are"
        return f"{whose} kept: {', '.join(names.values())}" if names else ""

    @on(DraftForm.Edited)
    def _wait(self) -> None:
        """From the first key on, and not from the last: somebody may type without a pause."""
        if self._waits is None and self.draft is not None and self.form.to_model() != self.draft.kept:
            self._waits = self.set_timer(KEPT_AFTER_SECONDS, self.keep)
            self.form.tell("")

    @on(Kept)
    def _tell_kept(self, answer: Kept) -> None:
        keeping = answer.value
        asked = self._asked.pop(answer.request)
        self._written.add(keeping.draft.id)
        if keeping.draft is self.draft:
            if keeping.instead:
                self.form.tell("Somebody else has changed it meanwhile: what you write is a new draft.")
            elif asked.form_complains or not self.form.complains:
                self.form.tell("Kept.")
        self.reload(keeping.draft.id if keeping.draft is self.draft else None)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        asked = self._asked.pop(answer.request, None)
        about = self.attaching.pop(answer.request, self.draft)
        if asked is not None:
            if asked.is_newest:
                self._keep_later(asked, sentence_of(answer.error))
        elif self.writes and about is self.draft:
            self.form.tell(sentence_of(answer.error), wrong=True)
            if isinstance(answer.error, MessageRefused):
                self.form.enter(answer.error.field)
        else:
            say(self.app, sentence_of(answer.error), "error")

    def _keep_later(self, asked: _Asked, why: str) -> None:
        if asked.draft is self.draft:
            asked.draft.kept = None
            self.form.tell(f"Not kept yet: {why}", wrong=True)
        else:
            self._unkept.append(asked)
            if not asked.is_told:
                say(self.app, f"Not kept yet: {asked.typed.subject or NO_SUBJECT}. {why}", "error")
            asked.is_told = True
        self._waits = self._waits or self.set_timer(KEPT_AFTER_SECONDS, self.keep)


def stored(workspace: Workspace, id: str) -> Typed:
    """What a record says now."""
    return typed_of(workspace.outbound.get(id, include_bcc=True))


def _keep(workspace: Workspace, draft: Draft, typed: Typed, _: Request) -> Keeping:
    outbound, earlier = workspace.outbound, draft.id
    if earlier is not None and stored(workspace, earlier) == draft.stored:
        try:
            outbound.keep(earlier, typed)
        except OutboundStateError:  # somebody else has sent it, or rejected it
            pass
        else:
            draft.stored = typed
            return Keeping(draft)
    record = outbound.begin(typed, provider=draft.provider, source_document_id=draft.source_document_id)
    draft.id, draft.stored = record.id, typed_of(record)
    return Keeping(draft, instead=earlier is not None)
