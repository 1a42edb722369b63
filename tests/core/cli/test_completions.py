"""Completion: real shells with their scripts, a TAB, and what then stands on the line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mailatlas_core.cli.completion import complete_query, completion
from mailatlas_core.cli.group import cli
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.workspace import Workspace
from tests.core.cli.conftest import Run
from tests.core.messages import mbox, message
from tests.tui.terminal import Terminal

MAILATLAS = f"#!{sys.executable}\nfrom mailatlas_tui.cli import main\nmain()\n"

# What is typed, beginning with how the shell is told of our script.
SHELLS = {
    "bash": (("bash", "--norc", "--noprofile"), 'eval "$(mailatlas completion bash)"'),
    "zsh": (
        ("zsh", "-f"),
        'autoload -U compinit; compinit -u -D; eval "$(mailatlas completion zsh)"',
    ),
    "fish": (("fish", "--no-config"), "mailatlas completion fish | source"),
}

WORDS = (
    ("mailatlas sea", "mailatlas search"),
    ("mailatlas config sh", "mailatlas config show"),
    ("mailatlas get 00 --format mark", "mailatlas get 00 --format markdown"),
    ("mailatlas search harbor --off", "mailatlas search harbor --offset"),
    ("mailatlas search fro", "mailatlas search from:"),
    ("mailatlas search has:att", "mailatlas search has:attachment"),
    ("mailatlas search 'from:ada is:unr", "mailatlas search 'from:ada is:unread"),
    ('mailatlas search "is:fla', 'mailatlas search "is:flagged'),
    ("mailatlas list --query is:arch", "mailatlas list --query is:archived"),
    ("mailatlas search tag:har", "mailatlas search tag:harbor"),
    ("mailatlas ingest lett", "mailatlas ingest letters.mbox"),
    ("mailatlas --root work", "mailatlas --root workspaces/"),
)
"""What is typed before the TAB, and what then stands there."""

CLEAR_LINE = "\x15"

TOO_MUCH = ("textual", "rich", "tomlkit", "platformdirs")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the script `mailatlas`, as an installation puts it on the PATH."""
    script = tmp_path / "bin" / "mailatlas"
    script.parent.mkdir()
    script.write_text(MAILATLAS)
    script.chmod(0o755)
    return script.parent


@pytest.fixture
def mail(home: Path) -> None:
    """Paths to complete, and a workspace whose one message has a tag."""
    (home / "letters.mbox").write_bytes(mbox(message(0)))
    (home / "workspaces").mkdir()
    with Workspace.open(home / ".mailatlas", create=True, actor="test") as workspace:
        workspace.ingest([home / "letters.mbox"])
        workspace.tags.change(query="", add=["harbor"])


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, programs: Path) -> Iterator[Terminal]:
    """A shell in a terminal, which knows how to complete."""
    program, setting_up = SHELLS[request.param]
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with Terminal(program=program, size=(24, 100), environment={"PATH": path, "PS1": "> "}) as terminal:
        terminal.press(f"{setting_up}; echo re''ady\n")
        terminal.wait_for("ready")
        yield terminal


def test_every_shell_of_the_command_has_its_script(run: Run) -> None:
    (choice,) = [one.type for one in completion.params if one.name == "shell"]
    assert isinstance(choice, click.Choice)
    assert list(choice.choices) == list(SHELLS)
    for name in SHELLS:
        assert "_MAILATLAS_COMPLETE" in run("completion", name).stdout


@pytest.mark.integration
@pytest.mark.terminal
@pytest.mark.usefixtures("mail")
def test_tab_completes_what_was_begun(shell: Terminal) -> None:
    for begun, whole in WORDS:
        shell.press(f"{begun}\t")
        shell.wait_for(whole)
        shell.press(CLEAR_LINE)


@pytest.mark.integration
@pytest.mark.terminal
@pytest.mark.parametrize("shell", ["bash"], indirect=True)  # the others quote what they put in
@pytest.mark.parametrize(("begun", "end"), [("folder:run", ""), ("'folder:run", ""), ('"folder:run', '"')])
def test_a_name_that_could_be_run_is_only_a_name(shell: Terminal, home: Path, begun: str, end: str) -> None:
    """Servers choose the names of folders."""
    source = Source("imap", folder="run'$(touch run)'`touch run`")
    with Workspace.open(home / ".mailatlas", create=True, actor="test") as workspace:
        workspace.ingest_from(MemorySource([RawMessage(message(0), source)]))
    shell.press(f"mailatlas search {begun}\t")
    shell.wait_for("touch", "`")
    shell.press(f"{end}\n")
    shell.wait_for("subject")
    assert not (home / "run").exists()


@pytest.mark.parametrize("name", ["Tides\x1b[31m", "Tides\u202e", "Tides\nplain,--force"])
def test_a_name_that_would_act_on_the_terminal_is_not_offered(home: Path, name: str) -> None:
    with Workspace.open(home / ".mailatlas", create=True, actor="test") as workspace:
        for number, folder in enumerate((name, "Tides")):
            source = Source("imap", folder=folder)
            workspace.ingest_from(MemorySource([RawMessage(message(number), source)]))
    offered = complete_query(click.Context(cli), click.Option(["--query"]), "folder:Ti")
    assert [one.value for one in offered] == ["folder:Tides"]


@pytest.mark.integration
@pytest.mark.terminal
def test_tab_lists_the_values_of_an_option(shell: Terminal) -> None:
    shell.press("mailatlas get 00 --format \t\t")
    shell.wait_for("json", "markdown", "html", "text", "raw")


@pytest.mark.parametrize("line", ["mailatlas sea", "mailatlas get 00 --format "])
def test_an_answer_loads_nothing_that_it_does_not_need(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MAILATLAS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    asked = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        " from mailatlas_tui.cli import main; main()"
    )
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("plain,")
    assert not {name.partition(".")[0] for name in ended.stderr.split()} & set(TOO_MUCH)
