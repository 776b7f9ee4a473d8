"""`manifest.json` of a finished render job: what was made, of what, by whom, for how much, and how it was found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from pydantic import Field

from resources.file_digest import file_digest
from resources.media.probe import probe
from resources.render_job_folder import RenderJobFolder
from resources.render_ledger.desk import Delivered
from spark_video_assets.crew.render_jobs.qa import Findings
from spark_video_assets.crew.render_jobs.record import GivenFile, RenderJob
from spark_video_assets.story.document import Document, Part


class MadeFile(Part):
    """A file that the job made. `path` is told from the job's folder, times in seconds, sizes in pixels and bytes."""

    id: str
    role: Literal["video", "last_frame"]
    path: str
    mime: str
    digest: str
    size: int
    seconds: float | None = None
    width: int | None = None
    height: int | None = None


class QaState(Part):
    """How the clip was found.

    Args:
        technical: Of the free measurement.
        verdict: Of a review, where one was asked for.
        state: A person has the last word, and nothing here gives it.
    """

    technical: Literal["passed", "faulty"]
    verdict: str | None = None
    score: float | None = None
    state: Literal["review_pending"] = "review_pending"


class RenderManifest(Document):
    """`manifest.json`.

    Args:
        request, response: Names of the files beside it.
        renders: The ledger's folder of the job, with the provider's own answers.
        provider_job: The provider's name of the job.
        seconds: As asked for; what came is told of each file.
        cost: What was paid in all, in `currency`; `quoted` at most.
    """

    job_id: str
    digest: str
    provider: str
    model: str
    kind: str
    prompt: str
    seconds: float
    ratio: str
    resolution: str
    seed: int | None = None
    take: int
    request: str = "request.json"
    response: str = "response.json"
    renders: str
    provider_job: str = ""
    made: list[MadeFile]
    references: list[GivenFile]
    cost: float
    quoted: float
    currency: str
    usage: dict[str, float | int | str] = Field(default_factory=dict)
    qa: QaState
    notes: list[str] = Field(default_factory=list)
    note: str = ""
    asked_at: dt.datetime
    finished_at: dt.datetime


def manifest_of(
    folder: RenderJobFolder,
    job: RenderJob,
    made: Delivered,
    findings: Findings,
    provider_job: str,
    finished_at: dt.datetime,
) -> RenderManifest:
    """The papers of a finished job.

    Args:
        folder: With clip and last frame in their places.
        job: What was asked.
        made: What came of it.
        findings: How it was found.
        provider_job: The provider's name of the job.
        finished_at: When it was finished first.
    """
    order = job.order
    clip = probe(folder.clip)
    video = _file(folder, folder.clip, "video", "video/mp4").model_copy(
        update={"seconds": round(clip.duration_s, 3), "width": clip.width, "height": clip.height}
    )
    files = [video]
    if folder.last_frame.is_file():
        files.append(_file(folder, folder.last_frame, "last_frame", "image/png"))
    return RenderManifest(
        job_id=job.job_id,
        digest=job.digest,
        provider=order.provider,
        model=made.result.model or job.model,
        kind=order.kind,
        prompt=order.prompt,
        seconds=order.seconds,
        ratio=order.ratio,
        resolution=order.resolution,
        seed=order.seed,
        take=order.take,
        renders=f"renders/{made.job_id}",
        provider_job=provider_job,
        made=files,
        references=job.files,
        cost=float(made.paid),
        quoted=job.quoted,
        currency=made.currency,
        usage=dict(made.result.usage),
        qa=QaState(
            technical="passed" if findings.technical.passed else "faulty",
            verdict=findings.review.verdict if findings.review else None,
            score=findings.review.score if findings.review else None,
        ),
        notes=list(made.result.notes),
        note=order.note,
        asked_at=job.at,
        finished_at=finished_at,
    )


def _file(folder: RenderJobFolder, path: Path, role: Literal["video", "last_frame"], mime: str) -> MadeFile:
    return MadeFile(
        id=f"{folder.job_id}-{role.replace('_', '-')}-001",
        role=role,
        path=path.relative_to(folder.path).as_posix(),
        mime=mime,
        digest=file_digest(path),
        size=path.stat().st_size,
    )
