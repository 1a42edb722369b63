"""Which credential an account is offered: its own, and never that of another server or user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.config import AccountSettings
from mailatlas_core.config.table import Arguments
from mailatlas_core.errors import ReceiverNotConfigured, SecretUnavailable
from mailatlas_core.receive.choosing import Chosen, account_of, credential_source, mailbox_for
from mailatlas_core.receive.model import ImapConfig, MaildirConfig
from mailatlas_core.secrets.stores import MemoryStore

HOME = ImapConfig("imap.example.org", "ada@example.org")
WORK = ImapConfig("imap.example.com", "lovelace")
CLUB = ImapConfig("imap.example.net", "ada@example.org")
ALL = (HOME, WORK, CLUB)
PASSWORD = {"MAILATLAS_IMAP_PASSWORD": "hunter2"}
OF_HOME = PASSWORD | {
    "MAILATLAS_IMAP_HOST": "IMAP.example.org.",
    "MAILATLAS_IMAP_USERNAME": "ada@example.org",
}


def chosen(
    config: ImapConfig,
    environ: Mapping[str, str],
    *,
    others: Iterable[ImapConfig] = ALL,
    accounts: Mapping[str, AccountSettings] | None = None,
) -> Chosen:
    return mailbox_for(config, accounts=accounts or {}, others=others, environ=environ, store=MemoryStore())


def refusal(config: ImapConfig, environ: Mapping[str, str], **known: object) -> str:
    """Why nobody is asked; with what to do about it."""
    way = chosen(config, environ, **known).open  # type: ignore[arg-type]  # as `chosen` has them
    assert way is not None
    with pytest.raises((ReceiverNotConfigured, SecretUnavailable)) as raised:
        way(CancelToken())
    return f"{raised.value.message} {raised.value.hint}"


def source(
    config: ImapConfig,
    environ: Mapping[str, str],
    *,
    others: Iterable[ImapConfig] = ALL,
    accounts: Mapping[str, AccountSettings] | None = None,
) -> str:
    return credential_source(config, accounts=accounts or {}, others=others, environ=environ)


def test_the_environments_password_is_offered_to_the_account_that_it_names_alone() -> None:
    assert source(HOME, OF_HOME) == "MAILATLAS_IMAP_PASSWORD"
    for other in (WORK, CLUB):
        assert source(other, OF_HOME) == "asked for"
        assert "is for another server or user" in refusal(other, OF_HOME)


def test_a_password_that_names_nobody_is_offered_to_the_only_account() -> None:
    assert source(HOME, PASSWORD, others=[HOME]) == "MAILATLAS_IMAP_PASSWORD"
    for one in ALL:
        assert "is for another server or user" in refusal(one, PASSWORD)


def test_an_account_of_config_toml_is_one_more_that_a_password_could_be_for() -> None:
    section = {"work": AccountSettings("imap.example.com", "lovelace")}
    assert source(HOME, PASSWORD, others=[HOME], accounts=section) == "asked for"


def test_other_folders_of_the_same_user_are_no_other_account() -> None:
    again = replace(HOME, folders=("Archive",))
    assert source(again, PASSWORD, others=[HOME, again]) == "MAILATLAS_IMAP_PASSWORD"


def test_a_token_comes_from_the_variable_of_tokens() -> None:
    by_token = replace(HOME, authentication="token")
    environ = OF_HOME | {"MAILATLAS_IMAP_ACCESS_TOKEN": "token"}
    assert source(by_token, environ) == "MAILATLAS_IMAP_ACCESS_TOKEN"
    assert "no access token for ada@example.org at imap.example.org" in refusal(by_token, OF_HOME)


def test_a_section_is_for_its_server_and_user_whatever_the_folders() -> None:
    section = {"home": AccountSettings("imap.EXAMPLE.org", "ada@example.org", password_env="ADA")}
    assert source(HOME, {"ADA": "x"}, accounts=section) == "password_env, which is set"
    assert source(replace(HOME, folders=("Archive",)), {}, accounts=section) == "password_env, not set"
    assert "password_env of the account `home`" in refusal(HOME, OF_HOME, accounts=section)
    assert source(CLUB, {"ADA": "x"}, accounts=section) == "asked for"


def test_a_source_that_is_declared_and_has_none_is_not_replaced_by_another() -> None:
    section = {"home": AccountSettings("imap.example.org", "ada@example.org", keychain=True)}
    assert source(HOME, OF_HOME, accounts=section) == "the keychain"
    assert account_of(HOME).keychain_name in refusal(HOME, OF_HOME, accounts=section)


def test_two_sources_and_two_sections_are_pointed_out() -> None:
    both = AccountSettings(
        "imap.example.org", "ada@example.org", password_command=Arguments(("pass",)), keychain=True
    )
    assert source(HOME, {}, accounts={"home": both}) == "more than one source"
    assert "more than one source" in refusal(HOME, {}, accounts={"home": both})
    two = {"a": both, "b": both}
    assert source(HOME, {}, accounts=two) == "more than one section of config.toml"
    assert "[account.a], [account.b]" in refusal(HOME, {}, accounts=two)


def test_what_is_missing_is_said_with_what_to_do() -> None:
    said = refusal(HOME, {})
    assert "no password for ada@example.org at imap.example.org" in said
    assert "Set MAILATLAS_IMAP_PASSWORD, name its source" in said


def test_a_maildir_needs_no_way_and_no_credential() -> None:
    config = MaildirConfig("/mail")
    assert mailbox_for(config, accounts={}, others=()) == Chosen(None, ())
    assert credential_source(config, accounts={}, others=()) == "none needed"


def test_a_password_of_gmail_comes_with_a_word_of_caution() -> None:
    gmail = ImapConfig("imap.gmail.com", "ada@gmail.example")
    assert chosen(gmail, {}).notes
    assert not chosen(replace(gmail, authentication="token"), {}).notes
    assert not chosen(HOME, {}).notes
