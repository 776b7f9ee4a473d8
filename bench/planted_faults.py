"""Plants faults in freshly drawn clips and counts what the local reviewer rejects: `python -m bench.planted_faults`.

The shots here were never used for tuning the limits. `--clips 2` makes a quick run of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.base import Judgement, Portrait, ReviewRequest
from resources.judge.local import LocalJudge
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.animatic.render import render_clip
from resources.video.base import RenderRequest, frame_size
from resources.video.staging import Figure, Line, Scenery, Staging, TimedLine

THRESHOLD, VETO_FLOOR = 7.0, 5.0
SHOT_S = 3.0

NURSE = Figure(name="Ida", description="middle-aged nurse, white coat, black hair in a bun", gender="female")
BOY = Figure(name="Paul", description="young boy, yellow sweater, blond hair", gender="male", age="child")
CLERK = Figure(name="Omar", description="young man, grey suit, red tie, short black hair", gender="male")
SISTER = Figure(name="沈青", description="年轻女子, 蓝色长裙, 长发", gender="female")
PEOPLE = (NURSE, BOY, CLERK, SISTER)


@dataclass(frozen=True)
class Clip:
    """A decoded take."""

    frames: list[NDArray[np.uint8]]
    sound: NDArray[np.float32]
    rate: int
    sound_rate: int
    crf: int = 20


def _shot(name: str, place: str, figures: tuple[Figure, ...], words: str, **how: object) -> Staging:
    lines = (Line(speaker=figures[0].name, text=words),) if words else ()
    details = {
        "shot_id": name,
        "scenery": Scenery(name=place),
        "figures": figures,
        "lines": lines,
        "size": "medium",
    }
    return Staging.model_validate(details | how)


SHOTS: tuple[tuple[Staging, str], ...] = (
    (_shot("ward", "Hospital ward", (NURSE, BOY), "You should be in bed."), "16:9"),
    (_shot("class", "Classroom", (BOY,), "I forgot my homework.", size="close"), "16:9"),
    (_shot("desk", "Office at night", (CLERK,), "One more page.", movement="push_in"), "16:9"),
    (_shot("roof", "Rooftop at night", (SISTER, CLERK), "Do not jump!", movement="handheld"), "16:9"),
    (_shot("train", "Train carriage", (CLERK, NURSE), "Is this seat free?"), "9:16"),
    (_shot("throne", "Palace hall", (SISTER,), "I came alone.", size="full"), "16:9"),
    (_shot("woods", "Forest path", (BOY, SISTER), "Which way now?", movement="pan_left"), "16:9"),
    (_shot("shop", "Corner shop", (NURSE,), "Two lemons, please.", size="close"), "1:1"),
    (_shot("street", "Street in the rain", (CLERK,), "", size="wide"), "16:9"),
    (_shot("home", "Living room", (SISTER, BOY), "Come here, quick.", movement="whip"), "16:9"),
    (_shot("shore", "Harbour at dusk", (NURSE,), "He is late.", movement="pull_out"), "9:16"),
    (_shot("lamp", "Lighthouse lamp room", (), "", size="wide"), "16:9"),
)


def decode(path: Path) -> Clip:
    """All frames (BGR) and the sound of a clip."""
    with av.open(str(path)) as container:
        rate = round(float(container.streams.video[0].average_rate or 24))
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        sound_rate = container.streams.audio[0].rate
        sound = np.concatenate([block.to_ndarray() for block in container.decode(audio=0)], axis=1)
    return Clip(frames, sound[:, : len(frames) * sound_rate // rate], rate, sound_rate)


def encode(clip: Clip, path: Path) -> None:
    """Write a clip as the engine does (x264 veryfast, AAC)."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream(
            "libx264", rate=clip.rate, options={"preset": "veryfast", "crf": str(clip.crf)}
        )
        video.height, video.width = clip.frames[0].shape[:2]
        video.pix_fmt = "yuv420p"
        layout = "stereo" if clip.sound.shape[0] == 2 else "mono"
        audio = container.add_stream("aac", rate=clip.sound_rate, layout=layout) if clip.sound.size else None
        for index, picture in enumerate(clip.frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode())
        if audio is not None:
            block = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(clip.sound, dtype=np.float32), format="fltp", layout=layout
            )
            block.sample_rate, block.pts = clip.sound_rate, 0
            container.mux(audio.encode(block))
            container.mux(audio.encode())


def each(change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]) -> Callable[[Clip], Clip]:
    """A fault that changes every frame in the same way."""
    return lambda clip: replace(clip, frames=[change(frame) for frame in clip.frames])


def by_time(change: Callable[[NDArray[np.uint8], int, int], NDArray[np.uint8]]) -> Callable[[Clip], Clip]:
    """A fault that depends on the frame's place; `change` gets frame, index and count."""
    return lambda clip: replace(
        clip, frames=[change(frame, index, len(clip.frames)) for index, frame in enumerate(clip.frames)]
    )


def heard(change: Callable[[NDArray[np.float32], int], NDArray[np.float32]]) -> Callable[[Clip], Clip]:
    """A fault of the sound; `change` gets sound and sample rate."""
    return lambda clip: replace(clip, sound=change(clip.sound, clip.sound_rate))


def _brightness(frame: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    return np.clip(frame * factor, 0, 255).astype(np.uint8)


def _hue(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    turned = cv2.cvtColor(frame, cv2.COLOR_BGR2HSV)
    turned[..., 0] = (turned[..., 0].astype(int) + 60) % 180
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_HSV2BGR), np.uint8)


def _lettering(frame: NDArray[np.uint8], text: str, across: float, down: float, size: float) -> NDArray[np.uint8]:
    written = frame.copy()
    high, wide = frame.shape[:2]
    scale = size * min(high, wide) / 480
    place = (int(across * wide), int(down * high))
    for colour, weight in (((0, 0, 0), 6), ((250, 250, 250), 2)):
        thickness = max(1, round(weight * scale))
        cv2.putText(written, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thickness, cv2.LINE_AA)
    return written


def _square(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    side = min(frame.shape[:2]) // 4 * 2
    return frame[:side, : side + (0 if frame.shape[0] != frame.shape[1] else -60)]


def _mosaic(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    high, wide = frame.shape[:2]
    small = cv2.resize(frame, (wide // 8, high // 8), interpolation=cv2.INTER_AREA)
    big = cv2.resize(small, (wide // 8 * 8, high // 8 * 8), interpolation=cv2.INTER_NEAREST)
    edged = cv2.copyMakeBorder(big, 0, high - big.shape[0], 0, wide - big.shape[1], cv2.BORDER_REPLICATE)
    return np.asarray(edged, np.uint8)


def _late(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    return np.pad(sound, ((0, 0), (int(0.9 * rate), 0)))[:, : sound.shape[1]]


FAULTS: dict[str, Callable[[Clip], Clip]] = {
    "black 0.7 s": by_time(lambda f, i, n: f * 0 if n // 3 <= i < n // 3 + 17 else f),
    "frozen 2.2 s": by_time(lambda f, i, n: f),
    "flicker 12 Hz": by_time(lambda f, i, n: _brightness(f, 1.12 if i % 2 else 0.9)),
    "flicker 6 Hz": by_time(lambda f, i, n: _brightness(f, 1.14 if i // 2 % 2 else 0.88)),
    "unplanned cut": by_time(lambda f, i, n: f if i < n // 2 else f[:, ::-1]),
    "blur": each(lambda f: np.asarray(cv2.GaussianBlur(f, (0, 0), 4), np.uint8)),
    "coding blocks": lambda clip: replace(clip, crf=49),
    "mosaic": each(_mosaic),
    "square crop": each(_square),
    "half size": each(lambda f: np.asarray(cv2.resize(f, (f.shape[1] // 4 * 2, f.shape[0] // 4 * 2)), np.uint8)),
    "too short": lambda c: replace(c, frames=c.frames[: len(c.frames) * 2 // 3]),
    "too long": lambda c: replace(c, frames=c.frames + c.frames[:-20:-1]),
    "12 fps": lambda c: replace(c, frames=c.frames[::2], rate=c.rate // 2),
    "hue drift": each(_hue),
    "upside down": each(lambda f: f[::-1, ::-1]),
    "half upside down": by_time(lambda f, i, n: f if i < n // 2 else f[::-1, ::-1]),
    "watermark": each(lambda f: _lettering(f, "STOCKFILM", 0.66, 0.09, 0.8)),
    "caption": by_time(lambda f, i, n: _lettering(f, "I never said so", 0.2, 0.9, 1.0) if n // 5 < i else f),
    "no sound stream": lambda c: replace(c, sound=c.sound[:, :0]),
    "silence": heard(lambda s, r: s * 0),
    "clipped sound": heard(lambda s, r: np.clip(s * 40, -1, 1)),
    "far too quiet": heard(lambda s, r: s * np.float32(0.004)),
    "late speech": heard(_late),
    "sound too short": heard(lambda s, r: s[:, : s.shape[1] // 2]),
}  # fmt: skip
SPEECH_ONLY = {"late speech"}


def _frozen(clip: Clip) -> Clip:
    start, stop = 6, 6 + round(2.2 * clip.rate)
    frames = [clip.frames[start] if start <= i < stop else frame for i, frame in enumerate(clip.frames)]
    return replace(clip, frames=frames)


FAULTS["frozen 2.2 s"] = _frozen


def rejected(answer: Judgement) -> bool:
    """The takes' rule: mean, veto floor, technical QC."""
    known = [value for value in answer.breakdown.values() if value is not None]
    low = sum(known) / len(known) < THRESHOLD or min(known) <= VETO_FLOOR
    return low or any(fault.fatal for fault in answer.faults)


def draw(staging: Staging, ratio: str, folder: Path) -> ReviewRequest:
    """Render a clean take and what it is reviewed against: portraits, and a frame of the same set."""
    asked = RenderRequest(
        shot_id=staging.shot_id,
        kind="r2v",
        prompt="",
        duration_s=SHOT_S,
        ratio=ratio,
        resolution="480P",
        staging=staging,
    )
    clip = folder / f"{staging.shot_id}.mp4"
    speech = EspeakEngine(folder / "speech")
    lines: tuple[TimedLine, ...] = render_clip(asked, clip, speech).lines or ()
    empty = staging.model_copy(
        update={"figures": (), "lines": (), "shot_id": f"{staging.shot_id}-set", "size": "wide"}
    )
    place = folder / f"{staging.shot_id}-set.mp4"
    render_clip(asked.model_copy(update={"staging": empty, "duration_s": 1.0}), place, speech)
    picture = folder / f"{staging.shot_id}-set.png"
    cv2.imwrite(str(picture), decode(place).frames[0])
    width, height = frame_size(ratio, "480P")
    return ReviewRequest(
        clip=clip, shot_id=staging.shot_id, kind="r2v", prompt="", duration_s=SHOT_S, width=width, height=height,
        frame_rate=24.0, movement=staging.movement, lines=lines, palette_pictures=(picture,),
        characters=tuple(Portrait(name=f.name, image=folder / f"{f.name}.png") for f in staging.figures),
    )  # fmt: skip


def main() -> int:
    """Print kinds x clips: R = rejected, `.` = accepted, blank = does not apply."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clips", type=int, default=len(SHOTS), help="how many of the shots")
    shots = SHOTS[: options.parse_args().clips]
    judge, table, seconds = LocalJudge(), dict.fromkeys(("clean", *FAULTS), ""), 0.0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for figure in PEOPLE:
            cv2.imwrite(str(folder / f"{figure.name}.png"), draw_portrait(figure, 0)[..., :3])
        for staging, ratio in shots:
            request = draw(staging, ratio, folder)
            answer = judge.judge(request)
            seconds += answer.seconds
            table["clean"] += "R" if rejected(answer) else "."
            if rejected(answer):
                print(f"clean {staging.shot_id}: {answer.critique} {answer.breakdown}", file=sys.stderr)
            clip = decode(request.clip)
            for name, plant in FAULTS.items():
                if name in SPEECH_ONLY and not request.lines:
                    table[name] += " "
                    continue
                encode(plant(clip), folder / "fault.mp4")
                found = judge.judge(request.model_copy(update={"clip": folder / "fault.mp4"}))
                table[name] += "R" if rejected(found) else "."
    print(f"{'kind':18s} {', '.join(staging.shot_id for staging, _ in shots)}")
    for name, row in table.items():
        print(f"{name:18s} {row}")
    planted = "".join(row for name, row in table.items() if name != "clean").replace(" ", "")
    print(f"faults rejected {planted.count('R')} of {len(planted)} ({planted.count('R') / len(planted):.1%})")
    print(f"clean rejected {table['clean'].count('R')} of {len(shots)}")
    print(f"review of a clean clip: {seconds / len(shots) / SHOT_S:.2f} s per second of video")
    return 0


if __name__ == "__main__":
    sys.exit(main())
