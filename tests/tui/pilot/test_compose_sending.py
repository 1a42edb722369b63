"""Sending from the composer: two steps, ten seconds, once."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from mailatlas_core.outbound.model import Delivery, OutboundRecord, Outgoing
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose.review import UNDO_SECONDS, Departure, ReviewSheet
from mailatlas_tui.screens.compose.sheet import SheetView
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from mailatlas_tui.widgets.message_list import MessageList
from tests.tui.composing import (
    LETTER,
    composing,
    draft_by_agent,
    pass_seconds,
    press,
    room,
    sent,
    status,
)
from tests.tui.driving import settle, text

pytestmark = pytest.mark.usefixtures("still")


async def test_a_review_shows_every_recipient_the_provider_the_text_and_the_digest(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10")
        shown = text(pilot)
        revision = empty.outbound.get(record.id).revision
        assert revision is not None
        for expected in ("ann@example.org, bo@harbor.example", "hidden@example.net", "file ~/outgoing"):
            assert expected in shown
        for expected in ("3 recipients", "for the first time", "Here it is.", revision.digest):
            assert expected in shown


@pytest.mark.parametrize("key", ["enter", "space", "y", "a", "s", "f10", "escape"])
async def test_no_other_key_of_the_review_approves(
    empty: Workspace, record: OutboundRecord, key: str
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", key)
        assert status(empty, record) == "draft"


async def test_nothing_is_approved_before_it_can_be_read(empty: Workspace, record: OutboundRecord) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10")
        sheet = pilot.app.screen
        assert isinstance(sheet, ReviewSheet)
        sheet.query_one(SheetView).write([("Not laid out yet", "plain")])
        sheet.action_approve()
        await settle(pilot)
        assert status(empty, record) == "draft"
        await press(pilot, "ctrl+s")
        assert status(empty, record) == "approved"


async def test_the_approving_key_does_nothing_outside_of_a_review(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "ctrl+s", "enter", "ctrl+s", "f12", "ctrl+s", "escape", "escape", "d", "ctrl+s")
        assert status(empty, record) == "draft"


async def test_what_is_approved_leaves_when_its_time_is_up_and_not_before(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s")
        assert status(empty, record) == "approved"
        await pass_seconds(pilot, UNDO_SECONDS - 1)
        assert "leaves in 1 s" in text(pilot)
        assert (status(empty, record), sent()) == ("approved", [])
        await pass_seconds(pilot, 1)
        assert status(empty, record) == "sent"
        assert "Sent: The report, to 3 recipients" in text(pilot)
        assert "leaves in" not in text(pilot)
    (message,) = sent()
    assert b"Here it is." in message
    assert b"hidden" not in message


@pytest.mark.parametrize("key", ["u", "escape"])
async def test_what_is_taken_back_in_time_is_a_draft_and_never_leaves(
    empty: Workspace, record: OutboundRecord, key: str
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s")
        await pass_seconds(pilot, UNDO_SECONDS - 1)
        await press(pilot, key)
        await pass_seconds(pilot)
        assert "Taken back, nothing has left" in text(pilot)
        assert (status(empty, record), sent()) == ("draft", [])


async def test_the_key_that_approves_sends_once_however_often_it_is_pressed(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10")
        await pilot.press(*["ctrl+s"] * 5)
        await settle(pilot)
        await pass_seconds(pilot)
    assert status(empty, record) == "sent"
    assert len(sent()) == 1


async def test_two_reviews_of_one_record_send_it_once(empty: Workspace, record: OutboundRecord) -> None:
    with Workspace.open(empty.root, actor="tui") as other:
        async with composing(empty) as here, composing(other) as there:
            await press(here, "f10")
            await press(there, "f10")
            await press(here, "ctrl+s")
            await press(there, "ctrl+s")
            assert isinstance(there.app.screen, ReviewSheet)
            assert "cannot be" in text(there)
            await pass_seconds(here)
            await press(there, "ctrl+s", "escape")
            await pass_seconds(there)
    assert len(sent()) == 1
    assert status(empty, record) == "sent"


async def test_what_was_changed_behind_the_review_is_not_approved(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10")
        empty.outbound.keep(record.id, replace(LETTER, text="Something else.\n"))
        await press(pilot, "ctrl+s")
        assert "was changed since it was last reviewed" in text(pilot)
        assert status(empty, record) == "draft"


async def test_quitting_while_something_is_about_to_leave_asks_and_leaves_it_unsent(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s", "q")
        assert isinstance(pilot.app.screen, QuitDialog)
        assert "Quitting stops it" in text(pilot)
        await press(pilot, "y")
    assert (status(empty, record), sent()) == ("approved", [])


class HeldSender(MemorySender):
    """Answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Event()

    def send(self, outgoing: Outgoing) -> Delivery:
        self.told.wait()
        return super().send(outgoing)


async def test_quitting_while_a_provider_is_asked_says_that_nobody_may_learn_of_it(
    empty: Workspace, record: OutboundRecord
) -> None:
    reviewed = empty.outbound.review(record.id)
    assert reviewed.revision is not None
    approved = empty.outbound.approve(record.id, reviewed.revision.digest)
    sender = HeldSender()
    async with composing(empty) as pilot:
        room(pilot)._depart(Departure(approved, sender))
        for _ in range(UNDO_SECONDS):
            room(pilot)._tick()
        await pilot.press("q")
        assert isinstance(pilot.app.screen, QuitDialog)
        assert "Quitting cannot stop it" in text(pilot)
        sender.told.set()
        await settle(pilot)
        await press(pilot, "n", "q")
        assert pilot.app.return_code == 0
    assert status(empty, record) == "sent"


async def test_a_message_that_leaves_does_not_take_the_cursor_with_it(
    empty: Workspace, record: OutboundRecord
) -> None:
    other = empty.outbound.begin(replace(LETTER, subject="Another"), provider="file")
    async with composing(empty) as pilot:
        room(pilot).reload(record.id)
        await settle(pilot)
        await press(pilot, "f10", "ctrl+s", "k")
        assert room(pilot).record == empty.outbound.get(other.id)
        await pass_seconds(pilot)
        assert room(pilot).record == empty.outbound.get(other.id)
    assert status(empty, record) == "sent"


@pytest.mark.parametrize("key", ["f10", "f12"])
async def test_a_key_that_is_pressed_twice_opens_one_sheet(
    empty: Workspace, record: OutboundRecord, key: str
) -> None:
    async with composing(empty) as pilot:
        await pilot.press(key, key)
        await settle(pilot)
        await press(pilot, "escape")
        assert room(pilot).record is not None
    assert status(empty, record) == "draft"


async def test_nothing_that_was_approved_before_leaves_by_itself(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s")
    for _ in range(3):
        async with composing(empty) as pilot:
            await pass_seconds(pilot)
            assert "It has not left." in text(pilot)
    assert (status(empty, record), sent()) == ("approved", [])


async def test_an_approved_record_is_reviewed_again_and_sent_or_written_on(
    empty: Workspace, record: OutboundRecord
) -> None:
    reviewed = empty.outbound.review(record.id)
    assert reviewed.revision is not None
    empty.outbound.approve(record.id, reviewed.revision.digest)
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s")
        await pass_seconds(pilot)
    assert status(empty, record) == "sent"


ENDS = {
    "refused": (
        [Fault("rcpt", "550 no such user", "bo@harbor.example")],
        "Sent, but not to all: The report.",
        "sent",
    ),
    "error": ([Fault("mail", "451 try again later")], "Not sent: The report.", "error"),
    "unknown": ([Fault("end")], "Nobody knows whether it went out: The report.", "unknown"),
}


@pytest.mark.parametrize("end", ENDS)
async def test_what_became_of_it_is_said(empty: Workspace, record: OutboundRecord, end: str) -> None:
    faults, sentence, becomes = ENDS[end]
    reviewed = empty.outbound.review(record.id)
    assert reviewed.revision is not None
    approved = empty.outbound.approve(record.id, reviewed.revision.digest)
    async with composing(empty) as pilot:
        room(pilot)._depart(Departure(approved, MemorySender([faults])))
        await pass_seconds(pilot)
        assert sentence in text(pilot)
        assert status(empty, record) == becomes


async def test_what_nobody_knows_of_comes_first_and_goes_again_only_at_a_persons_word(
    empty: Workspace, record: OutboundRecord
) -> None:
    empty.outbound.review(record.id)
    empty.outbound.send_draft(record.id, MemorySender([[Fault("end")]]))
    empty.outbound.begin(replace(LETTER, subject="Newer"), provider="file")
    async with composing(empty) as pilot:
        assert room(pilot).record == empty.outbound.get(record.id)
        assert "It may have gone out." in text(pilot)
        await press(pilot, "l")
        assert "No copy is here, which proves nothing." in text(pilot)
        await press(pilot, "f10")
        assert "whoever has it will get it a second time" in text(pilot)
        await press(pilot, "ctrl+s")
        await pass_seconds(pilot)
    assert status(empty, record) == "sent"


async def test_what_was_sent_is_mail_in_the_list_and_in_the_count_at_once(demo: Workspace) -> None:
    id = demo.outbound.begin(LETTER, provider="file").id
    before = demo.documents.count()
    async with composing(demo, keys=("down", "3")) as pilot:
        atlas = room(pilot).atlas
        listed = atlas.get_screen_stack("messages")[0].query_one(MessageList)
        place = listed.position
        room(pilot).reload(id)
        await settle(pilot)
        await press(pilot, "f10", "ctrl+s")
        await pass_seconds(pilot)
        assert f"{before + 1:,} messages" in text(pilot)
        assert len(listed.positions) == before + 1
        assert listed.position == place


async def test_while_it_counts_down_the_record_says_which_key_takes_it_back(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "f10", "ctrl+s")
        assert status(empty, record) == "approved"
        assert "leaves soon" in text(pilot)
        assert "F10 reviews it" not in text(pilot)
        await press(pilot, "u")
        assert "leaves soon" not in text(pilot)


# what an agent wrote


async def test_an_agents_draft_waits_marked_above_the_others_and_says_what_it_has_changed(
    empty: Workspace,
) -> None:
    id = draft_by_agent(empty.root)
    empty.outbound.begin(LETTER, provider="file")
    async with composing(empty) as pilot:
        shown = text(pilot)
        assert room(pilot).record == empty.outbound.get(id)
        assert "1 draft to review" in shown
        assert "an agent, mcp:desk" in shown
        assert "To, Bcc, Subject, text, since review 1" in shown
        await press(pilot, "D")
        shown = text(pilot)
        assert "+Subject: Port dwell times, corrected" in shown
        assert "-the report is done." in shown
        await press(pilot, "escape", "f10")
        assert "An agent, desk, has written this." in text(pilot)


async def test_a_rejected_draft_stays_and_is_copied_into_a_new_one(
    empty: Workspace, record: OutboundRecord
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "d", "n")
        assert status(empty, record) == "draft"
        await press(pilot, "d", "y")
        assert status(empty, record) == "rejected"
        assert "c copies it into a new draft" in text(pilot)
        await press(pilot, "c", "escape")
    new, old = empty.outbound.records()
    assert (new.status, old.status) == ("draft", "rejected")
    copied = empty.outbound.get(new.id, include_bcc=True).typed
    assert copied is not None
    assert replace(copied, identity="work") == LETTER


async def test_a_dry_run_of_an_agents_draft_leaves_it_to_be_reviewed(empty: Workspace) -> None:
    id = draft_by_agent(empty.root)
    async with composing(empty) as pilot:
        await press(pilot, "f8")
        assert empty.outbound.get(id).status == "dry_run"
        assert "1 draft to review" in text(pilot)
        assert room(pilot).record == empty.outbound.get(id)
