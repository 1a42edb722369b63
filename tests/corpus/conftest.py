"""The corpus, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.mime import ParsedMessage, parse


@pytest.fixture(scope="package")
def messages(corpora: Path) -> dict[Path, bytes]:
    """The bytes of every file, by its path within the corpora."""
    return {
        path.relative_to(corpora): path.read_bytes() for path in sorted(corpora.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="package")
def parsed(messages: dict[Path, bytes]) -> dict[Path, ParsedMessage]:
    """What each of them means."""
    return {path: parse(data) for path, data in messages.items()}
