"""Quality control of the finished film: what its cut measured, against what was planned. Clips are reviewed elsewhere."""

from __future__ import annotations

import json
from typing import Any

from resources.errors import NotFound
from resources.media.probe import probe
from resources.video.base import frame_size
from spark_video_assets.crew.post.editor import FRAME_RATE
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.post import QcCheck, QcReport
from spark_video_assets.story.storyboard import Storyboard

BLACK_LIMIT_S = 2.0
"""Longest black stretch that passes as a pause (branded delivery QC practice)."""
FROZEN_LIMIT_S = 2.0
"""Longest still stretch; a held last frame is 1.0 s at most."""
AV_END_LIMIT_S = 0.040
"""How far apart sound and picture may end."""


def qc_report(episode: Episode, board: Storyboard) -> QcReport:
    """Check the film that is there now.

    Raises:
        NotFound: no film, or no record of its cut.
        MediaError: the film cannot be decoded.
    """
    film = episode.folder.final_film
    record = _cut_record(episode)
    info = probe(film)
    width, height = frame_size(board.ratio, board.resolution)
    planned = record["frames"] / FRAME_RATE
    picture, sound = info.video_duration_s or 0.0, info.audio_duration_s or 0.0
    checks = [QcCheck(name=c["name"], ok=c["ok"], detail=c["detail"]) for c in record["checks"]]
    checks += [
        QcCheck(
            name="size",
            ok=(info.width, info.height) == (width, height),
            detail=f"{info.width}x{info.height}, planned {width}x{height}",
        ),
        QcCheck(
            name="length",
            ok=abs(picture - planned) <= 1.5 / FRAME_RATE,
            detail=f"{picture:.3f} s, planned {planned:.3f} s",
        ),
        QcCheck(
            name="sound and picture end together",
            ok=abs(picture - sound) <= AV_END_LIMIT_S,
            detail=f"{abs(picture - sound) * 1000:.0f} ms apart",
        ),
        _stretches("no long black stretch", record["black"], BLACK_LIMIT_S),
        _stretches("no long still stretch", record["frozen"], FROZEN_LIMIT_S),
    ]
    return QcReport(
        film=episode.folder.relative(film),
        film_digest=episode.folder.digest(film),
        duration_s=round(picture, 3),
        frames=record["frames"],
        width=info.width or 0,
        height=info.height or 0,
        frame_rate=float(info.frame_rate or 0.0),
        loudness=record["loudness"],
        checks=checks,
    )


def _cut_record(episode: Episode) -> dict[str, Any]:
    path = episode.folder.final / "cut.json"
    if not path.is_file():
        key = episode.key
        raise NotFound("is not there", where=str(path), next_command=f"spark-video stitch {key.typed}")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _stretches(name: str, found: list[dict[str, float]], limit_s: float) -> QcCheck:
    long = [f"{s['start_s']:.1f}-{s['end_s']:.1f} s" for s in found if s["end_s"] - s["start_s"] > limit_s]
    return QcCheck(name=name, ok=not long, severity="WARN", detail=", ".join(long) or f"none over {limit_s:g} s")
