"""Our dark and our light theme.

Every colour is one of the 256 that a terminal over SSH has, so that it looks the same there:
greys, one accent, and red, amber and green for what failed, warns and went well.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="atlas-dark",
    dark=True,
    primary="#87afd7",
    secondary="#87afd7",
    accent="#87afd7",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    warning="#d7af5f",
    error="#d75f5f",
    success="#87af5f",
    variables={
        "quiet": "#8a8a8a",
        "rule": "#3a3a3a",
        "cursor": "#303030",
        "cursor-focus": "#005f87",
        "cursor-text": "#ffffff",
        "border": "#5f87af",
        "border-blurred": "#3a3a3a",
        "footer-key-foreground": "#87afd7",
        "footer-description-foreground": "#8a8a8a",
        "footer-background": "#121212",
        "scrollbar": "#303030",
        "scrollbar-hover": "#444444",
        "scrollbar-active": "#5f87af",
        "scrollbar-background": "#121212",
        "scrollbar-background-hover": "#121212",
        "scrollbar-background-active": "#121212",
        "input-selection-background": "#005f87",
    },
)

LIGHT = Theme(
    name="atlas-light",
    dark=False,
    primary="#005f87",
    secondary="#005f87",
    accent="#005f87",
    foreground="#262626",
    background="#ffffff",
    surface="#f5f5f5",
    panel="#eeeeee",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    variables={
        "quiet": "#6c6c6c",
        "rule": "#c6c6c6",
        "cursor": "#e4e4e4",
        "cursor-focus": "#afd7ff",
        "cursor-text": "#000000",
        "border": "#5f87af",
        "border-blurred": "#c6c6c6",
        "footer-key-foreground": "#005f87",
        "footer-description-foreground": "#6c6c6c",
        "footer-background": "#ffffff",
        "scrollbar": "#d0d0d0",
        "scrollbar-hover": "#b2b2b2",
        "scrollbar-active": "#5f87af",
        "scrollbar-background": "#ffffff",
        "scrollbar-background-hover": "#ffffff",
        "scrollbar-background-active": "#ffffff",
        "input-selection-background": "#afd7ff",
    },
)
