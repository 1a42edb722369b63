"""Real mail: an index made again is the same index."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.dump import canonical_dump

pytestmark = pytest.mark.corpus


def test_a_rebuild_and_a_reparse_of_real_mail_change_nothing(corpora: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.ingest([corpora])
        before = canonical_dump(workspace.root)
        assert workspace.reparse(diff=True).changed == 0
        assert workspace.rebuild().changed == 0
        assert canonical_dump(workspace.root) == before


def test_a_store_made_again_from_the_originals_of_real_mail_is_the_same(
    corpora: Path, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.ingest([corpora])
    root = workspace.root
    before = canonical_dump(root, restored=True)
    (root / "store.db").unlink()
    Workspace.restore(root)
    assert canonical_dump(root, restored=True) == before
