"""Small true files to attach, made of nothing but code.

Nothing is compressed: the output of a compressor differs between versions of its library.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

# What makes an SVG an SVG; a name, and nothing that is ever fetched.
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

Colour = tuple[int, int, int]


def png(rows: Sequence[Sequence[Colour]]) -> bytes:
    """A truecolour PNG of these pixels."""
    scanlines = b"".join(b"\0" + b"".join(map(bytes, row)) for row in rows)
    size = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", size), (b"IDAT", _stored(scanlines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """`data`, less than 64 KiB, as a zlib stream of one stored block."""
    block = b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
    return b"\x78\x01" + block + struct.pack(">I", zlib.adler32(data))


def bar_chart(values: Sequence[int], colour: Colour) -> bytes:
    """Bars of 0 to 24 pixels height, side by side, as PNG."""
    paper = (250, 248, 242)
    return png(
        [
            [colour if column % 4 and value >= height else paper for value in values for column in range(4)]
            for height in range(24, 0, -1)
        ]
    )


def heatmap(title: str, values: Sequence[int]) -> bytes:
    """An SVG of one row of squares; values from 0 to 100 are their darkness."""
    squares = "\n".join(
        f'  <rect x="{12 * place}" width="11" height="24" fill="hsl(205 60% {100 - value * 7 // 10}%)"/>'
        for place, value in enumerate(values)
    )
    width = 12 * len(values)
    return (
        f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 {width} 24" role="img">\n'
        f"  <title>{title}</title>\n{squares}\n</svg>\n"
    ).encode()


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one A4 page with these lines of ASCII on it."""
    resources = "<< /Font << /F1 5 0 R >> >>"
    shown = "\n".join(f"({line}) '" for line in lines)
    content = f"BT /F1 12 Tf 16 TL 56 780 Td\n{shown}\nET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    document = b"%PDF-1.4\n"
    table = "0000000000 65535 f \n"
    for number, body in enumerate(objects, start=1):
        table += f"{len(document):010} 00000 n \n"
        document += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    trailer = f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(document)}\n%%EOF\n"
    return document + f"xref\n0 6\n{table}{trailer}".encode("ascii")


def csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Rows of cells that need no quoting, CRLF between them as RFC 4180 asks."""
    lines = [",".join(map(str, row)) for row in (header, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def zip_archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of stored members, all of the same harmless date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            member.create_system = 3  # else the archive would tell Windows from Unix
            archive.writestr(member, content)
    return buffer.getvalue()
