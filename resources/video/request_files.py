"""Files of a request against a provider's limits: refused with what is allowed, or a legal copy of a picture. No upload."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import NoReturn

from PIL import Image, ImageOps

from resources.errors import MediaError, NotFound
from resources.failures import Policy, provider_error
from resources.media.probe import probe
from resources.video.base import MediaRef
from resources.video.limits import MediaLimits

_QUALITIES = (95, 88, 80)
"""JPEG quality 0..100, tried in turn until a picture is light enough; below 80 a face loses what it is sent for."""
_SAME_SHAPE = 0.02
"""Part by which two ratios may differ: sides rounded to multiples of 16 are off by up to 0.6 %, nobody sees 2 %."""
_LENGTH_TOLERANCE_S = 0.05
_ORIENTATION = 0x0112
_USUAL_MODES = frozenset({"RGB", "RGBA", "L", "LA", "P"})
_RECORDING_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "mp4": "video/mp4", "mov": "video/quicktime"}
_MB = 1024 * 1024


@dataclass(frozen=True)
class LegalFile:
    """A file as it may be sent.

    Args:
        data: The bytes.
        media_type: MIME type.
        suffix: With its dot.
        size: Width and height in pixels; (0, 0) for sounds.
        length_s: Of a sound or clip, seconds.
        notes: What differs from the file on disk, for a person.
    """

    data: bytes
    media_type: str
    suffix: str
    size: tuple[int, int] = (0, 0)
    length_s: float = 0.0
    notes: tuple[str, ...] = ()


def legal_picture(item: MediaRef, limits: MediaLimits, *, shape: tuple[int, int] | None = None) -> LegalFile:
    """A picture as a provider takes it; the bytes stay as they are where they can.

    A format, colour mode, size or weight above the provider's is mended in a copy; a picture that is too small or too
    narrow is refused.

    Args:
        item: Which picture.
        limits: The provider's.
        shape: Width to height that the clip shall have; a picture of another shape is cropped around its middle.

    Raises:
        ProviderError: PERMANENT, naming the file, what it is and what is allowed.
        NotFound: There is no such file.
    """
    data, original = _opened(item)
    kind = str(original.format)
    picture, changes = _mended(original, limits, shape)
    if kind not in limits.formats:
        copy_kind = _copy_format(picture, limits)
        changes.append(f"{kind} became {copy_kind}")
        kind = copy_kind
    _refuse_size(item, picture.size, limits)
    if changes:
        data = _encoded(picture, kind)
    if limits.max_bytes and len(data) > limits.max_bytes and "JPEG" in limits.formats:
        changes.append(f"{_megabytes(len(data))} of {kind} became a lighter JPEG")
        kind, data = "JPEG", _light_jpeg(picture, limits.max_bytes)
    _refuse_weight(item, len(data), limits)
    return LegalFile(
        data=data,
        media_type=Image.MIME[kind],
        suffix=".jpg" if kind == "JPEG" else f".{kind.lower()}",
        size=picture.size,
        notes=tuple(f"{_name(item)}: {change}" for change in changes),
    )


def legal_recording(item: MediaRef, limits: MediaLimits) -> LegalFile:
    """A sound or clip that keeps a provider's limits; recordings are never changed.

    Raises:
        ProviderError: PERMANENT, naming the file, what it is and what is allowed.
        NotFound: There is no such file.
    """
    try:
        facts = probe(item.path)
    except MediaError as error:
        _refuse(item, error.problem, ", ".join(limits.formats))
    suffix = item.path.suffix.lower()
    kind = suffix.removeprefix(".")
    if kind not in limits.formats:
        _refuse(item, f"is a {kind or 'nameless'} file", ", ".join(limits.formats))
    _refuse_weight(item, item.path.stat().st_size, limits)
    shortest, longest = limits.length_s or (0.0, float("inf"))
    if not shortest - _LENGTH_TOLERANCE_S <= facts.duration_s <= longest + _LENGTH_TOLERANCE_S:
        _refuse(item, f"lasts {facts.duration_s:.1f} s", f"{shortest:g} to {longest:g} s")
    if facts.has_video:
        _refuse_size(item, (facts.width, facts.height), limits)
    return LegalFile(
        data=item.path.read_bytes(),
        media_type=_RECORDING_TYPES.get(kind, "application/octet-stream"),
        suffix=suffix,
        size=(facts.width, facts.height),
        length_s=facts.duration_s,
    )


def _opened(item: MediaRef) -> tuple[bytes, Image.Image]:
    try:
        data = item.path.read_bytes()
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except FileNotFoundError:
        raise NotFound("the picture is gone", where=str(item.path)) from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        _refuse(item, "is not a picture that can be read", "a whole picture file")
    return data, picture


def _mended(
    original: Image.Image, limits: MediaLimits, shape: tuple[int, int] | None
) -> tuple[Image.Image, list[str]]:
    """The picture upright, in shape, not too large and in usual colours, with what was done to it."""
    picture = original
    changes: list[str] = []
    if original.getexif().get(_ORIENTATION, 1) != 1:
        picture = ImageOps.exif_transpose(picture)
        changes.append("turned upright")
    if shape and (box := _crop_box(picture.size, shape)):
        picture = picture.crop(box)
        changes.append(f"cropped from {_px(original.size)} to {_px(picture.size)}, {shape[0]}:{shape[1]}")
    if picture.has_transparency_data and not limits.transparency:
        picture = _on_white(picture)
        changes.append("transparency became white")
    elif picture.mode not in _USUAL_MODES:
        picture = _usual_colours(picture)
        changes.append(f"colours {original.mode} became {picture.mode}")
    if limits.max_side_px and max(picture.size) > limits.max_side_px:
        scale = limits.max_side_px / max(picture.size)
        size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
        picture = _usual_colours(picture).resize(size, Image.Resampling.LANCZOS)
        changes.append(f"shrunk to {_px(size)}")
    return picture, changes


def _usual_colours(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        # 16 bits a sample: a plain conversion would clip nearly everything to white.
        return picture.point(lambda value: value * (1 / 256)).convert("RGB")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _crop_box(size: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int, int, int] | None:
    width, height = size
    wanted = shape[0] / shape[1]
    if abs(width / height / wanted - 1) <= _SAME_SHAPE:
        return None
    too_wide = width / height > wanted
    wide, high = (round(height * wanted), height) if too_wide else (width, round(width / wanted))
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high


def _on_white(picture: Image.Image) -> Image.Image:
    whole = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")


def _copy_format(picture: Image.Image, limits: MediaLimits) -> str:
    """PNG where there is transparency to keep, else JPEG, which every provider takes."""
    if picture.has_transparency_data and "PNG" in limits.formats:
        return "PNG"
    return "JPEG" if "JPEG" in limits.formats else limits.formats[0]


def _encoded(picture: Image.Image, kind: str, quality: int = _QUALITIES[0]) -> bytes:
    plain = picture
    if kind == "JPEG":
        plain = _on_white(picture) if picture.has_transparency_data else picture.convert("RGB")
    buffer = io.BytesIO()
    plain.save(buffer, kind, quality=quality)
    return buffer.getvalue()


def _light_jpeg(picture: Image.Image, max_bytes: int) -> bytes:
    """The best of the allowed qualities that is light enough, else the lightest."""
    data = b""
    for quality in _QUALITIES:
        data = _encoded(picture, "JPEG", quality)
        if len(data) <= max_bytes:
            break
    return data


def _refuse_size(item: MediaRef, size: tuple[int, int], limits: MediaLimits) -> None:
    least, most = limits.min_side_px or 1, limits.max_side_px
    if min(size) < least or (most and max(size) > most):
        _refuse(item, f"is {_px(size)}", f"{least} px{f' to {most} px' if most else ' or more'} on both sides")
    ratio = size[0] / size[1]
    if limits.ratio and not limits.ratio[0] <= ratio <= limits.ratio[1]:
        _refuse(
            item,
            f"is {_px(size)}, {ratio:.2f} times as wide as high",
            f"{limits.ratio[0]:g} to {limits.ratio[1]:g} times as wide as high",
        )


def _refuse_weight(item: MediaRef, weight: int, limits: MediaLimits) -> None:
    if limits.max_bytes and weight > limits.max_bytes:
        _refuse(item, f"has {_megabytes(weight)}", f"at most {_megabytes(limits.max_bytes)}")


def _refuse(item: MediaRef, fault: str, allowed: str) -> NoReturn:
    # A provider's error has no field of its own for what is allowed.
    raise provider_error(Policy.PERMANENT, f"the {_name(item)} {fault}; allowed: {allowed}", where=str(item.path))


def _name(item: MediaRef) -> str:
    return f"{item.role.replace('_', ' ')}{f' {item.name}' if item.name else ''}"


def _px(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]} px"


def _megabytes(weight: int) -> str:
    return f"{weight / _MB:.1f} MB"
