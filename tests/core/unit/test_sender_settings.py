"""Which way a message goes out: what the call, the identity and the environment say together."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.config import Identity
from mailatlas_core.config.table import Arguments
from mailatlas_core.errors import MailAtlasError, SecretUnavailable, SenderNotConfigured
from mailatlas_core.outbound.model import Envelope, Outgoing, SendConfig
from mailatlas_core.outbound.senders.choosing import Chosen, sender_for
from mailatlas_core.outbound.senders.file import FileSender
from mailatlas_core.outbound.senders.server import SmtpServer
from mailatlas_core.outbound.senders.smtp import SmtpSender
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.sources import Credential
from mailatlas_core.secrets.stores import MemoryStore

WORK = Identity(
    "ada@example.org", host="mail.example.org", username="ada", password_env="WORK", security="ssl", port=4650
)
HOME = Identity("ada@example.net", host="mail.example.net", username="lovelace", keychain=True)
DEMO = Identity("ada@demo.example", provider="file", file_dir="~/outgoing")
BARE = Identity("ada@example.com")
IDENTITIES = {"work": WORK, "home": HOME, "demo": DEMO, "bare": BARE}

SERVER = {"MAILATLAS_SMTP_HOST": "smtp.example.com", "MAILATLAS_SMTP_USERNAME": "env"}
LOGIN = SERVER | {"MAILATLAS_SMTP_PASSWORD": "from the environment"}


def chosen(
    call: SendConfig | None = None,
    name: str | None = None,
    environ: Mapping[str, str] | None = None,
    identities: Mapping[str, Identity] = IDENTITIES,
) -> Chosen:
    store = MemoryStore()
    store.set("smtp:lovelace:mail.example.net", Secret("from the keychain"))
    return sender_for(
        call or SendConfig(), name, identities=identities, environ=environ or {"WORK": "work's"}, store=store
    )


def server(
    call: SendConfig | None = None, name: str | None = None, environ: Mapping[str, str] | None = None
) -> SmtpServer:
    sender = chosen(call, name, environ).sender
    assert isinstance(sender, SmtpSender)
    return sender.server


def password(server: SmtpServer) -> str | None:
    return None if server.credential is None else server.credential.secret.reveal()


def refusal(call: SendConfig | None = None, name: str | None = None, **environ: str) -> str:
    """Why there is no sender; with what to do about it."""
    with pytest.raises((SenderNotConfigured, SecretUnavailable)) as raised:
        chosen(call, name, environ)
    assert raised.value.hint
    return f"{raised.value.message} {raised.value.hint}"


def test_an_identity_says_all_of_its_server() -> None:
    settled = server(name="work")
    assert (settled.place, settled.encryption, settled.username) == ("mail.example.org:4650", "ssl", "ada")
    assert settled.credential == Credential(Secret("work's"), "the variable that password_env names")


def test_without_an_identity_the_environment_says_all() -> None:
    environ = LOGIN | {"MAILATLAS_SMTP_PORT": "2525", "MAILATLAS_SMTP_SSL": "TRUE"}
    settled = server(environ=environ)
    assert (settled.place, settled.encryption, settled.username) == ("smtp.example.com:2525", "ssl", "env")
    assert settled.credential == Credential(Secret("from the environment"), "MAILATLAS_SMTP_PASSWORD")


def test_what_an_identity_leaves_open_the_environment_says() -> None:
    settled = server(name="bare", environ=LOGIN)
    assert (settled.place, settled.username, password(settled)) == (
        "smtp.example.com:587", "env", "from the environment",
    )  # fmt: skip


def test_the_call_comes_before_all_others() -> None:
    call = SendConfig(
        smtp_host="relay.example.test",
        smtp_port=26,
        smtp_username="eve",
        smtp_password=Secret("x"),
        smtp_ssl=True,
    )
    assert server(call, "work", LOGIN) == SmtpServer(
        "relay.example.test", 26, "ssl", "eve", Credential(Secret("x"), "this call")
    )


@pytest.mark.parametrize("name", ["work", "home", None])
def test_another_host_gets_nothing_that_was_said_of_the_first(name: str | None) -> None:
    environ = LOGIN | {"WORK": "work's", "MAILATLAS_SMTP_PORT": "2525"}
    settled = server(SendConfig(smtp_host="evil.example.net"), name, environ)
    assert settled == SmtpServer("evil.example.net", 587, "starttls")


@pytest.mark.parametrize("name", ["work", "home", None])
def test_another_user_gets_no_password_of_the_first(name: str | None) -> None:
    said = refusal(SendConfig(smtp_host="evil.example.net", smtp_username="ada"), name, **LOGIN)
    assert "MAILATLAS_SMTP_PASSWORD is for another server or user" in said


def test_the_host_of_the_environment_is_that_of_an_identity_without_one() -> None:
    roaming = {"it": Identity("ada@example.org", username="ada", port=2525, password_env="WORK")}
    environ = {"WORK": "work's", "MAILATLAS_SMTP_HOST": "mail.example.org"}
    sender = chosen(None, "it", environ, roaming).sender
    assert isinstance(sender, SmtpSender)
    assert (sender.server.place, password(sender.server)) == ("mail.example.org:2525", "work's")
    elsewhere = chosen(SendConfig(smtp_host="evil.example.net"), "it", environ, roaming).sender
    assert isinstance(elsewhere, SmtpSender)
    assert elsewhere.server == SmtpServer("evil.example.net", 587, "starttls")


def test_another_user_of_an_identitys_server_gets_no_password_of_the_identity() -> None:
    assert "no password for bob" in refusal(SendConfig(smtp_username="bob"), "work", WORK="work's")


@pytest.mark.parametrize("name", ["work", "home"])
def test_the_password_of_the_environment_is_offered_to_no_identity_elsewhere(name: str) -> None:
    environ = LOGIN | {"WORK": "work's"}
    assert "from the environment" not in str(password(server(name=name, environ=environ)))


HOSTS = st.sampled_from(
    [None, "mail.example.org", "mail.example.net", "smtp.example.com", "evil.example.net"]
)
USERS = st.sampled_from([None, "ada", "lovelace", "env", "eve"])


@given(HOSTS, USERS, st.sampled_from([None, *IDENTITIES]), HOSTS, USERS)
def test_no_password_ever_goes_to_a_server_or_user_but_its_own(
    host: str | None, user: str | None, name: str | None, env_host: str | None, env_user: str | None
) -> None:
    environ = {"WORK": "work's", "MAILATLAS_SMTP_PASSWORD": "from the environment"}
    if env_host:
        environ["MAILATLAS_SMTP_HOST"] = env_host
    if env_user:
        environ["MAILATLAS_SMTP_USERNAME"] = env_user
    try:
        settled = server(SendConfig("smtp", smtp_host=host, smtp_username=user), name, environ)
    except MailAtlasError:
        return
    match password(settled):
        case "work's":
            assert (settled.host, settled.username) == ("mail.example.org", "ada")
        case "from the keychain":
            assert (settled.host, settled.username) == ("mail.example.net", "lovelace")
        case "from the environment":
            assert env_host in (settled.host, None)
            assert env_user in (settled.username, None)
            assert env_host is not None or env_user is not None


OPEN = st.dictionaries(
    st.sampled_from("abc"),
    st.builds(
        Identity,
        st.just("ada@example.org"),
        host=st.sampled_from(["", "mail.example.org", "mail.example.net", "Mail.Example.ORG."]),
        username=st.sampled_from(["", "ada", "env"]),
    ),
    min_size=1,
)


@example(
    {user: Identity("ada@example.org", username=user) for user in ("ada", "env")}, "mail.example.org", None
)
@given(
    OPEN,
    st.sampled_from([None, "mail.example.org", "smtp.example.com"]),
    st.sampled_from([None, "env", "ada"]),
)
def test_of_all_identities_one_account_at_most_is_offered_the_password_of_the_environment(
    identities: dict[str, Identity], env_host: str | None, env_user: str | None
) -> None:
    environ = {"MAILATLAS_SMTP_PASSWORD": "from the environment"}
    environ |= {"MAILATLAS_SMTP_HOST": env_host} if env_host else {}
    environ |= {"MAILATLAS_SMTP_USERNAME": env_user} if env_user else {}
    offered = set()
    for name in identities:
        with suppress(SecretUnavailable, SenderNotConfigured):
            sender = chosen(None, name, environ, identities).sender
            assert isinstance(sender, SmtpSender)
            if sender.server.credential is not None:
                offered.add((sender.server.host.lower().rstrip("."), sender.server.username))
    assert len(offered) <= 1


@pytest.mark.parametrize(
    ("starttls", "ssl", "encryption", "port"),
    [
        (None, None, "starttls", 587),
        (True, None, "starttls", 587),
        (None, False, "starttls", 587),
        (None, True, "ssl", 465),
        (True, True, "ssl", 465),
        (False, True, "ssl", 465),
        (False, None, "none", 25),
        (False, False, "none", 25),
    ],
)
def test_two_switches_say_how_a_connection_is_encrypted(
    starttls: bool | None, ssl: bool | None, encryption: str, port: int
) -> None:
    settled = server(SendConfig(smtp_host="localhost", smtp_starttls=starttls, smtp_ssl=ssl))
    assert (settled.encryption, settled.port) == (encryption, port)
    words = {True: "yes", False: "off", None: ""}
    environ = {"MAILATLAS_SMTP_HOST": "localhost", "MAILATLAS_SMTP_STARTTLS": words[starttls]}
    assert server(environ=environ | {"MAILATLAS_SMTP_SSL": words[ssl]}) == settled


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"])
def test_a_server_on_this_machine_may_be_asked_in_the_clear(host: str) -> None:
    assert server(SendConfig(smtp_host=host, smtp_starttls=False)).encryption == "none"


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "localhost.example.org", "::2", "0.0.0.0"])
def test_no_other_machine_is_sent_to_in_the_clear(host: str) -> None:
    assert "in the clear" in refusal(SendConfig(smtp_host=host, smtp_starttls=False))
    with pytest.raises(SenderNotConfigured):
        SmtpServer(host, 25, "none")


@pytest.mark.parametrize(
    ("call", "name", "environ", "said"),
    [
        (
            SendConfig(),
            None,
            {},
            "No SMTP server is named to send with. Give --identity, of which there are work,",
        ),
        (SendConfig(), "bare", {}, "No SMTP server is named to send with. Give --smtp-host"),
        (SendConfig(file_dir="out"), "work", {}, "this goes out by smtp. Add --provider file."),
        (SendConfig(smtp_host="a.test"), "demo", {}, "this goes out by file. Add --provider smtp."),
        (
            SendConfig(),
            "nobody",
            {},
            "no identity `nobody` in config.toml. There are work, home, demo, bare.",
        ),
        (SendConfig("cloudflare"), None, {}, "Nothing can be sent by `cloudflare`."),
        (SendConfig(), None, {"MAILATLAS_SEND_PROVIDER": "pigeon"}, "Nothing can be sent by `pigeon`."),
        (SendConfig(), None, SERVER, "There is no password for env at smtp.example.com."),
        (
            SendConfig(smtp_host="a.test", smtp_password=Secret("x")),
            None,
            {},
            "a password for a.test, but no user",
        ),
        (SendConfig(), None, SERVER | {"MAILATLAS_SMTP_PORT": "smtp"}, "MAILATLAS_SMTP_PORT is no number"),
        (SendConfig(), None, SERVER | {"MAILATLAS_SMTP_PORT": "²"}, "MAILATLAS_SMTP_PORT is no number"),
        (
            SendConfig(),
            None,
            SERVER | {"MAILATLAS_SMTP_PORT": "9" * 5000},
            "MAILATLAS_SMTP_PORT is no number",
        ),
        (SendConfig(), None, SERVER | {"MAILATLAS_SMTP_PORT": "70000"}, "no port 70000"),
        (
            SendConfig(),
            None,
            SERVER | {"MAILATLAS_SMTP_SSL": "maybe"},
            "MAILATLAS_SMTP_SSL is neither true nor",
        ),
        (SendConfig(smtp_host="a" * 64 + ".test"), None, {}, "is no host"),
        (SendConfig(smtp_host="a b.test"), None, {}, "is no host"),
        (SendConfig(smtp_host="a\0.test"), None, {}, "is no host"),
        (SendConfig(smtp_host="..test"), None, {}, "is no host"),
        (SendConfig("file"), None, {}, "No folder is named"),
        (
            SendConfig(smtp_host="a.test", smtp_username="x\0y", smtp_password=Secret("x")),
            None,
            {},
            "NUL",
        ),
        (
            SendConfig(smtp_host="a.test", smtp_username="x", smtp_password=Secret("\ud800")),
            None,
            {},
            "half a character",
        ),
    ],
)
def test_what_is_missing_is_said_with_how_to_give_it(
    call: SendConfig, name: str | None, environ: dict[str, str], said: str
) -> None:
    assert said in refusal(call, name, **environ)


def test_a_source_without_a_password_is_said() -> None:
    with pytest.raises(SecretUnavailable, match="the identity `work`"):
        chosen(name="work", environ={"MAILATLAS_SMTP_PASSWORD": "x"})


def test_a_file_of_authorities_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = str(tmp_path / "authority.pem")
    assert file in refusal(None, None, **LOGIN, SSL_CERT_FILE=file)
    in_the_clear = SendConfig(smtp_host="localhost", smtp_starttls=False)
    assert server(in_the_clear, environ={"SSL_CERT_FILE": file}).encryption == "none"


def test_the_password_of_a_command_is_asked_for() -> None:
    identity = Identity(
        "a@b.test", host="mail.test", username="a", password_command=Arguments(("echo", "x y"))
    )
    sender = chosen(name="it", identities={"it": identity}).sender
    assert isinstance(sender, SmtpSender)
    assert sender.server.credential == Credential(Secret("x y"), "password_command")


def test_the_provider_is_that_of_the_call_else_of_the_identity_else_of_the_environment() -> None:
    smtp, file = {"MAILATLAS_SEND_PROVIDER": "smtp"} | LOGIN, {"MAILATLAS_SEND_PROVIDER": "file"}
    assert chosen(name="demo", environ=smtp).sender.provider == "file"
    assert chosen(SendConfig("smtp"), "demo", smtp).sender.provider == "smtp"
    assert chosen(name="bare", environ=file | {"MAILATLAS_FILE_DIR": "x"}).sender.provider == "file"
    assert chosen(environ=LOGIN).sender.provider == "smtp"


@pytest.mark.parametrize(
    ("call", "name", "folder"),
    [
        (SendConfig("file", file_dir="given"), "demo", "given"),
        (SendConfig(), "demo", "outgoing"),
        (SendConfig("file"), None, "env"),
    ],
)
def test_the_folder_is_that_of_the_call_else_of_the_identity_else_of_the_environment(
    home: Path, call: SendConfig, name: str | None, folder: str
) -> None:
    sender = chosen(call, name, {"MAILATLAS_FILE_DIR": "env"}).sender
    assert isinstance(sender, FileSender)
    sender.send(Outgoing(b"x\r\n", Envelope("a@b.test", ("c@d.test",))))
    assert [file.suffix for file in (home / folder).iterdir()] == [".eml"]


def test_a_password_for_gmail_comes_with_the_advice_not_to_use_one() -> None:
    call = SendConfig(smtp_host="smtp.gmail.com", smtp_username="ada", smtp_password=Secret("x"))
    (note,) = chosen(call).notes
    assert "gmail.send" in note
    assert chosen(name="work").notes == chosen(name="demo").notes == ()


def test_choosing_asks_no_server_and_makes_nothing(home: Path) -> None:
    chosen(name="work")
    chosen(name="demo")
    assert list(home.iterdir()) == []
