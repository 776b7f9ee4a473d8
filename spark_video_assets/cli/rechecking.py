"""The command `recheck`: judges what no judge could score, and holds recorded files against their digests. Makes nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.options import AsJson
from spark_video_assets.cli.speak import give, give_json, give_table, say

if TYPE_CHECKING:
    from spark_video_assets.crew.shooting.rechecking import Recheck


def recheck(
    project: Annotated[str | None, typer.Argument(metavar="[PROJECT]", help="Only this project.")] = None,
    episode: Annotated[str | None, typer.Argument(metavar="[EPISODE]", help="Only this episode.")] = None,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Do not ask the judge about takes without a review.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at finished work again: exit 1 when a recorded file is missing or changed. Spends at most the judge's price."""
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.crew.shooting.judges import judge_of
    from spark_video_assets.crew.shooting.rechecking import recheck as visit
    from spark_video_assets.episode.finding import episodes_named
    from spark_video_assets.episode.settings import Settings

    settings = Settings.from_environment()
    judge = None if files_only else judge_of
    found = []
    named = [f"{project}/{episode}"] if project and episode else [project] if project else []
    for place in episodes_named(ProjectsRoot(), named):
        say(f"looking at {place.key}")
        found.append(visit(place, settings, judge, lambda: dt.datetime.now(dt.UTC)))
    if as_json:
        give_json([one.model_dump(mode="json") for one in found])
    else:
        _tell(found)
    if any(one.faults for one in found):
        raise typer.Exit(1)


def _tell(found: list[Recheck]) -> None:
    for one in found:
        if one.skipped or one.not_judged:
            give(f"{one.episode}: {one.skipped or one.not_judged}")
    judged = [(one.episode, j.shot, j.take, j.verdict, j.score, j.error) for one in found for j in one.judged]
    if judged:
        give_table(("episode", "shot", "take", "verdict", "score", "error"), judged)
    faults = [(one.episode, f.what, f.file, f.problem, f.mend) for one in found for f in one.faults]
    if faults:
        give_table(("episode", "what", "file", "problem", "what to do"), faults)
    looked = sum(not one.skipped for one in found)
    give(f"episodes looked at: {looked}; files not as recorded: {len(faults)}; takes judged: {len(judged)}")
