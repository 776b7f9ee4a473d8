"""Handing a finished film on: a cut list for editing programs, and everything in one archive. Nothing is made again."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal, get_args

from resources.atomic import replacing, write_text
from resources.errors import NotFound
from resources.media.timeline import Timeline
from spark_video_assets.crew.post.film_time import timeline_of
from spark_video_assets.episode.signing import require_sign_off
from spark_video_assets.episode.sources import Sources

ExportFormat = Literal["edl", "zip"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_STORED = {".mp4"}
"""Film data does not get smaller by packing."""


def export(sources: Sources, form: ExportFormat, target: Path) -> Path:
    """Write an export of the film; gate 3 has to be signed, because it is the signed takes that leave the house.

    Args:
        sources: One look at the episode.
        form: `edl` (CMX 3600, one event for each shot) or `zip` (film, subtitles, QC report, cut list, winners).
        target: File to write.

    Raises:
        WaitingForSignOff: gate 3 is not signed for today's takes.
        NotFound: `zip` before there is a film.
        StorageError: the file cannot be written.
    """
    require_sign_off(sources, "render")
    cut_list = edl_of(timeline_of(sources), sources.brief.title or str(sources.episode.key))
    if form == "edl":
        return write_text(target, cut_list)
    folder = sources.folder
    if not folder.final_film.is_file():
        key = sources.episode.key
        command = f"spark-video produce {key.project} {key.episode}"
        raise NotFound("there is no film yet", where=folder.final_film.name, next_command=command)
    files = [folder.final_film, *_plain(folder.subtitles), *_plain(folder.delivery)]
    winners = [folder.winner_clip(shot.id) for shot in (sources.board.shots if sources.board else [])]
    with replacing(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (*files, *winners):
            packing = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            archive.write(path, folder.relative(path), packing)
        archive.writestr(f"{folder.final_film.stem}.edl", cut_list)
    return target


def edl_of(timeline: Timeline, title: str) -> str:
    """CMX 3600: one event a shot, a dissolve where shots overlap; times are frames of the film and of each clip."""
    fade = timeline.crossfade_frames
    lines = [f"TITLE: {' '.join(title.split())[:70]}", "FCM: NON-DROP FRAME", ""]
    for number, placed in enumerate(timeline.segments, 1):
        how = f"D    {fade:03d}" if fade and number > 1 else "C       "
        begin, end = placed.start_frame, placed.start_frame + placed.frames
        times = (0, placed.frames, begin, end)
        told = " ".join(_timecode(frame, timeline.fps) for frame in times)
        lines += [f"{number:03d}  AX       AA/V  {how} {told}", f"* FROM CLIP NAME: {placed.shot_id}.mp4"]
    return "\n".join(lines) + "\n"


def _timecode(frame: int, fps: int) -> str:
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def _plain(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
