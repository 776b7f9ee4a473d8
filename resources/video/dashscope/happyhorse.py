"""How HappyHorse 1.0 is asked: text, first frame, reference pictures, or a clip to be mended. Limits: `bl.json`."""

from __future__ import annotations

from resources.video.base import RenderRequest
from resources.video.dashscope.letter import (
    Letter,
    enclosed,
    fitting,
    needed_references,
    of_role,
    only,
    sound_notes,
    starting_frame,
    told_prompt,
    told_seed,
)
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import references
from resources.video.request_rules import made_seconds, refusal

_EDIT_MODEL = "happyhorse-1.0-video-edit"
_EDIT_PICTURES = 5


def write_letter(request: RenderRequest, limits: FamilyLimits) -> Letter:
    """A request in HappyHorse's words; r2v with a reference clip mends that clip.

    Raises:
        ProviderError: PERMANENT, naming what does not fit and what is allowed.
    """
    asked, notes = fitting(request, limits)
    if request.negative_prompt:
        notes = (*notes, "the negative prompt is left out: HappyHorse has none")
    letter = _edit(asked, limits) if only(asked, "reference_video") else _make(asked, limits)
    return Letter(letter.model, letter.content, letter.parameters, (*notes, *letter.notes))


def _make(request: RenderRequest, limits: FamilyLimits) -> Letter:
    able = limits.capabilities
    seconds, notes = made_seconds(request, limits)
    content: dict[str, object] = {
        "prompt": told_prompt(request, limits, able.image_syntax, needed=request.kind != "i2v")
    }
    if request.kind == "i2v":
        frame = enclosed(request, limits, starting_frame(request), frame=True)
        content["media"] = [{"type": "first_frame", "url": frame}]
    if request.kind == "r2v":
        content["media"] = [
            {"type": "reference_image", "url": enclosed(request, limits, item)}
            for item in needed_references(request, limits)
        ]
    # The clip of i2v has the ratio of its picture; the interface takes no other.
    ratio = {} if request.kind == "i2v" else {"ratio": request.ratio}
    parameters = {
        "resolution": request.resolution,
        **ratio,
        "duration": seconds,
        "watermark": False,
        **told_seed(request),
    }
    return Letter(able.models[request.kind], content, parameters, (*notes, *sound_notes(request)))


def _edit(request: RenderRequest, limits: FamilyLimits) -> Letter:
    """Mend a clip: it keeps its own length and ratio, and its own sound unless new sound is wanted."""
    pictures = references(request)
    if len(pictures) > _EDIT_PICTURES:
        told = f"{len(pictures)} reference pictures are too many beside a clip"
        raise refusal(request, "pictures", told, f"{_EDIT_PICTURES}")
    (clip,) = of_role(request, "reference_video")
    media = [{"type": "video", "url": enclosed(request, limits, clip)}]
    media += [{"type": "reference_image", "url": enclosed(request, limits, item)} for item in pictures]
    content = {
        "prompt": told_prompt(request, limits, limits.capabilities.image_syntax, needed=True),
        "media": media,
    }
    parameters = {
        "resolution": request.resolution,
        "audio_setting": "auto" if request.generate_audio else "origin",
        "watermark": False,
        **told_seed(request),
    }
    return Letter(_EDIT_MODEL, content, parameters, ("a mended clip keeps the length and ratio of its original",))
