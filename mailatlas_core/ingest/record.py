"""Meaning → rows: what the store and its index keep of a parsed message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from mailatlas_core.fold import fold
from mailatlas_core.meaning import Cleaning, DroppedLines, Provenance, Trust
from mailatlas_core.mime import ParsedAsset, ParsedMessage
from mailatlas_core.mime.model import Cleaned
from mailatlas_core.models import Address, Metadata, Source
from mailatlas_core.store.columns import IndexColumns, indexed
from mailatlas_core.store.metadata import to_json
from mailatlas_core.store.positions import second_of
from mailatlas_core.store.records import AssetRecord, DocumentRecord
from mailatlas_core.store.subjects import subject_keys
from mailatlas_core.store.texts import Texts


def record_of(parsed: ParsedMessage, digest: bytes, size: int) -> DocumentRecord:
    """The rows of a message of `size` bytes with the SHA-256 `digest`."""
    assets = tuple(map(_asset, parsed.assets))
    received = parsed.received_at
    sent_subject = parsed.headers.get("subject", "").partition("\n")[0]
    people = (
        _folded_people((parsed.sender, *parsed.reply_to)),
        _folded_people(parsed.to),
        _folded_people(parsed.cc),
    )
    names = [asset.filename for asset in assets if asset.filename]
    return DocumentRecord(
        id=digest,
        content_hash=bytes.fromhex(parsed.content_hash),
        message_id=parsed.message_id,
        in_reply_to=parsed.in_reply_to,
        references=parsed.references,
        received_at=None if received is None else received.isoformat(timespec="seconds"),
        second=None if received is None else second_of(received),
        sender_name=parsed.sender.name,
        sender_email=parsed.sender.email,
        subject=parsed.subject,
        sent_subject=None if sent_subject == parsed.subject else sent_subject,
        size=size,
        texts=Texts.of(parsed.text, parsed.cleaned.text),
        metadata=to_json(_metadata(parsed)),
        people=people,
        index=indexed(IndexColumns(fold(sent_subject), *people, fold(parsed.text), fold("\n".join(names)))),
        assets=assets,
        has_html=parsed.html is not None,
        is_forwarded=bool(parsed.forwarded_chain),
        subjects=subject_keys(
            sent_subject,
            (person.email for person in (parsed.sender, *parsed.to, *parsed.cc)),
            refers=bool(parsed.in_reply_to or parsed.references),
        ),
    )


def _asset(asset: ParsedAsset) -> AssetRecord:
    return AssetRecord(
        kind=asset.kind,
        filename=asset.filename,
        mime_type=asset.mime_type,
        size=len(asset.content),
        cid=asset.cid,
        sha256=hashlib.sha256(asset.content).digest(),
        parent=asset.parent,
    )


def _metadata(parsed: ParsedMessage) -> Metadata:
    html = parsed.html
    return Metadata(
        headers=parsed.headers,
        source=Source(kind="eml"),  # the sightings are rows of their own
        defects=parsed.defects,
        cleaning=_cleaning(parsed.cleaned),
        parser_config=parsed.config,
        provenance=Provenance(parsed.forwarded_chain),
        trust=Trust(
            lying_links=tuple(link for link in html.links if link.lies) if html else (),
            hidden=html.hidden if html else (),
            remote=html.remote if html else (),
            trackers=html.trackers if html else 0,
            authentication=parsed.authentication,
            unsubscribe=parsed.unsubscribe,
            protection=parsed.protection,
        ),
        invites=parsed.invites,
        spans=parsed.spans,
    )


def _cleaning(cleaned: Cleaned) -> Cleaning:
    dropped: list[DroppedLines] = []
    for one in cleaned.dropped:
        if dropped and dropped[-1].end == one.line and dropped[-1].why == one.why:
            dropped[-1] = DroppedLines(dropped[-1].first, one.line + 1, one.why)
        else:
            dropped.append(DroppedLines(one.line, one.line + 1, one.why))
    return Cleaning(
        removed_forwarded_headers=cleaned.removed_forwarded_headers,
        dropped_line_count=len(cleaned.dropped),
        stopped_at_footer=cleaned.stopped_at_footer,
        dropped=tuple(dropped),
        invisible=cleaned.invisible,
    )


def unparsed(digest: bytes, data: bytes, reason: str) -> DocumentRecord:
    """The rows of a message whose bytes are kept though their meaning is not known."""
    return DocumentRecord(
        id=digest,
        content_hash=hashlib.sha256(b"not parsed\0" + data).digest(),
        message_id=None,
        in_reply_to=(),
        references=(),
        received_at=None,
        second=None,
        sender_name="",
        sender_email="",
        subject="",
        size=len(data),
        texts=Texts.of(""),
        metadata=to_json(Metadata(headers={}, source=Source(kind="eml"), defects=(f"not parsed: {reason}",))),
        people=("", "", ""),
        index=IndexColumns("", "", "", "", "", ""),
    )


def _folded_people(people: Iterable[Address]) -> str:
    return fold("\n".join(f"{person.name} {person.email}" for person in people))
