"""That a password is in the keychain, written into config.toml: behind all else, and no secret with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.config import AccountSettings, load_config
from mailatlas_core.config.keychain import declare_keychain
from mailatlas_core.errors import ConfigError

HOST, USERNAME = "imap.example.org", "ada@example.org"
WANTED = AccountSettings(HOST, USERNAME, keychain=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_a_section_is_written_that_says_so(file: Path) -> None:
    declared = declare_keychain(HOST, USERNAME, file=file)
    assert list(declared.values()) == [WANTED]
    assert load_config(file).config.account == declared
    assert load_config(file).problems == ()


def test_all_that_was_there_stays_byte_for_byte(file: Path) -> None:
    before = (
        '# mine\n[theme]\nname = "atlas-light"  # bright\n\n[account.home]\nhost = "mail.example.net"\n'
        'username = "ada"\n'
    )
    file.write_text(before)
    declare_keychain(HOST, USERNAME, file=file)
    assert file.read_text().startswith(before.rstrip())
    assert load_config(file).config.account["home"].host == "mail.example.net"


def test_it_is_written_once(file: Path) -> None:
    declare_keychain(HOST, USERNAME, file=file)
    before = file.read_bytes()
    declare_keychain(HOST.upper(), USERNAME, file=file)
    assert file.read_bytes() == before


def test_a_section_that_says_otherwise_is_left_to_its_writer(file: Path) -> None:
    said = f'[account.work]\nhost = "{HOST}"\nusername = "{USERNAME}"\npassword_env = "ADA"\n'
    file.write_text(said)
    with pytest.raises(ConfigError, match=r"account\.work"):
        declare_keychain(HOST, USERNAME, file=file)
    assert file.read_text() == said


@pytest.mark.parametrize("text", ["account = 3\n", "account = {}\n", 'account = { home = { host = "h" } }\n'])
def test_what_only_a_person_can_change_is_left_as_it_is(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError):
        declare_keychain(HOST, USERNAME, file=file)
    assert file.read_text() == text


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_user_of_any_host_is_written_so_that_it_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, host: str, username: str
) -> None:
    file = tmp_path_factory.mktemp("config") / "config.toml"
    declared = declare_keychain(host, username, file=file)
    assert load_config(file).config.account == declared
