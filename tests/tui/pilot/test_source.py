"""One key shows where a line stands in the text before cleaning, and leads back again."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.reader import Reader
from tests.tui.driving import messages, running, settle, text, type_text

PATIENCE_SECONDS = 60
LOW = (80, 16)
"""A terminal in which a forward does not fit."""


def reader(pilot: Pilot[None]) -> Reader:
    return messages(pilot).query_one(Reader)


def top(pilot: Pilot[None]) -> int:
    return reader(pilot).scroll_offset.y


def marked(pilot: Pilot[None]) -> str:
    shown = reader(pilot)
    return "".join(span for line in shown.lines if line.source == shown.marked for span, _ in line.spans)


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def read(pilot: Pilot[None], query: str) -> None:
    """Find a message and go into the reader."""
    await press(pilot, "slash")
    await type_text(pilot, query)
    await press(pilot, "enter", "enter")


async def test_v_turns_through_the_full_text_where_it_differs(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "sill brandt")
        seen = []
        for _ in range(5):
            seen.append(reader(pilot).view)
            await press(pilot, "v")
        assert seen == ["text", "full", "agent", "headers", "raw"]  # it has no HTML


async def test_a_message_without_a_chosen_view_is_shown_as_text(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "sill brandt")
        await press(pilot, "v")
        assert reader(pilot).view == "full"
        await press(pilot, "escape", "escape", "home")
        assert reader(pilot).view == "text"
        await press(pilot, "v")
        assert reader(pilot).view == "agent"


async def test_s_shows_a_line_of_the_text_in_the_full_text(demo: Workspace) -> None:
    async with running(demo, LOW) as pilot:
        await read(pilot, "sill brandt")
        await press(pilot, *["down"] * 6)
        place = top(pilot)
        first = next(line for line in reader(pilot).lines[place:] if line.source is not None)
        await press(pilot, "s")
        assert reader(pilot).view == "full"
        assert reader(pilot).marked == first.source
        assert "".join(span for span, _ in first.spans) in marked(pilot)
        assert f"▸ {marked(pilot).strip()}" in text(pilot)


@pytest.mark.parametrize("key", ["s", "v", "escape"])
async def test_s_v_and_esc_lead_back_to_where_one_was(demo: Workspace, key: str) -> None:
    async with running(demo, LOW) as pilot:
        await read(pilot, "sill brandt")
        await press(pilot, "down", "down", "down")
        place = top(pilot)
        assert place
        await press(pilot, "s", "end", key)
        assert (reader(pilot).view, top(pilot)) == ("text", place)
        assert reader(pilot).has_focus


async def test_s_leads_from_a_listed_line_of_the_agent_view_and_back(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "sill brandt")
        await press(pilot, "v", "v", "down", "down")
        assert marked(pilot) == "  Date: Mon, Mar 9, 2026 at 6:12 AM"
        await press(pilot, "s")
        assert reader(pilot).view == "full"
        assert "▸ Date: Mon, Mar 9, 2026 at 6:12 AM" in text(pilot)
        await press(pilot, "s", "up")
        assert reader(pilot).view == "agent"
        assert marked(pilot) == "  From: Captain Ilse Brandt <brandt@halcyon.example>"


async def test_in_a_low_terminal_the_arrows_reach_every_listed_line_and_both_ends(demo: Workspace) -> None:
    async with running(demo, LOW) as pilot:
        await read(pilot, "whale 1931 ngozi")
        await press(pilot, "v", "v")
        shown = reader(pilot)
        assert shown.max_scroll_y
        seen = set()
        for _ in range(shown.max_scroll_y + len(shown.lines)):
            seen.add(shown.marked)
            await pilot.press("down")
        assert top(pilot) == shown.max_scroll_y
        assert seen == {line.source for line in shown.lines if line.source is not None}
        for _ in range(shown.max_scroll_y + len(shown.lines)):
            await pilot.press("up")
        assert top(pilot) == 0


async def test_another_message_ends_the_look_at_a_source(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "forwarded message")
        await press(pilot, "s")
        assert reader(pilot).shows_source
        await press(pilot, "n")
        assert not reader(pilot).shows_source
        assert reader(pilot).view == "text"


async def test_s_does_nothing_while_the_message_before_is_still_in_view(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "sill brandt")
        assert reader(pilot).has_source
        other = next(row.id for row in demo.documents.page() if row.id != reader(pilot).document_id)
        reader(pilot).open(other, rest=PATIENCE_SECONDS)
        assert not reader(pilot).has_source
        reader(pilot).show_source()
        assert not reader(pilot).shows_source
        assert reader(pilot).view == "text"


async def test_s_is_offered_only_where_it_shows_something(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "sill brandt")
        assert "s source" in text(pilot)
        await press(pilot, "v", "v", "v")
        assert reader(pilot).view == "headers"
        assert "s source" not in text(pilot)
