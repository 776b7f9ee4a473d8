"""What a project's finished shots say about the next ones: how many takes a shot really needs. No prices here."""

from __future__ import annotations

from resources.errors import SparkVideoError
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey

ENOUGH_SHOTS = 8
"""Fewer finished shots say nothing yet; our own choice, about one short episode."""


def measured_retry_rate(episode: Episode, provider: str) -> float | None:
    """Further takes per shot that this provider needed in this project so far.

    Counts shots with a winner, and of their takes those that were rendered (whoever judged them). Episodes that cannot
    be read are left out.

    Returns:
        0.3 = 1.3 takes a shot; None while too few shots are finished.
    """
    root, project = episode.folder.root, episode.key.project
    shots = takes = 0
    for number in root.list_episodes(project):
        try:
            states = Episode.at(root, EpisodeKey(project, number)).states()
        except SparkVideoError:
            continue
        for state in states.shots.values():
            rendered = [t for t in state.attempts if t.status == "SUCCEEDED" and t.provider == provider]
            if state.winner is not None and state.winner.provider == provider:
                shots += 1
                takes += len(rendered)
    return round(takes / shots - 1, 3) if shots >= ENOUGH_SHOTS else None
