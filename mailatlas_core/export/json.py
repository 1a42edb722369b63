"""Records as JSON objects: the contract shared by the command line, exports and programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from mailatlas_core.models import AuditEvent, Document, DocumentRef, IngestedRef, IngestProblem, Source

Json = dict[str, object]

_INTERNAL = {"position", "sent_subject", "thread_size", "snippet_spans"}

# JSON may be read on a terminal: what would act there, or deceive, is written as an escape.
_UNSAFE = "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"


def dumps(value: object, *, indent: int | None = None) -> str:
    """A value as JSON that any terminal can show."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii() and "\x7f" not in text:
        return text  # without the pattern, which takes half a millisecond to compile
    return re.sub(_UNSAFE, _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    is_surrogate = "\ud800" <= match[0] <= "\udfff"  # of a path that is not UTF-8, say
    return "\ufffd" if is_surrogate else f"\\u{ord(match[0]):04x}"


def ref_json(ref: DocumentRef) -> Json:
    """A row of a list."""
    return {name: value for name, value in ref._asdict().items() if name not in _INTERNAL}


def document_json(document: Document) -> Json:
    """A document whole; of its sources, only what is known of each."""
    content = _as_dict(document)
    content["sources"] = [_source_json(source) for source in document.sources]
    metadata = content["metadata"]
    metadata["source"] = _source_json(document.metadata.source)
    metadata["provenance"] = {
        "is_forwarded": document.metadata.provenance.is_forwarded,
        "forwarded_chain": [
            {"from": step.sender, "date": step.date, "subject": step.subject}
            for step in document.metadata.provenance.forwarded_chain
        ],
    }
    return content


def ingested_json(ref: IngestedRef) -> Json:
    return _as_dict(ref)


def problem_json(problem: IngestProblem) -> Json:
    return _as_dict(problem)


def event_json(event: AuditEvent) -> Json:
    return _as_dict(event)


def _source_json(source: Source) -> Json:
    return {name: value for name, value in _as_dict(source).items() if value not in (None, ())}


def _as_dict(record: DataclassInstance) -> dict[str, Any]:
    from dataclasses import asdict  # of which a list has no need

    return asdict(record)
