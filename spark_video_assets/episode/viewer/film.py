"""The finished film for the page: where each shot lies in it, its captions, what is delivered with it. No markup here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from spark_video_assets.episode.front_matter import read_text
from spark_video_assets.episode.stages import cut_record, qc_record, subtitle_files
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.story.post import QcReport

_CUE_TIMES = re.compile(r"((?:\d+:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d\d:\d\d\.\d{3})")


class Place(BaseModel):
    """A shot on the film's timeline, seconds. Other fields of the cut's record are passed over."""

    shot_id: str
    start_s: float = Field(ge=0, allow_inf_nan=False)
    length_s: float = Field(gt=0, allow_inf_nan=False)


class _CutRecord(BaseModel):
    segments: list[Place] = Field(default_factory=list)


@dataclass(frozen=True)
class CaptionTrack:
    """A WebVTT file with its cues inside: browsers do not load a text track from file://."""

    name: str
    cues: list[dict[str, Any]]


@dataclass(frozen=True)
class Film:
    """What stands at the top of the page.

    Args:
        poster: Key of its still.
        burned: Captions are in the picture already, so the track starts switched off.
        downloads: (label, link) of files that are there.
    """

    video: str | None
    poster: str | None
    places: list[Place]
    tracks: list[CaptionTrack]
    burned: bool
    language: str
    downloads: list[tuple[str, str]]
    quality: QcReport | None
    quality_is_current: bool


def film_of(reading: Reading) -> Film:
    """The film and everything that goes with it; most of it empty before the cut."""
    sources, folder = reading.sources, reading.folder
    film = folder.final_film
    brief = reading.attempt("brief", lambda: sources.brief)
    report = reading.attempt("QC report", lambda: reading.episode.load(QcReport, qc_record(sources)))
    srt, vtt = subtitle_files(sources)
    files = [
        ("Film (mp4)", film),
        ("Captions (srt)", srt),
        ("Captions (vtt)", vtt),
        ("QC report", qc_record(sources)),
    ]
    return Film(
        video=reading.url(film),
        poster=reading.still_of_clip(film, wide=True),
        places=(reading.attempt("timeline of the film", lambda: _places(reading)) or []) if film.is_file() else [],
        tracks=_tracks(reading),
        burned=brief is not None and brief.captions == "burned",
        language=brief.language if brief else "",
        downloads=[(label, url) for label, path in files if (url := reading.url(path))],
        quality=report,
        quality_is_current=report is not None and film.is_file() and report.film_digest == folder.digest(film),
    )


def _places(reading: Reading) -> list[Place]:
    """As the cut measured; for a film of an older program, from the storyboard's lengths."""
    record = cut_record(reading.sources)
    if record.is_file():
        return _CutRecord.model_validate_json(read_text(record)).segments
    places: list[Place] = []
    start = 0.0
    for shot in reading.sources.board.shots if reading.sources.board else []:
        places.append(Place(shot_id=shot.id, start_s=start, length_s=shot.duration))
        start += shot.duration - reading.sources.brief.crossfade_s
    return places


def _tracks(reading: Reading) -> list[CaptionTrack]:
    home = reading.folder.subtitles
    files = sorted(home.glob("*.vtt")) if home.is_dir() else []
    tracks = [CaptionTrack(f.stem, reading.attempt(f.name, partial(read_cues, f)) or []) for f in files]
    return [track for track in tracks if track.cues]


def read_cues(path: Path) -> list[dict[str, Any]]:
    """Cues of a WebVTT file as {start, end, text}, seconds; the text keeps its voice tags. Raises `InvalidDocument`."""
    cues = []
    for block in re.split(r"\n[ \t]*\n", read_text(path).replace("\r\n", "\n")):
        rows = block.strip("\n").split("\n")
        for number, row in enumerate(rows):
            times = _CUE_TIMES.search(row)
            if times:
                text = "\n".join(rows[number + 1 :])
                cues.append({"start": _seconds(times[1]), "end": _seconds(times[2]), "text": text})
                break
    return cues


def _seconds(clock: str) -> float:
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds, 3)
