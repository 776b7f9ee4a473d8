"""Opening episodes from what others wrote: Fountain, an episode folder, a score in the DirectorScore form."""

from __future__ import annotations

import json
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.directing.replaying import REASON, replaying
from spark_video_assets.crew.hiring import hire
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.cards import CARD_TYPES, Manifest
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey
from tests.support.asked_crew import asked_model

PLAY = """Title: Two Cooks

INT. KITCHEN - NIGHT

Ada lights the stove.

ADA
Is this seat taken?
"""
SCORE = {
    "emotional_arc": "calm-to-storm",
    "archetype": "gothic_fantasy",
    "music_mood": "dark_cinematic",
    "scenes": [
        {
            "visual_type": kind,
            "visual_prompt": "A wave.",
            "script_line": f"Wave {kind} is high.",
            "transition": "crossfade",
        }
        for kind in ("ai_image", "ai_video", "stock_video")
    ],
}


def episode(projects: Path) -> Episode:
    return Episode.at(ProjectsRoot(projects), EpisodeKey.of("hf", "001"))


def test_a_fountain_screenplay_opens_an_episode(projects: Path, tmp_path: Path, run) -> None:
    """Guards against a screenplay that has to be typed again."""
    play = tmp_path / "cooks.fountain"
    play.write_text(PLAY, encoding="utf-8")
    assert run("new", "hf", "001", "--script", str(play)).exit_code == 0
    opened = episode(projects)
    assert (opened.brief().title, opened.brief().source, opened.brief().mode) == (
        "Two Cooks",
        "screenplay",
        "drama",
    )
    assert [line.text for line in opened.pages().pages[0].spoken()] == ["Is this seat taken?"]


def test_an_episode_folder_opens_another_episode(projects: Path, tmp_path: Path, run) -> None:
    """Guards against pages of an older project that cannot be taken over."""
    scenes = tmp_path / "old" / "episode-01" / "scenes"
    scenes.mkdir(parents=True)
    page = "## Scene 1 — Kitchen (night)\n**Characters**: Ada\n**Estimated duration**: 8s\n**Action**: Ada lights the stove.\n"
    (scenes / "scene-01.md").write_text(page, encoding="utf-8")
    assert run("new", "hf", "001", "--script", str(scenes.parent)).exit_code == 0
    assert episode(projects).pages().pages[0].action == "Ada lights the stove."


def test_a_director_score_is_replayed_without_asking_anybody(projects: Path, tmp_path: Path, run) -> None:
    """Guards against paid calls about a plan that was saved because it was good."""
    path = tmp_path / "storm_waves.json"
    path.write_text(json.dumps(SCORE), encoding="utf-8")
    assert run("new", "hf", "001", "--score", str(path)).exit_code == 0
    opened = episode(projects)
    brief, board, script = opened.brief(), opened.storyboard(), opened.pages()
    assert (brief.source, brief.mode, brief.ratio, brief.crossfade_s) == ("score", "narration", "9:16", 0.5)
    assert [beat.narration for beat in script.pages[0].beats] == [s["script_line"] for s in SCORE["scenes"]]
    with asked_model(tmp_path) as model:
        crew = replaying(hire(model.chat))
        nothing = [Manifest(kind=kind) for kind in CARD_TYPES]
        told = DirectedScript(World(brief, Lore(), *nothing), script, Direction())
        made = crew.critic.criticise(board, told, round_number=1)
        assert (made.degraded, model.asked()) == (REASON, [])
        assert REASON in crew.director.name


def test_a_broken_score_opens_nothing(projects: Path, tmp_path: Path, run) -> None:
    """Guards against half an episode, and against a message that does not name the field."""
    path = tmp_path / "score.json"
    path.write_text(json.dumps({**SCORE, "music_mood": "jazz"}), encoding="utf-8")
    result = run("new", "hf", "001", "--score", str(path))
    assert (result.exit_code, (projects / "hf").exists()) == (2, False)
    assert "music_mood" in result.stderr
