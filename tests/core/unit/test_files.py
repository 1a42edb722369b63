"""Files on their way: scratch folders belong to the living, and what lies there can be trusted."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.store.files import Placement, Scratch, make_folders, replace_file, sweep, write_file

HOLD = """
import sys
from pathlib import Path
from mailatlas_core.store.files import Scratch
scratch = Scratch(Path(sys.argv[1]))
(scratch.folder / "in hand").write_text("x")
print(scratch.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_folders(tmp_path)
    return tmp_path


def test_sweeping_leaves_the_folder_of_a_live_process_and_removes_it_once_that_is_gone(
    root: Path, repository: Path
) -> None:
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(
        command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        sweep(root)
        assert (folder / "in hand").exists()
        process.kill()
        process.wait()
    sweep(root)
    assert not list((root / "tmp").iterdir())


def test_sweeping_leaves_another_folder_of_the_same_process(root: Path) -> None:
    scratch = Scratch(root)
    sweep(root)
    assert scratch.folder.is_dir()
    scratch.close()
    assert not list((root / "tmp").iterdir())


def test_a_folder_that_never_had_a_lock_is_swept(root: Path) -> None:
    (root / "tmp" / "left").mkdir()
    (root / "tmp" / "left" / "file").write_text("x")
    sweep(root)
    assert not list((root / "tmp").iterdir())


def fail_in_a_part(scratch: Scratch) -> None:
    with scratch.part() as part:
        write_file(part / "file", b"x")
        raise KeyError


def test_a_part_of_the_scratch_is_gone_when_its_work_fails(root: Path) -> None:
    scratch = Scratch(root)
    with pytest.raises(KeyError):
        fail_in_a_part(scratch)
    assert [path.name for path in scratch.folder.iterdir()] == ["lock"]
    scratch.close()


def test_a_written_file_is_new_and_its_owners_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"x")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "file", b"y")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_what_the_disk_does_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceDamaged, match="No such file or directory"):
        write_file(tmp_path / "gone" / "file", b"x")
    with pytest.raises(WorkspaceDamaged, match="No such file or directory"):
        replace_file(tmp_path / "file", b"x", tmp_path / "gone")
    (tmp_path / "raw").mkdir()
    with pytest.raises(WorkspaceDamaged, match="No such file or directory"):
        Placement(tmp_path).place(tmp_path / "gone", "raw/ab")


def test_a_replaced_file_has_the_new_content_and_leaves_nothing_in_scratch(root: Path) -> None:
    write_file(root / "file", b"before")
    replace_file(root / "file", b"after", root / "tmp")
    assert (root / "file").read_bytes() == b"after"
    assert not list((root / "tmp").iterdir())


def test_a_file_that_no_row_vouched_for_is_replaced(root: Path) -> None:
    placement = Placement(root)
    (root / "raw" / "ab").mkdir()
    (root / "raw" / "ab" / "x.eml").write_bytes(b"half a mess")
    write_file(root / "tmp" / "x", b"half a message, whole")
    placement.place(root / "tmp" / "x", "raw/ab/x.eml")
    placement.make_durable(["raw/ab/x.eml"])
    assert (root / "raw" / "ab" / "x.eml").read_bytes() == b"half a message, whole"
