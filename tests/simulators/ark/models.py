"""What each Seedance model of Ark accepts, makes and costs, as data. Nothing is checked here.

Source: wire document, sections 4.1-4.5 (mirrors of Ark documents 1520757 and 1521309, price survey of 2026-08-01).
Where they are silent about a 1.0 model, its row follows the names of the models (t2v, i2v) and is unverified.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

RATIOS: dict[str, tuple[int, int]] = {
    "16:9": (16, 9),
    "4:3": (4, 3),
    "1:1": (1, 1),
    "3:4": (3, 4),
    "9:16": (9, 16),
    "21:9": (21, 9),
}
_HD = {
    "16:9": (1920, 1080),
    "4:3": (1664, 1248),
    "1:1": (1440, 1440),
    "3:4": (1248, 1664),
    "9:16": (1080, 1920),
    "21:9": (2206, 946),
}
PIXELS: dict[str, dict[str, tuple[int, int]]] = {
    "480p": {
        "16:9": (864, 496),
        "4:3": (752, 560),
        "1:1": (640, 640),
        "3:4": (560, 752),
        "9:16": (496, 864),
        "21:9": (992, 432),
    },
    "720p": {
        "16:9": (1280, 720),
        "4:3": (1112, 834),
        "1:1": (960, 960),
        "3:4": (834, 1112),
        "9:16": (720, 1280),
        "21:9": (1470, 630),
    },
    "1080p": _HD,
    # Not in the table of the documents: twice 1080p, which the price sample of 5 s at 16:9 confirms (3840x2160).
    "4k": {ratio: (2 * width, 2 * height) for ratio, (width, height) in _HD.items()},
}
FRAME_RATE = 24


@dataclass(frozen=True)
class References:
    """How much may go into reference mode: numbers of each kind, and seconds of film or sound in all."""

    images: int
    videos: int = 0
    audios: int = 0
    total_s: float = 15.0
    clip_s: tuple[float, float] = (2.0, 15.0)
    audio_alone: bool = False


@dataclass(frozen=True)
class ArkModel:
    """One row of the table of models.

    Args:
        durations: Shortest and longest film in whole seconds.
        automatic_duration: Whether -1 lets the model choose.
        references: None for a model without reference mode.
        needs_image: Refuses text alone.
        extras: Parameters beyond the common ones that this model knows.
        prices: CNY for a million tokens by resolution (`*` = any), without and with input video.
        mute_price: Where a film without sound costs less.
    """

    durations: tuple[int, int]
    resolutions: tuple[str, ...] = ("480p", "720p", "1080p")
    default_resolution: str = "720p"
    automatic_duration: bool = False
    first_frame: bool = True
    last_frame: bool = True
    needs_image: bool = False
    references: References | None = None
    audio: bool = False
    flex: bool = True
    extras: frozenset[str] = frozenset()
    prices: dict[str, tuple[str, str]] = field(default_factory=dict)
    mute_price: str | None = None

    def token_price(self, resolution: str, *, input_video: bool, audio: bool, flex: bool) -> Decimal:
        """CNY for one token; nothing where the survey found no price (4k, 2.5 without input video)."""
        without, with_video = self.prices.get(resolution, self.prices.get("*", ("0", "0")))
        price = Decimal(with_video if input_video else without)
        if self.mute_price is not None and not audio:
            price = Decimal(self.mute_price)
        return price / (2 if flex else 1) / 1_000_000


_SEEDANCE_2_0 = ArkModel(
    durations=(4, 15),
    resolutions=("480p", "720p", "1080p", "4k"),
    automatic_duration=True,
    references=References(images=9, videos=3, audios=3),
    audio=True,
    flex=False,
    extras=frozenset({"generate_audio", "tools", "priority"}),
    prices={"480p": ("46", "28"), "720p": ("46", "28"), "1080p": ("51", "31")},
)

MODELS: dict[str, ArkModel] = {
    "doubao-seedance-2-5-260628": ArkModel(
        durations=(4, 30),
        automatic_duration=True,
        references=References(images=30, videos=10, audios=3, total_s=30.0, clip_s=(2.0, 30.0), audio_alone=True),
        audio=True,
        flex=False,
        extras=frozenset({"generate_audio", "omni_reference_task_type", "output_format"}),
        prices={"*": ("0", "42")},
    ),
    "doubao-seedance-2-0-260128": _SEEDANCE_2_0,
    "doubao-seedance-2-0-fast-260128": replace(
        _SEEDANCE_2_0, resolutions=("480p", "720p"), prices={"*": ("37", "22")}
    ),
    "doubao-seedance-2-0-mini-260615": replace(
        _SEEDANCE_2_0, resolutions=("480p", "720p"), prices={"*": ("23", "14")}
    ),
    "doubao-seedance-1-5-pro-251215": ArkModel(
        durations=(4, 12),
        automatic_duration=True,
        audio=True,
        extras=frozenset({"generate_audio", "draft", "camera_fixed"}),
        prices={"*": ("16", "16")},
        mute_price="8",
    ),
    "doubao-seedance-1-0-pro-250528": ArkModel(
        durations=(2, 12),
        default_resolution="1080p",
        extras=frozenset({"frames", "camera_fixed"}),
        prices={"*": ("15", "15")},
    ),
    "doubao-seedance-1-0-pro-fast-251015": ArkModel(
        durations=(2, 12),
        default_resolution="1080p",
        last_frame=False,
        extras=frozenset({"frames", "camera_fixed"}),
        prices={"*": ("4.2", "4.2")},
    ),
    "doubao-seedance-1-0-lite-t2v-250428": ArkModel(
        durations=(2, 12),
        first_frame=False,
        last_frame=False,
        extras=frozenset({"frames", "camera_fixed"}),
        prices={"*": ("10", "10")},
    ),
    "doubao-seedance-1-0-lite-i2v-250428": ArkModel(
        durations=(2, 12),
        needs_image=True,
        references=References(images=4),
        extras=frozenset({"frames", "camera_fixed"}),
        prices={"*": ("10", "10")},
    ),
}


def token_count(width: int, height: int, frames: float) -> int:
    """Tokens that are billed for so many frames, those of input films included.

    The rule that three real bills fit exactly: a film has one frame more than 24 for each second (5 s at 720p = 121
    frames = 108,900 tokens).
    """
    return round(width * height * frames / 1024)


def nearest_ratio(width: int, height: int) -> str:
    """The ratio that `adaptive` takes for an input of this size."""
    return min(RATIOS, key=lambda name: abs(RATIOS[name][0] / RATIOS[name][1] - width / height))
