"""Identities: what a section of config.toml can say of somebody that mail is sent as."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.config import Identity, LoadedConfig, load_config
from mailatlas_core.config.table import Addresses, Arguments, single_settings
from mailatlas_core.errors import SenderNotConfigured
from mailatlas_core.outbound.senders.choosing import way_of

WORK = Identity(
    "ada@example.org",
    from_name="Ada",
    provider="smtp",
    host="mail.example.org",
    port=465,
    security="ssl",
    username="ada",
    password_env="WORK",
    password_command=Arguments(("pass", "show", "mail")),
    keychain=True,
    file_dir="out",
    signature="Ada\nLovelace",
    reply_match=Addresses(("ada@example.com",)),
)

WORK_TOML = """\
from = "ada@example.org"
from_name = "Ada"
provider = "smtp"
host = "mail.example.org"
port = 465
security = "ssl"
username = "ada"
password_env = "WORK"
password_command = ["pass", "show", "mail"]
keychain = true
file_dir = "out"
signature = "Ada\\nLovelace"
reply_match = "ada@example.com"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def loaded(file: Path, text: str) -> LoadedConfig:
    file.write_text(text, "utf-8")
    return load_config(file)


def test_everything_that_an_identity_can_say_is_read_and_known_to_be_from_the_file(file: Path) -> None:
    result = loaded(file, f"[identity.work]\n{WORK_TOML}")
    assert result.problems == ()
    assert result.config.identity == {"work": WORK}
    names = [name for name, _ in single_settings(result.config) if name[0] == "identity"]
    assert [name[2] for name in names] == [line.split()[0] for line in WORK_TOML.splitlines()]
    assert {result.source(name) for name in names} == {"config.toml"}


def test_an_identity_needs_an_address_and_nothing_else(file: Path) -> None:
    text = "[identity.work]\nfrom = 'ada@example.org'\n[identity.home]\nhost = 'mail.example.org'\n"
    result = loaded(file, text)
    assert result.config.identity == {"work": Identity("ada@example.org")}
    assert result.problems == ("config.toml, line 3: `identity.home` has no `from`, and is passed over.",)


def test_identities_keep_the_order_of_the_file(file: Path) -> None:
    text = "".join(f"[identity.{name}]\nfrom = '{name}@example.org'\n" for name in "zam")
    assert list(loaded(file, text).config.identity) == list("zam")


def test_a_setting_is_called_as_in_the_file_and_not_as_in_python(file: Path) -> None:
    result = loaded(file, "[identity.work]\nfrom = 'ada@example.org'\nfrom_ = 'x'\n")
    assert result.problems == (
        "config.toml, line 3: `identity.work.from_` is no setting; is `identity.work.from` meant?",
    )


@pytest.mark.parametrize("provider", ["'File'", "['smtp']", "true"])
def test_a_provider_that_is_none_is_pointed_out_and_no_other_takes_its_place(
    file: Path, provider: str
) -> None:
    result = loaded(file, f"[identity.work]\nfrom = 'ada@example.org'\nprovider = {provider}")
    assert result.problems == (
        'config.toml, line 3: `identity.work.provider` must be "smtp" or "file", and nothing is sent so.',
    )
    with pytest.raises(SenderNotConfigured, match="Nothing can be sent by"):
        way_of(None, result.config.identity["work"], {})


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("port = true", "a whole number"),
        ("port = -1", "a whole number"),
        ("keychain = 'yes'", "true or false"),
        ("security = 'tls'", '"starttls", "ssl" or "none"'),
        ("password_command = 'pass show'", "a list of texts, the command and its arguments"),
        ("password_command = ['pass', 1]", "a list of texts, the command and its arguments"),
        ("reply_match = [1]", "an address, or a list of addresses"),
    ],
)
def test_what_an_identity_cannot_have_is_pointed_out(file: Path, setting: str, what: str) -> None:
    name = setting.partition(" ")[0]
    result = loaded(file, f"[identity.work]\nfrom = 'ada@example.org'\n{setting}")
    assert result.problems == (
        f"config.toml, line 3: `identity.work.{name}` must be {what}, and is passed over.",
    )
    assert result.config.identity == {"work": Identity("ada@example.org")}


@pytest.mark.parametrize("name", ["password", "smtp_password", "PASSWORD", "token", "secret"])
@pytest.mark.parametrize("section", ["", "[identity.work]\nfrom = 'ada@example.org'\n", "[theme]\n"])
def test_a_secret_in_the_file_is_not_read_and_the_places_for_it_are_named(
    file: Path, section: str, name: str
) -> None:
    result = loaded(file, f"{section}{name} = 'swordfish'")
    (said,) = result.problems
    assert f"{name}` is no setting, for no secret is written here: password_env, password_command or" in said
    assert "swordfish" not in repr(result)
