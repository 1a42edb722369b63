"""The public names of the core: these, all importable, and each only when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mailatlas_core

PUBLIC = {
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
}


def test_the_public_names_are_these() -> None:
    assert set(mailatlas_core.__all__) == PUBLIC
    assert len(mailatlas_core.__all__) == len(PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there_and_explains_itself(name: str) -> None:
    assert getattr(mailatlas_core, name).__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Mailbox'"):
        getattr(mailatlas_core, "Mailbox")  # noqa: B009 - mypy knows that it is not there


def test_importing_the_package_imports_nothing_heavy(repository: Path) -> None:
    code = "import sys, mailatlas_core; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True
    )
    assert {"sqlite3", "click", "email", "rich", "mailatlas_core.workspace"}.isdisjoint(done.stdout.split())
