"""One take from request to mp4. The parts are elsewhere: lines in `timeline`, frames in `shot_picture`, file in `encode`."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

import cv2
import numpy as np

from resources.media.staged import staged_file
from resources.tts.base import Speaker, SpeechEngine
from resources.video.animatic.blocking import walks_in
from resources.video.animatic.camera import ease
from resources.video.animatic.canvas import Image
from resources.video.animatic.capabilities import MODEL
from resources.video.animatic.carrying_on import carried_on
from resources.video.animatic.encode import FRAME_RATE, write_clip
from resources.video.animatic.photos import read_photo
from resources.video.animatic.seam import blended
from resources.video.animatic.sets.reading import seed_of
from resources.video.animatic.shot_picture import ShotPicture
from resources.video.animatic.soundtrack import loudness_of, mixed
from resources.video.animatic.steering import is_slow, steered
from resources.video.animatic.timeline import LEAD_IN_S, PlacedLine, place_lines
from resources.video.animatic.ways import ENTRANCE_S
from resources.video.base import MediaRole, RenderRequest, RenderResult, frame_size
from resources.video.staging import Scenery, Staging

_DISSOLVE_S = 0.4  # into a given last picture
_TRANSITION_FRAMES = FRAME_RATE // 2
_ON_THE_LAST_STEP_S = 0.2
_PICTURE_MOVE = 0.14  # how much closer a camera move over a still picture ends


def render_clip(request: RenderRequest, out: Path, speech: SpeechEngine) -> RenderResult:
    """Draw, speak and encode one take; the same request always gives the same picture.

    Args:
        request: Without a staging, the prompt is read as the description of an empty set.
        out: The mp4 to write, whole or not at all.
        speech: Speaks the lines; its cache decides whether that costs time.

    Raises:
        MediaError: A given first or last frame cannot be read.
        ProviderError: The speech engine failed.
        StorageError: `out` cannot be written.
    """
    staging = steered(request.staging or _staging_of(request), request.prompt)
    frame_count = max(FRAME_RATE, round(request.duration_s * FRAME_RATE))
    duration_s = frame_count / FRAME_RATE
    chance = random.Random(seed_of(staging.world_seed, request.shot_id, request.seed, request.take))
    voices = speech.cast_voices(_speakers(staging), staging.language)
    lines = place_lines(staging.lines, voices, speech, staging.language, duration_s, first_word_s(staging))
    loudness = [loudness_of(line) for line in lines]
    size = frame_size(request.ratio, request.resolution)
    shot = ShotPicture(staging, lines, loudness, size, duration_s, chance, slow=is_slow(request.prompt))
    frames = _anchored(request, staging, shot, size, frame_count)
    sound = mixed(staging, shot.place, lines, shot.screen_positions(), duration_s, staging.world_seed)
    if not request.generate_audio:
        sound = np.zeros_like(sound)
    with staged_file(out) as temporary:
        write_clip(temporary, size, frames, frame_count, sound, _key_frames(lines, frame_count))
    timed = tuple(line.timed for line in lines)
    return RenderResult(
        clip=out,
        model=MODEL,
        lines=timed,
        notes=(*shot.notes, *voice_notes(staging)),
        usage={"seconds": duration_s},
    )


def _staging_of(request: RenderRequest) -> Staging:
    return Staging(
        shot_id=request.shot_id, scenery=Scenery(description=request.prompt), action=request.prompt, size="wide"
    )


def first_word_s(staging: Staging) -> float:
    """When the first line may begin: after the entrance of its speaker."""
    first = next(iter(staging.lines), None)
    speaker = next((figure for figure in staging.figures if first and figure.name == first.speaker), None)
    return ENTRANCE_S - _ON_THE_LAST_STEP_S if speaker is not None and walks_in(speaker, staging) else LEAD_IN_S


def _key_frames(lines: Sequence[PlacedLine], frame_count: int) -> frozenset[int]:
    """Where the cut may want to take over: where captions come and go, and beside a transition."""
    seconds = [moment for line in lines for moment in (line.timed.start_s, line.timed.end_s)]
    return frozenset(
        {_TRANSITION_FRAMES, frame_count - _TRANSITION_FRAMES} | {ceil(at * FRAME_RATE) for at in seconds}
    )


def voice_notes(staging: Staging) -> list[str]:
    """Who speaks here with another voice than the one that a user gave: this engine imitates none."""
    given = {figure.name for figure in (*staging.figures, *staging.company) if figure.voice_file is not None}
    heard = dict.fromkeys(line.speaker for line in staging.lines if line.speaker in given)
    return [f"{name}'s own voice file is not used: this provider imitates no voice" for name in heard]


def _speakers(staging: Staging) -> list[Speaker]:
    """The company in order, so that everyone sounds the same in every shot, then voices that nobody in it has."""
    speakers = [
        Speaker(
            name=figure.name,
            gender=figure.gender or figure.description[:400],
            age=figure.age,
            voice_style=figure.voice_style,
        )
        for figure in staging.company or staging.figures
    ]
    known = {speaker.name for speaker in speakers}
    for line in staging.lines:
        if line.speaker not in known:
            speakers.append(Speaker(name=line.speaker))
            known.add(line.speaker)
    return speakers


def _anchored(
    request: RenderRequest, staging: Staging, shot: ShotPicture, size: tuple[int, int], frame_count: int
) -> Iterator[Image]:
    """The frames of the shot, starting and ending on given pictures where there are any."""
    first, last = _anchor(request, "first_frame", size), _anchor(request, "last_frame", size)
    still = first if not staging.figures else None
    seam = carried_on(shot, first) if first is not None and still is None else None
    for index in range(frame_count):
        if still is not None:
            picture = _moved_over(still, index / max(1, frame_count - 1))
        else:
            picture = shot.draw(index / FRAME_RATE)
            if seam is not None:
                picture = seam.joined(picture, index / FRAME_RATE)
        if last is not None:
            picture = blended(last, picture, (frame_count - 1 - index) / FRAME_RATE / _DISSOLVE_S)
        yield picture


def _anchor(request: RenderRequest, role: MediaRole, size: tuple[int, int]) -> Image | None:
    found = next((media for media in request.media if media.role == role), None)
    return read_photo(found.path, size, fill=True) if found is not None else None


def _moved_over(picture: Image, progress: float) -> Image:
    """A slow camera move into a still picture; progress 0 is the picture itself."""
    high, wide = picture.shape[:2]
    scale = 1.0 + _PICTURE_MOVE * ease(progress)
    matrix = np.array([[scale, 0.0, wide * (1 - scale) * 0.5], [0.0, scale, high * (1 - scale) * 0.42]])
    return np.asarray(cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR), np.uint8)
