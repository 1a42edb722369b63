"""Synthetic messages, as bytes."""

from __future__ import annotations


def message(
    number: int = 0, *, subject: str | None = None, body: str | None = None, extra: str = ""
) -> bytes:
    """A small message that differs from every other number's; `extra` are whole header lines."""
    return (
        f"{extra}"
        f"From: Sender {number} <sender{number}@example.com>\n"
        f"To: you@example.org\n"
        f"Subject: {subject if subject is not None else f'Message {number}'}\n"
        f"Date: Sat, 14 Mar 2026 16:{number // 60 % 60:02}:{number % 60:02} +0000\n"
        f"Message-ID: <{number}@example.com>\n"
        "\n"
        f"{body if body is not None else f'The text of message {number}.'}\n"
    ).encode()


def mbox(*messages: bytes) -> bytes:
    """An mbox of messages as they stand, with an empty line after each."""
    return b"".join(b"From sender@example.com Sat Mar 14 16:44:00 2026\n" + one + b"\n" for one in messages)
