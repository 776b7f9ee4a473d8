"""The body of `predictLongRunning`: what may be in `instances` and `parameters` on which surface. Answers are elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.inputs import Film, Picture, Unreadable, decode_base64, read_film, read_picture
from tests.simulators.veo.models import EXTENSION_S, LENGTHS_S, PIXELS, Surface, VeoModel
from tests.simulators.veo.wire import invalid

StoredFile = Callable[[str], bytes | None]
"""Bytes of a file that the service keeps (`gs://...` or a file's address); None when it has none."""

_INSTANCE_FIELDS: dict[Surface, frozenset[str]] = {
    "gemini": frozenset({"prompt", "image", "lastFrame", "referenceImages", "video"}),
    "vertex": frozenset({"prompt", "image", "lastFrame", "referenceImages", "video", "mask"}),
}
_COMMON = frozenset(
    {
        "sampleCount",
        "durationSeconds",
        "aspectRatio",
        "resolution",
        "personGeneration",
        "negativePrompt",
        "enhancePrompt",
        "seed",
    }
)
_PARAMETERS: dict[Surface, frozenset[str]] = {
    "gemini": _COMMON,
    "vertex": _COMMON | {"storageUri", "fps", "pubsubTopic", "generateAudio", "compressionQuality", "resizeMode"},
}
_TOP_LEVEL: dict[Surface, frozenset[str]] = {
    "gemini": frozenset({"instances", "parameters", "webhookConfig"}),
    "vertex": frozenset({"instances", "parameters", "labels"}),
}
_NOT_LITE = ("negativePrompt", "enhancePrompt", "personGeneration", "generateAudio")
_PERSONS = {
    "gemini": ("allow_all", "allow_adult"),
    "vertex": ("dont_allow", "allow_adult", "allow_all"),
}
_CHOICES = {"compressionQuality": ("optimized", "lossless"), "resizeMode": ("crop", "pad")}
_IMAGE_LIMIT = 10 * 1024 * 1024
_LONGEST_FILM_S = 141.0
_REFERENCES = 3


@dataclass
class VeoRequest:
    """A request that fits its model, defaults filled in."""

    prompt: str
    seconds: int
    ratio: str
    resolution: str
    samples: int
    sound: bool
    seed: int | None
    storage_uri: str
    image: Picture | None = None
    last_frame: Picture | None = None
    references: list[Picture] = field(default_factory=list)
    film: Film | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return PIXELS[self.resolution][self.ratio]

    @property
    def mode(self) -> str:
        """What is made of what."""
        if self.film is not None:
            return "extension"
        if self.references:
            return "references"
        if self.last_frame is not None:
            return "interpolation"
        return "image" if self.image is not None else "text"


def read_request(body: dict[str, Any] | None, model: VeoModel, surface: Surface, stored: StoredFile) -> VeoRequest:
    """Check a body against the table of limits (wire document 1.1, 2.1).

    Raises:
        Refusal: It does not fit.
    """
    if body is None:
        raise invalid("Invalid JSON payload received.")
    _only(body, _TOP_LEVEL[surface], "")
    instances = body.get("instances")
    if not isinstance(instances, list) or len(instances) != 1 or not isinstance(instances[0], dict):
        raise invalid("Exactly one instance is required.")
    instance = instances[0]
    _only(instance, _INSTANCE_FIELDS[surface], "instances[0]")
    parameters = body.get("parameters") or {}
    _only(parameters, _PARAMETERS[surface], "parameters")
    image = _picture(instance, "image", surface, stored)
    wanted = VeoRequest(
        prompt=_prompt(instance, model),
        seconds=_choice(parameters, "durationSeconds", LENGTHS_S, 8),
        ratio=_choice(parameters, "aspectRatio", ("16:9", "9:16"), "16:9"),
        resolution=_choice(parameters, "resolution", tuple(PIXELS), "720p"),
        samples=_whole(parameters, "sampleCount", 1, 4 if surface == "vertex" else 1, 1),
        sound=_flag(parameters, "generateAudio", default=True),
        seed=_whole(parameters, "seed", 0, 2**32 - 1, 0) if "seed" in parameters else None,
        storage_uri=_storage(parameters),
        image=image,
        last_frame=_picture(instance, "lastFrame", surface, stored),
        references=_references(instance, surface, stored),
        film=_film(instance, surface, stored),
    )
    _check_together(wanted, model, parameters, surface)
    _check_persons(wanted, parameters, surface)
    return wanted


def _check_together(wanted: VeoRequest, model: VeoModel, parameters: dict[str, Any], surface: Surface) -> None:
    if wanted.resolution not in model.prices:
        raise invalid(f"Resolution {wanted.resolution} is not supported by this model.")
    if model.lite:
        for name in _NOT_LITE:
            if name in parameters:
                raise invalid(f"`{name}` isn't supported by this model.")
    if not wanted.prompt.strip() and wanted.mode in {"text", "references"}:
        raise invalid("A prompt is required.")
    if wanted.last_frame is not None and wanted.image is None:
        raise invalid("`lastFrame` can only be used together with `image`.")
    if wanted.references and (wanted.image is not None or wanted.film is not None):
        raise invalid("`referenceImages` cannot be combined with `image`, `lastFrame` or `video`.")
    if wanted.film is not None and (wanted.image is not None or wanted.resolution != "720p"):
        raise invalid("Video extension takes a prompt and a video only and supports 720p only.")
    # The Vertex model page ties only references to 8 s; the Developer API's page more (sections 1.1, 2.1).
    long_modes = (
        {"references", "extension"} if surface == "vertex" else {"references", "interpolation", "extension"}
    )
    needs_eight = wanted.mode in long_modes or (surface == "gemini" and wanted.resolution != "720p")
    if needs_eight and wanted.seconds != LENGTHS_S[-1]:
        raise invalid(f"durationSeconds must be 8 for {wanted.mode} at {wanted.resolution}; got {wanted.seconds}.")
    if wanted.references and wanted.ratio != "16:9":
        raise invalid("Reference images support the aspect ratio 16:9 only.")
    if wanted.film is not None:
        wanted.seconds = EXTENSION_S


def _check_persons(wanted: VeoRequest, parameters: dict[str, Any], surface: Surface) -> None:
    if "personGeneration" not in parameters:
        return
    told = _name(parameters, "personGeneration", _PERSONS[surface])
    if surface == "gemini":
        # allow_adult for text was refused in a live test of 2026-10-02, against the page.
        allowed = "allow_all" if wanted.mode in {"text", "extension"} else "allow_adult"
        if told != allowed:
            raise invalid(f"{told} for personGeneration is currently not supported.")


def _prompt(instance: dict[str, Any], model: VeoModel) -> str:
    prompt = instance.get("prompt", "")
    if not isinstance(prompt, str):
        raise invalid("`prompt` must be a string.")
    tokens = _tokens(prompt)
    if tokens > model.prompt_limit:
        raise invalid(f"The prompt has {tokens} tokens, at most {model.prompt_limit} are supported.")
    return prompt


def _tokens(text: str) -> int:
    """About as many as the vendor counts: four letters, or one Chinese character, a token."""
    wide = sum(character >= "\u2e80" for character in text)
    return wide + (len(text) - wide + 3) // 4


def _picture(holder: dict[str, Any], name: str, surface: Surface, stored: StoredFile) -> Picture | None:
    told = holder.get(name)
    if told is None:
        return None
    data = _bytes(told, name, "gcsUri" if surface == "vertex" else "", stored)
    if len(data) > _IMAGE_LIMIT:
        raise invalid(f"`{name}` has {len(data)} bytes, at most {_IMAGE_LIMIT} are supported.")
    try:
        picture = read_picture(data)
    except Unreadable as error:
        raise invalid(f"Unable to process input image `{name}`: {error}.") from error
    mime_type = told.get("mimeType")
    if mime_type not in {"image/png", "image/jpeg"}:
        raise invalid(f"Unsupported mimeType {mime_type!r} of `{name}`; image/png and image/jpeg are supported.")
    if f"image/{picture.format}" != mime_type:
        raise invalid(f"`{name}` is {picture.format}, not {mime_type}.")
    return picture


def _bytes(told: object, name: str, address: str, stored: StoredFile) -> bytes:
    """The bytes of a media object, inline or at `address`."""
    if not isinstance(told, dict):
        raise invalid(f"`{name}` must be an object.")
    if "inlineData" in told:
        raise invalid(f"`inlineData` isn't supported by this model in `{name}`; use `bytesBase64Encoded`.")
    if "bytesBase64Encoded" in told:
        try:
            return decode_base64(str(told["bytesBase64Encoded"]))
        except Unreadable as error:
            raise invalid(f"`{name}.bytesBase64Encoded`: {error}.") from error
    if address and address in told:
        data = stored(str(told[address]))
        if data is None:
            raise invalid(f"`{name}`: {told[address]} was not found or cannot be read.")
        return data
    raise invalid(f"`{name}` needs `bytesBase64Encoded`{f' or `{address}`' if address else ''}.")


def _references(instance: dict[str, Any], surface: Surface, stored: StoredFile) -> list[Picture]:
    told = instance.get("referenceImages", [])
    if not isinstance(told, list) or len(told) > _REFERENCES or not all(isinstance(item, dict) for item in told):
        raise invalid(f"`referenceImages` must be a list of at most {_REFERENCES} objects.")
    pictures = []
    for item in told:
        # The documents write small letters, the vendor's SDK capitals, here and in all such names.
        if str(item.get("referenceType")).lower() != "asset":
            raise invalid(f"referenceType {item.get('referenceType')!r} isn't supported by this model; use asset.")
        picture = _picture(item, "image", surface, stored)
        if picture is None:
            raise invalid("A reference image needs `image`.")
        pictures.append(picture)
    return pictures


def _film(instance: dict[str, Any], surface: Surface, stored: StoredFile) -> Film | None:
    told = instance.get("video")
    if told is None:
        return None
    data = _bytes(told, "video", "gcsUri" if surface == "vertex" else "uri", stored)
    try:
        film = read_film(data)
    except Unreadable as error:
        raise invalid(f"Unable to process input video: {error}.") from error
    if film.duration_s > _LONGEST_FILM_S:
        raise invalid(f"The input video has {film.duration_s:.1f} s, at most {_LONGEST_FILM_S:g} are supported.")
    if (film.width, film.height) not in PIXELS["720p"].values():
        raise invalid(f"The input video must be a 720p result of Veo, not {film.width}x{film.height}.")
    return film


def _storage(parameters: dict[str, Any]) -> str:
    told = parameters.get("storageUri", "")
    if told and not (isinstance(told, str) and told.startswith("gs://") and len(told) > len("gs://")):
        raise invalid(f"storageUri {told!r} is not of the form gs://bucket/folder.")
    for name, allowed in _CHOICES.items():
        _name(parameters, name, allowed)
    return str(told)


def _only(holder: object, allowed: frozenset[str], where: str) -> None:
    if not isinstance(holder, dict):
        raise invalid(f"`{where}` must be an object.")
    for name in holder:
        if name not in allowed:
            place = f" at '{where}'" if where else ""
            raise invalid(f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.')


def _choice(parameters: dict[str, Any], name: str, allowed: tuple[Any, ...], default: Any) -> Any:
    value = parameters.get(name, default)
    if name in parameters and (value not in allowed or isinstance(value, bool)):
        raise invalid(f"{value!r} for {name} is not supported; use one of {', '.join(map(str, allowed))}.")
    return value


def _name(parameters: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed names, in small letters; empty when it was not sent."""
    value = parameters.get(name, "")
    told = value.lower() if isinstance(value, str) else ""
    if name in parameters and told not in allowed:
        raise invalid(f"{value!r} for {name} is not supported; use one of {', '.join(allowed)}.")
    return told


def _whole(parameters: dict[str, Any], name: str, low: int, high: int, default: int) -> int:
    value = parameters.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise invalid(f"{value!r} for {name} is out of range; supported values are between {low} and {high}.")
    return value


def _flag(parameters: dict[str, Any], name: str, *, default: bool) -> bool:
    value = parameters.get(name, default)
    if not isinstance(value, bool):
        raise invalid(f"{value!r} for {name} must be a boolean.")
    return value
