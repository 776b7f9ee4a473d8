"""What a talking head is made of: one picture, one sound, perhaps a mask; and the seconds that are billed. No wire here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from resources.media.probe import probe
from resources.video.base import Kind, MediaRef, MediaRole, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.request_files import LegalFile, legal_picture, legal_recording
from resources.video.request_rules import check_request, left_out, refusal

SHORTEST_BILLED_S = 5
"""A shorter sound costs as much (WaveSpeed's model page)."""
_TAKEN: dict[Kind, frozenset[MediaRole]] = {"i2v": frozenset({"first_frame", "cast", "driving_audio", "mask"})}


@dataclass(frozen=True)
class SpeechFiles:
    """The files of one request, as they may be sent.

    Args:
        mask: White where the picture speaks, of the picture's size.
        notes: What was changed on the way, for a person.
    """

    picture: LegalFile
    sound: LegalFile
    mask: LegalFile | None
    notes: tuple[str, ...]


def speech_files(request: RenderRequest, limits: FamilyLimits) -> SpeechFiles:
    """Check a request and its files.

    Raises:
        ProviderError: PERMANENT: not one picture and one sound, a sound that costs more than the request's length, a
            mask of another size, or a file outside of the limits.
    """
    check_request(request, limits)
    notes = list(left_out(request, _TAKEN, frozenset()))
    picture = _picture(_the_one(request, "first_frame", "cast"), request, limits)
    sound = _sound(_the_one(request, "driving_audio"), request, limits)
    masks = _of(request, "mask")
    mask = _picture(_the_one(request, "mask"), request, limits) if masks else None
    if mask and mask.size != picture.size:
        told = f"the mask is {mask.size[0]}x{mask.size[1]}"
        raise refusal(request, "mask", told, f"{picture.size[0]}x{picture.size[1]}, the size of the picture")
    for file in (picture, mask):
        notes += file.notes if file else ()
    if sound.length_s < request.duration_s:
        notes.append(f"the clip is as long as its sound, {sound.length_s:.1f} of {request.duration_s:g} s")
    return SpeechFiles(picture, sound, mask, tuple(notes))


def billed_s(request: RenderRequest) -> int:
    """Whole seconds that the request's sound costs by the vendor's rule; no answer of the vendor tells them.

    Raises:
        NotFound, MediaError: The sound is gone or cannot be decoded.
    """
    return _billed_s(probe(_the_one(request, "driving_audio").path).duration_s)


def _sound(item: MediaRef, request: RenderRequest, limits: FamilyLimits) -> LegalFile:
    allowed = limits.media_limits(request.kind, item.role)
    assert allowed is not None, "`check_request` refuses such a file"
    sound = legal_recording(item, allowed)
    # The price was reserved for the request's length, the sound is what is billed.
    if _billed_s(sound.length_s) > _billed_s(request.duration_s):
        raise refusal(
            request,
            f"driving_audio {item.path.name}",
            f"the sound lasts {sound.length_s:.2f} s and the clip will too",
            f"the shot's {request.duration_s:g} s",
        )
    return sound


def _picture(item: MediaRef, request: RenderRequest, limits: FamilyLimits) -> LegalFile:
    allowed = limits.media_limits(request.kind, item.role)
    assert allowed is not None, "`check_request` refuses such a file"
    return legal_picture(item, allowed, shape=limits.capabilities.clip_size(request.ratio, request.resolution))


def _of(request: RenderRequest, *roles: MediaRole) -> list[MediaRef]:
    return [item for item in request.media if item.role in roles]


def _the_one(request: RenderRequest, *roles: MediaRole) -> MediaRef:
    found = _of(request, *roles)
    if len(found) != 1:
        what = " or ".join(roles)
        raise refusal(request, what, f"a talking head needs exactly one {what}, there are {len(found)}")
    return found[0]


def _billed_s(length_s: float) -> int:
    return max(SHORTEST_BILLED_S, math.ceil(round(length_s, 3)))
