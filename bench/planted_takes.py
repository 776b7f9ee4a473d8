"""The clean takes of the fault bench and their redrawn wrong twins. No fault of picture or sound is planted here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.base import Portrait, ReviewRequest
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.animatic.render import render_clip
from resources.video.base import MediaRef, RenderRequest, frame_size
from resources.video.staging import Figure, Line, Scenery, Staging, TimedLine

SHOT_S = 2.5
RESOLUTION = "480P"

NURSE = Figure(name="Ida", description="middle-aged nurse, white coat, black hair in a bun", gender="female")
BOY = Figure(name="Paul", description="young boy, yellow sweater, blond hair", gender="male", age="child")
CLERK = Figure(name="Omar", description="young man, grey suit, red tie, short black hair", gender="male")
SISTER = Figure(name="沈青", description="年轻女子, 蓝色长裙, 长发", gender="female")
UNCLE = Figure(name="老周", description="老年男子, 白胡子, 棕色长袍, 戴眼镜", gender="male", age="70")
DIVER = Figure(name="Rosa", description="young woman, orange overalls, red curly hair, glasses", gender="female")
PEOPLE = (NURSE, BOY, CLERK, SISTER, UNCLE, DIVER)


@dataclass(frozen=True)
class Take:
    """A shot of the bench. `chained` = it starts on the last frame of a wider shot of the same people."""

    staging: Staging
    ratio: str = "16:9"
    chained: bool = False


@dataclass(frozen=True)
class Clip:
    """A decoded take: BGR frames, and sound of shape (channels, samples)."""

    frames: list[NDArray[np.uint8]]
    sound: NDArray[np.float32]
    rate: int
    sound_rate: int
    crf: int = 20


def _shot(name: str, place: str, figures: tuple[Figure, ...], words: tuple[str, ...], **how: object) -> Staging:
    lines = tuple(Line(speaker=figures[i % len(figures)].name, text=text) for i, text in enumerate(words))
    details = {
        "shot_id": name,
        "scenery": Scenery(name=place),
        "figures": figures,
        "lines": lines,
        "size": "medium",
    }
    return Staging.model_validate(details | how)


TAKES: tuple[Take, ...] = (
    Take(_shot("ward", "Hospital ward", (NURSE, BOY), ("You should be in bed.",)), chained=True),
    Take(_shot("class", "Classroom", (BOY,), ("I forgot my homework.",), size="close")),
    Take(_shot("pier", "Harbour in fog at night", (UNCLE,), ("有人吗？这里是码头吗？",), size="close", language="zh")),
    Take(_shot("roof", "Rooftop at night", (SISTER, CLERK), ("Do not jump!",), movement="handheld")),
    Take(_shot("train", "Train carriage", (CLERK, NURSE), ("Free?", "Of course.")), "9:16"),
    Take(_shot("throne", "Palace hall", (SISTER,), ("我一个人来的。",), size="full", language="zh")),
    Take(_shot("woods", "Forest path", (DIVER,), (), action="Rosa walks along the path", size="full")),
    Take(_shot("shop", "Corner shop", (DIVER, UNCLE), ("Two lemons, please.",), size="over_shoulder")),
    Take(_shot("street", "Street in the rain", (CLERK,), (), size="wide"), chained=True),
    Take(_shot("home", "客厅", (SISTER, BOY), ("快过来！",), movement="whip", language="zh")),
    Take(_shot("shore", "Harbour at dusk", (NURSE,), ("He is late.",), movement="pull_out"), "9:16", chained=True),
    Take(_shot("lamp", "Lighthouse lamp room", (), (), size="wide", movement="push_in")),
)  # fmt: skip


@dataclass(frozen=True)
class Studio:
    """Draws takes into a folder."""

    folder: Path

    def portrait(self, figure: Figure) -> Path:
        """The portrait of a figure, drawn once."""
        path = self.folder / f"{figure.name}.png"
        if not path.exists():
            coded = cv2.imencode(".png", draw_portrait(figure, 0)[..., :3])[1]
            path.write_bytes(coded.tobytes())
        return path

    def render(
        self, staging: Staging, ratio: str, name: str, *, first: Path | None = None, seconds: float = SHOT_S
    ) -> tuple[Path, tuple[TimedLine, ...]]:
        """One take: the file, and when its lines are heard."""
        start = (MediaRef(role="first_frame", path=first, name="predecessor"),) if first else ()
        asked = RenderRequest(
            shot_id=staging.shot_id, kind="i2v" if first else "r2v", prompt="", duration_s=seconds, ratio=ratio,
            resolution=RESOLUTION, media=start, staging=staging,
        )  # fmt: skip
        path = self.folder / f"{staging.shot_id}-{name}.mp4"
        result = render_clip(asked, path, EspeakEngine(self.folder / "speech"))
        return path, result.lines or ()

    def frame(self, staging: Staging, ratio: str, name: str) -> Path:
        """The last frame of a one second take, as a picture."""
        clip, _ = self.render(staging, ratio, name, seconds=1.0)
        path = clip.with_suffix(".png")
        path.write_bytes(cv2.imencode(".png", decode(clip).frames[-1])[1].tobytes())
        return path

    def clean(self, take: Take) -> ReviewRequest:
        """A clean take and all that it is reviewed against."""
        staging, ratio = take.staging, take.ratio
        empty = staging.model_copy(update={"figures": (), "lines": (), "size": "wide", "movement": "static"})
        place = self.frame(empty, ratio, "set")
        before = None
        if take.chained:
            wider = staging.model_copy(update={"size": "full", "lines": (), "movement": "static"})
            before = self.frame(wider, ratio, "before")
        clip, lines = self.render(staging, ratio, "clean", first=before)
        width, height = frame_size(ratio, RESOLUTION)
        return ReviewRequest(
            clip=clip, shot_id=staging.shot_id, kind="i2v" if before else "r2v", prompt="", duration_s=SHOT_S,
            width=width, height=height, frame_rate=24.0, movement=staging.movement, lines=lines,
            speech_expected=bool(lines), palette_pictures=(place,), previous_last_frame=before,
            characters=tuple(Portrait(name=f.name, image=self.portrait(f)) for f in staging.figures),
        )  # fmt: skip

    def wrong_twins(self, take: Take) -> dict[str, Path]:
        """What a model may do with the same shot: another person, the other speaker, nobody speaking, no start frame."""
        staging, twins = take.staging, {}
        if staging.figures:
            cast = (_disguised(staging.figures[0]), *staging.figures[1:])
            twins["wrong cast"] = staging.model_copy(update={"figures": cast})
        if len(staging.figures) > 1 and staging.lines and staging.size != "over_shoulder":
            names = [figure.name for figure in staging.figures]
            swapped = [
                line.model_copy(update={"speaker": names[1 - names.index(line.speaker)]}) for line in staging.lines
            ]
            twins["swapped speaker"] = staging.model_copy(update={"lines": tuple(swapped)})
        if staging.lines:
            twins["speech missing"] = staging.model_copy(update={"lines": ()})
        if take.chained:
            size = "close" if staging.size != "close" else "medium"
            twins["seam jump"] = staging.model_copy(update={"size": size})
        return {name: self.render(twin, take.ratio, name)[0] for name, twin in twins.items()}


def _disguised(figure: Figure) -> Figure:
    """The same name, voice and place with the looks of somebody else of the bench."""
    other = PEOPLE[(PEOPLE.index(figure) + 2) % len(PEOPLE)]
    return figure.model_copy(update={"description": other.description, "gender": other.gender, "age": other.age})


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
