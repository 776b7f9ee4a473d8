"""How many jobs a provider gets at once, as a person sets it."""

from __future__ import annotations

import pytest

from resources.errors import UsageError
from spark_video_assets.episode.settings import Settings


def test_jobs_at_once_are_set_by_provider() -> None:
    """An account with a smaller quota would be refused all day, or the setting be taken for another provider."""
    told = {"SPARK_VIDEO_PROVIDER_JOBS": " bl=2, WAN=5 ,"}
    assert Settings.from_environment(told).provider_jobs == {"bl": 2, "wan27": 5}
    assert Settings.from_environment({}).provider_jobs == {}


@pytest.mark.parametrize("told", ["bl", "bl=0", "bl=many", "sora=2", "bl=2;veo=3"])
def test_a_mistake_is_named(told: str) -> None:
    """A limit that was mistyped would be no limit."""
    with pytest.raises(UsageError, match=r"SPARK_VIDEO_PROVIDER_JOBS.*bl=2") as caught:
        Settings.from_environment({"SPARK_VIDEO_PROVIDER_JOBS": told})
    assert "wan27" in str(caught.value)
