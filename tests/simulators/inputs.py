"""What clients hand in: bytes out of data URIs and loopback addresses, and the measures of pictures, films and sounds.

Limits are not here: they are the providers'. Nothing is fetched from outside this machine: such an address is taken on
trust.
"""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from urllib.parse import urlsplit

import av
import httpx
from PIL import Image

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FETCH_LIMIT_S = 10.0


class Unreadable(ValueError):
    """Media that cannot be fetched or decoded; says why in one phrase."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture; `format` as its file tells it: `png`, `jpeg`, `webp` ...; `alpha` = partly transparent."""

    data: bytes
    format: str
    width: int
    height: int
    alpha: bool = False

    @property
    def ratio(self) -> float:
        """Width to height."""
        return self.width / self.height


@dataclass(frozen=True)
class Film:
    """A decoded film; `duration_s` of its picture."""

    data: bytes
    format: str
    duration_s: float
    width: int
    height: int
    fps: float


@dataclass(frozen=True)
class Sound:
    """A decoded sound; `format` is the container's: `wav`, `mp3` ..."""

    data: bytes
    format: str
    duration_s: float


async def load(address: str) -> bytes | None:
    """The bytes behind a data URI or a loopback address; None for a host elsewhere in the world.

    Raises:
        Unreadable: Another kind of address, or nothing can be read there.
    """
    if address.startswith("data:"):
        return decode_data_uri(address)[1]
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        raise Unreadable(f"unsupported address scheme {parts.scheme!r}")
    if not parts.hostname or parts.hostname.endswith(".invalid"):
        raise Unreadable("the resource could not be downloaded (no such host)")
    if parts.hostname not in _LOOPBACK:
        return None
    try:
        async with httpx.AsyncClient(timeout=_FETCH_LIMIT_S, trust_env=False, verify=False) as client:
            answer = await client.get(address)
    except httpx.HTTPError as error:
        raise Unreadable(f"the resource could not be downloaded ({type(error).__name__})") from error
    if not answer.is_success:
        raise Unreadable(f"the resource could not be downloaded (HTTP {answer.status_code})")
    return answer.content


def decode_data_uri(address: str) -> tuple[str, bytes]:
    """Media type and bytes of a base64 data URI.

    Raises:
        Unreadable: Another form.
    """
    head, comma, encoded = address.partition(",")
    if not comma or not head.endswith(";base64"):
        raise Unreadable("not a data URI of the form data:<type>;base64,<data>")
    return head.removeprefix("data:").removesuffix(";base64"), decode_base64(encoded)


def decode_base64(encoded: str) -> bytes:
    """The bytes of a base64 text.

    Raises:
        Unreadable: It is none, or empty.
    """
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("invalid base64") from error
    if not data:
        raise Unreadable("empty data")
    return data


def read_picture(data: bytes) -> Picture:
    """Measure a picture.

    Raises:
        Unreadable: It is none.
    """
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            alpha = opened.has_transparency_data
            return Picture(data, (opened.format or "").lower(), opened.width, opened.height, alpha)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("the image cannot be decoded") from error


def read_film(data: bytes) -> Film:
    """Measure a film.

    Raises:
        Unreadable: It is none.
    """
    try:
        with av.open(io.BytesIO(data), "r") as container:
            video = container.streams.video[0]
            length = float(video.duration * video.time_base) if video.duration and video.time_base else 0.0
            if not length or next(container.decode(video), None) is None:
                raise Unreadable("the video cannot be decoded")
            rate = float(video.average_rate or video.guessed_rate or 0)
            return Film(data, container.format.name, length, video.width, video.height, rate)
    except (av.FFmpegError, IndexError, EOFError) as error:
        raise Unreadable("the video cannot be decoded") from error


def read_sound(data: bytes) -> Sound:
    """Measure a sound.

    Raises:
        Unreadable: It is none.
    """
    try:
        with av.open(io.BytesIO(data), "r") as container:
            audio = container.streams.audio[0]
            samples = sum(frame.samples for frame in container.decode(audio))
            if not samples:
                raise Unreadable("the audio cannot be decoded")
            return Sound(data, container.format.name, samples / audio.rate)
    except (av.FFmpegError, IndexError, EOFError) as error:
        raise Unreadable("the audio cannot be decoded") from error
