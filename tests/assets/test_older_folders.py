"""Episodes of older spark-video programs open and go on through the real graph; nothing they hold is lost or paid again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dagster_house import House, open_house
from scripted_studio import tiny_clip
from tiny_episode import KEY, own_picture

from resources.atomic import write_json, write_text
from spark_video_assets.episode.status import status_of

ONE, TWO = "S01-001", "S01-002"
_PAGE = """## Scene 1 — The lamp room (dusk)

**Characters**: Ada
**Pacing**: slow outside, stubborn inside
**Estimated duration**: 5s
**Backstory**: Nobody has passed for nine years.
**Action**: Ada lights the lamp and looks out over the empty sea. She smiles.

**Dialog**:
- Ada: "Come home."
"""


def _shot(number: int, **more: Any) -> dict[str, Any]:
    told = {"id": f"S01-{number:03d}", "scene": "S01", "duration": 3, "characters": ["Ada"]}
    return {
        **told,
        "prompt": "Wide shot. Ada looks out over the sea. gentle dusk",
        "narrative_purpose": "She is alone.",
        **more,
    }


SCENE = {
    "id": "S01",
    "name": "The lamp room",
    "description": "Dusk in a round lamp room above an empty sea, one warm lamp, salt on the panes.",
    "characters_present": ["Ada"],
    "set_id": "lamp-room",
}
SHOTS = [_shot(1, use_prev_last_frame_as_first=False), _shot(2)]


def _state(shot: str) -> dict[str, Any]:
    review = {"score": 8.0, "breakdown": {"logic": 8.0}, "verdict": "ACCEPT", "critique": "", "threshold": 7.0}
    take = {"version": 2, "status": "SUCCEEDED", "video_path": f"clips/{shot}-ver2.mp4", "review": review}
    failed = {"version": 1, "status": "FAILED", "error": "quota", "provider": "bl", "prompt": "x"}
    return {
        "shot_id": shot,
        "winner_version": 2,
        "winner_path": f"clips/{shot}.mp4",
        "needs_director_rewrite": False,
        "attempts": [failed, take],
    }


@pytest.fixture
def older(tmp_path: Path) -> House:
    """An episode as the older program left it after shooting: no brief, no plan, no sign-offs, bare state."""
    house = open_house(tmp_path)
    project, home = tmp_path / "hf", tmp_path / "hf" / "episode_001"
    write_text(project / "lore.md", "---\ntitle: Bay\nmood_anchor: gentle dusk\nvisual_style: flat\n---\n")
    write_text(
        project / "cast" / "Ada" / "soul.md", "---\nname: Ada\nage: 71\ndescription: yellow coat\n---\nOld.\n"
    )
    write_text(project / "movie-set" / "lamp-room" / "set.md", "---\nname: lamp-room\ntime_of_day: dusk\n---\n")
    own_picture(project / "cast" / "Ada" / "ada.png")
    own_picture(project / "movie-set" / "lamp-room" / "room.png")
    write_text(home / "initialPrompt.md", "An old keeper refuses to put out her light.")
    write_text(home / "scenes" / "scene-01.md", _PAGE)
    write_json(home / "scenes" / "scene-01.json", {"scene": SCENE, "shots": SHOTS})
    board = {"title": "Ship", "target_duration_s": 6, "resolution": "480P", "scenes": [SCENE], "shots": SHOTS}
    write_json(home / "storyboard.json", board)
    write_json(
        home / "cast.json", {"Ada": {"name": "Ada", "md_path": "cast/Ada/soul.md", "images": [], "voices": []}}
    )
    write_json(home / "movie_set.json", {"project_id": "hf", "sets": [{"name": "lamp-room", "images_local": []}]})
    write_json(home / "state.json", {"cast_count": 1, "task_ids": ["bl-1"]})
    write_json(home / "shots_state.json", {ONE: _state(ONE), TWO: _state(TWO)})
    for gray, shot in ((60, ONE), (160, TWO)):
        for name in (f"{shot}.mp4", f"{shot}-ver2.mp4"):
            tiny_clip(home / "clips" / name, gray)
    return house


def test_it_opens_as_it_is(older: House) -> None:
    """`status` of an existing episode would fail, or show its paid takes as missing."""
    status = status_of(older.sources())
    assert (status["title"], status["provider"]) == ("Ship", "animatic")
    assert [(s["id"], s["winner"], s["stale"], len(s["takes"])) for s in status["shots"]] == [
        (ONE, 2, False, 2),
        (TWO, 2, False, 2),
    ]
    assert older.episode.brief().premise.startswith("An old keeper")
    assert older.episode.brief().source == "folder"


def test_it_goes_on_to_gate_3_without_shooting_again(older: House) -> None:
    """Continuing an existing episode would rewrite its pages and shots, or pay for its clips a second time."""
    home = older.episode.folder.path
    page, clip = (home / "scenes" / "scene-01.md").read_bytes(), (home / "clips" / f"{ONE}-ver2.mp4").read_bytes()
    steps = older.go_on_to("gate render")
    assert "shooting" not in steps
    assert older.step().state == "wait"
    assert (home / "scenes" / "scene-01.md").read_bytes() == page
    assert (home / "clips" / f"{ONE}-ver2.mp4").read_bytes() == clip
    assert [shot.prompt for shot in older.episode.storyboard().shots] == [shot["prompt"] for shot in SHOTS]
    assert json.loads((home / "state.json").read_text(encoding="utf-8"))["task_ids"] == ["bl-1"]
    assert older.episode.manifest("cast").names == ["Ada"]


def test_a_saved_storyboard_alone_is_enough(tmp_path: Path) -> None:
    """An episode that starts from a saved score has no scene pages, and would never pass gate 1."""
    house = open_house(tmp_path)
    home = tmp_path / "hf" / "episode-001"
    write_text(tmp_path / "hf" / "lore.md", "---\nmood_anchor: gentle dusk\n---\n")
    write_text(tmp_path / "hf" / "cast" / "Ada" / "cast.md", "---\nname: Ada\ndescription: yellow coat\n---\n")
    own_picture(tmp_path / "hf" / "cast" / "Ada" / "ada.png")
    write_text(
        home / "brief.yaml",
        "schema_version: 1\npremise: A light.\nsource: score\nresolution: 480P\ntarget_duration_s: 6\n",
    )
    scene = {**SCENE, "set_id": None}
    write_json(home / "storyboard.json", {"schema_version": 1, "title": "Ship", "scenes": [scene], "shots": SHOTS})
    assert house.go_on_to("gate storyboard") == ["development", "gate script", "storyboarding"]
    assert [shot.id for shot in house.episode.storyboard().shots] == [ONE, TWO]
    assert str(house.episode.key) == str(KEY)
