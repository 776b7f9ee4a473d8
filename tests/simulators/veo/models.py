"""What each Veo model accepts, makes and costs on which surface, as data. Nothing is checked here.

Source: wire document, sections 0, 1.1, 1.6 and 2.1 (model pages of Google's cloud, adapters that re-read them in
October 2026).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Surface = Literal["vertex", "gemini"]

LENGTHS_S = (4, 6, 8)
FRAME_RATE = 24
EXTENSION_S = 7
PIXELS: dict[str, dict[str, tuple[int, int]]] = {
    "720p": {"16:9": (1280, 720), "9:16": (720, 1280)},
    "1080p": {"16:9": (1920, 1080), "9:16": (1080, 1920)},
    "4k": {"16:9": (3840, 2160), "9:16": (2160, 3840)},
}


@dataclass(frozen=True)
class VeoModel:
    """One row of the table of models.

    Args:
        prices: USD for a second of film by resolution; what is not in it is not made.
        surfaces: Where it is served.
        prompt_limit: In tokens.
        lite: Knows neither negative prompts nor the choice of persons and sound.
        retired_on: First day on which it is not served any more, by surface.
        requests_per_minute: For one project.
    """

    prices: dict[str, str]
    surfaces: frozenset[Surface]
    prompt_limit: int = 1024
    lite: bool = False
    retired_on: dict[Surface, dt.date] | None = None
    requests_per_minute: int = 50

    def price(self, resolution: str) -> Decimal:
        """USD for a second, sound included."""
        return Decimal(self.prices[resolution])

    def is_retired(self, surface: Surface, today: dt.date) -> bool:
        """Whether this model was taken away there."""
        last = (self.retired_on or {}).get(surface)
        return last is not None and today >= last


_EVERYWHERE: frozenset[Surface] = frozenset({"vertex", "gemini"})
_DEVELOPER: frozenset[Surface] = frozenset({"gemini"})
_STANDARD = {"720p": "0.40", "1080p": "0.40", "4k": "0.60"}
_FAST = {"720p": "0.10", "1080p": "0.12", "4k": "0.30"}
_LITE = {"720p": "0.05", "1080p": "0.08"}
_PREVIEW_END: dict[Surface, dt.date] = {"gemini": dt.date(2026, 10, 22), "vertex": dt.date(2026, 10, 22)}
_OLD_END: dict[Surface, dt.date] = {"gemini": dt.date(2026, 6, 30), "vertex": dt.date(2026, 6, 30)}

MODELS: dict[str, VeoModel] = {
    # Whether these two answer on the Developer API is assumed by others and unproved (section 0, item 4).
    "veo-3.1-generate-001": VeoModel(_STANDARD, _EVERYWHERE),
    "veo-3.1-fast-generate-001": VeoModel(_FAST, _EVERYWHERE),
    "veo-3.1-lite-generate-001": VeoModel(_LITE, _EVERYWHERE, prompt_limit=480, lite=True, requests_per_minute=10),
    "veo-3.1-generate-preview": VeoModel(_STANDARD, _DEVELOPER, retired_on=_PREVIEW_END, requests_per_minute=10),
    "veo-3.1-fast-generate-preview": VeoModel(_FAST, _DEVELOPER, retired_on=_PREVIEW_END, requests_per_minute=10),
    "veo-3.1-lite-generate-preview": VeoModel(
        _LITE, _DEVELOPER, prompt_limit=480, lite=True, retired_on=_PREVIEW_END, requests_per_minute=10
    ),
    "veo-3.0-generate-001": VeoModel(_STANDARD, _EVERYWHERE, retired_on=_OLD_END),
    "veo-3.0-fast-generate-001": VeoModel(_FAST, _EVERYWHERE, retired_on=_OLD_END),
    "veo-2.0-generate-001": VeoModel(_STANDARD, _EVERYWHERE, retired_on=_OLD_END),
}
