"""`jobs run`, `quote` and `videos`: stand-alone render requests without the web UI, through the same asset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spark_video_assets.cli.options import AsJson, user_name
from spark_video_assets.cli.speak import give, give_json, give_table, say, tell_error

if TYPE_CHECKING:
    from resources.errors import SparkVideoError
    from resources.render_job_folder import RenderJobFolder

Requests = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Request files (yaml or json), or names of render jobs to go on with."),
]


def run_requests(files: Requests, as_json: AsJson = False) -> None:
    """Render requests, one after the other: a job that is done is not made again, one that runs is waited for.

    The exit code is that of the first request that failed; the others are rendered all the same.
    """
    told: list[dict[str, Any]] = []
    failed: list[int] = []
    for name in files:
        try:
            told.append(_rendered(name))
        except _told_errors() as error:
            tell_error(error)
            told.append(_failure(name, error))
            failed.append(error.exit_code)
    if as_json:
        give_json(told)
    else:
        for one in told:
            if one["state"] == "done":
                give(f"{one['clip']}  ({one['cost']:g} {one['currency']}, technical QC {one['qa']['technical']})")
    if failed:
        raise typer.Exit(failed[0])


def quote_request(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Request files (yaml or json).")],
    as_json: AsJson = False,
) -> None:
    """Check requests and tell what each can cost at most. Nothing is written, nothing is sent."""
    from resources.errors import NotFound
    from spark_video_assets.crew.render_jobs.pickup import quoted

    for path in files:
        if not path.is_file():
            raise NotFound("there is no such file", where=str(path), allowed=_REQUEST_FILES)
    prices = [(path, *quoted(path, within=path.parent)) for path in files]
    rows = [
        (str(path), order.provider, model, float(price.amount), price.currency)
        for path, order, model, price in prices
    ]
    if as_json:
        give_json([dict(zip(_QUOTED, row, strict=True)) for row in rows])
        return
    give_table(_QUOTED, [(*row[:3], f"{row[3]:g}", row[4]) for row in rows])


def list_videos(as_json: AsJson = False) -> None:
    """Stand-alone render jobs: which have their clip, which wait, and what they wait for."""
    from resources.episode_folder import ProjectsRoot
    from resources.render_job_folder import render_jobs

    found = [_standing(folder) for folder in render_jobs(ProjectsRoot())]
    if as_json:
        give_json(found)
    elif not found:
        give("no render job: drop a request, or spark-video jobs run FILE")
    else:
        rows = [
            (one["job"], one["provider"], one["state"], f"{one['cost']:g} {one['currency']}", one["told"])
            for one in found
        ]
        give_table(("job", "provider", "state", "cost", "clip, or what stopped it"), rows)


def _standing(folder: RenderJobFolder) -> dict[str, Any]:
    from resources.errors import SparkVideoError
    from spark_video_assets.crew.render_jobs.record import read_end, read_job

    try:
        job, end = read_job(folder), read_end(folder)
    except SparkVideoError as error:
        return {
            "job": folder.job_id,
            "provider": "",
            "state": "unreadable",
            "cost": 0.0,
            "currency": "",
            "told": error.problem,
        }
    answered = end if end is not None and end.answers == job.wish else None
    told = str(folder.clip) if answered and answered.state == "done" else ""
    if answered and answered.trouble:
        told = answered.trouble.problem
    return {
        "job": job.job_id,
        "provider": job.order.provider,
        "state": answered.state if answered else "waits",
        "cost": end.paid if end else 0.0,
        "currency": (end.currency if end else "") or job.quoted_currency,
        "told": told,
    }


_REQUEST_FILES = "a yaml or json file, see docs/render-jobs.md"
_QUOTED = ("request", "provider", "model", "quoted", "currency")


def _told_errors() -> type[SparkVideoError]:
    from resources.errors import SparkVideoError

    return SparkVideoError


def _rendered(name: str) -> dict[str, Any]:
    from resources.episode_folder import ProjectsRoot
    from resources.render_job_folder import RenderJobFolder
    from spark_video_assets.assets.requests import EPISODE_TAG, INPUT_TAG, STEP_TAG
    from spark_video_assets.cli.runner import Runner
    from spark_video_assets.crew.render_jobs.pickup import pick_up
    from spark_video_assets.crew.render_jobs.record import ask_again, read_end

    root = ProjectsRoot()
    path = Path(name)
    job = (
        pick_up(root, path, within=path.parent, by=user_name())
        if path.is_file()
        else ask_again(_job_named(root, name))
    )
    folder = RenderJobFolder(root, job.job_id)
    end = read_end(folder)
    if end is not None and end.state == "done" and end.answers == job.wish and folder.clip.is_file():
        say(f"{folder} is done already")
    else:
        say(f"{folder}: {job.order.provider} {job.model}, at most {job.quoted:g} {job.quoted_currency}")
        tags = {EPISODE_TAG: str(folder), INPUT_TAG: job.wish, STEP_TAG: "render job"}
        Runner().render(job.job_id, tags, lambda _step, _finished: None)
    return _document(folder)


def _job_named(root: Any, name: str) -> RenderJobFolder:
    from resources.errors import NotFound
    from resources.render_job_folder import render_jobs

    known = {folder.job_id: folder for folder in render_jobs(root)}
    found: RenderJobFolder | None = known.get(name.removeprefix("videos/"))
    if found is None:
        raise NotFound(
            f"there is no request file and no render job {name!r}",
            allowed=", ".join(list(known)[:20]) or _REQUEST_FILES,
        )
    return found


def _document(folder: RenderJobFolder) -> dict[str, Any]:
    from resources.errors import NotFound
    from spark_video_assets.crew.render_jobs.manifest import RenderManifest

    if not folder.manifest.is_file():
        raise NotFound("the run left no manifest", where=str(folder.path), next_command="spark-video dev")
    paper = RenderManifest.from_json(folder.manifest.read_text(encoding="utf-8"), where=str(folder.manifest))
    return {"state": "done", "clip": str(folder.clip), "folder": str(folder.path), **paper.to_data()}


def _failure(name: str, error: SparkVideoError) -> dict[str, Any]:
    return {
        "state": "failed",
        "request": name,
        "exit_code": error.exit_code,
        "problem": error.problem,
        "where": error.where,
        "allowed": error.allowed,
        "next": error.next_command,
    }
