"""The review: everything that would leave, and to whom; and the one key that approves exactly this.

shown ──► ctrl+s ──► is there a way out? (perhaps a password is asked for) ──► approved

The way is looked for at once, because there may be something to say of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from mailatlas_core.errors import NotApproved, SecretUnavailable, SenderNotConfigured
from mailatlas_core.outbound.compose.warnings import ReviewWarning
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord, Revision, SendConfig
from mailatlas_core.outbound.senders.choosing import Chosen, sender_for
from mailatlas_core.ports import MailSender
from mailatlas_core.secrets import Secret
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.screens.compose import identities
from mailatlas_tui.screens.compose.dialogs import PasswordDialog
from mailatlas_tui.screens.compose.identities import Identities
from mailatlas_tui.screens.compose.letter import body_lines, counted_recipients, head_lines
from mailatlas_tui.screens.compose.sheet import Sheet, SheetView
from mailatlas_tui.widgets.written_view import Written

UNDO_SECONDS = 10
"""How long an approved message can be taken back before it leaves."""


@dataclass(frozen=True, slots=True)
class Review:
    """A record whose bytes are fixed, Bcc among it, what is to be pointed out, and the name of the identity
    that it is written as."""

    record: OutboundRecord
    revision: Revision
    warnings: Sequence[ReviewWarning]
    identity: str | None


@dataclass(frozen=True, slots=True)
class Departure:
    """An approved record, and the way that it takes."""

    record: OutboundRecord
    sender: MailSender


class ToRead(Answered[list[Written]]):
    """All there is to be read before somebody approves it."""


class WayFound(Answered[Chosen]):
    """There is somebody who can be asked to take the message."""


class Approved(Answered[OutboundRecord]):
    """These bytes and recipients are approved."""


def review(workspace: Workspace, known: Identities, identity: str | None, id: str) -> Review:
    """Fix a record for its review. One that is `unknown` stays as it was sent."""
    record = workspace.outbound.get(id, include_bcc=True)
    if record.status != "unknown":
        record = workspace.outbound.review(id)
    if record.revision is None:
        raise NotApproved("The record has nothing to review.", hint="Write it first.")
    identity = identity or identities.identity_of(typed_of(record), known, record.provider)
    return Review(record, record.revision, workspace.outbound.warnings(id), identity)


class ReviewSheet(Sheet[Departure]):
    """Its result is None where nothing was approved."""

    KEYS = f"ctrl+s approves this, and it leaves in {UNDO_SECONDS} s · esc: nothing leaves"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "approve", "approve", priority=True)]

    def __init__(self, review: Review) -> None:
        super().__init__("Review")
        self._review = review
        self._way: Chosen | None = None
        self._busy = False
        self._is_written = False

    def on_mount(self) -> None:
        self._show_review()
        self._find_way()

    def _show_review(self) -> None:
        way = identities.way(self.atlas.identities.get(self._review.identity or ""))
        notes = self._way.notes if self._way else ()
        self.atlas.bridge.read(self, "written", lambda _: list(_written(self._review, way, notes)), ToRead)

    @on(ToRead)
    def _show(self, answer: ToRead) -> None:
        self._is_written = True
        self.query_one(SheetView).write(answer.value)

    def action_approve(self) -> None:
        """Only what can be seen, and only once, however often the key comes."""
        is_shown = self._is_written and self.query_one(SheetView).is_laid_out
        if is_shown and not self._busy and self.is_active:
            self._busy = True
            if self._way is not None:
                self._approve()
            else:
                self.tell("Looking for the way out …")
                self._find_way()

    def _find_way(self) -> None:
        if not self.atlas.bridge.runs(self, "way"):
            name, known = self._review.identity, self.atlas.identities
            given = SendConfig(smtp_password=self.atlas.passwords.get(name or ""))
            self.atlas.bridge.wait_for(self, "way", partial(_way, given, name, known), WayFound)

    @on(WayFound)
    def _take_way(self, answer: WayFound) -> None:
        self._way = answer.value
        if self._way.notes:  # which are to be read first
            self._busy = self._is_written = False
            self.tell("")
            self._show_review()
        elif self._busy:
            self._approve()

    def _approve(self) -> None:
        workspace, review = self.atlas.workspace, self._review

        def approve(_: Request) -> OutboundRecord:
            outbound = workspace.outbound
            id, digest = review.record.id, review.revision.digest
            if review.record.status == "unknown":
                return outbound.retry(id, digest)
            if review.record.status == "approved":
                outbound.void(id)
            return outbound.approve(id, digest)

        self.tell("Approving …")
        self.atlas.bridge.edit(self, approve, Approved)

    @on(Approved)
    def _leave(self, answer: Approved) -> None:
        if self._way is not None:
            self.dismiss(Departure(answer.value, self._way.sender))

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        if answer.request.name == "way" and not self._busy:  # nobody has asked for it yet
            return
        self._busy = False
        self.tell(sentence_of(answer.error))
        if isinstance(answer.error, SecretUnavailable) and self.is_active:
            self.app.push_screen(PasswordDialog(answer.error.message), self._take_password)

    def _take_password(self, password: Secret | None) -> None:
        if password is not None:
            self.atlas.passwords[self._review.identity or ""] = password
            self.action_approve()


def _way(given: SendConfig, name: str | None, known: Identities, _: Request) -> Chosen:
    if name is None and not known:
        raise SenderNotConfigured(identities.NO_IDENTITY)
    return sender_for(given, name, identities=known)


def _written(review: Review, way: str, notes: Sequence[str]) -> Iterator[Written]:
    record, typed = review.record, typed_of(review.record)
    for warning in review.warnings:
        yield visible(f"! {warning.sentence}"), "warning", ""
    if record.status == "unknown":
        yield f"! {_TWICE}", "warning", ""
    if review.warnings or record.status == "unknown":
        yield "", "plain", ""
    yield visible(way), "plain", "Goes by"
    for note in notes:
        yield visible(note), "warning", ""
    yield from head_lines(typed)
    yield counted_recipients(record), "quiet", "In all"
    yield "", "plain", ""
    yield from body_lines(typed)
    yield "", "plain", ""
    yield visible(review.revision.digest), "quiet", "Digest"


_TWICE = "It may have gone out already: whoever has it will get it a second time."
