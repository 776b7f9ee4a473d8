"""Names that become folders and partition keys: nothing leads out, nothing hides, every script is welcome."""

from __future__ import annotations

import shlex
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import InvalidName
from spark_video_assets.story.names import (
    EpisodeKey,
    is_shot_id,
    scene_id,
    scene_number,
    shot_id,
    valid_name,
    valid_shot_id,
)


@given(st.text(max_size=120))
def test_a_valid_name_is_one_plain_folder_name(name: str) -> None:
    """A project name would write outside the projects folder, or make a folder nobody can see or open."""
    try:
        valid = valid_name(name, what="project")
    except InvalidName:
        return
    assert PurePosixPath(valid).parts == (valid,)
    assert valid not in {"", ".", ".."}
    assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in valid)
    assert len(valid.encode()) <= 200
    assert valid_name(valid, what="project") == valid


@pytest.mark.parametrize(
    "name",
    [
        "", "   ", "..", ".", "../x", "a/b", "a\\b", "/etc", "a\x00b", "a\nb", "a\x1bb", "a\u202eb", "a\u200bb",
        ".hidden", "end.", "con", "NUL.txt", "lpt1", "a:b", 'a"b', "a?b", "x" * 81, "长" * 70, "a\ud800",
    ],
)  # fmt: skip
def test_a_dangerous_name_is_refused(name: str) -> None:
    """A path, a control or direction sign or a device name would become a folder."""
    with pytest.raises(InvalidName) as caught:
        valid_name(name, what="project")
    assert (caught.value.exit_code, bool(caught.value.allowed)) == (2, True)


@pytest.mark.parametrize("name", ["hf", "江边茶馆", "Ноч", "night radio 2", "a..b", "ｆｕｌｌ", "café", "con-air"])
def test_ordinary_names_of_every_script_are_welcome(name: str) -> None:
    """A Chinese project could not be opened."""
    assert valid_name(name, what="project") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("project", ["hf", "江边茶馆", "night radio 2", "it's late", "$HOME", "a;b", "ｆｕｌｌ"])
def test_a_command_that_is_told_can_be_typed(project: str) -> None:
    """The next command that a message names would not run for a project with a space in its name."""
    assert shlex.split(EpisodeKey(project, "001").typed) == [project, "001"]


def test_composed_and_decomposed_letters_are_one_name() -> None:
    """The same name typed on two machines would make two projects."""
    assert valid_name("cafe\u0301", what="project") == valid_name("caf\u00e9", what="project")


@pytest.mark.parametrize("typed", ["001", "episode-001", "episode_001", "Episode-001", " 001 "])
def test_an_episode_has_one_key_however_it_is_typed(typed: str) -> None:
    """`001` and `episode-001` would become two episodes."""
    key = EpisodeKey.of("hf", typed)
    assert str(key) == "hf/001"
    assert EpisodeKey.parse(str(key)) == key
    assert key.folder_name == "episode-001"


@pytest.mark.parametrize("key", ["hf", "hf/..", "../001", "hf/a/b", "/001", "hf/"])
def test_a_broken_partition_key_is_refused(key: str) -> None:
    """A partition typed in the web UI would reach the file system."""
    with pytest.raises(InvalidName):
        EpisodeKey.parse(key)


@given(st.integers(1, 999), st.integers(1, 999))
def test_shot_ids_name_their_scene(scene: int, shot: int) -> None:
    """Shots of scene 100 would land in scene 10."""
    made = shot_id(scene, shot)
    assert valid_shot_id(made) == made
    assert scene_number(made) == scene == scene_number(scene_id(scene))


@pytest.mark.parametrize(
    "text", ["", "S1-001", "S01-01", "S00-001", "S01-000", "s01-001", "S01-001\n", "S01-001/..", "S٠١-٠٠١"]
)
def test_anything_else_is_no_shot_id(text: str) -> None:
    """A path or a look-alike would become a clip's file name."""
    assert not is_shot_id(text)
    with pytest.raises(InvalidName):
        valid_shot_id(text)
