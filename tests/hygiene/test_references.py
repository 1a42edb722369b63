"""The pages that are made from the code say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.references import PAGES, write


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_what_the_code_makes(repository: Path, page: str) -> None:
    written = (repository / "docs" / page).read_text("utf-8")
    assert written == PAGES[page](), "`make docs` writes it anew"


def test_the_pages_do_not_depend_on_the_terminal_or_on_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {page: make() for page, make in PAGES.items()}
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("MAILATLAS_HOME", str(tmp_path))
    write(tmp_path)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == before
