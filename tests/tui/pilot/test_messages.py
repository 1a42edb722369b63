"""The room of messages: search, read, walk, resize, ingest."""

from __future__ import annotations

import threading
from pathlib import Path

from textual.widgets import Input

from mailatlas_core.errors import WorkspaceBusy
from mailatlas_core.models import IngestProgress, IngestReport
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Failed, Request
from mailatlas_tui.screens.messages.room import MessagesRoom
from mailatlas_tui.widgets.ingest_bar import IngestBar, Ingested
from mailatlas_tui.widgets.line_view import LineView
from mailatlas_tui.widgets.list_answers import Counted
from mailatlas_tui.widgets.list_pane import ListPane
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from tests.tui.driving import ingest, messages, running, settle, text, type_text

NARROW = (80, 24)
PATIENCE = 10.0


def subjects(room: MessagesRoom) -> list[str]:
    shown = room.query_one(MessageList)
    rows = (shown.row(position) for position in shown.positions)
    return [row.subject for row in rows if row is not None]


async def test_the_newest_messages_are_shown_at_once(demo: Workspace) -> None:
    newest = demo.documents.page(limit=40)
    async with running(demo) as pilot:
        assert subjects(messages(pilot))[:40] == [row.subject for row in newest]
        assert f"{demo.documents.count():,} messages" in text(pilot)


async def test_every_message_is_reached_by_its_position(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("end")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        assert list(shown.positions) == list(demo.documents.positions())
        oldest = demo.documents.at([shown.positions[-1]])[0]
        assert shown.row(shown.positions[-1]) == oldest


async def test_a_search_shows_what_it_finds_as_it_is_typed(demo: Workspace) -> None:
    found = list(demo.documents.positions("lighthou", typing=True))
    assert 0 < len(found) < 200
    async with running(demo) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "lighthou")
        assert list(messages(pilot).query_one(MessageList).positions) == found
        assert f"{len(found)} of {demo.documents.count()}" in text(pilot)


async def test_a_slash_can_be_searched_for(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "a/b")
        assert messages(pilot).query_one("#search-input", Input).value == "a/b"


async def test_a_search_that_is_not_understood_says_so_and_keeps_the_rows(demo: Workspace) -> None:
    async with running(demo) as pilot:
        before = subjects(messages(pilot))
        await pilot.press("slash")
        messages(pilot).query_one(Input).value = "form:ada"  # at once, so that "form" is not searched for
        await type_text(pilot, "")
        assert "from" in text(pilot)
        assert "form" in text(pilot)
        assert subjects(messages(pilot)) == before


async def test_esc_clears_the_search_and_goes_back_to_where_it_began(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("down", "down", "down")
        place = messages(pilot).query_one(MessageList).position
        await pilot.press("slash")
        await type_text(pilot, "lighthouse")
        assert messages(pilot).query_one(MessageList).position != place
        await pilot.press("escape")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        assert shown.position == place
        assert shown.has_focus


async def test_enter_and_down_lead_from_the_search_to_the_list(demo: Workspace) -> None:
    for key in ("enter", "down"):
        async with running(demo) as pilot:
            await pilot.press("slash", *"port", key)
            await settle(pilot)
            assert messages(pilot).query_one(MessageList).has_focus


async def test_a_search_without_a_result_says_how_to_leave_it(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "zzzzqqqq")
        assert "Nothing found." in text(pilot)
        assert not messages(pilot).query_one(Reader).holds_message


async def test_the_reader_follows_the_cursor(demo: Workspace) -> None:
    second = demo.documents.page(limit=2)[1]
    async with running(demo) as pilot:
        await pilot.press("down")
        await settle(pilot)
        reader = messages(pilot).query_one(Reader)
        assert demo.documents.get(second.id).sender_email in "".join(
            span for line in reader.lines for span, _ in line.spans
        )


async def test_n_and_p_walk_messages_without_leaving_the_reader(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        room = messages(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("n", "n", "p")
        await settle(pilot)
        reader, shown = room.query_one(Reader), room.query_one(MessageList)
        assert reader.has_focus
        assert shown.position == shown.positions[1]
        assert room.row is not None
        assert room.row.sent_subject in "".join(span for span, _ in reader.lines[0].spans)


async def test_v_turns_text_agent_view_headers_and_raw_source(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("enter")
        seen = []
        for _ in range(5):
            seen.append(messages(pilot).query_one(Reader).view)
            await pilot.press("v")
            await settle(pilot)
        assert seen == ["text", "agent", "headers", "raw", "text"]


async def test_the_raw_view_shows_the_original_bytes(demo: Workspace) -> None:
    newest = demo.documents.page(limit=1)[0]
    async with running(demo) as pilot:
        await pilot.press("v", "v", "v")
        await settle(pilot)
        first = demo.documents.raw(newest.id).splitlines()[0].decode()
        assert first in text(pilot)


async def test_a_narrow_terminal_shows_list_and_reader_in_turn(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        room = messages(pilot)
        assert (room.query_one(MessageList).region.width > 70, room.query_one(Reader).display) == (
            True,
            False,
        )
        await pilot.press("enter")
        await settle(pilot)
        assert not room.query_one("#list-pane").display
        assert room.query_one(Reader).has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert room.query_one(MessageList).has_focus
        assert not room.query_one(Reader).display


async def test_a_resize_loses_no_place(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("pagedown", "pagedown", "down")
        await settle(pilot)
        room = messages(pilot)
        place = room.query_one(MessageList).position
        for width, height in (NARROW, (200, 60), (80, 10), (160, 48)):
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            shown = room.query_one(MessageList)
            assert shown.position == place
            row = shown.positions.index(place or 0) - shown.scroll_offset.y
            assert 0 <= row < shown.size.height


async def test_a_resize_keeps_the_paragraph_that_is_read(demo: Workspace) -> None:
    longest = max(demo.documents.page(limit=1000), key=lambda row: len(demo.get(row.id).body_text))
    async with running(demo) as pilot:
        room = messages(pilot)
        shown, lines = room.query_one(MessageList), room.query_one(Reader)
        shown.move_to(list(shown.positions).index(longest.position))
        await settle(pilot)
        lines.scroll_to(y=12, animate=False, immediate=True)
        paragraph = lines.lines[12].paragraph
        await pilot.resize_terminal(120, 30)
        await settle(pilot)
        assert lines.lines[lines.scroll_offset.y].paragraph == paragraph


async def test_an_empty_workspace_says_what_to_do_first(empty: Workspace) -> None:
    async with running(empty, NARROW) as pilot:
        assert "No mail here yet." in text(pilot)
        assert "Press i" in text(pilot)


async def test_an_ingest_ends_in_counts_and_the_list_shows_the_mail(
    empty: Workspace, three_letters: Path
) -> None:
    async with running(empty) as pilot:
        await ingest(pilot, three_letters)
        assert "Ingested: 3 new · 0 known already" in text(pilot)
        assert subjects(messages(pilot)) == ["Lamp 3", "Lamp 2", "Lamp 1"]
        assert messages(pilot).query_one(MessageList).has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert "3 new" not in text(pilot)


async def test_an_ingest_keeps_the_place_in_the_list(demo: Workspace, three_letters: Path) -> None:
    async with running(demo) as pilot:
        await pilot.press("pagedown", "pagedown", "up", "up", "up")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        place, row = shown.position, shown.positions.index(shown.position or 0) - shown.scroll_offset.y
        await ingest(pilot, three_letters)
        assert len(shown.positions) == demo.documents.count()
        assert shown.position == place
        assert shown.positions.index(place or 0) - shown.scroll_offset.y == row


async def test_what_an_ingest_could_not_read_is_listed(empty: Workspace, tmp_path: Path) -> None:
    async with running(empty) as pilot:
        await ingest(pilot, tmp_path / "missing.mbox")
        assert "1 error" in text(pilot)
        await pilot.press("E")
        await settle(pilot)
        assert "missing.mbox" in text(pilot)


async def test_esc_in_the_dialog_ingests_nothing(empty: Workspace) -> None:
    async with running(empty) as pilot:
        await pilot.press("i", "escape")
        await settle(pilot)
        assert messages(pilot).is_current
        assert empty.documents.count() == 0


async def test_esc_cancels_a_running_ingest_and_says_so_before_it_has_ended(empty: Workspace) -> None:
    async with running(empty) as pilot:
        bar, bridge = messages(pilot).query_one(IngestBar), messages(pilot).atlas.bridge
        started, told, released = threading.Event(), threading.Event(), threading.Event()

        def job(request: Request) -> IngestReport:
            request.progress(IngestProgress(ingested=7, bytes_read=1, bytes_total=2))
            with request.cancel.calling(told.set):
                started.set()
                told.wait(PATIENCE)
            released.wait(PATIENCE)
            return IngestReport("cancelled", "run", 7, 0, 0, 0)

        bridge.work(bar, "work", job, Ingested)
        assert started.wait(PATIENCE)
        await pilot.pause()
        assert "50%" in text(pilot)
        assert "7 new" in text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert told.is_set()
        assert "Cancelling" in text(pilot)
        released.set()
        await settle(pilot)
        assert "Cancelled: 7 new" in text(pilot)


async def test_quitting_asks_while_an_ingest_runs(empty: Workspace) -> None:
    told = threading.Event()
    async with running(empty) as pilot:
        room = messages(pilot)

        def job(request: Request) -> IngestReport:
            with request.cancel.calling(told.set):
                told.wait(PATIENCE)
            return IngestReport("cancelled", "run", 0, 0, 0, 0)

        room.atlas.bridge.work(room.query_one(IngestBar), "work", job, Ingested)
        await pilot.press("q", "ctrl+q")  # the second must not ask again
        await pilot.pause()
        assert "Something still runs." in text(pilot)
        await pilot.press("n")
        await pilot.pause()
        assert pilot.app.screen is room
        await pilot.press("ctrl+q", "y")
    assert told.is_set()


async def test_a_failed_read_becomes_a_notice(empty: Workspace) -> None:
    async with running(empty) as pilot:
        pane = messages(pilot).query_one(ListPane)
        request = messages(pilot).atlas.bridge.read(pane, "count", lambda _: 0, Counted)
        pane.post_message(Failed(request, WorkspaceBusy("Another process writes [/foo].", hint="Wait.")))
        await settle(pilot)
        assert "Another process writes [/foo]." in text(pilot)


async def test_ten_megabytes_of_text_are_laid_out_without_the_app_waiting(
    empty: Workspace, tmp_path: Path
) -> None:
    letter = tmp_path / "long.eml"
    letter.write_bytes(b"From: a@example.org\nSubject: Long\n\n" + b"word " * 2_000_000)
    empty.ingest([letter])
    async with running(empty) as pilot:
        await pilot.press("enter", "end")
        await settle(pilot)
        view = messages(pilot).query_one(LineView)
        assert len(view.lines) > 100_000
        assert view.scroll_offset.y > 100_000


async def test_leaving_an_empty_search_keeps_the_place(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("down", "down", "down")
        shown = messages(pilot).query_one(MessageList)
        place = shown.position
        await pilot.press("slash", "escape")
        await settle(pilot)
        assert shown.has_focus
        assert shown.position == place
