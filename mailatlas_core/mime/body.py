"""The tree of parts → what is read as text and HTML, and what is kept as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mailatlas_core.mime import charset, transfer
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import collapse, decode_raw, decode_words
from mailatlas_core.mime.file_types import settle_type
from mailatlas_core.mime.flowed import unfold_flowed
from mailatlas_core.mime.identifiers import read_identifier
from mailatlas_core.mime.inline_files import InlineFile, take_out_files
from mailatlas_core.mime.model import ParsedAsset
from mailatlas_core.mime.parameters import Parameterized, read_parameterized
from mailatlas_core.mime.protection import protection_of
from mailatlas_core.mime.structure import Part, read_structure
from mailatlas_core.mime.tnef import read_tnef

MAX_ATTACHED_DEPTH = 5
MAX_ASSETS = 1_000

_MESSAGES = frozenset({"message/rfc822", "message/global"})
_TNEF = "application/ms-tnef"
_TOO_DEEP = "Too much is attached inside attachments: the innermost files stay inside."
_UNTYPED = "application/octet-stream"
_READ = frozenset({"text/plain", "text/html"})
# What a program says to a program, in words that a person can read: all that some senders write.
_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
    }
)
# Text in form only: no reader shows it as it stands.
_TEXT_FILES = frozenset(
    {"text/calendar", "text/enriched", "text/richtext", "text/rtf", "text/vcard", "text/x-vcard"}
)
# An alternative of nothing but these is as good as empty.
_BLANK = " \t\r\n\f\v\0\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"


class Text(NamedTuple):
    """A text as its part has it; of HTML, the source."""

    source: str
    is_html: bool = False

    def is_blank(self) -> bool:
        return not self.source.strip(_BLANK)


@dataclass(slots=True)
class Body:
    """What a reader sees: the texts in order, and the HTML that a richer reader would show."""

    texts: list[Text] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    @property
    def has_plain(self) -> bool:
        return any(not text.is_html and not text.is_blank() for text in self.texts)


class BodyReader:
    """Walks the tree of a message once, and collects the assets in the order of their parts.

    `hint` is the character set that 8-bit file names may be in. `assets` and `parent` are given
    for a message that is attached to another one: its files come after the others.
    """

    def __init__(
        self,
        data: bytes,
        defects: Defects,
        hint: str | None = None,
        *,
        assets: list[ParsedAsset] | None = None,
        parent: int | None = None,
        depth: int = 0,
    ) -> None:
        self._data = data
        self._defects = defects
        self._hint = hint
        self._parent = parent
        self._depth = depth
        self.assets: list[ParsedAsset] = [] if assets is None else assets
        self.protection: list[str] = []

    def read(self, part: Part) -> Body:
        """The body of a message, given its outermost part."""
        if part.is_multipart:
            return self._read_part(part, related=False)
        self._note_protection(part)
        disposition = _disposition(part)
        # A message of one part is its text, even where the part bears a file's name.
        if (
            disposition.value != "attachment"
            and part.content_type.startswith("text/")
            and part.content_type not in _TEXT_FILES
        ):
            return self._read_text(part)
        return self._keep(part, disposition, related=False)

    def _read_part(self, part: Part, *, related: bool) -> Body:
        self._note_protection(part)
        if part.children:
            body = self._read_children(part, related=related)
            for start, end in part.epilogues:
                body.texts.append(Text(charset.decode(self._data[start:end], None).text.strip()))
            return body
        disposition = _disposition(part)
        if self._is_read(part, disposition):
            return self._read_text(part)
        return self._keep(part, disposition, related=related)

    def _read_children(self, part: Part, *, related: bool) -> Body:
        if part.content_type == "multipart/alternative":
            return self._read_alternative(part)
        if part.content_type == "multipart/related":
            return self._read_related(part)
        return _joined(self._read_part(child, related=related) for child in part.children)

    def _read_alternative(self, part: Part) -> Body:
        """The plain text of the first alternative that has one, the HTML of the last one."""
        bodies = [body for child in part.children if (body := self._read_part(child, related=False)).texts]
        html = next((body for body in reversed(bodies) if body.html), None)
        text = next((body for body in bodies if body.has_plain), html or (bodies[0] if bodies else Body()))
        return Body(text.texts, html.html if html else [])

    def _read_related(self, part: Part) -> Body:
        """The root, and what else is text without a name; a part with an id is shown inside the root."""
        bodies: list[Body] = []
        root = self._root_of(part)
        for child in part.children:
            if child is not root and not child.children and _is_referred_to(child):
                bodies.append(self._keep(child, _disposition(child), related=True))
            else:
                bodies.append(self._read_part(child, related=True))
        return _joined(iter(bodies))

    def _root_of(self, part: Part) -> Part:
        start = part.parameters.get("start")
        if start is not None:
            name = start.value.strip(b" <>")
            for child in part.children:
                if child.fields.first("content-id").strip(b" <>") == name:
                    return child
        return part.children[0]

    def _is_read(self, part: Part, disposition: Parameterized) -> bool:
        return (
            part.content_type in _READ
            and disposition.value != "attachment"
            and "filename" not in disposition.parameters
            and "name" not in part.parameters
        )

    def _note_protection(self, part: Part) -> None:
        claim = protection_of(part)
        if claim is not None and claim not in self.protection:
            self.protection.append(claim)

    def _read_text(self, part: Part) -> Body:
        label = part.parameters.get("charset")
        content = self._content(part)
        files: list[InlineFile] = []
        if part.content_type != "text/html":
            content, files = take_out_files(content, self._defects)
        text = _decode(content, label.token() if label else None, self._defects)
        for file in files:
            self._add_inline_file(file)
        if part.content_type == "text/html":
            html = Text(text, is_html=True)
            return Body() if html.is_blank() else Body([html], [text])
        flow = part.parameters.get("format")
        if flow is not None and flow.token() == "flowed":
            delete = part.parameters.get("delsp")
            text = unfold_flowed(text, delete_space=delete is not None and delete.token() == "yes")
        return Body([Text(text.strip("\n"))])

    def _add_inline_file(self, file: InlineFile) -> None:
        name = collapse(decode_words(decode_raw(file.name, self._defects, self._hint), self._defects))
        self._add(ParsedAsset("attachment", name or None, _UNTYPED, None, file.content, self._parent))

    def _keep(self, part: Part, disposition: Parameterized, *, related: bool) -> Body:
        """Make a part an asset; what a program reports is read as well."""
        cid = read_identifier(part.fields.all("content-id"), self._defects)
        location = _location(part, self._defects)
        shown = disposition.value == "inline" and part.content_type.startswith("image/")
        referred_to = cid is not None or location is not None
        filename = disposition.parameters.get("filename") or part.parameters.get("name")
        if part.content_type == "message/partial":
            self._defects.add("The message is one piece of several: the others are not here.")
        asset = ParsedAsset(
            kind="inline" if shown or (related and referred_to) else "attachment",
            filename=(filename.text(self._defects, self._hint) or None) if filename else None,
            mime_type=part.content_type,
            cid=cid,
            content=self._content(part),
            parent=self._parent,
            location=location,
        )
        self._add(asset)
        if part.content_type in _REPORTS:
            return Body([Text(_decode(asset.content, None, self._defects).strip())])
        return Body()

    def _add(self, asset: ParsedAsset, depth: int = 0) -> None:
        """Take an asset, under the type that it has, and then what it holds; `depth` counts the
        assets of this message that it lies in."""
        mime_type, defect = settle_type(asset.mime_type, asset.content)
        self._defects.add(defect)
        if mime_type != asset.mime_type:
            asset = replace(asset, mime_type=mime_type)
        ordinal = len(self.assets)
        self.assets.append(asset)
        if mime_type not in _MESSAGES and mime_type != _TNEF:
            return
        depth += self._depth + 1
        if depth > MAX_ATTACHED_DEPTH or len(self.assets) >= MAX_ASSETS:
            self._defects.add(_TOO_DEEP)
        elif mime_type == _TNEF:
            for file in read_tnef(asset.content, self._defects):
                inner = ParsedAsset(
                    "attachment", file.name, file.mime_type or _UNTYPED, file.cid, file.content, ordinal
                )
                self._add(inner, depth - self._depth)
        else:
            self._read_attached(asset.content, ordinal, depth)

    def _read_attached(self, data: bytes, ordinal: int, depth: int) -> None:
        # What is wrong with an attached message is not wrong with this one.
        defects = Defects()
        reader = BodyReader(data, defects, self._hint, assets=self.assets, parent=ordinal, depth=depth)
        reader.read(read_structure(data, defects))
        if _TOO_DEEP in defects.sentences():
            self._defects.add(_TOO_DEEP)

    def _content(self, part: Part) -> bytes:
        encoding = read_parameterized(part.fields.first("content-transfer-encoding")).value
        return transfer.decode(self._data[part.body : part.end], encoding, self._defects)


def _disposition(part: Part) -> Parameterized:
    return read_parameterized(part.fields.first("content-disposition"))


def _is_referred_to(part: Part) -> bool:
    return bool(part.fields.first("content-id") or part.fields.first("content-location"))


def _location(part: Part, defects: Defects) -> str | None:
    raw = part.fields.first("content-location")
    return (decode_words(decode_raw(raw, defects), defects) or None) if raw else None


def _decode(data: bytes, label: str | None, defects: Defects) -> str:
    text, defect = charset.decode(data, label)
    defects.add(defect)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _joined(bodies: Iterator[Body]) -> Body:
    whole = Body()
    for body in bodies:
        whole.texts += body.texts
        whole.html += body.html
    return whole
