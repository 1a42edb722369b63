"""A password that no source has is asked for, and kept nowhere; without a way out nothing is approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose.dialogs import PasswordDialog
from mailatlas_tui.screens.compose.review import Departure
from tests.tui.composing import WORK, composing, pass_seconds, press, room, status
from tests.tui.driving import text

SECRET = "open sesame"

pytestmark = pytest.mark.usefixtures("still")


async def test_a_password_that_no_source_has_is_asked_for_once_and_never_shown(
    empty: Workspace, record: OutboundRecord
) -> None:
    smtp = replace(WORK, provider="smtp", host="mail.example.org", username="ada", password_env="NOT_SET")
    async with composing(empty, identities={"work": smtp}) as pilot:
        await press(pilot, "f10", "ctrl+s")
        assert isinstance(pilot.app.screen, PasswordDialog)
        await pilot.press(*"open", "space", *"sesame")
        assert SECRET not in text(pilot)
        await press(pilot, "enter")
        assert "leaves in 10 s" in text(pilot)
        assert status(empty, record) == "approved"
        await press(pilot, "u", "f10", "ctrl+s")
        assert "leaves in 10 s" in text(pilot)
        await press(pilot, "u")
    kept = [file for file in empty.root.rglob("*") if file.is_file()]
    assert not [file for file in kept if SECRET.encode() in file.read_bytes()]


async def test_a_password_that_was_asked_for_is_asked_for_again_when_the_send_has_failed(
    empty: Workspace, record: OutboundRecord
) -> None:
    reviewed = empty.outbound.review(record.id)
    assert reviewed.revision is not None
    approved = empty.outbound.approve(record.id, reviewed.revision.digest)
    async with composing(empty) as pilot:
        room(pilot).atlas.passwords["work"] = Secret("mistyped")
        refuses = MemorySender([[Fault("mail", "535 5.7.8 authentication failed")]])
        room(pilot)._depart(Departure(approved, refuses))
        await pass_seconds(pilot)
        assert status(empty, record) == "error"
        assert not room(pilot).atlas.passwords


async def test_what_is_to_be_said_of_the_way_is_in_the_review_before_it_can_be_approved(
    empty: Workspace, record: OutboundRecord
) -> None:
    gmail = replace(WORK, provider="smtp", host="smtp.gmail.com", username="ada", password_env="A_PASSWORD")
    async with composing(empty, identities={"work": gmail}) as pilot:
        room(pilot).atlas.passwords["work"] = Secret(SECRET)
        await press(pilot, "f10")
        assert "opens the whole account" in text(pilot)
        assert status(empty, record) == "draft"
        await press(pilot, "ctrl+s")
        assert status(empty, record) == "approved"
        await press(pilot, "u")


async def test_without_a_way_out_nothing_is_approved(empty: Workspace, record: OutboundRecord) -> None:
    async with composing(empty, identities={"work": replace(WORK, provider="smtp")}) as pilot:
        await press(pilot, "f10", "ctrl+s")
        assert "No SMTP server is named" in text(pilot)
        assert status(empty, record) == "draft"
