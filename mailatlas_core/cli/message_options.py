"""The options of `send` and `draft` that say what the message is, and those that say how it goes out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from mailatlas_core.cli.context import with_options
from mailatlas_core.errors import MessageRefused, UsageError
from mailatlas_core.outbound.model import OutboundAttachment, OutboundMessage, SendConfig

F = TypeVar("F", bound=Callable[..., Any])

_MESSAGE = (
    click.option("--from", "from_email", metavar="ADDRESS", help="Who writes; else the identity does."),
    click.option("--from-name", metavar="NAME", help="The name beside that address."),
    click.option("--to", metavar="ADDRESS", multiple=True, help="A recipient; may be repeated."),
    click.option("--cc", metavar="ADDRESS", multiple=True, help="One who gets a copy; may be repeated."),
    click.option(
        "--bcc", metavar="ADDRESS", multiple=True, help="One whom the others do not see; may be repeated."
    ),
    click.option("--reply-to", metavar="ADDRESS", multiple=True, help="Where answers go; may be repeated."),
    click.option("--subject", default="", help="The subject."),
    click.option("--text", help="The text."),
    click.option("--text-file", type=click.File(encoding="utf-8"), help="The text; - is stdin."),
    click.option("--html-file", type=click.File(encoding="utf-8"), help="The text as HTML, from a file."),
    click.option("--attach", metavar="FILE", multiple=True, help="A file to attach; may be repeated."),
    click.option(
        "--header", "headers", metavar="'NAME: VALUE'", multiple=True, help="A header; may be repeated."
    ),
    click.option("--in-reply-to", metavar="ID", help="The Message-ID that is answered."),
    click.option("--references", metavar="ID", multiple=True, help="A Message-ID before it; repeatable."),
    click.option("--source-document-id", metavar="ID", help="The stored message that is answered."),
    click.option("--idempotency-key", metavar="KEY", help="The same call with the same key sends once."),
)
_WAY = (
    click.option("--identity", metavar="NAME", help="Who sends: a section [identity.NAME] of config.toml."),
    click.option("--provider", type=click.Choice(["smtp", "file"]), help="What it goes out by."),
)
_CONNECTION = (
    click.option("--smtp-host", metavar="HOST", help="The SMTP server."),
    click.option("--smtp-port", type=click.IntRange(1, 65535), help="Its port; 587 unless given."),
    click.option("--smtp-username", metavar="NAME", help="Who logs in there."),
    click.option(
        "--smtp-password", metavar="PASSWORD", help="The password; in sight of whoever lists processes."
    ),
    click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin."),
    click.option("--smtp-starttls/--no-smtp-starttls", default=None, help="Encrypt after the greeting."),
    click.option("--smtp-ssl/--no-smtp-ssl", default=None, help="Encrypt from the first byte."),
    click.option("--file-dir", metavar="DIR", help="Where the provider file writes messages."),
)


MESSAGE_OPTIONS = (
    "from_email", "from_name", "to", "cc", "bcc", "reply_to", "subject", "text", "text_file", "html_file",
    "attach", "headers", "in_reply_to", "references", "source_document_id", "idempotency_key",
)  # fmt: skip
"""The names of these options' values."""


def message_options(function: F) -> F:
    """Give a command the options that say what the message is."""
    return with_options(function, _MESSAGE)


def way_options(function: F) -> F:
    """Give a command the options that say how it goes out, as far as a draft keeps that."""
    return with_options(function, _WAY)


def provider_options(function: F) -> F:
    """Give a command all options that say how it goes out."""
    return with_options(function, (*_WAY, *_CONNECTION))


def message_of(given: Mapping[str, Any]) -> OutboundMessage:
    """The message that the options say."""
    if given["text"] is not None and given["text_file"] is not None:
        raise UsageError("--text and --text-file exclude each other.", hint="Give one of them.")
    _require_one_reader(given)
    return OutboundMessage(
        from_email=given["from_email"] or "",
        from_name=given["from_name"],
        to=given["to"],
        cc=given["cc"],
        bcc=given["bcc"],
        reply_to=given["reply_to"],
        subject=given["subject"],
        text=given["text"] if given["text_file"] is None else _content(given["text_file"]),
        html=None if given["html_file"] is None else _content(given["html_file"]),
        in_reply_to=given["in_reply_to"],
        references=given["references"],
        headers=_headers(given["headers"]),
        attachments=tuple(OutboundAttachment(Path(path)) for path in given["attach"]),
        source_document_id=given["source_document_id"],
        idempotency_key=given["idempotency_key"],
    )


def config_of(given: Mapping[str, Any]) -> SendConfig:
    """The way out that the options say; the password is read from stdin where that was asked for."""
    from mailatlas_core.secrets import Secret
    from mailatlas_core.secrets.sources import first_line

    password = None if given["smtp_password"] is None else Secret(given["smtp_password"])
    if given["password_stdin"]:
        if password is not None:
            raise UsageError("--smtp-password and --password-stdin exclude each other.")
        password = first_line(sys.stdin)
    return SendConfig(
        provider=given["provider"],
        smtp_host=given["smtp_host"],
        smtp_port=given["smtp_port"],
        smtp_username=given["smtp_username"],
        smtp_password=password,
        smtp_starttls=given["smtp_starttls"],
        smtp_ssl=given["smtp_ssl"],
        file_dir=given["file_dir"],
    )


def _require_one_reader(given: Mapping[str, Any]) -> None:
    """What one option reads from stdin is not there for another: a password would become text."""
    files = {"--text-file": given["text_file"], "--html-file": given["html_file"]}
    names = [name for name, file in files.items() if file is not None and _is_stdin(file)]
    if given.get("password_stdin"):
        names.append("--password-stdin")
    if len(names) > 1:
        raise UsageError(f"{' and '.join(names)} cannot both read stdin.", hint="Name a file for the text.")


def _is_stdin(file: IO[str]) -> bool:
    """Whether it is that, also under a name such as /dev/stdin."""
    return sys.stdin is not None and os.path.sameopenfile(file.fileno(), sys.stdin.fileno())


def _content(file: IO[str]) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is not UTF-8.", hint="Convert it first.") from None


def _headers(texts: Iterable[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for text in texts:
        name, colon, value = text.partition(":")
        if not colon:
            raise MessageRefused(
                f"{text!r} is no header.", field="headers", hint="Write it as 'Name: value'."
            )
        if name in headers:
            raise MessageRefused(
                f"The header `{name}` is given twice.", field="headers", hint="Give it once."
            )
        headers[name] = value.strip(" ")
    return headers
