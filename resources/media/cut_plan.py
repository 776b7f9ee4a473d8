"""What is asked of the cut and what it answers, as data. The arithmetic of time is in `resources.media.timeline`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from resources.media.loudness import Loudness
from resources.video.staging import Model


class Segment(Model):
    """One shot of the film.

    Args:
        shot_id: Named in errors and in the report.
        clip: The winner.
        length_s: Length wanted, in seconds; None = as long as the clip is. A longer one holds the last frame, at
            most 1.0 s.
        voice: Narration that replaces the clip's own sound; the picture is fitted to it (`fit_narration`).
        keep_audio: False drops the clip's own sound.
    """

    shot_id: str
    clip: Path
    length_s: float | None = Field(default=None, gt=0)
    voice: Path | None = None
    keep_audio: bool = True


class Cue(Model):
    """A caption on the film's timeline, in seconds; `speaker` may be empty (narrator)."""

    start_s: float = Field(ge=0)
    end_s: float
    text: str
    speaker: str = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> Cue:
        if self.end_s <= self.start_s:
            raise ValueError(f"a caption must end after it starts: {self.start_s} - {self.end_s}")
        return self


class MusicSpan(Model):
    """Music from `start_s` to `end_s` of the film; looped when it is shorter, trimmed when it is longer.

    Args:
        volume: 0..1; 0.25 (the default of the episode format) lies 14 LU under the dialogue.
        fade_in_s: Seconds, likewise `fade_out_s`.
    """

    path: Path
    start_s: float = Field(ge=0)
    end_s: float
    volume: float = Field(default=0.25, ge=0, le=1)
    fade_in_s: float = Field(default=0.5, ge=0)
    fade_out_s: float = Field(default=1.0, ge=0)

    @model_validator(mode="after")
    def _ends_after_start(self) -> MusicSpan:
        if self.end_s <= self.start_s:
            raise ValueError(f"music must end after it starts: {self.start_s} - {self.end_s}")
        return self


class CutPlan(Model):
    """The whole film.

    Args:
        segments: In order of the storyboard.
        crossfade_s: Overlap of neighbours; 0 = hard cuts.
        fade_out_s: The end of the last shot goes to black and silence, over half of it at most; a narrator's voice does not.
        captions: Drawn into the picture only when `burn_in`.
        target_lufs: Integrated loudness of a film with speech.
        true_peak_dbtp: Ceiling, measured on the encoded sound.
    """

    segments: tuple[Segment, ...] = Field(min_length=1)
    width: int = Field(gt=0, multiple_of=2)
    height: int = Field(gt=0, multiple_of=2)
    fps: int = Field(default=24, ge=1, le=120)
    crossfade_s: float = Field(default=0.0, ge=0)
    fade_out_s: float = Field(default=0.0, ge=0)
    captions: tuple[Cue, ...] = ()
    burn_in: bool = False
    music: tuple[MusicSpan, ...] = ()
    target_lufs: float = -16.0
    true_peak_dbtp: float = -1.0


class PlacedSegment(Model):
    """Where a shot lies in the film: seconds and frames from the film's first frame.

    `voice_start_s` is the start of its narration on the film's timeline, None without.
    """

    shot_id: str
    start_s: float
    length_s: float
    start_frame: int
    frames: int
    held_frames: int = 0
    voice_start_s: float | None = None
    voice_tempo: float = 1.0


class Stretch(Model):
    """A stretch of the finished film, in seconds."""

    start_s: float
    end_s: float


class Check(Model):
    """One thing verified on the finished file."""

    name: str
    ok: bool
    detail: str


class CutReport(Model):
    """What came out, measured on the finished file."""

    path: Path
    frames: int
    duration_s: float
    segments: tuple[PlacedSegment, ...]
    loudness: Loudness
    black: tuple[Stretch, ...] = ()
    frozen: tuple[Stretch, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every check held."""
        return all(check.ok for check in self.checks)
