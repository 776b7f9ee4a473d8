"""What a person's note is about: shots, scenes and moments in the words people use."""

from __future__ import annotations

import pytest

from spark_video_assets.story.notes import read_note, unknown_names, wishes_by_shot

SHOTS = ["S01-001", "S01-002", "S02-001", "S02-002"]


@pytest.mark.parametrize(
    ("note", "shots"),
    [
        ("S01-002 is too dark", ["S01-002"]),
        ("s1-2: too dark", ["S01-002"]),
        ("Scene 2 drags.", ["S02-001", "S02-002"]),
        ("scenes 1 and 2 drag", SHOTS),
        ("S02: slower", ["S02-001", "S02-002"]),
        ("第2场太慢", ["S02-001", "S02-002"]),
        ("第二场太慢", ["S02-001", "S02-002"]),
        ("场景1太暗", ["S01-001", "S01-002"]),
        ("every shot is too wide", SHOTS),
        ("closer, please", []),
        ("the 1920s look wrong", []),
        ("S09-001 is odd", []),
    ],
)
def test_what_a_note_names(note: str, shots: list[str]) -> None:
    """The note would go to shots that nobody meant, or to none."""
    assert list(wishes_by_shot(read_note(note), SHOTS)) == shots


def test_each_shot_gets_its_own_words() -> None:
    """Ada's close-up would be asked for with what was wrong in another shot."""
    note = "S01-001: wider. She should smile. S02-002: slower, please.\nScene 1 is too blue"
    assert wishes_by_shot(read_note(note), SHOTS) == {
        "S01-001": "S01-001: wider. She should smile. Scene 1 is too blue",
        "S01-002": "Scene 1 is too blue",
        "S02-002": "S02-002: slower, please.",
    }


def test_moments_are_seconds_of_the_film() -> None:
    """A person who only watched the film knows times, not shot ids."""
    (passage,) = read_note("At 1:05.5 she blinks, again at 2:10")
    assert passage.moments == (65.5, 130.0)


def test_a_name_that_does_not_exist_is_told() -> None:
    """A typing error would be dropped in silence and the person wait for a retake that never comes."""
    assert unknown_names(read_note("S01-009 and scene 7 and S01-001"), SHOTS) == ["S01-009", "S07"]


@pytest.mark.parametrize("note", ["", " \n ", "S00-000", "S" * 5000, "1" * 5000, "第场", "0:99"])
def test_odd_notes_name_nothing(note: str) -> None:
    """A note of junk would crash the sign-off."""
    assert wishes_by_shot(read_note(note), SHOTS) == {}
