"""How Wan 2.6 is asked, in the older form of the interface: sizes in pixels, addresses in fields of their own."""

from __future__ import annotations

from typing import Any

from resources.video.base import RenderRequest
from resources.video.dashscope.letter import (
    Letter,
    enclosed,
    only,
    sound_notes,
    told_negative,
    told_prompt,
    told_seed,
)
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import references
from resources.video.request_rules import check_request, made_seconds, refusal


def write_letter(request: RenderRequest, limits: FamilyLimits) -> Letter:
    """A request in Wan 2.6's words.

    Raises:
        ProviderError: PERMANENT, naming what does not fit and what is allowed.
    """
    check_request(request, limits)
    able = limits.capabilities
    seconds, notes = made_seconds(request, limits)
    prompt = told_prompt(request, limits, able.image_syntax, needed=request.kind != "i2v")
    content: dict[str, Any] = {"prompt": prompt, **told_negative(request, limits)}
    speech = only(request, "driving_audio")
    if speech:
        content["audio_url"] = enclosed(request, limits, speech)
    parameters: dict[str, Any] = {}
    if request.kind == "i2v":
        frame = only(request, "first_frame")
        if frame is None:
            raise refusal(request, "pictures", "i2v starts on a picture and the request has none", "1 first frame")
        content["img_url"] = enclosed(request, limits, frame, frame=True)
        parameters["resolution"] = request.resolution
    else:
        width, height = able.clip_size(request.ratio, request.resolution)
        parameters["size"] = f"{width}*{height}"
    if request.kind == "r2v":
        pictures = references(request)
        if not pictures:
            allowed = f"1 to {able.max_images} reference pictures"
            raise refusal(request, "pictures", "r2v needs a reference picture and the request has none", allowed)
        content["reference_urls"] = [enclosed(request, limits, item) for item in pictures]
    parameters |= {
        "duration": seconds,
        "prompt_extend": False,
        # One storyboard shot is one camera setup; cuts are made by the editor.
        "shot_type": "single",
        "watermark": False,
        **told_seed(request),
    }
    return Letter(able.models[request.kind], content, parameters, (*notes, *sound_notes(request)))
