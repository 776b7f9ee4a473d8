"""The command `review`: scores any clip as if it were a take of a shot. Records nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from spark_video_assets.cli.options import AsJson, EpisodeName, ProjectName, ShotId, look_at, open_episode, shot_of
from spark_video_assets.cli.speak import give, give_json, give_table


def review(
    project: ProjectName,
    episode: EpisodeName,
    shot: ShotId,
    clip: Annotated[Path, typer.Option("--clip", metavar="FILE", help="Any video file.")],
    as_json: AsJson = False,
) -> None:
    """Score a clip on the six axes as if it were a take of that shot: exit 0 whatever the verdict, 1 when no judge can run."""
    from resources.call_log import CallLog
    from resources.errors import MediaError, NotFound
    from resources.judge.choosing import open_judge
    from resources.video.registry import capabilities_of
    from spark_video_assets.crew.shooting.call_sheet import CallSheets
    from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
    from spark_video_assets.crew.shooting.foreign_clip import as_take_of

    found = open_episode(project, episode)
    shot_id = shot_of(found, shot)
    if not clip.is_file():
        raise NotFound("there is no such clip", where=str(clip), allowed="a video file")
    sources = look_at(found)
    capabilities = capabilities_of(sources.provider)
    sheets = CallSheets.of(found, capabilities)
    judge = open_judge(CallLog(found.folder), drawn=capabilities.free)
    reviewer = ClipReviewer(judge, sources.settings.rules, sheets)
    made = reviewer.review(as_take_of(reviewer, shot_id, clip), at=dt.datetime.now(dt.UTC).isoformat())
    if made.verdict == "ERROR":
        raise MediaError(f"cannot be judged: {made.error}", where=str(clip))
    if as_json:
        give_json(made.to_data())
        return
    score = "not scored" if made.score is None else f"{made.score:g} of 10, threshold {made.threshold:g}"
    give(f"{made.verdict}: {score}")
    give_table(("axis", "0-10"), [(axis, "not judged" if v is None else v) for axis, v in made.breakdown.items()])
    for fault in made.qc_faults:
        give(f"fault: {fault}")
    if made.critique:
        give(made.critique)
