"""Our three themes: dark, light, and one of high contrast; each for 256 and for 16 colours.

Greys, one accent, and red, amber and green for what failed, warns and went well. Every colour is
exactly one of those that the terminal has, so that nothing is rounded to something unreadable: over
SSH that is 256 mostly, since COLORTERM does not pass it.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.theme import Theme

from mailatlas_tui.terminals import Colours

DARK, LIGHT, CONTRAST = "atlas-dark", "atlas-light", "atlas-contrast"


@dataclass(frozen=True, slots=True)
class Palette:
    """What a colour is for. Text of any kind stands on `background`, `surface` or `panel`."""

    text: str
    quiet: str
    accent: str
    warning: str
    error: str
    success: str
    background: str
    surface: str
    panel: str
    rule: str
    border: str
    scrollbar: str
    cursor: str
    cursor_text: str
    cursor_focus: str
    cursor_focus_text: str


_DARK_256 = Palette(
    text="#d0d0d0",
    quiet="#949494",
    accent="#87afd7",
    warning="#d7af5f",
    error="#ff8787",
    success="#87af5f",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    rule="#3a3a3a",
    border="#5f87af",
    scrollbar="#444444",
    cursor="#303030",
    cursor_text="#d0d0d0",
    cursor_focus="#005f87",
    cursor_focus_text="#ffffff",
)

_LIGHT_256 = Palette(
    text="#262626",
    quiet="#626262",
    accent="#005f87",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    background="#ffffff",
    surface="#eeeeee",
    panel="#eeeeee",
    rule="#c6c6c6",
    border="#5f87af",
    scrollbar="#b2b2b2",
    cursor="#e4e4e4",
    cursor_text="#262626",
    cursor_focus="#afd7ff",
    cursor_focus_text="#000000",
)

_CONTRAST_256 = Palette(
    text="#ffffff",
    quiet="#c6c6c6",
    accent="#5fd7ff",
    warning="#ffff5f",
    error="#ff8787",
    success="#87ff87",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    rule="#8a8a8a",
    border="#ffffff",
    scrollbar="#8a8a8a",
    cursor="#444444",
    cursor_text="#ffffff",
    cursor_focus="#ffff5f",
    cursor_focus_text="#000000",
)

# Of the sixteen, yellow, green and cyan are too pale for text on white, and dark grey for text on
# black; bright backgrounds are left to white, because the Linux console has none.

_DARK_16 = Palette(
    text="#ffffff",
    quiet="#aaaaaa",
    accent="#55ffff",
    warning="#ffff55",
    error="#ff5555",
    success="#55ff55",
    background="#000000",
    surface="#000000",
    panel="#000000",
    rule="#555555",
    border="#00aaaa",
    scrollbar="#555555",
    cursor="#555555",
    cursor_text="#ffffff",
    cursor_focus="#0000aa",
    cursor_focus_text="#ffffff",
)

_LIGHT_16 = Palette(
    text="#000000",
    quiet="#555555",
    accent="#0000aa",
    warning="#aa00aa",
    error="#aa0000",
    success="#0000aa",
    background="#ffffff",
    surface="#ffffff",
    panel="#ffffff",
    rule="#aaaaaa",
    border="#0000aa",
    scrollbar="#aaaaaa",
    cursor="#aaaaaa",
    cursor_text="#000000",
    cursor_focus="#0000aa",
    cursor_focus_text="#ffffff",
)

_CONTRAST_16 = Palette(
    text="#ffffff",
    quiet="#aaaaaa",
    accent="#55ffff",
    warning="#ffff55",
    error="#ff55ff",
    success="#55ff55",
    background="#000000",
    surface="#000000",
    panel="#000000",
    rule="#aaaaaa",
    border="#ffffff",
    scrollbar="#aaaaaa",
    cursor="#aaaaaa",
    cursor_text="#000000",
    cursor_focus="#ffffff",
    cursor_focus_text="#000000",
)

PALETTES: dict[str, dict[Colours, Palette]] = {
    DARK: {"256": _DARK_256, "16": _DARK_16, "none": _DARK_16},
    LIGHT: {"256": _LIGHT_256, "16": _LIGHT_16, "none": _DARK_16},
    CONTRAST: {"256": _CONTRAST_256, "16": _CONTRAST_16, "none": _DARK_16},
}
"""Without colours, all are one: `filters.NoColours` reads its colours, and sends none."""


def themes(colours: Colours) -> list[Theme]:
    """Our themes for a terminal of so many colours."""
    return [_theme(name, palettes[colours]) for name, palettes in PALETTES.items()]


def own_variables(theme: Theme) -> dict[str, str]:
    """What our style sheets need beyond Textual's variables, out of a theme that is not ours."""
    colours = theme.to_color_system().generate()
    return {
        "quiet": colours["text-muted"],
        "rule": colours["border-blurred"],
        "cursor": colours["block-cursor-blurred-background"],
        "cursor-text": colours["block-cursor-blurred-foreground"],
        "cursor-focus": colours["block-cursor-background"],
        "cursor-focus-text": colours["block-cursor-foreground"],
    }


def _theme(name: str, palette: Palette) -> Theme:
    return Theme(
        name=name,
        dark=name != LIGHT,
        primary=palette.accent,
        secondary=palette.accent,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.background,
        surface=palette.surface,
        panel=palette.panel,
        warning=palette.warning,
        error=palette.error,
        success=palette.success,
        variables=_variables(palette),
    )


def _variables(palette: Palette) -> dict[str, str]:
    """Ours, and those that Textual would else blend to colours that the terminal does not have."""
    cursor = {
        "cursor": palette.cursor,
        "cursor-text": palette.cursor_text,
        "cursor-focus": palette.cursor_focus,
        "cursor-focus-text": palette.cursor_focus_text,
        "block-cursor-background": palette.cursor_focus,
        "block-cursor-foreground": palette.cursor_focus_text,
        "block-cursor-blurred-background": palette.cursor,
        "block-cursor-blurred-foreground": palette.cursor_text,
        "block-hover-background": palette.panel,
        "input-selection-background": palette.cursor_focus,
        "input-selection-foreground": palette.cursor_focus_text,
        "screen-selection-background": palette.cursor_focus,
        "screen-selection-foreground": palette.cursor_focus_text,
    }
    text = {
        "quiet": palette.quiet,
        "text": palette.text,
        "text-muted": palette.quiet,
        "text-disabled": palette.quiet,
        "text-success": palette.success,
        "text-warning": palette.warning,
        "text-error": palette.error,
        "footer-key-foreground": palette.accent,
        "footer-description-foreground": palette.quiet,
        "footer-background": palette.background,
    }
    frame = {
        "rule": palette.rule,
        "border": palette.border,
        "border-blurred": palette.rule,
        "panel-lighten-1": palette.panel,
        "panel-darken-1": palette.surface,
        "scrollbar": palette.scrollbar,
        "scrollbar-hover": palette.border,
        "scrollbar-active": palette.border,
        "scrollbar-background": palette.background,
        "scrollbar-background-hover": palette.background,
        "scrollbar-background-active": palette.background,
    }
    return cursor | text | frame
