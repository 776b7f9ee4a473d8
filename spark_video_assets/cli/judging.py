"""The commands `judge ...`: whether a judge may be trusted with verdicts. Reviews of single clips: `scoring`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.options import AsJson
from spark_video_assets.cli.speak import give, give_json, give_table, say

if TYPE_CHECKING:
    from spark_video_assets.story.calibration import Agreement, Calibration

judge_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Hold a judge against a person.")


@judge_commands.callback()
def _group() -> None:
    """Hold a judge against a person."""


@judge_commands.command()
def calibrate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Clips with labels.json.")],
    judge: Annotated[
        str, typer.Option("--judge", metavar="NAME", help="Who looks: local (free) or omni (paid).")
    ] = "local",
    as_json: AsJson = False,
) -> None:
    """Agreement, Cohen's kappa and confusion of a judge against labels of a person: exit 0 whatever comes out.

    The result is kept in the projects folder: gate 3 says so when the judge of the winners may only advise.
    """
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.crew.shooting.calibrating import hold_against_labels
    from spark_video_assets.crew.shooting.judges import judge_named
    from spark_video_assets.episode.settings import Settings
    from spark_video_assets.episode.trust import keep_calibration

    settings = Settings.from_environment()
    found = hold_against_labels(
        folder,
        judge_named(judge),
        rules=settings.rules,
        bar=settings.judge_bar,
        at=dt.datetime.now(dt.UTC).isoformat(),
        told=say,
    )
    keep_calibration(ProjectsRoot(), found)
    if as_json:
        give_json(found.to_data())
    else:
        _show(found)


def _show(found: Calibration) -> None:
    give(f"judge {found.judge}: {'advisory only' if found.advisory else 'may decide'} (bar: kappa {found.bar:g})")
    for reason in found.reasons:
        give(f"  {reason}")
    rated: list[tuple[str, Agreement]] = [("verdict", found.verdict), *found.axes.items()]
    rows = [(name, *_figures(one), _told_confusion(one)) for name, one in rated]
    give_table(("rated", "clips", "agreed", "kappa", "95 % from", "person > judge"), rows)
    if found.unjudged:
        give(f"not judged: {', '.join(found.unjudged)}")
    for one in found.disagreements:
        give(f"{one.file}: a person says {one.person}, {found.judge} says {one.judge}. {one.critique or one.note}")


def _figures(one: Agreement) -> tuple[object, ...]:
    kappa, low = ("-" if value is None else f"{value:.2f}" for value in (one.kappa, one.kappa_low))
    return one.count, "-" if one.agreed is None else f"{one.agreed:.0%}", kappa, low


def _told_confusion(one: Agreement) -> str:
    cells = ((person, judge, count) for person, row in one.confusion.items() for judge, count in row.items())
    return ", ".join(f"{person} > {judge} {count}" for person, judge, count in cells if count)
