"""The header of an SQLite file as SQLite would read it, without opening the file as a database.

What the last transactions changed may lie in the write-ahead log only. To open a store just
to look at it would leave files beside it, or move that log's content into it.
The formats are those of https://sqlite.org/fileformat.html; integers are big-endian.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_HEADER = 100
_WAL_HEADER = 32
_FRAME_HEADER = 24
_WAL_MAGIC = (0x377F0682, 0x377F0683)


def read_header(store: Path) -> bytes:
    """The first 100 bytes of the database, fewer where the file has fewer. Raises `OSError`."""
    with store.open("rb") as file:
        header = file.read(_HEADER)
    try:
        with store.with_name(store.name + "-wal").open("rb") as log:
            return _header_in_log(log) or header
    except FileNotFoundError:
        return header


def application_id(header: bytes) -> int | None:
    """Whose format the file has; None where it is no SQLite file."""
    return int.from_bytes(header[68:72], "big") if header.startswith(b"SQLite format 3\0") else None


def user_version(header: bytes) -> int:
    """Which version of the schema the file has."""
    return int.from_bytes(header[60:64], "big")


def _header_in_log(log: BinaryIO) -> bytes | None:
    """The header as of the last committed transaction that wrote it; None where none did."""
    start = log.read(_WAL_HEADER)
    if int.from_bytes(start[:4], "big") not in _WAL_MAGIC:
        return None
    page_size, salts = int.from_bytes(start[8:12], "big"), start[16:24]
    committed = written = None
    frame = log.read(_FRAME_HEADER)
    while len(frame) == _FRAME_HEADER and frame[8:16] == salts:  # others are left from before a reset
        page = log.read(page_size)
        if frame[:4] == b"\0\0\0\1":
            written = page[:_HEADER]
        if frame[4:8] != bytes(4):
            committed = written
        frame = log.read(_FRAME_HEADER)
    return committed
