"""What can be an account, before anybody is asked about it."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category

from mailatlas_core.errors import PathUnreadable, UsageError
from mailatlas_core.receive.model import AccountConfig, ImapConfig, MaildirConfig

_NO_PART_OF_AN_ID = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, surrogates, ends of lines


def check(config: AccountConfig) -> None:
    """Refuse what could be no account: its id is a line, and a text. Raises `UsageError`, and
    `PathUnreadable` where there is no Maildir."""
    from mailatlas_core.network import is_host

    if any(category(character) in _NO_PART_OF_AN_ID for character in config.id):
        raise UsageError("The name of an account is one line of text, without control characters.")
    if not config.folders or not all(config.folders):
        raise UsageError("The name of a folder is empty.", hint="Is a variable empty?")
    if isinstance(config, ImapConfig) and not (config.host and config.username):
        raise UsageError("An IMAP account has a host and a user.", hint="Name both.")
    if isinstance(config, ImapConfig) and not is_host(config.host):
        raise UsageError("The IMAP server that is named is no host.", hint="Write it as imap.example.org.")
    if isinstance(config, MaildirConfig):
        _check_maildir(Path(config.path))


def _check_maildir(path: Path) -> None:
    from mailatlas_core.ingest.maildir import is_maildir
    from mailatlas_core.ingest.problems import unreadable

    try:
        is_there = is_maildir(path)
    except OSError as error:
        raise PathUnreadable(unreadable(path, error).error) from None
    if not is_there:
        raise PathUnreadable(
            f"{path} is no Maildir.", hint="A Maildir is a folder with the folders cur and new in it."
        )
