"""What is read, and what is kept as a file."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailatlas_core.mime.body import MAX_ATTACHED_DEPTH, BodyReader
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.parse import parse
from mailatlas_core.mime.structure import read_structure


@dataclass(frozen=True)
class Leaf:
    """A part of a message under test."""

    content_type: str
    body: str = ""
    disposition: str = ""
    cid: str = ""

    def render(self) -> str:
        header = f"Content-Type: {self.content_type}\n"
        header += f"Content-Disposition: {self.disposition}\n" if self.disposition else ""
        header += f"Content-ID: <{self.cid}>\n" if self.cid else ""
        return f"{header}\n{self.body}"


@dataclass(frozen=True)
class Multipart:
    """Several parts under one type."""

    kind: str
    parts: tuple[Leaf | Multipart, ...]

    def render(self) -> str:
        boundary = f"part-{abs(hash(self.parts)):x}"
        lines = [f'Content-Type: multipart/{self.kind}; boundary="{boundary}"', ""]
        for part in self.parts:
            lines += [f"--{boundary}", part.render()]
        return "\n".join([*lines, f"--{boundary}--", ""])


PLAIN = Leaf("text/plain", "plain text")
HTML = Leaf("text/html", "<p>rich <b>text</b></p>")
IMAGE = Leaf("image/png", "png", cid="image@example.com")
CALENDAR = Leaf("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR")
STATUS = Leaf("message/delivery-status", "\nFinal-Recipient: rfc822; a@example.com\nStatus: 5.1.1\n")
ROOT = Leaf("text/html", HTML.body, cid="root")
PDF = Leaf("application/pdf; name=a.pdf", "pdf", "attachment; filename=a.pdf")


def multipart(kind: str, *parts: Leaf | Multipart) -> Multipart:
    return Multipart(kind, parts)


def assets(message: Leaf | Multipart) -> list[tuple[str, str | None, str]]:
    return [
        (asset.kind, asset.filename, asset.mime_type) for asset in parse(message.render().encode()).assets
    ]


def read(message: Leaf | Multipart) -> tuple[str, str | None]:
    """What is read of a message, HTML in its source; the sources of several HTML parts joined."""
    data = message.render().encode()
    defects = Defects()
    body = BodyReader(data, defects).read(read_structure(data, defects))
    texts = [text.source for text in body.texts if not text.is_blank()]
    return "\n\n".join(texts), "\n".join(body.html) or None


@pytest.mark.parametrize(
    ("message", "text", "html"),
    [
        (PLAIN, "plain text", None),
        (HTML, HTML.body, HTML.body),
        (multipart("alternative", PLAIN, HTML), "plain text", HTML.body),
        (multipart("alternative", HTML, PLAIN), "plain text", HTML.body),
        (multipart("alternative", Leaf("text/plain", " \u00a0\n"), HTML), HTML.body, HTML.body),
        (multipart("alternative", PLAIN, multipart("related", HTML, IMAGE)), "plain text", HTML.body),
        (multipart("alternative", PLAIN, multipart("mixed", HTML, PDF)), "plain text", HTML.body),
        (multipart("related", multipart("alternative", PLAIN, HTML), IMAGE), "plain text", HTML.body),
        (multipart("mixed", PLAIN, PDF, Leaf("text/plain", "more")), "plain text\n\nmore", None),
        (multipart("mixed", HTML, Leaf("text/plain", "a footer")), HTML.body + "\n\na footer", HTML.body),
        (multipart("mixed", PDF), "", None),
        (multipart("signed", PLAIN, Leaf("application/pgp-signature", "sig")), "plain text", None),
        (multipart("never-heard-of", PLAIN, PDF), "plain text", None),
        (multipart("alternative", PLAIN, Leaf("text/html", " ")), "plain text", None),
        (multipart("alternative", PLAIN, CALENDAR), "plain text", None),
        (multipart("alternative", CALENDAR), "", None),
        (CALENDAR, "", None),
        (
            multipart("alternative", PLAIN, Leaf("text/enriched", "<bold>b</bold>"), HTML),
            "plain text",
            HTML.body,
        ),
        (
            multipart("mixed", HTML, Leaf("text/html", "<p>more")),
            HTML.body + "\n\n<p>more",
            HTML.body + "\n<p>more",
        ),
        (
            multipart("report", PLAIN, STATUS, Leaf("message/rfc822", "Subject: a\n\nreturned")),
            "plain text\n\nFinal-Recipient: rfc822; a@example.com\nStatus: 5.1.1",
            None,
        ),
        (multipart('related; start="<root>"', Leaf("text/plain", "x", cid="x"), ROOT), HTML.body, HTML.body),
        (Leaf("text/x-patch; name=a.patch", "a patch"), "a patch", None),
        (Leaf("text/plain", "line\r\nline\rline"), "line\nline\nline", None),
    ],
)
def test_a_message_is_read_as_its_reader_would(
    message: Leaf | Multipart, text: str, html: str | None
) -> None:
    assert read(message) == (text, html)


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (PLAIN, []),
        (multipart("mixed", PLAIN, PDF), [("attachment", "a.pdf", "application/pdf")]),
        (multipart("related", HTML, IMAGE), [("inline", None, "image/png")]),
        (multipart("mixed", HTML, IMAGE), [("attachment", None, "image/png")]),
        (multipart("mixed", HTML, Leaf("IMAGE/PNG", "", "inline")), [("inline", None, "image/png")]),
        (
            multipart("mixed", HTML, Leaf("application/pdf", "", "inline")),
            [("attachment", None, "application/pdf")],
        ),
        (
            multipart("mixed", PLAIN, Leaf("text/plain", "", "attachment")),
            [("attachment", None, "text/plain")],
        ),
        (
            multipart("mixed", PLAIN, Leaf("text/plain; name=notes.txt", "")),
            [("attachment", "notes.txt", "text/plain")],
        ),
        (multipart("alternative", PLAIN, Leaf("text/calendar", "")), [("attachment", None, "text/calendar")]),
        (
            multipart("mixed", PLAIN, Leaf("application/ms-tnef; name=winmail.dat", "")),
            [("attachment", "winmail.dat", "application/ms-tnef")],
        ),
        (Leaf("text/plain", "a", "attachment; filename=a.txt"), [("attachment", "a.txt", "text/plain")]),
        (Leaf("application/pdf", "%PDF-1.4"), [("attachment", None, "application/pdf")]),
        (multipart("digest", Leaf("message/rfc822", "Subject: a")), [("attachment", None, "message/rfc822")]),
    ],
)
def test_what_is_not_read_is_kept_as_a_file(
    message: Leaf | Multipart, kept: list[tuple[str, str, str]]
) -> None:
    assert assets(message) == kept


def test_an_attached_message_is_kept_byte_for_byte_and_its_text_is_its_own() -> None:
    attached = "Subject:  odd   spaces\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhidden\n--x--\n"
    message = multipart("mixed", PLAIN, Leaf("message/rfc822", attached))
    (asset,) = parse(message.render().encode()).assets
    assert asset.content == attached.encode()
    assert parse(message.render().encode()).text == "plain text"


def test_the_attachments_of_an_attached_message_are_reached_with_the_message_as_their_parent() -> None:
    inner = multipart("mixed", PLAIN, PDF)
    middle = multipart("mixed", IMAGE, Leaf("message/rfc822", inner.render()))
    outer = multipart("mixed", PLAIN, PDF, Leaf("message/rfc822", middle.render()), PDF)
    assert [(asset.mime_type, asset.parent) for asset in parse(outer.render().encode()).assets] == [
        ("application/pdf", None),
        ("message/rfc822", None),
        ("image/png", 1),
        ("message/rfc822", 1),
        ("application/pdf", 3),
        ("application/pdf", None),
    ]


def test_a_message_under_a_label_that_says_nothing_is_looked_into() -> None:
    inner = "From: a@example.com\nSubject: b\n" + multipart("mixed", PLAIN, PDF).render()
    outer = multipart("mixed", PLAIN, Leaf("application/octet-stream; name=b.eml", inner))
    assert [(asset.mime_type, asset.parent) for asset in parse(outer.render().encode()).assets] == [
        ("message/rfc822", None),
        ("application/pdf", 0),
    ]


def test_messages_attached_to_attached_ones_are_opened_only_so_deep() -> None:
    message = Leaf("text/plain", "innermost", "attachment").render()
    for _ in range(200):
        message = f"Content-Type: message/rfc822\n\n{message}"
    found = parse(message.encode())
    assert len(found.assets) == MAX_ATTACHED_DEPTH + 1
    assert any("attached inside" in defect for defect in found.defects)


def test_what_is_wrong_with_an_attached_message_is_not_said_of_the_one_that_holds_it() -> None:
    attached = Leaf("message/rfc822", "Content-Type: multipart/mixed\n\nnothing")
    assert parse(multipart("mixed", PLAIN, attached).render().encode()).defects == (
        "The message has no date.",
    )


def test_a_piece_of_a_message_is_kept_and_said() -> None:
    message = parse(Leaf("message/partial; id=a; number=1; total=2", "Subject: a").render().encode())
    assert [asset.mime_type for asset in message.assets] == ["message/partial"]
    assert any("one piece of several" in defect for defect in message.defects)


def test_a_file_that_is_not_of_its_type_is_kept_under_the_true_one_and_that_is_said() -> None:
    message = parse(multipart("mixed", PLAIN, Leaf("image/png; name=a.png", "%PDF-1.4")).render().encode())
    assert [(asset.filename, asset.mime_type) for asset in message.assets] == [("a.png", "application/pdf")]
    assert "A file that is labelled image/png is application/pdf." in message.defects


def test_a_file_name_of_raw_bytes_is_read_in_the_character_set_of_the_text() -> None:
    message = (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/plain; charset=koi8-r\n\nПривет\n"
        '--b\nContent-Type: application/pdf; name="Отчёт.pdf"\n\n%PDF-\n--b--\n'
    )
    assert [asset.filename for asset in parse(message.encode("koi8-r")).assets] == ["Отчёт.pdf"]


def test_text_after_the_last_part_is_not_lost() -> None:
    message = multipart("mixed", PLAIN).render() + "To leave the list, write to leave@example.com.\n"
    assert parse(message.encode()).text == "plain text\n\nTo leave the list, write to leave@example.com."


def test_an_image_in_a_related_part_has_its_content_id() -> None:
    (asset,) = parse(multipart("related", HTML, IMAGE).render().encode()).assets
    assert (asset.cid, asset.content) == ("image@example.com", b"png")


def test_a_file_name_of_any_length_is_kept_as_its_sender_wrote_it() -> None:
    name = "ü" * 296 + ".pdf"
    message = multipart("mixed", PLAIN, Leaf("application/pdf", "", f'attachment; filename="../{name}"'))
    assert assets(message) == [("attachment", f"../{name}", "application/pdf")]
