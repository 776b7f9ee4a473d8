"""Reference files of a request: found inside its folder, looked at, and copied to where nobody changes them."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from resources.atomic import copy_file
from resources.errors import InvalidDocument, MediaError
from resources.file_digest import file_digest
from resources.media.probe import probe
from resources.video.base import MediaRef
from spark_video_assets.crew.render_jobs.record import GivenFile
from spark_video_assets.story.render_order import RECORDED, FileRole, OrderFile, RenderOrder

MAX_PICTURE_BYTES = 50 * 1024 * 1024
"""Larger than any picture that a provider takes (DashScope 20 MB, Ark 30 MB) by a margin for what is made lighter."""
MAX_PICTURE_PIXELS = 80_000_000
"""A picture of a large-format camera; beyond it Pillow suspects a decompression bomb."""
MAX_RECORDING_BYTES = 200 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
_MB = 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """A reference that was taken in: for the provider, and for the record."""

    ref: MediaRef
    given: GivenFile


def take_references(order: RenderOrder, *, folder: Path, within: Path, store: Path, where: str) -> list[Taken]:
    """Copy the references of a request, each once for all jobs.

    Args:
        order: The request.
        folder: Of the request file; paths are told from here.
        within: No path may lead out of it.
        store: Where the copies lie, named by their content.
        where: The request, for messages.

    Raises:
        InvalidDocument: A file that is not there, leads out, is too large or cannot be decoded; names every one.
        StorageError: A copy cannot be written.
    """
    taken: list[Taken] = []
    faults: list[str] = []
    for told, role in zip(order.references, order.roles(), strict=True):
        try:
            taken.append(_take(told, role, folder=folder, within=within, store=store))
        except InvalidDocument as error:
            faults.append(f"reference {told.file!r} {error.problem}")
    if faults:
        raise InvalidDocument("; ".join(faults), where=where)
    return taken


def _take(told: OrderFile, role: FileRole, *, folder: Path, within: Path, store: Path) -> Taken:
    source = _found(told.file, folder, within)
    recorded = role in RECORDED
    most = MAX_RECORDING_BYTES if recorded else MAX_PICTURE_BYTES
    try:
        size = source.stat().st_size
        if size > most:
            raise InvalidDocument(f"has {size / _MB:.0f} MB, at most {most / _MB:.0f} MB are taken")
        digest = file_digest(source)
        kept = next(iter(store.glob(f"{digest}.*")), None)
        if kept is None:
            suffix = _recorded_suffix(source) if recorded else _picture_suffix(source)
            kept = copy_file(source, store / f"{digest}{suffix}")
            if file_digest(kept) != digest:
                kept.unlink()
                raise InvalidDocument("changes while it is being read: drop the request again when it is complete")
    except PermissionError:
        raise InvalidDocument("cannot be read: access is not permitted") from None
    ref = MediaRef(role=role, path=kept, name=told.name or source.stem, digest=digest)
    return Taken(ref, GivenFile(file=told.file, role=role, name=ref.name, digest=digest))


def _found(told: str, folder: Path, within: Path) -> Path:
    try:
        path = folder.joinpath(told).resolve()
        inside = not Path(told).is_absolute() and path.is_relative_to(within.resolve())
        present = inside and path.is_file()
    except (OSError, ValueError, RuntimeError):
        raise InvalidDocument("is no path that can be followed") from None
    if not inside:
        raise InvalidDocument(f"leads out of the folder {within.name!r}: put the file inside it")
    if not present:
        raise InvalidDocument("is not there")
    return path


def _picture_suffix(source: Path) -> str:
    """Decodes the whole picture: a torn one would be refused only after it was uploaded, or worse, be rendered."""
    data = source.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            pixels = picture.width * picture.height
            if pixels <= MAX_PICTURE_PIXELS:
                picture.load()
                return f".{str(picture.format).lower()}"
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        pixels = MAX_PICTURE_PIXELS + 1
    except (OSError, ValueError, SyntaxError):
        raise InvalidDocument(f"is not a whole picture that can be read; allowed: {', '.join(_FORMATS)}") from None
    raise InvalidDocument(f"has more than {MAX_PICTURE_PIXELS // 1_000_000} million pixels")


def _recorded_suffix(source: Path) -> str:
    try:
        probe(source)
    except MediaError as error:
        raise InvalidDocument(error.problem) from None
    return source.suffix.lower()
