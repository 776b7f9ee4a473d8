"""The command `export`: a timeline or an archive of the finished film. What goes in: `crew.post.export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spark_video_assets.cli.options import EpisodeName, ProjectName, look_at, open_episode
from spark_video_assets.cli.speak import give


def export(
    project: ProjectName,
    episode: EpisodeName,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="edl (cut list), otio (timeline) or zip (everything)."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Where to; default: the delivery's exports folder."),
    ] = None,
) -> None:
    """Hand the film on: a CMX 3600 cut list, an OpenTimelineIO timeline, or all of it with its media in one archive."""
    from resources.errors import UsageError
    from spark_video_assets.crew.post.export import FORMATS, export_target
    from spark_video_assets.crew.post.export import export as write_export

    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}", allowed=", ".join(FORMATS))
    found = open_episode(project, episode)
    give(str(write_export(look_at(found), form, output or export_target(found, form))))
