"""A document as a page for people: Markdown, or HTML that fetches and runs nothing."""

from __future__ import annotations

import html
import re

from mailatlas_core.models import Document

_SHOWN = ("from", "to", "cc", "date", "subject")
_IMAGE_DATA = re.compile(r"data:[a-z0-9.+/-]*;base64,[A-Za-z0-9+/=]*")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown(document: Document, page: str | None) -> str:
    """The headers as a list and the body: of the HTML `page` where there is one, else the text."""
    title = _escaped(_one_line(document.metadata.headers.get("subject", ""))) or "(no subject)"
    headers = [f"- **{name.title()}:** {_escaped(value)}" for name, value in _headers(document)]
    files = [
        f"- **Attachment:** {_escaped(asset.filename or 'without a name')}"
        f" ({asset.mime_type}, {asset.size} bytes)"
        for asset in document.assets
        if asset.kind == "attachment"
    ]
    return "\n".join([f"# {title}", "", *headers, *files, "", _body(document, page).strip(), ""])


def html_page(document: Document, page: str | None) -> str:
    """The sanitized page, or the text as one where the message had no HTML."""
    if page is not None:
        return page
    title = html.escape(_one_line(document.metadata.headers.get("subject", "")))
    return (
        f'<!doctype html><meta charset="utf-8"><title>{title}</title>\n'
        f"<pre>{html.escape(document.body_text)}</pre>\n"
    )


def _headers(document: Document) -> list[tuple[str, str]]:
    headers = document.metadata.headers
    return [(name, _one_line(headers[name])) for name in _SHOWN if name in headers]


def _body(document: Document, page: str | None) -> str:
    if page is None:
        return "\n".join(f"{_escaped(line)}  " if line else "" for line in document.body_text.split("\n"))
    from html_to_markdown import ConversionError, convert

    try:
        return convert(_IMAGE_DATA.sub("image", page)).content or ""
    except ConversionError:
        return _escaped(document.body_text)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
