"""A scripted studio whose takes a person has signed at gate 3: what exports start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scripted_studio import Studio, shot_of, studio_of

from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import record_done


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


def signed_studio(tmp_path: Path) -> Studio:
    """Two shots of six frames, signed at gate 3."""
    made = studio_of(tmp_path, shot_of(1), shot_of(2))
    made.shoot()
    episode = made.episode
    table = dailies_of(episode.storyboard(), episode.states(), episode.escalation(), 7.0)
    episode.save(table, episode.folder.dailies)
    record_done(look(made), look(made), "dailies")
    sign(look(made), "render", "approve", note="", by="Mia", at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    return made
