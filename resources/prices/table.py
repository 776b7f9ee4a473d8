"""Reading the price tables, and the price of one take before and after. No cap is checked here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

from resources.errors import BudgetStop, InvalidDocument, UsageError
from resources.video.base import Capabilities, Commission, PictureRequest, RenderRequest, SpeechRequest
from resources.video.staging import Model

_MILLION = Decimal(1_000_000)
_CENT_OF_CENT = Decimal("0.0001")


class PriceEntry(Model):
    """One price. The first entry of a table that fits counts; a condition that is None fits everything.

    Args:
        model: Model name, `*` stands for any letters.
        unit: `second` of output, `1m_video_tokens`, `image`, `10k_characters`, `1m_input_tokens`,
            `1m_audio_input_tokens` or `1m_output_tokens`.
        price: For one unit, in the table's currency.
        input_video: Whether a reference video goes with the request.
        input_video_max_s: Longest reference video accepted, whose seconds are billed too.
        service_tier: The provider's name of a cheaper queue; empty = the usual one.
    """

    model: str
    unit: str
    price: Decimal = Field(ge=0)
    resolution: str | None = None
    audio: bool | None = None
    input_video: bool | None = None
    input_video_max_s: int = 0
    service_tier: str = ""

    def fits(
        self,
        model: str,
        unit: str,
        *,
        resolution: str | None,
        audio: bool | None,
        input_video: bool,
        service_tier: str,
    ) -> bool:
        """True when this price is that of such a call."""
        return (
            fnmatchcase(model, self.model)
            and self.unit == unit
            and self.service_tier == service_tier
            and (self.resolution is None or self.resolution == resolution)
            and (self.audio is None or self.audio == audio)
            and (self.input_video is None or self.input_video == input_video)
        )


class PriceTable(Model):
    """The prices of one house.

    Args:
        as_of: When the source was read.
        source: Where the figures come from.
        min_billed_s: Shorter takes cost as much as this many seconds.
        frame_rate: Frames a second in the token formula.
        pixels: Width and height by resolution and ratio in the token formula.
    """

    schema_version: int
    providers: tuple[str, ...]
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    as_of: dt.date
    source: str = Field(min_length=1)
    entries: tuple[PriceEntry, ...]
    min_billed_s: int = 0
    frame_rate: int = 24
    pixels: dict[str, dict[str, tuple[int, int]]] = Field(default_factory=dict)


class Quote(Model):
    """What a take will cost at most, and the basis of settling it."""

    amount: Decimal
    currency: str
    unit: str
    unit_price: Decimal
    as_of: dt.date
    source: str


@cache
def load_tables() -> tuple[PriceTable, ...]:
    """All tables of this folder. Raises `InvalidDocument` for one that does not fit."""
    tables = []
    for path in sorted(Path(__file__).parent.glob("*.json")):
        try:
            tables.append(PriceTable.model_validate_json(path.read_bytes()))
        except ValidationError as error:
            raise InvalidDocument(str(error), where=path.name) from None
    return tuple(tables)


def price_entry(
    provider: str,
    model: str,
    unit: str,
    *,
    resolution: str | None = None,
    audio: bool | None = None,
    input_video: bool = False,
    service_tier: str = "",
) -> tuple[PriceTable, PriceEntry] | None:
    """The price of one unit with its table, or None when it is unknown. Never a neighbour's price."""
    for table in load_tables():
        if provider not in table.providers:
            continue
        for entry in table.entries:
            if entry.fits(
                model,
                unit,
                resolution=resolution,
                audio=audio,
                input_video=input_video,
                service_tier=service_tier,
            ):
                return table, entry
    return None


def _billed_seconds(capabilities: Capabilities, request: RenderRequest, table: PriceTable) -> int:
    return math.ceil(max(capabilities.clip_seconds(request), table.min_billed_s))


def quote(capabilities: Capabilities, request: Commission) -> Quote:
    """The most that a take, a picture or a spoken line can cost, reference videos at their longest.

    Raises:
        BudgetStop: The price of this model at this resolution is unknown; nothing is guessed.
        UsageError: The provider has no model for this kind.
    """
    model = capabilities.models.get(request.kind, "*" if capabilities.free else "")
    if isinstance(request, PictureRequest):
        return _counted(capabilities, model, "image", Decimal(1), request.shot_id)
    if isinstance(request, SpeechRequest):
        return _counted(capabilities, model, "10k_characters", Decimal(len(request.text)) / 10_000, request.shot_id)
    if not model:
        raise UsageError(
            f"{capabilities.name} {capabilities.family}".strip() + f" makes no {request.kind}",
            where=f"shot {request.shot_id}",
            allowed=", ".join(sorted(capabilities.models)),
        )
    videos = [item for item in request.media if item.role == "reference_video"]
    for unit in ("second", "1m_video_tokens"):
        found = price_entry(
            capabilities.name,
            model,
            unit,
            resolution=request.resolution,
            audio=request.generate_audio,
            input_video=bool(videos),
            service_tier=capabilities.service_tier,
        )
        if found:
            break
    else:
        return _free_or_unknown(capabilities, model or request.kind, request.resolution, request.shot_id)
    table, entry = found
    seconds = _billed_seconds(capabilities, request, table) + len(videos) * entry.input_video_max_s
    units = Decimal(seconds)
    if entry.unit == "1m_video_tokens":
        width, high = _pixels(table, request)
        units = Decimal(width * high * (table.frame_rate * seconds + 1)) / 1024 / _MILLION
    return _quote(table, entry, units)


def _quote(table: PriceTable, entry: PriceEntry, units: Decimal) -> Quote:
    return Quote(
        amount=_rounded(units * entry.price),
        currency=table.currency,
        unit=entry.unit,
        unit_price=entry.price,
        as_of=table.as_of,
        source=table.source,
    )


def _counted(capabilities: Capabilities, model: str, unit: str, units: Decimal, what: str) -> Quote:
    found = price_entry(capabilities.name, model, unit)
    if found is None:
        return _free_or_unknown(capabilities, model or unit, "", what)
    table, entry = found
    return _quote(table, entry, units)


def _free_or_unknown(capabilities: Capabilities, model: str, resolution: str, what: str) -> Quote:
    if capabilities.free:
        today = dt.date(1970, 1, 1)
        return Quote(
            amount=Decimal(0), currency="CNY", unit="second", unit_price=Decimal(0), as_of=today, source="free"
        )
    raise BudgetStop(
        f"the price of {model}{f' at {resolution}' if resolution else ''} is unknown",
        where=f"provider {capabilities.name}, {what}",
        allowed=", ".join(sorted(_known_models(capabilities.name)))
        or "a provider with a table in resources/prices",
        next_command="add the price with its date and source to resources/prices, or choose another provider",
    )


def _known_models(provider: str) -> set[str]:
    return {
        f"{entry.model} {entry.resolution or ''}".strip()
        for table in load_tables()
        if provider in table.providers
        for entry in table.entries
        if entry.unit in {"second", "1m_video_tokens"}
    }


def _pixels(table: PriceTable, request: RenderRequest) -> tuple[int, int]:
    try:
        return table.pixels[request.resolution][request.ratio]
    except KeyError:
        raise BudgetStop(
            f"the pixels of {request.resolution} at {request.ratio} are unknown, so its price is",
            where=f"shot {request.shot_id}",
            allowed=", ".join(sorted(table.pixels)),
        ) from None


_USAGE_FIELDS = {
    "second": ("duration", Decimal(1)),
    "1m_video_tokens": ("completion_tokens", _MILLION),
    "image": ("image_count", Decimal(1)),
    "10k_characters": ("characters", Decimal(10_000)),
}


_MOST_UNITS = 1_000_000_000
"""No take uses so many seconds, tokens or characters; NaN, infinity and negative counts are not below it either."""


def price_per_second(
    capabilities: Capabilities, kind: str, resolution: str, ratio: str
) -> tuple[Decimal, PriceTable] | None:
    """What a second of a take costs, with the table it is from; None when it is unknown.

    Token prices are those of the pixels of this resolution and ratio; the one frame that a token bill adds to a whole
    take is left out (under 1 % of a take of 5 s).
    """
    model = capabilities.models.get(kind, "")
    tier = capabilities.service_tier
    found = price_entry(capabilities.name, model, "second", resolution=resolution, audio=True, service_tier=tier)
    if found:
        return found[1].price, found[0]
    found = price_entry(
        capabilities.name, model, "1m_video_tokens", resolution=resolution, audio=True, service_tier=tier
    )
    size = found[0].pixels.get(resolution, {}).get(ratio) if found else None
    if not found or size is None:
        return None
    table, entry = found
    return Decimal(size[0] * size[1] * table.frame_rate) / 1024 / _MILLION * entry.price, table


def settled_amount(agreed: Quote, usage: Mapping[str, float | int | str]) -> Decimal | None:
    """What the provider's own usage makes of the quote, or None when it does not tell, or tells what cannot be.

    `completion_tokens` is Ark's; `duration` (billed seconds, input included), `image_count` and `characters` are
    DashScope's.
    """
    field, per = _USAGE_FIELDS.get(agreed.unit, ("", Decimal(1)))
    told = usage.get(field)
    if told is None or isinstance(told, str) or not 0 <= told <= _MOST_UNITS:
        return None
    return _rounded(Decimal(str(told)) / per * agreed.unit_price)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT_OF_CENT).normalize() + Decimal(0)
