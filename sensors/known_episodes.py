"""The sensor that makes episode folders and their shots known as partitions. Nothing is started here."""

import json

import dagster as dg

from resources.episode_folder import EpisodeFolder
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from sensors.interval import interval_s
from spark_video_assets.episode.episode import Episode
from spark_video_assets.partitions import EPISODES, SHOTS
from spark_video_assets.story.names import EpisodeKey


@dg.sensor(
    name="known_episodes",
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Adds a partition for each episode folder, and for each shot of its storyboard.",
)
def known_episodes(context: dg.SensorEvaluationContext, store: EpisodeStore) -> dg.SensorResult | dg.SkipReason:
    """Look at folders whose brief, premise or storyboard changed since the last look; the cursor holds their stamps."""
    before: dict[str, int] = json.loads(context.cursor) if context.cursor else {}
    now: dict[str, int] = {}
    episodes: list[str] = []
    shots: list[str] = []
    for key, folder in _folders(store):
        stamp = _stamp(folder)
        now[str(key)] = stamp
        if before.get(str(key)) == stamp:
            continue
        episodes.append(str(key))
        shots.extend(_shots(folder, context))
    new_episodes = _unknown(context, EPISODES, episodes)
    new_shots = _unknown(context, SHOTS, list(dict.fromkeys(shots)))
    requests = [EPISODES.build_add_request(new_episodes)] if new_episodes else []
    requests += [SHOTS.build_add_request(new_shots)] if new_shots else []
    cursor = json.dumps(now, ensure_ascii=False, sort_keys=True)
    if not requests:
        context.update_cursor(cursor)
        return dg.SkipReason("no new episode or shot")
    return dg.SensorResult(dynamic_partitions_requests=requests, cursor=cursor)


def _folders(store: EpisodeStore) -> list[tuple[EpisodeKey, EpisodeFolder]]:
    found = []
    for project in store.list_projects():
        for episode in store.list_episodes(project):
            try:
                key = EpisodeKey.of(project, episode)
            except SparkVideoError:
                continue  # a folder that only looks like an episode cannot be a partition
            found.append((key, store.episode(key.project, key.episode)))
    return found


def _stamp(folder: EpisodeFolder) -> int:
    """Changes whenever a document that matters here does."""
    documents = (folder.brief, folder.premise, folder.storyboard)
    return max((path.stat().st_mtime_ns for path in documents if path.is_file()), default=0)


def _shots(folder: EpisodeFolder, context: dg.SensorEvaluationContext) -> list[str]:
    if not folder.storyboard.is_file():
        return []
    try:
        return [shot.id for shot in Episode(folder).storyboard().shots]
    except SparkVideoError as error:
        context.log.warning(str(error))
        return []


def _unknown(
    context: dg.SensorEvaluationContext, partitions: dg.DynamicPartitionsDefinition, keys: list[str]
) -> list[str]:
    known = set(context.instance.get_dynamic_partitions(str(partitions.name))) if keys else set()
    return [key for key in keys if key not in known]
