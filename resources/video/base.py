"""The contract of every video provider: capabilities, request, job states, result. No provider lives here.

A provider never retries a submit and never decides what an error means for the episode: it reports, the render ledger
and `resources.failures` decide.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, Protocol

from pydantic import Field

from resources.video.staging import Model, Staging, TimedLine

Kind = Literal["t2v", "i2v", "r2v"]
MediaRole = Literal["cast", "set", "prop", "first_frame", "last_frame", "reference_voice", "reference_video"]
JobState = Literal["queued", "running", "succeeded", "failed", "unknown"]

RATIOS: dict[str, tuple[int, int]] = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3), "3:4": (3, 4)}
SHORT_SIDE: dict[str, int] = {"480P": 480, "720P": 720, "1080P": 1080}


def frame_size(ratio: str, resolution: str) -> tuple[int, int]:
    """Width and height in pixels, both even. The resolution names the shorter side: 720P at 9:16 is 720x1280."""
    wide, high = RATIOS[ratio]
    short = SHORT_SIDE[resolution]
    if wide >= high:
        return (short * wide // high + 1) // 2 * 2, short
    return short, (short * high // wide + 1) // 2 * 2


class MediaRef(Model):
    """A picture, sound or clip that goes with a request; `digest` is the sha256 of its bytes."""

    role: MediaRole
    path: Path
    name: str = ""
    digest: str = ""


class RenderRequest(Model):
    """One take, as asked of a provider. Everything here is part of the request digest.

    Args:
        prompt: Neutral form; image syntax is translated by the provider.
        duration_s: Whole seconds wanted; a provider with fixed lengths rounds up.
        media: In the order cast, set, props, frames.
        staging: For providers that draw for themselves; a paid provider ignores it.
    """

    shot_id: str
    kind: Kind
    prompt: str
    negative_prompt: str | None = None
    duration_s: float = Field(gt=0, le=60)
    ratio: str = "16:9"
    resolution: str = "720P"
    seed: int | None = None
    media: tuple[MediaRef, ...] = ()
    forbid_music: bool = False
    generate_audio: bool = True
    take: int = 1
    staging: Staging | None = None


class Capabilities(Model):
    """What a provider can do, as data.

    `free` providers cost nothing and may be asked again after a crash; a paid job may not. `base_url` is where jobs
    go now: a handle made at another one is meaningless there.
    """

    name: str
    models: dict[str, str]
    kinds: frozenset[Kind]
    min_duration_s: float
    max_duration_s: float
    fixed_durations_s: tuple[float, ...] = ()
    ratios: frozenset[str]
    resolutions: frozenset[str]
    max_images: int = 0
    r2v_first_frame: bool = False
    last_frame: bool = False
    reference_voice: bool = False
    negative_prompt: bool = False
    audio: bool = True
    prompt_limit: int = 5000
    concurrency: int = 4
    free: bool = False
    can_list: bool = False
    can_cancel: bool = False
    retires_on: dt.date | None = None
    base_url: str = ""


class Handle(Model):
    """What identifies a job at its provider; written to the ledger before the first poll."""

    provider: str
    job_id: str
    base_url: str = ""
    submitted_at: dt.datetime


class JobReport(Model):
    """One look at a job. `progress` is 0..1 where the provider tells it."""

    state: JobState
    progress: float | None = None
    message: str = ""
    error_code: str = ""
    usage: dict[str, float | int | str] = Field(default_factory=dict)


class RenderResult(Model):
    """A fetched clip on disk.

    `lines` holds the spoken lines' timing where the provider knows it, else it is None and is estimated.
    """

    clip: Path
    model: str
    lines: tuple[TimedLine, ...] | None = None
    last_frame: Path | None = None
    notes: tuple[str, ...] = ()
    usage: dict[str, float | int | str] = Field(default_factory=dict)


class VideoProvider(Protocol):
    """What the camera unit and the ledger need of a provider. All calls are async and cancel cleanly."""

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        ...

    async def submit(self, request: RenderRequest) -> Handle:
        """Send the job once. Raises `ProviderError`; never retries."""
        ...

    async def poll(self, handle: Handle) -> JobReport:
        """Look once. A blip raises a transient `ProviderError`; it says nothing about the job."""
        ...

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring a succeeded job's clip into `folder` (temp file, probe, rename)."""
        ...

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """Handles at the provider that could be this request, submitted after `since`."""
        ...

    async def cancel(self, handle: Handle) -> bool:
        """Stop a job if the provider can; True when it will not be charged."""
        ...

    async def aclose(self) -> None:
        """Release connections and workers."""
        ...
