"""Sixty difficult messages mean what they meant when somebody looked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.mime import parse
from tests.corpus.golden_documents import FOLDER, NAMES, golden_file, rendered

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("name", NAMES)
def test_a_difficult_message_means_what_it_meant(corpora: Path, name: str) -> None:
    assert rendered(parse((corpora / name).read_bytes())) == golden_file(name).read_text("utf-8"), (
        "look at it; python -m tests.corpus.golden_documents writes it again"
    )


def test_there_are_sixty_golden_documents_and_no_others() -> None:
    assert len(NAMES) == 60
    assert {file.name for file in FOLDER.iterdir()} == {golden_file(name).name for name in NAMES}
