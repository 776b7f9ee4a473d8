"""Shooting: anchor frames, clips with their reviews, dailies. The take loop itself is `crew.shooting.camera_unit`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext
from pydantic import Field

from resources.episode_store import EpisodeStore
from resources.llm.kept_answers import AnswerShelf
from spark_video_assets.assets.interrupts import run_until_cancelled
from spark_video_assets.assets.links import PAGE, shot_link
from spark_video_assets.assets.resources import CrewResource, Studio
from spark_video_assets.assets.show import contact_sheet_markdown, picture_markdown, review_table, take_metadata
from spark_video_assets.assets.work import Made, Work, at_work, episode_of
from spark_video_assets.crew.shooting.camera_unit import ShootReport
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.crew.shooting.shoot import shoot_episode
from spark_video_assets.crew.shooting.take_book import TAKES, TakeNews
from spark_video_assets.crew.shooting.watching import tell_watcher
from spark_video_assets.partitions import EPISODE_OF_SHOT, EPISODE_SHOTS, EPISODES, keys_of_run, shot_key, split_key
from spark_video_assets.story.storyboard import Storyboard

GROUP = "shooting"
_STORYBOARD = dg.AssetDep("storyboard", partition_mapping=EPISODE_OF_SHOT)
_RENDER_PLAN = dg.AssetDep("render_plan", partition_mapping=EPISODE_OF_SHOT)


class ShootConfig(dg.Config):
    """Which shots of the run's partitions to work on; empty = all of them."""

    shots: list[str] = Field(default_factory=list, description="shot ids, e.g. S01-002; empty = all of this run")


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "anchor_frames",
            deps=[_STORYBOARD],
            partitions_def=EPISODE_SHOTS,
            group_name=GROUP,
            kinds={"image"},
            skippable=True,
            description="Start and end frames of shots that ask for them (`start_composition`, `end_composition`).",
        ),
        dg.AssetSpec(
            "shot_clip",
            deps=[_STORYBOARD, _RENDER_PLAN],
            partitions_def=EPISODE_SHOTS,
            group_name=GROUP,
            kinds={"video"},
            skippable=True,
            description="The winning take of a shot. Renders, reviews, mends the prompt, tries again; never overwrites a take.",
        ),
        dg.AssetSpec(
            "clip_review",
            deps=["shot_clip"],
            partitions_def=EPISODE_SHOTS,
            group_name=GROUP,
            kinds={"json"},
            skippable=True,
            description="Six axes and technical QC of the newest take of a shot; arithmetic decides, not the judge.",
        ),
    ],
    name="shoot",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def shoot(
    context: AssetExecutionContext, config: ShootConfig, store: EpisodeStore, studio: Studio, crew: CrewResource
) -> Iterator[dg.Output[Made]]:
    """One run shoots any number of shots of one episode; each is recorded the moment it is finished."""
    episode_key = episode_of(context)
    shots = config.shots or [split_key(key)[1] for key in keys_of_run(context)]
    with at_work(context, store, "storyboard", behind="storyboard") as work:
        board = work.episode.storyboard()
        known = {shot.id for shot in board.shots}
        wanted = [shot for shot in shots if shot in known]
        log = _ShotLog(context, work)
        answers = AnswerShelf(work.episode.folder.answers(TAKES))
        report = run_until_cancelled(
            shoot_episode(
                work.episode,
                wanted,
                settings=work.settings,
                provider=studio.video(work.sources.provider, work.episode),
                judge=studio.judge(work.sources),
                painter=studio.painter(work.sources),
                crew=crew.hired(work.sources, answers),
                tell=log.tell,
                tell_anchors=log.tell_anchors,
            )
        )
    _stop_on_failure(report, str(episode_key))
    yield from ()


class _ShotLog:
    """Writes each finished shot into the event log at once: a later failure takes nothing back."""

    def __init__(self, context: AssetExecutionContext, work: Work) -> None:
        self._context = context
        self._work = work

    def tell_anchors(self, shot_id: str, frames: list[Path]) -> None:
        """Anchor frames of a shot become a materialisation of its partition."""
        partition = str(shot_key(self._work.episode.key, shot_id))
        metadata: dict[str, Any] = {
            path.name: dg.MetadataValue.md(picture_markdown(self._work.episode.folder, path)) for path in frames
        }
        metadata[PAGE] = shot_link(self._work.episode.folder, shot_id)
        self._context.log_event(dg.AssetMaterialization("anchor_frames", partition=partition, metadata=metadata))

    def tell(self, news: TakeNews) -> None:
        """Log one happening; winners and reviews become materialisations of their shot's partition."""
        tell_watcher(news)
        self._context.log.info(" ".join(filter(None, [news.shot_id, news.happening, news.detail])))
        if news.state is None or news.version is None:
            return
        take = news.state.take(news.version)
        if take is None:
            return
        partition = str(shot_key(self._work.episode.key, news.shot_id))
        if news.happening == "won":
            metadata = take_metadata(self._work.episode, take, news.state)
            tags = {"dagster/data_version": (take.clip_digest or "")[:32]}
            self._context.log_event(
                dg.AssetMaterialization("shot_clip", partition=partition, metadata=metadata, tags=tags)
            )
        elif news.happening == "reviewed" and take.review is not None:
            review = take.review
            self._context.log_event(
                dg.AssetMaterialization(
                    "clip_review",
                    partition=partition,
                    metadata={
                        "verdict": review.verdict,
                        "score": review.score if review.score is not None else "not scored",
                        "take": review.version,
                        "judge": review.judge,
                        "axes": dg.MetadataValue.md(review_table(review)),
                        "critique": review.critique or "clean",
                        PAGE: shot_link(self._work.episode.folder, news.shot_id),
                    },
                )
            )


def _stop_on_failure(report: ShootReport, episode: str) -> None:
    """Fail the run when a shot failed hard or could not be judged; everything finished is recorded already."""
    if not report.failed and not report.unjudged:
        return
    lines = [f"{shot}: {error}" for shot, error in report.failed.items()]
    lines += [f"{shot}: no judge could score its take" for shot in report.unjudged]
    lines += [f"{shot}: not reached" for shot in report.not_reached]
    raise dg.Failure(
        f"{len(report.failed) + len(report.unjudged)} shots of {episode} are not finished\n" + "\n".join(lines),
        allow_retries=False,
    ) from next(iter(report.failed.values()), None)


@dg.asset(
    partitions_def=EPISODES,
    group_name=GROUP,
    kinds={"json"},
    deps=[
        dg.AssetDep("shot_clip", partition_mapping=EPISODE_OF_SHOT),
        dg.AssetDep("clip_review", partition_mapping=EPISODE_OF_SHOT),
    ],
)
def dailies(context: AssetExecutionContext, store: EpisodeStore, storyboard: Storyboard) -> dg.Output[Made]:
    """Every shot with its winner, score and cost, and who waits for the director: what gate 3 is about."""
    with at_work(context, store, "dailies") as work:
        made = dailies_of(storyboard, work.episode.states(), work.episode.escalation(), work.settings.threshold)
        clips = [work.episode.folder.winner_clip(row.shot_id) for row in made.rows]
        work.show(
            {
                "shots": len(made.rows),
                "with winner": sum(1 for row in made.rows if row.winner is not None),
                "below threshold": sum(1 for row in made.rows if row.below_threshold),
                "escalated": ", ".join(made.escalations) or "none",
                "cost": made.cost,
                "contact sheet": dg.MetadataValue.md(contact_sheet_markdown(work.episode.folder, clips)),
            }
        )
        return work.made(made)
