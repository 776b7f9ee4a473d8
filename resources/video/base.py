"""The contract of every provider of clips, pictures and speech: capabilities, requests, job states, result.

A provider never retries a submit and never decides what an error means for the episode: it reports, the render ledger
and `resources.failures` decide.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pydantic import Field

from resources.video.staging import Model, Staging, TimedLine

Kind = Literal["t2v", "i2v", "r2v"]
MediaRole = Literal[
    "cast",
    "set",
    "prop",
    "first_frame",
    "last_frame",
    "reference_voice",
    "reference_video",
    "driving_audio",
    "mask",
]
ImageSyntax = Literal["bracket", "chinese", "english", "character", "none"]
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


class PictureRequest(Model):
    """One still picture, as asked of a picture provider: a portrait, a set, a prop or an anchor frame.

    Args:
        shot_id: What the picture is for, as a folder name: a shot, or role and card (`cast-Ada`).
        prompt: What is to be seen.
        width, height: Wanted size in pixels; a provider takes its nearest legal size of the same shape.
        references: Pictures to keep identity from; a provider without editing refuses them.
        take: Number of the try.
    """

    kind: Literal["image"] = "image"
    shot_id: str
    prompt: str
    negative_prompt: str | None = None
    width: int = Field(gt=0, le=8192)
    height: int = Field(gt=0, le=8192)
    seed: int | None = None
    references: tuple[MediaRef, ...] = ()
    take: int = 1


class SpeechRequest(Model):
    """One spoken line, as asked of a speech provider.

    Args:
        shot_id: What the line is for, as a folder name.
        voice: The provider's own name of a voice.
        language: BCP 47, e.g. `en`, `zh`.
        rate: 1.0 = the voice's normal pace.
        instruction: How it is to be said, where the model takes that.
    """

    kind: Literal["speech"] = "speech"
    shot_id: str
    text: str
    voice: str
    language: str
    rate: float = Field(default=1.0, gt=0, le=4)
    instruction: str = ""
    take: int = 1


Commission = RenderRequest | PictureRequest | SpeechRequest
"""Everything that is made for money and kept as a file; the render ledger is the only way to it."""


class Capabilities(Model):
    """What a provider can do, as data.

    `free` providers cost nothing and may be asked again after a crash; a paid job may not. `base_url` is where jobs
    go now: a handle made at another one is meaningless there.

    Args:
        models: Model by kind; for pictures and speech the kinds are `image` and `speech`.
        longest_only: Kinds, media roles and resolutions that are only made in the longest of the fixed lengths.
        reference_ratios: Ratios of r2v where they are fewer; empty = all.
        max_images: Most reference pictures of one request, frames not counted.
        needs_images: Refuses r2v without a reference picture.
        r2v_first_frame: Takes a first frame beside reference pictures.
        driving_audio: Takes speech that the picture has to follow; `needs_audio`: makes nothing without it.
        image_syntax: How its prompts name pictures: `[Image 1]`, `图1`, `Image 1`, `character1`, or not at all.
        prompt_limit_cjk: Most characters where the prompt is mostly Chinese, Japanese or Korean; None = as others.
        frame_rate: Frames a second of its clips; None = not promised.
        service_tier: The provider's name of a slower, cheaper queue; empty = the usual one.
        frame_sizes: Pixels by `<resolution> <ratio>` where they differ from `frame_size`.
        concurrency: Jobs at the provider at once.
        submits_per_s: Most submits a second; None = not limited.
        retires_on: When the model goes out of service.
        as_of, source: When and where these limits were read.
    """

    name: str
    family: str = ""
    models: dict[str, str]
    kinds: frozenset[Kind]
    min_duration_s: float
    max_duration_s: float
    fixed_durations_s: tuple[float, ...] = ()
    longest_only: frozenset[str] = frozenset()
    ratios: frozenset[str]
    reference_ratios: frozenset[str] = frozenset()
    resolutions: frozenset[str]
    max_images: int = 0
    needs_images: bool = False
    r2v_first_frame: bool = False
    last_frame: bool = False
    reference_voice: bool = False
    driving_audio: bool = False
    needs_audio: bool = False
    negative_prompt: bool = False
    audio: bool = True
    image_syntax: ImageSyntax = "bracket"
    prompt_limit: int = 5000
    prompt_limit_cjk: int | None = None
    frame_rate: float | None = None
    service_tier: str = ""
    frame_sizes: dict[str, tuple[int, int]] = Field(default_factory=dict)
    concurrency: int = 4
    submits_per_s: float | None = None
    free: bool = False
    can_list: bool = False
    can_cancel: bool = False
    retires_on: dt.date | None = None
    base_url: str = ""
    as_of: dt.date | None = None
    source: str = ""

    def clip_size(self, ratio: str, resolution: str) -> tuple[int, int]:
        """Width and height in pixels of the clips it makes."""
        return self.frame_sizes.get(f"{resolution} {ratio}") or frame_size(ratio, resolution)

    def clip_seconds(self, request: RenderRequest) -> float:
        """Length of the clip that comes back, whole seconds: rounded up to what the provider makes, then capped."""
        if not self.fixed_durations_s:
            return float(min(max(math.ceil(request.duration_s), self.min_duration_s), self.max_duration_s))
        traits = {request.kind, request.resolution, *(item.role for item in request.media)}
        long_enough = [length for length in sorted(self.fixed_durations_s) if length >= request.duration_s]
        if not long_enough or traits & self.longest_only:
            return max(self.fixed_durations_s)
        return long_enough[0]


class Prepared(Model):
    """A commission ready to be sent: everything that costs nothing is done, pictures are uploaded.

    Args:
        commission: What was asked for.
        model: The model that is asked.
        body: What will be sent, as the provider's wire has it.
        headers: Extra headers of the submit; never a key.
        notes: What was changed on the way, for a person.
    """

    commission: RenderRequest | PictureRequest | SpeechRequest
    model: str = ""
    body: dict[str, Any] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Handle(Model):
    """What identifies a job at its provider; written to the ledger before the first poll.

    `answer` is what the submit itself told and only it tells: the result of a provider that answers at once.
    """

    provider: str
    job_id: str
    base_url: str = ""
    submitted_at: dt.datetime
    answer: dict[str, Any] = Field(default_factory=dict)


class JobReport(Model):
    """One look at a job. `progress` is 0..1 where the provider tells it."""

    state: JobState
    progress: float | None = None
    message: str = ""
    error_code: str = ""
    usage: dict[str, float | int | str] = Field(default_factory=dict)


class RenderResult(Model):
    """A fetched clip on disk; of a picture or a spoken line, `clip` is that file.

    `lines` holds the spoken lines' timing where the provider knows it, else it is None and is estimated.
    """

    clip: Path
    model: str
    lines: tuple[TimedLine, ...] | None = None
    last_frame: Path | None = None
    notes: tuple[str, ...] = ()
    usage: dict[str, float | int | str] = Field(default_factory=dict)


Asked_contra = TypeVar("Asked_contra", bound=Commission, contravariant=True)


class Maker(Protocol[Asked_contra]):
    """What the ledger needs of a provider of files. All calls are async and cancel cleanly."""

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        ...

    async def prepare(self, request: Asked_contra) -> Prepared:
        """Do all that comes before the submit and costs nothing: checks, uploads, wording. May be done again.

        Raises:
            ProviderError: The request does not fit (PERMANENT, naming what to change), or an upload failed.
        """
        ...

    async def submit(self, prepared: Prepared) -> Handle:
        """Send the job: exactly one call, never a second one. Raises `ProviderError` or the transport's own error."""
        ...

    async def poll(self, handle: Handle) -> JobReport:
        """Look once. A blip raises a transient `ProviderError`; it says nothing about the job."""
        ...

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring a succeeded job's clip into `folder` (temp file, probe, rename)."""
        ...

    async def find_lost(self, request: Asked_contra, since: dt.datetime) -> list[Handle]:
        """Handles at the provider that could be this request, submitted after `since`."""
        ...

    async def cancel(self, handle: Handle) -> bool:
        """Stop a job if the provider can; True when it will not be charged."""
        ...

    async def aclose(self) -> None:
        """Release connections and workers."""
        ...


VideoProvider = Maker[RenderRequest]
"""Makes clips."""
