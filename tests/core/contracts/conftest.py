"""What the suites of the ways out share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.smtp import certificates


@pytest.fixture
def _trusted(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority of the tests is trusted, as that of a company would be."""
    folder: Path = tmp_path_factory.mktemp("trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(folder)))
