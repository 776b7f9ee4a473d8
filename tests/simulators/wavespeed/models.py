"""What each InfiniteTalk variant accepts and costs, as data. Nothing is checked here.

Source: wire document 5.1 and the vendor's model pages (prices for a second, five seconds at least, ten minutes at most).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SHORTEST_BILLED_S = 5
LONGEST_S = 600.0
# The open model behind the service renders 25 frames a second; the vendor's pages name no rate.
FRAME_RATE = 25
SHORT_SIDE = {"480p": 480, "720p": 720}
ORDERS = ("meanwhile", "left_right", "right_left")


@dataclass(frozen=True)
class TalkModel:
    """One row of the table of models.

    Args:
        audios: Names of the fields that carry sound.
        prices: USD for a second by resolution; a model with only one takes no resolution.
    """

    prices: dict[str, str]
    audios: tuple[str, ...] = ("audio",)

    @property
    def fields(self) -> frozenset[str]:
        """All fields of a request."""
        chosen = {"resolution"} if len(self.prices) > 1 else set()
        order = {"order"} if len(self.audios) > 1 else set()
        return frozenset({"image", "mask_image", "prompt", "seed", *self.audios, *chosen, *order})

    def price(self, resolution: str) -> Decimal:
        """USD for a second."""
        return Decimal(self.prices[resolution])


_TWO = ("left_audio", "right_audio")
_USUAL = {"480p": "0.03", "720p": "0.06"}
_FAST = {"480p": "0.015"}

MODELS: dict[str, TalkModel] = {
    "wavespeed-ai/infinitetalk": TalkModel(_USUAL),
    "wavespeed-ai/infinitetalk/multi": TalkModel(_USUAL, _TWO),
    "wavespeed-ai/infinitetalk-fast": TalkModel(_FAST),
    "wavespeed-ai/infinitetalk-fast/multi": TalkModel(_FAST, _TWO),
}
