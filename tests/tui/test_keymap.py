"""Keys of the user's own: taken where they make sense, pointed out where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_tui.commands import COMMANDS, PLACES, shown_key
from mailatlas_tui.keymap import Keymap, read_keymap

IDS = [command.full_id for command in COMMANDS]
KEYS = st.sampled_from(["a", "b", "Q", "/", ",", "?", "f9", "ctrl+t", "enter", "q", "n", "slash", "x"])


def test_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)


def test_a_key_of_ones_own_takes_the_place_of_ours() -> None:
    keymap = read_keymap({"messages.archive": ["A", "ctrl+a"]})
    assert keymap.problems == ()
    assert keymap.for_textual() == {"messages.archive": "A,ctrl+a"}
    archive = next(each for each in COMMANDS if each.full_id == "messages.archive")
    assert keymap.shown(archive) == "A ctrl+a"


def test_two_commands_can_change_places() -> None:
    keymap = read_keymap({"messages.next": ["p"], "messages.previous": ["n"]})
    assert keymap.problems == ()
    assert keymap.for_textual() == {"messages.next": "p", "messages.previous": "n"}


def test_a_comma_is_a_key_like_any_other() -> None:
    assert read_keymap({"messages.archive": [","]}).for_textual() == {"messages.archive": "comma"}


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"messages.arhcive": ["A"]}, "messages.arhcive is no command; is messages.archive meant?"),
        ({"nonsense": ["A"]}, "nonsense is no command."),
        ({"messages.archive": ["n"]}, "n is messages.next already"),
        ({"messages.archive": ["slash"]}, "/ is messages.search already"),
        ({"messages.archive": ["q"]}, "q is everywhere.quit already"),
        ({"messages.archive": ["ctrl+p"]}, "ctrl+p is everywhere.command_palette already"),
        ({"everywhere.quit": ["V"]}, "V is audit.verify already"),
        ({"messages.tag": ["ctrl+shift+banana"]}, "messages.tag: ctrl+shift+banana is no key."),
        ({"messages.tag": ["j"]}, "messages.tag: j moves in lists and texts."),
        ({"messages.tag": []}, "messages.tag keeps its own key."),
        ({"everywhere.command_palette": ["P"]}, "has no key that can be changed"),
    ],
)
def test_what_makes_no_sense_is_pointed_out_and_leaves_our_key(
    chosen: dict[str, list[str]], sentence: str
) -> None:
    keymap = read_keymap(chosen)
    assert sentence in keymap.problems[0]
    assert keymap.keys == {}


def test_of_several_keys_only_the_one_that_is_taken_is_left_out() -> None:
    keymap = read_keymap({"messages.search": ["s", "ctrl+f"]})
    assert keymap.keys == {"messages.search": ("ctrl+f",)}
    assert keymap.problems == ("[keys] messages.search: s is messages.source already.",)


@given(st.dictionaries(st.sampled_from(IDS), st.lists(KEYS, min_size=1, max_size=2)))
def test_whatever_is_chosen_no_key_means_two_things_in_a_place(chosen: dict[str, list[str]]) -> None:
    keymap = read_keymap(chosen)
    for place in PLACES:
        here = [each for each in COMMANDS if each.place in (place, "everywhere")]
        owners: dict[str, set[str]] = {}
        for each in here:
            for key in (*keymap.of(each), *each.typing_keys):
                owners.setdefault(shown_key(key), set()).add(each.full_id)
        assert all(len(ids) == 1 for ids in owners.values())


def test_without_settings_every_command_keeps_its_keys() -> None:
    assert all(Keymap().of(each) == each.keys for each in COMMANDS)
