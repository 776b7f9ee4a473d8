"""How Wan 2.6 is asked, in the older form of the interface: sizes in pixels, addresses in fields of their own."""

from __future__ import annotations

from typing import Any

from resources.video.base import RenderRequest
from resources.video.dashscope.letter import (
    Letter,
    enclosed,
    fitting,
    needed_references,
    only,
    sound_notes,
    starting_frame,
    told_negative,
    told_prompt,
    told_seed,
)
from resources.video.limits import FamilyLimits
from resources.video.request_rules import made_seconds


def write_letter(request: RenderRequest, limits: FamilyLimits) -> Letter:
    """A request in Wan 2.6's words.

    Raises:
        ProviderError: PERMANENT, naming what does not fit and what is allowed.
    """
    able = limits.capabilities
    asked, notes = fitting(request, limits)
    seconds, told = made_seconds(asked, limits)
    prompt = told_prompt(asked, limits, able.image_syntax, needed=asked.kind != "i2v")
    content: dict[str, Any] = {"prompt": prompt, **told_negative(asked, limits)}
    speech = only(asked, "driving_audio")
    if speech:
        content["audio_url"] = enclosed(asked, limits, speech)
    parameters: dict[str, Any] = {}
    if asked.kind == "i2v":
        content["img_url"] = enclosed(asked, limits, starting_frame(asked), frame=True)
        parameters["resolution"] = asked.resolution
    else:
        width, height = able.clip_size(asked.ratio, asked.resolution)
        parameters["size"] = f"{width}*{height}"
    if asked.kind == "r2v":
        pictures = needed_references(asked, limits)
        content["reference_urls"] = [enclosed(asked, limits, item) for item in pictures]
    parameters |= {
        "duration": seconds,
        "prompt_extend": False,
        # One storyboard shot is one camera setup; cuts are made by the editor.
        "shot_type": "single",
        "watermark": False,
        **told_seed(asked),
    }
    return Letter(able.models[asked.kind], content, parameters, (*notes, *told, *sound_notes(asked)))
