"""A file is what its bytes are, where its label says nothing or lies."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.file_types import settle_type


def archive(*names: str, mimetype: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        if mimetype is not None:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "content")
    return buffer.getvalue()


CONTENTS = {
    "application/pdf": b"%PDF-1.7\n",
    "image/png": b"\x89PNG\r\n\x1a\n\0",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "application/gzip": b"\x1f\x8b\x08\0",
    "application/rtf": b"{\\rtf1",
    "application/ms-tnef": b"\x78\x9f\x3e\x22",
    "application/zip": archive("a.txt"),
    "application/vnd.oasis.opendocument.text": archive(
        "content.xml", mimetype="application/vnd.oasis.opendocument.text"
    ),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": archive(
        "[Content_Types].xml", "word/document.xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": archive("xl/workbook.xml"),
    "application/vnd.microsoft.portable-executable": b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0",
    "text/html": b"\n<!DOCTYPE html><p>",
    "text/calendar": b"BEGIN:VCALENDAR\r\n",
    "message/rfc822": b"Received: from a\n by b\nFrom: a@example.com\nSubject: b\n\n",
}


@pytest.mark.parametrize("label", ["application/octet-stream", "application/x-unknown"])
@pytest.mark.parametrize("mime_type", CONTENTS)
def test_under_a_label_that_says_nothing_the_content_decides(label: str, mime_type: str) -> None:
    assert settle_type(label, CONTENTS[mime_type]) == (mime_type, None)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("image/png", "image/jpeg"),
        ("application/pdf", "application/vnd.microsoft.portable-executable"),
        ("image/jpg", "application/zip"),
        ("text/plain", "application/pdf"),
    ],
)
def test_a_label_that_lies_is_corrected_and_said(label: str, found: str) -> None:
    mime_type, defect = settle_type(label, CONTENTS[found])
    assert mime_type == found
    assert defect is not None
    assert found in defect


@pytest.mark.parametrize(
    ("label", "content"),
    [
        ("application/x-own-format", CONTENTS["application/pdf"]),
        ("application/java-archive", CONTENTS["application/zip"]),
        ("application/x-zip-compressed", CONTENTS["application/zip"]),
        ("image/pjpeg", CONTENTS["image/jpeg"]),
        ("image/png", b"no magic"),
        ("text/plain", CONTENTS["text/html"]),
        ("application/octet-stream", b"anything"),
        ("application/octet-stream", b"Note: one field\nis no message\n"),
    ],
)
def test_a_label_that_may_be_true_stays(label: str, content: bytes) -> None:
    assert settle_type(label, content) == (label, None)


@given(st.binary(), st.sampled_from(["application/octet-stream", "image/png", "text/plain"]))
def test_any_bytes_have_a_type(data: bytes, label: str) -> None:
    for start in (b"", b"PK\x03\x04", b"MZ", b"From: "):
        assert "/" in settle_type(label, start + data).mime_type
