"""The `content` list of a create request: what it may hold in which mode, and the limits on media. Settings are beside it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from tests.simulators.ark.models import ArkModel, References
from tests.simulators.ark.wire import invalid, missing
from tests.simulators.inputs import Film, Picture, Sound, Unreadable, read_film, read_picture, read_sound

Mode = Literal["text", "first_frame", "first_last", "reference", "draft"]
Loader = Callable[[str], Awaitable[bytes | None]]
"""Bytes behind an address; None for one that is taken on trust. Raises `Unreadable`."""

_MEGABYTE = 1024 * 1024
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CHINESE_LIMIT, _WORD_LIMIT = 500, 1000
_IMAGE_FORMATS = frozenset({"jpeg", "png", "webp", "bmp", "tiff", "gif", "heic", "heif"})
_IMAGE_ROLES = ("first_frame", "last_frame", "reference_image")
_LOWERCASE_TYPE = re.compile(r"data:(image|audio)/[a-z0-9.+-]+;base64,")
# Films on trust count as this long; nobody can measure them here.
_TRUSTED_S = 5.0
# The vendor lets 0.2 s more pass, as a probe of 2026-08 found: encoders round at the ends.
_SLACK_S = 0.2


@dataclass
class Content:
    """A content list that fits its model. Media that were taken on trust are None in their lists."""

    mode: Mode = "text"
    text: str = ""
    first_frame: Picture | None = None
    last_frame: Picture | None = None
    images: list[Picture | None] = field(default_factory=list)
    films: list[Film | None] = field(default_factory=list)
    sounds: list[Sound | None] = field(default_factory=list)
    draft_task: str = ""

    @property
    def film_s(self) -> float:
        """Seconds of all input films, which are billed too."""
        return sum(film.duration_s if film else _TRUSTED_S for film in self.films)

    @property
    def shape(self) -> tuple[int, int] | None:
        """Size of the picture or film that `adaptive` follows; None when there is none to measure."""
        for medium in (self.first_frame, *self.images, *self.films):
            if medium is not None:
                return medium.width, medium.height
        return None


async def read_content(items: object, model: ArkModel, load: Loader) -> Content:
    """Check a content list.

    Raises:
        Refusal: It does not fit the model, mixes modes, or holds media that are none or outside of the limits.
    """
    if items is None:
        raise missing("content")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise invalid("content", "a list of objects with at least one item is required")
    content = Content()
    roles: list[tuple[str, Picture | None]] = []
    for at, item in enumerate(items):
        where = f"content[{at}]"
        match item.get("type"):
            case "text":
                content.text = "\n".join(filter(None, [content.text, _text(item, where)]))
            case "image_url":
                roles.append((str(item.get("role") or ""), await _image(item, where, load)))
            case "video_url":
                _require_role(item, where, "reference_video")
                content.films.append(await _film(item, where, load, model.references))
            case "audio_url":
                _require_role(item, where, "reference_audio")
                content.sounds.append(await _sound(item, where, load, model.references))
            case "draft_task":
                content.draft_task = _draft(item, where)
            case None:
                raise missing(f"{where}.type")
            case other:
                raise invalid(f"{where}.type", f"unsupported content type {other!r}")
    _choose_mode(content, roles)
    _check_mode(content, model)
    return content


def _text(item: dict[str, Any], where: str) -> str:
    text = item.get("text")
    if not isinstance(text, str):
        raise missing(f"{where}.text")
    chinese = len(_CHINESE.findall(text))
    words = len(_CHINESE.sub(" ", text).split())
    if chinese > _CHINESE_LIMIT or words > _WORD_LIMIT:
        raise invalid(
            f"{where}.text",
            f"{chinese} Chinese characters and {words} words, at most {_CHINESE_LIMIT} or {_WORD_LIMIT} are allowed",
        )
    return text


def _draft(item: dict[str, Any], where: str) -> str:
    told = item.get("draft_task")
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise missing(f"{where}.draft_task.id")
    return str(told["id"])


def _require_role(item: dict[str, Any], where: str, role: str) -> None:
    if item.get("role") != role:
        raise invalid(f"{where}.role", f"must be {role!r}")


def _address(item: dict[str, Any], where: str) -> str:
    name = str(item["type"])
    told = item.get(name)
    url = told.get("url") if isinstance(told, dict) else None
    if not isinstance(url, str) or not url:
        raise missing(f"{where}.{name}.url")
    if url.startswith("data:") and (name == "video_url" or not _LOWERCASE_TYPE.match(url)):
        reason = (
            "a URL or asset id is required" if name == "video_url" else "not data:<type in lowercase>;base64,<data>"
        )
        raise invalid(f"{where}.{name}.url", reason)
    return url


Medium = TypeVar("Medium", Picture, Film, Sound)


async def _read(
    item: dict[str, Any], where: str, load: Loader, reader: Callable[[bytes], Medium], megabytes: int
) -> Medium | None:
    field_name = f"{where}.{item['type']}"
    try:
        data = await load(_address(item, where))
        if data is None:
            return None
        if len(data) >= megabytes * _MEGABYTE:
            raise invalid(field_name, f"the file must be smaller than {megabytes} MB")
        return reader(data)
    except Unreadable as error:
        raise invalid(field_name, str(error)) from error


async def _image(item: dict[str, Any], where: str, load: Loader) -> Picture | None:
    role = item.get("role")
    if role is not None and role not in _IMAGE_ROLES:
        raise invalid(f"{where}.role", f"must be one of {', '.join(_IMAGE_ROLES)}")
    picture = await _read(item, where, load, read_picture, 30)
    if picture is None:
        return None
    if picture.format not in _IMAGE_FORMATS:
        raise invalid(f"{where}.image_url", f"unsupported image format {picture.format}")
    if not 0.4 < picture.ratio < 2.5:
        raise invalid(f"{where}.image_url", f"aspect ratio {picture.ratio:.3f} is not within (0.4, 2.5)")
    if not all(300 <= side <= 6000 for side in (picture.width, picture.height)):
        raise invalid(
            f"{where}.image_url", f"{picture.width}x{picture.height}: each side must be within [300, 6000] pixels"
        )
    return picture


async def _film(item: dict[str, Any], where: str, load: Loader, limits: References | None) -> Film | None:
    film = await _read(item, where, load, read_film, 50)
    if film is None or limits is None:
        return film
    name = f"{where}.video_url"
    if not {"mp4", "mov"} & set(film.format.split(",")):
        raise invalid(name, f"unsupported video format {film.format}")
    _check_length(film.duration_s, name, limits)
    if not 24 <= round(film.fps, 2) <= 60:
        raise invalid(name, f"{film.fps:g} frames per second, must be within [24, 60]")
    if not 409_600 <= film.width * film.height <= 2_086_876:
        raise invalid(name, f"{film.width}x{film.height}: pixels must be within [409600, 2086876]")
    return film


async def _sound(item: dict[str, Any], where: str, load: Loader, limits: References | None) -> Sound | None:
    sound = await _read(item, where, load, read_sound, 15)
    if sound is None or limits is None:
        return sound
    name = f"{where}.audio_url"
    if sound.format not in {"wav", "mp3"}:
        raise invalid(name, f"unsupported audio format {sound.format}")
    _check_length(sound.duration_s, name, limits)
    return sound


def _check_length(seconds: float, name: str, limits: References) -> None:
    shortest, longest = limits.clip_s
    if not shortest - _SLACK_S <= seconds <= longest + _SLACK_S:
        raise invalid(name, f"duration {seconds:.2f} s is not within [{shortest:g}, {longest:g}] s")


def _choose_mode(content: Content, roles: list[tuple[str, Picture | None]]) -> None:
    """One of the modes, which exclude each other."""
    kinds = [role for role, _ in roles]
    pictures = dict(roles)
    if content.draft_task:
        if len(roles) + len(content.films) + len(content.sounds) > 0 or content.text:
            raise invalid("content", "draft_task cannot be mixed with other content")
        content.mode = "draft"
    elif kinds in ([""], ["first_frame"]) and not content.films and not content.sounds:
        content.mode, content.first_frame = "first_frame", roles[0][1]
    elif sorted(kinds) == ["first_frame", "last_frame"] and not content.films and not content.sounds:
        content.mode = "first_last"
        content.first_frame, content.last_frame = pictures["first_frame"], pictures["last_frame"]
    elif kinds and {*kinds} != {"reference_image"}:
        raise invalid(
            "content",
            "first_frame, first_frame with last_frame, and reference media are exclusive modes, and several images "
            f"need roles; got {', '.join(kind or 'no role' for kind in kinds)}",
        )
    elif kinds or content.films or content.sounds:
        content.mode = "reference"
        content.images = [picture for _, picture in roles]


def _check_mode(content: Content, model: ArkModel) -> None:
    if content.mode == "text" and not content.text.strip():
        raise missing("content.text")
    if content.mode == "text" and model.needs_image:
        raise invalid("content", "the model requires an image")
    if content.mode in {"first_frame", "first_last"} and not model.first_frame:
        raise invalid("content", "the model supports text-to-video only")
    if content.mode == "first_last" and not model.last_frame:
        raise invalid("content", "the model does not support last_frame")
    if content.mode == "draft" and "draft" not in model.extras:
        raise invalid("content", "the model does not support draft tasks")
    if content.mode == "reference":
        _check_references(content, model.references)


def _check_references(content: Content, limits: References | None) -> None:
    if limits is None:
        raise invalid("content", "the model does not support reference media")
    for kind, found, most in (
        ("reference_image", len(content.images), limits.images),
        ("reference_video", len(content.films), limits.videos),
        ("reference_audio", len(content.sounds), limits.audios),
    ):
        if found > most:
            raise invalid("content", f"{found} items of {kind}, at most {most} are allowed")
    if content.sounds and not (content.images or content.films) and not limits.audio_alone:
        raise invalid("content", "reference_audio needs a reference image or video beside it")
    heard = sum(sound.duration_s if sound else _TRUSTED_S for sound in content.sounds)
    for kind, seconds in (("reference_video", content.film_s), ("reference_audio", heard)):
        if seconds > limits.total_s + _SLACK_S:
            raise invalid("content", f"{kind} of {seconds:.2f} s in all, at most {limits.total_s:g} s are allowed")
