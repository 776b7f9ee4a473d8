"""The command `jobs`: every paid job with where it stands, bringing finished ones home, and a person's word on doubts.

Running a render request: `rendering`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spark_video_assets.cli.options import AsJson, user_name
from spark_video_assets.cli.rendering import list_videos, quote_request, run_requests
from spark_video_assets.cli.speak import give, give_json, give_table, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resources.render_ledger import Decision, JobView
    from spark_video_assets.crew.places import Place

jobs_commands = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
)
JobId = Annotated[str, typer.Argument(metavar="JOB", help="Name of the job, from `spark-video jobs list`.")]
PlaceProject = Annotated[
    str, typer.Argument(metavar="PROJECT", help="Folder of the project; `videos` for a render job.")
]
PlaceEpisode = Annotated[str, typer.Argument(metavar="EPISODE", help="The episode, or the render job.")]
SomeProject = Annotated[str | None, typer.Argument(metavar="[PROJECT]", help="Only this project.")]
SomeEpisode = Annotated[str | None, typer.Argument(metavar="[EPISODE]", help="Only this episode.")]


@jobs_commands.callback(invoke_without_command=True)
def jobs(context: typer.Context, as_json: AsJson = False) -> None:
    """Paid jobs: list them, bring finished ones home, decide about doubtful ones; render a request without the web UI.

    Alone: those that are not finished.
    """
    if context.invoked_subcommand is None:
        list_jobs(as_json=as_json)


@jobs_commands.command(name="list")
def list_jobs(
    project: SomeProject = None,
    episode: SomeEpisode = None,
    everything: Annotated[bool, typer.Option("--all", help="Also jobs that are finished or failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Jobs with their phase, handle at the provider, price and what they wait for."""
    from resources.render_ledger import Phase, RenderLedger

    over = frozenset() if everything else frozenset({Phase.DONE, Phase.FAILED})
    found = [
        (place, job)
        for place in _places(project, episode)
        for job in RenderLedger(place.folder).jobs()
        if job.phase not in over
    ]
    if as_json:
        give_json([_document(place, job) for place, job in found])
        return
    if not found:
        give("no jobs" if everything else "no job is open: nothing waits at a provider")
        return
    rows = [
        (str(place), job.job_id, job.provider, job.phase, job.handle or "", _money(job), job.message)
        for place, job in found
    ]
    give_table(("episode", "job", "provider", "phase", "handle", "price", "message"), rows)
    if any(job.phase in {Phase.AMBIGUOUS, Phase.LOST} for _, job in found):
        say(
            "look doubtful jobs up in the provider's console, then: spark-video jobs adopt | look-again | resubmit | drop"
        )


@jobs_commands.command()
def reconcile(
    project: SomeProject = None,
    episode: SomeEpisode = None,
    wait_s: Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for jobs that still run.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Look at every open job and fetch what is finished; never submits anything. Exit 1 when a job needs a person."""
    from resources.render_ledger import Phase
    from spark_video_assets.crew.shooting.reconciling import bring_home
    from spark_video_assets.episode.settings import Settings

    settings = Settings.from_environment()
    rows: list[dict[str, Any]] = []
    for place in _places(project, episode):
        found = asyncio.run(bring_home(place.folder, place.book(settings), settings, place.provider, wait_s=wait_s))
        rows += [{**_document(place, one.job), "home": one.home, "message": one.message} for one in found]
    if as_json:
        give_json(rows)
    elif not rows:
        give("no job is open: nothing waits at a provider")
    else:
        give_table(
            ("episode", "job", "phase", "home", "message"),
            [(r["episode"], r["job"], r["phase"], "yes" if r["home"] else "", r["message"]) for r in rows],
        )
    if any(row["phase"] in {Phase.AMBIGUOUS, Phase.LOST} for row in rows):
        raise typer.Exit(1)


@jobs_commands.command()
def adopt(
    project: PlaceProject,
    episode: PlaceEpisode,
    job: JobId,
    handle: Annotated[str, typer.Option("--handle", help="The task's id in the provider's console.")],
) -> None:
    """The provider has the job under this id: wait for it from now on."""
    _decide(project, episode, job, "adopt", handle)


@jobs_commands.command(name="look-again")
def look_again(project: PlaceProject, episode: PlaceEpisode, job: JobId) -> None:
    """A lost job may still be at the provider: the next run asks for it again and sends nothing."""
    _decide(project, episode, job, "look_again")


@jobs_commands.command()
def resubmit(project: PlaceProject, episode: PlaceEpisode, job: JobId) -> None:
    """The provider never had the job: nothing is billed, and the next run sends it."""
    _decide(project, episode, job, "resubmit")


@jobs_commands.command()
def drop(project: PlaceProject, episode: PlaceEpisode, job: JobId) -> None:
    """Nobody waits for the job any more; it is booked as billed at its quoted price."""
    _decide(project, episode, job, "drop")


jobs_commands.command(name="run")(run_requests)
jobs_commands.command(name="quote")(quote_request)
jobs_commands.command(name="videos")(list_videos)


def _decide(project: str, name: str, job: str, decision: Decision, handle: str | None = None) -> None:
    from resources.render_job_folder import RenderJobFolder
    from resources.render_ledger import RenderLedger
    from spark_video_assets.crew.render_jobs.record import ask_again
    from spark_video_assets.episode.settings import Settings

    place = next(_places(project, name))
    budget = place.book(Settings.from_environment())
    view = RenderLedger(place.folder).resolve(job, decision, budget=budget, by=user_name(), handle=handle)
    if isinstance(place.folder, RenderJobFolder):
        ask_again(place.folder)
    give(f"{view.job_id}: {view.phase}")
    say(f"next: {place.next_command}")


def _places(project: str | None, episode: str | None) -> Iterator[Place]:
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.crew.places import Place, all_places
    from spark_video_assets.story.names import EpisodeKey, valid_name

    root = ProjectsRoot()
    if project and episode:
        yield Place.named(root, EpisodeKey.of(project, episode))
    else:
        yield from all_places(root, valid_name(project, what="project") if project else None)


def _document(place: Place, job: JobView) -> dict[str, Any]:
    return {
        "episode": str(place.key),
        "job": job.job_id,
        **job.model_dump(mode="json", exclude={"job_id", "quoted", "cost"}),
        "quoted": float(job.quoted),
        "cost": None if job.cost is None else float(job.cost),
    }


def _money(job: JobView) -> str:
    return f"{job.quoted if job.cost is None else job.cost:g} {job.currency}"
