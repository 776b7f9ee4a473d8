"""The body of a create request, and the seed by which a lost task is known again. The content list: `content`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from resources.video.base import Prepared, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.request_rules import check_request, made_seconds
from resources.video.seedance.content import TaskContent

RANDOM_SEED = -1
_SEEDS = 2**32


def prepared_task(request: RenderRequest, limits: FamilyLimits) -> Prepared:
    """The task that makes a request, with every file in it.

    Raises:
        ProviderError: PERMANENT, naming what of the request does not fit.
    """
    check_request(request, limits)
    able = limits.capabilities
    content = TaskContent(request, limits)
    seconds, notes = made_seconds(request, limits)
    body: dict[str, Any] = {
        "model": able.models[request.kind],
        "content": content.items,
        "return_last_frame": True,
        "generate_audio": request.generate_audio,
        "watermark": False,
        "seed": seed_of(request),
        "resolution": request.resolution.lower(),
        "ratio": request.ratio,
        "duration": seconds,
    }
    if able.service_tier:
        body["service_tier"] = able.service_tier
    return Prepared(commission=request, model=body["model"], body=body, notes=(*notes, *content.notes))


def seed_of(request: RenderRequest) -> int:
    """The seed of a request; where it names none, one that only this request has.

    Ark's list of tasks shows seeds but no prompts: a seed made of the request is what tells a task whose answer was
    lost from the tasks of other shots.
    """
    if request.seed is not None:
        return request.seed
    media = [(item.role, item.name, item.digest) for item in request.media]
    told = request.model_dump(mode="json", exclude={"media", "staging", "seed"})
    canonical = json.dumps([told, media], ensure_ascii=False, sort_keys=True)
    return int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big") % _SEEDS


def could_be(item: dict[str, Any], request: RenderRequest, limits: FamilyLimits) -> bool:
    """True when nothing that a listed task tells speaks against its being this request's."""
    wanted: dict[str, Any] = {
        "model": limits.capabilities.models.get(request.kind),
        "resolution": request.resolution.lower(),
        "ratio": request.ratio,
        "duration": made_seconds(request, limits)[0],
        "generate_audio": request.generate_audio,
    }
    seed = seed_of(request)
    if seed != RANDOM_SEED:
        wanted["seed"] = seed
    return all(item.get(name) in (None, value) for name, value in wanted.items())
