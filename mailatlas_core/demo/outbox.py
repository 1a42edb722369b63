"""The demo's outbox: a record in every state in which one can rest, told as a story of the last days.

Nothing leaves: the ways out are in memory, with faults that are written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from mailatlas_core.audit.chain import timestamp
from mailatlas_core.clock import FixedClock
from mailatlas_core.config.table import Identity
from mailatlas_core.demo.cast import ADA, AROHA, DESK, JULES, MATEO, MEILIN, PRIYA, SEUN, SIOBHAN, Person
from mailatlas_core.demo.moment import moment
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import Delivery, OutboundMessage, OutboundStatus, Outgoing, Typed
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.ports import MailSender
from mailatlas_core.workspace import Workspace

AGENT = "mcp:desk-assistant"


def demo_identities(root: Path) -> dict[str, Identity]:
    """Who writes in the demo in the folder `root`; each message becomes a file in its `exports`."""
    folder = str(root / "exports" / "sent")
    return {
        name: Identity(
            person.address,
            from_name=person.name,
            provider="file",
            file_dir=folder,
            signature=person.signature,
        )
        for name, person in (("ada", ADA), ("desk", DESK))
    }


@dataclass(frozen=True, slots=True)
class Story:
    """A message and what became of it: the state in which it rests, and the faults of the way out."""

    at: str
    status: OutboundStatus
    to: tuple[Person, ...]
    subject: str
    text: str
    faults: tuple[Fault, ...] = ()
    bcc: tuple[Person, ...] = ()
    actor: str = "tui"
    rewritten: str = ""
    """What its writer has changed the text to, after the first review."""

    @property
    def key(self) -> str:
        return f"demo {self.subject}"

    @property
    def message(self) -> OutboundMessage:
        return OutboundMessage(
            from_email=ADA.address,
            from_name=ADA.name,
            to=tuple(f"{person.name} <{person.address}>" for person in self.to),
            bcc=tuple(person.address for person in self.bcc),
            subject=self.subject,
            text=f"{self.text}\n\n-- \n{ADA.signature}\n",
            idempotency_key=self.key,
        )


STORIES = (
    Story(
        "2026-03-06T09:12",
        "sent",
        (JULES,),
        "Gate cameras: the counts of week 9",
        "Jules,\n\nweek 9 is in: 1,204 trucks in, 1,187 out, and the seventeen that are missing came out on"
        " Sunday. The east gate has its clock back.\n\nAda",
    ),
    Story(
        "2026-03-09T15:40",
        "sent",
        (SIOBHAN, MATEO, SEUN),
        "Spring tide on the 20th: who stands by?",
        "All,\n\nthe tables give 6.4 m for the evening of the 20th. I would like one of you by the telephone"
        " from 17:00 on. Who can?\n\nAda",
        faults=(Fault("rcpt", "550 5.1.1 mailbox unavailable", MATEO.address),),
        bcc=(DESK,),
    ),
    Story(
        "2026-03-10T11:05",
        "queued",
        (PRIYA,),
        "Regional freight map, second proof",
        "Priya,\n\nthe legend now says tonnes everywhere. The colours of the canals are still mine, not"
        " yours: change them as you like.\n\nAda",
    ),
    Story(
        "2026-03-11T16:22",
        "rejected",
        (JULES,),
        "All quiet at the harbour",
        "Dear customer,\n\nwe are delighted to inform you that your port dwell times are within the"
        " expected range.",
        actor=AGENT,
    ),
    Story(
        "2026-03-12T08:31",
        "error",
        (AROHA,),
        "tide-tools 4.2: the leap second test",
        "Aroha,\n\nthe leap second test fails here on a machine whose clock is set to Lisbon. A log follows"
        " as soon as I have one that is not 40 MB.\n\nAda",
        faults=(Fault("auth", "535 5.7.8 authentication failed"),),
    ),
    Story(
        "2026-03-13T18:02",
        "unknown",
        (MEILIN,),
        "Depth soundings for the north basin",
        "Mei-Lin,\n\nthe soundings of Thursday are ready. I will put them where the old ones were.\n\nAda",
        faults=(Fault("end", was_taken=True),),
    ),
    Story(
        "2026-03-14T10:15",
        "dry_run",
        (SEUN, JULES),
        "Port dwell times, weekly note",
        "Both,\n\ndwell times eased back toward their seasonal norms: 31 hours in the median, 34 the week"
        " before. The long tail is the same four boxes as ever.\n\nAda",
    ),
    Story(
        "2026-03-14T14:50",
        "approved",
        (SIOBHAN,),
        "Monday, 08:00, pilot boat",
        "Siobhán,\n\nI will be at the steps at eight, with the sheet and without an umbrella.\n\nAda",
    ),
    Story(
        "2026-03-14T16:05",
        "draft",
        (JULES, SEUN),
        "Sensor 14: a draft of the report",
        "Hello Jules, hello Seun,\n\nsensor 14 was silent for 26 minutes on Saturday. The gap was filled"
        " from its neighbours.",
        actor=AGENT,
        rewritten="Hello Jules, hello Seun,\n\nsensor 14 was silent for 26 minutes on Saturday, from 05:12"
        " to 05:38 UTC. The gap was left as it is: its neighbours differ by more than 4 cm. A chart of the"
        " day is attached.",
    ),
)
TYPED = Typed(
    sender=f"{ADA.name} <{ADA.address}>",
    to=f"{AROHA.name} <{AROHA.address}>",
    subject="Re: tide-tools, and the meeting in the fjord",
    text="Aroha,\n\nthe train in the evening is the better one. I have looked at the",
    identity="ada",
)
TYPED_AT = "2026-03-14T16:40"


SENT = sum(story.status in ("sent", "queued") for story in STORIES)
"""How many of them became messages of the workspace."""


def fill_outbox(root: Path) -> None:
    """Tell every story that has not been told to its end; what somebody has done in the demo stays."""
    entropy = _Entropy()
    for story in STORIES:
        with _opened(root, story.actor, story.at, entropy) as workspace:
            _write(workspace, story)
        with _opened(root, "tui", story.at, entropy) as workspace:
            _decide(workspace, story)
    with _opened(root, "tui", TYPED_AT, entropy) as workspace:
        made = {record.created_at for record in workspace.outbound.records(limit=-1)}
        if timestamp(moment(TYPED_AT)) not in made:
            workspace.outbound.begin(TYPED, provider="file")


def _write(workspace: Workspace, story: Story) -> None:
    """The message, as its writer leaves it."""
    room = workspace.outbound
    if any(record.idempotency_key == story.key for record in room.records(limit=-1)):
        return
    id = room.draft(story.message, provider="file").id
    if story.rewritten:
        typed = typed_of(room.get(id, include_bcc=True))
        room.keep(id, replace(typed, text=f"{story.rewritten}\n\n-- \n{ADA.signature}\n"))
        room.review(id)


def _decide(workspace: Workspace, story: Story) -> None:
    """What Ada has done with it."""
    room = workspace.outbound
    [record] = [each for each in room.records(limit=-1) if each.idempotency_key == story.key]
    events = workspace.audit.events(subject=record.id, limit=100)
    is_untouched = {event.at for event in events} == {timestamp(moment(story.at))}  # by who tries the demo
    if record.status == story.status or record.revision is None or not is_untouched:
        return
    if story.status == "rejected":
        room.reject(record.id)
    elif story.status == "dry_run":
        room.dry_run(record.id)
    else:
        room.approve(record.id, record.revision.digest)
        if story.status != "approved":
            room.send(record.id, _way_out(story))


def _way_out(story: Story) -> MailSender:
    return _Queue() if story.status == "queued" else MemorySender([story.faults])


class _Queue(MemorySender):
    """A provider that takes its time."""

    def send(self, outgoing: Outgoing, /) -> Delivery:
        return replace(super().send(outgoing), status="queued")


class _Entropy:
    """Bytes that look random, and are the same every time."""

    def __init__(self) -> None:
        self._numbers = count()

    def __call__(self, size: int) -> bytes:
        return hashlib.sha256(f"demo {next(self._numbers)}".encode()).digest()[:size]


@contextmanager
def _opened(root: Path, actor: str, at: str, entropy: _Entropy) -> Iterator[Workspace]:
    clock = FixedClock(moment(at))
    with Workspace.open(root, actor=actor, clock=clock, entropy=entropy) as workspace:
        yield workspace
