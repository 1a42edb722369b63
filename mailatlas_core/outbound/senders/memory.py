"""The way out into memory: the double of every sender, with faults that are written beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailatlas_core.outbound.model import Delivery, Outgoing, ProviderName, Refusal
from mailatlas_core.outbound.senders.outcome import STEPS, Step, lost, none_left, refused, taken
from mailatlas_core.outbound.senders.wording import kept_text

_PLACE = "The server in memory"
_TAKEN = "250 queued as {}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at a step: an `answer` is a refusal, such as "550 no such user", and without one the
    connection is lost. A refusal at the step `rcpt` concerns one `recipient`, or without one all of them.
    Where the connection is lost at the `end`, the message `was_taken` or not: nobody who sent it can tell.
    """

    step: Step
    answer: str | None = None
    recipient: str | None = None
    was_taken: bool = False


class MemorySender:
    """Takes messages as the script says: of each attempt in turn, the faults that happen to it.

    Attempts beyond the script succeed. `received` is what was taken, each for the recipients it was
    taken for.
    """

    provider: ProviderName = "memory"

    def __init__(self, script: Iterable[Sequence[Fault]] = ()) -> None:
        self.received: list[Outgoing] = []
        self._script = iter(script)

    def send(self, outgoing: Outgoing, /) -> Delivery:
        faults = tuple(next(self._script, ()))
        refusals = [
            Refusal(recipient, _code(fault.answer), _kept(fault.answer, outgoing))
            for recipient in outgoing.envelope.recipients
            for fault in faults
            if fault.step == "rcpt" and fault.answer and fault.recipient in (None, recipient)
        ]
        return replace(self._asked(outgoing, faults, refusals), refused=tuple(refusals))

    def _asked(self, outgoing: Outgoing, faults: Sequence[Fault], refusals: Sequence[Refusal]) -> Delivery:
        gone = {refusal.email for refusal in refusals}
        left = tuple(each for each in outgoing.envelope.recipients if each not in gone)
        accepted = replace(outgoing, envelope=replace(outgoing.envelope, recipients=left))
        for step in STEPS:
            for fault in faults:
                if fault.step == step and not (step == "rcpt" and fault.answer):
                    return self._failed(fault, accepted)
            if step == "rcpt" and not left:
                return none_left(_PLACE, refusals)
        self.received.append(accepted)
        answer = _TAKEN.format(len(self.received))
        return replace(taken(_PLACE, refusals, answer), response={"end": answer})

    def _failed(self, fault: Fault, accepted: Outgoing) -> Delivery:
        if fault.answer is not None:
            answer = _kept(fault.answer, accepted)
            failed = refused(_PLACE, fault.step, _code(fault.answer), answer)
            return replace(failed, response={fault.step: answer})
        if fault.was_taken:
            self.received.append(accepted)
        return lost(_PLACE, fault.step, "broke the connection off", retryable=True)


def _code(answer: str) -> int:
    return int(answer[:3])


def _kept(answer: str, outgoing: Outgoing) -> str:
    return kept_text(answer, (), outgoing.envelope.recipients)
