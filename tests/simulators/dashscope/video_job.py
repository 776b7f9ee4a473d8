"""One accepted video job: what will come out of it, and what its answer says. No rule of a request lives here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from tests.simulators.dashscope.video_models import VideoModel
from tests.simulators.media import ClipSpec


@dataclass(frozen=True)
class MediaItem:
    """One medium of a request.

    Args:
        data: Its bytes; None when the address is elsewhere in the world.
        seconds: Length of a film or sound.
        voice: The bytes of the voice that goes with it.
    """

    role: str
    data: bytes | None
    size: tuple[int, int] | None = None
    seconds: float = 0.0
    voice: bytes | None = None


@dataclass(frozen=True)
class VideoJob:
    """What was asked for, after defaults and silent cuts.

    Args:
        prompt: As the model sees it, cut at its limit.
        resolution: `720P` or `1080P`.
        ratio: As told in the usage; empty where this model's usage has none.
        input_s: Billed seconds of films that came with the request.
        output_s: Length of the result.
        sound: Whether the result has a sound track.
    """

    model: VideoModel
    prompt: str
    negative_prompt: str
    resolution: str
    ratio: str
    size: tuple[int, int]
    output_s: float
    input_s: float = 0.0
    seed: int | None = None
    watermark: bool = False
    sound: bool = True
    media: tuple[MediaItem, ...] = field(default=())

    @property
    def billed_s(self) -> float:
        """Seconds that are billed when the job succeeds."""
        return self.input_s + self.output_s

    @property
    def price(self) -> Decimal:
        """CNY a billed second."""
        prices = self.model.prices if self.sound else self.model.silent_prices or self.model.prices
        return prices[self.resolution]

    def clip(self, number: int, *, broken: bool) -> ClipSpec:
        """The film that comes out; a job without a seed gives another one each time, by its number at this provider."""
        references = [hashlib.sha256(item.data).hexdigest() for item in self.media if item.data]
        chance = f"job {number}" if self.seed is None else str(self.seed)
        return ClipSpec(
            width=self.size[0],
            height=self.size[1],
            duration_s=self.output_s,
            fps=self.model.fps,
            look="\n".join([self.model.name, self.prompt, chance, *references]),
            sound=self.sound,
            watermark=self.model.watermark if self.watermark else "",
            first_frame=self._medium("first_frame", "img_url"),
            last_frame=self._medium("last_frame"),
            speech=self._medium("driving_audio", "audio_url"),
            broken=broken,
        )

    def _medium(self, *roles: str) -> bytes | None:
        return next((item.data for item in self.media if item.role in roles), None)

    def usage(self) -> dict[str, object]:
        """The `usage` of this model's answer: whole seconds, but floats where a film was edited."""
        exact = self.model.task == "edit"
        told: dict[str, object] = {
            "duration": _seconds(self.billed_s, exact=exact),
            "input_video_duration": _seconds(self.input_s, exact=exact),
            "output_video_duration": _seconds(self.output_s, exact=exact),
            "video_count": 1,
            "SR": int(self.resolution.removesuffix("P")),
        }
        if self.ratio:
            told["ratio"] = self.ratio
        if self.model.family == "wan2.6":
            told["size"] = f"{self.size[0]}*{self.size[1]}"
            if self.model.silent_prices:
                told["audio"] = self.sound
        return told


def _seconds(value: float, *, exact: bool) -> float | int:
    return round(value, 2) if exact else round(value)
