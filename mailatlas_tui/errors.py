"""How an error is told in the TUI."""

from __future__ import annotations

from mailatlas_core.errors import MailAtlasError, OutputExists


def sentence_of(error: MailAtlasError) -> str:
    """An error with what can be done here; nothing is replaced from here."""
    hint = "Name another file." if isinstance(error, OutputExists) else error.hint
    return f"{error.message} {hint}" if hint else error.message
