"""Draws the clean takes of the fault bench and their redrawn wrong twins. No fault of picture or sound is planted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
from pydantic import TypeAdapter

from bench.clip_files import decode
from bench.planted_stories import Story, Take
from resources.judge.base import Portrait, ReviewRequest
from resources.tts.base import Speaker
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.animatic.render import render_clip
from resources.video.base import MediaRef, RenderRequest, frame_size
from resources.video.staging import Figure, Staging, TimedLine

SHOT_S = 2.5
RESOLUTION = "480P"

Wanted = Callable[[str], bool]
"""Whether a kind of fault is asked for: drawing what nobody looks at takes minutes."""

_LINES = TypeAdapter(tuple[TimedLine, ...])


@dataclass(frozen=True)
class Subject:
    """A clean clip with all that it is reviewed against, and the files of its wrong twins by kind."""

    request: ReviewRequest
    twins: dict[str, Path]


@dataclass(frozen=True)
class Studio:
    """Draws takes into a folder; what is there already is not drawn again."""

    folder: Path
    story: Story

    def subject(self, take: Take, wanted: Wanted) -> Subject:
        """A take, clean and wrong."""
        return Subject(self.clean(take), self.wrong_twins(take, wanted))

    def portrait(self, figure: Figure) -> Path:
        """The portrait of a figure, drawn once."""
        path = self.folder / f"{figure.name}.png"
        if not path.exists():
            coded = cv2.imencode(".png", draw_portrait(figure, self.story.world_seed)[..., :3])[1]
            path.write_bytes(coded.tobytes())
        return path

    def render(
        self, staging: Staging, ratio: str, name: str, *, first: Path | None = None, seconds: float = SHOT_S
    ) -> tuple[Path, tuple[TimedLine, ...]]:
        """One take: the file, and when its lines are heard."""
        path = self.folder / f"{staging.shot_id}-{name}.mp4"
        heard = path.with_suffix(".json")
        if not heard.exists():
            start = (MediaRef(role="first_frame", path=first, name="predecessor"),) if first else ()
            asked = RenderRequest(
                shot_id=staging.shot_id, kind="i2v" if first else "r2v", prompt="", duration_s=seconds, ratio=ratio,
                resolution=RESOLUTION, media=start, staging=staging,
            )  # fmt: skip
            result = render_clip(asked, path, EspeakEngine(self.folder / "speech"))
            heard.write_bytes(_LINES.dump_json(result.lines or ()))
        return path, _LINES.validate_json(heard.read_bytes())

    def frame(self, staging: Staging, ratio: str, name: str) -> Path:
        """The last frame of a one second take, as a picture."""
        clip, _ = self.render(staging, ratio, name, seconds=1.0)
        path = clip.with_suffix(".png")
        if not path.exists():
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
            characters=tuple(self._expected(figure) for figure in staging.figures),
        )  # fmt: skip

    def _expected(self, figure: Figure) -> Portrait:
        voice = Speaker(name=figure.name, gender=figure.gender, age=figure.age)
        return Portrait(name=figure.name, image=self.portrait(figure), voice=voice)

    def wrong_twins(self, take: Take, wanted: Wanted) -> dict[str, Path]:
        """What a model may do with the same shot: another person, the other speaker, nobody speaking, no start frame."""
        staging, twins = take.staging, {}
        figures = staging.figures
        if figures:
            cast = (self.story.somebody_else(figures[0]), *figures[1:])
            twins["wrong cast"] = staging.model_copy(update={"figures": cast})
        if len(figures) > 1 and staging.lines:
            names = [figure.name for figure in figures]
            swapped = [
                line.model_copy(update={"speaker": names[1 - names.index(line.speaker)]}) for line in staging.lines
            ]
            twins["swapped speaker"] = staging.model_copy(update={"lines": tuple(swapped)})
        if staging.lines:
            twins["speech missing"] = staging.model_copy(update={"lines": ()})
        if take.chained:
            size = "close" if staging.size != "close" else "medium"
            twins["seam jump"] = staging.model_copy(update={"size": size})
        return {name: self.render(twin, take.ratio, name)[0] for name, twin in twins.items() if wanted(name)}
