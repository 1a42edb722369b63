"""One message's bytes → what it means: where all of the package comes together."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from mailatlas_core.mime.addresses import read_addresses
from mailatlas_core.mime.authentication import read_authentication
from mailatlas_core.mime.body import Body, BodyReader
from mailatlas_core.mime.cleaning import clean
from mailatlas_core.mime.content_hash import content_hash
from mailatlas_core.mime.dates import received_at
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import decode_raw, decode_value
from mailatlas_core.mime.fields import Fields
from mailatlas_core.mime.forwards import find_forwards, subject_without_wrapper
from mailatlas_core.mime.html_reading import data_images, read_html
from mailatlas_core.mime.identifiers import read_identifier, read_references
from mailatlas_core.mime.invites import read_invites
from mailatlas_core.mime.model import HtmlReading, Invite, ParsedAsset, ParsedMessage, ParserConfig
from mailatlas_core.mime.protection import protection_in
from mailatlas_core.mime.quotes import find_spans
from mailatlas_core.mime.structure import Part, read_structure
from mailatlas_core.mime.unsubscribe import read_unsubscribe
from mailatlas_core.models import Address

DEFAULT_CONFIG = ParserConfig()
MAX_KEPT_CHARACTERS = 65_536

# Never Bcc: a copy of it in a received message is not ours to show. What matters most comes
# first, so that a bound cuts what matters least.
KEPT_FIELDS = (
    "subject",
    "from",
    "sender",
    "reply-to",
    "date",
    "message-id",
    "to",
    "cc",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "authentication-results",
    "return-path",
    "delivered-to",
    "x-mailer",
    "user-agent",
    "importance",
    "content-language",
    "auto-submitted",
    "references",
)

MAX_CALENDARS = 20
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})

# RFC 5322, section 3.6: what a message may have once. Of From, To and Cc all fields are read.
_ONCE = ("subject", "from", "date", "message-id")


def parse(
    data: bytes, *, internal_date: datetime | None = None, config: ParserConfig = DEFAULT_CONFIG
) -> ParsedMessage:
    """Understand a message as far as it can be understood; never raises.

    `internal_date` is when a server or an mbox says that the message arrived.
    """
    defects = Defects()
    # Lines that end with CR alone, and no other: offsets stay what they are.
    lines = data if b"\n" in data else data.replace(b"\r", b"\n")
    root = read_structure(lines, defects)
    if not data or data.isspace():
        defects.add("The message is empty.")
    hint = _charset_hint(root)
    fields = _legible(data, root, hint, defects)
    reader = BodyReader(data, defects, hint)
    text, html = _read_body(reader.read(root), reader.assets, defects)
    dates, received = fields.all("date"), fields.all("received")
    moment = received_at(
        dates[0] if dates else None, received[0] if received else None, internal_date, defects
    )
    headers = _kept_headers(fields, defects)
    subject = headers.get("subject", "").partition("\n")[0]
    zone = moment.tzinfo if moment is not None else None
    forwards = find_forwards(text, subject, zone or UTC)
    senders = read_addresses(fields.all("from"), defects) or read_addresses(fields.all("sender"), defects)
    return ParsedMessage(
        headers=headers,
        message_id=read_identifier(fields.all("message-id"), defects),
        in_reply_to=read_references(fields.all("in-reply-to"), defects),
        references=read_references(fields.all("references"), defects),
        subject=subject_without_wrapper(subject, bool(forwards)),
        sender=senders[0] if senders else Address("", ""),
        to=read_addresses(fields.all("to"), defects),
        cc=read_addresses(fields.all("cc"), defects),
        reply_to=read_addresses(fields.all("reply-to"), defects),
        received_at=moment,
        text=text,
        config=config,
        cleaned=clean(text, config, forwards),
        spans=find_spans(text, forwards),
        forwarded_chain=tuple(step.forwarded for step in forwards),
        html=html,
        assets=tuple(reader.assets),
        invites=_invites(reader.assets, defects),
        authentication=read_authentication(headers.get("authentication-results", "")),
        unsubscribe=read_unsubscribe(headers.get("list-unsubscribe", "")),
        protection=tuple(dict.fromkeys([*reader.protection, *protection_in(text)])),
        content_hash=content_hash(root.fields, data[root.body :]),
        defects=defects.sentences(),
    )


def _charset_hint(root: Part) -> str | None:
    """The character set of the first text that names one: what else is 8-bit may be in it too."""
    part = root
    while part.children:
        part = part.children[0]
    label = part.parameters.get("charset") or root.parameters.get("charset")
    return label.token() if label else None


def _legible(data: bytes, root: Part, hint: str | None, defects: Defects) -> Fields:
    """The fields of a message, their 8-bit bytes in UTF-8."""
    for name, values in root.fields.among(_ONCE):
        if len(values) > 1:
            defects.add(f"The header has several fields {name.title()}: the first one holds.")
    if data[root.start : root.body].isascii():
        return root.fields
    return root.fields.mapped(lambda value: decode_raw(value, defects, hint).encode("utf-8"))


def _read_body(body: Body, assets: list[ParsedAsset], defects: Defects) -> tuple[str, HtmlReading | None]:
    """The text and the HTML; the images that HTML holds in itself join the assets."""
    sources = dict.fromkeys([*body.html, *(text.source for text in body.texts if text.is_html)])
    for source in sources:
        assets += data_images(source)
    readings = {source: read_html(source, assets, defects) for source in sources}
    texts = [readings[text.source].text if text.is_html else text.source for text in body.texts]
    html = _joined([readings[source] for source in body.html])
    return "\n\n".join(text for text in texts if text.strip()), html


def _joined(readings: list[HtmlReading]) -> HtmlReading | None:
    """The HTML of several parts as of one."""
    if len(readings) <= 1:
        return readings[0] if readings else None
    return HtmlReading(
        html="\n".join(reading.html for reading in readings),
        text="\n\n".join(reading.text for reading in readings if reading.text.strip()),
        links=tuple(link for reading in readings for link in reading.links),
        hidden=tuple(hidden for reading in readings for hidden in reading.hidden),
        remote=tuple(dict.fromkeys(address for reading in readings for address in reading.remote)),
        trackers=sum(reading.trackers for reading in readings),
    )


def _invites(assets: list[ParsedAsset], defects: Defects) -> tuple[Invite, ...]:
    """The events of the message's own calendar parts, each once: many come as two parts of one text."""
    own = (asset.content for asset in assets if asset.parent is None and asset.mime_type in CALENDAR_TYPES)
    events: dict[Invite, None] = {}
    for content in islice(own, MAX_CALENDARS):
        found = read_invites(content)
        if not found and b"BEGIN:VEVENT" in content:
            defects.add("A calendar part cannot be read.")
        events.update(dict.fromkeys(found))
    return tuple(events)


def _kept_headers(fields: Fields, defects: Defects) -> dict[str, str]:
    kept: dict[str, str] = {}
    room = MAX_KEPT_CHARACTERS
    for name, values in fields.among(KEPT_FIELDS):
        text = decode_value(values[0], defects)
        if len(values) > 1:
            text = "\n".join([text, *(decode_value(value, defects) for value in values[1:])])
        if len(text) > room:
            defects.add("The header is too long to be kept whole.")
        kept[name] = text[:room]
        room -= len(kept[name])
    return kept
