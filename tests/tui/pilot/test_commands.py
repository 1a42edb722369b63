"""One declaration, four places: binding, footer, help, palette."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette as PaletteScreen
from textual.widgets import OptionList

from mailatlas_core.workspace import Workspace
from mailatlas_tui.commands import COMMANDS, PLACES
from mailatlas_tui.keymap import Keymap
from mailatlas_tui.screens.audit.room import AuditRoom
from mailatlas_tui.widgets.key_footer import KeyFooter
from mailatlas_tui.widgets.line_view import LineView
from mailatlas_tui.widgets.message_list import MessageList
from tests.tui.driving import messages, running, settle, text, type_text

KEYMAP = Keymap()


def test_a_key_means_one_thing_in_a_place() -> None:
    for place in PLACES:
        keys = [
            key
            for command in COMMANDS
            if command.place in (place, "everywhere")
            for key in (*command.keys, *command.typing_keys)
        ]
        assert len(keys) == len(set(keys))


def test_no_key_is_one_that_old_terminals_cannot_tell_from_another() -> None:
    used = {key for command in COMMANDS for key in (*command.keys, *command.typing_keys)}
    assert used.isdisjoint({"ctrl+m", "ctrl+h", "ctrl+i", "ctrl+left_square_bracket"})


async def test_the_help_lists_every_command_with_its_keys(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("question_mark")
        await settle(pilot)
        lines = pilot.app.screen.query_one(LineView).lines
        shown = " ".join("".join(span for span, _ in line.spans) for line in lines)
        for command in COMMANDS:
            assert f"{command.name}." in shown
            assert KEYMAP.shown(command) in shown
        await pilot.press("escape")
        await settle(pilot)
        assert messages(pilot).is_current


async def test_the_palette_holds_every_command(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await settle(pilot)
        options = pilot.app.screen.query_one(OptionList)
        prompts = [str(options.get_option_at_index(index).prompt) for index in range(options.option_count)]
        assert [prompt.split("\n")[0] for prompt in prompts] == [command.name for command in COMMANDS]


async def test_a_command_of_another_room_goes_there_first(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("ctrl+p")
        await type_text(pilot, "verify")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AuditRoom)
        assert "Whole: " in text(pilot)


async def test_every_command_can_be_run_by_its_name(demo: Workspace) -> None:
    for command in COMMANDS:
        async with running(demo) as pilot:
            app = messages(pilot).atlas
            if command.place != "everywhere":
                await app.switch_mode(command.place)
            place = app if command.place == "everywhere" else app.screen
            assert callable(getattr(place, f"action_{command.action.partition('(')[0]}"))
            if command.full_id == "accounts.watch":  # begun here, and ended below
                await settle(pilot)
                await app.run_command(command)
            await app.run_command(command)
            await settle(pilot)


@pytest.mark.parametrize("keys", [(), ("enter",), ("slash",), ("4",), ("i",), ("question_mark",)])
async def test_every_key_in_the_footer_works(demo: Workspace, keys: tuple[str, ...]) -> None:
    async with running(demo) as pilot:
        await pilot.press(*keys)
        await settle(pilot)
        for key in [key for footer in pilot.app.screen.query(KeyFooter) for key in footer.keys]:
            active = pilot.app.screen.active_bindings[key.key]
            assert active.enabled
            assert pilot.app.screen.active_bindings[key.key].binding.action == key.action


async def test_nothing_opens_above_a_dialog(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("i", "f1", "ctrl+p", "f3")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, PaletteScreen)
        assert "Ingest" in text(pilot)


async def test_rooms_are_reached_by_number_and_by_function_key_and_keep_their_place(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("down", "down")
        place = messages(pilot).query_one("#list")
        for key in ("2", "f4", "4", "f2"):
            await pilot.press(key)
            await settle(pilot)
        rows = messages(pilot).query_one(MessageList)
        assert rows is place
        assert rows.position == rows.positions[2]


async def test_the_themes_are_switched_by_a_command(demo: Workspace) -> None:
    async with running(demo) as pilot:
        assert pilot.app.theme == "atlas-dark"
        await pilot.app.run_action("switch_theme")
        assert pilot.app.theme == "atlas-light"


async def test_textuals_own_themes_work_too(demo: Workspace) -> None:
    async with running(demo) as pilot:
        for theme in pilot.app.available_themes:
            pilot.app.theme = theme
            await pilot.pause()
            assert "Messages" in text(pilot)


async def test_a_command_that_cannot_be_done_now_says_so(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await messages(pilot).atlas.run_command(next(each for each in COMMANDS if each.id == "errors"))
        await settle(pilot)
        assert "Show ingest errors: not possible right now." in text(pilot)
