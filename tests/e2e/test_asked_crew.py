"""An episode whose crew asks a model, on simulated services: the critic sends a plan back, an escalated shot is set up anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from asked_crew import GOOD_MARKS, TONE, shot_draft
from tiny_episode import FIRST, KEY, SECOND, write_tiny_episode

from resources.atomic import write_text
from resources.call_log import CallLog
from resources.media.probe import probe
from spark_video_assets.episode.critiques import critiques
from tests.simulators.server import spawned

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"
KEY_WORDS = "sk-planted-7c1d9c0b7a6e5d3c2b1a"
DULL, BETTER, NEW = "looks at nothing in particular", "lights the tall lamp", "turns from the window"


def scene(opening: str) -> dict[str, Any]:
    """Two shots: the opening, and the one line of the page."""
    shots = [
        shot_draft([], ["Ada"], seconds=3, action=f"Ada {opening} and waits.", purpose="We see how alone she is."),
        shot_draft(
            ["L1"],
            ["Ada"],
            seconds=3,
            camera="Close-up on Ada, slow push-in",
            action="Ada leans to the glass until her breath clouds it.",
            purpose="She still believes that somebody comes.",
        ),
    ]
    return {"description": "Dusk in a round lamp room above an empty sea, one warm lamp.", "shots": shots}


def rules() -> list[dict[str, Any]]:
    """What the simulated model says, by role."""
    board, critic = {"system": "turn one scene page into shots"}, {"system": "You are the critic"}
    judge = {"system": "clip reviewer", "contains": SECOND}
    weak = {"marks": dict.fromkeys(GOOD_MARKS, 4), "strengths": ["the lamp"], "weaknesses": [f"{FIRST} is dull"]}
    orders = {"weakest_scene": "S01", "instructions": f"{FIRST}: let her light the lamp"}
    good = {"marks": GOOD_MARKS, "strengths": ["the lamp is lit"]}
    new = shot_draft(
        ["L1"], ["Ada"], seconds=4, camera="Medium shot of Ada, locked-off camera", action=f"Ada {NEW}."
    )
    return [
        {"system": "how the whole film looks", "answer": "json", "content": TONE},
        {**board, "answer": "fenced", "content": scene(DULL), "times": 1},
        {**board, "answer": "json", "content": scene(BETTER)},
        {**critic, "answer": "json", "content": {**weak, **orders}, "times": 1},
        {**critic, "answer": "json", "content": good},
        {
            **judge,
            "answer": "verdict",
            "content": {"logic": 3.0, "critique": "At 0:01 the hand melts."},
            "times": 2,
        },
        {
            "system": "set it up anew",
            "answer": "json",
            "content": {"reason": "A wider shot hides the hand.", "shots": [new]},
        },
    ]


@pytest.mark.slow
def test_the_critic_revises_and_the_director_rewrites_on_the_way_to_the_film(tmp_path: Path) -> None:
    """With a model configured, a plan would reach gate 2 unrevised, or an escalated shot stop the episode for good."""
    episode = write_tiny_episode(tmp_path / "projects")
    folder = episode.folder
    folder.scene_fragment(1).unlink()
    brief = folder.brief.read_text("utf-8").replace("provider: animatic", "provider: bl").replace("480P", "720P")
    write_text(folder.brief, brief)
    with spawned("dashscope", speed=40, render_s=4) as houses:
        (base_url,) = houses.base_urls.values()
        asked = urllib.request.Request(f"{base_url}/_sim/chat", data=json.dumps(rules()).encode(), method="POST")
        urllib.request.urlopen(asked).close()
        told = {
            **os.environ,
            **houses.environment,
            "DASHSCOPE_API_KEY": KEY_WORDS,
            "SPARK_VIDEO_PROJECTS_ROOT": str(tmp_path / "projects"),
            "DAGSTER_HOME": str(tmp_path / "home"),
            "SPARK_VIDEO_POLL_INTERVAL_S": "0.2",
            "SPARK_VIDEO_LLM_MODEL": "qwen-plus",
            "SPARK_VIDEO_MAX_RETRY": "2",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-c", COMMAND, "produce", KEY.project, KEY.episode, "--approve-all"]
        done = subprocess.run(
            command, check=False, env=told, cwd=tmp_path, capture_output=True, text=True, timeout=400
        )
    assert done.returncode == 0, done.stdout + done.stderr
    rounds = critiques(episode)
    assert rounds[0].must_revise
    assert not rounds[1].must_revise
    assert {told.critic for told in rounds} == {"qwen-plus"}
    assert all(told.tokens > 0 and told.cost > 0 for told in rounds)
    board = episode.storyboard()
    assert BETTER in board.shots[0].prompt
    assert NEW in board.shots[1].prompt
    state = episode.states().of(SECOND)
    assert (state.director_rewrites, state.winner_version) == (1, 3)
    assert episode.escalation().shots == []
    assert probe(folder.final_film).has_video
    phases = {call.phase for call in CallLog(folder).calls() if call.kind == "llm"}
    assert {"director", "critic", "prompt_doctor"} <= phases
    assert folder.critique(0).is_file()
