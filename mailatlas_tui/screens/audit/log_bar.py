"""The verification or the export that runs, or ran, in a few lines: how far it is, and what it has shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from rich.text import Text
from textual import on
from textual.message import Message

from mailatlas_core.models import AuditVerification
from mailatlas_core.ports import Steps
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Failed, Progressed, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.dialog import place_of, with_tilde
from mailatlas_tui.widgets.work_bar import WorkBar

T = TypeVar("T")

_SIGNATURE = "audit.head.sig"
_SIGNED = (
    " The head that was signed is among them; `mailatlas audit verify --allowed-signers` checks by whom."
)


class Proof(NamedTuple):
    """What a verification has shown, and whether there is a signature, whose head was then among it."""

    result: AuditVerification
    is_signed: bool


class Verified(Answered[Proof]):
    """A verification has ended."""


class Exported(Answered[str]):
    """The log was exported, to this place."""


class LogBar(WorkBar):
    class Ended(Message):
        """What was asked for is done."""

    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str) -> None:
        super().__init__(workspace, bridge, id=id)
        self._doing = ""
        self.problems: Sequence[str] = ()

    def say_cancelling(self) -> None:
        self._say(f"{self._doing}: cancelling …", "")

    def verify(self) -> None:
        """Prove all that the log vouches for."""
        self.problems = ()
        self._start("Verifying", partial(_verified, self._workspace), Verified)

    def export(self, place: str) -> None:
        """Save the log at a place, as a person has written it."""
        self._start("Exporting", partial(_exported, self._workspace, place), Exported)

    def _start(self, doing: str, job: Callable[[Request], T], answer: type[Answered[T]]) -> None:
        self._doing = doing
        self._bridge.work(self, "work", job, answer)
        self._say(f"{doing} …", "esc cancels")

    @on(Progressed)
    def _follow(self, message: Progressed) -> None:
        state, request = message.request.take_state(), message.request
        if request.running and not request.cancel.cancelled:
            self._say(f"{self._doing}: {state} …", "esc cancels")

    @on(Verified)
    def _tell_proof(self, answer: Verified) -> None:
        result, is_signed = answer.value
        self.problems = result.problems
        events, records, files = (
            counted(count, noun)
            for count, noun in (
                (result.events, "event"),
                (result.records, "outbound record"),
                (result.files, "file"),
            )
        )
        if result.whole:
            proved = f"{events}, each following from the one before; {records} and {files} are as they say."
            self._say(f"{proved}{_SIGNED if is_signed else ''}", begin="Whole: ")
        else:
            wrong = f"{counted(len(result.problems), 'problem')} in {events}, {records} and {files}."
            self._say(wrong, "E lists them · esc closes", begin="Not whole: ", is_bad=True)
        self.post_message(self.Ended())

    @on(Exported)
    def _tell_export(self, answer: Exported) -> None:
        self._say(f"{answer.value}, for anybody to verify without this program.", begin="Exported: ")
        self.post_message(self.Ended())

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self._say("", begin=sentence_of(answer.error), is_bad=True)

    def _say(self, sentence: str, keys: str = "esc closes", *, begin: str = "", is_bad: bool = False) -> None:
        outcome = self.get_component_rich_style("bar--bad" if is_bad else "bar--good", partial=True)
        self.say(Text.assemble(paragraph(begin, outcome), paragraph(sentence)), keys)


def _verified(workspace: Workspace, request: Request) -> Proof:
    result = workspace.audit.verify(progress=_telling(request), cancel=request.cancel)
    return Proof(result, is_signed=(workspace.root / _SIGNATURE).exists())


def _exported(workspace: Workspace, place: str, request: Request) -> str:
    to = place_of(place, workspace)
    return with_tilde(workspace.audit.export(to, progress=_telling(request), cancel=request.cancel))


def _telling(request: Request) -> Steps:
    return lambda done, total: request.progress(f"{done:,} of {total:,}")
