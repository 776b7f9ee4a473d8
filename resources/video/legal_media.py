"""Files that go with a request, brought within a provider's limits: harmless changes are made and told, others refused.

Limits are data of the provider (`limits`); how a file travels (upload, data URI) is the provider's client's business.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image, ImageOps

from resources.errors import MediaError, ProviderError
from resources.failures import ADVICE, Policy
from resources.media.probe import probe
from resources.video.base import MediaRef
from resources.video.limits import MediaLimits

_MIME_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
}
_KEPT_MODES = frozenset({"RGB", "RGBA", "L", "LA", "P", "1"})
_SAME_SHAPE = 0.01
"""Shapes that differ by less (a few pixels of rounding) count as equal."""
_JPEG_QUALITIES = (95, 90, 80, 70)
"""Tried in turn until the picture is small enough; below 70 a face loses what a reference is for."""


@dataclass(frozen=True)
class LegalFile:
    """A file as it may be sent.

    Args:
        data: Its bytes; those of the original where nothing had to be changed.
        suffix: File ending of the format, without a dot.
        notes: What was changed, for a person.
    """

    ref: MediaRef
    data: bytes = field(repr=False)
    mime_type: str
    suffix: str
    notes: tuple[str, ...] = ()


def refused(problem: str, *, shot_id: str, what: str) -> ProviderError:
    """The refusal of a request before anything is sent: what is wrong, in which field of which shot."""
    return ProviderError(
        problem,
        failure=Policy.PERMANENT,
        where=f"shot {shot_id}, {what}",
        next_command=ADVICE[Policy.PERMANENT],
    )


def legal_picture(
    ref: MediaRef, limits: MediaLimits, *, shot_id: str, shape: tuple[int, int] | None = None
) -> LegalFile:
    """A picture within the limits.

    Turned upright, cropped to the wanted shape, shrunk, freed of transparency (white shows through) and encoded anew
    where that is needed; never enlarged and never framed with bars.

    Args:
        ref: The picture.
        limits: What the provider takes in this role.
        shot_id: Named in a refusal.
        shape: Width and height whose ratio the picture must have, for frames; None leaves its shape.

    Raises:
        ProviderError: PERMANENT: not a picture, too small, too long and narrow, or too large in bytes whatever is done.
    """
    what = f"{ref.role} {ref.path.name}"
    original = ref.path.read_bytes()
    try:
        with Image.open(io.BytesIO(original)) as opened:
            opened.load()
            told_format = opened.format or ""
            picture = ImageOps.exif_transpose(opened)
            changes = [] if picture.size == opened.size and not _is_turned(opened) else ["turned upright"]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise refused("is not a picture that can be read", shot_id=shot_id, what=what) from None
    if shape is not None:
        picture, change = _cropped(picture, shape)
        changes += change
    picture, change = _within_sides(picture, limits, shot_id=shot_id, what=what)
    changes += change
    picture, change = _plain_colours(picture, limits)
    changes += change
    if told_format not in limits.formats:
        changes.append(f"converted from {told_format or 'an unknown format'}")
    too_large = limits.max_bytes is not None and len(original) > limits.max_bytes
    if not changes and not too_large:
        return LegalFile(ref, original, _MIME_TYPES[told_format], _suffix(told_format))
    data, kept_format = _encoded(picture, told_format, limits)
    if too_large and not changes:
        changes.append(f"made smaller from {len(original)} bytes")
    if limits.max_bytes is not None and len(data) > limits.max_bytes:
        raise refused(
            f"the picture has {len(data)} bytes, allowed are {limits.max_bytes}", shot_id=shot_id, what=what
        )
    return LegalFile(ref, data, _MIME_TYPES[kept_format], _suffix(kept_format), (f"{what}: {', '.join(changes)}",))


def legal_recording(ref: MediaRef, limits: MediaLimits, *, shot_id: str) -> LegalFile:
    """A sound or clip within the limits; nothing is changed.

    Raises:
        ProviderError: PERMANENT: another format, too long, too short or too large.
    """
    what = f"{ref.role} {ref.path.name}"
    suffix = ref.path.suffix.lower().lstrip(".")
    if suffix not in limits.formats:
        allowed = ", ".join(limits.formats)
        raise refused(f"is a {suffix or 'nameless'} file, allowed are {allowed}", shot_id=shot_id, what=what)
    size = ref.path.stat().st_size
    if limits.max_bytes is not None and size > limits.max_bytes:
        raise refused(f"the file has {size} bytes, allowed are {limits.max_bytes}", shot_id=shot_id, what=what)
    try:
        length_s = probe(ref.path).duration_s
    except MediaError as error:
        raise refused(error.problem, shot_id=shot_id, what=what) from None
    if limits.length_s is not None:
        shortest, longest = limits.length_s
        if not shortest <= length_s <= longest:
            raise refused(
                f"lasts {length_s:.2f} s, allowed are {shortest:g} to {longest:g} s", shot_id=shot_id, what=what
            )
    return LegalFile(ref, ref.path.read_bytes(), _MIME_TYPES[suffix], suffix)


def _is_turned(picture: Image.Image) -> bool:
    return bool(picture.getexif().get(_ORIENTATION, 1) != 1)


_ORIENTATION = 0x0112


def _suffix(picture_format: str) -> str:
    return "jpg" if picture_format == "JPEG" else picture_format.lower()


def _cropped(picture: Image.Image, shape: tuple[int, int]) -> tuple[Image.Image, list[str]]:
    wanted = shape[0] / shape[1]
    width, height = picture.size
    if abs(width / height / wanted - 1) < _SAME_SHAPE:
        return picture, []
    cut_w, cut_h = (round(height * wanted), height) if width / height > wanted else (width, round(width / wanted))
    left, top = (width - cut_w) // 2, (height - cut_h) // 2
    cut = picture.crop((left, top, left + max(1, cut_w), top + max(1, cut_h)))
    return cut, [f"cropped from {width}x{height} to {cut.width}x{cut.height}"]


def _within_sides(
    picture: Image.Image, limits: MediaLimits, *, shot_id: str, what: str
) -> tuple[Image.Image, list[str]]:
    width, height = picture.size
    if limits.ratio is not None:
        narrowest, widest = limits.ratio
        if not narrowest <= width / height <= widest:
            raise refused(
                f"the picture is {width}x{height}, width to height {width / height:.2f}; "
                f"allowed are {narrowest:g} to {widest:g}",
                shot_id=shot_id,
                what=what,
            )
    changes = []
    if limits.max_side_px is not None and max(width, height) > limits.max_side_px:
        scale = limits.max_side_px / max(width, height)
        picture = picture.convert(_scalable(picture)).resize(
            (max(1, int(width * scale)), max(1, int(height * scale))), Image.Resampling.LANCZOS
        )
        changes.append(f"shrunk from {width}x{height} to {picture.width}x{picture.height}")
    if limits.min_side_px is not None and min(picture.size) < limits.min_side_px:
        raise refused(
            f"the picture is {picture.width}x{picture.height}, both sides need {limits.min_side_px} pixels at least",
            shot_id=shot_id,
            what=what,
        )
    return picture, changes


def _scalable(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def _plain_colours(picture: Image.Image, limits: MediaLimits) -> tuple[Image.Image, list[str]]:
    if picture.has_transparency_data and not limits.transparency:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        return ground.convert("RGB"), ["transparency filled with white"]
    if picture.mode.startswith("I"):
        # 16 bits a sample: a plain conversion would clip nearly everything to white.
        return picture.point(lambda value: value * (1 / 256)).convert("L"), ["16 bits made 8"]
    if picture.mode not in _KEPT_MODES:
        return picture.convert(_scalable(picture)), [f"colours converted from {picture.mode}"]
    return picture, []


def _encoded(picture: Image.Image, told_format: str, limits: MediaLimits) -> tuple[bytes, str]:
    """The picture in its own format where that is allowed and small enough, else as JPEG, smaller and smaller."""
    see_through = picture.has_transparency_data and limits.transparency
    wanted = (told_format, "PNG" if see_through else "JPEG", *limits.formats)
    first = next(name for name in wanted if name in limits.formats)
    data = b""
    for name in dict.fromkeys((first, "JPEG")):
        if name not in limits.formats:
            continue
        for quality in _JPEG_QUALITIES if name == "JPEG" else (None,):
            data = _saved(picture, name, quality)
            first = name
            if limits.max_bytes is None or len(data) <= limits.max_bytes:
                return data, name
    return data, first


def _saved(picture: Image.Image, name: str, quality: int | None) -> bytes:
    target = io.BytesIO()
    shown = picture
    if name == "JPEG" and picture.mode not in {"RGB", "L"}:
        shown, _ = _plain_colours(picture, MediaLimits(formats=("JPEG",), transparency=False))
        shown = shown.convert("RGB")
    options = {"quality": quality} if quality else {}
    shown.save(target, name, **options)
    return target.getvalue()
