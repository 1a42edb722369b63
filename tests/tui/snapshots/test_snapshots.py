"""What the screens look like; each docstring says what a person should see."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

from mailatlas_core.workspace import Workspace
from mailatlas_tui.themes import LIGHT
from tests.tui.composing import draft_by_agent, fill_outbox, make_composing_app
from tests.tui.driving import make_app, settle

SnapCompare = Callable[..., bool]

NARROW, WIDE = (80, 24), (160, 48)


def after(*keys: str) -> Callable[[Pilot[None]], object]:
    """Press keys one after the other, each shown before the next; cursors do not blink."""

    async def drive(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        for field in pilot.app.screen.query("Input, TextArea"):
            field.set_reactive(type(field).cursor_blink, False)  # type: ignore[attr-defined]
        await settle(pilot)

    return drive


def test_messages_wide(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see the list on the left, the newest message on the right, hostile subjects as text."""
    assert snap_compare(make_app(demo), terminal_size=WIDE, run_before=after())


def test_messages_narrow(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see the list over the whole width, its columns straight in every script."""
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after("pagedown"))


def test_messages_light(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see the list on white, and nothing that cannot be read."""
    app = make_app(demo)
    app.theme = LIGHT
    assert snap_compare(app, terminal_size=WIDE, run_before=after())


def test_reader_narrow(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see one message in the place of the list, and in the footer how to walk on and go back."""
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after("down", "enter"))


def test_agent_view(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see links that lie with their targets, hidden words, and what was not loaded."""
    keys = ("slash", *"won", "space", *"lighthouse", "enter", "enter", "v")
    assert snap_compare(make_app(demo), terminal_size=WIDE, run_before=after(*keys))


def test_source_of_a_line(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see a forward before cleaning, its header signed as left out, one line of it marked."""
    keys = ("slash", *"sill", "space", *"brandt", "enter", "enter", "v", "v", "down", "down", "s")
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after(*keys))


def test_help(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see all keys in a box, the rest of the screen dimmed."""
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after("question_mark"))


def test_ingest_dialog(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see a field for a path, an example in it, and the keys below."""
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after("i"))


def test_empty(snap_compare: SnapCompare, empty: Workspace) -> None:
    """You should see what to do first."""
    assert snap_compare(make_app(empty), terminal_size=NARROW, run_before=after())


def test_compose(snap_compare: SnapCompare, empty: Workspace) -> None:
    """You should see every state with a word and a glyph, what needs you first, and one record beside."""
    fill_outbox(empty.root)
    app = make_composing_app(empty)
    assert snap_compare(app, terminal_size=WIDE, run_before=after("3", "down"))


def test_compose_narrow(snap_compare: SnapCompare, empty: Workspace) -> None:
    """You should see the fields of a new message over the whole width, signed, with its sender."""
    app = make_composing_app(empty)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("3", "n", *"ann@example.org", "f2", "f4"))


def test_review(snap_compare: SnapCompare, empty: Workspace) -> None:
    """You should see warnings first, then all recipients, Bcc too, the text, and one key that approves."""
    draft_by_agent(empty.root)
    app = make_composing_app(empty)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("3", "f10"))


def test_audit(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see what is unknown first with what can be checked beside it, and below what was proved."""
    assert snap_compare(make_app(demo), terminal_size=(140, 24), run_before=after("4", "V"))


def test_audit_narrow(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see one message that was sent, but not to all: who was refused, and its Bcc hidden."""
    keys = ("4", *("down",) * 10, "enter")
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after(*keys))


def test_accounts(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see both accounts; beside the one that fails, why, and which keys to press."""
    assert snap_compare(make_app(demo), terminal_size=WIDE, run_before=after("2", "down"))


def test_account_form(snap_compare: SnapCompare, demo: Workspace) -> None:
    """You should see the form of a new account, and below its fields what will happen, before it does."""
    keys = ("2", "n", *"imap.example.org", "tab", "tab", "tab", *"ada@example.org")
    assert snap_compare(make_app(demo), terminal_size=NARROW, run_before=after(*keys))
