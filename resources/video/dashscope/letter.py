"""A request put into words for a DashScope model: where files go is marked, nothing is opened or sent. Models: beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from resources.video.base import RATIOS, ImageSyntax, Kind, MediaRef, MediaRole, RenderRequest
from resources.video.limits import FamilyLimits, MediaLimits
from resources.video.prompt_images import prompt_room, references, refuse_long, worded_prompt
from resources.video.request_rules import check_request, left_out, refusal, unwanted, without_music

_WISHES: frozenset[MediaRole] = frozenset({"last_frame", "reference_voice"})
"""A planned end and a voice: the shot is worth more than these, where the interface has no field for them."""


@dataclass(frozen=True)
class Enclosure:
    """A file of the request, standing where its address will go.

    Args:
        shape: Width to height that a picture is cropped to; None leaves its shape.
    """

    item: MediaRef
    limits: MediaLimits
    shape: tuple[int, int] | None = None


@dataclass(frozen=True)
class Letter:
    """What a model is asked.

    Args:
        content: The wire's `input`, with an `Enclosure` wherever an address belongs.
        parameters: The wire's `parameters`.
        notes: What was changed on the way, for a person.
    """

    model: str
    content: dict[str, Any]
    parameters: dict[str, Any]
    notes: tuple[str, ...] = ()

    def enclosures(self) -> list[Enclosure]:
        """The files in their order."""
        return list(_enclosures(self.content))

    def body(self, addresses: Mapping[Enclosure, str]) -> dict[str, Any]:
        """The wire's body with every file's address in its place."""
        return {"model": self.model, "input": _filled(self.content, addresses), "parameters": self.parameters}


LetterWriter = Callable[[RenderRequest, FamilyLimits], Letter]
"""How a family of models is asked.

Raises `ProviderError`, PERMANENT: the request does not fit the family.
"""


def _enclosures(value: Any) -> Iterator[Enclosure]:
    if isinstance(value, Enclosure):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _enclosures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _enclosures(inner)


def _filled(value: Any, addresses: Mapping[Enclosure, str]) -> Any:
    if isinstance(value, Enclosure):
        return addresses[value]
    if isinstance(value, dict):
        return {name: _filled(inner, addresses) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, addresses) for inner in value]
    return value


def fitting(request: RenderRequest, limits: FamilyLimits) -> tuple[RenderRequest, tuple[str, ...]]:
    """The request without wishes that its kind cannot carry, and what there is to tell of them.

    Raises:
        ProviderError: PERMANENT: the family cannot make this, or a file that matters does not go with this kind.
    """
    taken: dict[Kind, frozenset[MediaRole]] = {
        kind: frozenset(role for role in get_args(MediaRole) if limits.media_limits(kind, role))
        for kind in get_args(Kind)
    }
    notes = left_out(request, taken, _WISHES)
    kept = tuple(item for item in request.media if item.role in taken[request.kind])
    asked = request.model_copy(update={"media": kept})
    check_request(asked, limits)
    return asked, notes


def of_role(request: RenderRequest, role: MediaRole) -> tuple[MediaRef, ...]:
    """The request's files of one role."""
    return tuple(item for item in request.media if item.role == role)


def only(request: RenderRequest, role: MediaRole) -> MediaRef | None:
    """The request's one file of a role, None when there is none.

    Raises:
        ProviderError: PERMANENT, there are several.
    """
    found = of_role(request, role)
    if len(found) > 1:
        raise refusal(request, role, f"the request has {len(found)} files of this role", "at most 1")
    return found[0] if found else None


def starting_frame(request: RenderRequest) -> MediaRef:
    """The picture that i2v starts on.

    Raises:
        ProviderError: PERMANENT, there is none, or several.
    """
    frame = only(request, "first_frame")
    if frame is None:
        raise refusal(request, "pictures", "i2v starts on a picture and the request has none", "1 first frame")
    return frame


def needed_references(request: RenderRequest, limits: FamilyLimits) -> tuple[MediaRef, ...]:
    """The reference pictures of r2v.

    Raises:
        ProviderError: PERMANENT, there is none.
    """
    pictures = references(request)
    if not pictures:
        allowed = f"1 to {limits.capabilities.max_images}"
        raise refusal(request, "pictures", "r2v needs reference pictures and the request has none", allowed)
    return pictures


def enclosed(request: RenderRequest, limits: FamilyLimits, item: MediaRef, *, frame: bool = False) -> Enclosure:
    """The mark for a file; a frame is cropped to the request's ratio, because the clip follows its picture.

    Raises:
        ProviderError: PERMANENT, this family takes no such file for this kind.
    """
    taken = limits.media_limits(request.kind, item.role)
    if taken is None:
        raise refusal(request, item.role, f"{limits.capabilities.family} takes no {item.role} for {request.kind}")
    return Enclosure(item, taken, RATIOS[request.ratio] if frame else None)


def told_prompt(request: RenderRequest, limits: FamilyLimits, syntax: ImageSyntax, *, needed: bool) -> str:
    """The prompt as the model reads it.

    Raises:
        ProviderError: PERMANENT: too long, missing where it is needed, or naming a picture that is not there.
    """
    prompt = without_music(worded_prompt(request, syntax), request)
    if needed and not prompt.strip():
        raise refusal(request, "prompt", "is empty", "what is to be seen and heard")
    refuse_long(prompt, prompt_room(prompt, limits.capabilities), field="prompt", shot_id=request.shot_id)
    return prompt


def told_negative(request: RenderRequest, limits: FamilyLimits) -> dict[str, str]:
    """The field of the negative prompt, empty where there is nothing to say.

    Raises:
        ProviderError: PERMANENT, too long.
    """
    told = unwanted(request)
    if limits.negative_prompt_limit is not None:
        refuse_long(told, limits.negative_prompt_limit, field="negative prompt", shot_id=request.shot_id)
    return {"negative_prompt": told} if told else {}


def told_seed(request: RenderRequest) -> dict[str, int]:
    """The parameter of the seed; without one the model draws its own."""
    return {} if request.seed is None else {"seed": request.seed}


def sound_notes(request: RenderRequest) -> tuple[str, ...]:
    """What there is to tell where the model always makes sound."""
    return () if request.generate_audio else ("the model makes sound always: the clip has a sound track",)
