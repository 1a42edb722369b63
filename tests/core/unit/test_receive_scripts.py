"""Any script of faults and crashes ends with every message stored once, or a gap, and nothing else stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Checkpoint, Gap, Item, RawMessage
from mailatlas_core.receive import planning
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.memory_faults import BreakOff, Faults, Place, Request
from mailatlas_core.receive.model import Cursor, FetchedMessage, ImapConfig, ReceiveGap
from mailatlas_core.receive.source import MOST_CONNECTIONS, GapSource, MailboxSource
from mailatlas_core.secrets import Secret

FOLDERS = ("INBOX", "Harbor")
ACCOUNT = ImapConfig("imap.example.com", "ada@example.com", folders=FOLDERS)
REQUESTS: list[Request] = ["login", "select", "uids", "sizes", "fetch"]


@pytest.fixture(autouse=True, scope="module")
def _small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "BATCH_MESSAGES", 3)
        patch.setattr(planning, "WINDOW", 5)
        yield


class Known(NamedTuple):
    """A message by all that a server promises to keep."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass
class Kept:
    """What a workspace keeps of passes, by the rules of the pipeline."""

    stored: dict[Known, bytes] = field(default_factory=dict)
    gaps: dict[Known, str] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)

    def commit(self, items: list[Item]) -> None:
        """One batch: the messages fill their gaps, then come gaps and checkpoints in their order."""
        for item in items:
            if isinstance(item, RawMessage):
                known = seen(item)
                self.gaps.pop(known, None)
                self.stored[known] = item.data
        for item in items:
            match item:
                case Gap():
                    self.gaps[Known(item.folder, item.uidvalidity, item.uid)] = item.reason
                case Checkpoint():
                    folder = item.name.partition("\n")[2]
                    self.cursors[folder] = Cursor(folder, *map(int, item.value.split()))

    def open_gaps(self) -> list[ReceiveGap]:
        return [ReceiveGap(ACCOUNT.id, *known, reason, 1, "") for known, reason in self.gaps.items()]


def seen(message: RawMessage) -> Known:
    source = message.source
    assert source.folder is not None
    assert source.uidvalidity is not None
    assert source.uid is not None
    return Known(source.folder, source.uidvalidity, source.uid)


class World:
    """A server, all that it ever had, and what was kept of it."""

    def __init__(self) -> None:
        self.server = MemoryServer(FOLDERS)
        self.kept = Kept()
        self.ever: dict[Known, bytes] = {}
        self.count = 0

    def add(self, folder: str, count: int) -> None:
        for _ in range(count):
            self.count += 1
            self.server.add(folder, b"Subject: %d\n\n" % self.count)

    def remember(self) -> None:
        """Note what the server has now."""
        self.ever.update(self.now())

    def now(self) -> dict[Known, bytes]:
        return {
            Known(name, folder.uidvalidity, uid): message.data or b""
            for name, folder in self.server.folders.items()
            for uid, message in folder.messages.items()
        }

    def receive(self, *, limit: int | None = None, crash_after: int | None = None) -> MailboxSource:
        """A pass, of which a crash loses all items but the first."""
        open_mailbox = self.server.open(ACCOUNT.username, Secret("correct horse"))
        source = MailboxSource(ACCOUNT, open_mailbox, self.kept.cursors.values(), limit=limit)
        self.take(source, crash_after)
        assert limit is None or source.fetched <= limit
        return source

    def retry(self) -> None:
        open_mailbox = self.server.open(ACCOUNT.username, Secret("correct horse"))
        source = GapSource(ACCOUNT, open_mailbox, self.kept.open_gaps())
        self.take(source, None)
        for folder, uidvalidity, uids in source.gone:
            for uid in uids:
                del self.kept.gaps[Known(folder, uidvalidity, uid)]

    def take(self, source: MailboxSource, crash_after: int | None) -> None:
        logins = self.server.requests["login"]
        self.remember()
        items = list(islice(source, crash_after))
        assert self.server.requests["login"] - logins <= MOST_CONNECTIONS
        told = [seen(item) for item in items if isinstance(item, RawMessage)]
        told += [Known(item.folder, item.uidvalidity, item.uid) for item in items if isinstance(item, Gap)]
        assert len(told) == len(set(told))
        self.kept.commit(items)
        self.check()

    def check(self) -> None:
        """Nothing is stored that was not there, and no cursor has passed what is not explained."""
        now = self.now()
        assert all(self.ever[known] == data for known, data in self.kept.stored.items())
        for known in now:
            cursor = self.kept.cursors.get(known.folder)
            if cursor and cursor.uidvalidity == known.uidvalidity and known.uid <= cursor.last_uid:
                assert known in self.kept.stored or known in self.kept.gaps


PLACES = st.sets(st.builds(Place, st.sampled_from(FOLDERS), st.integers(1, 20)), max_size=4)
BREAKS = st.builds(BreakOff, st.sampled_from(REQUESTS), st.integers(1, 6), st.sampled_from([0, 15, 30]))
STRAY = FetchedMessage(7, b"Subject: a stray\n\n")


@st.composite
def surprises(draw: st.DrawFn, world: World) -> Callable[[Request, CancelToken], None]:
    """What happens while a pass goes on: some folders that are selected have new numbers by then."""
    asked = world.server.requests["select"]
    numbers = {asked + number for number in draw(st.sets(st.integers(1, 6), max_size=2))}

    def before(request: Request, _cancel: CancelToken) -> None:
        if request == "select" and world.server.requests["select"] in numbers:
            for folder in FOLDERS:
                world.server.renumber(folder)
        world.remember()

    return before


@st.composite
def faults(draw: st.DrawFn, world: World) -> Faults:
    """Some of all that can go wrong, from now on."""
    break_offs = draw(st.sets(BREAKS, max_size=4))
    asked = world.server.requests
    return Faults(
        is_down=draw(st.integers(0, 9)) == 0,
        break_offs={one._replace(number=asked[one.request] + one.number) for one in break_offs},
        poison=draw(PLACES),
        refused=dict.fromkeys(draw(PLACES), "The server has lost it."),
        withheld=draw(PLACES),
        phantoms=draw(PLACES),
        empty=draw(PLACES),
        strays=draw(st.sampled_from([(), (STRAY._replace(uid=1_000),)])),
        repeats=draw(st.booleans()),
        backwards=draw(st.booleans()),
        size_factor=draw(st.sampled_from([0.0, 0.5, 1.0, 1e6])),
        renumbers=draw(st.integers(0, 9)) == 0,
        before=draw(surprises(world)),
    )


def happen(world: World, data: st.DataObject) -> None:
    """Something on the server."""
    folder = data.draw(st.sampled_from(FOLDERS))
    messages = world.server.folders[folder].messages
    match data.draw(st.sampled_from(["add", "add", "remove", "renumber"])):
        case "add":
            world.add(folder, data.draw(st.integers(1, 10)))
        case "remove" if messages:
            world.server.remove(folder, data.draw(st.sampled_from(sorted(messages))))
        case "renumber":
            world.server.renumber(folder)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_script_of_faults_and_crashes_ends_with_every_message_stored(data: st.DataObject) -> None:
    world = World()
    for _ in range(data.draw(st.integers(1, 5))):
        happen(world, data)
        world.server.faults = data.draw(faults(world))
        world.receive(
            limit=data.draw(st.none() | st.integers(1, 6)),
            crash_after=data.draw(st.none() | st.integers(0, 12)),
        )
        if data.draw(st.booleans()):
            world.retry()
    world.server.faults = Faults()
    source = world.receive()
    assert (source.failure, source.more) == (None, False)
    world.retry()
    now = world.now()
    assert {known: world.kept.stored.get(known) for known in now} == now
    assert world.kept.gaps == {}
    assert world.receive().fetched == 0


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_account_with_lasting_faults_gives_all_the_rest(data: st.DataObject) -> None:
    world = World()
    world.add("INBOX", data.draw(st.integers(0, 12)))
    world.add("Harbor", data.draw(st.integers(0, 12)))
    lasting = world.server.faults
    lasting.poison, lasting.withheld, lasting.empty = data.draw(st.tuples(PLACES, PLACES, PLACES))
    for _ in range(8):
        if world.receive().failure is None:
            break
    withheld = lasting.poison | lasting.withheld | lasting.empty
    for known in world.now():
        is_given = Place(known.folder, known.uid) not in withheld
        assert (known in world.kept.stored) == is_given
        assert (known in world.kept.gaps) != is_given


def test_what_was_answered_under_old_numbers_moves_no_cursor_of_the_new() -> None:
    world = World()
    world.add("INBOX", 3)

    def before(request: Request, _cancel: CancelToken) -> None:
        if request == "select" and world.server.requests["select"] == 2:
            for uid in (2, 3):
                world.server.remove("INBOX", uid)
            world.server.renumber("INBOX")
            world.remember()

    break_off = BreakOff("fetch", 1, after_bytes=30)
    world.server.faults = Faults(backwards=True, break_offs={break_off}, before=before)
    assert world.receive().fetched == 3
    world.server.faults = Faults()
    world.add("INBOX", 2)
    assert world.receive().fetched == 2
