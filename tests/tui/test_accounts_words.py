"""What the pane of accounts says: of states, of runs, of settings as they are typed."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import SecretUnavailable, UsageError
from mailatlas_core.receive.model import (
    AccountStatus,
    ImapConfig,
    MaildirConfig,
    ReceiveAccount,
    ReceiveGap,
    ReceiveResult,
    ReceiveRun,
    RunStatus,
    Selected,
)
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.stores import MemoryStore
from mailatlas_tui.mailboxes import keep_in
from mailatlas_tui.screens.accounts.detail import MOST_GAPS, detail_lines, duration, source_words
from mailatlas_tui.screens.accounts.listing import Detail, Password, name
from mailatlas_tui.screens.accounts.settings_form import Settings, config_of, folders_of, will_words
from mailatlas_tui.screens.accounts.states import Work, shown
from mailatlas_tui.screens.accounts.telling import told, told_test
from mailatlas_tui.screens.accounts.watching import Watched, interval_seconds
from tests.hostile import HOSTILE, harmful
from tests.tui.accounts import AT, CONFIG, Forgetful, hostile_account

STATUSES: tuple[RunStatus, ...] = get_args(RunStatus)
TYPED = Settings(host="imap.example.org", username="ada@example.org")


def account(status: RunStatus | None, *, holder: str | None = None) -> AccountStatus:
    """An account whose last run ended so."""
    runs = () if status is None else (ReceiveRun("run", CONFIG.id, status, "tui", AT, AT),)
    return AccountStatus(ReceiveAccount(CONFIG.id, CONFIG, AT), (), runs, 0, 0, holder)


def written(detail: Detail, work: Work | None = None) -> str:
    """What the detail says, a line each."""
    return "\n".join(" ".join((*labels, text)) for text, _, *labels in detail_lines(detail, work))


# states


@pytest.mark.parametrize("status", STATUSES)
def test_every_state_has_a_glyph_and_a_word_and_a_wrong_one_says_what_to_do(status: RunStatus) -> None:
    state = shown(account(status))
    assert state.glyph
    assert state.word
    assert state.next or not state.is_wrong


def test_an_account_without_runs_says_how_its_mail_is_got() -> None:
    assert shown(account(None)).next == "g gets its mail."


def test_who_holds_an_account_is_said() -> None:
    state = shown(account("ok", holder="cli (process 17)"))
    assert (state.word, state.next) == ("busy", "cli (process 17) gets its mail right now.")


def test_what_is_done_now_stands_before_what_was() -> None:
    assert shown(account("error"), Work("watch", watched=Watched(new=12))).word == "watching +12"
    assert shown(account("error"), Work("get")).word == "receiving"
    assert shown(account("error"), Work("get", cancelling=True)).word == "cancelling"


def test_a_run_that_nobody_is_at_was_left() -> None:
    left = account("running")
    assert shown(left).word == "interrupted"
    assert "interrupted" in written(Detail(left, left.runs, (), Password("asked for", ())))


def test_gaps_alone_are_asked_for_again() -> None:
    assert "r asks again" not in shown(account("partial")).next
    assert "r asks again" in shown(replace(account("partial"), gap_count=1)).next


def test_a_cursor_that_is_lost_offers_the_full_sync() -> None:
    assert "F reads all of it again, and asks first" in shown(account("cursor_reset_required")).next
    assert "F reads all of it again" in told(ReceiveResult("cursor_reset_required", "a", None)).sentence


@pytest.mark.parametrize("status", STATUSES)
def test_every_end_of_a_run_is_told_and_a_bad_one_with_a_key(status: RunStatus) -> None:
    result = ReceiveResult(status, CONFIG.id, "run", fetched_count=2, error="The server is away.")
    ended = told(result)
    assert ended.begin
    if ended.is_bad and status not in ("running", "interrupted"):
        assert "The server is away." in ended.sentence
        assert ended.sentence.split(".")[-2].strip()[0] in "cpgrF"


def test_a_pass_that_found_nothing_says_so() -> None:
    assert told(ReceiveResult("ok", CONFIG.id, "run")).begin == "Nothing new"


def test_a_test_tells_each_folder() -> None:
    config = replace(CONFIG, folders=("INBOX", "Lists"))
    assert told_test(config, (Selected(1, 1204), Selected(2, 1))).sentence.startswith(
        "INBOX 1,204 messages, Lists 1 message."
    )


def test_of_a_maildir_nothing_is_said_that_only_a_server_has() -> None:
    config = MaildirConfig("/home/ada/Mail")
    assert told_test(config, ()).sentence.startswith("The Maildir can be read.")
    status = AccountStatus(ReceiveAccount(config.id, config, AT), (), (), 3, 0, None)
    assert "Read so far" not in written(Detail(status, (), (), Password("none", ())))


def test_a_watch_adds_up_what_its_runs_brought() -> None:
    watched = Watched()
    for count in (3, 0, 1):
        watched = watched.after(ReceiveResult("ok", CONFIG.id, "run", ingested_count=count))
    assert watched.words == "4 new messages in 3 runs."


@pytest.mark.parametrize(("said", "seconds"), [("30", 30), ("0", 60), ("often", 60), ("-1", 60), ("nan", 60)])
def test_the_interval_of_a_watch(monkeypatch: pytest.MonkeyPatch, said: str, seconds: float) -> None:
    monkeypatch.setenv("MAILATLAS_RECEIVE_INTERVAL_SECONDS", said)
    assert interval_seconds() == seconds


# the detail


@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_a_server_says_is_visible_text(said: str) -> None:
    status = hostile_account(said)
    gap = ReceiveGap("id", said, 1, 2, said, 3, AT)
    detail = Detail(status, status.runs, (gap,), Password(said, (said,)))
    for text, _, *labels in detail_lines(detail, None):
        assert not harmful(" ".join((text, *labels)))


def test_many_gaps_are_counted() -> None:
    gaps = [ReceiveGap(CONFIG.id, "INBOX", 1, uid, "refused", 1, AT) for uid in range(MOST_GAPS + 5)]
    text = written(Detail(account("partial"), (), gaps, Password("asked for", ())))
    assert f"{MOST_GAPS + 5} gaps" in text
    assert "and 5 more" in text


def test_a_password_that_comes_from_nowhere_names_the_key_that_gives_it() -> None:
    text = written(Detail(account(None), (), (), Password("asked for", ("Beware.",))))
    assert "Password asked for; p gives it" in text
    assert "Beware." in text


def test_a_variable_is_said_to_be_set() -> None:
    assert source_words("MAILATLAS_IMAP_PASSWORD") == "MAILATLAS_IMAP_PASSWORD, which is set"


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("10:00:00.9", "under 1 s"),
        ("10:00:03", "3 s"),
        ("10:02:05", "2 min 5 s"),
        ("11:12:59", "1 h 12 min"),
    ],
)
def test_how_long_a_run_took(end: str, words: str) -> None:
    assert duration("2026-03-14T10:00:00+00:00", f"2026-03-14T{end}+00:00") == words


def test_an_account_is_called_by_its_user() -> None:
    assert name(CONFIG) == "ada@example.org"
    assert name(ImapConfig("imap.example.org", "ada")) == "ada@imap.example.org"
    assert name(MaildirConfig("/home/ada/Mail")) == "/home/ada/Mail"


# the form


def test_settings_become_an_account() -> None:
    assert config_of(TYPED) == ImapConfig("imap.example.org", "ada@example.org")
    assert config_of(replace(TYPED, security="starttls")) == ImapConfig(
        "imap.example.org", "ada@example.org", 143, "starttls"
    )
    assert config_of(Settings("maildir", path="/home/ada/Mail")) == MaildirConfig("/home/ada/Mail")


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "imaps://imap.example.org"},
        {"host": "ada@imap.example.org"},
        {"host": "imap example"},
        {"username": " "},
        {"port": "0"},
        {"port": "65536"},
        {"port": "٩٩٣"},
        {"port": "9" * 5000},
        {"folders": " , "},
        {"folders": '"Lists'},
        {"provider": "maildir", "path": ""},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(wrong: dict[str, str]) -> None:
    settings = replace(TYPED, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UsageError) as refused:
        config_of(settings)
    assert refused.value.hint
    assert will_words(settings) == f"{refused.value.message} {refused.value.hint}"


def test_it_is_said_where_and_how_it_will_connect() -> None:
    said = will_words(replace(TYPED, port="1993", folders="INBOX, Lists"))
    for part in (
        "imap.example.org, port 1993",
        "TLS",
        "certificate is verified",
        "INBOX, Lists",
        "reading alone",
    ):
        assert part in said


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_any_names_of_folders_can_be_written(names: list[str]) -> None:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(names)
    assert folders_of(line.getvalue().rstrip("\r\n")) == tuple(dict.fromkeys(names))


@given(st.text(), st.text(max_size=20), st.text(), st.text())
def test_whatever_is_typed_is_an_account_or_refused(
    host: str, port: str, username: str, folders: str
) -> None:
    with suppress(UsageError):
        config_of(Settings(host=host, port=port, username=username, folders=folders))


def test_a_keychain_that_does_not_give_back_what_it_was_given_is_no_keychain() -> None:
    keep_in(MemoryStore(), "imap", Secret("lantern"))
    with pytest.raises(SecretUnavailable):
        keep_in(Forgetful(), "imap", Secret("lantern"))
