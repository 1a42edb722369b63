"""`y`: what is copied goes to the terminal, made visible."""

from __future__ import annotations

from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.dialogs.copying import MOST_COPIED, copy, copyable
from tests.tui.driving import messages, running, settle, text


async def test_the_id_is_copied_and_it_is_said_that_the_terminal_decides(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("y", "1")
        await settle(pilot)
        assert pilot.app.clipboard == demo.documents.page(limit=1)[0].id
        assert "Copied the id, if the terminal allows it" in " ".join(text(pilot).split())


async def test_of_marked_messages_the_ids_are_copied_one_a_line(demo: Workspace) -> None:
    rows = demo.documents.page(limit=3)
    async with running(demo) as pilot:
        await pilot.press("space", "space", "space", "y", "enter")
        await settle(pilot)
        assert pilot.app.clipboard.split("\n") == [row.id for row in rows]
        await pilot.press("y")
        assert "Text in view" not in text(pilot)


async def test_message_id_sender_and_addresses_are_copied(demo: Workspace) -> None:
    document = demo.get(demo.documents.page(limit=1)[0].id)
    async with running(demo) as pilot:
        copied = []
        for key in ("2", "3", "4"):
            await pilot.press("y", key)
            await settle(pilot)
            copied.append(pilot.app.clipboard)
        assert copied[:2] == [document.message_id, document.sender_email]
        assert copied[2].split("\n")[0] == document.sender_email
        assert all(address in document.metadata.headers["to"] for address in copied[2].split("\n")[1:2])


async def test_the_text_in_view_is_copied_whole(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("y", "5")
        await settle(pilot)
        assert pilot.app.clipboard.split() == messages(pilot).reader.part_text().split()


async def test_nothing_that_is_copied_can_do_anything_where_it_is_pasted(demo: Workspace) -> None:
    async with running(demo) as pilot:
        copy(pilot.app, "text", copyable("ls\x1b[201~\rrm \ud800\u202e"))
        assert pilot.app.clipboard == "ls⟨U+001B⟩[201~⟨U+000D⟩rm ⟨U+D800⟩⟨U+202E⟩"


async def test_what_is_not_there_is_not_copied(demo: Workspace) -> None:
    async with running(demo) as pilot:
        copy(pilot.app, "id", copyable("before"))
        copy(pilot.app, "Message-ID", copyable(""))
        await settle(pilot)
        assert pilot.app.clipboard == "before"
        assert "There is no Message-ID to copy." in " ".join(text(pilot).replace("┃", " ").split())


async def test_where_the_reader_is_hidden_it_is_the_text_of_the_row_that_is_copied(demo: Workspace) -> None:
    second = demo.get(demo.documents.page(limit=2)[1].id)
    async with running(demo, (80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "down", "y", "5")
        await settle(pilot)
        assert pilot.app.clipboard.split() == second.body_text.split()


async def test_what_is_too_long_for_any_terminal_is_not_sent(demo: Workspace) -> None:
    async with running(demo) as pilot:
        copy(pilot.app, "id", copyable("before"))
        copy(pilot.app, "text", copyable("x" * (MOST_COPIED + 1)))
        await settle(pilot)
        assert pilot.app.clipboard == "before"
        assert "too long" in text(pilot)
