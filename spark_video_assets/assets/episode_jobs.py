"""Jobs that a person starts for one episode from the launchpad: produce, reshoot, accept, restitch. Single steps: `jobs`.

Each is partitioned by episode, so that the form offers the episodes instead of asking for a name, and the queue knows which
episode a run is about. What they start are the step jobs, as runs of their own inside this run's process.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg
from dagster._core.execution.plan.objects import ErrorSource
from pydantic import Field

from resources.episode_store import EpisodeStore
from resources.errors import UsageError
from spark_video_assets.assets.awaiting import awaited
from spark_video_assets.assets.requests import (
    EPISODE_TAG,
    PART_OF_TAG,
    STEP_TAG,
    WAITS_TAG,
    RunAsked,
    run_for,
    sign_off_run,
)
from spark_video_assets.assets.work import ended_at_gate, told_to_people
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.progress import Progress
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import require_sign_off
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES, add_episode
from spark_video_assets.story.gates import NOBODY, SIGNED_ITSELF
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import POST, Step, next_step

JobNamed = Callable[[str], dg.JobDefinition]


class ReshootConfig(dg.Config):
    """Which shots are shot once more, and what should be different."""

    shots: list[str] = Field(description="Shot ids, e.g. S01-002; the storyboard on the episode's page lists them.")
    note: str = Field(
        default="", description="What should be different; the prompt doctor works it in before the next take."
    )
    reset_takes: bool = Field(
        default=False,
        description="Also count the director's rewrites of these shots from zero. Takes so far stay either way.",
    )


class AcceptConfig(dg.Config):
    """Which take wins, whatever its review said."""

    shot: str = Field(description="Shot id, e.g. S01-002.")
    take: int = Field(description="Number of the take, as on the episode's page.", ge=1)
    by: str = Field(default="dagster", description="Who decides: your name.")


def episode_jobs(job_named: JobNamed) -> list[dg.JobDefinition]:
    """The jobs.

    Args:
        job_named: Gives the step jobs of the very definitions that these are part of, with their resources.
    """

    @dg.op(description="Carries out what is due, step after step, until a person is awaited or the film is done.")
    def produce(context: dg.OpExecutionContext, store: EpisodeStore) -> None:
        progress = Progress()
        with _driven(context, store) as episode:
            while True:
                sources = _look(episode)
                step = next_step(take_snapshot(sources))
                asked = _due(step, sources)
                if asked is None:
                    _tell_end(context, step)
                    return
                progress.require(step, sources)
                context.log.info(f"{step.label}: {', '.join([*step.stages, *step.shots]) or asked.job}")
                _carry_out(context, job_named, asked, step.label)

    @dg.op(description="Asks for new takes of some shots and shoots them.")
    def reshoot(context: dg.OpExecutionContext, config: ReshootConfig, store: EpisodeStore) -> None:
        from spark_video_assets.crew.shooting.second_look import ask_again

        with _driven(context, store) as episode:
            sources = _look(episode)
            require_sign_off(sources, "storyboard")
            shots = _known(config.shots, sources)
            ask_again(episode, shots, note=config.note.strip(), forget_rewrites=config.reset_takes)
            asked = run_for(Step(name="shooting", state="run", shots=shots), episode.key)
            _carry_out(context, job_named, asked, "reshoot")

    @dg.op(description="Makes a take the winner of its shot.")
    def accept(context: dg.OpExecutionContext, config: AcceptConfig, store: EpisodeStore) -> None:
        from spark_video_assets.crew.shooting.second_look import accept_take

        with _driven(context, store) as episode:
            sources = _look(episode)
            (shot,) = _known([config.shot], sources)
            accept_take(sources, shot, config.take, by=config.by)
            context.log.info(f"{shot}: take {config.take} wins, chosen by {config.by}")

    @dg.op(description="Cuts the film again from today's winners.")
    def restitch(context: dg.OpExecutionContext, store: EpisodeStore) -> None:
        with _driven(context, store) as episode:
            require_sign_off(_look(episode), "render")
            _carry_out(context, job_named, RunAsked("post", episode.key, stages=POST), "restitch")

    @dg.job(
        partitions_def=EPISODES,
        description="**Make an episode**: everything that is due, up to the next gate. Pick the episode and launch; nothing "
        "has to be filled in. Start it again after you signed. Re-execute it after a failure: finished work is kept.",
    )
    def produce_episode() -> None:
        produce()

    @dg.job(
        partitions_def=EPISODES,
        config={"ops": {"reshoot": {"config": {"shots": [], "note": "", "reset_takes": False}}}},
        description="**Shoot shots again** under new take numbers. Fill in `shots` and, if you like, a `note`; no take is "
        "overwritten. Gate 2 has to be signed. A paid provider charges for the new takes.",
    )
    def reshoot_shots() -> None:
        reshoot()

    @dg.job(
        partitions_def=EPISODES,
        description="**Cut the film again** from today's winners: narration, subtitles, cut, delivery, page. Costs nothing "
        "with the embedded voices. Gate 3 has to be signed.",
    )
    def restitch_film() -> None:
        restitch()

    @dg.job(
        partitions_def=EPISODES,
        config={"ops": {"accept": {"config": {"shot": "", "take": 1, "by": "dagster"}}}},
        description="**Take a take as it is**: makes it the winner of its shot, whatever the review said, and settles the "
        "shot's escalation. Fill in `shot` and `take`; the takes are on the episode's page.",
    )
    def accept_take_of_shot() -> None:
        accept()

    return [produce_episode, reshoot_shots, accept_take_of_shot, restitch_film]


@contextmanager
def _driven(context: dg.OpExecutionContext, store: EpisodeStore) -> Iterator[Episode]:
    """The episode of the run, with its lease for the whole run: nobody comes in between two steps."""
    with told_to_people():
        episode = Episode.at(store.root, EpisodeKey.parse(context.partition_key))
        episode.folder.require()
        with driving(episode.folder, f"run {context.run_id[:8]}, job {context.job_name}"):
            yield episode


def _look(episode: Episode) -> Sources:
    return Sources(episode, Settings.from_environment())


def _due(step: Step, sources: Sources) -> RunAsked | None:
    """The run that is due now; None where a person is awaited, or nothing is left to do."""
    key = sources.episode.key
    if step.state == "run":
        return run_for(step, key)
    if step.state == "wait" and step.gate in sources.settings.auto_approve:
        return sign_off_run(key, step.gate, "approve", note=SIGNED_ITSELF, by=NOBODY)
    return None


def _carry_out(context: dg.OpExecutionContext, job_named: JobNamed, asked: RunAsked, label: str) -> None:
    """One step as a run of its own inside this one.

    Raises:
        dagster.Failure: The step failed; its words are the step's.
    """
    add_episode(context.instance, asked.episode, asked.shots)
    tags = {EPISODE_TAG: str(asked.episode), STEP_TAG: label, PART_OF_TAG: context.run_id[:8]}
    request = asked.request(context.instance, run_key=context.run_id, tags=tags)
    part_id = str(uuid.uuid4())
    context.instance.add_event_listener(part_id, lambda entry: _cancel_with_parent(context, entry))
    try:
        job_named(asked.job).execute_in_process(
            instance=context.instance,
            run_id=part_id,
            run_config=request.run_config,
            partition_key=request.partition_key,
            asset_selection=list(request.asset_selection or []) or None,
            tags=dict(request.tags),
        )
    except dg.Failure as failure:
        if not ended_at_gate(failure):
            raise
        # The next look at the episode tells what is to be done at the gate.


def _cancel_with_parent(context: dg.OpExecutionContext, entry: dg.EventLogEntry) -> None:
    """Mark a part as being cancelled when the run that it is part of is.

    *Terminate* is told to the parent only; Dagster records an interrupted run that nobody cancelled as a failure.
    """
    event = entry.dagster_event
    data = event.step_failure_data if event is not None and event.is_step_failure else None
    if data is None or data.error_source is not ErrorSource.INTERRUPT:
        return
    parent = context.instance.get_run_by_id(context.run_id)
    part = context.instance.get_run_by_id(entry.run_id)
    if parent and part and parent.status is dg.DagsterRunStatus.CANCELING:
        context.instance.report_run_canceling(part)


def _known(told: list[str], sources: Sources) -> list[str]:
    """The shots of the form, each once. Raises `UsageError` naming the ones there are."""
    there = [shot.id for shot in sources.board.shots] if sources.board else []
    shots = list(dict.fromkeys(shot.strip() for shot in told))
    unknown = [shot for shot in shots if shot not in there]
    if unknown or not shots:
        raise UsageError(
            f"there is no shot {', '.join(unknown)}" if unknown else "no shot is named in `shots`",
            where=str(sources.episode),
            allowed=", ".join(there) or "none yet: the storyboard is not written",
        )
    return shots


def _tell_end(context: dg.OpExecutionContext, step: Step) -> None:
    """What a person has to do now, in the log and as a tag of the run."""
    words = awaited(step)
    context.log.info(words)
    context.instance.add_run_tags(context.run_id, {WAITS_TAG: words[:200]})
