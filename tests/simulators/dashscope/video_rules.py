"""What each video model takes: reads a submit into a job or refuses it with the documented error. Nothing runs here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.simulators.dashscope.media_input import (
    FilmLimits,
    ImageLimits,
    MediaInput,
    check_film,
    check_image,
    check_sound,
)
from tests.simulators.dashscope.video_job import MediaItem, VideoJob
from tests.simulators.dashscope.video_models import (
    PIXELS,
    RATIOS,
    RESOLUTIONS,
    VideoModel,
    size_like,
)
from tests.simulators.dashscope.wire import chosen, cut_prompt, flag, input_of, invalid, parameters_of, whole_number
from tests.simulators.frame import Call, Refusal

_PROMPT_LIMIT = 5000
_NEGATIVE_LIMIT = 500
_SEEDS = (0, 2**31 - 1)

_HORSE_FRAME = ImageLimits(shortest=300)
_HORSE_REFERENCE = ImageLimits(shortest=400)
_HORSE_FILM = FilmLimits(3, 60, 100, (320, 2160), 2.5, 8)
_WAN_IMAGE = ImageLimits(240, 8000, 8, 20, frozenset({"jpeg", "png", "bmp", "webp"}), alpha=False)
_WAN_CLIP = FilmLimits(2, 10, 100, (240, 4096))
_WAN_REFERENCE_FILM = FilmLimits(1, 30, 100, (240, 4096))
_WAN_SPEECH = FilmLimits(2, 30, 15)
_WAN_VOICE = FilmLimits(1, 10, 15)

_I2V_SETS = (
    {"first_frame"},
    {"first_frame", "driving_audio"},
    {"first_frame", "last_frame"},
    {"first_frame", "last_frame", "driving_audio"},
    {"first_clip"},
    {"first_clip", "last_frame"},
)
_MEDIA_ROLES: dict[tuple[str, str], dict[str, ImageLimits | FilmLimits]] = {
    ("happyhorse", "i2v"): {"first_frame": _HORSE_FRAME},
    ("happyhorse", "r2v"): {"reference_image": _HORSE_REFERENCE},
    ("happyhorse", "edit"): {"video": _HORSE_FILM, "reference_image": _HORSE_FRAME},
    ("wan2.7", "i2v"): {
        "first_frame": _WAN_IMAGE,
        "last_frame": _WAN_IMAGE,
        "driving_audio": _WAN_SPEECH,
        "first_clip": _WAN_CLIP,
    },
    ("wan2.7", "r2v"): {
        "reference_image": _WAN_IMAGE,
        "reference_video": _WAN_REFERENCE_FILM,
        "first_frame": _WAN_IMAGE,
    },
    ("wan2.7", "edit"): {"video": _WAN_CLIP, "reference_image": _WAN_IMAGE},
}
_SOUND_ROLES = frozenset({"driving_audio"})
# Whose shape the film takes: an edited film only where no ratio was asked for.
_LEADERS = frozenset({"first_frame", "img_url", "first_clip", "video"})
_NEEDS_PROMPT = {("happyhorse", "t2v"), ("happyhorse", "r2v"), ("wan2.7", "t2v"), ("wan2.7", "r2v")}


class VideoRules:
    """Reads submits. Fields that a model does not know are ignored, as the vendor's own SDK sends some everywhere."""

    def __init__(self, media: MediaInput) -> None:
        self._media = media

    async def read(self, call: Call, key: str, model: VideoModel, body: dict[str, Any]) -> VideoJob:
        """The job that a request asks for.

        Raises:
            Refusal: It does not fit the model.
        """
        given, parameters = input_of(body), parameters_of(body)
        prompt = given.get("prompt") or ""
        if not isinstance(prompt, str):
            raise invalid("prompt must be a string")
        if not prompt and ((model.family, model.task) in _NEEDS_PROMPT or model.name.startswith("wan2.6-t2v")):
            raise Refusal(400, "InvalidParameter", "Required input parameter missing from request: prompt")
        if model.family == "wan2.6":
            media = await self._old_media(call, key, model, given)
        else:
            media = await self._listed_media(call, key, model, given.get("media"))
        if given.get("audio_url"):
            data = await self._media.read(call, given["audio_url"], key, model.name, data_uri=False)
            media = (*media, MediaItem("audio_url", data, None, check_sound(data, _WAN_SPEECH)))
        return _job(model, prompt, str(given.get("negative_prompt") or ""), parameters, media)

    async def _listed_media(self, call: Call, key: str, model: VideoModel, told: object) -> tuple[MediaItem, ...]:
        roles = _MEDIA_ROLES.get((model.family, model.task))
        if roles is None:
            return ()
        if not isinstance(told, list) or not told or not all(isinstance(item, dict) for item in told):
            raise Refusal(400, "InvalidParameter", "Required input parameter missing from request: media")
        for item in told:
            if item.get("type") not in roles:
                raise invalid(f"The media type {item.get('type')!r} is not supported, allowed: {', '.join(roles)}")
        _check_counts(model, Counter(item["type"] for item in told))
        return tuple([await self._item(call, key, model, item, roles[item["type"]]) for item in told])

    async def _item(
        self, call: Call, key: str, model: VideoModel, told: dict[str, Any], limits: ImageLimits | FilmLimits
    ) -> MediaItem:
        role = told["type"]
        base64_taken = model.family == "wan2.7" and isinstance(limits, ImageLimits)
        data = await self._media.read(call, told.get("url"), key, model.name, data_uri=base64_taken)
        voice = None
        if told.get("reference_voice") and model.family == "wan2.7" and model.task == "r2v":
            voice = await self._media.read(call, told["reference_voice"], key, model.name, data_uri=False)
            check_sound(voice, _WAN_VOICE)
        if isinstance(limits, ImageLimits):
            return MediaItem(role, data, check_image(data, limits), voice=voice)
        if role in _SOUND_ROLES:
            return MediaItem(role, data, None, check_sound(data, limits))
        seconds, size = check_film(data, limits)
        return MediaItem(role, data, size, seconds, voice)

    async def _old_media(
        self, call: Call, key: str, model: VideoModel, given: dict[str, Any]
    ) -> tuple[MediaItem, ...]:
        if model.task == "i2v":
            data = await self._media.read(call, given.get("img_url"), key, model.name, data_uri=True)
            return (MediaItem("img_url", data, check_image(data, _WAN_IMAGE)),)
        if model.task == "r2v":
            addresses = given.get("reference_urls")
            if not isinstance(addresses, list) or not 1 <= len(addresses) <= 5:
                raise invalid("reference_urls must hold 1 to 5 addresses")
            return tuple([await self._reference(call, key, model, address) for address in addresses])
        return ()

    async def _reference(self, call: Call, key: str, model: VideoModel, address: object) -> MediaItem:
        data = await self._media.read(call, address, key, model.name, data_uri=False)
        if str(address).split("?")[0].lower().endswith((".mp4", ".mov")):
            seconds, size = check_film(data, _WAN_REFERENCE_FILM)
            return MediaItem("reference_video", data, size, seconds)
        return MediaItem("reference_image", data, check_image(data, _WAN_IMAGE))


def _check_counts(model: VideoModel, counts: Counter[str]) -> None:
    """Refuse a list of media that the model does not take together."""
    match (model.family, model.task):
        case ("happyhorse", "i2v"):
            fits, wanted = counts["first_frame"] == 1, "exactly one first_frame"
        case ("happyhorse", "r2v"):
            fits, wanted = counts["reference_image"] <= 9, "1 to 9 reference_image"
        case ("happyhorse", "edit"):
            fits, wanted = (
                counts["video"] == 1 and counts["reference_image"] <= 5,
                "1 video and 0 to 5 reference_image",
            )
        case ("wan2.7", "i2v"):
            fits = max(counts.values()) == 1 and set(counts) in _I2V_SETS
            wanted = "one of " + ", ".join("+".join(sorted(kinds)) for kinds in _I2V_SETS)
        case ("wan2.7", "r2v"):
            references = counts["reference_image"] + counts["reference_video"]
            fits = 1 <= references <= 5 and counts["first_frame"] <= 1
            wanted = "1 to 5 reference_image and reference_video, at most 1 first_frame"
        case _:
            fits, wanted = (
                counts["video"] == 1 and counts["reference_image"] <= 4,
                "1 video and 0 to 4 reference_image",
            )
    if not fits:
        raise invalid(f"The media {dict(counts)} is not supported, must be {wanted}")


def _job(
    model: VideoModel, prompt: str, negative: str, parameters: dict[str, Any], media: tuple[MediaItem, ...]
) -> VideoJob:
    resolution, ratio, size = _picture(model, parameters, media)
    output_s, input_s = _lengths(model, parameters, media)
    if model.family != "happyhorse":
        flag(parameters, "prompt_extend", default=True)
    if model.family == "wan2.6":
        chosen(parameters, "shot_type", ("single", "multi"), "single")
    silent_possible = model.silent_prices is not None
    if model.task == "edit":
        chosen(parameters, "audio_setting", ("auto", "origin"), "auto")
    seeded = parameters.get("seed") is not None
    return VideoJob(
        model=model,
        prompt=cut_prompt(prompt, _PROMPT_LIMIT, chinese_counts_twice=model.family == "happyhorse"),
        negative_prompt=negative[:_NEGATIVE_LIMIT] if model.family != "happyhorse" else "",
        resolution=resolution,
        ratio=ratio,
        size=size,
        output_s=output_s,
        input_s=input_s,
        seed=whole_number(parameters, "seed", *_SEEDS, 0) if seeded else None,
        watermark=flag(parameters, "watermark", default=model.watermark_default),
        sound=flag(parameters, "audio", default=True) if silent_possible else True,
        media=media,
    )


def _picture(
    model: VideoModel, parameters: dict[str, Any], media: tuple[MediaItem, ...]
) -> tuple[str, str, tuple[int, int]]:
    """Resolution, ratio as told in the usage, and pixels."""
    if model.family == "wan2.6" and model.task != "i2v":
        sizes = {f"{w}*{h}": (name, (w, h)) for name, table in PIXELS.items() for w, h in table.values()}
        name, pixels = sizes[chosen(parameters, "size", tuple(sizes), "1280*720")]
        return name, "", pixels
    resolution = chosen(parameters, "resolution", RESOLUTIONS, "1080P")
    ratio = chosen(parameters, "ratio", RATIOS, "16:9")
    told_ratio = model.family == "wan2.7" and parameters.get("ratio") is not None
    leader = next((item for item in media if item.role in _LEADERS), None)
    if leader is not None and not (leader.role == "video" and told_ratio):
        size = size_like(*(leader.size or PIXELS[resolution]["16:9"]), resolution)
        return resolution, ratio if model.task == "r2v" else "", size
    if model.task in {"t2v", "r2v"}:
        return resolution, ratio, PIXELS[resolution][ratio]
    return resolution, "", PIXELS[resolution][ratio]


def _lengths(model: VideoModel, parameters: dict[str, Any], media: tuple[MediaItem, ...]) -> tuple[float, float]:
    """Seconds of the result, and billed seconds of films that came with the request."""
    films = sum(item.seconds for item in media if item.role in {"video", "reference_video"})
    if model.task == "edit":
        if model.family == "happyhorse":
            used = min(films, 15.0)
            return max(3.0, used), used
        asked = whole_number(parameters, "duration", 0, 10, 0)
        if asked == 1:
            raise invalid("The duration is not valid: 1, must be 0 or an integer in [2, 10]")
        return (min(asked, films) if asked else films), films
    low = 3 if model.family == "happyhorse" else 2
    high = 10 if model.task == "r2v" and films else 15
    return float(whole_number(parameters, "duration", low, high, 5)), films
