"""Which folder is the workspace: each rule, which one comes first, and whose files count."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailatlas_core.errors import ConfigError, UsageError
from mailatlas_core.paths import cache_folder, config_file, log_folder, resolve_root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder in which every rule has something to say."""
    (tmp_path / ".mailatlas.toml").write_text('root = "of the project"')
    (tmp_path / "pyproject.toml").write_text('[tool.mailatlas]\nroot = "of the pyproject"')
    config_file().parent.mkdir(parents=True)
    config_file().write_text('root = "of the user"')
    return tmp_path


def test_the_rules_apply_in_their_order(project: Path) -> None:
    environ = {"MAILATLAS_HOME": "of the environment"}
    steps = [
        (resolve_root("of the flag", environ=environ, cwd=project), project / "of the flag", "--root"),
        (resolve_root(environ=environ, cwd=project), project / "of the environment", "MAILATLAS_HOME"),
        (resolve_root(environ={}, cwd=project), project / "of the project", ".mailatlas.toml"),
    ]
    (project / ".mailatlas.toml").unlink()
    steps.append((resolve_root(environ={}, cwd=project), project / "of the pyproject", "pyproject.toml"))
    (project / "pyproject.toml").unlink()
    user = config_file().parent / "of the user"
    steps.append((resolve_root(environ={}, cwd=project), user, "config.toml"))
    config_file().unlink()
    steps.append((resolve_root(environ={}, cwd=project), project / ".mailatlas", "default"))
    for found, path, rule in steps:
        assert found.path == path
        assert rule in found.rule


def test_a_project_file_is_searched_upward_and_is_relative_to_itself(project: Path) -> None:
    inner = project / "src" / "deep"
    inner.mkdir(parents=True)
    assert resolve_root(environ={}, cwd=inner).path == project / "of the project"
    (inner / "pyproject.toml").write_text('[tool.mailatlas]\nroot = "../near"')
    assert resolve_root(environ={}, cwd=inner).path == project / "src" / "near"


@pytest.mark.parametrize(
    "content", ["", "[tool]\n", "[tool.other]\nroot = 'x'\n", "tool = 3\n", "[tool]\nmailatlas = 3\n"]
)
def test_a_project_file_that_names_no_root_is_passed_over(project: Path, content: str) -> None:
    (project / ".mailatlas.toml").unlink()
    (project / "pyproject.toml").write_text(content)
    assert resolve_root(environ={}, cwd=project).rule == "config.toml"


@pytest.mark.may_skip("only root can give a file to somebody else")
@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_a_project_file_of_another_user_chooses_nothing(project: Path) -> None:
    for name in (".mailatlas.toml", "pyproject.toml"):
        os.chown(project / name, 12345, 12345)
    assert resolve_root(environ={}, cwd=project).rule == "config.toml"


@pytest.mark.parametrize("name", [".mailatlas.toml", "pyproject.toml"])
@pytest.mark.parametrize("content", [b"root = ", b"\xff\xfe", b'root = "a"\nroot = "b"'])
def test_a_project_file_that_is_no_toml_is_an_error_with_its_name(
    project: Path, name: str, content: bytes
) -> None:
    (project / ".mailatlas.toml").unlink()
    (project / name).write_bytes(content)
    with pytest.raises(ConfigError, match=name) as raised:
        resolve_root(environ={}, cwd=project)
    assert raised.value.hint


def test_a_root_that_is_no_text_is_an_error(project: Path) -> None:
    (project / ".mailatlas.toml").write_text("root = 3")
    with pytest.raises(ConfigError, match="not a text"):
        resolve_root(environ={}, cwd=project)


def test_a_folder_or_a_loop_of_links_with_the_name_of_a_project_file_is_passed_over(project: Path) -> None:
    (project / ".mailatlas.toml").unlink()
    (project / ".mailatlas.toml").mkdir()
    (project / "pyproject.toml").unlink()
    (project / "pyproject.toml").symlink_to("pyproject.toml")
    assert resolve_root(environ={}, cwd=project).rule == "config.toml"


def test_a_tilde_is_the_home_and_one_that_names_nobody_stays(home: Path, tmp_path: Path) -> None:
    assert resolve_root("~/mail", environ={}, cwd=tmp_path).path == home / "mail"
    assert (
        resolve_root("~nobody-has-this-name", environ={}, cwd=tmp_path).path.name == "~nobody-has-this-name"
    )


def test_dots_are_taken_out_but_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert resolve_root("x/../link", environ={}, cwd=tmp_path).path == tmp_path / "link"


def test_empty_values_choose_nothing(tmp_path: Path) -> None:
    (tmp_path / ".mailatlas.toml").write_text('root = ""')
    assert resolve_root(environ={"MAILATLAS_HOME": ""}, cwd=tmp_path).path == tmp_path / ".mailatlas"


def test_an_empty_flag_is_a_mistake_and_no_wish_for_the_default(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        resolve_root("", environ={}, cwd=tmp_path)


def test_the_users_folders_are_the_platforms(home: Path) -> None:
    assert config_file() == home / "config" / "mailatlas" / "config.toml"
    assert log_folder().is_relative_to(home / "state")
    assert cache_folder() == home / "cache" / "mailatlas"
