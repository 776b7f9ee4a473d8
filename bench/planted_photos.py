"""Photographic clips of the fault bench: camera moves over photographs that ship inside wheels. No faults of sound here.

Needs the extra `bench`. Nothing of it is imported or committed: only its sample pictures are read.
"""

from __future__ import annotations

import importlib.util
import wave
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from bench.clip_files import Clip, Frame, Sound, encode
from bench.photo_takes import A_MAN, GRACE, PHOTOS, SITTERS, PhotoTake, Sitter
from bench.planted_takes import Subject
from resources.judge.base import Portrait, ReviewRequest
from resources.tts.base import Speaker
from resources.tts.espeak import EspeakEngine
from resources.video.staging import TimedLine
from spark_video_assets.story.heard import estimated_lines
from spark_video_assets.story.storyboard import SpokenBeat

SECONDS = 2.5
SOUND_RATE = 48_000
_GRAIN = 4.0
_LINE_AT_S = 0.45
_ROOM_LEVEL = 0.003


@dataclass(frozen=True)
class Darkroom:
    """Makes the photographic clips in a folder."""

    folder: Path

    def subject(self, take: PhotoTake) -> Subject:
        """A take, clean and wrong, with what a paid provider would have promised of it: size, rate, no times of lines."""
        speech = self._spoken(take.line, take.sitters[0].voice if take.sitters else A_MAN)
        clean = self._shoot(take, "clean", _mouths(take, speech), speech)
        twins: dict[str, Path] = {}
        if take.sitters:
            other = next(sitter for sitter in SITTERS if sitter != take.sitters[0])
            stranger = replace(take, photo=other.photo, sitters=(other,), window=(other.mouth[0], 0.45, 0.9))
            twins["wrong cast"] = self._shoot(stranger, "stranger", _mouths(stranger, speech), speech)
        if take.line:
            twins["speech missing"] = self._shoot(take, "mute", {}, None)
        if take.line and take.sitters:
            man = self._spoken(take.line, A_MAN)
            twins["wrong voice"] = self._shoot(take, "man", _mouths(take, man), man)
        if take.line and len(take.sitters) > 1:
            moved = _mouths(replace(take, sitters=take.sitters[::-1]), speech)
            twins["swapped speaker"] = self._shoot(take, "swapped", moved, speech)
        if take.chained:
            elsewhere = replace(take, window=(take.window[0], take.window[1], take.window[2] * 0.6))
            twins["seam jump"] = self._shoot(elsewhere, "jump", _mouths(take, speech), speech)
        return Subject(self._question(take, clean), twins)

    def _question(self, take: PhotoTake, clean: Path) -> ReviewRequest:
        beats = (
            [SpokenBeat(speaker=_speaker(take), text=take.line, voice_over=take.voice_over)] if take.line else []
        )
        lines = estimated_lines(beats, SECONDS)
        before = None
        if take.chained:
            before = self.folder / f"{take.name}-before.png"
            _write(before, _framed(_photograph(take), take, 0.0))
        people = {sitter.voice.name: sitter for sitter in take.sitters}
        return ReviewRequest(
            clip=clean, shot_id=take.name, kind="i2v" if before else "r2v", prompt="", duration_s=SECONDS,
            width=take.size[0], height=take.size[1], frame_rate=float(take.rate), timing_known=False,
            lines=tuple(TimedLine(**line.model_dump()) for line in lines), speech_expected=bool(lines),
            palette_pictures=(self._set_picture(take),), previous_last_frame=before,
            characters=tuple(
                Portrait(name=name, image=self._portrait(sitter), drawn=False, voice=sitter.voice)
                for name, sitter in people.items()
            ),
        )  # fmt: skip

    def _set_picture(self, take: PhotoTake) -> Path:
        """The place as another camera saw it: mirrored, warmer and a little darker."""
        path = self.folder / f"{take.name}-set.png"
        _write(path, np.clip(_photograph(take)[:, ::-1] * np.asarray([0.93, 0.96, 1.0]), 0, 255).astype(np.uint8))
        return path

    def _portrait(self, sitter: Sitter) -> Path:
        """The same person on another day: mirrored, brighter, with more contrast."""
        path = self.folder / f"{sitter.photo}-portrait.png"
        photo = _read(sitter.photo)[:, ::-1].astype(np.float32)
        _write(path, np.clip((photo - 128) * 1.1 + 134, 0, 255).astype(np.uint8))
        return path

    def _spoken(self, text: str, voice: Speaker) -> Sound | None:
        """The line as spoken by espeak, or None when nobody says anything."""
        if not text:
            return None
        engine = EspeakEngine(self.folder / "speech")
        spoken = engine.say(text, engine.cast_voices([voice], "en")[voice.name], "en")
        with wave.open(str(spoken.wav)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return np.asarray(samples / 32768, np.float32)

    def _shoot(self, take: PhotoTake, name: str, mouths: dict[Sitter, Sound], speech: Sound | None) -> Path:
        """Encode one clip; `mouths` are the opening of each talking mouth over the clip, 0..1 for each frame."""
        path = self.folder / f"{take.name}-{name}.mp4"
        if path.exists():
            return path
        photo = _photograph(take)
        chance = np.random.default_rng(len(take.name))
        frames = []
        for index in range(round(SECONDS * take.rate)):
            talking = photo
            for sitter, opening in mouths.items():
                talking = _with_mouth(talking, take, sitter, float(opening[min(index, len(opening) - 1)]))
            frames.append(_grainy(_framed(talking, take, index / take.rate / SECONDS), chance))
        encode(Clip(frames, _room(speech, chance), take.rate, SOUND_RATE, crf=23), path)
        return path


def _speaker(take: PhotoTake) -> str:
    return take.sitters[0].voice.name if take.sitters else "Narrator"


@lru_cache
def _read(photo: str) -> Frame:
    package, place = PHOTOS[photo].split(":")
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"the photographs of {package} are missing; next: pip install 'spark-video-assets[bench]'")
    picture = cv2.imread(str(Path(found.origin).parent / place), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"this version of {package} ships no {place}")
    return np.asarray(picture, np.uint8)


def _photograph(take: PhotoTake) -> Frame:
    """The take's photograph; two sitters stand side by side in order of their names, whoever speaks."""
    if take.photo != "both":
        return _read(take.photo)
    left, right = _read("astronaut")[:430, 20:420], cv2.resize(_read("admiral"), (400, 469))[:430]
    return np.concatenate([left, right], axis=1)


def _mouth_place(take: PhotoTake, sitter: Sitter) -> tuple[float, float, float]:
    """Middle and half width of a mouth in pixels of the take's photograph."""
    high, wide = _read(sitter.photo).shape[:2]
    across, down, half = sitter.mouth[0] * wide, sitter.mouth[1] * high, sitter.half_mouth * wide
    if take.photo != "both":
        return across, down, half
    scale = 400 / wide if sitter is GRACE else 1.0
    return (across * scale + 400, down * scale, half * scale) if sitter is GRACE else (across - 20, down, half)


def _mouths(take: PhotoTake, speech: Sound | None) -> dict[Sitter, Sound]:
    """How far the first sitter's mouth is open at each frame, after the loudness of the speech."""
    if speech is None or not take.sitters:
        return {}
    opening = np.zeros(round(SECONDS * take.rate), np.float32)
    for index in range(len(opening)):
        at = round((index / take.rate - _LINE_AT_S) * SOUND_RATE)
        window = speech[max(0, at) : max(0, at + SOUND_RATE // take.rate)]
        opening[index] = min(1.0, float(np.sqrt((window**2).mean())) / 0.12) if window.size else 0.0
    return {take.sitters[0]: opening}


def _with_mouth(photo: Frame, take: PhotoTake, sitter: Sitter, opening: float) -> Frame:
    """The lower lip and chin move down and what is between the lips becomes dark."""
    x, y, half = _mouth_place(take, sitter)
    drop = opening * half * 0.7
    if drop < 0.5:
        return photo
    high, wide = photo.shape[:2]
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    reach = np.exp(-(((columns - x) / (1.3 * half)) ** 2))
    below = np.clip((rows - y) / half, 0, 1) * np.clip((2.4 * half - (rows - y)) / (1.4 * half), 0, 1)
    moved = cv2.remap(
        photo, columns, rows - drop * reach * below, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    cv2.ellipse(
        moved,
        (round(x), round(y + drop / 2)),
        (round(half * 0.7), max(1, round(drop / 2))),
        0,
        0,
        360,
        (25, 20, 50),
        -1,
    )
    return np.asarray(moved, np.uint8)


def _framed(photo: Frame, take: PhotoTake, progress: float) -> Frame:
    """What the camera frames at a moment of the take, 0..1."""
    high, wide = photo.shape[:2]
    x, y, share = take.window
    framed = min(share * wide, high * take.size[0] / take.size[1])
    scale = take.size[0] / framed * (take.zoom**progress)
    sway = take.shake * np.asarray([np.sin(progress * 23), np.cos(progress * 17)])
    half = np.asarray(take.size) / scale / 2
    middle = np.asarray([x + take.travel[0] * progress, y + take.travel[1] * progress]) * (wide, high) + sway
    middle = np.clip(middle, half, np.maximum(half, np.asarray([wide, high]) - half))
    matrix = np.asarray(
        [[scale, 0, take.size[0] / 2 - scale * middle[0]], [0, scale, take.size[1] / 2 - scale * middle[1]]]
    )
    interpolation = cv2.INTER_CUBIC if scale >= 1 else cv2.INTER_AREA
    shown = cv2.warpAffine(photo, matrix, take.size, flags=interpolation, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(shown, np.uint8)


def _grainy(frame: Frame, chance: np.random.Generator) -> Frame:
    """Film grain: clumps a little larger than a pixel, the same in all colours."""
    grain = cv2.GaussianBlur(chance.standard_normal(frame.shape[:2]).astype(np.float32), (0, 0), 0.7) * _GRAIN * 1.8
    return np.clip(frame + grain[..., None], 0, 255).astype(np.uint8)


def _room(speech: Sound | None, chance: np.random.Generator) -> Sound:
    """Room noise, and the line from its moment on; shape (1, samples)."""
    count = round(SECONDS * SOUND_RATE)
    noise = np.cumsum(chance.standard_normal(count))
    noise -= np.convolve(noise, np.ones(2400) / 2400, "same")
    sound = np.asarray(noise / np.abs(noise).max() * _ROOM_LEVEL, np.float32)
    if speech is not None:
        start = round(_LINE_AT_S * SOUND_RATE)
        heard = speech[: count - start]
        sound[start : start + len(heard)] += heard * 0.8
    return sound[None]


def _write(path: Path, picture: Frame) -> None:
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
