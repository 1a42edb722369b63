"""What is read, and what is kept as a file."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailatlas_core.mime.parse import parse


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
        boundary = f"{self.kind}-{abs(hash(self.parts)):x}"
        lines = [f'Content-Type: multipart/{self.kind}; boundary="{boundary}"', ""]
        for part in self.parts:
            lines += [f"--{boundary}", part.render()]
        return "\n".join([*lines, f"--{boundary}--", ""])


PLAIN = Leaf("text/plain", "plain text")
HTML = Leaf("text/html", "<p>rich <b>text</b></p>")
IMAGE = Leaf("image/png", "png", cid="image@example.com")
PDF = Leaf("application/pdf; name=a.pdf", "pdf", "attachment; filename=a.pdf")


def multipart(kind: str, *parts: Leaf | Multipart) -> Multipart:
    return Multipart(kind, parts)


def assets(message: Leaf | Multipart) -> list[tuple[str, str | None, str]]:
    return [
        (asset.kind, asset.filename, asset.mime_type) for asset in parse(message.render().encode()).assets
    ]


@pytest.mark.parametrize(
    ("message", "text", "html"),
    [
        (PLAIN, "plain text", None),
        (HTML, "rich text", HTML.body),
        (multipart("alternative", PLAIN, HTML), "plain text", HTML.body),
        (multipart("alternative", HTML, PLAIN), "plain text", HTML.body),
        (multipart("alternative", Leaf("text/plain", " \n"), HTML), "rich text", HTML.body),
        (multipart("alternative", PLAIN, multipart("related", HTML, IMAGE)), "plain text", HTML.body),
        (multipart("alternative", PLAIN, multipart("mixed", HTML, PDF)), "plain text", HTML.body),
        (multipart("related", multipart("alternative", PLAIN, HTML), IMAGE), "plain text", HTML.body),
        (multipart("mixed", PLAIN, PDF, Leaf("text/plain", "more")), "plain text\n\nmore", None),
        (multipart("mixed", HTML, Leaf("text/plain", "a footer")), "rich text\n\na footer", HTML.body),
        (multipart("mixed", PDF), "", None),
        (multipart("signed", PLAIN, Leaf("application/pgp-signature", "sig")), "plain text", None),
        (multipart("never-heard-of", PLAIN, PDF), "plain text", None),
        (Leaf("text/x-patch; name=a.patch", "a patch"), "a patch", None),
        (Leaf("text/plain", "line\r\nline\rline"), "line\nline\nline", None),
    ],
)
def test_a_message_is_read_as_its_reader_would(
    message: Leaf | Multipart, text: str, html: str | None
) -> None:
    found = parse(message.render().encode())
    assert (found.text, found.html) == (text, html)


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


def test_an_attached_message_is_kept_byte_for_byte_and_not_looked_into() -> None:
    attached = "Subject:  odd   spaces\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhidden\n--x--\n"
    message = multipart("mixed", PLAIN, Leaf("message/rfc822", attached))
    (asset,) = parse(message.render().encode()).assets
    assert asset.content == attached.encode()
    assert parse(message.render().encode()).text == "plain text"


def test_an_image_in_a_related_part_has_its_content_id() -> None:
    (asset,) = parse(multipart("related", HTML, IMAGE).render().encode()).assets
    assert (asset.cid, asset.content) == ("image@example.com", b"png")


def test_a_file_name_of_any_length_is_kept_as_its_sender_wrote_it() -> None:
    name = "ü" * 296 + ".pdf"
    message = multipart("mixed", PLAIN, Leaf("application/pdf", "", f'attachment; filename="../{name}"'))
    assert assets(message) == [("attachment", f"../{name}", "application/pdf")]
