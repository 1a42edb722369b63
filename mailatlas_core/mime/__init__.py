"""Bytes → meaning: pure functions, no I/O, never raise."""

from mailatlas_core.mime.model import ParsedAsset, ParsedMessage, ParserConfig
from mailatlas_core.mime.parse import parse

__all__ = ["ParsedAsset", "ParsedMessage", "ParserConfig", "parse"]
