"""Whole episodes by a crew that asks a model, premise to film through the command, every service simulated over sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from recorded_answers import BETTER, DULL, EPISODES, ESCALATED, NEW, Recorded

from resources.call_log import CallLog, ModelCall
from resources.episode_folder import ProjectsRoot
from resources.media.probe import probe
from spark_video_assets.episode.critiques import critiques
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.readiness import rule_facts
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import subtitle_files
from spark_video_assets.episode.status import costs_of
from spark_video_assets.story.gates import GATES
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.rules import check_script, check_storyboard, errors_of
from spark_video_assets.story.vfx_report import VfxReport
from spark_video_assets.story.wording import same_words
from tests.simulators.server import spawned

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"


@dataclass(frozen=True)
class House:
    """The simulated services and the folder of one episode.

    Args:
        base_url: Of the services.
        environment: That the command gets.
    """

    base_url: str
    environment: dict[str, str]
    folder: Path

    def command(self, *words: str, code: int = 0) -> str:
        """Run `spark-video` and give everything that it says."""
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *words],
            check=False, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=500,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def asked(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """Something of the services' control pages."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}/_sim/{path}", data=data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    @property
    def episode(self) -> Episode:
        """The one episode."""
        return Episode.at(ProjectsRoot(self.folder / "projects"), EpisodeKey.of("hf", "001"))

    def questions(self) -> list[ModelCall]:
        """Everything that models were asked, tries that were not heard included."""
        return [call for call in CallLog(self.episode.folder).calls() if call.kind in ("llm", "judge")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Services that render fast, and a folder without anything."""
    with spawned("dashscope", speed=40, render_s=4) as services:
        (base_url,) = services.base_urls.values()
        told = {
            **os.environ,
            **services.environment,
            "DASHSCOPE_API_KEY": "sk-planted-7c1d9c0b7a6e5d3c2b1a",
            "SPARK_VIDEO_PROJECTS_ROOT": str(tmp_path / "projects"),
            "DAGSTER_HOME": str(tmp_path / "home"),
            "SPARK_VIDEO_POLL_INTERVAL_S": "0.2",
            "SPARK_VIDEO_LLM_MODEL": "qwen-plus",
            "SPARK_VIDEO_MAX_RETRY": "2",
            "PYTHONPATH": str(ROOT),
        }
        yield House(base_url, told, tmp_path)


def opened(house: House, recorded: Recorded) -> None:
    """Open the episode; from now on models say what was recorded for it."""
    house.asked("chat", "POST", list(recorded.rules))
    house.command("new", "hf", "001", "--premise", recorded.premise, *recorded.options)


def test_a_drama_is_revised_escalated_and_finished(house: House) -> None:
    """A plan would reach gate 2 unrevised, or an escalated shot stop the episode for good."""
    recorded = EPISODES["drama"]
    opened(house, recorded)
    house.command("produce", "hf", "001", "--approve-all")
    episode = house.episode
    assert episode.page(1).spoken()[1].text == recorded.user_lines[0]
    rounds = critiques(episode)
    assert [told.must_revise for told in rounds] == [True, False]
    assert {told.critic for told in rounds} == {"qwen-plus"}
    assert all(told.tokens > 0 and told.cost > 0 for told in rounds)
    assert episode.folder.critique(0).is_file()
    board = episode.storyboard()
    prompts = [shot.prompt for shot in board.shots]
    assert BETTER in prompts[0]
    assert DULL not in prompts[0]
    assert NEW in prompts[1]
    assert [shot.id for shot in board.shots] == ["S01-001", ESCALATED, "S01-003"]
    state = episode.states().of(ESCALATED)
    assert (state.director_rewrites, state.winner_version) == (1, 3)
    assert episode.states().of("S01-003").director_rewrites == 1
    # An answer with five axes is asked again and is no take of its own.
    assert len(episode.states().of("S01-001").attempts) == 1
    assert episode.escalation().shots == []
    assert {"director", "critic", "prompt_doctor"} <= {call.phase for call in house.questions()}
    finished(house, recorded, (16, 9))


def test_a_narration_passes_the_vfx_review(house: House) -> None:
    """`--vfx` would review nothing, block by taste, or a narrator lose the line that the premise gives."""
    recorded = EPISODES["narration"]
    opened(house, recorded)
    house.command("produce", "hf", "001", "--approve-all")
    report = house.episode.load(VfxReport, house.episode.folder.vfx_review)
    assert (report.verdict, report.reviewer, report.degraded) == ("PASS WITH WARNINGS", "qwen-plus", "")
    assert {"B", "N"} <= set(report.judged_rules)
    assert {shot.role for shot in house.episode.storyboard().shots} == {"narration"}
    finished(house, recorded, (16, 9))


def test_a_chinese_drama_stands_upright(house: House) -> None:
    """A Chinese premise would be written in English, lie on its side, or obey the order that it contains."""
    recorded = EPISODES["chinese"]
    opened(house, recorded)
    house.command("produce", "hf", "001", "--approve-all")
    finished(house, recorded, (9, 16))


def finished(house: House, recorded: Recorded, shape: tuple[int, int]) -> None:
    """What is true of every episode that was finished: gates, rules, film, words, books, bounded asking."""
    episode = house.episode
    assert {gate for gate in GATES if (told := episode.sign_off(gate)) and told.decision == "approve"} == set(GATES)
    sources = Sources(episode, Settings(has_dashscope_key=True))
    facts = rule_facts(sources)
    assert errors_of([*check_script(episode.pages(), facts), *check_storyboard(episode.storyboard(), facts)]) == []
    film = probe(episode.folder.final_film)
    assert film.has_video
    assert film.has_audio
    assert film.width * shape[1] == pytest.approx(film.height * shape[0], rel=0.02)
    assert film.duration_s == pytest.approx(episode.storyboard().total_duration(), abs=1)
    (subtitles, _) = subtitle_files(sources)
    heard = same_words(subtitles.read_text("utf-8"))
    assert [line for line in recorded.user_lines if same_words(line) not in heard] == []
    assert costs_of(sources).actual == pytest.approx(float(house.asked("billing")["total"]), abs=0.01)
    assert 8 <= len(house.questions()) <= recorded.most_questions
