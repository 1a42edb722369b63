"""MailAtlas: a local-first email workspace. `Workspace` is where everything begins."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # the one of typing would load it
if TYPE_CHECKING:
    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.errors import MailAtlasError
    from mailatlas_core.models import (
        Address,
        Asset,
        AuditEvent,
        AuditVerification,
        Document,
        DocumentRef,
        IngestedRef,
        IngestProblem,
        IngestProgress,
        IngestReport,
        Source,
        TagChange,
    )
    from mailatlas_core.workspace import Workspace

__version__ = "0.1.0"

_HOMES = {
    "CancelToken": "cancel",
    "MailAtlasError": "errors",
    "Workspace": "workspace",
    "Address": "models",
    "Asset": "models",
    "AuditEvent": "models",
    "AuditVerification": "models",
    "Document": "models",
    "DocumentRef": "models",
    "IngestProblem": "models",
    "IngestProgress": "models",
    "IngestReport": "models",
    "IngestedRef": "models",
    "Source": "models",
    "TagChange": "models",
}

__all__ = [
    "Address",
    "Asset",
    "AuditEvent",
    "AuditVerification",
    "CancelToken",
    "Document",
    "DocumentRef",
    "IngestProblem",
    "IngestProgress",
    "IngestReport",
    "IngestedRef",
    "MailAtlasError",
    "Source",
    "TagChange",
    "Workspace",
]


def __getattr__(name: str) -> object:
    """Public names are imported when they are first asked for, so that a command pays for what it uses."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"mailatlas_core.{_HOMES[name]}"), name)
