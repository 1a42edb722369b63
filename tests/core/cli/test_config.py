"""`mailatlas config`: needs no workspace, and says where each value came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailatlas_core.config import Config, load_config
from mailatlas_core.config.table import single_settings
from mailatlas_core.errors import ConfigError, OutputExists
from mailatlas_core.paths import config_file
from tests.core.cli.conftest import Run
from tests.core.cli.program import call


def write(text: str) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(text, "utf-8")


def shown(run: Run, *arguments: str) -> dict[str, tuple[object, str]]:
    """Of each setting its value, and where that came from."""
    result = json.loads(run("config", "show", *arguments).stdout)
    assert result["file"] == str(config_file())
    return {one["name"]: (one["value"], one["source"]) for one in result["settings"]}


def test_init_writes_the_file_once_and_again_only_by_force(run: Run) -> None:
    answer = json.loads(run("config", "init").stdout)
    assert answer == {"status": "ok", "file": str(config_file())}
    assert load_config().config == Config()
    with pytest.raises(OutputExists):
        run("config", "init")
    config_file().write_text("root = 'x'")
    run("config", "init", "--force")
    assert load_config().config == Config()


def test_show_names_every_setting_and_makes_nothing(run: Run, home: Path) -> None:
    settings = shown(run)
    assert list(settings) == [".".join(name) for name, _ in single_settings(Config())]
    assert settings["root"] == (str(home / ".mailatlas"), "the default")
    assert settings["search.Unread.query"] == ("is:unread", "the default")
    assert list(home.iterdir()) == []


def test_show_says_where_a_value_came_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write('root = "mail"\n[theme]\nascii = true\n[keys]\nmessages.open = "o"\n[search.A]\nquery = "a"\n')
    settings = shown(run)
    assert settings["root"] == (str(config_file().parent / "mail"), "config.toml")
    assert settings["theme.ascii"] == (True, "config.toml")
    assert settings["theme.mouse"] == (True, "the default")
    assert settings["keys.messages.open"] == (["o"], "config.toml")
    assert settings["search.A.query"] == ("a", "config.toml")
    monkeypatch.setenv("MAILATLAS_HOME", "/elsewhere")
    assert shown(run)["root"] == ("/elsewhere", "MAILATLAS_HOME")
    assert shown(run, "--root", "/nearer")["root"] == ("/nearer", "--root")


def test_show_says_on_stderr_what_cannot_be_used(run: Run) -> None:
    write("[theme]\nnmae = 'x'\nascii = '\x1b'\n".replace("\x1b", "\\u001b"))
    result = run("config", "show")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == json.loads(result.stdout)["problems"]
    assert len(result.stderr.splitlines()) == 2


def test_show_of_a_file_that_is_no_toml_is_an_error_and_init_leaves_it_alone(run: Run) -> None:
    write("root = ")
    with pytest.raises(ConfigError, match="is no TOML"):
        run("config", "show")
    with pytest.raises(OutputExists):
        run("config", "init")
    assert config_file().read_text() == "root = "


def test_the_program_says_the_error_as_all_others() -> None:
    write("")
    ended = call("config", "init")
    assert ended.status == 1
    assert json.loads(ended.stdout)["error"]["code"] == "output_exists"
    assert ended.stderr.count("\n") == 1
