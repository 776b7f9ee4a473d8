"""Taking files that people drop into an episode: each becomes one run, or is answered. What a file may say: its sensor."""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from sensors.asking import Ask, Asker
from spark_video_assets.episode.dropped_files import DroppedFile, dropped_in
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.finding import all_episodes
from spark_video_assets.partitions import add_episode

ReadFile = Callable[[Episode, DroppedFile], Ask]
"""What a dropped file asks for; raises `SparkVideoError` in words for the person who wrote it."""


def take_files(
    context: dg.SensorEvaluationContext,
    store: EpisodeStore,
    notifier: Notifier,
    read: ReadFile,
    *,
    folder: str,
    what: str,
) -> dg.SensorResult | dg.SkipReason:
    """One run for each file that was dropped; a wrong one is answered once, in the file's place.

    Needs no cursor: a file that was taken is gone, one that was answered says so itself.

    Args:
        context: The tick.
        store: Where the episodes are.
        notifier: Who is told of a wrong file.
        read: Reads one file.
        folder: In each episode's folder.
        what: A file of this kind, for people.
    """
    asker = Asker(context, notifier)
    requests = []
    for episode in all_episodes(store.root):
        for path in dropped_in(episode.folder.path / folder):
            dropped = DroppedFile.at(path)
            if dropped is None or dropped.is_answered or dropped.is_being_written:
                continue
            try:
                request = asker.request(read(episode, dropped))
            except SparkVideoError as error:
                _refuse(context, dropped, str(episode.key), str(error))
                notifier.tell(Notice(f"{what} not taken", str(episode.key), str(error), edge=dropped.mark))
                continue
            if request is not None:
                add_episode(context.instance, episode.key)
                requests.append(request)
    return dg.SensorResult(run_requests=requests) if requests else dg.SkipReason(f"no {what} was dropped")


def _refuse(context: dg.SensorEvaluationContext, dropped: DroppedFile, who: str, words: str) -> None:
    context.log.warning(f"{who}: {words}")
    try:
        dropped.answer(words)
    except SparkVideoError as error:
        # A folder that cannot be written to must not keep the other files waiting.
        context.log.warning(str(error))
