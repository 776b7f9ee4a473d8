"""Length of speech and the fit of narration to its shot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.story.narration import fit_narration, speech_seconds


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


def test_the_three_ways_to_fit():
    """4.6 s of words on 4 s: faster voice. Far over: longer shot. Over the provider's cap: a continuation (weakness 24)."""
    nudged = fit_narration(4.6, 4, longest_s=15)
    assert (nudged.action, nudged.rate) == ("nudge_rate", 1.15)
    assert fit_narration(3.9, 4, longest_s=15).action == "fits"
    longer = fit_narration(7.2, 4, longest_s=15)
    assert (longer.action, longer.duration_s) == ("raise_duration", 8)
    split = fit_narration(17.0, 6, longest_s=15, shortest_s=3)
    assert (split.action, split.duration_s, split.continuation_s) == ("continuation", 15, 3)


@given(st.floats(0.35, 90), st.integers(2, 15), st.integers(4, 15))
def test_picture_always_covers_the_words(audio: float, planned: int, longest: int):
    """[BUG] of the origin: a long line froze the last frame without limit. Picture must cover the line within 0.05 s."""
    fit = fit_narration(audio, min(planned, longest), longest_s=longest)
    assert fit.duration_s <= longest
    assert fit.duration_s + fit.continuation_s >= audio / fit.rate - 0.05
