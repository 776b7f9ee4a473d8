"""What makes a winner out of date, and what leaves it valid."""

from __future__ import annotations

import pytest

from spark_video_assets.story.staleness import is_stale, shot_digest
from spark_video_assets.story.storyboard import Bgm, Scene, Shot, Storyboard
from spark_video_assets.story.takes import ShotState

PICTURES = [("cast", "Ada", "a" * 64)]
BASE = {"id": "S01-001", "scene": "S01", "duration": 3, "prompt": "Ada waits.", "characters": ["Ada"]}


def digest(
    shot: dict[str, object] | None = None,
    *,
    board: dict[str, object] | None = None,
    provider: str = "animatic",
    pictures: list[tuple[str, str, str]] = PICTURES,
    before: str | None = None,
) -> str:
    """The digest of the base shot with some changes."""
    made = Shot.model_validate({**BASE, **(shot or {})})
    scenes = [Scene(id="S01", name="Pier", description="Dusk.", set_id="pier")]
    whole = Storyboard.model_validate({"title": "t", "scenes": scenes, "shots": [made], **(board or {})})
    return shot_digest(made, whole, provider=provider, pictures=pictures, predecessor_clip=before)


@pytest.mark.parametrize(
    "shot",
    [
        {"prompt": "Ada leaves."},
        {"duration": 4},
        {"kind": "t2v"},
        {"characters": []},
        {"props": ["lamp"]},
        {"seed": 7},
        {"negative_prompt": "fog"},
        {"set_id": "kitchen"},
        {"set_id": ""},
        {"camera": "wide"},
        {"speech": [{"speaker": "Ada", "text": "Hello."}]},
        {"end_composition": "an open door"},
        {"use_prev_last_frame_as_first": False},
    ],
)
def test_what_a_provider_is_asked_counts(shot: dict[str, object]) -> None:
    """An edited shot would keep a winner that shows the old one (weakness 9 of the origin)."""
    assert digest(shot) != digest()


@pytest.mark.parametrize(
    "shot",
    [
        {"narrative_purpose": "we fear for her"},
        {"shot_group_id": "G02", "shot_group_role": "react"},
        {"candidates": 3},
        {"long_take_reason": "real time"},
        {"transition_from_previous": "cut"},
    ],
)
def test_what_no_provider_sees_leaves_the_winner_valid(shot: dict[str, object]) -> None:
    """A paid take would be thrown away because of a note for people."""
    assert digest(shot) == digest()


def test_board_provider_pictures_and_predecessor_count() -> None:
    """A new portrait, another provider or a new winner upstream would leave the old clip in the film."""
    fresh = digest()
    changed = {
        "ratio": digest(board={"ratio": "9:16"}),
        "resolution": digest(board={"resolution": "480P"}),
        "music ban": digest(board={"bgm": Bgm(forbid_model_bgm=True)}),
        "provider": digest(provider="bl"),
        "picture": digest(pictures=[("cast", "Ada", "b" * 64)]),
        "no picture": digest(pictures=[]),
        "predecessor": digest(before="c" * 64),
    }
    assert [name for name, other in changed.items() if other == fresh] == []


def test_another_shot_and_the_title_do_not_count() -> None:
    """One edited shot would make the whole film be shot again."""
    other = Shot.model_validate({**BASE, "id": "S01-002"})
    made = Shot.model_validate(BASE)
    assert digest(board={"shots": [made, other], "title": "new", "synopsis": "new"}) == digest()


def test_winners_of_older_programs_are_never_stale_by_guess() -> None:
    """Opening an older episode would shoot every paid take again."""
    assert not is_stale(ShotState(shot_id="S01-001", winner_version=2), "today")
    assert not is_stale(ShotState(shot_id="S01-001"), "today")
    assert is_stale(ShotState(shot_id="S01-001", winner_version=2, winner_digest="yesterday"), "today")
