"""What a judge of a clip is asked and answers. Arithmetic (mean, threshold, veto) is not here: `story.reviewing` owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

from pydantic import Field

from resources.tts.base import Speaker
from resources.video.base import Kind
from resources.video.staging import Model, Movement, TimedLine

Axis = Literal["logic", "proportion", "physics", "style", "cast_match", "dialog_attribution"]
AXES: tuple[Axis, ...] = ("logic", "proportion", "physics", "style", "cast_match", "dialog_attribution")


class Portrait(Model):
    """A person expected in the clip.

    Args:
        drawn: Both this picture and the clip come from the embedded engine, so that their colours can be compared.
        voice: How the person's card says that they sound; None = it does not.
    """

    name: str
    description: str = ""
    image: Path | None = None
    drawn: bool = True
    voice: Speaker | None = None


class ReviewRequest(Model):
    """Everything that a judge may hold against a clip.

    Args:
        duration_s: Length of the clip that the provider promised, which may round the wanted length up.
        width, height: Size that the provider promised; another one of the same shape may be larger, not smaller.
        frame_rate: Frames a second that the provider promised; None = it does not say.
        lines: Expected speech with the provider's own timing, else estimated; empty = no speech expected.
        timing_known: False when the lines' times are only estimated (a provider that does not tell them).
        previous_last_frame: True last frame of the chained predecessor's winner.
        palette_pictures: Set pictures and earlier winners' frames of the same set and scene.
        planned_cuts: How many cuts inside the clip the prompt asks for.
        speech_expected: False for shots whose sound is replaced later (narration).
        style: Mood anchor, visual style and palette words of the lore.
        forbidden: Terms of lore and cards that must not be visible.
    """

    clip: Path
    shot_id: str
    kind: Kind
    prompt: str
    purpose: str = ""
    scene: str = ""
    style: str = ""
    forbidden: tuple[str, ...] = ()
    duration_s: float
    width: int
    height: int
    frame_rate: float | None = None
    movement: Movement = "static"
    characters: tuple[Portrait, ...] = ()
    lines: tuple[TimedLine, ...] = ()
    timing_known: bool = True
    speech_expected: bool = True
    previous_last_frame: Path | None = None
    palette_pictures: tuple[Path, ...] = ()
    planned_cuts: int = 0
    text_allowed: bool = False
    threshold: float = 7.0


class Measure(Model):
    """One raw figure with its limit. `value` None = could not be measured, and `note` says why."""

    value: float | None
    limit: float | None = None
    unit: str = ""
    ok: bool | None = None
    note: str = ""


class Fault(Model):
    """One thing found wrong. `fatal` = technical QC failure: the take is rejected whatever the mean.

    `code` is kebab-case: black, frozen, flicker, unplanned-cut, seam-jump, blur, blocking, wrong-size, wrong-ratio,
    wrong-length, wrong-frame-rate, speech-missing, speech-clipped, speech-late, swapped-speaker, wrong-voice,
    wrong-cast, palette-drift, upside-down, text, silent, loudness, undecodable.
    """

    code: str
    axis: Axis
    detail: str
    at_s: float | None = None
    fatal: bool = False


class Judgement(Model):
    """A judge's answer. An axis it cannot judge is None, never a confident 10; None axes stay out of the mean.

    Args:
        breakdown: Six axes, 0..10 or None.
        measured_axes: What the numbers rest on.
        critique: 1-3 sentences with timecodes; empty when clean.
        verdict: The judge's own opinion where it has one (a model's); arithmetic overrides it.
        measures: Raw figures by name; empty for a model judge.
        whole: The judge decoded every frame that the file's index promises; False also when it did not try.
    """

    judge: str
    breakdown: dict[Axis, float | None]
    critique: str = ""
    verdict: Literal["ACCEPT", "REJECT"] | None = None
    faults: tuple[Fault, ...] = ()
    measures: dict[str, Measure] = Field(default_factory=dict)
    measured_axes: tuple[Axis, ...] = ()
    seconds: float = 0.0
    whole: bool = False


class ClipJudge(Protocol):
    """Scores one clip. Raises `ProviderError` or `MediaError` when it cannot run: that is an ERROR, never a reject."""

    @property
    def name(self) -> str:
        """Recorded with every review."""
        ...

    def judge(self, request: ReviewRequest) -> Judgement:
        """Look at the clip once."""
        ...
