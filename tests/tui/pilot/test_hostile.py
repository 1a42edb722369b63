"""Whatever a sender writes reaches the screen as visible text, in every field, on every screen."""

from __future__ import annotations

import base64
import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass, replace
from functools import lru_cache
from inspect import Parameter, signature
from itertools import chain
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from mailatlas_core.errors import QueryError
from mailatlas_core.models import AuditEvent, Document, DocumentRef, IngestReport
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.workspace import Workspace
from mailatlas_tui.agent_view import agent_lines
from mailatlas_tui.bridge import Failed
from mailatlas_tui.reading import VIEWS, full_lines, header_lines, raw_lines, text_lines
from mailatlas_tui.safe import say
from mailatlas_tui.screens.audit.detail import Detail, detail_lines, problem_lines
from mailatlas_tui.screens.audit.entry_view import EntryView
from mailatlas_tui.screens.audit.listing import Entries, Entry, Found
from mailatlas_tui.screens.audit.log_bar import LogBar
from mailatlas_tui.screens.audit.log_pane import EntriesFound, EntriesRead, LogPane
from mailatlas_tui.screens.audit.wanted import EVERYTHING
from mailatlas_tui.screens.dialogs import load_all
from mailatlas_tui.screens.dialogs.working import WorkDialog
from mailatlas_tui.widgets.ingest_bar import IngestBar, Ingested
from mailatlas_tui.widgets.list_answers import (
    AllPositions,
    Counted,
    MoreRows,
    PositionsRead,
    RowsRead,
    Search,
)
from mailatlas_tui.widgets.list_pane import ListPane
from tests.hostile import HOSTILE, harmful
from tests.tui.driving import messages, running, settle

load_all()  # else those dialogs would be missing that nobody has opened

DATES = ("received_at", "published_at", "created_at", "at")


def hostile_value(kind: Any, name: str, text: str) -> Any:
    """A value of a type with `text` wherever a text can be; dates are our own."""
    if name in DATES:
        return "2026-03-14T10:00:00+00:00"
    if name == "end":
        return 2  # so that the lines from `first` on are some
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return kind(**{each: hostile_value(hint, each, text) for each, hint in get_type_hints(kind).items()})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return hostile_value(arguments[0], name, text)
    if origin is Literal:
        return arguments[0]
    if origin in (tuple, Sequence):
        return (
            ()
            if arguments[0] is tuple or name.endswith("spans")
            else (hostile_value(arguments[0], name, text),) * 2
        )
    if origin is Mapping:
        return {text: text, **dict.fromkeys(("from", "to", "subject"), text)}
    return {str: text, object: text, int: 1, float: 1.0, bool: True, types.NoneType: None}[kind]


harmful_once = lru_cache(maxsize=None)(harmful)
"""Most lines stay as they are from one string to the next."""


def assert_harmless(pilot: Pilot[None], *, beneath: bool = True) -> None:
    """Look at the screen in view, and at those that stand `beneath` it."""
    for screen in pilot.app.screen_stack if beneath else [pilot.app.screen]:
        for strip in screen._compositor.render_strips():
            assert harmful_once(strip.text) == set(), strip.text
            assert not any(segment.control for segment in strip)
            assert strip.cell_length == screen.size.width


def all_dialogs(base: type[ModalScreen[Any]] = ModalScreen) -> list[type[ModalScreen[Any]]]:
    """The dialogs of ours that no other is made of; those that do work have hostile tests of their own."""
    ours = [
        kind
        for kind in base.__subclasses__()
        if kind.__module__.startswith("mailatlas_tui.") and kind is not WorkDialog
    ]
    return [leaf for kind in ours for leaf in all_dialogs(kind) or [kind]]


def letter(text: str) -> bytes:
    """A message with `text` in every header, name, address, file name and text of it."""
    data = text.encode("utf-8", "surrogateescape" if "\ud800" not in text else "surrogatepass")
    word = b"=?utf-8?b?" + base64.b64encode(data[:3000]) + b"?="
    raw = re.sub(rb"[\r\n]", b" ", data)
    return b"\r\n".join(
        [
            b"From: " + word + b' <"' + raw[:60].replace(b'"', b"") + b'"@example.org>',
            b"To: " + word + b" <you@example.org>",
            b"Cc: " + raw,
            b"Subject: " + word,
            b"X-Raw: " + raw,
            b"Message-ID: <" + raw[:60] + b"@example.org>",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/mixed; boundary="b"',
            b"",
            b"--b",
            b"Content-Type: text/plain; charset=utf-8",
            b"",
            data,
            b"--b",
            b'Content-Type: application/pdf; name="' + word + b'"',
            b'Content-Disposition: attachment; filename="' + word + b'"',
            b"",
            b"%PDF",
            b"--b--",
            b"",
        ]
    )


@pytest.fixture
def hostile_mail(tmp_path: Path) -> Path:
    folder = tmp_path / "[red]mail\x1b]52;c;eA==\x07\u202e"
    folder.mkdir()
    for number, text in enumerate(HOSTILE):
        (folder / f"{number}\x1b[2J\u202e[foo] [red.eml").write_bytes(letter(text))
    return folder


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_line_of_the_reader_holds_a_character_that_acts(text: str) -> None:
    document = hostile_value(Document, "", text)
    raw = text.encode("utf-8", "surrogatepass")
    for line in (
        *text_lines(document, 60, lambda: None),
        *full_lines(document, text, 60, lambda: None),
        *agent_lines(document, f"{text}\n{text}\n{text}", 60, lambda: None),
        *header_lines(document, 60, lambda: None),
        *raw_lines(raw, 60, lambda: None),
    ):
        assert harmful("".join(span for span, _ in line.spans)) == set()


async def test_hostile_rows_reports_and_errors_are_harmless_in_every_room(empty: Workspace) -> None:
    async with running(empty, (120, 30)) as pilot:
        pane, bar = messages(pilot).query_one(ListPane), messages(pilot).query_one(IngestBar)
        request = messages(pilot).atlas.bridge.read(pane, "hostile", lambda _: 0, Counted)
        for text in HOSTILE:
            pane.post_message(PositionsRead(request, AllPositions(Search("", False, None), [1])))
            pane.post_message(RowsRead(request, MoreRows([1], [hostile_value(DocumentRef, "", text)])))
            bar.post_message(Ingested(request, hostile_value(IngestReport, "", text)))
            pane.post_message(Failed(request, QueryError(text, position=0, hint=text)))
            say(pilot.app, text, "error")
            await settle(pilot)
            assert_harmless(pilot)
            bar.post_message(Failed(request, QueryError(text, position=0, hint=text)))
            pane.query_one(Input).value = text
            await pilot.pause()
            assert_harmless(pilot)
            pilot.app.clear_notifications()


async def test_hostile_events_are_harmless(empty: Workspace) -> None:
    async with running(empty, (120, 30)) as pilot:
        await pilot.press("4")
        await settle(pilot)
        pane, bar = pilot.app.screen.query_one(LogPane), pilot.app.screen.query_one(LogBar)
        request = messages_request(pilot)
        for text in HOSTILE:
            event, record = hostile_value(AuditEvent, "", text), hostile_value(OutboundRecord, "", text)
            for kind, about in ((text, None), ("outbound.accept", record), ("ingest.run", None)):
                entry = Entry(replace(event, kind=kind), about)
                pane.post_message(EntriesFound(request, Found(EVERYTHING, [1], is_complete=True)))
                pane.post_message(EntriesRead(request, Entries([1], {1: entry})))
                bar.post_message(Failed(request, QueryError(text, position=0, hint=text)))
                pilot.app.screen.query_one(EntryView).show_problems([text])
                await settle(pilot)
                assert_harmless(pilot)
            pane.query_one(Input).value = text
            pane.post_message(Failed(request, QueryError(text, position=0, hint=text)))
            await settle(pilot)
            assert_harmless(pilot)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_line_of_the_log_holds_a_character_that_acts(text: str) -> None:
    whole = hostile_value(Detail, "", text)
    unknown = replace(whole, record=replace(whole.record, status="unknown"))
    undated = replace(whole, record=None, events=[replace(whole.event, at=text)])
    lines = [detail_lines(each) for each in (whole, unknown, undated)]
    for line, _, *labels in (*chain.from_iterable(lines), *problem_lines([text])):
        assert harmful("".join((line, *labels))) == set()


def messages_request(pilot: Pilot[None]) -> Any:
    app: Any = pilot.app
    return app.bridge.read(app.screen, "hostile", lambda _: 0, Counted)


@pytest.mark.parametrize("dialog", all_dialogs(), ids=lambda kind: kind.__name__)
async def test_every_dialog_is_harmless(empty: Workspace, dialog: type[ModalScreen[Any]]) -> None:
    hints = get_type_hints(dialog.__init__)
    wanted = [name for name, each in signature(dialog).parameters.items() if each.default is Parameter.empty]
    async with running(empty, (120, 30)) as pilot:
        for text in HOSTILE:
            await pilot.app.push_screen(
                dialog(**{name: hostile_value(hints[name], name, text) for name in wanted})
            )
            for field in pilot.app.screen.query(Input):
                field.value = text
            await settle(pilot)
            assert_harmless(pilot, beneath=text == HOSTILE[0])  # which no dialog changes
            says_nothing_of_mail = not wanted and not pilot.app.screen.query(Input)
            await pilot.app.pop_screen()
            if says_nothing_of_mail:
                break


async def test_hostile_mail_is_harmless_in_every_room_and_every_view(home: Path, hostile_mail: Path) -> None:
    root = home / "[red] [@click=app.bell]x\x1b[31m\u202e"
    with Workspace.open(root, create=True, actor="test\x1b[1m[/x]") as workspace:
        workspace.ingest([hostile_mail, hostile_mail / "missing\x07.mbox"])
        assert workspace.documents.count() >= len(HOSTILE) - 1
        async with running(workspace) as pilot:
            room = messages(pilot)
            for mode in pilot.app._modes:
                await pilot.app.switch_mode(mode)
                await settle(pilot)
                assert_harmless(pilot)
            await pilot.app.switch_mode("messages")
            for _ in range(workspace.documents.count()):
                await settle(pilot)
                assert_harmless(pilot)
                room.action_next()
            for _ in VIEWS:
                room.action_view()
                await settle(pilot)
                assert_harmless(pilot)
                room.action_source()
                await settle(pilot)
                assert_harmless(pilot)
                room.action_back()
                await settle(pilot)
