"""The render plan: what will be asked of the provider for a whole episode, with its price. Nothing is sent from here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_serializer, field_validator

from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.chains import chain_groups
from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.media_plan import MediaItem, planned_media
from spark_video_assets.story.storyboard import Kind, Ratio, Resolution, Shot, Storyboard

UnitPrices = Mapping[str, float | str]
"""Prices that are known, all in one `currency`: `t2v`, `i2v`, `r2v` for a second of output, `image`, `review` and
`tts_character` for one of each. A key that is missing is an unknown price and is never guessed."""


class PlannedShot(Part):
    """What is asked for one shot.

    Args:
        kind: Kind that is asked for; `storyboard_kind` is what the director wrote.
        seconds: Length that the provider makes and charges.
        group: Number of its chain group, from 0.
        first_frame_of: Shot whose winner's last frame it starts on.
        price: For one take; None = unknown.
    """

    id: str
    kind: Kind
    storyboard_kind: Kind
    seconds: float
    group: int
    media: list[MediaItem] = Field(default_factory=list)
    dropped: list[MediaItem] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    needs_first_frame: bool = False
    first_frame_of: str | None = None
    price: float | None = None

    @property
    def demoted(self) -> bool:
        """True when another kind is asked for than the director wrote."""
        return self.kind != self.storyboard_kind


class RenderPlan(Document):
    """`render_plan.json`, shown at gate 2.

    Args:
        limits: Limits of the provider that the plan was made for.
        price: One take of every shot; None = the price of at least one shot is unknown.
        unknown_prices: Keys that the price table does not know.
    """

    provider: str
    ratio: Ratio
    resolution: Resolution
    limits: ProviderLimits
    shots: list[PlannedShot] = Field(default_factory=list)
    groups: list[list[str]] = Field(default_factory=list)
    total_seconds: float = 0.0
    seconds_by_kind: dict[Kind, float] = Field(default_factory=dict)
    price: float | None = None
    currency: str = ""
    unknown_prices: list[str] = Field(default_factory=list)

    @field_validator("limits", mode="before")
    @classmethod
    def _limits_of_older_plans(cls, limits: Any) -> Any:
        """A limit that later versions no longer know is dropped: it decides nothing any more."""
        if not isinstance(limits, Mapping):
            return limits
        known = {field.name for field in dataclasses.fields(ProviderLimits)}
        return {name: value for name, value in limits.items() if name in known}

    @field_serializer("limits")
    def _limits_in_order(self, limits: ProviderLimits) -> dict[str, Any]:
        """Sets as sorted lists: the file is signed by its digest and must not depend on hash order."""
        return {k: sorted(v) if isinstance(v, frozenset) else v for k, v in dataclasses.asdict(limits).items()}

    def shot(self, shot_id: str) -> PlannedShot | None:
        """The plan of one shot, or None."""
        return next((shot for shot in self.shots if shot.id == shot_id), None)


def unit_price(prices: UnitPrices, key: str) -> float | None:
    """The price of one unit, or None when it is unknown."""
    value = prices.get(key)
    return float(value) if isinstance(value, int | float) else None


def total_of(amounts: list[float | None]) -> float | None:
    """The sum, rounded to four decimals; None as soon as one amount is unknown."""
    known = [amount for amount in amounts if amount is not None]
    return round(sum(known), 4) if len(known) == len(amounts) else None


def plan_render(
    board: Storyboard, cast: Manifest, sets: Manifest, props: Manifest, limits: ProviderLimits, prices: UnitPrices
) -> RenderPlan:
    """Plan every shot of a storyboard for one provider. An empty storyboard gives an empty plan that costs nothing."""
    groups = chain_groups(board)
    group_of = {shot_id: number for number, group in enumerate(groups) for shot_id in group}
    shots = [
        _planned(shot, board, (cast, sets, props), limits, prices).model_copy(update={"group": group_of[shot.id]})
        for shot in board.shots
    ]
    by_kind: dict[Kind, float] = {}
    for shot in shots:
        by_kind[shot.kind] = by_kind.get(shot.kind, 0.0) + shot.seconds
    return RenderPlan(
        provider=limits.name,
        ratio=board.ratio,
        resolution=board.resolution,
        limits=limits,
        shots=shots,
        groups=groups,
        total_seconds=sum(shot.seconds for shot in shots),
        seconds_by_kind=by_kind,
        price=total_of([shot.price for shot in shots]),
        currency=str(prices.get("currency", "")),
        unknown_prices=sorted({shot.kind for shot in shots if shot.price is None}),
    )


def _planned(
    shot: Shot,
    board: Storyboard,
    manifests: tuple[Manifest, Manifest, Manifest],
    limits: ProviderLimits,
    prices: UnitPrices,
) -> PlannedShot:
    media = planned_media(shot, board, *manifests, limits)
    seconds = limits.clip_seconds(shot.duration, media.traits(board.resolution))
    unit = unit_price(prices, media.kind)
    return PlannedShot(
        id=shot.id,
        kind=media.kind,
        storyboard_kind=shot.kind,
        seconds=seconds,
        group=0,
        media=media.media,
        dropped=media.dropped,
        notes=media.notes,
        needs_first_frame=media.needs_first_frame,
        first_frame_of=media.first_frame_of,
        price=None if unit is None else round(unit * seconds, 4),
    )
