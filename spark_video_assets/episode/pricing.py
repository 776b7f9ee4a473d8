"""Unit prices of an episode's equipment as the story's estimates want them. The dated tables: `resources.prices`."""

from __future__ import annotations

from resources.prices import price_entry, price_per_second
from resources.video.base import Capabilities
from spark_video_assets.episode.equipment import Equipment

_EMBEDDED_UNITS = ("t2v", "i2v", "r2v")
_REVIEW_INPUT_TOKENS = 8000
_REVIEW_OUTPUT_TOKENS = 500
"""Tokens of one review of a 15 s clip: our own assumption from the wire facts ("several thousand"), high on purpose."""


def unit_prices(
    capabilities: Capabilities, equipment: Equipment, *, resolution: str, ratio: str, currency: str
) -> dict[str, float | str]:
    """Known prices by unit (see `story.render_plan.UnitPrices`); what is unknown is left out, never guessed.

    Args:
        capabilities: Who renders; an embedded provider costs nothing.
        equipment: Who draws, speaks and judges beside it.
        resolution: Wanted resolution.
        ratio: Wanted ratio; a price by tokens follows the pixels.
        currency: Named where nothing is paid.
    """
    prices: dict[str, float | str] = {"currency": currency}
    if capabilities.free:
        prices |= dict.fromkeys(_EMBEDDED_UNITS, 0.0)
    else:
        for kind in capabilities.kinds:
            found = price_per_second(capabilities, kind, resolution, ratio)
            if found:
                prices[kind] = float(found[0])
                prices["currency"] = found[1].currency
    return {**prices, **_beside(equipment, str(prices["currency"]))}


def _beside(equipment: Equipment, currency: str) -> dict[str, float]:
    """Pictures, narration and reviews; a price in another currency than the film's counts as unknown."""
    review = [_price(equipment.judge, unit, currency) for unit in ("1m_input_tokens", "1m_output_tokens")]
    prices = {
        "image": _price(equipment.pictures, "image", currency),
        "tts_character": _price(equipment.speech, "10k_characters", currency),
    }
    known = {key: price for key, price in prices.items() if price is not None}
    if "tts_character" in known:
        known["tts_character"] /= 10_000
    if review[0] is not None and review[1] is not None:
        known["review"] = (review[0] * _REVIEW_INPUT_TOKENS + review[1] * _REVIEW_OUTPUT_TOKENS) / 1_000_000
    return known


def _price(model: str | None, unit: str, currency: str) -> float | None:
    if model is None:
        return 0.0
    found = price_entry("dashscope", model, unit)
    return float(found[1].price) if found and found[0].currency == currency else None
