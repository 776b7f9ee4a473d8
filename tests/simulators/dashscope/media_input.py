"""Media that come with a request: following the vendor's kinds of address, and the vendor's limits on what is there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.simulators.dashscope.uploads import Uploads
from tests.simulators.dashscope.wire import invalid
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal
from tests.simulators.inputs import Unreadable, decode_data_uri, load, read_film, read_picture, read_sound

_MB = 1024 * 1024
_TRUSTED_S = 5.0
_NO_DOWNLOAD = "Unable to download the media resource during the data inspection process."
_BAD_URL = "url error, please check url！"


@dataclass(frozen=True)
class ImageLimits:
    """What a picture must be; sides in pixels, `ratio` the longer side over the shorter at most."""

    shortest: int
    longest: int = 100_000
    ratio: float = 2.5
    megabytes: int = 10
    formats: frozenset[str] = frozenset({"jpeg", "png", "webp"})
    alpha: bool = True


@dataclass(frozen=True)
class FilmLimits:
    """What a film or sound must be; lengths in seconds, sides in pixels."""

    shortest_s: float
    longest_s: float
    megabytes: int = 100
    sides: tuple[int, int] = (0, 100_000)
    ratio: float = 100.0
    min_fps: float = 0.0


class MediaInput:
    """Follows the addresses in requests.

    Args:
        uploads: Where `oss://` leads.
        results: Where our own result links lead, which clients may pass on as input.
        results_path: Path of these links.
    """

    def __init__(self, uploads: Uploads, results: SignedFiles, results_path: str) -> None:
        self._uploads = uploads
        self._results = results
        self._results_path = results_path

    async def read(self, call: Call, address: object, key: str, model: str, *, data_uri: bool) -> bytes | None:
        """The bytes behind an address; None for an address elsewhere in the world, which is taken on trust.

        Args:
            call: The request, whose headers decide what may be followed.
            address: The value of the field.
            key: Account that asks.
            model: Model that will see it.
            data_uri: Whether this field takes the file itself in base64.

        Raises:
            Refusal: Not an address that this field takes, or nothing can be read there.
        """
        if not isinstance(address, str) or not address:
            raise invalid(_BAD_URL)
        if address.startswith("oss://"):
            return self._uploads.read(call, address, key, model)
        if address.startswith("data:"):
            return _from_data_uri(address, taken=data_uri)
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise invalid(_BAD_URL)
        if address.startswith(f"{call.base_url}{self._results_path}"):
            found = await asyncio.to_thread(self._results.follow, address)
            if found is None:
                raise Refusal(400, "InvalidParameter.DataInspection", _NO_DOWNLOAD)
            return found
        try:
            return await load(address)
        except Unreadable as error:
            code = "InvalidParameter.DataInspection" if "HTTP" in str(error) else "InvalidURL"
            raise Refusal(400, code, _NO_DOWNLOAD) from None


def _from_data_uri(address: str, *, taken: bool) -> bytes:
    if not taken:
        raise invalid(_BAD_URL)
    try:
        return decode_data_uri(address)[1]
    except Unreadable:
        raise invalid("The base64 data is not valid.") from None


def check_image(data: bytes | None, limits: ImageLimits) -> tuple[int, int] | None:
    """Width and height of a picture that fits; None when it is taken on trust.

    Raises:
        Refusal: Not a picture, or outside of the limits.
    """
    if data is None:
        return None
    try:
        picture = read_picture(data)
    except Unreadable:
        raise Refusal(400, "InvalidImage.FileFormat", "The image can not be decoded.") from None
    if picture.format not in limits.formats or (picture.alpha and not limits.alpha):
        found = f"{picture.format} with alpha channel" if picture.alpha else picture.format
        raise Refusal(400, "InvalidImage.FileFormat", f"The image format {found} is not supported.")
    if len(data) > limits.megabytes * _MB:
        raise Refusal(400, "InvalidImage.Size", f"The image size exceeds {limits.megabytes} MB.")
    sides = sorted((picture.width, picture.height))
    if sides[0] < limits.shortest or sides[1] > limits.longest:
        raise Refusal(
            400,
            "InvalidImage.Resolution",
            f"The image resolution {picture.width}*{picture.height} is not supported, sides must be in "
            f"[{limits.shortest}, {limits.longest}].",
        )
    if sides[1] / sides[0] > limits.ratio:
        raise Refusal(
            400,
            "InvalidImage.AspectRatio",
            f"The image aspect ratio of {picture.width}*{picture.height} is not supported.",
        )
    return picture.width, picture.height


def check_film(data: bytes | None, limits: FilmLimits) -> tuple[float, tuple[int, int] | None]:
    """Length in seconds and size of a film that fits; five seconds of unknown size for one that is taken on trust.

    Raises:
        Refusal: Not decodable, or outside of the limits.
    """
    if data is None:
        return _TRUSTED_S, None
    try:
        film = read_film(data)
    except Unreadable:
        raise Refusal(400, "InvalidFile.Format", "The video format is not supported.") from None
    _check_length(data, film.duration_s, limits)
    size = f"{film.width}*{film.height}"
    sides = sorted((film.width, film.height))
    if sides[0] < limits.sides[0] or sides[1] > limits.sides[1]:
        raise Refusal(400, "InvalidFile.Resolution", f"The video resolution {size} is not supported.")
    if sides[1] / sides[0] > limits.ratio:
        raise Refusal(400, "InvalidFile.AspectRatio", f"The video aspect ratio of {size} is not supported.")
    if film.fps <= limits.min_fps:
        raise Refusal(400, "InvalidFile.FPS", f"The video frame rate {film.fps:g} is not supported.")
    return film.duration_s, (film.width, film.height)


def check_sound(data: bytes | None, limits: FilmLimits) -> float:
    """Length in seconds of a wav or mp3 that fits; five for one that is taken on trust.

    Raises:
        Refusal: Not decodable, or outside of the limits.
    """
    if data is None:
        return _TRUSTED_S
    try:
        sound = read_sound(data)
    except Unreadable:
        sound = None
    if sound is None or sound.format not in {"wav", "mp3"}:
        raise Refusal(400, "InvalidFile.Format", "The audio format is not supported.")
    _check_length(data, sound.duration_s, limits)
    return sound.duration_s


def _check_length(data: bytes, seconds: float, limits: FilmLimits) -> None:
    if len(data) > limits.megabytes * _MB:
        raise Refusal(400, "InvalidFile.Size", f"The file size exceeds {limits.megabytes} MB.")
    # A frame or a codec's padding more than the limit is what encoders make of a round length.
    if not limits.shortest_s - 0.05 <= seconds <= limits.longest_s + 0.05:
        raise Refusal(
            400,
            "InvalidFile.Duration",
            f"The duration {seconds:.2f}s is not in [{limits.shortest_s:g}, {limits.longest_s:g}] seconds.",
        )
