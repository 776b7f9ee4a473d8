"""The job that records a reported issue and, when it is confirmed, rejects the gate of the stage that caused it."""

import datetime as dt
from enum import Enum
from typing import cast

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.work import EPISODE_HELP, episode_named, told_to_people
from spark_video_assets.checks.sign_off import evaluation
from spark_video_assets.episode.dropped_files import answering
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.attribution import Blame, Issue
from spark_video_assets.story.gates import Gate, SignOff


class KindChoice(Enum):
    """Classes of issues."""

    VISUAL_CONTINUITY = "visual-continuity"
    TIMING = "timing"
    DIALOGUE_AUDIO = "dialogue-audio"
    NARRATIVE_STRUCTURE = "narrative-structure"


class StageChoice(Enum):
    """What may be redone; suspected = whatever the attribution finds likeliest."""

    SUSPECTED = "suspected"
    SCRIPT = "script"
    LOOKS = "looks"
    STORYBOARD = "storyboard"
    FRAMES = "frames"
    PROMPT = "prompt"
    MUSIC = "music"
    CUT = "cut"


class IssueConfig(dg.Config):
    """The launchpad form of an issue."""

    episode: str | None = Field(default=None, description=EPISODE_HELP)
    kind: KindChoice = Field(description="What kind of issue.")
    note: str = Field(description="What is wrong, in your words.")
    at_s: float | None = Field(default=None, description="Second of the film; or give the shot.")
    shot: str | None = Field(default=None, description="Shot id, e.g. S01-002; or give the second.")
    by: str = Field(default="dagster", description="Who saw it: your name.")
    confirm: bool = Field(
        default=False, description="Send it to the stage at once: its gate is rejected with the note."
    )
    stage: StageChoice = Field(default=StageChoice.SUSPECTED, description="The stage to confirm.")
    file: str | None = Field(default=None, description="For the sensor: the dropped file that reports it.")
    mark: str | None = Field(default=None, description="For the sensor: that file as it was read.")


@dg.op
def take_issue(context: dg.OpExecutionContext, config: IssueConfig, store: EpisodeStore) -> None:
    """Find the shot and the suspected stage, record the issue, send it on when it is confirmed."""
    from spark_video_assets.crew.feedback.attributor import attributor_for
    from spark_video_assets.crew.feedback.issues import report_issue

    with told_to_people():
        episode = Episode.at(store.root, episode_named(context, config.episode))
        episode.folder.require()
        sources = Sources(episode, Settings.from_environment())
        with answering(episode.folder, config.file or "", config.mark or ""):
            issue = report_issue(
                sources,
                attributor_for(sources),
                kind=config.kind.value,
                note=config.note,
                by=config.by,
                at=dt.datetime.now(dt.UTC),
                at_s=config.at_s,
                shot_id=config.shot,
            )
            if config.confirm:
                issue = _confirmed(context, sources, issue, config)
        told = "; ".join(f"{one.blame} {one.confidence:.0%} ({one.reason})" for one in issue.suspects)
        context.log.info(f"{issue.id} in {issue.shot}: {told}")
        context.add_output_metadata(
            {
                "issue": issue.id,
                "shot": issue.shot,
                "suspected": told,
                "confirmed": issue.confirmed or "waits for a person",
                "redo": ", ".join(issue.redo.shots) or "no shot",
                "cost": "unknown" if issue.redo.cost is None else f"{issue.redo.cost:g} {issue.redo.currency}",
            }
        )


def _confirmed(context: dg.OpExecutionContext, sources: Sources, issue: Issue, config: IssueConfig) -> Issue:
    from spark_video_assets.crew.feedback.issues import confirm_issue
    from spark_video_assets.crew.feedback.objecting import reject

    def say_no(gate: Gate, words: str) -> SignOff:
        record = reject(sources, gate, note=words, by=config.by, at=dt.datetime.now(dt.UTC))
        # log_event takes check evaluations too (dagster 1.13.27); its annotation has not caught up.
        context.log_event(evaluation(gate, Sources(sources.episode, sources.settings)))  # type: ignore[arg-type]
        return record

    blame = None if config.stage is StageChoice.SUSPECTED else cast("Blame", config.stage.value)
    return confirm_issue(sources, issue, say_no, blame=blame, by=config.by)


@dg.job(
    partitions_def=EPISODES,
    config={"ops": {"take_issue": {"config": {"kind": "TIMING", "note": "", "at_s": 0.0, "by": "dagster"}}}},
    description="**Report what is wrong in a film**: finds the shot and the stage that caused it, and what redoing costs. "
    "Pick the episode, fill in `kind` (VISUAL_CONTINUITY, TIMING, DIALOGUE_AUDIO, NARRATIVE_STRUCTURE), `note`, and the "
    "second `at_s` or the `shot`. Nothing is redone before it is confirmed.",
)
def record_issue() -> None:
    """See the op."""
    take_issue()
