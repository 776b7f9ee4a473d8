"""What providers charge: dated tables with their sources. What may be spent is in `render_ledger.budget`."""

from resources.prices.table import (
    PriceEntry,
    PriceTable,
    Quote,
    load_tables,
    price_entry,
    price_per_second,
    quote,
    settled_amount,
)

__all__ = [
    "PriceEntry",
    "PriceTable",
    "Quote",
    "load_tables",
    "price_entry",
    "price_per_second",
    "quote",
    "settled_amount",
]
