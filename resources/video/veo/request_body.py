"""The body of `predictLongRunning` on either surface: instance, pictures, parameters. What is taken is in the limits."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from resources.video.base import Kind, MediaRef, MediaRole, Prepared, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import prompt_room, references, refuse_long, worded_prompt
from resources.video.request_files import LegalFile, legal_picture
from resources.video.request_rules import check_request, left_out, made_seconds, refusal, unwanted, without_music

_TAKEN: dict[Kind, frozenset[MediaRole]] = {
    "t2v": frozenset(),
    "i2v": frozenset({"first_frame", "last_frame"}),
    "r2v": frozenset({"cast", "set", "prop"}),
}
"""Reference pictures and frames shut each other out."""
_HARMLESS: frozenset[MediaRole] = frozenset({"last_frame"})
"""What may be missing without another person or place being seen."""


def prepared_operation(request: RenderRequest, limits: FamilyLimits, storage_uri: str = "") -> Prepared:
    """The operation that makes a request, with every picture in it.

    Args:
        request: What is wanted.
        limits: Of the family on this surface.
        storage_uri: `gs://bucket/folder` for the film; empty = it comes inside the answer.

    Raises:
        ProviderError: PERMANENT, naming what of the request does not fit.
    """
    check_request(request, limits)
    able = limits.capabilities
    seconds, length_notes = made_seconds(request, limits)
    instance, notes = _instance(request, limits)
    parameters: dict[str, Any] = {
        "sampleCount": 1,
        "durationSeconds": seconds,
        "aspectRatio": request.ratio,
        "resolution": request.resolution.lower(),
    }
    if storage_uri:
        parameters["storageUri"] = storage_uri
    notes += _optional(parameters, request, limits)
    return Prepared(
        commission=request,
        model=able.models[request.kind],
        body={"instances": [instance], "parameters": parameters},
        notes=(*length_notes, *notes),
    )


def _instance(request: RenderRequest, limits: FamilyLimits) -> tuple[dict[str, Any], list[str]]:
    notes = [*left_out(request, _TAKEN, _HARMLESS)]
    instance: dict[str, Any] = {"prompt": _prompt(request, limits)}
    if request.kind == "i2v":
        first, last = _of(request, "first_frame"), _of(request, "last_frame")
        if len(first) != 1 or len(last) > 1:
            told = f"i2v needs one first frame and at most one last frame, there are {len(first)} and {len(last)}"
            raise refusal(request, "frames", told)
        shape = limits.capabilities.clip_size(request.ratio, request.resolution)
        for name, items in (("image", first), ("lastFrame", last)):
            for file in _legal(items, request, limits, shape):
                instance[name] = _inlined(file)
                notes += file.notes
    if request.kind == "r2v":
        files = list(_legal(references(request), request, limits, None))
        if not files:
            raise refusal(request, "pictures", "r2v needs a reference picture, there is none")
        instance["referenceImages"] = [{"image": _inlined(file), "referenceType": "asset"} for file in files]
        notes += [note for file in files for note in file.notes]
    return instance, notes


def _prompt(request: RenderRequest, limits: FamilyLimits) -> str:
    text = without_music(worded_prompt(request, limits.capabilities.image_syntax), request)
    refuse_long(text, prompt_room(text, limits.capabilities), field="prompt", shot_id=request.shot_id)
    return text


def _optional(parameters: dict[str, Any], request: RenderRequest, limits: FamilyLimits) -> list[str]:
    """Add the parameters that only some models take; tells what could not be asked for."""
    notes = []
    taken = limits.parameters
    if "negativePrompt" in taken:
        if words := unwanted(request):
            parameters["negativePrompt"] = words
    elif request.negative_prompt:
        notes.append("negative prompt left out: this model takes none")
    if "generateAudio" in taken:
        parameters["generateAudio"] = request.generate_audio
    elif not request.generate_audio:
        notes.append("this model always makes sound: the clip has a sound track")
    if "seed" in taken:
        if request.seed is not None:
            parameters["seed"] = request.seed
    elif request.seed is not None:
        notes.append(f"seed {request.seed} left out: the Developer API takes none")
    # Text alone was refused with it in a live test of 2026-10-02; with pictures nothing else is allowed.
    if "personGeneration" in taken and request.kind != "t2v":
        parameters["personGeneration"] = "allow_adult"
    return notes


def _of(request: RenderRequest, role: MediaRole) -> list[MediaRef]:
    return [item for item in request.media if item.role == role]


def _legal(
    items: Iterable[MediaRef], request: RenderRequest, limits: FamilyLimits, shape: tuple[int, int] | None
) -> Iterable[LegalFile]:
    for item in items:
        allowed = limits.media_limits(request.kind, item.role)
        assert allowed is not None, "`check_request` refuses such a file"
        yield legal_picture(item, allowed, shape=shape)


def _inlined(file: LegalFile) -> dict[str, str]:
    return {"bytesBase64Encoded": base64.b64encode(file.data).decode("ascii"), "mimeType": file.media_type}
