"""The pane of accounts: what stands in it, and what each key does, and to whom it does nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from mailatlas_core.cancel import CancelToken
from mailatlas_core.demo.accounts import FAILING, HEALTHY, LIST
from mailatlas_core.errors import Cancelled, LoginRefused
from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.memory_faults import Place, Request
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from mailatlas_tui.page import unwrapped
from mailatlas_tui.screens.accounts.dialogs import AccountPasswordDialog, FullSyncDialog, RemoveDialog
from mailatlas_tui.screens.accounts.states import Work
from mailatlas_tui.screens.accounts.telling import Told
from mailatlas_tui.screens.accounts.watching import Watched
from mailatlas_tui.screens.accounts.ways import way
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from tests.hostile import HOSTILE, harmful
from tests.tui.accounts import (
    CONFIG,
    PASSWORD,
    Forgetful,
    Servers,
    accounts,
    hostile_account,
    press,
    receiving,
    server,
    until,
)
from tests.tui.driving import lines, running, settle, text

GAP = Place("INBOX", 2)


@pytest.fixture
def added(empty: Workspace) -> Workspace:
    """A workspace with one account."""
    empty.receive.add(CONFIG)
    return empty


# what stands there


async def test_an_empty_pane_says_what_to_do_first(empty: Workspace) -> None:
    async with receiving(empty, Servers()) as pilot:
        assert "No account yet." in text(pilot)
        assert "n adds one" in text(pilot)


async def test_a_row_says_which_account_how_much_when_and_how_it_stands(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2")
        row = lines(pilot.app.screen)[4]
        for cell in (HEALTHY.username, "imap", "INBOX", "54", "✓ ok"):
            assert cell in row
        assert "! failed" in lines(pilot.app.screen)[5]


async def test_the_detail_says_where_how_far_what_is_missing_and_what_was_done(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "enter")
        shown = unwrapped(accounts(pilot).view.lines)
        assert "imap.analytics.example, port 993" in shown
        assert "TLS from the first byte; the certificate is verified" in shown
        assert "the demo's own" in shown
        assert f"{LIST} up to uid 55" in shown
        assert "uid 17: the server said: NO [SERVERBUG]" in shown
        assert "0 new, 54 known · 1 error" in shown


async def test_a_failure_says_what_to_do_next_with_a_key(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "down")
        assert f"{FAILING.host} does not take this user with this password" in text(pilot)
        assert "c tests the connection, p gives another password, g tries again." in text(pilot)


async def test_looking_around_asks_no_server(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes) as pilot:
        await press(pilot, "enter", "escape", "ctrl+r", "1", "2", "n", "escape", "d", "n", "F", "n", "p")
        assert mailboxes.offered == []
        assert "no network since start" in text(pilot)


async def test_a_narrow_terminal_shows_the_list_or_the_detail(demo: Workspace) -> None:
    async with running(demo, (80, 24)) as pilot:
        await press(pilot, "2")
        assert "Runs, newest first" not in text(pilot)
        assert HEALTHY.username in text(pilot)
        await press(pilot, "enter", "end")
        assert "Runs, newest first" in text(pilot)
        await press(pilot, "escape")
        assert FAILING.username in text(pilot)


async def test_whatever_an_account_is_called_it_is_seen_and_does_nothing(empty: Workspace) -> None:
    async with receiving(empty, Servers(), size=(160, 60)) as pilot:
        room = accounts(pilot)
        room.accounts.show_rows([hostile_account(text) for text in HOSTILE])
        await pilot.pause()
        assert not harmful(room_text(pilot))
        for said in HOSTILE:
            room.bar.show_told(Told("Not done", said, is_bad=True))
            await pilot.pause()
            assert not harmful(room_text(pilot))
            room.bar.show_work(Work("watch", watched=Watched(trouble=said)))
            await pilot.pause()
            assert not harmful(room_text(pilot))


# getting mail


async def test_g_gets_mail_and_says_so(added: Workspace) -> None:
    async with receiving(added, Servers((CONFIG.host, server()))) as pilot:
        await press(pilot, "g")
        assert "Received: 3 new · 0 known already" in text(pilot)
        assert "3 messages" in lines(pilot.app.screen)[0]
        assert "✓ ok" in lines(pilot.app.screen)[4]
        await press(pilot, "1")
        assert "Lamp 2" in text(pilot)


async def test_the_top_line_counts_every_connection(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes) as pilot:
        assert "no network since start" in text(pilot)
        await press(pilot, "c")
        assert "1 mailbox visit since start" in text(pilot)
        await press(pilot, "g")
        assert f"{len(mailboxes.offered)} mailbox visits since start" in text(pilot)


async def test_esc_cancels_and_what_was_stored_stays(added: Workspace) -> None:
    slow = server()
    slow.faults.before = _until_cancelled
    async with receiving(added, Servers((CONFIG.host, slow))) as pilot:
        await pilot.press("g")
        await until(pilot, "→ receiving", "esc cancels")
        await press(pilot, "escape")
        assert "Cancelled" in text(pilot)
        assert "× cancelled" in lines(pilot.app.screen)[4]
        assert not accounts(pilot).works


async def test_a_run_shows_how_far_it_is(added: Workspace) -> None:
    async with receiving(added, Servers()) as pilot:
        bar = accounts(pilot).bar
        bar.show_work(Work("get", IngestProgress(ingested=1200, bytes_read=500, bytes_total=1000)))
        await pilot.pause()
        assert "━ 50%  1,200 new · 0 known already" in text(pilot)
        bar.show_work(Work("get", IngestProgress(ingested=3, duplicates=1, bytes_read=81_000)))
        await pilot.pause()
        assert "3 new · 1 known already · 81.0 kB" in text(pilot)


async def test_a_full_sync_says_what_it_means_and_waits_for_a_yes(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes) as pilot:
        await press(pilot, "g")
        asked = len(mailboxes.offered)
        await press(pilot, "F")
        assert isinstance(pilot.app.screen, FullSyncDialog)
        assert "none is stored twice" in unwrapped_text(text(pilot))
        await press(pilot, "n")
        assert len(mailboxes.offered) == asked
        await press(pilot, "F", "y")
        assert "0 new · 3 known already" in text(pilot)
        assert added.documents.count() == 3


async def test_a_gap_is_asked_for_again_on_request(added: Workspace) -> None:
    poor = server()
    poor.faults.refused[GAP] = "the server said no"
    async with receiving(added, Servers((CONFIG.host, poor))) as pilot:
        await press(pilot, "g")
        assert "! in part" in lines(pilot.app.screen)[4]
        assert "uid 2: the server said no" in text(pilot)
        assert "retry-gaps" not in text(pilot)
        poor.faults.refused.clear()
        await press(pilot, "r")
        assert "Asked again: 1 new" in text(pilot)
        assert added.receive.gaps(CONFIG.id) == ()


# watching


async def test_a_watched_account_is_seen_and_counts_what_comes(
    added: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, rung = server(), list[str]()
    async with receiving(added, Servers((CONFIG.host, one))) as pilot:
        monkeypatch.setattr(pilot.app, "bell", lambda: rung.append("bell"))
        await pilot.press("w")
        await until(pilot, "● watching +3", "watching 1 account")
        await pilot.press("b")
        await pilot.press("1")
        assert "watching 1 account" in text(pilot)
        await pilot.press("2")
        while not one.requests["wait"]:
            await pilot.pause(0.01)
        one.add("INBOX", b"Subject: one more\r\n\r\nIt is lit.\r\n")
        await until(pilot, "● watching +4")
        assert len(rung) == 1
        await press(pilot, "w")
        assert "Watch ended: 4 new messages in 2 runs." in text(pilot)
        assert "watching 1 account" not in text(pilot)


async def test_a_watch_that_gets_nothing_says_why_and_goes_on(added: Workspace) -> None:
    down = server()
    down.faults.is_down = True
    async with receiving(added, Servers((CONFIG.host, down)), size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, "! watching", "Watching: The server in memory cannot be reached.")
        assert "watching 1 account" in text(pilot)


async def test_a_watch_ends_when_its_account_was_removed_elsewhere(added: Workspace) -> None:
    one = server()
    async with receiving(added, Servers((CONFIG.host, one))) as pilot:
        await pilot.press("w")
        await until(pilot, "● watching +3")
        while not one.requests["wait"]:
            await pilot.pause(0.01)
        added.receive.remove(CONFIG.id)
        await press(pilot, "ctrl+r")
        assert "Watch ended: 3 new messages" in text(pilot)
        assert not accounts(pilot).works


async def test_esc_does_not_end_a_watch_and_quitting_asks(added: Workspace) -> None:
    async with receiving(added, Servers((CONFIG.host, server()))) as pilot:
        await pilot.press("w")
        await until(pilot, "● watching +3")
        await pilot.press("escape")
        await pilot.press("q")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QuitDialog)
        await pilot.press("n")
        await pilot.pause()
        assert "● watching +3" in text(pilot)


# passwords


async def test_a_password_that_is_missing_is_asked_for_and_the_run_goes_on(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes, knows_password=False) as pilot:
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, AccountPasswordDialog)
        await press(pilot, *"lamp", "escape")
        await press(pilot, "g")
        await pilot.press(*("space" if key == " " else key for key in PASSWORD))
        assert PASSWORD not in text(pilot)
        await press(pilot, "enter")
        assert "Received: 3 new" in text(pilot)
        assert "typed, for this session" in text(pilot)
        assert mailboxes.store.get(f"imap:{CONFIG.username}:{CONFIG.host}") is None


async def test_a_password_that_is_missing_is_asked_for_in_words_of_the_pane(added: Workspace) -> None:
    async with receiving(added, Servers((CONFIG.host, server())), knows_password=False) as pilot:
        for key in ("c", "g"):
            await press(pilot, key)
            assert f"The password of {CONFIG.username}:" in text(pilot)
            assert f"There is no password for {CONFIG.username}. p gives a password." in text(pilot)
            await press(pilot, "escape")


async def test_a_token_that_is_missing_is_asked_for_too(empty: Workspace) -> None:
    empty.receive.add(replace(CONFIG, authentication="token"))
    async with receiving(empty, Servers((CONFIG.host, server())), knows_password=False) as pilot:
        await press(pilot, "g")
        assert f"The token of {CONFIG.username}:" in text(pilot)


async def test_a_password_that_is_typed_during_a_watch_is_for_its_next_connection(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes, knows_password=False) as pilot:
        opened = way(accounts(pilot).atlas, CONFIG)
        await press(pilot, "p", *"lamp", "enter")
        assert opened is not None
        with pytest.raises(LoginRefused):
            opened(CancelToken())
        assert mailboxes.offered == [(CONFIG.host, "lamp")]


async def test_a_keychain_that_fails_leaves_the_password_for_this_session(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    mailboxes.store = Forgetful()
    async with receiving(added, mailboxes, knows_password=False) as pilot:
        await press(pilot, "p", "f6", *"lamp", "enter")
        shown = unwrapped_text(text(pilot))
        assert "did not give the password back. What was typed holds for this session." in shown
        assert "typed, for this session" in shown


async def test_a_password_goes_into_the_keychain_on_request(added: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(added, mailboxes, knows_password=False) as pilot:
        await press(pilot, "p", "f6")
        assert "in the keychain of the system" in text(pilot)
        await press(pilot, *"lantern", "enter")
        assert "The password is kept in the keychain." in text(pilot)
        assert mailboxes.store.get(f"imap:{CONFIG.username}:{CONFIG.host}") == Secret("lantern")


async def test_a_password_is_offered_to_the_server_that_it_was_typed_for_alone(added: Workspace) -> None:
    other = CONFIG.__class__("mail.example.net", CONFIG.username)
    added.receive.add(other)
    mailboxes = Servers((CONFIG.host, server()), (other.host, server()))
    async with receiving(added, mailboxes) as pilot:
        await press(pilot, "g", "down", "g")
        assert isinstance(pilot.app.screen, AccountPasswordDialog)
        assert {host for host, _ in mailboxes.offered} == {CONFIG.host}


async def test_a_login_that_is_refused_says_so_and_shows_no_password(added: Workspace) -> None:
    strict = server()
    strict.logins = {}
    async with receiving(added, Servers((CONFIG.host, strict))) as pilot:
        for key in ("c", "g"):
            await press(pilot, key)
            assert "does not take this user with this password" in text(pilot)
            assert "p gives another password" in text(pilot)
            assert PASSWORD not in text(pilot)
    assert not [
        path for path in added.root.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()
    ]


# removing


async def test_an_account_is_removed_after_a_question_and_its_messages_stay(added: Workspace) -> None:
    async with receiving(added, Servers((CONFIG.host, server()))) as pilot:
        await press(pilot, "g", "d")
        assert isinstance(pilot.app.screen, RemoveDialog)
        assert "3 messages stay" in unwrapped_text(text(pilot))
        await press(pilot, "n")
        assert added.receive.accounts()
        await press(pilot, "d", "y")
        assert "No account yet." in text(pilot)
        await pilot.resize_terminal(150, 40)
        await settle(pilot)
        assert CONFIG.host not in text(pilot)
        assert added.documents.count() == 3


def room_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, with its lines divided by spaces."""
    return " ".join(lines(pilot.app.screen))


def unwrapped_text(shown: str) -> str:
    """What stands on a screen, as one line."""
    return " ".join(shown.translate(str.maketrans("│┃", "  ")).split())


def _until_cancelled(request: Request, cancel: CancelToken) -> None:
    """A server that does not answer until nobody waits any more."""
    if request == "fetch":
        cancel.wait(60)
        raise Cancelled("Cancelled.")
