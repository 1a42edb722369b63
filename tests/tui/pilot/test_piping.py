"""`|`: a command of one's own gets the original, and what it says is shown."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled
from mailatlas_core.workspace import Workspace
from mailatlas_tui.piping import run
from tests.tui.driving import messages, running, settle, text

PATIENCE = 10.0


def test_a_command_gets_the_bytes_as_they_are_and_both_its_outputs_are_kept() -> None:
    content = bytes(range(256)) * 5000
    ended = run("wc -c; echo wrong >&2; exit 3", content, CancelToken())
    assert ended.status == 3
    assert ended.output.split() == [str(len(content)).encode(), b"wrong"]


@pytest.mark.parametrize("command", ["true", "exec <&-; echo done", "head -c 1"])
def test_a_command_may_leave_its_input_alone(command: str) -> None:
    assert run(command, b"x" * 5_000_000, CancelToken()).status == 0


def test_more_output_than_is_kept_is_counted() -> None:
    ended = run("head -c 300000 /dev/zero", b"", CancelToken(), most=1000)
    assert (len(ended.output), ended.left_out) == (1000, 299_000)


def test_a_command_that_closed_its_output_is_waited_for() -> None:
    assert run("exec >&- 2>&-; read line; exit 7", b"line\n", CancelToken()).status == 7


def test_a_signal_without_a_name_is_told_by_its_number() -> None:
    ended = run(f"kill -{signal.SIGRTMIN + 1} $$", b"", CancelToken())
    assert ended.shown_status == f"killed by signal {signal.SIGRTMIN + 1}"


def test_a_command_has_no_terminal() -> None:
    assert run("cat </dev/tty", b"", CancelToken()).status != 0


@pytest.mark.parametrize("command", ["sleep 1000 & sleep 1000", "exec >&- 2>&-; sleep 1000"])
def test_cancelling_ends_the_command_and_all_that_it_started(tmp_path: Path, command: str) -> None:
    cancel, held = CancelToken(), tmp_path / "held"
    os.mkfifo(held)

    def work() -> None:
        with pytest.raises(Cancelled):
            run(f"exec 3>{held}; echo started >&3; {command}", b"", cancel)

    thread = threading.Thread(target=work)
    thread.start()
    with held.open() as pipe:
        assert pipe.readline() == "started\n"
        cancel.cancel()
        assert pipe.read() == "", "all that held the pipe is gone"
    thread.join(PATIENCE)
    assert not thread.is_alive()


async def test_the_original_goes_to_a_command_and_its_answer_is_shown(demo: Workspace) -> None:
    newest = demo.documents.page(limit=1)[0]
    async with running(demo) as pilot:
        await pilot.press("|")
        pilot.app.screen.query_one(Input).value = "sha256sum; exit 4"
        await pilot.press("enter")
        await settle(pilot)
        assert newest.id[:50] in text(pilot)
        shown = text(pilot)
        assert "exit status 4" in shown, shown
        await pilot.press("escape")
        assert messages(pilot).is_current


async def test_the_marked_messages_go_to_a_command_one_after_the_other(demo: Workspace) -> None:
    rows = demo.documents.page(limit=2)
    async with running(demo) as pilot:
        await pilot.press("space", "space", "|")
        pilot.app.screen.query_one(Input).value = "sha256sum"
        await pilot.press("enter")
        await settle(pilot)
        shown = text(pilot)
        assert all(row.id[:50] in shown for row in rows)
        assert "2 × exit status 0" in shown


async def test_what_a_command_says_is_made_visible(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("|")
        pilot.app.screen.query_one(Input).value = r"printf 'a\033]0;title\007[bold]b[/] \342\200\256c \377'"
        await pilot.press("enter")
        await settle(pilot)
        assert r"a⟨U+001B⟩]0;title⟨U+0007⟩[bold]b[/] ⟨U+202E⟩c \xff" in text(pilot)


async def test_esc_stops_the_command_and_then_closes(demo: Workspace, tmp_path: Path) -> None:
    pipe = tmp_path / "started"
    os.mkfifo(pipe)
    async with running(demo) as pilot:
        await pilot.press("|")
        pilot.app.screen.query_one(Input).value = f"echo here >{pipe}; sleep 1000"
        await pilot.press("enter")
        await asyncio.to_thread(pipe.read_text)
        await pilot.pause()
        await pilot.press("ctrl+q")
        assert "Quitting cancels it" in text(pilot)
        await pilot.press("n", "escape")
        await settle(pilot)
        assert "stopped after 0 of 1 message" in text(pilot)
        await pilot.press("escape")
        assert messages(pilot).is_current


async def test_the_last_command_is_offered_again(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("|")
        pilot.app.screen.query_one(Input).value = "wc -l"
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "|")
        assert pilot.app.screen.query_one(Input).value == "wc -l"
