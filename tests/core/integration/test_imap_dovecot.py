"""IMAP with a real Dovecot: every way to log in, and a mailbox that is afterwards what it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import LoginRefused, ServerUnavailable
from mailatlas_core.receive.imap.opening import open_imap
from mailatlas_core.receive.model import Authentication, ImapConfig, Security
from mailatlas_core.secrets import Secret
from tests.core import dovecot
from tests.core.dovecot import Dovecot

pytestmark = pytest.mark.integration

LETTER = b"Subject: Harbor\r\n\r\nDear Bob\r\n"


@pytest.fixture(
    scope="module",
    params=["plain xoauth2", "login oauthbearer"],
    ids=["PLAIN, XOAUTH2", "LOGIN, OAUTHBEARER"],
)
def server(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    with dovecot.running(request.param) as server:
        yield server


@pytest.fixture(autouse=True)
def _trusted(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root / "authority.pem"))


def folders(config: ImapConfig, secret: str) -> list[str]:
    with closing(open_imap(config, Secret(secret))(CancelToken())) as mailbox:
        return list(mailbox.folders())


@pytest.mark.parametrize("security", ["ssl", "starttls"])
@pytest.mark.parametrize("authentication", ["password", "token"])
def test_the_right_secret_is_let_in_and_another_is_not(
    server: Dovecot, security: Security, authentication: Authentication
) -> None:
    user = server.new_user()
    config = server.config(user, security, authentication)
    is_token = authentication == "token"
    assert "INBOX" in folders(config, dovecot.token(user) if is_token else dovecot.PASSWORD)
    with pytest.raises(LoginRefused, match=f"refused the {authentication}"):
        folders(config, dovecot.token(user, valid=False) if is_token else "another one")


def test_a_password_beyond_ascii_is_let_in(server: Dovecot) -> None:
    assert "INBOX" in folders(server.config("beyond-ascii@example.com"), dovecot.BEYOND_ASCII)


def test_a_server_that_nobody_vouches_for_is_refused(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ServerUnavailable, match="certificate that cannot be verified"):
        folders(server.config(server.new_user()), dovecot.PASSWORD)


def test_a_mailbox_that_was_read_is_file_for_file_and_byte_for_byte_what_it_was(server: Dovecot) -> None:
    user = server.new_user()
    with server.owner(user) as owner:
        owner.create_folder("Archive")
        for folder in ("INBOX", "Archive"):
            owner.append(folder, LETTER)
            owner.append(folder, LETTER, [b"\\Seen", b"\\Deleted", b"$Forwarded", b"a[b"])
    (server.folder(user) / "new/1.M1P1.localhost").write_bytes(LETTER)
    server.own(server.folder(user))
    before = server.files(user)
    assert len(before) == 5
    config = server.config(user)
    with closing(open_imap(config, Secret(dovecot.PASSWORD))(CancelToken())) as mailbox:
        for folder in ("INBOX", "Archive"):
            assert folder in mailbox.folders()
            mailbox.select(folder)
            uids = mailbox.uids(0)
            mailbox.sizes(uids)
            assert all(one.data == LETTER for one in mailbox.fetch(uids))
            mailbox.wait(0.01, CancelToken())
    assert server.files(user) == before
    with server.owner(user) as owner:
        assert owner.folder_status("INBOX", ["RECENT"]) == {b"RECENT": 3}
