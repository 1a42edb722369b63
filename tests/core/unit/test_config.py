"""Settings: what a file says, what it cannot say, and what is written into it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.config import (
    Config,
    Identity,
    SavedSearch,
    Theme,
    create_config,
    load_config,
    remove_search,
    rename_search,
    save_search,
)
from mailatlas_core.config.table import KINDS, single_settings
from mailatlas_core.config.template import commented_file
from mailatlas_core.errors import ConfigError, OutputExists, PathUnwritable, UsageError
from mailatlas_core.paths import config_file

OURS = tuple(Config().search)

OWN = """\
# mine
[theme]
name = "atlas-light"

# what the boss wants
[search.Work] # daily
query = "from:boss" # and nobody else

# the rest
[search."Every other"]
query = "-from:boss"

[keys]
messages.open = "o"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def loaded(file: Path, text: str | bytes) -> Config:
    """The settings of a file without problems."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = load_config(file)
    assert result.problems == ()
    return result.config


def problems(file: Path, text: str) -> tuple[str, ...]:
    file.write_text(text, "utf-8")
    return load_config(file).problems


def searches(file: Path) -> dict[str, str]:
    result = load_config(file)
    assert result.problems == ()
    return {name: search.query for name, search in result.config.search.items()}


def test_without_a_file_the_defaults_hold_and_nothing_is_made() -> None:
    result = load_config()
    assert result.config == Config()
    assert result.config.theme == Theme("atlas-dark", ascii=False, mouse=True, animation=True)
    assert (result.given, result.problems) == (frozenset(), ())
    assert result.file == config_file()
    assert not config_file().parent.exists()


def test_every_setting_is_read_from_the_file_and_known_to_be_from_it(file: Path) -> None:
    config = loaded(
        file,
        'root = "mail"\n[theme]\nname = "nord"\nascii = true\nmouse = false\nanimation = false\n'
        '[search.Ports]\nquery = "harbor"\n[keys]\n"messages.open" = ["o", "ctrl+o"]\n',
    )
    assert config == Config(
        root="mail",
        theme=Theme("nord", ascii=True, mouse=False, animation=False),
        search={"Ports": SavedSearch("harbor")},
        keys={"messages.open": ("o", "ctrl+o")},
    )
    result = load_config(file)
    assert {result.source(name) for name, _ in single_settings(config)} == {"config.toml"}


def test_a_setting_that_the_file_leaves_out_is_a_default(file: Path) -> None:
    assert loaded(file, "[theme]\nascii = true\n").theme == Theme(ascii=True)
    result = load_config(file)
    assert result.source(("theme", "ascii")) == "config.toml"
    assert result.source(("theme", "mouse")) == "the default"


@pytest.mark.parametrize(
    "spelling",
    [
        '[keys]\n"messages.open" = "o"\n',
        "[keys]\nmessages.open = 'o'\n",
        "[keys.messages]\nopen = ['o']\n",
        'keys = {"messages.open" = "o"}\n',
    ],
)
def test_the_id_of_a_command_may_be_written_with_and_without_quotes(file: Path, spelling: str) -> None:
    assert loaded(file, spelling).keys == {"messages.open": ("o",)}


def test_saved_searches_keep_the_order_of_the_file_and_replace_ours(file: Path) -> None:
    config = loaded(file, "[search.z]\nquery = '1'\n[search.a]\nquery = '2'\n[search.m]\nquery = '3'\n")
    assert list(config.search) == ["z", "a", "m"]


def test_an_empty_section_of_searches_means_none(file: Path) -> None:
    assert loaded(file, "[search]\n").search == {}
    assert tuple(loaded(file, "[theme]\n").search) == OURS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rooot = 'x'", "config.toml, line 1: `rooot` is no setting; is `root` meant?"),
        (
            "\n[theme]\nnmae = 'x'",
            "config.toml, line 3: `theme.nmae` is no setting; is `theme.name` meant?",
        ),
        (
            "# one\n[themes]\nname = 'x'",
            "config.toml, line 2: `themes` is no setting; is `theme` meant?",
        ),
        (
            "zzz = 1",
            (
                "config.toml, line 1: `zzz` is no setting;"
                " there are root, theme, identity, account, search, keys."
            ),
        ),
        ("root = 3", "config.toml, line 1: `root` must be a text, and is passed over."),
        (
            "[theme]\nascii = 'yes'",
            "config.toml, line 2: `theme.ascii` must be true or false, and is passed over.",
        ),
        ("[theme]\nname = true", "config.toml, line 2: `theme.name` must be a text, and is passed over."),
        (
            "theme = 'atlas-light'",
            "config.toml, line 1: `theme` is a section, to be written as [theme], and is passed over.",
        ),
        (
            "[keys]\n'messages.open' = 3",
            "config.toml, line 2: `keys.messages.open` must be a key, or a list of keys, and is passed over.",
        ),
        (
            "[search.Work]\n",
            "config.toml, line 1: `search.Work` has no `query`, and is passed over.",
        ),
        (
            "[search.Work]\nquery = 3",
            "config.toml, line 2: `search.Work.query` must be a text, and is passed over.",
        ),
    ],
)
def test_what_cannot_be_used_is_pointed_out_in_one_sentence(file: Path, text: str, said: str) -> None:
    assert problems(file, text) == (said,)


def test_what_cannot_be_used_spoils_nothing_beside_it(file: Path) -> None:
    assert problems(
        file,
        "[theme]\nname = 3\nascii = true\n[search.A]\n[search.B]\nquery = 'b'\n[keys]\nx = [1]\ny = 'z'\n",
    )
    assert load_config(file).config == Config(
        theme=Theme(ascii=True), search={"B": SavedSearch("b")}, keys={"y": ("z",)}
    )


@pytest.mark.parametrize("content", [b"root = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_an_error_and_is_never_written(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="is no TOML") as raised:
        load_config(file)
    assert raised.value.hint
    with pytest.raises(ConfigError, match="is no TOML"):
        save_search("x", "y", file=file)
    with pytest.raises(ConfigError, match="is no TOML"):
        remove_search("x", file=file)
    assert file.read_bytes() == content


def test_a_file_that_cannot_be_read_is_a_problem_and_the_defaults_hold(file: Path) -> None:
    file.mkdir()
    result = load_config(file)
    assert result.config == Config()
    assert "cannot be read" in result.problems[0]
    with pytest.raises(ConfigError, match="cannot be read"):
        save_search("x", "y", file=file)


def test_the_first_file_changes_nothing_and_has_every_setting_in_it(file: Path) -> None:
    assert create_config(file) == file
    result = load_config(file)
    assert (result.config, result.problems, result.given) == (Config(), (), frozenset())
    settled = re.sub(r"(?m)^#(?! )", "", commented_file())
    config = loaded(file, settled)
    assert (config.theme, config.search) == (Config().theme, Config().search)
    names = {name for name, _ in single_settings(config)}
    assert {name for name, _ in single_settings(Config())} <= names == set(load_config(file).given)


def test_every_setting_is_explained_and_has_a_known_kind() -> None:
    for _, value in single_settings(Config(identity={"work": Identity("ada@example.org")})):
        assert type(value) in KINDS
    assert commented_file().count("\n# ") >= len(list(single_settings(Theme()))) + len(KINDS)


def test_a_file_that_is_there_is_replaced_only_by_force(file: Path) -> None:
    file.write_text(OWN)
    with pytest.raises(OutputExists) as raised:
        create_config(file)
    assert raised.value.hint
    assert file.read_text() == OWN
    create_config(file, force=True)
    assert file.read_text() == commented_file()


def test_a_new_file_and_its_folder_are_their_owners_alone() -> None:
    save_search("Ports", "harbor")
    assert config_file().stat().st_mode & 0o777 == 0o600
    assert config_file().parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_is_there_keeps_its_mode_and_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "mailatlas.toml"
    kept.parent.mkdir()
    kept.write_text(OWN)
    kept.chmod(0o640)
    file.symlink_to(kept)
    save_search("Ports", "harbor", file=file)
    assert file.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert "Ports" in searches(kept)
    assert list(kept.parent.iterdir()) == [kept]


def test_a_file_that_cannot_be_written_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    with pytest.raises(PathUnwritable):
        create_config(tmp_path / "file" / "config.toml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PathUnwritable):
        create_config(tmp_path / "folder", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_the_first_saved_search_comes_behind_ours(file: Path) -> None:
    file.write_text("# mine\nroot = 'x'\n")
    save_search("Ports", "harbor", file=file)
    assert list(searches(file)) == [*OURS, "Ports"]
    assert file.read_text().startswith("# mine\nroot = 'x'\n\n[search.Inbox]\n")


def test_saving_touches_only_the_lines_of_the_search(file: Path) -> None:
    file.write_text(OWN)
    save_search("Work", 'subject:"of the day"', file=file)
    assert file.read_text() == OWN.replace('"from:boss" #', '"subject:\\"of the day\\"" #')
    save_search("Work", "from:boss", file=file)
    assert file.read_text() == OWN
    save_search("Ports", "harbor", file=file)
    added = '"-from:boss"\n\n[search.Ports]\nquery = "harbor"\n'
    assert file.read_text() == OWN.replace('"-from:boss"\n', added)


def test_renaming_keeps_the_place_the_query_and_the_comments(file: Path) -> None:
    file.write_text(OWN)
    rename_search("Every other", "Ships, Häfen", file=file)
    assert file.read_text() == OWN.replace('"Every other"', '"Ships, Häfen"')
    rename_search("Ships, Häfen", "Ships, Häfen", file=file)
    assert list(searches(file)) == ["Work", "Ships, Häfen"]


def test_removing_takes_the_search_and_leaves_every_comment_outside_it(file: Path) -> None:
    file.write_text(OWN)
    remove_search("Work", file=file)
    start, end = OWN.index("[search.Work]"), OWN.index("\n# the rest")
    assert file.read_text() == OWN[:start] + OWN[end:]


def test_with_the_last_search_removed_there_are_none(file: Path) -> None:
    for name in OURS:
        remove_search(name, file=file)
    assert searches(file) == {}
    save_search("Ports", "harbor", file=file)
    assert searches(file) == {"Ports": "harbor"}


def test_a_name_that_is_not_there_or_there_already_is_a_mistake(file: Path) -> None:
    file.write_text(OWN)
    with pytest.raises(UsageError, match="no saved search “Ports”"):
        remove_search("Ports", file=file)
    with pytest.raises(UsageError, match="no saved search “Ports”"):
        rename_search("Ports", "Boats", file=file)
    with pytest.raises(UsageError, match="“Every other” already"):
        rename_search("Work", "Every other", file=file)
    assert file.read_text() == OWN


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m", "\udc80", "a\u2028b"])
def test_a_name_that_is_no_line_of_text_is_a_mistake(file: Path, name: str) -> None:
    with pytest.raises(UsageError):
        save_search(name, "harbor", file=file)
    assert not file.exists()


@pytest.mark.parametrize(
    "spelling",
    [
        "search = {Work = {query = 'x'}}\n",
        "search.Work.query = 'x'\nroot = 'y'\n",
        "search.Work.query = 'x'\n[theme]\nname = 'y'\n",
        "[search]\nWork.query = 'x'\n",
        "[search]\nWork = 'x'\n",
        "search = 'x'\n",
        "[search.Work]\nquery = '''\n[x]\n'''\n",
    ],
)
def test_a_spelling_that_cannot_be_changed_is_said_and_left_alone(file: Path, spelling: str) -> None:
    file.write_text(spelling)
    with pytest.raises(ConfigError, match="only a person can change"):
        save_search("Work", "harbor", file=file)
    assert file.read_text() == spelling


def test_searches_between_other_sections_and_windows_lines_are_changed_too(file: Path) -> None:
    file.write_bytes(b"[search.A]\r\nquery = 'a'\r\n[theme]\r\nname = 'x'\r\n[search.B]\r\nquery = 'b'")
    rename_search("A", "C", file=file)
    save_search("D", "d", file=file)
    assert searches(file) == {"C": "a", "B": "b", "D": "d"}
    assert load_config(file).config.theme.name == "x"


LINES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20
).filter(str.strip)  # fmt: skip


@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=6))
def test_any_line_of_text_is_a_name_and_a_query(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("any") / "config.toml"
    file.write_text("[search]\n")
    for name, query in pairs:
        save_search(name, query, file=file)
    assert searches(file) == dict(pairs)
    for name in dict(pairs):
        remove_search(name, file=file)
    assert tomllib.loads(file.read_text("utf-8")) == {"search": {}}
