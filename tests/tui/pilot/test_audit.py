"""The audit pane: what happened, in words; what nobody knows, first; and the proof of it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW
from mailatlas_core.outbound.model import OutboundMessage, OutboundRecord, OutboundStatus
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.page import unwrapped
from mailatlas_tui.screens.audit.entry_view import EntryView
from mailatlas_tui.screens.audit.log_bar import Exported
from mailatlas_tui.screens.audit.log_pane import PAUSE_SECONDS
from mailatlas_tui.screens.audit.room import AuditRoom
from mailatlas_tui.screens.compose.review import ReviewSheet
from tests.hostile import harmful
from tests.tui.driving import lines, make_app, settle, text

LOST = "Depth soundings for"
FAILED = "tide-tools 4.2"
PARTLY_SENT = "Spring tide on the 20th"


@asynccontextmanager
async def auditing(workspace: Workspace, size: tuple[int, int] = (160, 48)) -> AsyncIterator[Pilot[None]]:
    """The app in the audit pane."""
    async with make_app(workspace).run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        yield pilot


def audit(pilot: Pilot[None]) -> AuditRoom:
    """The audit pane, which must be in view."""
    assert isinstance(pilot.app.screen, AuditRoom)
    return pilot.app.screen


async def filter_by(pilot: Pilot[None], words: str) -> None:
    """Write a filter, and rest long enough for the log to be read."""
    await pilot.press("slash")
    audit(pilot).query_one("#filter-input", Input).value = words
    await pilot.pause(PAUSE_SECONDS * 2)
    await settle(pilot)


def listed(pilot: Pilot[None]) -> str:
    """What stands in the list."""
    pane = audit(pilot).log_pane
    return "\n".join(line[: pane.region.right] for line in lines(pilot.app.screen)[4:])


def detail(pilot: Pilot[None]) -> str:
    """What the detail says, unwrapped."""
    return unwrapped(audit(pilot).view.lines)


def only(workspace: Workspace, status: OutboundStatus) -> OutboundRecord:
    """The one record in this state."""
    (record,) = workspace.outbound.records((status,))
    return record


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each of them shown before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


# the list


async def test_what_nobody_knows_stands_first_and_says_what_can_be_checked(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        assert "? unknown" in lines(pilot.app.screen)[5]
        assert LOST in lines(pilot.app.screen)[5]
        shown = text(pilot)
        assert "Before you try again" in shown
        assert "c looks for a copy that was received" in shown


async def test_a_message_is_one_entry_however_much_has_happened_to_it(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        assert listed(pilot).count(LOST) == 1
        assert listed(pilot).count("524 messages taken in") == 1


@pytest.mark.parametrize(
    ("words", "found", "left_out"),
    [
        ("status:sent", PARTLY_SENT, LOST),
        ("status:unk", LOST, PARTLY_SENT),
        ("kind:ingest", "524 messages taken in", LOST),
        ("kind:reject", "All quiet at the harbour", LOST),
        ("mateo", PARTLY_SENT, LOST),
        ("AUTHENTICATION failed", FAILED, LOST),
        ('"north basin"', LOST, FAILED),
        ("after:2026-03-13", LOST, FAILED),
        ("before:2026-03-13", FAILED, LOST),
        ("status:sent kind:outbound after:2026-03-09", PARTLY_SENT, "Gate cameras"),
        ("event:41", LOST, FAILED),
    ],
)
async def test_a_filter_by_kind_status_words_time_and_number(
    demo: Workspace, words: str, found: str, left_out: str
) -> None:
    async with auditing(demo) as pilot:
        await filter_by(pilot, words)
        assert found in listed(pilot)
        assert left_out not in listed(pilot)


async def test_a_filter_that_makes_no_sense_says_so_and_keeps_the_list(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await filter_by(pilot, "status:snet")
        assert "No status is snet. There are draft, dry_run," in text(pilot)
        assert LOST in listed(pilot)


@pytest.mark.parametrize("keys", [(), ("v",)], ids=["entry", "bytes"])
async def test_esc_clears_the_filter_whatever_was_shown(demo: Workspace, keys: tuple[str, ...]) -> None:
    async with auditing(demo) as pilot:
        await press(pilot, *keys)
        await filter_by(pilot, "nothing like this")
        assert "Nothing found. esc clears the filter." in text(pilot)
        await press(pilot, "enter", "escape")
        await pilot.pause(PAUSE_SECONDS * 2)
        await settle(pilot)
        assert LOST in listed(pilot)
        assert audit(pilot).log_pane.entries.has_focus


async def test_a_narrow_terminal_shows_the_list_or_the_detail(demo: Workspace) -> None:
    async with auditing(demo, (80, 24)) as pilot:
        assert "Timeline" not in text(pilot)
        await press(pilot, "enter")
        assert "Before you try again" in text(pilot)
        await press(pilot, "n")
        assert "Re: tide-tools, and the meeting" in text(pilot)
        await press(pilot, "escape")
        assert "1 Messages" in text(pilot)
        assert "? unknown" in text(pilot)


async def test_the_place_is_kept_while_other_things_happen(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await press(pilot, "down", "down", "down", "1")
        before = audit_place(pilot)
        demo.audit.export()
        await press(pilot, "4")
        assert audit_place(pilot) == before
        assert "this log exported by test" in listed(pilot)


def audit_place(pilot: Pilot[None]) -> int | None:
    """The position of the cursor, wherever the pane is."""
    room = next(screen for screen in pilot.app._screen_stacks["audit"] if isinstance(screen, AuditRoom))
    return room.log_pane.entries.position


async def test_of_a_long_log_only_what_is_seen_is_read(empty: Workspace) -> None:
    for _ in range(700):
        empty.audit.export(empty.root / "audit.jsonl", force=True)
    async with auditing(empty) as pilot:
        entries = audit(pilot).log_pane.entries
        assert len(entries.positions) == 701
        await press(pilot, "end")
        assert "workspace made by test" in listed(pilot)
        read = [position for position in entries.positions if entries.row(position) is not None]
        assert len(read) < 500


# the detail


async def test_the_timeline_says_in_words_what_who_has_done(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        for step in ("written by tui", "approved by tui", "handed to the provider by tui"):
            assert step in text(pilot)
        assert "the provider's answer was lost: it may have gone out" in text(pilot)
        await filter_by(pilot, "status:rejected")
        assert "written by mcp (desk-assistant)" in text(pilot)
        assert "rejected by tui" in text(pilot)


async def test_an_entry_has_its_hash_and_its_place_in_the_chain(demo: Workspace) -> None:
    *_, lost = demo.audit.events(kinds=("outbound.lose",))
    async with auditing(demo) as pilot:
        assert lost.hash in text(pilot)
        assert f"{lost.seq} of {demo.audit.events(limit=1)[0].seq}" in text(pilot)


async def test_what_is_no_message_opens_to_its_data(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await filter_by(pilot, "524 messages")
        assert "duplicates  4" in text(pilot)
        assert "246 messages stored" in text(pilot)


async def test_bcc_is_hidden_until_it_is_asked_for_and_again_for_the_next(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await filter_by(pilot, "status:sent")
        await press(pilot, "enter")
        assert PARTLY_SENT in text(pilot)
        assert "hidden, b shows it" in text(pilot)
        assert "desk@analytics.example" not in text(pilot)
        await press(pilot, "b")
        assert "desk@analytics.example" in text(pilot)
        await press(pilot, "down", "up")
        assert "desk@analytics.example" not in text(pilot)


async def test_the_bytes_are_shown_as_text_and_without_bcc(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await filter_by(pilot, "status:sent")
        await press(pilot, "enter", "v")
        assert "Subject: Spring tide on the 20th" in text(pilot)
        assert "Content-Transfer-Encoding" in text(pilot)
        assert "desk@analytics.example" not in text(pilot)
        await press(pilot, "escape")
        assert "Timeline, UTC" in text(pilot)


async def test_what_a_server_says_is_visible_text(empty: Workspace) -> None:
    answer = "550 \x1b]52;c;ZXZpbA==\x07[@click=app.bell]no[/] \u202enever"
    message = OutboundMessage("ada@example.org", ("jules@example.net",), "[red]Hello[/]", "Hello.")
    empty.outbound.send_message(message, MemorySender([(Fault("mail", answer),)]))
    async with auditing(empty) as pilot:
        assert "[@click=app.bell]no[/]" in text(pilot)
        assert "[red]Hello[/]" in listed(pilot)
        assert all(harmful(line) == set() for line in lines(pilot.app.screen))


# the proof


async def test_a_whole_log_is_proved_in_a_sentence_with_its_counts(demo: Workspace) -> None:
    proof = demo.audit.verify()
    async with auditing(demo) as pilot:
        await press(pilot, "V")
        counts = f"{proof.records} outbound records and {proof.files} files are as they say."
        assert f"Whole: {proof.events} events, each following from the one before; {counts}" in text(pilot)


async def test_a_flipped_byte_is_found_and_its_file_is_named(demo: Workspace) -> None:
    revision = only(demo, "unknown").revision
    assert revision is not None
    file = demo.root / revision.raw_path
    content = bytearray(file.read_bytes())
    content[10] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    async with auditing(demo) as pilot:
        await press(pilot, "V")
        assert "Not whole: 1 problem in" in text(pilot)
        assert revision.raw_path in detail(pilot).replace(" ", "")
        assert "was changed: its SHA-256 is not its name" in detail(pilot)
        await press(pilot, "escape")
        assert "was changed" not in detail(pilot)
        await press(pilot, "E")
        assert "was changed" in detail(pilot)


async def test_a_verification_is_cancelled_by_esc(demo: Workspace) -> None:
    free = threading.Event()

    def hold(_: Request) -> str:
        free.wait()
        return ""

    async with auditing(demo) as pilot:
        room = audit(pilot)
        room.atlas.bridge.work(room, "something long", hold, Exported)
        await pilot.press("V")
        await pilot.pause()
        assert "Verifying" in text(pilot)
        await pilot.press("escape")
        free.set()
        await settle(pilot)
        assert "Cancelled." in text(pilot)
        assert "Whole" not in text(pilot)


async def test_the_log_is_exported_to_the_place_that_is_named(demo: Workspace, tmp_path: Path) -> None:
    async with auditing(demo) as pilot:
        await pilot.press("e")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "log.jsonl")
        await press(pilot, "enter")
        assert "Exported: " in text(pilot)
        assert "this log exported by test" in listed(pilot)
    exported = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert len(exported) == demo.audit.events(limit=1)[0].seq


# what can be done about what nobody knows


async def test_that_no_copy_is_here_changes_nothing(demo: Workspace) -> None:
    async with auditing(demo) as pilot:
        await press(pilot, "c")
        assert "That proves nothing" in " ".join(text(pilot).split())
    assert only(demo, "unknown").error


async def test_a_received_copy_proves_that_it_went_out(demo: Workspace, tmp_path: Path) -> None:
    record = only(demo, "unknown")
    assert record.revision is not None
    (tmp_path / "copy.eml").write_bytes(
        b"Received: from example.org\r\n" + demo.outbound.raw(record.revision)
    )
    demo.ingest([tmp_path / "copy.eml"])
    async with auditing(demo) as pilot:
        await press(pilot, "c")
        assert "A copy of it was received" in text(pilot)
        assert "? unknown" not in text(pilot)
        assert "sent: a copy of it was received" in text(pilot)
        assert audit(pilot).record == demo.outbound.get(record.id)


@pytest.mark.parametrize("status", ["unknown", "error"])
async def test_trying_again_opens_the_review_and_sends_nothing(
    demo: Workspace, status: OutboundStatus
) -> None:
    record = only(demo, status)
    async with auditing(demo) as pilot:
        await filter_by(pilot, f"status:{status}")
        await press(pilot, "enter", "r")
        assert isinstance(pilot.app.screen, ReviewSheet)
        assert record.revision is not None
        assert record.revision.letter.subject in text(pilot)
        await press(pilot, "escape")
    assert only(demo, status) == record


async def test_a_key_that_makes_no_sense_for_an_entry_does_nothing(demo: Workspace) -> None:
    before = demo.audit.events(limit=1)
    async with auditing(demo) as pilot:
        await filter_by(pilot, "kind:workspace")
        await press(pilot, "enter", "c", "r", "b", "v")
        assert "workspace made by demo" in text(pilot)
        assert audit(pilot).query_one(EntryView).aside is False
    assert demo.audit.events(limit=1) == before


async def test_an_event_that_can_be_read_no_more_is_said_and_the_rest_works(empty: Workspace) -> None:
    clock = FixedClock(DEMO_NOW)
    empty.close()
    with Workspace.open(empty.root, actor="test", clock=clock) as workspace:
        tamper(workspace.root)
        async with auditing(workspace) as pilot:
            assert "Event 1 of the audit log was changed." in text(pilot)
            await press(pilot, "V")
            assert "event 1 was changed" in text(pilot)


def tamper(root: Path) -> None:
    """Make the data of the first event something that no event has."""
    import sqlite3

    connection = sqlite3.connect(root / "store.db")
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("UPDATE events SET data = 'x' WHERE seq = 1")
    connection.commit()
    connection.close()


async def test_that_there_is_a_signature_is_said(demo: Workspace) -> None:
    (demo.root / "audit.head.sig").write_bytes((demo.root / "audit.head").read_bytes())
    async with auditing(demo) as pilot:
        await press(pilot, "V")
        assert "The head that was signed is among them" in " ".join(text(pilot).split())
