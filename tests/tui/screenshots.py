"""`make screenshots`: the pictures of the README, drawn from the demo.

They are the same every time, but for the ids of the runs that the audit pane shows.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from mailatlas_core.demo import make_demo
from mailatlas_core.workspace import Workspace
from mailatlas_tui.themes import LIGHT
from tests.tui.driving import make_app, settle

FOLDER = Path(__file__).parents[2] / "screenshots"
NARROW, WIDE = (80, 24), (140, 40)

# What is shown, on which screen, after which keys.
PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "messages": (WIDE, ("down", "down", "down")),
    "search": (WIDE, ("slash", *"harbor")),
    "headers": (WIDE, ("down", "down", "enter", "v", "v")),
    "agent": (WIDE, ("slash", *"won", "space", *"lighthouse", "enter", "enter", "v")),
    "hostile": (WIDE, ("down",)),
    "audit": (WIDE, ("4", "V")),
    "help": (NARROW, ("question_mark",)),
    "ingest": (NARROW, ("i",)),
    "narrow": (NARROW, ("pagedown",)),
    "reader-narrow": (NARROW, ("down", "down", "enter")),
    "light": (WIDE, ("down", "down", "down")),
}


_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)  # names the maker of the drawing, with an address


async def draw(workspace: Workspace, name: str) -> str:
    """One picture as SVG."""
    size, keys = PICTURES[name]
    app = make_app(workspace)
    if name == "light":
        app.theme = LIGHT
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        for field in app.screen.query("Input"):
            field.set_reactive(type(field).cursor_blink, False)  # type: ignore[attr-defined]  # an Input's own
        await settle(pilot)
        return _COMMENT.sub("", app.export_screenshot(title=f"MailAtlas: {name}"))


def main() -> None:
    """Draw all pictures anew."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # so that the header shows ~/demo, wherever that is
        root = make_demo(Path(folder) / "demo")
        with Workspace.open(root, actor="screenshots") as workspace:
            for name in PICTURES:
                (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(workspace, name)), "utf-8")


if __name__ == "__main__":
    main()
