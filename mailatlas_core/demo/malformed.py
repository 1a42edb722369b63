"""Mail that breaks the rules, as real mail does. All of it must be kept and shown."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime

from mailatlas_core.demo.letter import Folder, Letter
from mailatlas_core.demo.mime import digest
from mailatlas_core.demo.moment import moment

LONG_NAME = "a very careful description of the contents of this file " * 6


def letters() -> Iterator[Letter]:
    yield message(
        "2025-11-26T16:00", b"Subject: A note without a date\n", b"Nobody knows when.\n", date=False
    )
    yield message(
        "2025-06-03T16:00",
        b"Subject: Only the archive knows when\n",
        b"No Date header; the mbox has one.\n",
        date=False,
        folder="tide-tools",
    )
    yield message(
        "2025-02-12T09:00",
        b"Subject: The day after never\nDate: Tomorrow, around tea\n",
        b"Soon.\n",
        date=False,
    )
    yield message(
        "2025-10-08T09:00",
        b"Subject: Greetings from the year 2099\nDate: Thu, 01 Jan 2099 00:00:00 +0000\n"
        b"Received: from clock.example by mx.analytics.example; Wed, 08 Oct 2025 09:00:03 +0000\n",
        b"The clock on this buoy has opinions.\n",
        date=False,
    )
    yield message(
        "2025-04-14T12:00",
        b"Subject: Date without a zone\nDate: Mon, 14 Apr 2025 12:00:00 -0000\n",
        b"Universal, presumably.\n",
        date=False,
    )
    yield message(
        "2024-11-21T15:00",
        b"Subject: utf-8, it says\nContent-Type: text/plain; charset=utf-8\n"
        b"Content-Transfer-Encoding: 8bit\n",
        "Grüße vom Kai, in Latin-1 geschrieben.\n".encode("latin-1"),
    )
    yield message(
        "2024-06-11T08:30",
        b"Subject: A charset of our own\nContent-Type: text/plain; charset=x-harbour-7\n",
        "Der Name der Kodierung ist erfunden, der Text ist UTF-8: ÄÖÜ.\n".encode(),
    )
    yield message(
        "2026-01-28T11:11",
        "Subject: Überschrift in rohen Bytes: Kälte, Nässe, Öl\n".encode(),
        b"The subject has not been encoded at all.\n",
    )
    yield message(
        "2025-03-24T13:00",
        b"Subject: base64 with holes\nContent-Transfer-Encoding: base64\n",
        b"VGhlIHRpZGUgYXRl!!! IHRoZSByZXN0IG9m*IHRoaXMgbGV0dGV\n",
    )
    yield message(
        "2024-10-17T10:00", b"Subject: No identity\n", b"This message has no Message-ID.\n", identity=None
    )
    yield message(
        "2024-10-16T10:00",
        b"Subject: Empty identity\n",
        b"This message has an empty Message-ID.\n",
        identity="",
    )
    yield message(
        "2024-04-10T07:00",
        b"Subject: Multipart without a boundary\nContent-Type: multipart/mixed\n",
        b"--somewhere\n\nThe boundary is not declared, but you can see it.\n\n--somewhere--\n",
    )
    yield message(
        "2024-04-09T07:00",
        b'Subject: A part that never ends\nContent-Type: multipart/mixed; boundary="open"\n',
        b"--open\nContent-Type: text/plain\n\nThis part is never closed, and the file after it was lost\n"
        b"--open\nContent-Type: application/pdf; name=lost.pdf\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERi0x\n",
    )
    yield long_file_name()
    yield message("2026-03-12T07:20", b"Subject: \n", b"The subject is empty, the pier is not. Come down!\n")
    yield message("2025-01-14T07:20", b"", b"No subject header at all.\n")
    yield message("2024-12-10T07:20", b"Subject: From nobody\n", b"There is no From header.\n", sender=b"")
    yield message(
        "2023-12-18T14:00",
        b"Subject: Undisclosed senders\n",
        b"Two From headers, neither sure.\n",
        sender=b"From: First <first@buoys.example>\nFrom: Second <second@buoys.example>\n",
    )
    yield message("2025-11-11T11:11", b"Subject: Zeroes\n", b"A few NULs: \0\0\0 and on we go.\n")
    yield message("2025-09-30T20:00", b"Subject: Header and nothing else\n", b"")
    yield message("2024-05-21T05:00", b"Subject: One long line\n", b"wave and " * 1500 + b"shore\n")
    yield message(
        "2025-03-01T08:00",
        b"Subject: Line ends of three kinds\n",
        b"Unix\nNetwork\r\nand old Mac\rall at sea\n",
    )
    yield nested(40)


def message(
    when: str,
    headers: bytes,
    body: bytes,
    *,
    date: bool = True,
    identity: str | None = "{}@buoys.example",
    sender: bytes = b"From: Buoy keeper <keeper@buoys.example>\n",
    folder: Folder = "Inbox",
) -> Letter:
    """A message of raw lines, from someone unless `sender` says otherwise, dated unless told not to be.

    `identity` is what stands in the angle brackets of Message-ID; with None there is no such header.
    """
    arrived = moment(when)
    lines = [sender, b"To: ada@analytics.example\n"]
    if date:
        lines.append(f"Date: {format_datetime(arrived)}\n".encode())
    if identity is not None:
        lines.append(f"Message-ID: <{identity.format(digest(when))}>\n".encode())
    return Letter(b"".join([*lines, headers, b"\n", body]), arrived, folder)


def long_file_name() -> Letter:
    """An attachment whose name is longer than any file system takes."""
    name = (LONG_NAME[:296] + ".txt").encode()
    return message(
        "2024-02-15T16:45",
        b'Subject: A file with a very long name\nContent-Type: multipart/mixed; boundary="long"\n',
        b"--long\nContent-Type: text/plain\n\nThe name of the file says it all.\n"
        b'--long\nContent-Type: text/plain\nContent-Disposition: attachment; filename="' + name + b'"\n\n'
        b"Nothing.\n--long--\n",
    )


def nested(depth: int) -> Letter:
    """A text inside `depth` multiparts, one in the other."""
    body = b"Content-Type: text/plain\n\nThe innermost doll says hello.\n"
    for level in range(depth):
        boundary = f"doll{level}".encode()
        body = (
            b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n\n'
            b"--" + boundary + b"\n" + body + b"--" + boundary + b"--\n"
        )
    headers, _, content = body.partition(b"\n\n")
    return message("2024-01-17T15:00", b"Subject: Forty dolls\n" + headers + b"\n", content)
