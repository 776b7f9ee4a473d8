"""Unit prices of a provider as the story's estimates want them. The dated tables themselves: `resources.prices`."""

from __future__ import annotations

from resources.prices import price_entry
from resources.video.base import Capabilities

_EMBEDDED_UNITS = ("t2v", "i2v", "r2v", "image", "review", "tts_character")


def unit_prices(capabilities: Capabilities, resolution: str, currency: str) -> dict[str, float | str]:
    """Known prices by unit (see `story.render_plan.UnitPrices`); what is unknown is left out, never guessed.

    Args:
        capabilities: Who renders; an embedded provider costs nothing, and so do picture, voice and judge beside it.
        resolution: Wanted resolution.
        currency: Named where nothing is paid.
    """
    if capabilities.free:
        return {**dict.fromkeys(_EMBEDDED_UNITS, 0.0), "currency": currency}
    prices: dict[str, float | str] = {}
    for kind in capabilities.kinds:
        found = price_entry(capabilities.name, capabilities.models.get(kind, ""), "second", resolution=resolution)
        if found:
            table, entry = found
            prices[kind] = float(entry.price)
            prices["currency"] = table.currency
    return prices
