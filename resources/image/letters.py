"""How DashScope's picture models are asked: one message, one text, pictures to keep identity from. Nothing is sent here."""

from __future__ import annotations

from typing import Any

from resources.image.sizes import legal_size
from resources.video.base import PictureRequest
from resources.video.dashscope.letter import Enclosure, Letter
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import prompt_room, refuse_long
from resources.video.request_rules import refusal


def write_letter(request: PictureRequest, limits: FamilyLimits) -> Letter:
    """A picture request in the model's words.

    Raises:
        ProviderError: PERMANENT, naming what does not fit and what is allowed.
    """
    able = limits.capabilities
    _check(request, limits)
    references = [_enclosed(request, limits, index) for index in range(len(request.references))]
    content: list[dict[str, Any]] = [*({"image": mark} for mark in references), {"text": request.prompt}]
    parameters: dict[str, Any] = {"n": 1}  # the usual number of some models is four, each of them billed
    notes: list[str] = []
    wanted = (request.width, request.height)
    if limits.sizes:
        size = legal_size(wanted, limits.sizes)
        if size is None:
            allowed = f"{limits.sizes.ratio[0]:g} to {limits.sizes.ratio[1]:g} times as wide as high"
            raise refusal(request, "size", f"{able.family} makes no {wanted[0]}x{wanted[1]} px", allowed)
        parameters["size"] = f"{size[0]}*{size[1]}"
        if size != wanted:
            notes.append(f"{size[0]}x{size[1]} px asked for instead of {wanted[0]}x{wanted[1]}")
    else:
        notes.append(
            f"{able.family} chooses the size by the picture it edits: {wanted[0]}x{wanted[1]} not asked for"
        )
    if request.negative_prompt:
        parameters["negative_prompt"] = request.negative_prompt
    parameters |= {"prompt_extend": False, "watermark": False}
    if request.seed is not None:
        parameters["seed"] = request.seed
    messages = [{"role": "user", "content": content}]
    return Letter(able.models["image"], {"messages": messages}, parameters, tuple(notes))


def _check(request: PictureRequest, limits: FamilyLimits) -> None:
    able = limits.capabilities
    if not request.prompt.strip():
        raise refusal(request, "prompt", "is empty", "what is to be seen")
    refuse_long(request.prompt, prompt_room(request.prompt, able), field="prompt", shot_id=request.shot_id)
    if request.negative_prompt and limits.negative_prompt_limit is not None:
        limit = limits.negative_prompt_limit
        refuse_long(request.negative_prompt, limit, field="negative prompt", shot_id=request.shot_id)
    least, told = int(able.needs_images), len(request.references)
    if not least <= told <= able.max_images:
        allowed = f"{least} to {able.max_images}" if able.max_images else "none, or an editing model"
        raise refusal(request, "references", f"{told} reference pictures do not fit {able.family}", allowed)
    if request.seed is not None and limits.seeds and not limits.seeds[0] <= request.seed <= limits.seeds[1]:
        allowed = f"{limits.seeds[0]} to {limits.seeds[1]}"
        raise refusal(request, "seed", f"{able.family} takes no seed {request.seed}", allowed)


def _enclosed(request: PictureRequest, limits: FamilyLimits, index: int) -> Enclosure:
    item = request.references[index]
    taken = limits.media_limits("image", item.role)
    if taken is None:
        raise refusal(
            request, "references", f"a {item.role} is no picture to keep identity from", "cast, set, prop"
        )
    return Enclosure(item, taken)
