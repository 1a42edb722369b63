"""Files and folders as a source: what is mail is found, and nothing else is touched or followed."""

from __future__ import annotations

import io
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailatlas_core.ingest.files import FileSource
from mailatlas_core.ingest.problems import path_text
from mailatlas_core.ingest.sniff import kind_of
from mailatlas_core.models import IngestProblem, IngestType
from mailatlas_core.ports import Checkpoint, RawMessage, Skipped
from tests.core.messages import mbox, message

NOWHERE = Path("/nowhere")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    top = tmp_path / "tree"
    top.mkdir()
    return top


def source(*paths: Path | str, kind: IngestType = "auto", workspace: Path = NOWHERE) -> FileSource:
    return FileSource(paths, kind, workspace)


def messages(found: FileSource) -> list[RawMessage]:
    items = [item for item in found if not isinstance(item, Checkpoint)]
    assert all(isinstance(item, RawMessage) for item in items), items
    return [item for item in items if isinstance(item, RawMessage)]


def problems(found: FileSource) -> list[str]:
    return [item.error for item in found if isinstance(item, IngestProblem)]


def test_a_message_that_is_too_large_hides_none_of_those_behind_it(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = [message(number) for number in (1, 2, 3)]
    monkeypatch.setattr("mailatlas_core.ingest.mbox.MESSAGE_LIMIT", 10_000)
    archive = tree / "archive.mbox"
    archive.write_bytes(mbox(small[0], message(4, body="large " * 2_000), *small[1:]))
    items = list(source(archive))
    assert [item.data for item in items if isinstance(item, RawMessage)] == small
    assert [item.source.index for item in items if isinstance(item, RawMessage)] == [0, 2, 3]
    (problem,) = problems(source(archive))
    assert f"at byte {archive.read_bytes().index(b'From ', 10)}" in problem


def make_maildir(folder: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("x.eml", b"", "eml"),
        ("x.EML", b"From sender@example.com Sat Mar 14 16:44:00 2026\n", "eml"),
        ("x", b"From sender@example.com Sat Mar 14 16:44:00 2026\n", "mbox"),
        ("x.txt", b"Subject: x\n\ntext", "eml"),
        ("x", b"Received: by host\r\nX: y\r\n\r\n", "eml"),
        ("x", b"X-Odd: 1\nMIME-Version: 1.0\n\n", "eml"),
        ("x.yml", b"name: value\nother: value\n\nSubject: x", None),
        ("x.py", b"import os\n", None),
        ("x", b"", None),
        ("x", b"\x89PNG\r\n\x1a\n", None),
        ("x", b"Subject without a colon\n", None),
    ],
)
def test_a_file_is_mail_by_its_first_lines_or_by_its_name(name: str, head: bytes, kind: str | None) -> None:
    assert kind_of(name, head) == kind


def test_a_tree_is_read_in_the_order_of_names_and_no_mail_is_passed_over(tree: Path) -> None:
    for name in ("b.eml", "a.eml", "sub/c.eml", "sub/inner/d.eml", "z.eml"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(message(ord(name[-5])))
    (tree / "notes.txt").write_text("no mail")
    items = list(source(tree))
    seen = [Path(item.source.path or "").name for item in items if isinstance(item, RawMessage)]
    assert seen == ["a.eml", "b.eml", "z.eml", "c.eml", "d.eml"]
    assert [item for item in items if isinstance(item, Skipped)] == [Skipped(str(tree / "notes.txt"))]


def test_links_are_followed_where_they_are_named_and_never_inside(tree: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    make_maildir(outside)
    (outside / "cur" / "1").write_bytes(message(1))
    (outside / "one.eml").write_bytes(message(2))
    (tree / "one.eml").symlink_to(outside / "one.eml")
    (tree / "broken.eml").symlink_to(outside / "none.eml")
    (tree / "folder").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / "cur").symlink_to(outside / "cur")
    (tree / "new").symlink_to(outside / "new")
    assert all(isinstance(item, Skipped) for item in source(tree))
    assert len(messages(source(tree / "folder"))) == 1
    assert len(messages(source(tree / "one.eml"))) == 1
    assert problems(source(tree / "broken.eml")) == ["broken.eml does not exist."]


def test_pipes_and_sockets_are_never_opened(tree: Path) -> None:
    os.mkfifo(tree / "pipe.eml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tree / "socket.eml"))
        assert all(isinstance(item, Skipped) for item in source(tree))
        assert problems(source(tree / "pipe.eml")) == ["pipe.eml is no regular file."]
        assert problems(source(tree / "socket.eml")) == ["socket.eml is no regular file."]


def test_a_name_that_is_not_utf_8_is_escaped(tree: Path) -> None:
    (tree / os.fsdecode(b"gr\xfc\xdfe.eml")).write_bytes(message())
    (found,) = messages(source(tree))
    assert found.source.path == f"{tree}/gr%FC%DFe.eml"
    assert path_text(Path("/grüße")) == "/grüße"


def test_a_workspace_inside_the_tree_is_passed_over_and_one_that_is_named_is_refused(tree: Path) -> None:
    other = tree / "other"
    (other / "raw" / "ab").mkdir(parents=True)
    (other / "store.db").touch()
    (other / "raw" / "ab" / "x.eml").write_bytes(message())
    (tree / "mine").mkdir()
    (tree / "mine" / "y.eml").write_bytes(message())
    assert list(source(tree, workspace=tree / "mine")) == []
    assert "is a workspace" in problems(source(other))[0]
    assert len(messages(source(other / "raw"))) == 1


def test_what_does_not_exist_is_a_problem_and_the_next_is_read(tree: Path) -> None:
    (tree / "one.eml").write_bytes(message())
    first, second = list(source(tree / "none.eml", tree / "one.eml"))
    assert first == IngestProblem(str(tree / "none.eml"), "none.eml does not exist.")
    assert isinstance(second, RawMessage)


def test_a_named_file_that_is_no_mail_is_a_problem_that_says_what_to_do(tree: Path) -> None:
    (tree / "notes.txt").write_text("no mail")
    assert "--type" in problems(source(tree / "notes.txt"))[0]
    assert len(messages(source(tree / "notes.txt", kind="eml"))) == 1


def test_a_file_whose_name_is_too_long_for_the_system_is_a_problem(tree: Path) -> None:
    assert problems(source(tree / ("x" * 300)))


@contextmanager
def nested(top: Path, name: str, levels: int) -> Iterator[int]:
    """The innermost of folders in folders, open; removed afterwards, as it is too deep for most programs."""
    descriptor = os.open(top, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=descriptor)
        inner = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    try:
        yield descriptor
    finally:
        os.close(descriptor)
        subprocess.run(["rm", "-rf", str(top / name)], check=True)


def test_a_folder_tree_two_thousand_levels_deep_is_read(tree: Path) -> None:
    levels = min(2_000, (4_000 - len(str(tree))) // 2)
    with nested(tree, "d", levels) as descriptor:
        with os.fdopen(os.open("deep.eml", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor), "wb") as file:
            file.write(message())
        (found,) = messages(source(tree))
    assert (found.source.path or "").count("/d") >= levels


def test_a_tree_deeper_than_a_path_can_say_is_a_problem_not_an_end(tree: Path) -> None:
    (tree / "z").mkdir()
    (tree / "z" / "one.eml").write_bytes(message())
    with nested(tree, "d" * 250, 20):
        items = list(source(tree))
    assert sum(isinstance(item, RawMessage) for item in items) == 1
    assert sum(isinstance(item, IngestProblem) for item in items) == 1


def test_the_total_is_known_for_files_and_unknown_for_folders_and_standard_input(tree: Path) -> None:
    (tree / "one.eml").write_bytes(message())
    assert source(tree / "one.eml", tree / "none.eml").bytes_total == len(message())
    assert source(tree).bytes_total is None
    assert source("-").bytes_total is None


class FedStdin:
    """Standard input with these bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "kinds"), [(message(1), ["eml"]), (mbox(message(1), message(2)), ["mbox", "mbox"])]
)
def test_a_dash_is_standard_input(data: bytes, kinds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", FedStdin(data))
    found = messages(source("-"))
    assert [one.source.kind for one in found] == kinds
    assert found[0].data == message(1)
    assert found[0].source.path is None


def test_standard_input_that_is_no_mail_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", FedStdin(b"\x89PNG"))
    assert problems(source("-")) == ["standard input does not look like mail; name its type with --type."]


@pytest.mark.parametrize(
    ("part", "name", "flags", "tags"),
    [
        ("new", "1.host", (), ("unread",)),
        ("cur", "1.host:2,", (), ("unread",)),
        ("cur", "1.host:2,S", ("S",), ()),
        ("cur", "1.host:2,FRS", ("F", "R", "S"), ("flagged",)),
        ("cur", "1.host;2,F", ("F",), ("flagged", "unread")),
        ("cur", "1.host:1,x", (), ("unread",)),
    ],
)
def test_the_flags_of_a_maildir_entry_are_its_first_tags(
    tree: Path, part: str, name: str, flags: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    make_maildir(tree)
    (tree / part / name).write_bytes(message())
    (found,) = messages(source(tree))
    assert (found.source.kind, found.source.flags, found.tags) == ("maildir", flags, tags)
    assert found.source.folder == str(tree)


def test_a_maildir_has_no_other_mail_than_its_entries_and_its_inner_maildirs(tree: Path) -> None:
    make_maildir(tree)
    make_maildir(tree / ".Sent")
    (tree / "new" / "1").write_bytes(b"not even a header")
    (tree / "tmp" / "2").write_bytes(message())
    (tree / "cur" / ".hidden").write_bytes(message())
    (tree / "dovecot.index").write_bytes(message())
    (tree / ".Sent" / "cur" / "3:2,S").write_bytes(message())
    assert [Path(found.source.path or "").name for found in messages(source(tree))] == ["1", "3:2,S"]


def test_an_entry_that_is_given_a_flag_while_the_folder_is_read_is_read(tree: Path) -> None:
    make_maildir(tree)
    for name in ("1:2,", "2:2,"):
        (tree / "cur" / name).write_bytes(message(int(name[0])))
    reading = iter(source(tree))
    next(reading)
    (tree / "cur" / "2:2,").rename(tree / "cur" / "2:2,S")
    (second,) = reading
    assert isinstance(second, RawMessage)
    assert second.data == message(2)
    assert second.source.flags == ("S",)


def test_an_entry_that_moves_from_new_to_cur_while_the_folder_is_read_is_read(tree: Path) -> None:
    make_maildir(tree)
    (tree / "cur" / "1:2,S").write_bytes(message(1))
    (tree / "new" / "2").write_bytes(message(2))
    reading = iter(source(tree))
    next(reading)
    (tree / "new" / "2").rename(tree / "cur" / "2:2,S")
    assert [item.data for item in reading if isinstance(item, RawMessage)] == [message(2)]


def test_an_entry_that_is_removed_while_the_folder_is_read_is_said(tree: Path) -> None:
    make_maildir(tree)
    for name in ("1", "2"):
        (tree / "new" / name).write_bytes(message(int(name)))
    reading = iter(source(tree))
    next(reading)
    (tree / "new" / "2").unlink()
    (second,) = reading
    assert isinstance(second, IngestProblem)
    assert "removed" in second.error


def test_the_status_lines_of_an_mbox_are_its_first_tags(tree: Path) -> None:
    archive = mbox(
        message(1, extra="Status: RO\n"),
        message(2, extra="Status: O\nX-Status: F\n"),
        message(3),
        message(4, body="Status: O"),
    )
    (tree / "mail").write_bytes(archive)
    assert [found.tags for found in messages(source(tree))] == [(), ("flagged", "unread"), (), ()]


def test_mboxrd_is_unquoted_only_where_it_was_named(tree: Path) -> None:
    (tree / "mail").write_bytes(mbox(message(1, body=">From the other side")))
    (plain,) = messages(source(tree / "mail"))
    (unquoted,) = messages(source(tree / "mail", kind="mboxrd"))
    assert b"\n>From the" in plain.data
    assert b"\nFrom the" in unquoted.data


def test_an_eml_that_begins_with_a_from_line_is_one_message_unless_named_an_mbox(tree: Path) -> None:
    (tree / "two.eml").write_bytes(mbox(message(1), message(2)))
    (whole,) = messages(source(tree / "two.eml"))
    assert whole.data == mbox(message(1), message(2))
    assert len(messages(source(tree / "two.eml", kind="mbox"))) == 2


def test_a_folder_that_is_no_maildir_and_a_file_are_refused_as_one(tree: Path) -> None:
    (tree / "one.eml").write_bytes(message())
    assert "no Maildir" in problems(source(tree, kind="maildir"))[0]
    assert "is a folder" in problems(source(tree / "one.eml", kind="maildir"))[0]
