"""The episode's page between two runs: fresh whenever a person is asked to look. What is on it: `episode.viewer`."""

from __future__ import annotations

from spark_video_assets.cli.options import look_at
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import freshness, record_done
from spark_video_assets.episode.viewer import write_viewer


def refresh_viewer(episode: Episode) -> None:
    """Build the page again if anything on it has changed."""
    sources = look_at(episode)
    if freshness(sources, "viewer") != "fresh":
        build_viewer(sources)


def build_viewer(sources: Sources) -> None:
    """Build the page and record it, without a Dagster run: its materialisation stands for a finished film."""
    write_viewer(sources.episode, sources.settings)
    record_done(sources, look_at(sources.episode), "viewer")
