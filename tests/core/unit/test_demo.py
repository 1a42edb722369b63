"""The demo: always the same, from nowhere real, and with mail of every kind."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property
from itertools import islice
from pathlib import Path

import pytest

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, DemoSource, make_demo
from mailatlas_core.demo.files import SVG_NAMESPACE
from mailatlas_core.demo.messages import letters
from mailatlas_core.errors import UsageError, WorkspaceForeign
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.workspace import Workspace

RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$", re.IGNORECASE)
ADDRESS = re.compile(rb"[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]+)")
URL_HOST = re.compile(rb"\b[a-z]+://([^/\s\"'<>:]+)")
FINGERPRINT = """
import hashlib
from mailatlas_core.demo import DemoSource
print(hashlib.sha256(repr(list(DemoSource())).encode()).hexdigest())
"""


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
    "a quote of a web mailer": content(b'class="gmail_quote"'),
    "a quote as Outlook writes it": text("-----Original Message-----\nFrom: Ada Lindqvist"),
    "a signature": text("\n-- \nJules Rivera"),
    "inline images": types("multipart/related", "text/html", "image/png", "image/svg+xml"),
    "a tracker": content(b'width="1" height="1"'),
    "a way out of a list": raw(b"List-Unsubscribe-Post:"),
    "a mailing list": raw(b"List-Post:"),
    "an invite": types("text/calendar"),
    "a PDF": types("text/plain", "application/pdf"),
    "a PDF alone": lambda sample: sample.types == {"application/pdf"},
    "a table": types("text/csv"),
    "an archive": types("application/zip"),
    "an attached text": filename(r"log\.txt$"),
    "a forward as Gmail writes it": text("---------- Forwarded message ---------"),
    "a forward as Outlook writes it": text("-----Original Message-----\nFrom: Harbour Master"),
    "a forward as Apple Mail writes it": text("Begin forwarded message:"),
    "a forward of a forward": text("Subject: Fwd: The whale of 1931"),
    "a delivery report": types("multipart/report", "message/delivery-status", "message/rfc822"),
    "a PGP signature": types("multipart/signed", "application/pgp-signature"),
    "an S/MIME signature": types("multipart/signed", "application/pkcs7-signature"),
    "encrypted mail": types("multipart/encrypted"),
    "an attached message": types("multipart/mixed", "message/rfc822"),
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
    "a bidi override in a file name": filename("\N{RIGHT-TO-LEFT OVERRIDE}"),
    "a file name with a path": filename(r"^\.\./"),
    "headers in a body": text("\n\nFrom: Ada Lindqvist <ada@analytics.example>\nTo: Mapline Billing"),
    "a script": content(b"<script>"),
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
        host.decode("ascii")
        for sample in samples
        for piece in (re.sub(rb"=\r?\n", b"", sample.data), *sample.contents)
        for pattern in (ADDRESS, URL_HOST)
        for host in pattern.findall(piece.replace(SVG_NAMESPACE.encode(), b""))
    }
    assert [host for host in sorted(hosts) if not RESERVED.search(host)] == []
    assert len(hosts) > 50


def test_all_mail_came_within_three_years_and_none_after_the_demo() -> None:
    arrivals = [letter.arrived for letter in letters()]
    assert arrivals == sorted(arrivals)
    assert max(arrivals) <= DEMO_NOW
    assert 2.7 < (DEMO_NOW - min(arrivals)).days / 365 < 3
    assert sum((DEMO_NOW - arrival).days < 14 for arrival in arrivals) > 80


def test_places_and_tags_are_mixed() -> None:
    messages = list(DemoSource())
    assert {message.source.kind for message in messages} == {"eml", "maildir", "mbox"}
    assert {tag for message in messages for tag in message.tags} == {"unread", "flagged", "archived"}
    indexes = [message.source.index for message in messages if message.source.kind == "mbox"]
    assert indexes == list(range(len(indexes)))


def test_two_generations_are_the_same() -> None:
    assert list(DemoSource()) == list(DemoSource())


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("2", "Asia/Tokyo")])
def test_generation_knows_neither_hash_seed_nor_time_zone(seed: str, zone: str) -> None:
    here = hashlib.sha256(repr(list(DemoSource())).encode()).hexdigest()
    elsewhere = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        capture_output=True,
        check=True,
        text=True,
    )
    assert elsewhere.stdout.strip() == here


def test_all_mail_of_the_demo_is_stored_each_once(tmp_path: Path) -> None:
    source = DemoSource()
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        report = workspace.ingest_from(source)
        assert (report.status, report.duplicate_count, report.error_count) == ("ok", 4, 0)
        assert report.ingested_count == workspace.documents.count() == source.document_count == 327


def test_a_demo_is_made_once_and_found_again(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "demo")
    made = tree(root)
    assert make_demo(root) == root
    assert tree(root) == made


def test_a_demo_says_that_it_is_one_and_when_it_was_made(tmp_path: Path) -> None:
    with Workspace.open(make_demo(tmp_path / "demo")) as workspace:
        assert workspace.is_demo
        made = {datetime.fromisoformat(ref.created_at) for ref in workspace.documents.page(limit=400)}
        assert made == {DEMO_NOW}


def test_an_interrupted_demo_is_completed(tmp_path: Path) -> None:
    whole = DemoSource()
    with Workspace.open(tmp_path, create=True, demo=True, clock=FixedClock(DEMO_NOW)) as workspace:
        workspace.ingest_from(MemorySource(list(islice(whole, 100))))
    with Workspace.open(make_demo(tmp_path)) as workspace:
        assert workspace.documents.count() == whole.document_count


def test_a_workspace_of_real_mail_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, create=True) as workspace:
        workspace.ingest_from(MemorySource(list(islice(DemoSource(), 3))))
    before = tree(tmp_path)
    with pytest.raises(UsageError, match="real mail"):
        make_demo(tmp_path)
    assert tree(tmp_path) == before


def test_a_folder_of_other_things_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Chapter one", "utf-8")
    with pytest.raises(WorkspaceForeign):
        make_demo(tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"Chapter one"}


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root` with its content."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
