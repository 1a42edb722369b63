"""The tree of parts → what is read as text and HTML, and what is kept as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mailatlas_core.mime import charset, transfer
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_text import html_to_text
from mailatlas_core.mime.identifiers import read_identifier
from mailatlas_core.mime.model import ParsedAsset
from mailatlas_core.mime.parameters import Parameterized, read_parameterized
from mailatlas_core.mime.structure import Part


@dataclass(slots=True)
class Body:
    """What a reader sees: texts in order, and the HTML that some of them were reduced from."""

    texts: list[str] = field(default_factory=list)
    plain: bool = False
    html: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text.strip())

    def html_source(self) -> str | None:
        return "\n".join(self.html) if self.html else None


class BodyReader:
    """Walks a tree once, and collects the assets in the order of their parts."""

    def __init__(self, data: bytes, defects: Defects) -> None:
        self._data = data
        self._defects = defects
        self.assets: list[ParsedAsset] = []

    def read(self, part: Part) -> Body:
        """The body of a message, given its outermost part."""
        if not part.is_multipart:
            return self._read_single(part)
        return self._read_part(part, related=False)

    def _read_single(self, part: Part) -> Body:
        """A message of one part is its text, even where the part bears a file's name."""
        disposition = read_parameterized(part.fields.first("content-disposition"))
        if disposition.value != "attachment" and part.content_type.startswith("text/"):
            return self._read_text(part)
        self._keep(part, disposition, related=False)
        return Body()

    def _read_part(self, part: Part, *, related: bool) -> Body:
        if part.content_type == "multipart/alternative":
            return self._read_alternative(part)
        if part.content_type == "multipart/related":
            return self._read_related(part)
        if part.children:
            return _joined(self._read_part(child, related=related) for child in part.children)
        disposition = read_parameterized(part.fields.first("content-disposition"))
        if self._is_read(part, disposition):
            return self._read_text(part)
        self._keep(part, disposition, related=related)
        return Body()

    def _read_alternative(self, part: Part) -> Body:
        """The plain text of the first alternative that has one, the HTML of the last one."""
        bodies = [body for child in part.children if (body := self._read_part(child, related=False)).texts]
        with_html = [body for body in bodies if body.html]
        chosen = next((body for body in bodies if body.plain and body.text().strip()), None)
        if chosen is None:
            chosen = with_html[-1] if with_html else bodies[0] if bodies else Body()
        return Body(chosen.texts, chosen.plain, with_html[-1].html if with_html else [])

    def _read_related(self, part: Part) -> Body:
        """The root, and what else is text without an id; a part with an id is shown inside the root."""
        bodies: list[Body] = []
        for index, child in enumerate(part.children):
            if index and not child.children and child.fields.first("content-id"):
                disposition = read_parameterized(child.fields.first("content-disposition"))
                self._keep(child, disposition, related=True)
            else:
                bodies.append(self._read_part(child, related=True))
        return _joined(iter(bodies))

    def _is_read(self, part: Part, disposition: Parameterized) -> bool:
        return (
            part.content_type in ("text/plain", "text/html")
            and disposition.value != "attachment"
            and "filename" not in disposition.parameters
            and "name" not in part.parameters
        )

    def _read_text(self, part: Part) -> Body:
        label = part.parameters.get("charset")
        text, defect = charset.decode(self._content(part), label.token() if label else None)
        self._defects.add(defect)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.content_type == "text/html":
            return Body([html_to_text(text, self._defects)], False, [text])
        return Body([text.strip("\n")], True)

    def _keep(self, part: Part, disposition: Parameterized, *, related: bool) -> None:
        cid = read_identifier(part.fields.all("content-id"), self._defects)
        shown = disposition.value == "inline" and part.content_type.startswith("image/")
        filename = disposition.parameters.get("filename") or part.parameters.get("name")
        self.assets.append(
            ParsedAsset(
                kind="inline" if shown or (related and cid is not None) else "attachment",
                filename=(filename.text(self._defects) or None) if filename else None,
                mime_type=part.content_type,
                cid=cid,
                content=self._content(part),
            )
        )

    def _content(self, part: Part) -> bytes:
        encoding = read_parameterized(part.fields.first("content-transfer-encoding")).value
        return transfer.decode(self._data[part.body : part.end], encoding, self._defects)


def _joined(bodies: Iterator[Body]) -> Body:
    whole = Body()
    for body in bodies:
        whole.texts += body.texts
        whole.plain = whole.plain or body.plain
        whole.html += body.html
    return whole
