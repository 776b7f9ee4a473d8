"""What each simulated video model is, as data: frame rate, marks, lengths of jobs, prices, pixels. No request is read here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Family = Literal["happyhorse", "wan2.7", "wan2.6"]
Task = Literal["t2v", "i2v", "r2v", "edit"]


@dataclass(frozen=True)
class VideoModel:
    """One model.

    Args:
        run_s: Shortest and longest time that a job runs, from the samples in the vendor's pages.
        fps: Frames a second of its films.
        watermark: Text that is in the picture unless switched off.
        watermark_default: Whether the text is there when the request says nothing.
        prices: CNY a billed second by resolution.
        silent_prices: The same without sound, where the model can do without.
    """

    name: str
    family: Family
    task: Task
    run_s: tuple[float, float]
    fps: int
    watermark: str
    watermark_default: bool
    prices: dict[str, Decimal]
    silent_prices: dict[str, Decimal] | None = None


_HORSE = {"720P": Decimal("0.9"), "1080P": Decimal("1.6")}
_WAN = {"720P": Decimal("0.6"), "1080P": Decimal("1.0")}
_FLASH = {"720P": Decimal("0.3"), "1080P": Decimal("0.5")}
_FLASH_SILENT = {"720P": Decimal("0.15"), "1080P": Decimal("0.25")}


def _horse(task: Task, seconds: float) -> VideoModel:
    name = "happyhorse-1.0-video-edit" if task == "edit" else f"happyhorse-1.0-{task}"
    return VideoModel(name, "happyhorse", task, (seconds, seconds), 24, "Happy Horse", True, _HORSE)


def _wan27(name: str, task: Task, low: float, high: float) -> VideoModel:
    return VideoModel(name, "wan2.7", task, (low, high), 30, "AI", False, _WAN)


def _wan26(task: Task, *, flash: bool = False) -> VideoModel:
    name = f"wan2.6-{task}-flash" if flash else f"wan2.6-{task}"
    prices, silent = (_FLASH, _FLASH_SILENT) if flash else (_WAN, None)
    return VideoModel(name, "wan2.6", task, (60, 300), 30, "AI", False, prices, silent)


VIDEO_MODELS: dict[str, VideoModel] = {
    model.name: model
    for model in (
        _horse("t2v", 79),
        _horse("i2v", 104),
        _horse("r2v", 40),
        _horse("edit", 59),
        _wan27("wan2.7-t2v", "t2v", 256, 708),
        _wan27("wan2.7-t2v-2026-04-25", "t2v", 256, 708),
        _wan27("wan2.7-i2v", "i2v", 99, 583),
        _wan27("wan2.7-i2v-2026-04-25", "i2v", 99, 583),
        _wan27("wan2.7-r2v", "r2v", 440, 1014),
        _wan27("wan2.7-videoedit", "edit", 234, 509),
        _wan26("t2v"),
        _wan26("i2v"),
        _wan26("r2v"),
        _wan26("i2v", flash=True),
        _wan26("r2v", flash=True),
    )
}

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
RESOLUTIONS = ("720P", "1080P")
PIXELS: dict[str, dict[str, tuple[int, int]]] = {
    "720P": {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960), "4:3": (1104, 832), "3:4": (832, 1104)},
    "1080P": {
        "16:9": (1920, 1080),
        "9:16": (1080, 1920),
        "1:1": (1440, 1440),
        "4:3": (1648, 1248),
        "3:4": (1248, 1648),
    },
}
QUEUE_S = (0.04, 16.0)


def size_like(width: int, height: int, resolution: str) -> tuple[int, int]:
    """Pixels of a film that follows a picture: those of its ratio, or else that area with sides multiples of 16."""
    for wide, high in PIXELS[resolution].values():
        if abs(width / height - wide / high) < 0.01:
            return wide, high
    wide, high = PIXELS[resolution]["16:9"]
    scale = math.sqrt(wide * high / (width * height))
    return max(16, round(width * scale / 16) * 16), max(16, round(height * scale / 16) * 16)
