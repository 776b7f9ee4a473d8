"""Stand-alone render jobs: the asset `video_render`, one clip for each partition. What a job does: `crew.render_jobs`."""

from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from resources.episode_store import EpisodeStore
from resources.render_job_folder import RenderJobFolder
from spark_video_assets.assets.interrupts import run_until_cancelled
from spark_video_assets.assets.links import file_link
from spark_video_assets.assets.resources import Studio
from spark_video_assets.assets.show import cell, picture_markdown, review_table, table, thumbnail_markdown
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.crew.render_jobs.performing import Rendered, perform
from spark_video_assets.episode.settings import Settings
from spark_video_assets.partitions import RENDER_JOBS

GROUP = "jobs"
QA = "qa"
_MOST_PICTURES = 6
"""Reference pictures shown in the side panel; each is some 15 kB of the event log."""


@dg.asset(
    partitions_def=RENDER_JOBS,
    group_name=GROUP,
    kinds={"video"},
    check_specs=[
        dg.AssetCheckSpec(
            QA,
            asset="video_render",
            partitions_def=RENDER_JOBS,
            description="Free measurement of the file (size, length, black or frozen picture, silence), and the review where "
            "the request asks for one. The last word is a person's.",
        )
    ],
)
def video_render(context: AssetExecutionContext, store: EpisodeStore, studio: Studio) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows a result by its bare name only
    """One clip of a dropped request: quoted, budgeted, submitted once through the ledger, fetched, measured, filed."""
    with told_to_people():
        folder = RenderJobFolder(store.root, context.partition_key)
        made = run_until_cancelled(
            perform(
                folder,
                Settings.from_environment(),
                opened=lambda job: studio.provider(job.order.provider, folder.cache, model=job.family),
                judge=lambda job, book: studio.judge_of_job(folder, book, drawn=job.order.provider == "animatic"),
            )
        )
        context.log.info(f"{folder}: {made.manifest.cost:g} {made.manifest.currency}, {folder.clip}")
        return dg.MaterializeResult(
            metadata=_shown(made),
            data_version=dg.DataVersion(made.manifest.made[0].digest[:32]),
            check_results=[_qa_result(made)],
        )


def _shown(made: Rendered) -> dict[str, Any]:
    """What a person looks for first: picture, cost, who made it, and where the files are."""
    folder, paper, order = made.folder, made.manifest, made.job.order
    clip = paper.made[0]
    pictures = {
        f"reference {item.name}"[:80]: dg.MetadataValue.md(picture_markdown(folder, item.path))
        for item in made.job.rendered_with(folder.root).media[:_MOST_PICTURES]
        if item.path.suffix in {".jpeg", ".png", ".webp", ".bmp"}
    }
    return {
        "thumbnail": dg.MetadataValue.md(thumbnail_markdown(folder, folder.clip)),
        "clip": file_link(folder.root, folder.clip),
        "cost": paper.cost,
        "currency": paper.currency,
        "quoted": paper.quoted,
        "seconds": clip.seconds or 0.0,
        "provider": paper.provider,
        "model": paper.model,
        "kind": paper.kind,
        "size": f"{clip.width}x{clip.height}",
        "prompt": order.prompt,
        "provider's job": paper.provider_job or "none",
        "technical QC": paper.qa.technical,
        "review": paper.qa.verdict or "not asked for",
        "manifest": file_link(folder.root, folder.manifest),
        "folder": dg.MetadataValue.path(str(folder.path)),
        "notes": dg.MetadataValue.md("\n".join(f"- {cell(note)}" for note in paper.notes) or "none"),
        **pictures,
    }


def _qa_result(made: Rendered) -> dg.AssetCheckResult:
    """Failed when the file is certainly wrong; a reviewer's reject only warns."""
    found, review = made.findings.technical, made.findings.review
    rows = [("wrong", fault) for fault in found.faults] + [("doubtful", doubt) for doubt in found.doubts]
    told: dict[str, Any] = {
        "found": dg.MetadataValue.md(table(("", "what"), rows) if rows else "nothing"),
        "measures": file_link(made.folder.root, made.folder.technical_qc),
    }
    if review is not None:
        told |= {
            "verdict": review.verdict,
            "score": review.score if review.score is not None else "not scored",
            "judge": review.judge or "none",
            "axes": dg.MetadataValue.md(review_table(review)),
            "critique": review.critique or review.error or "clean",
            "review": file_link(made.folder.root, made.folder.review),
        }
    return dg.AssetCheckResult(
        check_name=QA,
        passed=found.passed and (review is None or review.verdict == "ACCEPT"),
        severity=dg.AssetCheckSeverity.WARN if found.passed else dg.AssetCheckSeverity.ERROR,
        metadata=told,
    )
