"""The job that records a reported issue and, when it is confirmed, rejects the gate of the stage that caused it."""

import datetime as dt
from enum import Enum
from typing import cast

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.checks.sign_off import evaluation
from spark_video_assets.episode.dropped_files import answering
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.attribution import Blame, Issue
from spark_video_assets.story.gates import Gate, SignOff
from spark_video_assets.story.names import EpisodeKey


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

    episode: str = Field(description="project/episode, e.g. hf/001")
    kind: KindChoice = Field(description="what kind of issue")
    note: str = Field(description="what is wrong, in your words")
    at_s: float | None = Field(default=None, description="second of the film; or give the shot")
    shot: str | None = Field(default=None, description="shot id, e.g. S01-002")
    by: str = Field(default="dagster", description="who saw it")
    confirm: bool = Field(
        default=False, description="send it to the stage at once: its gate is rejected with the note"
    )
    stage: StageChoice = Field(default=StageChoice.SUSPECTED, description="the stage to confirm")
    file: str = Field(default="", description="dropped file that reports it; it is moved aside or answered")
    mark: str = Field(default="", description="of that file as it was read")


@dg.op
def take_issue(context: dg.OpExecutionContext, config: IssueConfig, store: EpisodeStore) -> None:
    """Find the shot and the suspected stage, record the issue, send it on when it is confirmed."""
    from spark_video_assets.crew.feedback.attributor import attributor_for
    from spark_video_assets.crew.feedback.issues import report_issue

    with told_to_people():
        episode = Episode.at(store.root, EpisodeKey.parse(config.episode))
        episode.folder.require()
        sources = Sources(episode, Settings.from_environment())
        with answering(episode.folder, config.file, config.mark):
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
    description="Report what is wrong in a film: finds the shot and the stage that caused it, and what redoing costs."
)
def record_issue() -> None:
    """See the op."""
    take_issue()
