"""Following episodes: those that changed are asked for their `next_step`, and exactly that run is started. Decides nothing."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import dagster as dg
from dagster import RunsFilter

from resources.episode_folder import EpisodeFolder
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from sensors.asking import Ask, Asker
from spark_video_assets.assets.requests import (
    EPISODE_TAG,
    WAITS_TAG,
    RunAsked,
    input_digest,
    run_for,
    sign_off_run,
)
from spark_video_assets.episode.driving import living_driver
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stamps import episode_stamp, project_stamp
from spark_video_assets.partitions import add_episode
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Step, next_step

LOOKING_BUDGET_S = 20.0
"""Seconds of one tick that may go into looking at changed episodes; the others come with the next tick."""
_LOOK_AGAIN = ""
"""Stamp of an episode that must be looked at again although no file of it changed."""


@dataclass
class _Tick:
    """What one tick found."""

    context: dg.SensorEvaluationContext
    notifier: Notifier
    settings: Settings
    mine: Callable[[Step], bool]
    requests: list[dg.RunRequest] = field(default_factory=list)

    @property
    def asker(self) -> Asker:
        """Asks for runs, with what is known of earlier ones."""
        return Asker(self.context, self.notifier)


def follow_episodes(
    context: dg.SensorEvaluationContext,
    store: EpisodeStore,
    notifier: Notifier,
    *,
    mine: Callable[[Step], bool],
    relevant: Callable[[EpisodeFolder], bool] = lambda _: True,
) -> dg.SensorResult | dg.SkipReason:
    """One tick: the next step of each episode that changed, where it is this sensor's.

    The cursor holds one stamp per episode: only those whose files changed since are looked at.

    Args:
        context: The tick.
        store: Where the episodes are.
        notifier: Who is told where a person is awaited.
        mine: Steps that this sensor acts on; every step is one sensor's.
        relevant: Folders that may have such a step, by a look that costs nothing.
    """
    before: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
    now: dict[str, str] = {}
    try:
        tick = _Tick(context, notifier, Settings.from_environment(), mine)
    except SparkVideoError as error:
        return dg.SkipReason(str(error))
    until = time.monotonic() + LOOKING_BUDGET_S
    looked = 0
    for project in store.list_projects():
        shared = project_stamp(store.root, project)
        for number in store.list_episodes(project):
            key = _key(project, number)
            folder = store.episode(project, number)
            if key is None or not relevant(folder):
                continue
            stamp = episode_stamp(folder, shared)
            known = before.get(str(key))
            if known == stamp:
                now[str(key)] = stamp
            elif time.monotonic() < until:
                looked += 1
                now[str(key)] = stamp if _settled(tick, Episode.at(store.root, key)) else _LOOK_AGAIN
            else:
                now[str(key)] = _LOOK_AGAIN
    cursor = json.dumps(now, ensure_ascii=False, sort_keys=True)
    if not tick.requests:
        context.update_cursor(cursor)
        return dg.SkipReason(f"nothing to start; {looked} of {len(now)} episodes looked at")
    return dg.SensorResult(run_requests=tick.requests, cursor=cursor)


def _key(project: str, number: str) -> EpisodeKey | None:
    try:
        return EpisodeKey.of(project, number)
    except SparkVideoError:
        return None  # a folder that only looks like an episode


def _settled(tick: _Tick, episode: Episode) -> bool:
    """Look at one episode and ask for its next run. False when it must be looked at again though nothing changes."""
    key = episode.key
    if not (episode.folder.brief.is_file() or episode.folder.premise.is_file()):
        return True
    if tick.asker.running(key) or living_driver(episode.folder):
        return False
    try:
        sources = Sources(episode, tick.settings)
        step = next_step(take_snapshot(sources))
        add_episode(tick.context.instance, key, [shot.id for shot in sources.board.shots] if sources.board else [])
        if not tick.mine(step):
            return True
        if step.state == "run":
            return _ask(tick, sources, step, run_for(step, key))
        if step.state == "wait" and step.gate in tick.settings.auto_approve:
            asked = sign_off_run(key, step.gate, "approve", note="signed by itself, as configured", by="auto")
            return _ask(tick, sources, step, asked)
        _tell_person(tick, sources, step)
    except SparkVideoError as error:
        tick.context.log.warning(f"{key}: {error}")
        tick.notifier.tell(Notice("cannot be read", str(key), str(error)))
    return True


def _ask(tick: _Tick, sources: Sources, step: Step, asked: RunAsked) -> bool:
    """Ask for a run, unless this very input has failed too often. False while a retry is due later."""
    ask = Ask(asked, step.label, _moment(step, sources))
    request = tick.asker.request(ask)
    if request is None:
        return tick.asker.gave_up(ask)
    tick.requests.append(request)
    return False


def _moment(step: Step, sources: Sources) -> str:
    """Digest of the step's input; of a gate, of what would be signed."""
    if step.gate is None:
        return input_digest(step, sources)
    from spark_video_assets.episode.shown import shown_at
    from spark_video_assets.story.gates import shown_digest

    return f"{step.key}-{shown_digest(shown_at(step.gate, sources))[:16]}"


def _tell_person(tick: _Tick, sources: Sources, step: Step) -> None:
    """A person is awaited: say so once, and mark the last run with what it waits for."""
    key = str(sources.episode.key)
    words = {
        "wait": f"{step.label} waits for a sign-off",
        "blocked": f"{step.label} is closed: {'; '.join(step.reasons[:3])}",
        "escalated": f"shots {', '.join(step.shots)} are out of takes and director rewrites",
        "done": "the episode is finished",
    }[step.state]
    tick.notifier.tell(Notice(step.state, key, words, edge=_moment(step, sources)))
    last = tick.context.instance.get_runs(RunsFilter(tags={EPISODE_TAG: key}), limit=1)
    if last and last[0].tags.get(WAITS_TAG) != words:
        tick.context.instance.add_run_tags(last[0].run_id, {WAITS_TAG: words[:200]})
