"""Handing a finished film on: a cut list or a timeline for editing programs, and everything in one archive."""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

from resources.atomic import replacing, write_text
from resources.errors import NotFound, UsageError
from resources.media.timeline import Timeline
from spark_video_assets.crew.post.film_time import timeline_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.signing import require_sign_off
from spark_video_assets.episode.sources import Sources

ExportFormat = Literal["edl", "otio", "zip"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_STORED = {".mp4"}
"""Film data does not get smaller by packing."""


def export_target(episode: Episode, form: ExportFormat) -> Path:
    """Where an export goes when nobody says otherwise."""
    return episode.folder.path / "exports" / f"{episode.folder.final_film.stem}.{form}"


def export(sources: Sources, form: ExportFormat, target: Path) -> Path:
    """Write an export of the film; gate 3 has to be signed, because it is the signed takes that leave the house.

    Args:
        sources: One look at the episode.
        form: `edl` (CMX 3600, one event for each shot), `otio` (OpenTimelineIO: picture, speech, music, captions and the
            other takes) or `zip` (film, subtitles, QC report, both timelines and the media that they name).
        target: File to write.

    Raises:
        WaitingForSignOff: gate 3 is not signed for today's takes.
        NotFound: `zip` before there is a film, or a file that a timeline names is gone.
        UsageError: `otio` on a Python that OpenTimelineIO is not built for.
        StorageError: the file cannot be written.
    """
    require_sign_off(sources, "render")
    if form == "edl":
        return write_text(target, _cut_list(sources))
    if form == "otio":
        if not _has_otio():
            others = ", ".join(name for name in FORMATS if name != "otio")
            raise UsageError("OpenTimelineIO is not installed: it has no package for this Python", allowed=others)
        from spark_video_assets.crew.post.otio_timeline import otio_text

        return write_text(target, otio_text(sources, lambda path: path.absolute().as_uri(), other_takes=True))
    return _archive(sources, target)


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


def _cut_list(sources: Sources) -> str:
    return edl_of(timeline_of(sources), sources.brief.title or str(sources.episode.key))


def _archive(sources: Sources, target: Path) -> Path:
    folder = sources.folder
    if not folder.final_film.is_file():
        key = sources.episode.key
        command = f"spark-video produce {key.typed}"
        raise NotFound("there is no film yet", where=folder.final_film.name, next_command=command)
    winners = [folder.winner_clip(shot.id) for shot in (sources.board.shots if sources.board else [])]
    files = [folder.final_film, *_plain(folder.subtitles), *_plain(folder.delivery), *winners]
    packed = {path: folder.relative(path) for path in files}
    texts = {f"{folder.final_film.stem}.edl": _cut_list(sources)}
    if _has_otio():
        from spark_video_assets.crew.post.otio_timeline import otio_text

        def link(path: Path) -> str:
            inside = path.is_relative_to(folder.path)
            return packed.setdefault(path, folder.relative(path) if inside else f"bgm/{path.name}")

        texts[f"{folder.final_film.stem}.otio"] = otio_text(sources, link, other_takes=False)
    with replacing(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, name in packed.items():
            packing = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            archive.write(path, name, packing)
        for name, text in texts.items():
            archive.writestr(name, text)
    return target


def _has_otio() -> bool:
    return find_spec("opentimelineio") is not None


def _timecode(frame: int, fps: int) -> str:
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def _plain(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
