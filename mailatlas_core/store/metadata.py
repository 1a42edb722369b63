"""What parsing found in a message, as the JSON text of one column and back.

What is as it is in most messages is left out of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mailatlas_core.meaning import (
    Authentication,
    Cleaning,
    DroppedLines,
    Forwarded,
    Hidden,
    Invite,
    Link,
    ParserConfig,
    Provenance,
    TextSpan,
    Trust,
)
from mailatlas_core.models import Metadata, Source

_ORDINARY = Metadata(headers={}, source=Source(kind="eml"))


def to_json(metadata: Metadata) -> str:
    """All but the source, which is a row of its own."""
    content = {
        name: value
        for name, value in _by_name(metadata).items()
        if name != "source" and value != getattr(_ORDINARY, name)
    }
    return _ENCODER.encode(content)


def _by_name(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_by_name)


def from_json(text: str, source: Source, more_defects: Iterable[str] = ()) -> Metadata:
    """The metadata of a document first seen at `source`; what is only known now joins its defects."""
    stored = json.loads(text)
    metadata = replace(
        _ORDINARY,
        headers=stored.get("headers", {}),
        source=source,
        defects=(*stored.get("defects", ()), *more_defects),
        invites=tuple(
            Invite(**{**one, "attendees": tuple(one["attendees"])}) for one in stored.get("invites", ())
        ),
        spans=tuple(TextSpan(**one) for one in stored.get("spans", ())),
    )
    if "parser_config" in stored:
        metadata = replace(metadata, parser_config=ParserConfig(**stored["parser_config"]))
    if "provenance" in stored:
        chain = stored["provenance"]["forwarded_chain"]
        metadata = replace(metadata, provenance=Provenance(tuple(Forwarded(**one) for one in chain)))
    if "cleaning" in stored:
        dropped = tuple(DroppedLines(**one) for one in stored["cleaning"]["dropped"])
        metadata = replace(metadata, cleaning=Cleaning(**{**stored["cleaning"], "dropped": dropped}))
    if "trust" in stored:
        trust = stored["trust"]
        metadata = replace(
            metadata,
            trust=Trust(
                lying_links=tuple(Link(**one) for one in trust["lying_links"]),
                hidden=tuple(Hidden(**one) for one in trust["hidden"]),
                remote=tuple(trust["remote"]),
                trackers=trust["trackers"],
                authentication=tuple(Authentication(**one) for one in trust["authentication"]),
                unsubscribe=tuple(trust["unsubscribe"]),
                protection=tuple(trust["protection"]),
            ),
        )
    return metadata
