"""Following episodes: those that changed are asked for their `next_step`, and exactly that run is started. Decides nothing."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import dagster as dg
from dagster import RunsFilter

from resources.episode_folder import EpisodeFolder
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from sensors.asking import Ask, Asker
from spark_video_assets.assets.awaiting import FINISHED, awaited
from spark_video_assets.assets.links import SECTION_OF_GATE, Section, section_link, shot_link
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
from spark_video_assets.story.gates import NOBODY, SIGNED_ITSELF
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Step, StepState, next_step

LOOKING_BUDGET_S = 20.0
"""Seconds of one tick that may go into looking at changed episodes; the others come with the next tick."""
SUMMARY_LINES = 8
"""Episodes that a tick's message names; more would not fit on a screen."""
_KIND: Mapping[StepState, str] = {
    "wait": "gate waiting",
    "blocked": "gate closed",
    "escalated": "shots need you",
    "done": "episode finished",
}
"""What a notice is about."""
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
    idle: str,
) -> dg.SensorResult | dg.SkipReason:
    """One tick: the next step of each episode that changed, where it is this sensor's.

    The cursor holds a stamp and a state in words per episode: only those whose files changed since are looked at.

    Args:
        context: The tick.
        store: Where the episodes are.
        notifier: Who is told where a person is awaited.
        mine: Steps that this sensor acts on; every step is one sensor's.
        relevant: Folders that may have such a step, by a look that costs nothing.
        idle: What the tick says where there is no such folder.
    """
    before: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
    now: dict[str, str] = {}
    try:
        tick = _Tick(context, notifier, Settings.from_environment(), mine)
    except SparkVideoError as error:
        return dg.SkipReason(str(error))
    until = time.monotonic() + LOOKING_BUDGET_S
    for project in store.list_projects():
        shared = project_stamp(store.root, project)
        for number in store.list_episodes(project):
            key = _key(project, number)
            folder = store.episode(project, number)
            if key is None or not relevant(folder):
                continue
            stamp = episode_stamp(folder, shared)
            known, _, words = before.get(str(key), "").partition(" ")
            if known != stamp:
                known, words = _LOOK_AGAIN, words or "not looked at yet"
                if time.monotonic() < until:
                    seen = _look(tick, Episode.at(store.root, key))
                    known, words = stamp if seen.settled else _LOOK_AGAIN, seen.words
            now[str(key)] = f"{known} {words}"
    cursor = json.dumps(now, ensure_ascii=False, sort_keys=True)
    if not tick.requests:
        context.update_cursor(cursor)
        return dg.SkipReason(_summary(now) or idle)
    return dg.SensorResult(run_requests=tick.requests, cursor=cursor)


def _summary(now: Mapping[str, str]) -> str:
    """Where every episode stands, in the words that the tick's entry in the UI shows; finished ones are only counted."""
    stands = {key: told.partition(" ")[2] for key, told in now.items()}
    open_ones = [f"{key}: {words}" for key, words in stands.items() if words != FINISHED]
    told = open_ones[:SUMMARY_LINES]
    if len(open_ones) > SUMMARY_LINES:
        told.append(f"and {len(open_ones) - SUMMARY_LINES} more")
    finished = len(stands) - len(open_ones)
    if finished:
        told.append(f"{finished} finished")
    return "; ".join(told)


def _key(project: str, number: str) -> EpisodeKey | None:
    try:
        return EpisodeKey.of(project, number)
    except SparkVideoError:
        return None  # a folder that only looks like an episode


@dataclass(frozen=True)
class _Seen:
    """Where an episode stands, in words; not `settled` when it must be looked at again though nothing changes."""

    words: str
    settled: bool = True


def _look(tick: _Tick, episode: Episode) -> _Seen:
    """Look at one episode and ask for its next run."""
    key = episode.key
    if not (episode.folder.brief.is_file() or episode.folder.premise.is_file()):
        return _Seen("has no brief yet")
    if tick.asker.running(key):
        return _Seen("a run is under way", settled=False)
    if driver := living_driver(episode.folder):
        return _Seen(f"{driver} is at work on it", settled=False)
    try:
        sources = Sources(episode, tick.settings)
        step = next_step(take_snapshot(sources))
        add_episode(tick.context.instance, key, [shot.id for shot in sources.board.shots] if sources.board else [])
        if not tick.mine(step):
            return _Seen(f"{step.label} is another sensor's")
        if step.state == "run":
            if step.name == "director_rewrite":
                _tell_escalation(tick, sources, step)
            return _ask(tick, sources, step, run_for(step, key))
        if step.state == "wait" and step.gate in tick.settings.auto_approve:
            asked = sign_off_run(key, step.gate, "approve", note=SIGNED_ITSELF, by=NOBODY)
            return _ask(tick, sources, step, asked)
        return _tell_person(tick, sources, step)
    except SparkVideoError as error:
        tick.context.log.warning(f"{key}: {error}")
        tick.notifier.tell(Notice("cannot be read", str(key), str(error)))
        return _Seen(f"cannot be read: {error}")


def _ask(tick: _Tick, sources: Sources, step: Step, asked: RunAsked) -> _Seen:
    """Ask for a run, unless this very input has failed too often."""
    ask = Ask(asked, step.label, _moment(step, sources), lasting=True)
    request = tick.asker.request(ask)
    if request is not None:
        tick.requests.append(request)
        _mark_last_runs(tick, ask.key, f"nothing: {step.label} follows", only_waiting=True)
        return _Seen(f"{step.label} was asked for", settled=False)
    if tick.asker.gave_up(ask):
        return _Seen(f"{step.label} did not help or was cancelled; a person is asked")
    return _Seen(f"{step.label} failed, is tried again soon", settled=False)


def _moment(step: Step, sources: Sources) -> str:
    """Digest of the step's input; of a gate, of what would be signed."""
    if step.gate is None:
        return input_digest(step, sources)
    from spark_video_assets.episode.shown import shown_at
    from spark_video_assets.story.gates import shown_digest

    return f"{step.key}-{shown_digest(shown_at(step.gate, sources))[:16]}"


def _tell_person(tick: _Tick, sources: Sources, step: Step) -> _Seen:
    """A person is awaited: say so once, and mark the last run with what it waits for."""
    key = sources.episode.key
    words = awaited(step)
    section: Section = SECTION_OF_GATE[step.gate] if step.gate else "takes" if step.shots else "film"
    look = str(section_link(sources.folder, section).value)
    tick.notifier.tell(Notice(_KIND[step.state], str(key), f"{words}. Look: {look}", edge=_moment(step, sources)))
    _mark_last_runs(tick, key, words)
    return _Seen(FINISHED if step.state == "done" else words)


def _tell_escalation(tick: _Tick, sources: Sources, step: Step) -> None:
    words = f"shots {', '.join(step.shots)} are out of takes; the director rewrites them"
    look = shot_link(sources.folder, step.shots[0]).value
    edge = _moment(step, sources)
    tick.notifier.tell(Notice("shot escalated", str(sources.episode.key), f"{words}. Look: {look}", edge=edge))


def _mark_last_runs(tick: _Tick, key: EpisodeKey, words: str, *, only_waiting: bool = False) -> None:
    """Say in the tags of an episode's last run what it waits for; or, of those that were marked, that they do no more."""
    instance = tick.context.instance
    for run in instance.get_runs(RunsFilter(tags={EPISODE_TAG: str(key)}), limit=5 if only_waiting else 1):
        if (WAITS_TAG in run.tags or not only_waiting) and run.tags.get(WAITS_TAG) != words[:200]:
            instance.add_run_tags(run.run_id, {WAITS_TAG: words[:200]})
