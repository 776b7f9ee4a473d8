"""All episodes under the projects folder, for sensors that look at each of them. Cheap: no document is read."""

from collections.abc import Iterator

from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey


def all_episodes(store: EpisodeStore) -> Iterator[Episode]:
    """Every folder whose name can be an episode's; others only look like one and cannot be a partition."""
    for project in store.list_projects():
        for number in store.list_episodes(project):
            try:
                key = EpisodeKey.of(project, number)
            except SparkVideoError:
                continue
            yield Episode.at(store.root, key)
