"""What every paid provider asks of a request before it is worded: kind, shape, length, roles, seed. No file is opened."""

from __future__ import annotations

import math
from collections.abc import Mapping

from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import Commission, Kind, MediaRole, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import mostly_cjk, references

_NO_MUSIC = "No background music, only voices and ambient sound."
_NO_MUSIC_CJK = "不要背景音乐，只有人声和环境声。"
_MUSIC = "background music, soundtrack"
_MUSIC_CJK = "背景音乐，配乐"


def refusal(request: Commission, field: str, problem: str, allowed: str = "") -> ProviderError:
    """The refusal of a request before anything is sent.

    Args:
        request: Names the shot.
        field: What of it is wrong.
        problem: What is wrong, with the offending value.
        allowed: What would have been accepted.
    """
    return provider_error(
        Policy.PERMANENT,
        f"{problem}; allowed: {allowed}" if allowed else problem,
        where=f"shot {request.shot_id}, {field}",
    )


def check_request(request: RenderRequest, limits: FamilyLimits) -> None:
    """Refuse a request that this family of models can only refuse or misread.

    Raises:
        ProviderError: PERMANENT, naming field, value and what is allowed.
    """
    able = limits.capabilities
    who = f"{able.name} {able.family}".strip()
    if request.kind not in able.kinds:
        raise refusal(request, "kind", f"{who} makes no {request.kind}", ", ".join(sorted(able.kinds)))
    ratios = (request.kind == "r2v" and able.reference_ratios) or able.ratios
    if request.ratio not in ratios:
        told = f"{who} makes no {request.kind} in {request.ratio}"
        raise refusal(request, "ratio", told, ", ".join(sorted(ratios)))
    if request.resolution not in able.resolutions:
        allowed = ", ".join(sorted(able.resolutions))
        raise refusal(request, "resolution", f"{who} makes no {request.resolution}", allowed)
    longest = limits.longest_s(request)
    if request.duration_s > longest:
        told = f"{who} makes no {request.duration_s:g} s"
        raise refusal(request, "duration", told, f"up to {longest:g} s")
    _check_seed(request, limits, who)
    _check_files(request, limits, who)


def _check_seed(request: RenderRequest, limits: FamilyLimits, who: str) -> None:
    if request.seed is None or limits.seeds is None:
        return
    lowest, highest = limits.seeds
    if not lowest <= request.seed <= highest:
        raise refusal(request, "seed", f"{who} takes no seed {request.seed}", f"{lowest} to {highest}")


def _check_files(request: RenderRequest, limits: FamilyLimits, who: str) -> None:
    for item in request.media:
        if limits.media_limits(request.kind, item.role) is None:
            raise refusal(
                request, f"{item.role} {item.path.name}", f"{who} takes no {item.role} for {request.kind}"
            )
    most = limits.capabilities.max_images
    told = len(references(request))
    if told > most:
        raise refusal(request, "pictures", f"{told} reference pictures are too many for {who}", f"{most}")


def left_out(
    request: RenderRequest, taken: Mapping[Kind, frozenset[MediaRole]], harmless: frozenset[MediaRole]
) -> tuple[str, ...]:
    """What to tell of files that a provider cannot take together with the others.

    Args:
        request: The request.
        taken: Roles that go with each kind.
        harmless: Roles without which no other person or place is seen.

    Raises:
        ProviderError: PERMANENT, a file of another role does not go with this kind.
    """
    notes = []
    for item in request.media:
        if item.role in taken[request.kind]:
            continue
        what = f"{item.role} {item.name or item.path.name}"
        if item.role not in harmless:
            allowed = ", ".join(sorted(taken[request.kind])) or "no files"
            raise refusal(request, what, f"does not go with {request.kind}", allowed)
        notes.append(f"{what} left out: it does not go with {request.kind}")
    return tuple(notes)


def made_seconds(request: RenderRequest, limits: FamilyLimits) -> tuple[int, tuple[str, ...]]:
    """Whole seconds to ask for, never fewer than wanted, and what there is to tell about it."""
    able = limits.capabilities
    seconds = math.ceil(able.clip_seconds(request))
    if seconds == request.duration_s:
        return seconds, ()
    return seconds, (
        f"{able.name} makes {seconds} s where {request.duration_s:g} s are wanted: trimmed in the cut",
    )


def without_music(prompt: str, request: RenderRequest) -> str:
    """The prompt with the wish for no music where the request has it and there will be sound at all."""
    if not (request.forbid_music and request.generate_audio):
        return prompt
    return f"{prompt.rstrip()} {_NO_MUSIC_CJK if mostly_cjk(prompt) else _NO_MUSIC}"


def unwanted(request: RenderRequest) -> str:
    """What a negative prompt says: the request's own, and music where that is unwanted; empty = nothing."""
    parts = [request.negative_prompt.strip()] if request.negative_prompt else []
    if request.forbid_music:
        parts.append(_MUSIC_CJK if mostly_cjk(request.prompt) else _MUSIC)
    return ", ".join(part for part in parts if part)
