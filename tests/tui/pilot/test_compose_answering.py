"""`r`, `R`, `f`, `F`: a message is answered or passed on, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import Typed
from mailatlas_core.workspace import Workspace
from tests.tui.composing import composing, form
from tests.tui.driving import settle, text

LETTER = """\
From: Keeper <keeper@lighthouse.example>
To: Ada <ada@example.net>, Bo <bo@harbor.example>
Cc: crew@harbor.example
Subject: {subject}
Date: Wed, 1 Apr 2026 10:00:00 +0000
Message-ID: <lamp@lighthouse.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{body}
--b
Content-Type: text/plain; name=plan.txt
Content-Disposition: attachment; filename=plan.txt

Here is the plan.
--b--
"""
HOSTILE = "click [@click=app.quit]me[/] \x1b]52;c;aGk=\x07 \u202eevil"


def take_in(workspace: Workspace, folder: Path, subject: str = "The lamp", body: str = "It is lit.") -> str:
    """A workspace with one letter, to an identity that is not the first; its id."""
    file = folder / "letter.eml"
    file.write_text(LETTER.format(subject=subject, body=body), "utf-8")
    workspace.ingest([file])
    return workspace.documents.page(limit=1)[0].id


def only_typed(workspace: Workspace) -> Typed:
    (record,) = workspace.outbound.records()
    return typed_of(workspace.outbound.get(record.id, include_bcc=True))


async def test_a_reply_quotes_and_is_written_as_the_identity_written_to(
    empty: Workspace, tmp_path: Path
) -> None:
    id = take_in(empty, tmp_path)
    async with composing(empty, keys=("r",)) as pilot:
        await pilot.press(*"Gladly", "escape")
        await settle(pilot)
    draft = only_typed(empty)
    assert (draft.identity, draft.sender) == ("home", "Ada <ada@example.net>")
    assert (draft.to, draft.cc) == ("Keeper <keeper@lighthouse.example>", "")
    assert (draft.subject, draft.in_reply_to) == ("Re: The lamp", "lamp@lighthouse.example")
    assert empty.outbound.records()[0].source_document_id == id
    assert "> It is lit." in draft.text.partition("Gladly")[0]
    assert draft.text.partition("Gladly")[2] == "\n\n-- \nA.\n"


async def test_a_reply_to_all_copies_it_to_everybody_but_oneself(empty: Workspace, tmp_path: Path) -> None:
    take_in(empty, tmp_path)
    async with composing(empty, keys=("R",)) as pilot:
        await pilot.press("a", "escape")
        await settle(pilot)
    assert only_typed(empty).cc == "Bo <bo@harbor.example>, crew@harbor.example"


@pytest.mark.parametrize(("key", "name"), [("f", "plan.txt"), ("F", "Fwd: The lamp.eml")])
async def test_a_message_is_passed_on_with_its_files_or_as_one(
    empty: Workspace, tmp_path: Path, key: str, name: str
) -> None:
    id = take_in(empty, tmp_path)
    async with composing(empty, keys=(key,)) as pilot:
        await pilot.press(*"bo@harbor.example", "escape")
        await settle(pilot)
    draft = only_typed(empty)
    (enclosure,) = draft.attachments
    assert draft.to == "bo@harbor.example"
    assert name.removeprefix("Fwd: ") in enclosure.filename
    if key == "F":
        kept = (empty.root / enclosure.file_path).read_bytes()
        assert kept == empty.documents.raw(id)
    else:
        assert "It is lit." in draft.text


async def test_hostile_mail_is_answered_without_obeying_it(empty: Workspace, tmp_path: Path) -> None:
    take_in(empty, tmp_path, subject=HOSTILE.replace("\x1b", "").replace("\x07", ""), body=HOSTILE)
    async with composing(empty, keys=("r",), size=(80, 24)) as pilot:
        shown = text(pilot)
        assert "⟨U+001B⟩]52;c;aGk=⟨U+0007⟩" in form(pilot).body.text
        assert "⟨U+202E⟩" in shown
        assert "\x1b" not in shown
        assert "[@click=app.quit]me[/]" in shown
        await pilot.press("x", "escape")
        await settle(pilot)
    assert "\x1b" not in only_typed(empty).text


async def test_what_nobody_touched_goes_on_as_it_was_although_it_is_shown_harmless(
    empty: Workspace,
) -> None:
    given = Typed("Ada <ada@example.net>", "bo@harbor.example", text=f"{HOSTILE}\n", subject="Re: \u202eevil")
    record = empty.outbound.begin(given, provider="file")
    async with composing(empty, keys=("3", "enter")) as pilot:
        assert "⟨U+202E⟩" in text(pilot)
        form(pilot).enter("cc")
        await pilot.press(*"crew@harbor.example", "escape")
        await settle(pilot)
    kept = typed_of(empty.outbound.get(record.id))
    assert (kept.text, kept.subject, kept.cc) == (given.text, given.subject, "crew@harbor.example")


async def test_keys_typed_ahead_of_an_answer_are_no_commands(empty: Workspace, tmp_path: Path) -> None:
    take_in(empty, tmp_path)
    async with composing(empty, keys=()) as pilot:
        await pilot.press("r", "n", "d", "c")
        await settle(pilot)
        assert form(pilot).to_model().subject == "Re: The lamp"
    assert not [record for record in empty.outbound.records() if typed_of(record).subject != "Re: The lamp"]
