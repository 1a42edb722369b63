"""`l`: every link with where it really leads, and none is opened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from mailatlas_core.meaning import Link
from mailatlas_core.models import Document
from mailatlas_core.workspace import Workspace
from mailatlas_tui.links import MOST_LINKS, hosts, links_of
from mailatlas_tui.screens.dialogs.links import LinksDialog
from tests.tui.driving import messages, running, settle, text, type_text


async def show_links(pilot: Pilot[None], query: str) -> None:
    await pilot.press("slash")
    await type_text(pilot, query)
    await pilot.press("enter", "l")
    await settle(pilot)


@pytest.fixture
def letter(demo: Workspace) -> Document:
    """A message that has no links of its own."""
    document = demo.get(demo.documents.page(limit=1)[0].id)
    return replace(document, metadata=replace(document.metadata, trust=type(document.metadata.trust)()))


def targets(document: Document, html: str | None, full_text: str) -> list[str]:
    return [link.target for link in links_of(document, html, full_text)]


def test_addresses_that_the_text_spells_are_links_without_what_stands_behind_them(letter: Document) -> None:
    spelled = "See https://a.example/x, (http://b.example/y_(z)) and <ftp://c.example>. Not c.example."
    assert targets(letter, None, spelled) == [
        "https://a.example/x",
        "http://b.example/y_(z)",
        "ftp://c.example",
    ]


def test_links_of_the_html_have_their_text_and_are_not_listed_twice(letter: Document) -> None:
    html = (
        '<p><a href="https://a.example/x">Read <b>on</b></a>'
        ' <a href="https://b.example"><img alt="Logo"></a></p>'
    )
    assert links_of(letter, html, "Read on <https://a.example/x>") == [
        Link("Read on", "https://a.example/x", False),
        Link("[Logo]", "https://b.example", False),
    ]


def test_what_a_lying_link_says_is_no_link(letter: Document) -> None:
    html = '<a href="https://prize.example/login">https://bank.example/login</a>'
    full_text = "https://bank.example/login <https://prize.example/login>"
    assert links_of(letter, html, full_text) == [
        Link("https://bank.example/login", "https://prize.example/login", True)
    ]


def test_there_is_an_end_to_the_links(letter: Document) -> None:
    spelled = " ".join(f"https://a.example/{number}" for number in range(3 * MOST_LINKS))
    assert len(targets(letter, None, spelled)) == MOST_LINKS


@pytest.mark.parametrize(
    ("target", "spelled"),
    [
        ("https://plain.example/x", ("plain.example",)),
        ("https://bücher.example", ("bücher.example", "xn--bcher-kva.example")),
        ("http://xn--bcher-kva.example:8080/", ("bücher.example", "xn--bcher-kva.example")),
        ("https://xn--999999999.example/", ("xn--999999999.example",)),
    ],
)
def test_a_host_is_spelled_in_letters_and_as_the_network_does(target: str, spelled: tuple[str, ...]) -> None:
    assert hosts(target) == spelled


async def test_a_lying_link_is_marked_and_its_target_is_copied_not_opened(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await show_links(pilot, "crying lamps deposit")
        assert "! https://harborlabs.prize.example" in text(pilot)
        assert "2 links lie" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.clipboard == "https://harborlabs.prize.example/sign-in"
        await pilot.press("down")
        await settle(pilot)
        assert "xn--hrborlabs-0yh.example" in text(pilot)


async def test_a_script_that_was_taken_out_is_told(demo: Workspace) -> None:
    async with running(demo, (80, 24)) as pilot:
        await show_links(pilot, '"won a lighthouse"')
        assert "javascript:alert(1)" in text(pilot)


async def test_a_message_without_links_says_so(demo: Workspace) -> None:
    plain = next(row for row in demo.documents.page() if "://" not in demo.documents.full_text(row.id))
    async with running(demo, (40, 12)) as pilot:
        await show_links(pilot, f"id:{plain.id}")
        assert "This message has no links." in text(pilot)
        assert "esc closes" in " ".join(text(pilot).split())


async def test_what_a_closed_dialog_has_asked_for_is_not_kept(demo: Workspace) -> None:
    async with running(demo) as pilot:
        for _ in range(3):
            await pilot.press("l")
            await settle(pilot)
            await pilot.press("escape")
            await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        owners = {type(owner) for owner, _ in messages(pilot).atlas.bridge._newest}
        assert LinksDialog not in owners
