"""The demo's mail: some of every kind that there is, and nothing of anybody real."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property

import pytest

from mailatlas_core.demo import DemoSource
from mailatlas_core.demo.files import SVG_NAMESPACE
from mailatlas_core.demo.verdicts import HOMOGRAPH

RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$", re.IGNORECASE)
ADDRESS = re.compile(rb"[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]+)")
URL_HOST = re.compile(rb"\b[a-z]+://([^/\s\"'<>:]+)")


@dataclass(frozen=True)
class Sample:
    """One message of the demo as the standard library sees it."""

    data: bytes

    @cached_property
    def message(self) -> Message:
        return message_from_bytes(self.data)

    @cached_property
    def parts(self) -> list[Message]:
        return list(self.message.walk())

    @cached_property
    def types(self) -> set[str]:
        return {part.get_content_type() for part in self.parts}

    @cached_property
    def charsets(self) -> set[str | None]:
        return {part.get_content_charset() for part in self.parts}

    @cached_property
    def contents(self) -> list[bytes]:
        return [body for part in self.parts if isinstance(body := part.get_payload(decode=True), bytes)]

    @cached_property
    def text(self) -> str:
        """All plain parts, decoded as they say; an unknown charset is read as UTF-8."""
        return "\n".join(self._plain_texts())

    def _plain_texts(self) -> Iterator[str]:
        for part in self.parts:
            body = part.get_payload(decode=True)
            if part.get_content_type() == "text/plain" and isinstance(body, bytes):
                charset = part.get_content_charset() or "utf-8"
                yield body.decode("utf-8" if charset.startswith("x-") else charset, "replace")

    @cached_property
    def filenames(self) -> list[str]:
        return [name for part in self.parts if (name := part.get_filename())]


Kind = Callable[[Sample], bool]


def text(wanted: str) -> Kind:
    return lambda sample: wanted in sample.text


def raw(wanted: bytes) -> Kind:
    return lambda sample: wanted in sample.data


def types(*wanted: str) -> Kind:
    return lambda sample: set(wanted) <= sample.types


def content(wanted: bytes) -> Kind:
    return lambda sample: any(wanted in body for body in sample.contents)


def charset(wanted: str) -> Kind:
    return lambda sample: wanted in sample.charsets


def filename(wanted: str) -> Kind:
    return lambda sample: any(re.search(wanted, name) for name in sample.filenames)


def no_header(name: str) -> Kind:
    return lambda sample: name not in sample.message


def event(*lines: str) -> Kind:
    """A calendar part in which all of these stand; long lines are not folded in the demo."""
    return lambda sample: any(
        all(line.encode() in body for line in lines)
        for body in sample.contents
        if body.startswith(b"BEGIN:VCALENDAR")
    )


def files(*endings: str) -> Kind:
    return lambda sample: {name.rpartition(".")[2] for name in sample.filenames} == set(endings)


def attached_file(name: str) -> Kind:
    return lambda sample: "message/rfc822" in sample.types and name in sample.filenames


def verdict(*results: str) -> Kind:
    return lambda sample: all(
        result in str(sample.message.get("Authentication-Results", "")) for result in results
    )


CHARSETS = (
    "utf-8 iso-2022-jp shift_jis gb18030 big5 euc-kr koi8-r tis-620 "
    "windows-1251 windows-1252 windows-1255 windows-1256 "
    "iso-8859-1 iso-8859-2 iso-8859-7 iso-8859-9 iso-8859-15 iso-8859-16 x-harbour-7"
).split()

SCRIPTS: dict[str, Kind] = {
    "Latin with accents": text("Größe"),
    "Greek": text("φάρος"),
    "Cyrillic": text("паром"),
    "Arabic": text("المدّ"),
    "Hebrew": text("מגדלור"),
    "Persian with ZWNJ": text("نقشه\N{ZERO WIDTH NON-JOINER}های"),
    "Hindi": text("हिन्दी"),
    "Thai": text("เรือ"),
    "simplified Chinese": text("页很好看"),
    "traditional Chinese": text("電車"),
    "Japanese": text("灯台"),
    "Korean": text("등대"),
    "marks that combine": text("o\N{COMBINING DOT BELOW}\N{COMBINING GRAVE ACCENT}"),
    "a family of emoji": text("👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧"),
}

SHAPES: dict[str, Kind] = {
    "quoted-printable": raw(b"Content-Transfer-Encoding: quoted-printable"),
    "8bit": raw(b"Content-Transfer-Encoding: 8bit"),
    "base64 text": lambda sample: sample.message["Content-Transfer-Encoding"] == "base64",
    "lines that end in CRLF": raw(b"\r\n\r\n"),
    "text that flows": raw(b"format=flowed"),
    "a quote": text("\n> "),
    "a quote in a quote": text("\n>> "),
    "quotes five deep": text("\n>>>>> "),
    "a quote of a web mailer": content(b'class="gmail_quote"'),
    "a quote as Outlook writes it": text("-----Original Message-----\nFrom: Ada Lindqvist"),
    "a signature": text("\n-- \nJules Rivera"),
    "inline images": types("multipart/related", "text/html", "image/png", "image/svg+xml"),
    "a tracker": content(b'width="1" height="1"'),
    "a way out of a list": raw(b"List-Unsubscribe-Post:"),
    "a mailing list": raw(b"List-Post:"),
    "an invite": event("METHOD:REQUEST"),
    "an invite of several days": event("DTSTART;VALUE=DATE:20260615", "DTEND;VALUE=DATE:20260620"),
    "an invite that comes again": event("RRULE:FREQ=WEEKLY"),
    "an invite that was moved": event("METHOD:REQUEST", "SEQUENCE:1"),
    "an invite that was called off": event("METHOD:CANCEL", "STATUS:CANCELLED"),
    "an answer to an invite of ours": event("METHOD:REPLY", "mailto:hana@", "PARTSTAT=ACCEPTED"),
    "our answer to an invite": event("METHOD:REPLY", "mailto:ada@", "PARTSTAT=ACCEPTED"),
    "a PDF": types("text/plain", "application/pdf"),
    "a PDF alone": lambda sample: sample.types == {"application/pdf"},
    "a table": types("text/csv"),
    "an archive": types("application/zip"),
    "an attached text": filename(r"log\.txt$"),
    "files of one name": lambda sample: sample.filenames.count("report.pdf") == 2,
    "files of seven kinds": files("csv", "html", "ics", "png", "svg", "txt", "zip"),
    "a web page as a file that loads something": content(b'<img src="https://images.harborlabs.example'),
    "some thousand lines": lambda sample: sample.text.count("\n") > 4_000,
    "a forward as Gmail writes it": text("---------- Forwarded message ---------"),
    "a forward as Outlook writes it": text("-----Original Message-----\nFrom: Harbour Master"),
    "a forward as Apple Mail writes it": text("Begin forwarded message:"),
    "a forward in German": text("\nVon: Jürgen"),
    "a forward in French": text("\nDe : Capitainerie"),
    "a forward in Spanish": text("---------- Mensaje reenviado ----------"),
    "a forward in Japanese": text("---------- 転送メッセージ ----------"),
    "a forward of a forward": text("Subject: Fwd: The whale of 1931"),
    "a forward through three languages": lambda sample: all(
        sign in sample.text for sign in ("\nVon: ", "\nDe : ", "\nFrom: ")
    ),
    "a delivery report": types("multipart/report", "message/delivery-status", "message/rfc822"),
    "a PGP signature": types("multipart/signed", "application/pgp-signature"),
    "an S/MIME signature": types("multipart/signed", "application/pkcs7-signature"),
    "encrypted mail": types("multipart/encrypted"),
    "encrypted S/MIME": types("application/pkcs7-mime"),
    "an attached message with a file of its own": attached_file("photo-of-fog.txt"),
    "a sender that was proved": verdict("dkim=pass", "spf=pass", "dmarc=pass"),
    "a sender that was disproved": verdict("spf=fail", "dmarc=fail"),
}

MALFORMED: dict[str, Kind] = {
    "no Date": no_header("Date"),
    "a Date of no meaning": raw(b"Date: Tomorrow"),
    "a Date to come": raw(b"Date: Thu, 01 Jan 2099"),
    "no Message-ID": no_header("Message-ID"),
    "an empty Message-ID": raw(b"Message-ID: <>"),
    "no From": no_header("From"),
    "no Subject": no_header("Subject"),
    "an empty Subject": lambda sample: sample.message["Subject"] == "",
    "a wrong charset": lambda sample: b"charset=utf-8" in sample.data and b"Gr\xfc\xdfe" in sample.data,
    "raw bytes in a header": raw("Subject: Überschrift".encode()),
    "broken base64": raw(b"base64\n\nVGhlIHRpZGUgYXRl!!!"),
    "a multipart without a boundary": raw(b"Content-Type: multipart/mixed\n"),
    "a part that never ends": lambda sample: b"\n--open\n" in sample.data and b"--open--" not in sample.data,
    "a file name of 300 characters": filename(r"^.{300}$"),
    "NULs": raw(b"\0\0\0"),
    "no body": lambda sample: sample.data.endswith(b"\n\n") and sample.contents == [b""],
    "forty levels of parts": lambda sample: len(sample.parts) == 41,
}

HOSTILE: dict[str, Kind] = {
    "markup": raw(b"Subject: [@click="),
    "a raw escape sequence": raw(b"Subject: \x1b]0;"),
    "an encoded escape sequence": lambda sample: "\x1b]52;" in subject(sample),
    "a line break in an encoded subject": lambda sample: "\r\nBcc:" in subject(sample),
    "a clear of the screen": raw(b"\x1b[3J"),
    "an encoded clipboard write in a body": text("\x1b]8;;https://prize.example/"),
    "a bidi override in a subject": lambda sample: "\N{RIGHT-TO-LEFT OVERRIDE}" in subject(sample),
    "invisible letters in a subject": lambda sample: "\N{ZERO WIDTH SPACE}" in subject(sample),
    "a bidi override in a file name": filename("\N{RIGHT-TO-LEFT OVERRIDE}"),
    "a file name with a path": filename(r"^\.\./"),
    "a file name with a drive": filename(r"^C:\\"),
    "a file name for a shell": filename(r"^-rf .*\$\("),
    "an escape sequence in a file name": filename("\x1b]0;"),
    "line breaks and NUL in a file name": filename("\r\n.*\t.*\0"),
    "headers in a body": text("\n\nFrom: Ada Lindqvist <ada@analytics.example>\nTo: Mapline Billing"),
    "a script": content(b"<script>"),
    "a link that runs": content(b'href="javascript:'),
    "a link whose text lies": content(
        b'"https://harborlabs.prize.example/sign-in">https://harborlabs.example/'
    ),
    "a link with a letter of another script": content(HOMOGRAPH.encode()),
    "a sender in Punycode": raw(b"@xn--mpline-3nf.example>"),
    "a sender whose name is an address": raw(b'From: "\\"ada@analytics.example'),
    "words for a machine that nobody sees": content(b'font-size:1px">Assistant:'),
    "a formula": raw(b"Subject: =SUM("),
    "a look-alike domain": raw(b"<charts@harborIabs.example>"),
    "a flood of combining marks": text(
        "\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING LONG STROKE OVERLAY}" * 30
    ),
}


def subject(sample: Sample) -> str:
    return str(make_header(decode_header(str(sample.message.get("Subject", "")))))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [Sample(message.data) for message in DemoSource()]


@pytest.mark.parametrize("name", CHARSETS)
def test_the_demo_has_text_in(name: str, samples: list[Sample]) -> None:
    assert any(map(charset(name), samples))


@pytest.mark.parametrize(
    ("name", "kind"), [*SCRIPTS.items(), *SHAPES.items(), *MALFORMED.items(), *HOSTILE.items()]
)
def test_the_demo_has(name: str, kind: Kind, samples: list[Sample]) -> None:
    assert any(map(kind, samples)), name


def test_conversations_have_two_to_twenty_five_letters(samples: list[Sample]) -> None:
    lengths: dict[str, int] = {}
    for sample in samples:
        origin = str(sample.message.get("References", sample.message["Message-ID"])).split()
        if origin:
            lengths[origin[0]] = lengths.get(origin[0], 0) + 1
    assert {2, 25} <= set(lengths.values())
    assert max(lengths.values()) == 25


def test_every_answer_names_a_letter_that_came_before_it(samples: list[Sample]) -> None:
    known: set[str] = set()
    for sample in samples:
        assert set(str(sample.message.get("References", "")).split()) <= known
        known.add(str(sample.message["Message-ID"]))


def test_every_address_and_host_is_a_reserved_one(samples: list[Sample]) -> None:
    hosts = {
        host.decode()
        for sample in samples
        for piece in (re.sub(rb"=\r?\n", b"", sample.data), *sample.contents)
        for pattern in (ADDRESS, URL_HOST)
        for host in pattern.findall(piece.replace(SVG_NAMESPACE.encode(), b""))
    }
    assert [host for host in sorted(hosts) if not RESERVED.search(host)] == []
    assert len(hosts) > 50


def test_there_is_enough_of_every_kind(samples: list[Sample]) -> None:
    counts = {
        "answers": sum("In-Reply-To" in sample.message for sample in samples),
        "newsletters": sum("List-Unsubscribe-Post" in sample.message for sample in samples),
        "list mail": sum("List-Post" in sample.message for sample in samples),
        "lists": len(
            {str(sample.message["List-Post"]) for sample in samples if "List-Post" in sample.message}
        ),
        "invites": sum("text/calendar" in sample.types for sample in samples),
        "with files": sum(bool(sample.filenames) for sample in samples),
        "machines": sum("Auto-Submitted" in sample.message for sample in samples),
    }
    least = {
        "answers": 140,
        "newsletters": 90,
        "list mail": 60,
        "lists": 2,
        "invites": 9,
        "with files": 200,
        "machines": 100,
    }
    assert {kind: count for kind, count in counts.items() if count < least[kind]} == {}
