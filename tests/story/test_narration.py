"""Length of speech."""

from __future__ import annotations

import pytest

from spark_video_assets.story.narration import speech_seconds


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("", 1.0, 0.35),
        ("夫人我没有", 1.0, 5 / 3),
        ("a" * 24, 1.0, 2.0),
        ("a" * 24, 1.2, 2 / 1.2),
        ("a" * 12, 0.0, 20.0),
    ],
)
def test_speech_seconds(text: str, rate: float, seconds: float):
    """A wrong estimate cuts a line off or leaves dead air."""
    assert speech_seconds(text, rate) == pytest.approx(seconds)
