"""What a render job writes down: the frozen request and how its last run ended. Rendering itself: `performing`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from resources.errors import (
    BudgetStop,
    InvalidDocument,
    MediaError,
    NotFound,
    ProviderError,
    SparkVideoError,
    StorageError,
)
from resources.failures import Policy
from resources.redaction import redact_text
from resources.render_job_folder import RenderJobFolder, render_jobs
from resources.video.base import RenderRequest
from spark_video_assets.story.document import Document, Part, digest_of
from spark_video_assets.story.render_order import RenderOrder

_FILES = frozenset({"path", "portrait", "picture", "voice_file"})
"""Fields of a request that name files; they are kept from the projects folder, so that it can be moved."""


class GivenFile(Part):
    """A reference as the person gave it: the file's name, what it is for, and the sha256 of its bytes."""

    file: str
    role: str
    name: str = ""
    digest: str


class RenderJob(Document):
    """`request.json`.

    Args:
        digest: Of everything that makes the clip, and of who is asked: the same one is one job, however it came.
        family: Model family that was chosen when the job came in; the environment may say another one later.
        order: As it was asked last; only cap and review can differ from when the job came in.
        files: References as they were given.
        request: What the provider gets, frozen.
        quoted: The most that it can cost, in `quoted_currency`.
        asked: How often somebody asked for this job when it had come to an end without a clip.
        by: `command`, or the owner of the dropped file.
        came_as: Name of the request file.
    """

    job_id: str
    digest: str
    model: str
    family: str = ""
    order: RenderOrder
    files: list[GivenFile] = Field(default_factory=list)
    request: dict[str, Any]
    quoted: float
    quoted_currency: str
    asked: int = 1
    by: str
    came_as: str
    at: dt.datetime

    @property
    def wish(self) -> str:
        """Digest of what an end must answer: the job, its terms, and how often it was asked for."""
        return digest_of([self.digest, self.order.terms, self.asked])[:16]

    def rendered_with(self, root: ProjectsRoot) -> RenderRequest:
        """The frozen request with its files where they are now."""
        return RenderRequest.model_validate(_placed(self.request, lambda told: str(root.resolve(told))))


def frozen(request: RenderRequest, root: ProjectsRoot) -> dict[str, Any]:
    """A request as plain data, its files named from the projects folder."""
    plain: dict[str, Any] = _placed(
        request.model_dump(mode="json"), lambda told: Path(told).relative_to(root.path).as_posix()
    )
    return plain


def _placed(value: Any, place: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            name: place(item) if name in _FILES and isinstance(item, str) else _placed(item, place)
            for name, item in value.items()
        }
    return [_placed(item, place) for item in value] if isinstance(value, list) else value


class Trouble(Part):
    """Why a run came to no clip, for a person."""

    problem: str
    where: str | None = None
    allowed: str | None = None
    next_command: str | None = None


class RenderEnd(Document):
    """`response.json`: how the last run ended.

    Args:
        state: `failed` may be tried again as it is; `stopped` waits for a person or for another day.
        answers: The wish (`RenderJob.wish`) that this end answers.
        policy: What the failure means, see `resources.failures`; `budget` = over a cap; empty when done.
        exit_code: Of a command that ends like this.
        again_on: First day (UTC) on which a job that the day's cap stopped is worth another try.
        ledger_job: Folder under `renders/`.
        provider_job: The provider's name of the job.
        paid: What it cost in all.
    """

    state: Literal["done", "failed", "stopped"]
    answers: str
    at: dt.datetime
    policy: str = ""
    exit_code: int = 0
    trouble: Trouble | None = None
    again_on: dt.date | None = None
    ledger_job: str = ""
    provider_job: str = ""
    usage: dict[str, float | int | str] = Field(default_factory=dict)
    paid: float = 0.0
    currency: str = ""

    @classmethod
    def of_error(cls, error: SparkVideoError, job: RenderJob, at: dt.datetime, *, day_capped: bool) -> RenderEnd:
        """The end that an error means.

        Args:
            error: What was raised.
            job: The job.
            at: Now.
            day_capped: There is a cap of the day, which begins anew tomorrow.
        """
        over_budget = isinstance(error, BudgetStop)
        policy = error.failure if isinstance(error, ProviderError) else ("budget" if over_budget else "")
        passing = policy == Policy.TRANSIENT or isinstance(error, MediaError | StorageError)
        return cls(
            state="failed" if passing else "stopped",
            answers=job.wish,
            at=at,
            policy=policy,
            exit_code=error.exit_code,
            trouble=Trouble(
                problem=redact_text(error.problem),
                where=error.where,
                allowed=error.allowed,
                next_command=error.next_command,
            ),
            again_on=at.date() + dt.timedelta(days=1) if over_budget and day_capped else None,
        )


def read_job(folder: RenderJobFolder) -> RenderJob:
    """The job in a folder. Raises `NotFound` naming the jobs there are, `InvalidDocument`."""
    try:
        text = folder.request.read_text(encoding="utf-8")
    except FileNotFoundError:
        known = ", ".join(other.job_id for other in render_jobs(folder.root))
        raise NotFound(
            f"there is no render job {folder.job_id!r}",
            where=str(folder.path.parent),
            allowed=known or None,
            next_command="spark-video jobs run FILE",
        ) from None
    job = RenderJob.from_json(text, where=str(folder.request))
    if job.job_id != folder.job_id:
        raise InvalidDocument(
            f"is render job {job.job_id!r} in a folder of another name",
            where=str(folder.request),
            next_command=f"rename the folder back to {job.job_id}: its money is booked under that name",
        )
    return job


def save_job(folder: RenderJobFolder, job: RenderJob) -> None:
    """Write `request.json`."""
    write_text(folder.request, job.to_json())


def read_end(folder: RenderJobFolder) -> RenderEnd | None:
    """How the last run ended; None before any did. Raises `InvalidDocument`."""
    try:
        text = folder.response.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return RenderEnd.from_json(text, where=str(folder.response))


def is_settled(folder: RenderJobFolder) -> bool:
    """True for most jobs that have their clip, told by three looks: the papers are newer than what they answer.

    Of ten thousand finished jobs the sensor would otherwise read every paper at each tick.
    """
    try:
        request, manifest, response = (
            path.stat().st_mtime_ns for path in (folder.request, folder.manifest, folder.response)
        )
    except OSError:
        return False
    return request <= manifest <= response


def is_open(job: RenderJob, end: RenderEnd | None, today: dt.date) -> bool:
    """True while a run could still bring the clip without anybody's help."""
    if end is None or end.answers != job.wish or end.state == "failed":
        return True
    return end.again_on is not None and end.again_on <= today


def ask_again(folder: RenderJobFolder) -> RenderJob:
    """Ask once more for a job that stopped: a person has mended what stopped it. A finished job stays as it is."""
    job, end = read_job(folder), read_end(folder)
    if end is None or end.answers != job.wish or end.state == "done":
        return job
    return asked_once_more(folder, job)


def asked_once_more(folder: RenderJobFolder, job: RenderJob) -> RenderJob:
    """The same job with a new wish: tries are counted from the start again, what is paid stays paid."""
    again = job.model_copy(update={"asked": job.asked + 1})
    save_job(folder, again)
    return again
