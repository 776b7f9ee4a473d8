"""Render plan and estimate."""

from __future__ import annotations

import pytest

from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.estimate import estimate_episode
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.render_plan import RenderPlan, UnitPrices, plan_render
from spark_video_assets.story.storyboard import Storyboard

LIMITS = ProviderLimits(name="bl", min_duration_s=3, max_duration_s=15, r2v_first_frame=False)
PRICES: UnitPrices = {"currency": "CNY", "t2v": 0.9, "i2v": 0.9, "r2v": 0.9, "image": 0.2, "review": 0.05}


def _manifest(kind: str, *names: str) -> Manifest:
    entries = {name: {"name": name, "id": name.lower(), "images": [f"{name}.png"]} for name in names}
    return Manifest.from_data({"kind": kind, "entries": entries}, where="x")


def _board() -> Storyboard:
    shots = [
        {"id": "S01-001", "duration": 5, "kind": "t2v", "use_prev_last_frame_as_first": False},
        {"id": "S01-002", "duration": 8, "use_prev_last_frame_as_first": False, "characters": ["Mina"]},
        {"id": "S01-003", "duration": 2, "characters": ["Mina"]},
    ]
    data = {"title": "t", "shots": [{"scene": "S01", "prompt": "x", **shot} for shot in shots]}
    return Storyboard.from_data(data, where="x")


def _plan(board: Storyboard, prices: UnitPrices = PRICES, limits: ProviderLimits = LIMITS) -> RenderPlan:
    return plan_render(board, _manifest("cast", "Mina"), _manifest("set"), _manifest("prop"), limits, prices)


def test_plan_tells_what_is_really_asked():
    """What is signed at gate 2 must be what is paid for: real kinds, real lengths, real pictures."""
    plan = _plan(_board())
    assert [(s.id, s.kind, s.seconds, s.group) for s in plan.shots] == [
        ("S01-001", "t2v", 5, 0), ("S01-002", "r2v", 8, 1), ("S01-003", "i2v", 3, 1),
    ]  # fmt: skip
    assert plan.shots[2].demoted
    assert plan.shots[2].first_frame_of == "S01-002"
    assert plan.groups == [["S01-001"], ["S01-002", "S01-003"]]
    assert plan.price == pytest.approx(16 * 0.9)
    assert RenderPlan.from_json(plan.to_json(), where="render_plan.json") == plan


def test_a_length_that_is_forced_is_planned_and_paid():
    """References on Veo come in 8 s whatever is wanted: gate 2 would show half of what is paid."""
    limits = ProviderLimits(fixed_durations_s=(4, 6, 8), longest_only=frozenset({"r2v"}), r2v_first_frame=False)
    board = _board().model_copy(update={"shots": [s.model_copy(update={"duration": 4}) for s in _board().shots]})
    assert [(s.kind, s.seconds) for s in _plan(board, limits=limits).shots] == [("t2v", 4), ("r2v", 8), ("i2v", 4)]


def test_the_file_is_the_same_every_time():
    """A plan whose bytes depend on hash order would void its own sign-off."""
    data = _plan(_board()).to_data()["limits"]
    assert data["kinds"] == sorted(data["kinds"])
    assert data["ratios"] == sorted(data["ratios"])


def test_resolution_and_ratio_are_the_storyboards():
    """Weakness 2: renders ran at 1080P although the storyboard said 720P, at 1.8 times the price."""
    board = _board().model_copy(update={"resolution": "480P", "ratio": "9:16"})
    assert (_plan(board).resolution, _plan(board).ratio) == ("480P", "9:16")
    assert _plan(_board()).resolution == "720P"


def test_unknown_price_is_unknown():
    """A guessed price is a promise that nobody keeps."""
    plan = _plan(_board(), {"currency": "CNY", "t2v": 0.9})
    assert plan.price is None
    assert plan.unknown_prices == ["i2v", "r2v"]
    estimate = estimate_episode(_board(), plan, {"currency": "CNY", "t2v": 0.9}, images=1)
    assert (estimate.price.total, estimate.expected_price) == (None, None)
    assert estimate.unknown_prices == ["i2v", "r2v", "image", "review"]


def test_estimate_counts_retries_reviews_and_images():
    """Weakness 8: the estimate left out retries, reviews, speech and images."""
    estimate = estimate_episode(_board(), _plan(_board()), PRICES, images=2, concurrency=1, measured_rate=0.5)
    assert estimate.duration_by_kind == {"t2v": 5, "r2v": 8, "i2v": 3}
    assert estimate.estimated_render_seconds_serial == 24
    assert estimate.estimated_render_seconds_parallel == 16.5
    assert estimate.estimated_render_seconds_with_concurrency_cap == 33
    assert estimate.price.total == pytest.approx(14.4 + 0.4 + 0.15)
    assert estimate.expected_price == pytest.approx(14.95 + 0.5 * 14.55)


def test_narration_is_counted_as_speech():
    """Narration is spoken by a voice that costs by the character."""
    data = _board().to_data() | {"mode": "narration"}
    data["shots"][0] |= {"role": "narration", "narration_text": "It rained."}
    board = Storyboard.from_data(data, where="x")
    estimate = estimate_episode(board, _plan(board), {**PRICES, "tts_character": 0.01})
    assert (estimate.tts.lines, estimate.tts.characters) == (1, 10)
    assert estimate.price.tts == pytest.approx(0.1)


def test_an_empty_storyboard_costs_nothing():
    """Weakness 8: estimate crashed when there was nothing to estimate."""
    empty = Storyboard(title="t")
    estimate = estimate_episode(empty, _plan(empty, {}), {})
    assert (estimate.shots, estimate.price.total, estimate.unknown_prices) == (0, 0.0, [])


def test_a_plan_of_an_older_version_still_opens():
    """An episode would stop opening because an update dropped a limit that its plan still lists."""
    plan = _plan(_board())
    data = plan.to_data()
    data["limits"]["image_syntax"] = "bracket"
    assert RenderPlan.model_validate(data) == plan
