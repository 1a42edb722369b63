"""`make screenshots`: the pictures of the README and of docs/, drawn from the demo.

They are the same every time, but for the ids of the runs that the audit pane shows.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, DemoMailboxes, demo_identities, make_demo
from mailatlas_core.workspace import Workspace
from mailatlas_tui.app import MailAtlasApp
from mailatlas_tui.looks import Looks
from mailatlas_tui.themes import CONTRAST, LIGHT
from tests.tui.composing import settings
from tests.tui.driving import settle, type_text

FOLDER = Path(__file__).parents[2] / "screenshots"
NARROW, WIDE = (80, 24), (140, 40)
IN_README = "messages"
"""The picture that is drawn as PNG too, where there is a program for it."""

_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)  # names the maker of the drawing, with an address


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown: on which screen, after a search and then these keys, with which looks."""

    keys: tuple[str, ...] = ()
    search: str = ""
    size: tuple[int, int] = WIDE
    looks: Looks = field(default_factory=Looks)


PICTURES: dict[str, Picture] = {
    "messages": Picture(("enter", "n", "n", "n", "escape")),
    "light": Picture(("down",), looks=Looks(theme=LIGHT)),
    "contrast": Picture(("down",), looks=Looks(theme=CONTRAST)),
    "sixteen-colours": Picture(("down",), looks=Looks(colours="16")),
    "no-colours": Picture(("down",), looks=Looks(colours="none")),
    "ascii": Picture(("down",), size=NARROW, looks=Looks(ascii=True)),
    "narrow": Picture(("pagedown",), size=NARROW),
    "reader-narrow": Picture(("enter", "enter"), search="two reports OR both reports", size=NARROW),
    "search": Picture(("slash", *"harbor has:")),
    "wrong-query": Picture(("slash", *"form:ada"), size=NARROW),
    "found": Picture(("enter", "enter"), search="gull* breakwater"),
    "conversation": Picture(("enter", "t"), search="sensor 14"),
    "by-conversation": Picture(("T",)),
    "mail-over-time": Picture(("h", "left", "left", "left")),
    "saved-searches": Picture(("S",), size=NARROW),
    "marked": Picture(("down", "space", "space", "down", "space", "plus", *"+soup -lamps")),
    "attachments": Picture(("enter", "a"), search="filename:report.pdf"),
    "links": Picture(("enter", "l"), search="won lighthouse"),
    "export": Picture(("space", "space", "e"), size=NARROW),
    "pipe": Picture(("enter", "|", *"head -n 12", "enter"), search="won lighthouse"),
    "agent": Picture(("enter", "enter", "v"), search="won lighthouse"),
    "hostile": Picture(("enter",), search="click me"),
    "help": Picture(("question_mark",)),
    "accounts": Picture(("2", "g")),
    "accounts-add": Picture(("2", "n", *"imap.example.org"), size=NARROW),
    "compose": Picture(("3",)),
    "reply": Picture(("enter", "r"), search="sensor 14"),
    "review": Picture(("3", "down", "f10")),
    "audit": Picture(("4", "V")),
    "audit-narrow": Picture(("4", "enter"), size=NARROW),
    "ingest": Picture(("i", *"~/Mail/"), size=NARROW),
}


async def draw(workspace: Workspace, name: str) -> str:
    """One picture as SVG."""
    picture = PICTURES[name]
    app = MailAtlasApp(
        workspace,
        "demo",
        looks=picture.looks,
        settings=settings(demo_identities(workspace.root)),
        clock=FixedClock(DEMO_NOW),
        stopwatch=lambda: 0.0,
        mailboxes=DemoMailboxes(workspace),
    )
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot)
        if picture.search:
            await pilot.press("slash")
            await type_text(pilot, picture.search)
        for key in picture.keys:
            await pilot.press(key)
            await settle(pilot)
        await type_text(pilot, "")
        for entry in app.screen.query("Input"):
            entry.set_reactive(type(entry).cursor_blink, False)  # type: ignore[attr-defined]  # an Input's own
        await settle(pilot)
        return _COMMENT.sub("", app.export_screenshot(title=f"MailAtlas: {name}"))


@contextmanager
def fresh_demo() -> Iterator[Path]:
    """A home with a demo in it, so that the header shows ~/demo, wherever that is."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["HOME"] = folder
        for place in ("Archive", "Inbox", "Lists", "Sent"):
            (home / "Mail" / place).mkdir(parents=True)
        yield make_demo(home / "demo")


def main() -> None:
    """Draw all pictures anew, each from a demo in which nothing was done before."""
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    with fresh_demo() as demo:
        untouched = shutil.copytree(demo, demo.with_name("untouched"))
        for name in PICTURES:
            shutil.rmtree(demo)
            shutil.copytree(untouched, demo)
            with Workspace.open(demo, actor="screenshots", clock=FixedClock(DEMO_NOW)) as workspace:
                (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(workspace, name)), "utf-8")
    draw_png(IN_README)


def draw_png(name: str) -> None:
    """A picture as PNG, for pages that show no SVG."""
    program = shutil.which("rsvg-convert")
    if program is None:
        print(f"{name}.png stays as it was: librsvg2-bin is not installed.", file=sys.stderr)  # noqa: T201
        return
    drawing = FOLDER / f"{name}.svg"
    subprocess.run([program, "--output", drawing.with_suffix(".png"), drawing], check=True)


if __name__ == "__main__":
    main()
