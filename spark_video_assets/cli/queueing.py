"""The command `series`: what is next in the queue of a project, and what is wrong with it. Nothing is begun here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spark_video_assets.cli.options import AsJson
from spark_video_assets.cli.speak import give, give_json, give_table

if TYPE_CHECKING:
    from spark_video_assets.episode.series import SeriesView


def series(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="Its queue, entry by entry; none = every project's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Series of episodes (series.yaml): what is next and when. Exit 2 names the field that is wrong."""
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.episode.series import look_at_series, projects_with_series

    root, now = ProjectsRoot(), dt.datetime.now(dt.UTC)
    views = [look_at_series(root, name, now) for name in ([project] if project else projects_with_series(root))]
    if as_json:
        documents = [_document(view) for view in views]
        give_json(documents[0] if project else documents)
        return
    if not views:
        give("no project has a series.yaml; docs/series.md shows one")
    for view in views:
        give(view.told)
    if project:
        rows = [(e.episode, e.brief.get("title", ""), views[0].states[e.episode]) for e in views[0].series.episodes]
        give_table(("episode", "title", "state"), rows)


def _document(view: SeriesView) -> dict[str, Any]:
    return {
        "project": view.project,
        "cron": view.series.cron,
        "timezone": view.zone,
        "unfinished_at_most": view.series.unfinished_at_most,
        "next": view.next and view.next.episode,
        "next_at": view.next_at and view.next_at.isoformat(),
        "due": view.due and view.due.isoformat(),
        "held": view.held,
        "episodes": [{"episode": name, "state": state} for name, state in view.states.items()],
    }
