"""How the program looks: what is configured, what the terminal can show, and an app that keeps to both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ScreenError
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widgets import Input, TextArea

from mailatlas_tui import terminals, themes
from mailatlas_tui.filters import AsciiGlyphs, NoColours, OnlyAscii
from mailatlas_tui.keys_in_turn import KeysInTurnApp
from mailatlas_tui.painting import Canvas, Changes
from mailatlas_tui.safe import say
from mailatlas_tui.terminals import Colours


@dataclass(frozen=True, slots=True)
class Looks:
    """What is wished for, and what the terminal can show.

    `theme` is the name of one of our themes or of Textual's. Where the terminal does not take UTF-8,
    only ASCII is sent, and of mail in other scripts only that it is there can be seen.
    """

    theme: str = themes.DARK
    ascii: bool = False
    mouse: bool = True
    animation: bool = True
    colours: Colours = "256"
    utf8: bool = True

    def on_terminal(self, environ: Mapping[str, str]) -> Looks:
        """The same, as far as the terminal of this process can show it."""
        return replace(
            self,
            ascii=self.ascii or not terminals.takes_utf8() or terminals.has_few_glyphs(environ),
            colours=terminals.colours(environ),
            utf8=terminals.takes_utf8(),
        )

    @property
    def filters(self) -> list[LineFilter]:
        """What everything drawn goes through on its way to the terminal."""
        filters: list[LineFilter] = []
        if self.colours == "none":
            filters.append(NoColours(themes.PALETTES[themes.DARK]["none"]))
        if self.ascii:
            filters.append(AsciiGlyphs())
        if not self.utf8:
            filters.append(OnlyAscii())
        return filters


class WholeCells(ScrollBarRender):
    """A scrollbar without the fractions of a cell at its ends, which few fonts draw and ASCII lacks."""

    VERTICAL_BARS = HORIZONTAL_BARS = [" "]  # noqa: RUF012  # as Textual declares them


ScrollBar.renderer = WholeCells


class LooksApp(KeysInTurnApp, inherit_bindings=False):
    """An app that looks as it is told to."""

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self.looks = looks
        self._canvas = Canvas()
        self._css_variables: dict[str, str] = {}
        self._looks_filters = looks.filters
        if not looks.animation:
            self.animation_level = "none"
        for theme in themes.themes(looks.colours):
            self.register_theme(theme)
        self.theme = themes.DARK
        if looks.colours == "none":  # only of our own do we know what to say instead of colours
            for name in set(self.available_themes) - set(themes.PALETTES):
                self.unregister_theme(name)
        if looks.theme in self.available_themes:
            self.theme = looks.theme

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, self._redraw, immediate=True)
        if self.looks.theme not in self.available_themes:
            say(self, f"There is no theme “{self.looks.theme}” here; {self.theme} is used.", "warning")

    def get_driver_class(self) -> type[Driver]:
        from mailatlas_tui.driver import OutlivingDriver

        return OutlivingDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        # Ours come first: Textual's would turn dim text into another colour.
        return [*self._looks_filters, *super().get_line_filters()]

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the style sheets anew where the theme says other colours; Textual does it for every
        screen that it shows for the first time."""
        variables = self.get_css_variables()
        if variables == self._css_variables:
            self.stylesheet.update(self, animate=animate)
            with suppress(ScreenError):  # at the start there is no screen
                # Else it is done again whenever this screen is switched to.
                self.screen._css_update_count = self._css_update_count  # noqa: SLF001  # as Textual does
        else:
            self._css_variables = variables
            super().refresh_css(animate)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.own_variables(self.current_theme)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, Input | TextArea) and not self.looks.animation:
            event.widget.cursor_blink = False

    def on_resize(self) -> None:
        self._canvas.forget()

    def _redraw(self, _: App[object]) -> None:
        """Another program had the terminal."""
        self.action_redraw()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = cast("RenderableType", Changes(renderable, self._canvas))
        super()._display(screen, renderable)

    def action_redraw(self) -> None:
        """Send all of the screen, whatever the terminal shows."""
        self._canvas.forget()
        self.screen.refresh()

    def action_switch_theme(self) -> None:
        """Turn to the next of our themes."""
        ours = list(themes.PALETTES)
        here = ours.index(self.theme) if self.theme in ours else -1
        self.theme = ours[(here + 1) % len(ours)]
