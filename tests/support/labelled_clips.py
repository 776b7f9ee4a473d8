"""A calibration folder made on the spot: clean clips and planted faults with the labels a person would give."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from tiny_clips import HEIGHT, RATE, WIDTH, Frames, drift, speech, write_clip

from resources.atomic import write_json
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.staging import Figure
from spark_video_assets.story.calibration import (
    ExpectedLine,
    ExpectedPerson,
    ExpectedShot,
    LabelledClip,
    Labels,
)

SECONDS = 2.0
FAULTS = ("black", "frozen", "wrong-palette", "wrong-character", "silent-dialogue", "seam-jump")

_ADA = Figure(name="Ada", description="old woman, silver bun, bright yellow raincoat", gender="female")
_OTHER = Figure(name="Ada", description="young man, dark green uniform, black hair", gender="male")
_LINE = ExpectedLine(speaker="Ada", text="good evening", start_s=0.4, end_s=1.6)
_MARKS: dict[str, dict[str, float]] = {
    "black": {"logic": 2},
    "frozen": {"physics": 2},
    "wrong-palette": {"style": 2},
    "wrong-character": {"cast_match": 1},
    "silent-dialogue": {"dialog_attribution": 0},
    "seam-jump": {"logic": 3},
}


def make_folder(folder: Path, clean: int = 3) -> Path:
    """Write clips, pictures and `labels.json`; one clip of each fault and so many clean ones."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_portrait(folder / "ada.png", _ADA)
    cv2.imwrite(str(folder / "set.png"), drift(0.1)[0])
    clips = [_labelled(folder, f"clean-{number}", drift(SECONDS, seed=1)) for number in range(clean)]
    clips += [_faulty(folder, fault) for fault in FAULTS]
    labels = Labels(by="tests", clips=clips)
    write_json(folder / "labels.json", labels.to_data())
    return folder


def _faulty(folder: Path, fault: str) -> LabelledClip:
    frames = drift(SECONDS, seed=1)
    if fault == "black":
        frames = [frame * 0 if 10 <= i < 30 else frame for i, frame in enumerate(frames)]
    elif fault == "frozen":
        frames = [frames[0]] * round(2.5 * RATE)
    elif fault == "wrong-palette":
        tint = np.asarray([0.3, 0.6, 1.7])
        frames = [np.clip(frame * tint, 0, 255).astype(np.uint8) for frame in frames]
    elif fault == "wrong-character":
        frames = _with_figure(frames, _OTHER)
    elif fault == "seam-jump":
        frames = [frame[:, ::-1].copy() for frame in frames]
    return _labelled(folder, fault, frames, fault=fault)


def _labelled(folder: Path, name: str, frames: Frames, *, fault: str = "") -> LabelledClip:
    seconds = len(frames) / RATE
    windows = [] if fault == "silent-dialogue" else [(_LINE.start_s, _LINE.end_s)]
    write_clip(folder / f"{name}.mp4", frames, speech(seconds, windows))
    person = ExpectedPerson(name="Ada", image="ada.png", drawn=True)
    return LabelledClip(
        file=f"{name}.mp4",
        verdict="REJECT" if fault else "ACCEPT",
        marks=_MARKS.get(fault, {"logic": 9, "style": 9}),
        note=fault,
        shot=ExpectedShot(
            duration_s=seconds,
            width=WIDTH,
            height=HEIGHT,
            frame_rate=float(RATE),
            characters=[person] if fault == "wrong-character" else [],
            lines=[_LINE],
            palette_pictures=["set.png"],
            previous_last_frame="set.png" if fault == "seam-jump" else None,
        ),
    )


def _with_figure(frames: Frames, figure: Figure) -> Frames:
    """Somebody stands before the scene and breathes."""
    bust = cv2.resize(_portrait(figure), (120, 160), interpolation=cv2.INTER_AREA)
    shown = []
    for index, frame in enumerate(frames):
        top = HEIGHT - 160 + round(2 * np.sin(index / 5))
        picture = frame.copy()
        picture[max(0, top) : top + 160, 100:220] = bust[: HEIGHT - max(0, top)]
        shown.append(picture)
    return shown


def _portrait(figure: Figure) -> np.ndarray:
    return np.asarray(draw_portrait(figure, 0)[..., :3], np.uint8)


def _write_portrait(path: Path, figure: Figure) -> None:
    cv2.imwrite(str(path), _portrait(figure))
