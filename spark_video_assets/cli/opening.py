"""The command `new`: opens an episode from a premise, a screenplay or a saved storyboard. Nothing is made yet."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.options import EpisodeName, ProjectName
from spark_video_assets.cli.speak import give, say

if TYPE_CHECKING:
    from spark_video_assets.episode.imports import Imported

_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


class ModeChoice(StrEnum):
    """How the story is told."""

    DRAMA = "drama"
    NARRATION = "narration"


def new(
    project: ProjectName,
    episode: EpisodeName,
    premise: Annotated[
        str | None, typer.Option("--premise", help="The story in a paragraph; the crew writes it.")
    ] = None,
    script: Annotated[
        Path | None,
        typer.Option(
            "--script", help="A .fountain screenplay, scene pages in one markdown file, or an episode's folder."
        ),
    ] = None,
    score: Annotated[
        Path | None, typer.Option("--score", help="A saved storyboard.json or DirectorScore, taken as it is.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the film.")] = None,
    mode: Annotated[ModeChoice | None, typer.Option("--mode", help="Acted, or told by a narrator.")] = None,
    provider: Annotated[str | None, typer.Option("--provider", help="Who renders, e.g. animatic.")] = None,
    ratio: Annotated[str | None, typer.Option("--ratio", help="16:9, 9:16, 1:1, 4:3 or 3:4.")] = None,
    resolution: Annotated[str | None, typer.Option("--resolution", help="480P, 720P or 1080P.")] = None,
    duration: Annotated[
        int | None,
        typer.Option("--duration", metavar="SECONDS", min=2, max=3600, help="Wanted length of the film."),
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="Of what is spoken, e.g. en or zh.")] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, help="Cap of the episode's costs, in --currency.")
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="Of the budget, e.g. CNY or USD.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Same seed, same looks.")] = None,
    no_music: Annotated[bool, typer.Option("--no-music", help="A film without music.")] = False,
    vfx: Annotated[bool, typer.Option("--vfx", help="Review the storyboard's feasibility before gate 2.")] = False,
) -> None:
    """Open a new episode: exactly one of --premise, --script or --score tells the story."""
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.episode.opening import open_new
    from spark_video_assets.story.names import EpisodeKey

    imported = _source(premise, script, score)
    typed = {
        "title": title,
        "mode": mode.value if mode else None,
        "provider": _provider(provider),
        "ratio": _one_of("--ratio", ratio),
        "resolution": _one_of("--resolution", resolution and resolution.upper()),
        "target_duration_s": duration,
        "language": _language(language),
        "budget": budget,
        "currency": currency,
        "seed": seed,
        "bgm": {"enabled": False, "mode": "off"} if no_music else None,
        "vfx_review": vfx or None,
    }
    given = {field: value for field, value in typed.items() if value is not None}
    created = open_new(ProjectsRoot(), EpisodeKey.of(project, episode), imported, given)
    key = created.key
    say(f"next: spark-video produce {key.typed}")
    give(f"episode: {created.folder.path}")


def _source(premise: str | None, script: Path | None, score: Path | None) -> Imported:
    """What the one given source brings. Raises `UsageError` for none or several of them."""
    from resources.errors import UsageError
    from spark_video_assets.episode.imports import read_premise, read_score, read_screenplay

    given = [
        name
        for name, value in (("--premise", premise), ("--script", script), ("--score", score))
        if value is not None
    ]
    if len(given) != 1:
        raise UsageError(
            f"{' and '.join(given) or 'no source'} given", allowed="exactly one of --premise, --script, --score"
        )
    if script is not None:
        return read_screenplay(script)
    if score is not None:
        return read_score(score)
    return read_premise(premise or "")


def _provider(name: str | None) -> str | None:
    from spark_video_assets.episode.settings import known_provider

    return None if name is None else known_provider(name, "--provider")


def _one_of(option: str, value: str | None) -> str | None:
    """A ratio or resolution of the storyboard's schema. Raises `UsageError` naming them."""
    from typing import get_args

    from resources.errors import UsageError
    from spark_video_assets.story.storyboard import Ratio, Resolution

    allowed = get_args(Ratio) if option == "--ratio" else get_args(get_args(Resolution)[0])
    if value is not None and value not in allowed:
        raise UsageError(f"{value!r} is not one", where=option, allowed=", ".join(allowed))
    return value


def _language(tag: str | None) -> str | None:
    from resources.errors import UsageError

    if tag is not None and not _LANGUAGE.match(tag):
        raise UsageError(f"{tag!r} is no language tag", where="--language", allowed="en, zh, de, pt-BR, ...")
    return tag
