"""The form of a new account: it says what it will do, tests it on request, and adds it asking nobody."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from mailatlas_core.receive.model import ImapConfig, MaildirConfig
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.accounts.add_dialog import AccountDialog
from tests.tui.accounts import CONFIG, PASSWORD, Servers, accounts, press, receiving, server
from tests.tui.driving import text
from tests.tui.pilot.test_accounts import unwrapped_text


async def fill(pilot: Pilot[None], *, password: str = "") -> None:
    """Write the account into the form, from host to password."""
    await press(pilot, "n")
    dialog = form(pilot)
    dialog._fields["host"].value = CONFIG.host
    dialog._fields["username"].value = CONFIG.username
    dialog._password.value = password
    await press(pilot, "tab")


def form(pilot: Pilot[None]) -> AccountDialog:
    """The form, which must be in view."""
    assert isinstance(pilot.app.screen, AccountDialog)
    return pilot.app.screen


async def test_it_says_what_will_happen_before_it_does(empty: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(empty, mailboxes, knows_password=False) as pilot:
        await press(pilot, "n", *CONFIG.host, "enter", "space", "tab", "enter", *"ada")
        said = unwrapped_text(text(pilot))
        assert f"connects to {CONFIG.host}, port 143, by STARTTLS" in said
        assert "logs in as ada; and opens INBOX for reading alone" in said
        assert mailboxes.offered == []


async def test_the_test_logs_in_and_stores_nothing(empty: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(empty, mailboxes, knows_password=False) as pilot:
        await fill(pilot, password=PASSWORD)
        await press(pilot, "f8")
        assert "It works: INBOX 3 messages." in unwrapped_text(text(pilot))
        assert mailboxes.offered == [(CONFIG.host, PASSWORD)]
        assert empty.receive.accounts() == ()
        assert empty.documents.count() == 0


async def test_a_test_that_fails_says_why(empty: Workspace) -> None:
    async with receiving(empty, Servers((CONFIG.host, server())), knows_password=False) as pilot:
        await fill(pilot, password="wrong")
        await press(pilot, "f8")
        assert "does not take this user with this password" in unwrapped_text(text(pilot))


async def test_a_test_without_a_password_says_that_it_can_be_typed(empty: Workspace) -> None:
    async with receiving(empty, Servers((CONFIG.host, server())), knows_password=False) as pilot:
        await fill(pilot)
        await press(pilot, "f8")
        said = f"There is no password for {CONFIG.username}. A password can be typed above."
        assert said in unwrapped_text(text(pilot))


async def test_an_account_is_added_and_nobody_is_asked(empty: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(empty, mailboxes, knows_password=False) as pilot:
        await fill(pilot, password=PASSWORD)
        await press(pilot, "f10")
        assert mailboxes.offered == []
        assert [account.config for account in empty.receive.accounts()] == [CONFIG]
        await press(pilot, "g")
        assert "Received: 3 new" in text(pilot)
    assert not [
        path for path in empty.root.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()
    ]


async def test_the_cursor_goes_to_the_account_that_was_added(demo: Workspace) -> None:
    async with receiving(demo, Servers((CONFIG.host, server()))) as pilot:
        await fill(pilot)
        await press(pilot, "f10")
        chosen = accounts(pilot).account
        assert chosen is not None
        assert chosen.account.config == CONFIG


async def test_its_password_goes_into_the_keychain_on_request(empty: Workspace) -> None:
    mailboxes = Servers((CONFIG.host, server()))
    async with receiving(empty, mailboxes, knows_password=False) as pilot:
        await fill(pilot, password=PASSWORD)
        form(pilot).action_turn("kept")
        await press(pilot, "f10")
        assert mailboxes.store.get(f"imap:{CONFIG.username}:{CONFIG.host}") == Secret(PASSWORD)


async def test_what_is_missing_is_said_and_nothing_is_added(empty: Workspace) -> None:
    async with receiving(empty, Servers()) as pilot:
        await press(pilot, "n", "f10")
        assert "No server is named." in text(pilot)
        assert empty.receive.accounts() == ()
        await press(pilot, "escape")
        assert accounts(pilot).is_current


async def test_several_folders_and_a_token(empty: Workspace) -> None:
    async with receiving(empty, Servers()) as pilot:
        await fill(pilot)
        form(pilot)._fields["folders"].value = 'INBOX, "Lists, 2024"'
        form(pilot).action_turn("authentication")
        await press(pilot, "f10")
        (account,) = empty.receive.accounts()
        assert account.config == ImapConfig(
            CONFIG.host, CONFIG.username, authentication="token", folders=("INBOX", "Lists, 2024")
        )


async def test_a_maildir_is_added_and_received_without_network(empty: Workspace) -> None:
    path = Path.home() / "Inbox"
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True)
    (path / "new" / "1.one").write_bytes(b"Subject: Lamp\n\nIt is lit.\n")
    async with receiving(empty, Servers()) as pilot:
        await press(pilot, "n", "shift+tab", "enter", "tab", *str(path))
        assert "the network is not touched" in unwrapped_text(text(pilot))
        await press(pilot, "f10")
        assert [account.config for account in empty.receive.accounts()] == [MaildirConfig(str(path))]
        await press(pilot, "g")
        assert "Received: 1 new" in text(pilot)
        assert "no network since start" in text(pilot)
        await press(pilot, "F", "p")
        assert accounts(pilot).is_current


async def test_a_folder_that_is_no_maildir_is_refused_in_a_sentence(empty: Workspace) -> None:
    async with receiving(empty, Servers(), size=(80, 24)) as pilot:
        await press(pilot, "n", "shift+tab", "space", "tab", *"/nowhere", "f10")
        assert "is no Maildir" in unwrapped_text(text(pilot))
        assert isinstance(pilot.app.screen, AccountDialog)


async def test_all_of_it_stands_on_a_small_screen(empty: Workspace) -> None:
    async with receiving(empty, Servers(), size=(80, 24)) as pilot:
        await fill(pilot)
        shown = unwrapped_text(text(pilot))
        assert "nothing is marked, moved or deleted there." in shown
        assert "F8 tests · F10 adds" in shown
