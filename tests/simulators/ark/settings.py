"""All parameters of a create request but `content`: their types, limits per model, and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.simulators.ark.content import Content
from tests.simulators.ark.models import PIXELS, RATIOS, ArkModel, nearest_ratio
from tests.simulators.ark.wire import invalid, known

_COMMON = frozenset(
    {
        "model",
        "content",
        "callback_url",
        "return_last_frame",
        "service_tier",
        "execution_expires_after",
        "safety_identifier",
        "resolution",
        "ratio",
        "duration",
        "seed",
        "watermark",
    }
)
_TASK_TYPES = ("auto", "reference", "edit", "extend")
_DEFAULT_DURATION = 5
_LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Settings:
    """What a task is rendered with, defaults filled in.

    Args:
        duration: Whole seconds; None when `frames` was given instead.
        seed: -1 stands for one that the model chooses.
    """

    resolution: str
    ratio: str
    duration: int | None
    frames: int | None
    seed: int
    generate_audio: bool
    watermark: bool
    return_last_frame: bool
    flex: bool
    expires_after_s: int
    draft: bool
    callback_url: str
    safety_identifier: str | None
    priority: int | None
    web_search: bool
    output_format: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return PIXELS[self.resolution][self.ratio]

    @property
    def frame_count(self) -> int:
        """Frames of the film: 24 for each second and one more."""
        return self.frames if self.frames is not None else 24 * (self.duration or 0) + 1


def read_settings(body: dict[str, Any], model: ArkModel, content: Content) -> Settings:
    """Check the parameters and fill in what was not sent.

    Raises:
        Refusal: Unknown to this model, of a wrong type, or outside of the limits.
    """
    values = known(body)
    for name in sorted(values.keys() - _COMMON - model.extras):
        raise invalid(name, "unknown, or not supported by the model")
    draft = _flag(values, "draft", default=False)
    settings = Settings(
        resolution=_one_of(values, "resolution", model.resolutions, "480p" if draft else model.default_resolution),
        ratio=_ratio(values, content),
        duration=None if "frames" in values else _duration(values, model),
        frames=_frames(values),
        seed=_whole(values, "seed", -1, _LARGEST_SEED, -1),
        generate_audio=model.audio and _flag(values, "generate_audio", default=True),
        watermark=_flag(values, "watermark", default=False),
        return_last_frame=_flag(values, "return_last_frame", default=False),
        flex=_one_of(values, "service_tier", ("default", "flex"), "default") == "flex",
        expires_after_s=_whole(values, "execution_expires_after", 3600, 259200, 172800),
        draft=draft,
        callback_url=_text(values, "callback_url") or "",
        safety_identifier=_text(values, "safety_identifier"),
        priority=_whole(values, "priority", 0, 9, 0) if "priority" in values else None,
        web_search=_web_search(values),
        output_format=_one_of(values, "output_format", ("mp4", "mov"), "mp4"),
    )
    _check_together(values, settings, model, content)
    return settings


def _check_together(values: dict[str, Any], settings: Settings, model: ArkModel, content: Content) -> None:
    if settings.flex and not model.flex:
        raise invalid("service_tier", "flex is not supported by the model")
    if _flag(values, "camera_fixed", default=False) and content.mode == "reference":
        raise invalid("camera_fixed", "not supported with reference media")
    if settings.draft and settings.resolution != "480p":
        raise invalid("resolution", "a draft is 480p only")
    if settings.draft and (settings.return_last_frame or settings.flex):
        raise invalid("draft", "a draft supports neither return_last_frame nor the flex tier")
    if settings.callback_url and not settings.callback_url.startswith(("http://", "https://")):
        raise invalid("callback_url", "not an http address")
    if _one_of(values, "omni_reference_task_type", _TASK_TYPES, "auto") == "edit":
        _check_edit(values, content)


def _check_edit(values: dict[str, Any], content: Content) -> None:
    if not content.films or values.get("duration") != -1 or values.get("ratio") != "adaptive":
        refusal = invalid(
            "omni_reference_task_type", "edit needs a reference video, duration -1 and ratio adaptive"
        )
        refusal.code = "InvalidParameter.TaskTypeConstraint"
        raise refusal


def _ratio(values: dict[str, Any], content: Content) -> str:
    wanted = _one_of(values, "ratio", (*RATIOS, "adaptive"), "adaptive")
    if wanted != "adaptive":
        return wanted
    return nearest_ratio(*content.shape) if content.shape else "16:9"


def _duration(values: dict[str, Any], model: ArkModel) -> int:
    shortest, longest = model.durations
    if values.get("duration") == -1 and model.automatic_duration:
        return min(max(_DEFAULT_DURATION, shortest), longest)
    return _whole(values, "duration", shortest, longest, _DEFAULT_DURATION)


def _frames(values: dict[str, Any]) -> int | None:
    if "frames" not in values:
        return None
    frames = _whole(values, "frames", 29, 289, 29)
    if (frames - 25) % 4:
        raise invalid("frames", f"{frames} is not 25 + 4n")
    return frames


def _web_search(values: dict[str, Any]) -> bool:
    tools = values.get("tools", [])
    if not isinstance(tools, list) or any(tool != {"type": "web_search"} for tool in tools):
        raise invalid("tools", 'only [{"type": "web_search"}] is supported')
    return bool(tools)


def _whole(values: dict[str, Any], name: str, low: int, high: int, default: int) -> int:
    value = values.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise invalid(name, f"{value!r} is not an integer within [{low}, {high}]")
    return value


def _flag(values: dict[str, Any], name: str, *, default: bool) -> bool:
    value = values.get(name, default)
    if not isinstance(value, bool):
        raise invalid(name, f"{value!r} is not a boolean")
    return value


def _text(values: dict[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(name, f"{value!r} is not a string")
    return value


def _one_of(values: dict[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = values.get(name, default)
    if value not in allowed:
        raise invalid(name, f"{value!r} is not one of {', '.join(allowed)}")
    return str(value)
