"""Looking at the gates of a scripted studio's episode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from scripted_studio import Studio

from resources.atomic import write_text
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.readiness import problems, ready_checks
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import record_done
from spark_video_assets.story.gates import Gate

ONE, TWO = "S01-001", "S01-002"
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def look(episode: Episode) -> Sources:
    return Sources(episode, Settings(provider="animatic"))


def closed(studio: Studio, gate: Gate) -> list[str]:
    return problems(ready_checks(gate, look(studio.episode)))


def make_dailies(episode: Episode) -> None:
    board, states = episode.storyboard(), episode.states()
    episode.save(dailies_of(board, states, episode.escalation(), 7.0), episode.folder.dailies)
    record_done(look(episode), look(episode), "dailies")


Change = Callable[[Episode], object]


def edit(name: str, old: str, new: str) -> Change:
    def change(episode: Episode) -> None:
        path: Path = getattr(episode.folder, name)
        write_text(path, path.read_text(encoding="utf-8").replace(old, new))

    return change
