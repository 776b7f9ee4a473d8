"""What an episode will take before it is made: seconds, parallelism, counts and money. Real costs are in the ledger."""

from __future__ import annotations

from pydantic import Field

from spark_video_assets.story.document import Part
from spark_video_assets.story.narration import NARRATOR_RATE, speech_seconds
from spark_video_assets.story.render_plan import RenderPlan, UnitPrices, total_of, unit_price
from spark_video_assets.story.storyboard import Kind, Storyboard

RENDER_SECONDS_PER_SECOND = 1.5
"""Render time of a second of film: `estimate` of the origin."""
CONCURRENCY = 4
LONG_CONFIRM_S = 600
"""Defaults of SPARK_VIDEO_MAX_CONCURRENCY and SPARK_VIDEO_LONG_CONFIRM_S of the origin."""
RETRY_RATE = 0.3
"""Further takes per shot to expect. Our own assumption, until an episode's own dailies say better."""


class SpeechCount(Part):
    """Narration to be spoken by a voice: lines, characters and estimated seconds."""

    lines: int = 0
    characters: int = 0
    seconds: float = 0.0


class PriceParts(Part):
    """Money by purpose for one pass, without retries; None = unknown."""

    video: float | None = 0.0
    tts: float | None = 0.0
    images: float | None = 0.0
    reviews: float | None = 0.0
    total: float | None = 0.0


class Estimate(Part):
    """`spark-video estimate --json`.

    Args:
        duration_by_kind: Seconds of film by the kind that is really asked for.
        long_confirm: The film is longer than the threshold and wants an explicit yes.
        price: None wherever a price is unknown; `unknown_prices` names what the table lacks. Nothing is guessed.
        expected_price: With the takes and reviews that retries are expected to add.
    """

    shots: int
    total_clip_seconds: float
    duration_by_kind: dict[Kind, float] = Field(default_factory=dict)
    parallel_groups: int
    estimated_render_seconds_serial: float
    estimated_render_seconds_parallel: float
    estimated_render_seconds_with_concurrency_cap: float
    concurrency_cap: int
    long_confirm_threshold_s: int
    long_confirm: bool
    provider: str
    resolution: str
    tts: SpeechCount
    images: int
    reviews: int
    price: PriceParts
    expected_price: float | None
    retry_rate: float
    retry_rate_measured: bool = False
    currency: str
    unknown_prices: list[str] = Field(default_factory=list)


def estimate_episode(
    board: Storyboard,
    plan: RenderPlan,
    prices: UnitPrices,
    *,
    images: int = 0,
    concurrency: int = CONCURRENCY,
    long_confirm_s: int = LONG_CONFIRM_S,
    measured_rate: float | None = None,
) -> Estimate:
    """Estimate an episode from its render plan.

    Args:
        board: The storyboard, for narration.
        plan: Its render plan.
        prices: Known unit prices.
        images: Portraits, set, prop and anchor pictures that are still to be made.
        concurrency: Chain groups rendered at the same time.
        long_confirm_s: Length from which a film wants an explicit yes, seconds.
        measured_rate: Further takes per shot in the project so far; None = not known, `RETRY_RATE` is assumed.
    """
    retry_rate = RETRY_RATE if measured_rate is None else measured_rate
    longest = max((_group_seconds(plan, group) for group in plan.groups), default=0.0)
    parallel = RENDER_SECONDS_PER_SECOND * longest
    tts = _narration(board)
    counts = {"tts_character": tts.characters, "image": images, "review": len(plan.shots)}
    amounts = {key: _amount(prices, key, count) for key, count in counts.items()}
    retried = None if plan.price is None or amounts["review"] is None else plan.price + amounts["review"]
    total = total_of([plan.price, *amounts.values()])
    return Estimate(
        shots=len(plan.shots),
        total_clip_seconds=plan.total_seconds,
        duration_by_kind=plan.seconds_by_kind,
        parallel_groups=len(plan.groups),
        estimated_render_seconds_serial=RENDER_SECONDS_PER_SECOND * plan.total_seconds,
        estimated_render_seconds_parallel=parallel,
        estimated_render_seconds_with_concurrency_cap=parallel * max(1.0, len(plan.groups) / max(1, concurrency)),
        concurrency_cap=concurrency,
        long_confirm_threshold_s=long_confirm_s,
        long_confirm=plan.total_seconds > long_confirm_s,
        provider=plan.provider,
        resolution=plan.resolution,
        tts=tts,
        images=images,
        reviews=len(plan.shots),
        price=PriceParts(
            video=plan.price,
            tts=amounts["tts_character"],
            images=amounts["image"],
            reviews=amounts["review"],
            total=total,
        ),
        expected_price=None if total is None or retried is None else round(total + retry_rate * retried, 4),
        retry_rate=retry_rate,
        retry_rate_measured=measured_rate is not None,
        currency=plan.currency,
        unknown_prices=[*plan.unknown_prices, *(key for key, amount in amounts.items() if amount is None)],
    )


def _group_seconds(plan: RenderPlan, group: list[str]) -> float:
    return sum(shot.seconds for shot in plan.shots if shot.id in group)


def _narration(board: Storyboard) -> SpeechCount:
    texts = [shot.narration_text for shot in board.shots if shot.role == "narration" and shot.narration_text]
    return SpeechCount(
        lines=len(texts),
        characters=sum(len(text) for text in texts),
        seconds=round(sum(speech_seconds(text, NARRATOR_RATE) for text in texts), 2),
    )


def _amount(prices: UnitPrices, key: str, count: int) -> float | None:
    """Nothing of something costs nothing, whatever its price."""
    if count == 0:
        return 0.0
    price = unit_price(prices, key)
    return None if price is None else round(price * count, 4)
