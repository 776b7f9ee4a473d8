"""Taking in a request file: read, checked, priced and frozen as a render job before anything is sent. No run is started."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from resources.errors import UsageError
from resources.locking import locked_file
from resources.prices import Quote, quote
from resources.render_job_folder import VIDEOS, RenderJobFolder, inputs_folder
from resources.render_ledger import Account, job_digest
from resources.video.base import Capabilities, RenderRequest
from resources.video.limits import environment_for
from resources.video.registry import setting_fault
from spark_video_assets.crew.render_jobs.order_file import able_to_render, read_order
from spark_video_assets.crew.render_jobs.performing import book_of
from spark_video_assets.crew.render_jobs.record import RenderJob, frozen, read_end, read_job, save_job
from spark_video_assets.crew.render_jobs.references import Taken, take_references
from spark_video_assets.crew.render_jobs.staging import staging_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.render_order import DIGEST_LETTERS, RenderOrder, job_id_of

SHOT = "render"
"""What the one clip of a job is called in the ledger; the same for all, so that a job's name is not part of what it is."""


class Usable:
    """Whether providers can be opened under these settings; each is tried once, which takes a tenth of a second.

    Args:
        environ: Keys, addresses, models.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        self._faults: dict[tuple[str, str], str | None] = {}

    def require(self, provider: str, model: str, where: str) -> None:
        """Raise `UsageError` when this provider cannot be opened with this model."""
        if (provider, model) not in self._faults:
            self._faults[provider, model] = setting_fault(provider, environment_for(model, self.environ))
        if fault := self._faults[provider, model]:
            raise UsageError(
                f"field provider: {provider} cannot be used: {fault}",
                where=where,
                next_command="spark-video doctor",
            )


def pick_up(root: ProjectsRoot, path: Path, *, within: Path, by: str, usable: Usable | None = None) -> RenderJob:
    """Make a render job of a request file, or find the one that it is already.

    The same request with the same pictures is one job whatever its file is called. Its cap and its review may be told
    anew; a job that came to an end without a clip is asked for once more.

    Args:
        root: The folder of all projects.
        path: The request file.
        within: References may lie anywhere in here and nowhere else.
        by: Who asks.
        usable: Settings of the providers; None = the environment.

    Raises:
        InvalidDocument: The file, a field or a reference is wrong; names every fault.
        UsageError: The provider cannot be used under these settings.
        BudgetStop: Its price is unknown, or over the job's cap.
        StorageError: The job cannot be written.
    """
    usable = usable or Usable()
    order, able = _checked(path, usable)
    taken = take_references(order, folder=path.parent, within=within, store=inputs_folder(root), where=path.name)
    request = _request(order, taken, able)
    digest = job_digest(request, able)
    with locked_file(root.resolve(VIDEOS, ".pickup"), busy="another process takes in render jobs"):
        known = _known(root, digest)
        if known is not None:
            return _asked_anew(known, order)
        job_id = job_id_of(order.name or path.stem, digest)
        folder = RenderJobFolder(root, job_id)
        price = quote(able, request)
        job = RenderJob(
            job_id=job_id,
            digest=digest,
            model=able.models.get(order.kind, ""),
            family=able.family,
            order=order,
            files=[one.given for one in taken],
            request=frozen(request, root),
            quoted=float(price.amount),
            quoted_currency=price.currency,
            by=by,
            came_as=path.name,
            at=dt.datetime.now(dt.UTC),
        )
        # The cap of the day is looked at when it runs: tomorrow is another day.
        book_of(folder, job, Settings.from_environment(usable.environ)).require_room(
            Account(episode=str(folder), shot=SHOT), price
        )
        save_job(folder, job)
    return job


def quoted(path: Path, *, within: Path, usable: Usable | None = None) -> tuple[RenderOrder, str, Quote]:
    """What a request would cost at most, without taking it in.

    Returns:
        The request, the model that would be asked, and the price.

    Raises:
        InvalidDocument, UsageError, BudgetStop: As `pick_up`, but for the caps.
    """
    order, able = _checked(path, usable or Usable())
    with tempfile.TemporaryDirectory() as store:
        taken = take_references(order, folder=path.parent, within=within, store=Path(store), where=path.name)
        return order, able.models[order.kind], quote(able, _request(order, taken, able))


def _checked(path: Path, usable: Usable) -> tuple[RenderOrder, Capabilities]:
    order = read_order(path)
    able = able_to_render(order, path.name, usable.environ)
    usable.require(order.provider, order.model, path.name)
    return order, able


def _request(order: RenderOrder, taken: list[Taken], able: Capabilities) -> RenderRequest:
    media = tuple(one.ref for one in taken)
    return RenderRequest(
        shot_id=SHOT,
        kind=order.kind,
        prompt=order.prompt,
        negative_prompt=order.negative_prompt or None,
        duration_s=order.seconds,
        ratio=order.ratio,
        resolution=order.resolution,
        seed=order.seed,
        media=media,
        generate_audio=order.audio,
        take=order.take,
        # A paid provider ignores it; left out, a change in how we read prompts never makes another job of a paid one.
        staging=staging_of(order, media, SHOT) if able.free else None,
    )


def _known(root: ProjectsRoot, digest: str) -> RenderJobFolder | None:
    """The job of this digest, whatever it is called."""
    for found in root.path.joinpath(VIDEOS).glob(f"*-{digest[:DIGEST_LETTERS]}/request.json"):
        folder = RenderJobFolder(root, found.parent.name)
        if read_job(folder).digest == digest:
            return folder
    return None


def _asked_anew(folder: RenderJobFolder, order: RenderOrder) -> RenderJob:
    job, end = read_job(folder), read_end(folder)
    stopped = end is not None and end.answers == job.wish and end.state != "done"
    terms = {"budget": order.budget, "currency": order.currency, "review": order.review}
    told = job.order.model_copy(update=terms)
    if told == job.order and not stopped:
        return job
    again = job.model_copy(update={"order": told, "asked": job.asked + int(stopped)})
    save_job(folder, again)
    return again
