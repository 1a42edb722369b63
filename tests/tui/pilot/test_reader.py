"""What a person does in the reader: fold quotes, see what was found, turn views, in any width."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from mailatlas_core.query.parse import parse_query
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.layout import FIRST_CHARACTERS, Reading, Wish, lay_out
from mailatlas_tui.widgets.reader import Reader
from mailatlas_tui.wrapping import Lines, Paragraph
from tests.tui.driving import running, settle, text
from tests.tui.pilot.test_reading import found
from tests.tui.pilot.test_source import press, read, reader, top


def shown(pilot: Pilot[None]) -> str:
    """All lines of the reader, in view or not."""
    return "\n".join("".join(span for span, _ in line.spans).rstrip() for line in reader(pilot).lines)


def underlined(view: Reader) -> list[str]:
    """What is pointed out on the lines in view."""
    strips = map(view.render_line, range(view.size.height))
    return [text for strip in strips for text, style, _ in strip if style and style.underline and text]


async def open_message(pilot: Pilot[None], id: str, query: str = "") -> None:
    reader(pilot).open(id, query)
    await settle(pilot)


async def test_z_unfolds_and_folds_the_quotes_of_this_message_and_of_the_next(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await read(pilot, "doubtful weekend")
        assert "▸ 20 quoted lines" in shown(pilot)
        await press(pilot, "z")
        assert "quoted line" not in shown(pilot)
        assert "\n>> Last time it was the connector" in shown(pilot)
        await press(pilot, "n")
        assert "\n> Last time it was the connector" in shown(pilot)
        await press(pilot, "z", "p")
        assert "▸ 20 quoted lines" in shown(pilot)


async def test_folding_keeps_the_place(demo: Workspace) -> None:
    async with running(demo, (80, 16)) as pilot:
        await read(pilot, "doubtful weekend")
        await press(pilot, "z", "end")
        assert top(pilot)
        await press(pilot, "z")
        assert "▸ 20 quoted lines" in text(pilot)


async def test_only_what_has_quotes_in_view_can_be_folded(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_message(pilot, found(demo, "Re: Sensor 14", beginning="I have marked").id)
        assert reader(pilot).has_quotes
        await press(pilot, "v")
        assert not reader(pilot).has_quotes
        await open_message(pilot, found(demo, "Blue, but which blue?").id)
        assert not reader(pilot).has_quotes


async def test_what_the_query_found_is_underlined_wherever_it_stands(demo: Workspace) -> None:
    async with running(demo) as pilot:
        document = found(demo, "Re: Sensor 14", beginning="I have marked")
        await open_message(pilot, document.id, "sensor doubt")
        assert underlined(reader(pilot)) == ["Sensor", "doubtful"]
        reader(pilot).open(document.id, "weekend -sensor")
        assert underlined(reader(pilot)) == ["weekend"]
        reader(pilot).open(document.id, "")
        assert underlined(reader(pilot)) == []


async def test_a_wrong_query_points_out_nothing(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_message(pilot, found(demo, "Re: Sensor 14").id, "sensor larger:much")
        assert underlined(reader(pilot)) == []


def _paragraph(text: str, number: int) -> Paragraph:
    return Paragraph(text, "plain", "", number, None, repeated=False)


async def test_a_phrase_is_found_over_the_end_of_a_line_and_with_overlaps(demo: Workspace) -> None:
    async with running(demo) as pilot:
        view = reader(pilot)
        view.show(Lines([_paragraph("the lamp of the keeper", 0)], width=12))
        view.show_found(parse_query('"lamp of the" "of the keeper"'))
        assert underlined(view) == ["lamp of", "the", " keeper"]
        view.show(Lines([_paragraph("the lamp of", 0), _paragraph("the keeper", 1)], width=12))
        assert underlined(view) == []


async def test_after_the_end_of_a_long_text_each_page_up_goes_one_page_up(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_message(pilot, found(demo, "Re: Sensor 14").id)
        view = reader(pilot)
        view.focus()
        await settle(pilot)
        view.show(Lines([_paragraph(f"{number} {'港' * 300}", number) for number in range(3_000)], width=40))
        await pilot.press("end")
        page = view.size.height
        for _ in range(30):
            before = view.lines[top(pilot)]
            await pilot.press("pageup")
            assert view.lines[top(pilot) + page] == before


async def test_our_own_words_are_not_what_was_found(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_message(pilot, found(demo, "Re: Sensor 14", beginning="I have").id, "quoted source thread")
        assert underlined(reader(pilot)) == []


async def test_v_turns_to_the_html_as_text_where_there_is_html(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_message(pilot, found(demo, "Blue, but which blue?").id)
        seen = []
        for _ in range(6):
            seen.append(reader(pilot).view)
            reader(pilot).turn_view()
            await settle(pilot)
        assert seen == ["text", "full", "agent", "html", "headers", "raw"]
        assert reader(pilot).view == "text"


async def test_the_text_in_view_is_had_whole_and_as_it_came(demo: Workspace) -> None:
    document = found(demo, "Blue, but which blue?")
    async with running(demo) as pilot:
        await open_message(pilot, document.id)
        view = reader(pilot)
        assert view.document == document
        texts = {}
        for _ in range(6):
            texts[view.view] = view.part_text()
            view.turn_view()
            await settle(pilot)
        assert texts["text"] == document.body_text
        assert texts["full"] == demo.documents.full_text(document.id)
        assert texts["raw"] == demo.documents.raw(document.id).decode()
        assert "[image not loaded: images.mapline.example]" in texts["html"].split("\n")
        assert "Not loaded" in texts["agent"].split("\n")
        assert any(line.startswith("List-Unsubscribe") for line in texts["headers"].split("\n"))
        view.clear("")
        assert not view.holds_message
        assert not view.part_text()


async def test_a_message_read_anew_shows_its_tags_and_keeps_the_place(demo: Workspace) -> None:
    document = found(demo, "Re: Sensor 14", beginning="I have marked")
    async with running(demo, (160, 16)) as pilot:
        await open_message(pilot, document.id)
        reader(pilot).show_line(2)
        demo.tags.change(ids=[document.id], add=["to-print"])
        reader(pilot).reload()
        await settle(pilot)
        assert "to-print" in shown(pilot)
        assert top(pilot) == 2


@pytest.mark.parametrize("size", [(30, 10), (12, 6)])
async def test_in_a_very_narrow_terminal_subject_and_text_can_be_read(
    demo: Workspace, size: tuple[int, int]
) -> None:
    async with running(demo, size) as pilot:
        await read(pilot, "doubtful weekend")
        seen = text(pilot)
        for _ in range(reader(pilot).max_scroll_y):
            await pilot.press("down")
            seen += text(pilot)
        assert "sensor" in seen.lower()
        assert "an egg" in seen
        for _ in range(6):
            await press(pilot, "v")
            assert reader(pilot).lines


def test_of_a_long_text_the_beginning_goes_ahead(empty: Workspace, tmp_path: Path) -> None:
    letter = tmp_path / "long.eml"
    lines = "".join(f"line {number}\n" for number in range(FIRST_CHARACTERS // 5))
    letter.write_text(f"From: a@example.org\nSubject: Long\n\n{lines}")
    empty.ingest([letter])
    request = Request(MessagePump(), "layout", job=False, edit=False)
    wish = Wish(empty.documents.page()[0].id, "text", 80, folded=True, source=False)
    whole = lay_out(empty, wish, request)
    beginning = request.take_state()
    assert isinstance(beginning, Reading)
    assert 0 < len(beginning.lines) < len(whole.lines)
    assert list(beginning.lines[:-1]) == list(whole.lines[: len(beginning.lines) - 1])
    assert beginning.text == whole.text
