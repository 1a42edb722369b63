"""An outbox to try the composer on: identities, and a record in every state."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

from textual.pilot import Pilot

from mailatlas_core.clock import FixedClock
from mailatlas_core.config import Config, Identity, LoadedConfig
from mailatlas_core.demo import DEMO_NOW
from mailatlas_core.outbound.model import OutboundMessage, OutboundRecord, Typed
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from mailatlas_tui.app import MailAtlasApp
from mailatlas_tui.screens.compose.form import DraftForm
from mailatlas_tui.screens.compose.review import UNDO_SECONDS
from mailatlas_tui.screens.compose.room import ComposeRoom
from tests.tui.driving import settle

ADA = "Ada Lovelace <ada@example.org>"
AGENT = "mcp:desk"

WORK = Identity("ada@example.org", from_name="Ada Lovelace", provider="file", signature="Ada\nHarbor desk")
HOME = Identity("ada@example.net", from_name="Ada", provider="file", signature="A.")


LETTER = Typed(
    "Ada Lovelace <ada@example.org>",
    "ann@example.org, bo@harbor.example",
    bcc="hidden@example.net",
    subject="The report",
    text="Here it is.\n",
    identity="work",
)
"""A message that can be sent as the first of them."""


def settings(identities: Mapping[str, Identity] | None = None) -> LoadedConfig:
    """Settings with these identities, else with two that write into a folder."""
    known = {"work": _filed(WORK), "home": _filed(HOME)} if identities is None else identities
    return LoadedConfig(Config(identity=known), Path("config.toml"), frozenset(), ())


def sent_folder() -> Path:
    """Where the two write what they send."""
    return Path.home() / "outgoing"


def sent() -> list[bytes]:
    """What they have sent."""
    return [file.read_bytes() for file in sent_folder().glob("*.eml")]


def make_composing_app(
    workspace: Workspace, identities: Mapping[str, Identity] | None = None
) -> MailAtlasApp:
    """The app at a moment that does not pass, with these identities, else with two."""
    return MailAtlasApp(
        workspace,
        "--root",
        settings=settings(identities),
        clock=FixedClock(DEMO_NOW),
        stopwatch=lambda: 0.0,
    )


@asynccontextmanager
async def composing(
    workspace: Workspace,
    *,
    identities: Mapping[str, Identity] | None = None,
    keys: tuple[str, ...] = ("3",),
    size: tuple[int, int] = (160, 48),
) -> AsyncIterator[Pilot[None]]:
    """The app in the room that the keys lead to."""
    app = make_composing_app(workspace, identities)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        yield pilot


def room(pilot: Pilot[None]) -> ComposeRoom:
    """The composer, which must be in view."""
    assert isinstance(pilot.app.screen, ComposeRoom)
    return pilot.app.screen


def form(pilot: Pilot[None]) -> DraftForm:
    """The fields of the draft that is written."""
    return room(pilot).form


async def pass_seconds(pilot: Pilot[None], seconds: int = UNDO_SECONDS) -> None:
    """Let so many seconds pass, and what they bring happen."""
    for _ in range(seconds):
        room(pilot)._tick()
    await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each answered before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def status(workspace: Workspace, record: OutboundRecord) -> str:
    return workspace.outbound.get(record.id).status


def _filed(identity: Identity) -> Identity:
    return replace(identity, file_dir=str(sent_folder()))


def fill_outbox(root: Path) -> None:
    """A record in every resting state, among them an agent's draft that a person has changed."""
    with _opened(root, "tui") as workspace:
        outbound = workspace.outbound
        for status, faults in _ENDS.items():
            message = _message(
                f"The {status} one", ("Jules Rivera <jules@example.net>", "desk@harbor.example")
            )
            outbound.send_message(message, MemorySender([faults]))
        outbound.dry_run(_message("Only tried"), provider="file")
        rejected = outbound.draft(_message("Better not"), provider="file")
        outbound.reject(rejected.id)
        approved = outbound.begin(
            Typed(ADA, "jules@example.net", subject="Agreed", text="Yes."), provider="file"
        )
        reviewed = outbound.review(approved.id)
        assert reviewed.revision is not None
        outbound.approve(approved.id, reviewed.revision.digest)
        outbound.begin(
            Typed(ADA, "Jules Rivera <jules@example.net>", subject="Half written", text="Dear Jules,\n"),
            provider="file",
        )
    draft_by_agent(root)


def draft_by_agent(root: Path) -> str:
    """An agent's draft, to which it has added a recipient since its first review; its id."""
    with _opened(root, AGENT) as workspace:
        outbound = workspace.outbound
        id = outbound.draft(_message("Port dwell times"), provider="file").id
        typed = Typed(
            ADA,
            "Jules Rivera <jules@example.net>, desk@harbor.example",
            bcc="archive@example.org",
            subject="Port dwell times, corrected",
            text="Dear all,\n\nthe corrected report is attached.\n\nAda\n",
        )
        outbound.keep(id, typed)
        outbound.review(id)
        return id


def _opened(root: Path, actor: str) -> Workspace:
    """The workspace, in which all ids are the same every time."""
    numbers = count(1)

    def entropy(size: int) -> bytes:
        return sha256(f"{actor} {next(numbers)}".encode()).digest()[:size]

    return Workspace.open(root, actor=actor, clock=FixedClock(DEMO_NOW), entropy=entropy)


def _message(subject: str, to: Iterable[str] = ("Jules Rivera <jules@example.net>",)) -> OutboundMessage:
    return OutboundMessage(ADA, tuple(to), subject, "Dear Jules,\n\nthe report is done.\n\nAda\n")


_ENDS: dict[str, tuple[Fault, ...]] = {
    "sent": (),
    "partly sent": (Fault("rcpt", "550 5.1.1 no such user", "jules@example.net"),),
    "failed": (Fault("mail", "451 4.3.0 try again later"),),
    "lost": (Fault("end"),),
}
