"""What a call of a language model cost, by the tokens that the service counted. Takes, pictures and lines: `table`."""

from __future__ import annotations

from decimal import Decimal

from resources.prices.table import PriceTable, price_entry

_MILLION = Decimal(1_000_000)


def token_cost(
    provider: str, model: str, *, text_in: int, audio_in: int = 0, text_out: int
) -> tuple[Decimal, str] | None:
    """Amount and currency; None when a price that is needed is unknown.

    Args:
        provider: As in the price tables; another house's price of the same model does not count.
        model: As asked for.
        text_in: Tokens of the question that are not sound: words, pictures, frames.
        audio_in: Tokens of the question that are sound.
        text_out: Tokens of the answer.
    """
    amount, currency = Decimal(0), ""
    counted = {"1m_input_tokens": text_in, "1m_audio_input_tokens": audio_in, "1m_output_tokens": text_out}
    for unit, count in counted.items():
        if not count:
            continue
        found = price_entry(provider, model, unit)
        if found is None:
            return None
        table, entry = found
        amount += Decimal(count) / _MILLION * entry.price
        currency = table.currency
    return amount.normalize() + Decimal(0), currency


def token_table(provider: str, model: str) -> PriceTable | None:
    """The table that a model's tokens are priced in; None when it has no price."""
    found = price_entry(provider, model, "1m_output_tokens")
    return found[0] if found else None
