"""Tags, marks and undo, as a person uses them."""

from __future__ import annotations

from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from tests.tui.driving import messages, running, settle, text


def tags(workspace: Workspace, id: str) -> set[str]:
    return set(workspace.get(id).tags)


async def test_a_flag_is_set_shown_taken_away_and_undone(demo: Workspace) -> None:
    first = demo.documents.page("-is:flagged", limit=1)[0]
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        shown.move_to(list(shown.positions).index(first.position))
        await pilot.press("asterisk")
        await settle(pilot)
        assert "flagged" in tags(demo, first.id)
        assert "+flagged on 1 message" in text(pilot)
        assert "flagged" in (shown.highlighted.tags if shown.highlighted else ())
        await pilot.press("asterisk")
        await settle(pilot)
        assert "flagged" not in tags(demo, first.id)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "flagged" in tags(demo, first.id)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "flagged" not in tags(demo, first.id)


async def test_what_is_done_is_done_to_all_that_are_marked_and_to_no_other(demo: Workspace) -> None:
    rows = demo.documents.page(limit=5)
    before = [tags(demo, row.id) for row in rows]
    async with running(demo) as pilot:
        await pilot.press("space", "down", "space", "space")
        await settle(pilot)
        assert "3 marked" in text(pilot)
        await pilot.press("home", "x")
        await settle(pilot)
        archived = ["archived" in tags(demo, row.id) for row in rows]
        assert archived == [True, "archived" in before[1], True, True, "archived" in before[4]]
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert [tags(demo, row.id) for row in rows] == before


async def test_a_row_does_not_vanish_because_it_does_not_match_any_more(demo: Workspace) -> None:
    unread = demo.documents.count("is:unread")
    async with running(demo) as pilot:
        await pilot.press("slash", *"is:unread", "enter")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        assert len(shown.positions) == unread
        await pilot.press("u", "down", "u")
        await settle(pilot)
        assert demo.documents.count("is:unread") == unread - 2
        assert len(shown.positions) == unread
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert len(shown.positions) == unread - 2


async def test_a_message_that_is_read_is_unread_no_more_and_one_passed_by_stays(demo: Workspace) -> None:
    first, second = demo.documents.page("is:unread", limit=2)
    async with running(demo) as pilot:
        await pilot.press("slash", *"is:unread", "enter")
        await settle(pilot)
        assert {first.id, second.id} <= {row.id for row in demo.documents.page("is:unread", limit=2)}
        await pilot.press("enter")
        await settle(pilot)
        assert "unread" not in tags(demo, first.id)
        assert "unread" in tags(demo, second.id)
        await pilot.press("n")
        await settle(pilot)
        assert messages(pilot).query_one(Reader).has_focus
        assert "unread" not in tags(demo, second.id)


async def test_esc_takes_the_marks_away(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("space", "space")
        await settle(pilot)
        assert len(messages(pilot).targets) == 2
        await pilot.press("escape")
        await settle(pilot)
        assert "marked" not in text(pilot)
        assert len(messages(pilot).targets) == 1


async def test_there_is_nothing_to_undo_at_first(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "Undone" not in text(pilot)


async def test_what_is_made_unread_while_it_is_read_stays_unread(demo: Workspace) -> None:
    first = demo.documents.page(limit=1)[0]
    async with running(demo) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "unread" not in tags(demo, first.id)
        await pilot.press("u")
        await settle(pilot)
        assert "unread" in tags(demo, first.id)


async def test_undo_takes_back_what_was_asked_a_moment_before(demo: Workspace) -> None:
    first, second = demo.documents.page("-is:flagged -is:archived", limit=2)
    async with running(demo) as pilot:
        await pilot.press("slash", *"-is:flagged -is:archived", "enter")
        await settle(pilot)
        await pilot.press("asterisk")
        await settle(pilot)
        room = messages(pilot)
        room.query_one(MessageList).move_to(1)
        room.action_archive()
        room.action_undo()
        await settle(pilot)
        assert "flagged" in tags(demo, first.id)
        assert "archived" not in tags(demo, second.id)


async def test_it_is_said_that_there_is_nothing_to_undo(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "There is nothing to undo." in text(pilot)


async def test_a_tag_is_given_to_marked_messages_until_all_have_it_whatever_the_cursor_is_on(
    demo: Workspace,
) -> None:
    flagged = demo.documents.page("is:flagged", limit=1)[0]
    plain = demo.documents.page("-is:flagged", limit=2)
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        for row in plain:
            shown.move_to(list(shown.positions).index(row.position))
            await pilot.press("space")
        shown.move_to(list(shown.positions).index(flagged.position))
        await pilot.press("asterisk")
        await settle(pilot)
        assert all("flagged" in tags(demo, row.id) for row in plain)
        await pilot.press("asterisk")
        await settle(pilot)
        assert not any("flagged" in tags(demo, row.id) for row in plain)
        assert "flagged" in tags(demo, flagged.id)


async def test_the_mark_of_a_message_that_has_gone_goes_too(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("space", "space")
        shown = messages(pilot).query_one(MessageList)
        gone, stays = shown.marked
        shown.fill([gone.position], {})
        assert [row.id for row in shown.marked] == [stays.id]


async def test_a_mark_that_is_not_listed_any_more_is_gone_before_anything_is_done(demo: Workspace) -> None:
    first, second = demo.documents.page(limit=2)
    async with running(demo) as pilot:
        await pilot.press("space", "space", "slash", *"is:flagged", "enter")
        await settle(pilot)
        assert not {first.id, second.id} & {row.id for row in demo.documents.page("is:flagged")}
        assert messages(pilot).list_pane.messages.marked == ()
        await pilot.press("x")
        await settle(pilot)
        assert "archived" not in tags(demo, first.id) | tags(demo, second.id)


async def test_of_marked_messages_some_of_which_are_unread_all_are_read(demo: Workspace) -> None:
    unread = demo.documents.page("is:unread", limit=1)[0]
    read = demo.documents.page("-is:unread", limit=1)[0]
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        for row in (unread, read):
            shown.move_to(list(shown.positions).index(row.position))
            await pilot.press("space")
        await pilot.press("u")
        await settle(pilot)
        assert "unread" not in tags(demo, unread.id) | tags(demo, read.id)


async def test_a_folded_row_stands_for_its_conversation(demo: Workspace) -> None:
    row = next(row for row in demo.documents.page(folded=True) if row.thread_size > 2)
    members = [member.id for member in demo.documents.thread(row.id)]
    demo.tags.change(ids=members, remove=["unread", "archived"])
    demo.tags.change(ids=members[:1], add=["unread"])
    async with running(demo) as pilot:
        await pilot.press("T")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        shown.move_to(list(shown.positions).index(row.position))
        await settle(pilot)
        assert shown.highlighted is not None
        assert "unread" in shown.highlighted.tags
        await pilot.press("x")
        await settle(pilot)
        assert all("archived" in tags(demo, id) for id in members)
        await pilot.press("u")
        await settle(pilot)
        assert not any("unread" in tags(demo, id) for id in members)


async def test_tab_goes_to_the_reader_and_back(demo: Workspace) -> None:
    for size in ((80, 24), (160, 48)):
        async with running(demo, size) as pilot:
            await pilot.press("tab")
            await settle(pilot)
            assert messages(pilot).reader.has_focus
            await pilot.press("tab")
            await settle(pilot)
            assert messages(pilot).query_one(MessageList).has_focus
