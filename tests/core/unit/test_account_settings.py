"""Accounts: what a section of config.toml can say of where a credential comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.config import AccountSettings, LoadedConfig, load_config
from mailatlas_core.config.table import Arguments


def loaded(tmp_path: Path, text: str) -> LoadedConfig:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return load_config(file)


def test_a_section_names_a_server_a_user_and_a_source(tmp_path: Path) -> None:
    text = (
        '[account.home]\nhost = "imap.example.org"\nusername = "ada@example.org"\npassword_env = "ADA"\n'
        'password_command = ["pass", "show"]\nkeychain = true\n'
    )
    config = loaded(tmp_path, text)
    assert config.problems == ()
    assert config.config.account == {
        "home": AccountSettings(
            "imap.example.org",
            "ada@example.org",
            password_env="ADA",
            password_command=Arguments(("pass", "show")),
            keychain=True,
        )
    }


@pytest.mark.parametrize("there", ['host = "imap.example.org"', 'username = "ada"'])
def test_a_section_without_its_server_or_its_user_is_pointed_out(tmp_path: Path, there: str) -> None:
    config = loaded(tmp_path, f"[account.home]\n{there}\n")
    assert config.config.account == {}
    assert "is passed over" in config.problems[0]


@pytest.mark.parametrize("key", ["password", "access_token", "secret"])
def test_no_secret_is_taken_from_the_file(tmp_path: Path, key: str) -> None:
    text = f'[account.home]\nhost = "imap.example.org"\nusername = "ada"\n{key} = "hunter2"\n'
    [problem] = loaded(tmp_path, text).problems
    assert "no secret is written here" in problem
    assert "hunter2" not in problem
