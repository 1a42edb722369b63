"""Commands that send: the review, the seconds in which an approval is taken back, and what came of it.

    reviewed ──► approved, and counting down ──► sent, refused, or unknown
                        └──► taken back: a draft again

The seconds are those in which the program could be told: it stands still, they do, and when it ends, nothing
leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from textual import on
from textual.timer import Timer
from textual.widgets import Static

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.safe import mail_text, say
from mailatlas_tui.screens.compose.drafting import DraftCommands
from mailatlas_tui.screens.compose.letter import counted_recipients, subject
from mailatlas_tui.screens.compose.review import UNDO_SECONDS, Departure, Review, ReviewSheet, review
from mailatlas_tui.screens.dialogs.quitting import QuitDialog

SECOND = 1.0

_OFFLINE = frozenset({"file", "memory"})


@dataclass(slots=True)
class CountDown:
    """A message that leaves in so many seconds."""

    departure: Departure
    left: int


class Reviewed(Answered[Review]):
    """A record is ready to be shown as it would leave."""


class TakenBack(Answered[OutboundRecord]):
    """An approval was taken back, and nothing had left."""


class Sent(Answered[OutboundRecord]):
    """A provider was asked; the record says what came of it."""


class SendCommands(DraftCommands):
    def __init__(self) -> None:
        super().__init__()
        self.leaving = Static(id="leaving", markup=False)
        self._counting: dict[str, CountDown] = {}
        self._clock: Timer | None = None
        self._sends: list[Request] = []

    def action_review(self) -> None:
        workspace, known = self.atlas.workspace, self.atlas.identities
        name = self.form.identity if self.writes else None
        self.on_current(partial(review, workspace, known, name), Reviewed)

    @on(Reviewed)
    def _show_review(self, answer: Reviewed) -> None:
        self.reload()
        if self.is_active:
            self.app.push_screen(ReviewSheet(answer.value), self._depart)

    # the seconds before it leaves

    def _depart(self, departure: Departure | None) -> None:
        if departure is None:
            return
        self._counting[departure.record.id] = CountDown(departure, UNDO_SECONDS)
        if self._clock is None:
            self._clock = self.set_interval(SECOND, self._tick)
        self.action_list()
        self._show_leaving()
        self.reload(departure.record.id)

    def _tick(self) -> None:
        if isinstance(self.app.screen, QuitDialog):  # which asks about just that
            return
        for id, count_down in list(self._counting.items()):
            count_down.left -= 1
            if count_down.left <= 0:
                del self._counting[id]
                self._send(count_down.departure)
        self._show_leaving()

    def action_undo(self) -> None:
        """Take back what is meant: what leaves next of what counts down, unless the cursor is on another;
        else the approval of the record under the cursor."""
        here = self.record.id if self.record else None
        id = here if here in self._counting else next(iter(self._counting), here)
        if id is None:
            return
        self._counting.pop(id, None)
        self._show_leaving()
        workspace = self.atlas.workspace
        self.atlas.bridge.edit(self, lambda _: workspace.outbound.void(id), TakenBack)

    @on(TakenBack)
    def _tell_taken_back(self, answer: TakenBack) -> None:
        say(self.app, f"Taken back, nothing has left: {subject(answer.value)}")
        self.reload(answer.value.id)

    @property
    def counts_down(self) -> bool:
        """Whether something leaves soon."""
        return bool(self._counting)

    def at_stake(self) -> str:
        """What quitting now would do to what is about to leave, or leaves, or is written."""
        if self.counts_down:
            return (
                "An approved message has not left yet. Quitting stops it: it stays approved and is not sent."
            )
        if any(request.running for request in self._sends):
            return "A message is being sent. Quitting cannot stop it, and may leave it unknown."
        return super().at_stake()

    def counts(self, record: OutboundRecord | None) -> bool:
        """Whether this record leaves soon."""
        return record is not None and record.id in self._counting

    def _show_leaving(self) -> None:
        first = min(self._counting.values(), key=lambda each: each.left, default=None)
        self.leaving.display = first is not None
        if first is not None:
            record = first.departure.record
            whom = f"{counted_recipients(record)}, by {first.departure.sender.provider}"
            how = f"Leaves in {first.left} s · u takes it back · {subject(record)}, to {whom}"
            self.leaving.update(mail_text(how))
        elif self._clock is not None:
            self._clock.stop()
            self._clock = None
        self.atlas.leaving = f"leaves in {first.left} s" if first is not None else ""
        self.drafts.count_down({id: each.left for id, each in self._counting.items()})
        self.view.show_record(self.record, leaves=self.counts(self.record))
        self.refresh_bindings()

    # asking the provider

    def _send(self, departure: Departure) -> None:
        workspace, record, sender = self.atlas.workspace, departure.record, departure.sender
        if sender.provider not in _OFFLINE:
            self.atlas.attempts += 1

        def send(_: Request) -> OutboundRecord:
            workspace.outbound.send(record.id, sender)
            return workspace.outbound.get(record.id, include_bcc=True)

        request = self.atlas.bridge.wait_for(self, f"send {record.id}", send, Sent)
        self._sends = [*(earlier for earlier in self._sends if earlier.running), request]
        self.set_timer(SECOND, self.reload)  # by then it is `sending`, unless it was quicker

    @on(Sent)
    def _tell_sent(self, answer: Sent) -> None:
        if answer.value.status == "error":
            self.atlas.passwords.clear()  # one that was asked for may be wrong, and is asked for again
        self.atlas.follow_mail()  # what was sent is mail, too
        self.reload()
        say(self.app, *_outcome(answer.value))


def _outcome(record: OutboundRecord) -> tuple[str, Literal["information", "warning", "error"]]:
    """What became of a message, and how much it matters."""
    name, error = subject(record), record.error or ""
    if record.status == "unknown":
        return f"Nobody knows whether it went out: {name}. {error} 3 Compose says what to check.", "error"
    if record.status == "error":
        return f"Not sent: {name}. {error}", "error"
    if record.refused:
        who = ", ".join(refusal.email for refusal in record.refused)
        return f"Sent, but not to all: {name}. Refused: {who}", "warning"
    verb = "Sent" if record.status == "sent" else "Handed over"
    return f"{verb}: {name}, to {counted_recipients(record)}", "information"
