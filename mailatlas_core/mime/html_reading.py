"""HTML → what it means: harmless markup, text, links, and what it hides or would fetch."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_bounds import is_too_complex
from mailatlas_core.mime.html_references import References, data_images, remote_addresses, with_data_ordinals
from mailatlas_core.mime.html_sanitize import well_formed
from mailatlas_core.mime.html_source import is_plain_text, prepare, readable
from mailatlas_core.mime.html_strip import strip_tags
from mailatlas_core.mime.html_walk import HtmlWalk
from mailatlas_core.mime.model import HtmlReading, ParsedAsset

__all__ = ["data_images", "read_html"]


def read_html(source: str, assets: Sequence[ParsedAsset], defects: Defects) -> HtmlReading:
    """Understand HTML as far as it can be understood in bounded time; never raises.

    `assets` are the message's, in their order: references to them become `asset:N`. For images
    written into the HTML they must hold what `data_images` has found in it.
    """
    source = readable(source)
    if is_plain_text(source):
        return _without_layout(source.strip())
    prepared = prepare(with_data_ordinals(source, assets), defects)
    if is_too_complex(prepared.markup):
        defects.add("The HTML is too complex: its text is without layout.")
        return _without_layout(strip_tags(prepared.markup), remote_addresses(prepared.markup))
    walk = HtmlWalk(well_formed(prepared.markup), prepared.style_sheet, References(assets))
    return HtmlReading(
        html=walk.html(),
        text=walk.layout.text(),
        links=walk.links.found(),
        hidden=walk.hidden.found(),
        remote=walk.remote.addresses(),
        trackers=walk.trackers,
    )


def _without_layout(text: str, remote: tuple[str, ...] = ()) -> HtmlReading:
    return HtmlReading(html=f"<pre>{escape(text, quote=False)}</pre>", text=text, remote=remote)
