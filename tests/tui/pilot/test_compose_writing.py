"""Writing in the composer: what is typed stays, whatever it is an answer to."""

from __future__ import annotations

import pytest

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord, Typed
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose import keeping
from mailatlas_tui.screens.compose.room import ComposeRoom
from tests.tui.composing import composing, form
from tests.tui.driving import settle, text


def only_draft(workspace: Workspace) -> OutboundRecord:
    """The one record that there is, Bcc among it."""
    (record,) = workspace.outbound.records()
    return workspace.outbound.get(record.id, include_bcc=True)


async def test_what_is_typed_is_kept_soon_although_the_field_is_not_left(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT_AFTER_SECONDS", 0.01)
    async with composing(empty) as pilot:
        await pilot.press("n", *"ann@example.org")
        await pilot.pause(0.05)
        await settle(pilot)
        assert typed_of(only_draft(empty)).to == "ann@example.org"


def test_typing_waits_less_than_two_seconds_to_be_kept() -> None:
    assert keeping.KEPT_AFTER_SECONDS < 2


@pytest.mark.parametrize("keys", [("f2",), ("escape",), ("f12",), ("ctrl+q",)])
async def test_what_was_typed_last_is_kept_where_the_form_is_left(
    empty: Workspace, keys: tuple[str, ...]
) -> None:
    async with composing(empty) as pilot:
        await pilot.press("n", *"ann@example.org", "tab", "tab", "tab", "tab", *"Hi", *keys)
        await settle(pilot)
    assert typed_of(only_draft(empty)).subject == "Hi"


async def test_a_draft_that_was_never_typed_into_leaves_nothing_behind(demo: Workspace) -> None:
    before = demo.outbound.records(limit=-1)
    async with composing(demo) as pilot:
        await pilot.press("n", "escape", "1", "r")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
    assert demo.outbound.records(limit=-1) == before


async def test_a_draft_is_gone_on_with(empty: Workspace) -> None:
    async with composing(empty) as pilot:
        await pilot.press("n", *"ann@example.org", "escape")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        form(pilot).body.focus()
        await pilot.press(*"Dear", "escape")
        await settle(pilot)
    record = only_draft(empty)
    assert (typed_of(record).to, typed_of(record).text[:4]) == ("ann@example.org", "Dear")


async def test_what_cannot_be_kept_is_said_and_tried_again(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT_AFTER_SECONDS", 0.01)
    scratch = empty.root / "tmp"
    async with composing(empty) as pilot:
        scratch.rename(empty.root / "gone")
        scratch.write_text("no folder")
        await pilot.press("n", *"ann@example.org")
        await pilot.pause(0.05)
        await settle(pilot)
        assert "Not kept yet" in text(pilot)
        scratch.unlink()
        (empty.root / "gone").rename(scratch)
        await pilot.pause(0.05)
        await settle(pilot)
    assert typed_of(only_draft(empty)).to == "ann@example.org"


async def test_what_is_typed_into_a_record_that_has_left_meanwhile_is_a_new_draft(
    empty: Workspace,
) -> None:
    record = empty.outbound.begin(Typed("ada@example.org", "ann@example.org", text="Hello"), provider="file")
    async with composing(empty) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        empty.outbound.reject(record.id)
        form(pilot).enter("to")
        await pilot.press("end", *"bob@example.org", "escape")
        await settle(pilot)
    new, old = empty.outbound.records()
    assert (old.id, old.status, typed_of(old).to) == (record.id, "rejected", "ann@example.org")
    assert (new.status, typed_of(new).to) == ("draft", "ann@example.org, bob@example.org")


async def test_of_two_who_write_on_one_draft_neither_takes_the_text_of_the_other(empty: Workspace) -> None:
    record = empty.outbound.begin(Typed("ada@example.org", "ann@example.org", text="Hello"), provider="file")
    async with composing(empty) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        empty.outbound.keep(record.id, Typed("ada@example.org", "ann@example.org", text="Theirs"))
        form(pilot).body.focus()
        await pilot.press(*"Mine: ", "f12")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "Somebody else has changed it" in text(pilot)
        await pilot.press("escape")
        await settle(pilot)
    new, old = empty.outbound.records()
    assert (old.id, typed_of(old).text) == (record.id, "Theirs")
    assert typed_of(new).text == "Mine: Hello"


async def test_a_draft_is_gone_on_with_after_it_was_looked_at(empty: Workspace) -> None:
    named = Typed("Ada <ada@example.org>", "Ann<ann@EXAMPLE.org>", text="Hello", identity="work")
    record = empty.outbound.begin(named, provider="file")
    async with composing(empty) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        form(pilot).body.focus()
        for word in ("one ", "two "):
            await pilot.press(*word, "f12")
            await settle(pilot)
            await pilot.press("escape")
        await pilot.press(*"three ", "escape")
        await settle(pilot)
    assert (only_draft(empty).id, typed_of(only_draft(empty)).text) == (record.id, "one two three Hello")


def test_a_room_that_is_not_there_yet_takes_no_command() -> None:
    assert not ComposeRoom().check_action("new", ())


# the sender


async def test_a_new_message_is_written_and_signed_as_the_first_identity(empty: Workspace) -> None:
    async with composing(empty) as pilot:
        await pilot.press("n", *"ann@example.org", "escape")
        await settle(pilot)
    draft = typed_of(only_draft(empty))
    assert (draft.identity, draft.sender) == ("work", "Ada Lovelace <ada@example.org>")
    assert draft.text.endswith("-- \nAda\nHarbor desk\n")


async def test_another_identity_brings_its_address_and_its_signature(empty: Workspace) -> None:
    async with composing(empty) as pilot:
        await pilot.press("n", "shift+tab", "enter", "2", "escape")
        await settle(pilot)
    draft = typed_of(only_draft(empty))
    assert (draft.identity, draft.sender) == ("home", "Ada <ada@example.net>")
    assert draft.text.endswith("-- \nA.\n")
    assert "Harbor desk" not in draft.text


async def test_without_an_identity_drafts_are_kept_and_it_is_said_how_to_get_one(empty: Workspace) -> None:
    async with composing(empty, identities={}) as pilot:
        await pilot.press("n", *"ann@example.org")
        assert "no identity is configured" in text(pilot)
        await pilot.press("shift+tab", "enter")
        assert "[identity.NAME]" in text(pilot)
        await pilot.press("escape")
        await settle(pilot)
    assert typed_of(only_draft(empty)).to == "ann@example.org"


async def test_a_crash_of_the_program_loses_nothing(empty: Workspace) -> None:
    def crash() -> None:
        raise ZeroDivisionError

    async def write_until_it_crashes() -> None:
        async with composing(empty) as pilot:
            await pilot.press("n", *"ann@example.org")
            pilot.app.call_later(crash)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await write_until_it_crashes()
    assert typed_of(only_draft(empty)).to == "ann@example.org"
