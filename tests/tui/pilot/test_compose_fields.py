"""The fields of a draft: addresses are completed, files are attached, what is refused is found."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import Input

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import Typed
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose.address_field import REST_SECONDS
from mailatlas_tui.screens.compose.dialogs import AttachDialog, EnclosuresDialog
from tests.tui.composing import composing, form, room
from tests.tui.driving import settle, text


async def rest(pilot: object) -> None:
    """Wait until the workspace has been asked who can be meant."""
    await pilot.pause(REST_SECONDS * 2)  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]


async def test_an_address_is_completed_from_the_mail_that_came(empty: Workspace, three_letters: Path) -> None:
    empty.ingest([three_letters])
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press(*"keep")
        await rest(pilot)
        assert "Keeper <keeper@lighthouse.example>" in text(pilot)
        await pilot.press("tab", *"bo@harbor.example")
        assert form(pilot).to_model().to == "Keeper <keeper@lighthouse.example>, bo@harbor.example"
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "to"


async def test_an_address_that_is_whole_is_never_replaced_by_a_longer_one(empty: Workspace) -> None:
    sent = Typed("ada@example.org", "Ann <ann@example.org.example>", text="x")
    empty.outbound.review(empty.outbound.begin(sent, provider="file").id)
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press(*"ann@example.org")
        await rest(pilot)
        assert "Ann <ann@example.org.example>" in text(pilot)
        await pilot.press("tab")
        assert form(pilot).to_model().to == "ann@example.org"
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "cc"


async def test_who_types_on_behind_an_address_writes_another_one(empty: Workspace) -> None:
    record = empty.outbound.begin(Typed("ada@example.org", "ann@example.org", subject="x"), provider="file")
    async with composing(empty, keys=("3", "enter")) as pilot:
        form(pilot).enter("to")
        await pilot.press("escape")
        await settle(pilot)
        assert typed_of(empty.outbound.get(record.id)).to == "ann@example.org"
        await pilot.press("enter")
        await settle(pilot)
        form(pilot).enter("to")
        await pilot.press(*"bo@harbor.example", "escape")
        await settle(pilot)
    assert typed_of(empty.outbound.get(record.id)).to == "ann@example.org, bo@harbor.example"


async def test_esc_closes_the_candidates_first_and_then_the_draft(
    empty: Workspace, three_letters: Path
) -> None:
    empty.ingest([three_letters])
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press(*"keep")
        await rest(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "Keeper" not in text(pilot)
        assert room(pilot).writes
        await pilot.press("escape")
        assert not room(pilot).writes


async def test_a_file_is_copied_when_it_is_attached_and_can_be_taken_away(
    empty: Workspace, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("the plan")
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press("ctrl+o")
        assert isinstance(pilot.app.screen, AttachDialog)
        pilot.app.screen.query_one(Input).value = str(plan)
        await pilot.press("enter")
        await settle(pilot)
        plan.write_text("changed since")
        assert "plan.txt 8 B" in text(pilot)
        room(pilot).keep()
        await settle(pilot)
        (enclosure,) = typed_of(empty.outbound.records()[0]).attachments
        assert (empty.root / enclosure.file_path).read_text() == "the plan"
        await room(pilot).run_action("attachments")
        await pilot.pause()
        assert isinstance(pilot.app.screen, EnclosuresDialog)
        await pilot.press("x", "escape")
        await settle(pilot)
    assert typed_of(empty.outbound.records()[0]).attachments == ()


async def test_a_file_that_cannot_be_read_is_named(empty: Workspace) -> None:
    async with composing(empty, keys=("3", "n", "ctrl+o")) as pilot:
        pilot.app.screen.query_one(Input).value = "/nowhere/plan.txt"
        await pilot.press("enter")
        await settle(pilot)
        assert "/nowhere/plan.txt cannot be read" in text(pilot)


async def test_the_html_of_a_draft_is_said_to_be_there_and_can_be_dropped(empty: Workspace) -> None:
    record = empty.outbound.begin(Typed("ada@example.org", "ann@example.org", html="<p>x"), provider="file")
    async with composing(empty, keys=("3", "enter")) as pilot:
        assert "HTML version 4 B" in text(pilot)
        await room(pilot).run_action("attachments")
        await pilot.pause()
        await pilot.press("x", "escape")
        await settle(pilot)
    assert typed_of(empty.outbound.get(record.id)).html is None


async def test_what_is_refused_is_said_and_its_field_gets_the_keyboard(empty: Workspace) -> None:
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press(*"ann@example.org", "tab", *"no address", "f10")
        await settle(pilot)
        assert "which is no mail address" in text(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "cc"


async def test_a_text_can_hold_what_is_pasted_but_nothing_that_does_something(empty: Workspace) -> None:
    async with composing(empty, keys=("3", "n")) as pilot:
        form(pilot).body.focus()
        pilot.app.post_message(events.Paste("a\x1b[2Jb\u202ec 👩‍👧\nd"))
        await settle(pilot)
        assert form(pilot).to_model().text.startswith("a⟨U+001B⟩[2Jb⟨U+202E⟩c 👩‍👧\nd")


async def test_a_subject_keeps_what_spells_an_emoji_and_nothing_in_it_does_something(
    empty: Workspace,
) -> None:
    async with composing(empty, keys=("3", "n")) as pilot:
        room(pilot).query_one("#subject").focus()
        pilot.app.post_message(
            events.Paste("a\x1b[2Jb\u202ec 👩\u200d👩\u200d👧 ❤\ufe0f syl\u00adla\tble\nd")
        )
        await settle(pilot)
        subject = form(pilot).to_model().subject
        assert subject == "a⟨U+001B⟩[2Jb⟨U+202E⟩c 👩\u200d👩\u200d👧 ❤\ufe0f syl\u00adla ble"


async def test_a_dry_run_asks_nobody_and_says_so(empty: Workspace) -> None:
    async with composing(empty, keys=("3", "n")) as pilot:
        await pilot.press(*"ann@example.org", "f8")
        await settle(pilot)
        assert "for 1 recipient can be sent. Nobody was asked." in text(pilot)
    assert [record.status for record in empty.outbound.records()] == ["dry_run"]


async def test_the_preview_is_the_message_as_it_leaves_without_bcc(empty: Workspace) -> None:
    draft = Typed(
        "ada@example.org", "ann@example.org", bcc="hidden@example.net", subject="[b]x", text="y\u202ez"
    )
    empty.outbound.begin(draft, provider="file")
    async with composing(empty, keys=("3", "f12")) as pilot:
        shown = text(pilot)
        assert "Subject: [b]x" in shown
        assert "Message-ID: <" in shown
        assert "hidden@example.net" not in shown
