"""Scores in the DirectorScore form: the same pictures and lines as shots, and broken forms told by their field."""

from __future__ import annotations

from typing import Any

import pytest

from resources.errors import InvalidDocument
from spark_video_assets.story.director_score import DirectorScore, is_director_score, storyboard_of
from spark_video_assets.story.rules import check_storyboard, errors_of


def score(**more: Any) -> dict[str, Any]:
    kinds = ["ai_image", "stock_image", "ai_video", "text_card"]
    scenes = [
        {
            "visual_type": kind,
            "visual_prompt": f"A lighthouse over wave {number}.",
            "motion": "zoom_in" if number == 0 else "static",
            "script_line": f"Wave number {number} is higher than the one before.",
            "transition": "crossfade",
        }
        for number, kind in enumerate(kinds)
    ]
    told = {"emotional_arc": "calm-to-storm", "archetype": "gothic_fantasy", "music_mood": "dark_cinematic"}
    return {**told, "scenes": scenes, **more}


def read(**more: Any) -> DirectorScore:
    return DirectorScore.from_data(score(**more), where="score.json")


def test_a_score_becomes_a_narrated_storyboard() -> None:
    """Guards against lines, pictures or moods that change when a saved plan is replayed."""
    board = storyboard_of(read(), "waves")
    assert [shot.narration_text for shot in board.shots] == [scene["script_line"] for scene in score()["scenes"]]
    assert board.shots[0].prompt == "Medium shot, slow push-in. A lighthouse over wave 0. gothic fantasy"
    assert (board.mode, board.ratio, board.scenes[0].bgm_track) == ("narration", "9:16", "dark")
    assert board.target_duration_s == board.total_duration()
    assert errors_of(check_storyboard(board)) == []
    assert read().fades


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"scenes": score()["scenes"][:2]}, "at least 3"),
        ({"scenes": [score()["scenes"][0]] * 4}, "scenes 1 to 3 all are ai_image"),
        ({"music_mood": "jazz"}, "music_mood"),
        ({"archetype": ""}, "archetype"),
        ({"scenes": "none"}, "scenes"),
        ({"producer": "me"}, "producer"),
    ],
)
def test_broken_scores_are_told_by_their_field(more: dict[str, Any], told: str) -> None:
    """Guards against a film made of half a plan."""
    assert is_director_score(score(**more))
    with pytest.raises(InvalidDocument) as caught:
        read(**more)
    assert told in str(caught.value)
