"""Themes, glyphs and movement, as the app draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widgets import Input

import mailatlas_tui
from mailatlas_core.text import cell_width, fit, visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui import terminals
from mailatlas_tui.app import MailAtlasApp
from mailatlas_tui.filters import OnlyAscii
from mailatlas_tui.glyphs import STAND_INS
from mailatlas_tui.looks import Looks
from mailatlas_tui.terminals import Colours
from mailatlas_tui.themes import CONTRAST, DARK, LIGHT, PALETTES, themes
from tests.tui.driving import settle, text

SYSTEMS: dict[Colours, ColorSystem] = {"256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}
OURS = [(name, colours) for name in (DARK, LIGHT, CONTRAST) for colours in SYSTEMS]
# Which part of the screen belongs to what is looked at, after which keys; esc leads back.
PARTS = {
    "messages": ("Screen", "down"),
    "reader": ("Screen", "enter"),
    "help": (".dialog", "question_mark"),
    "ingest": (".dialog", "i"),
    "palette": ("CommandList", "ctrl+p"),
    "audit": ("Screen", "4"),
}


def shown(color: Color | None, colours: Colours) -> tuple[int, int, int]:
    """Red, green and blue as a terminal of so many colours shows them."""
    assert color is not None
    number = color.downgrade(SYSTEMS[colours]).number
    assert number is not None
    return tuple((EIGHT_BIT_PALETTE if colours == "256" else STANDARD_PALETTE)[number])  # type: ignore[return-value]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: tuple[int, int, int]) -> float:
    parts = (part / 255 for part in rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def drawn(workspace: Workspace, looks: Looks) -> dict[str, list[Segment]]:
    """What the app draws in each of its parts."""
    app = MailAtlasApp(workspace, "--root", looks=looks)
    found = {}
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for part, (selector, key) in PARTS.items():
            await pilot.press(key)
            await settle(pilot)
            while part == "palette" and not app.screen.query(".--visible"):
                await pilot.pause()
            found[part] = _segments(app, selector)
            await pilot.press("escape")
            await settle(pilot)
    return found


def _segments(app: MailAtlasApp, selector: str) -> list[Segment]:
    area = app.screen if selector == "Screen" else app.screen.query_one(selector)
    strips = app.screen._compositor.render_strips()
    rows = (strips[row] for row in area.region.line_range)
    return [segment for row in rows for segment in row.crop(*area.region.column_span)]


@pytest.mark.parametrize(("name", "colours"), OURS)
def test_every_colour_of_a_theme_is_one_that_the_terminal_has(name: str, colours: Colours) -> None:
    palette = EIGHT_BIT_PALETTE if colours == "256" else STANDARD_PALETTE
    count = 256 if colours == "256" else 16
    has = {Color.from_rgb(*palette[number]).name for number in range(count)}
    theme = next(theme for theme in themes(colours) if theme.name == name)
    used = {value for value in vars(theme).values() if str(value).startswith("#")}
    assert used | set(theme.variables.values()) <= has


@pytest.mark.parametrize(("name", "colours"), OURS)
async def test_every_text_stands_out_from_what_is_behind_it(
    demo: Workspace, name: str, colours: Colours
) -> None:
    least = 7 if name == CONTRAST else 4.5
    for part, segments in (await drawn(demo, Looks(theme=name, colours=colours))).items():
        words = [segment for segment in segments if any(map(str.isalnum, segment.text))]
        assert len(words) > 3, part
        for word, style, _ in words:
            assert style is not None
            ratio = contrast(shown(style.color, colours), shown(style.bgcolor, colours))
            assert ratio >= least, f"{part}: {word!r} in {style}"


@pytest.mark.parametrize(("name", "colours"), OURS)
def test_every_text_of_a_palette_can_be_read_on_every_ground(name: str, colours: Colours) -> None:
    palette = PALETTES[name][colours]
    grounds = (palette.background, palette.surface, palette.panel)
    kinds = (palette.text, palette.quiet, palette.accent, palette.warning, palette.error, palette.success)
    pairs = [(kind, ground) for kind in kinds for ground in grounds]
    pairs += [(palette.cursor_text, palette.cursor), (palette.cursor_focus_text, palette.cursor_focus)]
    for pair in pairs:
        one, other = (shown(Color.parse(each), colours) for each in pair)
        assert contrast(one, other) >= (7 if name == CONTRAST else 4.5), pair


async def test_without_colours_there_are_attributes_instead(demo: Workspace) -> None:
    parts = await drawn(demo, Looks(colours="none", theme=LIGHT))
    styles = {part: [style for _, style, _ in segments if style] for part, segments in parts.items()}
    assert not any(style.color or style.bgcolor for each in styles.values() for style in each)
    assert any(style.reverse for style in styles["messages"])  # the cursor
    assert any(style.underline for style in styles["reader"])  # the cursor that waits in the list
    assert any(style.dim for style in styles["reader"])  # what is quiet
    assert any(style.reverse for style in styles["ingest"])  # the cursor of the field
    assert any(style.underline for style in styles["palette"])  # the command that enter would run


async def test_a_theme_of_textual_is_not_used_without_colours(demo: Workspace) -> None:
    app = MailAtlasApp(demo, "--root", looks=Looks(theme="nord", colours="none"))
    assert app.theme == DARK


async def test_a_theme_that_is_not_there_is_told(demo: Workspace) -> None:
    app = MailAtlasApp(demo, "--root", looks=Looks(theme="atlas-green"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        assert "There is no theme “atlas-green”" in text(pilot)


def own_texts() -> Iterator[tuple[str, str]]:
    """Every text of the interface that is not a docstring, with its module."""
    for path in Path(mailatlas_tui.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
                yield path.name, node.value


def test_every_glyph_of_ours_has_a_stand_in_of_the_same_width() -> None:
    for module, words in own_texts():
        assert words.translate(STAND_INS).isascii(), f"{module}: {words!r} needs a stand-in in glyphs.py"
        assert cell_width(words) == cell_width(words.translate(STAND_INS)), f"{module}: {words!r}"


def test_what_the_core_makes_visible_has_stand_ins_too() -> None:
    assert (fit("abcdef", 3) + visible("\u202e")).translate(STAND_INS).isascii()


def test_what_ascii_cannot_say_keeps_its_width() -> None:
    segments = OnlyAscii().apply([Segment("Wójcik 北極星 ✓", Style())], TextualColor(0, 0, 0))
    assert [segment.text for segment in segments] == ["W?jcik ?????? ?"]


async def test_without_animation_no_cursor_blinks(demo: Workspace) -> None:
    app = MailAtlasApp(demo, "--root", looks=Looks(animation=False))
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.animation_level == "none"
        for key in ("slash", "escape", "i", "escape", "ctrl+p"):
            await pilot.press(key)
            await settle(pilot)
            if isinstance(app.focused, Input):
                assert not app.focused.cursor_blink


async def test_switching_between_rooms_that_were_seen_styles_nothing_anew(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated: list[DOMNode] = []
    update = Stylesheet.update

    def noted(sheet: Stylesheet, root: DOMNode, animate: bool = False) -> None:
        updated.append(root)
        update(sheet, root, animate)

    app = MailAtlasApp(demo, "--root")
    async with app.run_test(size=(120, 40)) as pilot:
        monkeypatch.setattr(Stylesheet, "update", noted)
        for rooms, styles in (("414", True), ("1414", False)):
            updated.clear()
            for room in rooms:
                await pilot.press(room)
                await settle(pilot)
            assert bool(updated) == styles


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "256"),
        ({"TERM": "screen"}, "16"),
        ({}, "16"),
        ({"TERM": "vt220"}, "none"),
        ({"TERM": "xterm-mono"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "none"),
    ],
)
def test_the_environment_says_how_many_colours_there_are(environ: dict[str, str], expected: Colours) -> None:
    assert terminals.colours(environ) == expected
