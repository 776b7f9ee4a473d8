"""What an episode is expected to cost: equipment, unit prices, and what the project's own takes say about retries."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.episode_folder import ProjectsRoot
from resources.video.base import Capabilities
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.equipment import Equipment
from spark_video_assets.episode.experience import ENOUGH_SHOTS, measured_retry_rate
from spark_video_assets.episode.pricing import unit_prices
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.takes import ShotsState, ShotState, Take


def provider(name: str, model: str, *, free: bool = False) -> Capabilities:
    return Capabilities(
        name=name,
        models=dict.fromkeys(("t2v", "r2v"), model),
        kinds=frozenset({"t2v", "r2v"}),
        min_duration_s=3,
        max_duration_s=15,
        ratios=frozenset({"16:9", "9:16"}),
        resolutions=frozenset({"720P"}),
        free=free,
    )


def prices(capabilities: Capabilities, equipment: Equipment, **more: str) -> dict[str, float | str]:
    asked = {"resolution": "720P", "ratio": "16:9", "currency": "CNY", **more}
    return unit_prices(capabilities, equipment, **asked)


def test_a_rehearsal_costs_nothing_whatever_keys_are_set() -> None:
    """A key in the environment would make the free animatic pay for reviews and narration."""
    keyed = Settings(has_dashscope_key=True)
    free = provider("animatic", "animatic-1", free=True)
    assert Equipment.of(free, keyed) == Equipment()
    assert set(prices(free, Equipment.of(free, keyed)).values()) == {0.0, "CNY"}


def test_a_dashscope_key_brings_judge_pictures_and_voice_with_their_prices() -> None:
    """The estimate would leave out what is paid beside the clips."""
    happyhorse = provider("bl", "happyhorse-1.0-t2v")
    found = prices(happyhorse, Equipment.of(happyhorse, Settings(has_dashscope_key=True)))
    assert (found["t2v"], found["image"], found["tts_character"]) == (0.9, 0.2, pytest.approx(0.0001))
    assert 0.05 < float(found["review"]) < 0.2
    assert Equipment.of(happyhorse, Settings()) == Equipment()


def test_switching_the_paid_judge_off_is_heard() -> None:
    """An empty variable is the documented switch; a pipeline that pays on would surprise its owner."""
    settings = Settings.from_environment(
        {"DASHSCOPE_API_KEY": "k", "SPARK_VIDEO_REVIEW_MODEL": "", "SPARK_VIDEO_IMAGE_MODEL": ""}
    )
    used = Equipment.of(provider("bl", "happyhorse-1.0-t2v"), settings)
    assert (used.judge, used.pictures, used.speech) == (None, None, "cosyvoice-v3-flash")


def test_prices_by_tokens_follow_the_pixels() -> None:
    """A vertical or larger film would be quoted at the price of another size."""
    seedance = provider("seedance", "doubao-seedance-2-0-260128")
    wide = float(prices(seedance, Equipment())["t2v"])
    # 1280 x 720 x 24 / 1024 tokens a second at 46 CNY a million (reference: wire_veo_seedance_talking_head 4.5).
    assert wide == pytest.approx(1280 * 720 * 24 / 1024 * 46 / 1_000_000)
    assert float(prices(seedance, Equipment(), ratio="9:16")["t2v"]) == pytest.approx(wide)


def test_prices_in_another_currency_are_unknown_not_added() -> None:
    """Yuan would be added to dollars."""
    veo = provider("veo", "veo-3.1-fast-generate-001")
    found = prices(veo, Equipment(pictures="wan2.6-t2i", speech="cosyvoice-v3-flash", judge="qwen3.5-omni-plus"))
    assert found["currency"] == "USD"
    assert {"image", "review", "tts_character"}.isdisjoint(found)


def test_retries_are_measured_once_there_is_something_to_measure(tmp_path: Path) -> None:
    """An estimate that never learns from the project's own dailies, or that trusts two shots."""
    root = ProjectsRoot(tmp_path)
    first, second = (Episode.at(root, EpisodeKey("bay", number)) for number in ("001", "002"))
    for episode, shots in ((first, ENOUGH_SHOTS - 1), (second, 1)):
        episode.folder.create()
        takes = [Take(version=n, status="SUCCEEDED", provider="bl") for n in (1, 2)]
        takes.append(Take(version=3, status="FAILED", provider="bl"))
        states = {
            f"S01-{n:03d}": ShotState(shot_id=f"S01-{n:03d}", winner_version=2, attempts=takes)
            for n in range(1, shots + 1)
        }
        with episode.changing_states() as changing:
            changing.shots.update(ShotsState(shots=states).shots)
        if episode is first:
            assert measured_retry_rate(first, "bl") is None
    assert measured_retry_rate(first, "bl") == 1.0
    assert measured_retry_rate(first, "veo") is None
