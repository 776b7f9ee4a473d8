"""How Wan 2.7 is asked: which files go together, voices on their pictures, numbers in the prompt's language."""

from __future__ import annotations

from typing import Any

from resources.video.base import ImageSyntax, MediaRef, MediaRole, RenderRequest
from resources.video.dashscope.letter import (
    Enclosure,
    Letter,
    enclosed,
    fitting,
    of_role,
    only,
    sound_notes,
    told_negative,
    told_prompt,
    told_seed,
)
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import mostly_cjk, references, worded_prompt
from resources.video.request_rules import made_seconds, refusal

_I2V_TYPES: dict[MediaRole, str] = {
    "first_frame": "first_frame",
    "last_frame": "last_frame",
    "driving_audio": "driving_audio",
    "reference_video": "first_clip",
}
_I2V_SETS: tuple[frozenset[MediaRole], ...] = (
    frozenset({"first_frame"}),
    frozenset({"first_frame", "driving_audio"}),
    frozenset({"first_frame", "last_frame"}),
    frozenset({"first_frame", "last_frame", "driving_audio"}),
    frozenset({"reference_video"}),
    frozenset({"reference_video", "last_frame"}),
)
_MOST_REFERENCES = 5


def write_letter(request: RenderRequest, limits: FamilyLimits) -> Letter:
    """A request in Wan 2.7's words; i2v with a reference clip goes on where that clip ends.

    Raises:
        ProviderError: PERMANENT, naming what does not fit and what is allowed.
    """
    able = limits.capabilities
    asked, notes = fitting(request, limits)
    seconds, told = made_seconds(asked, limits)
    # The model reads `Image 1` as well as `图1`: the one that the rest of the prompt is written in.
    syntax: ImageSyntax = able.image_syntax if mostly_cjk(worded_prompt(asked, "none")) else "english"
    content: dict[str, Any] = {
        "prompt": told_prompt(asked, limits, syntax, needed=asked.kind != "i2v"),
        **told_negative(asked, limits),
    }
    speech = only(asked, "driving_audio")
    if asked.kind == "t2v" and speech:
        content["audio_url"] = enclosed(asked, limits, speech)
    if asked.kind == "i2v":
        content["media"] = _continued(asked, limits)
    if asked.kind == "r2v":
        content["media"] = _referenced(asked, limits)
    # The clip of i2v has the ratio of its picture; the interface takes no other.
    ratio = {} if asked.kind == "i2v" else {"ratio": asked.ratio}
    parameters = {
        "resolution": asked.resolution,
        **ratio,
        "duration": seconds,
        "prompt_extend": False,
        "watermark": False,
        **told_seed(asked),
    }
    return Letter(able.models[asked.kind], content, parameters, (*notes, *told, *sound_notes(asked)))


def _continued(request: RenderRequest, limits: FamilyLimits) -> list[dict[str, str | Enclosure]]:
    """The files of i2v; only some sets of them go together."""
    found: dict[MediaRole, MediaRef] = {}
    for role in _I2V_TYPES:
        item = only(request, role)
        if item:
            found[role] = item
    if frozenset(found) not in _I2V_SETS:
        told = " + ".join(found) or "no file"
        allowed = "; ".join(" + ".join(role for role in _I2V_TYPES if role in one) for one in _I2V_SETS)
        raise refusal(request, "pictures", f"i2v takes no {told}" if found else "i2v has no picture", allowed)
    return [
        {"type": _I2V_TYPES[role], "url": enclosed(request, limits, item, frame=role.endswith("_frame"))}
        for role, item in found.items()
    ]


def _referenced(request: RenderRequest, limits: FamilyLimits) -> list[dict[str, str | Enclosure]]:
    """The files of r2v: pictures with their voices, clips, then the first frame."""
    pictures, clips = references(request), of_role(request, "reference_video")
    if not 1 <= len(pictures) + len(clips) <= _MOST_REFERENCES:
        told = f"{len(pictures) + len(clips)} reference pictures and clips"
        raise refusal(request, "pictures", told, f"1 to {_MOST_REFERENCES}")
    voices = {voice.name: voice for voice in of_role(request, "reference_voice")}
    media: list[dict[str, str | Enclosure]] = []
    for item in (*pictures, *clips):
        kind = "reference_video" if item in clips else "reference_image"
        entry: dict[str, str | Enclosure] = {"type": kind, "url": enclosed(request, limits, item)}
        voice = voices.pop(item.name, None) if item.role in {"cast", "reference_video"} else None
        if voice:
            entry["reference_voice"] = enclosed(request, limits, voice)
        media.append(entry)
    if voices:
        people = ", ".join(item.name for item in (*pictures, *clips) if item.role == "cast")
        raise refusal(request, "reference_voice", f"the voice of {', '.join(voices)} has no picture", people)
    frame = only(request, "first_frame")
    if frame:
        media.append({"type": "first_frame", "url": enclosed(request, limits, frame, frame=True)})
    return media
