"""From a premise to gate 1 with a model on a simulated service: lore, cast, script, new cards, and a note that is heard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from spark_video_assets.cli.main import app
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.story.names import EpisodeKey
from tests.simulators.server import spawned

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"
KILLED_AT = 4
"""Answer after which the first run dies: lore, cast and outline are there, and one of two scenes."""
DYING = f"""
import os, signal
from resources.llm.kept_answers import AnswerShelf
keep, count = AnswerShelf.keep, []
def die(*told):
    keep(*told)
    count.append(1)
    if len(count) == {KILLED_AT}:
        os.kill(os.getpid(), signal.SIGKILL)
AnswerShelf.keep = die
"""
PREMISE = 'Ada keeps a lighthouse that nobody needs. Otto comes to switch it off. Ada says: "Not tonight, Otto."'
WAITING = 3


def _person(name: str, gender: str, look: str) -> dict[str, Any]:
    return {"name": name, "gender": gender, "age": 60, "look": look, "voice": "low, dry"}


def _scene(*people: str, lines: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "location": "The lamp room",
        "time": "dusk",
        "people": list(people),
        "happens": "Ada polishes the lens while the steps come nearer.",
        "turn": "The order goes back into the pocket.",
        "weight": 1,
        "lines": list(lines),
    }


def _page(speaker: str, **said: str) -> dict[str, Any]:
    action = "Ada lifts the lantern to the rail and looks down the stairs."
    return {"action": action, "dialogue": [{"speaker": speaker, **said}]}


def rules() -> list[dict[str, Any]]:
    """What the simulated model says, by role."""
    lore = {
        "title": "The last light",
        "visual_style": "flat gouache, wide empty skies",
        "palette": ["slate", "amber"],
        "mood_anchor": "flat gouache, cold dusk, one warm light",
    }
    cast = [
        _person("Ada", "woman", "Small woman in a yellow raincoat."),
        _person("Otto", "man", "Tall man in a grey coat."),
    ]
    finch = {"name": "Mr. Finch", "gender": "man", "age": 58, "look": "Thin man with a brass badge."}
    outline = {
        "logline": "An old keeper will not let the light go out.",
        "new_people": [finch],
        "props": [{"name": "lantern", "state": "broken", "description": "A brass lantern with a cracked pane."}],
        "scenes": [_scene("Ada", "Otto", lines=("U1",)), _scene("Ada", "Mr. Finch")],
    }
    answers = {
        "Write the lore": lore,
        "Cast this story": {"people": cast},
        "Outline an episode": outline,
        "Do what the note asks of scene 2": _page("Mr. Finch", text="I lied about the order."),
        "Write scene 1:": _page("Ada", user_line="U1"),
        "Write scene 2:": _page("Mr. Finch", text="Eight o'clock, Miss."),
    }
    return [{"contains": words, "answer": "json", "content": content} for words, content in answers.items()]


def billed(base_url: str) -> list[str]:
    """Digests of the questions that the service charged for."""
    with urllib.request.urlopen(f"{base_url}/_sim/billing") as answer:
        charges = json.load(answer)["charges"]
    return [charge["detail"]["body"] for charge in charges if charge["operation"] == "chat.complete"]


@pytest.mark.slow
def test_a_premise_is_written_cast_and_rewritten_by_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed run would pay for its scenes again, new cards for the whole script, and a note would change other scenes."""
    with spawned("dashscope", speed=40) as houses:
        (base_url,) = houses.base_urls.values()
        asked = urllib.request.Request(f"{base_url}/_sim/chat", data=json.dumps(rules()).encode(), method="POST")
        urllib.request.urlopen(asked).close()
        settings = {
            **houses.environment,
            "DASHSCOPE_API_KEY": "sk-planted-7c1d9c0b7a6e5d3c2b1a",
            "SPARK_VIDEO_PROJECTS_ROOT": str(tmp_path / "projects"),
            "DAGSTER_HOME": str(tmp_path / "home"),
            "SPARK_VIDEO_LLM_MODEL": "qwen-plus",
            "PYTHONPATH": str(ROOT),
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)

        # What is under way while a process is killed is billed and never heard of.
        one_at_a_time = {**os.environ, "SPARK_VIDEO_LLM_CONCURRENCY": "1"}

        def killed(*words: str) -> None:
            program = [sys.executable, "-c", DYING + COMMAND, *words]
            done = subprocess.run(
                program, check=False, env=one_at_a_time, capture_output=True, text=True, timeout=300
            )
            assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr

        # What is not killed needs no process of its own.
        def command(*words: str, code: int = 0) -> None:
            done = CliRunner().invoke(app, list(words), catch_exceptions=False)
            assert done.exit_code == code, done.output

        command("new", "hf", "001", "--premise", PREMISE, "--provider", "animatic", "--duration", "24")
        killed("produce", "hf", "001")
        command("produce", "hf", "001", code=WAITING)
        episode = Episode.at(ProjectsRoot(tmp_path / "projects"), EpisodeKey.of("hf", "001"))
        log = CallLog(episode.folder)
        first = [call.phase for call in log.calls() if call.kind == "llm" and call.cost]
        assert sorted(first) == ["casting", "lore_writer", *["screenwriter"] * 3]
        assert len(billed(base_url)) == len(first)
        assert not episode.folder.answers("script").exists()
        before = episode.pages().pages
        assert before[0].spoken()[0].text == "Not tonight, Otto."
        cast, sets, props = (scan_cards(episode.folder, kind).entries for kind in ("cast", "set", "prop"))
        assert sorted(cast) == ["Ada", "Mr. Finch", "Otto"]
        assert sorted(props) == ["lantern-broken"]
        assert sorted(sets) == ["The lamp room"]
        assert all(entry.picture for entry in [*cast.values(), *sets.values(), *props.values()])
        command("reject", "hf", "001", "script", "--note", "Scene 2: he should admit that he lied.")
        command("produce", "hf", "001", code=WAITING)
        after = episode.pages().pages
        assert (after[0], after[1].spoken()[0].text) == (before[0], "I lied about the order.")
        assert len(billed(base_url)) == len(first) + 1
