"""`fit_narration`: the rules of narration over picture, and that no combination breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import UsageError
from resources.media.fit import HOLD_LIMIT_S, SILENT_TAIL_S, TEMPO_LIMIT, fit_narration

SECONDS = st.floats(min_value=0.3, max_value=60, allow_nan=False)


@pytest.mark.parametrize(
    ("video", "audio", "tempo", "length"),
    [
        (5.0, 3.0, 1.0, 4.0),
        (5.0, 4.5, 1.0, 5.0),
        (4.0, 4.04, 1.0, 4.04),
        (4.0, 4.6, 1.15, 4.0),
        (4.0, 6.0, 1.25, 4.8),
        (4.0, 7.5, 1.5, 5.0),
        (4.0, 9.0, 1.8, 5.0),
    ],
)
def test_known_cases(video, audio, tempo, length):
    """Guards the order: brisk speech first, then a held frame, then hurried speech."""
    fit = fit_narration(video, audio)
    assert fit.tempo == pytest.approx(tempo)
    assert fit.length_s == pytest.approx(length)


def test_too_long_is_an_error_that_names_the_shot():
    """Guards the original's fault: a freeze for the whole rest of a long narration."""
    with pytest.raises(UsageError, match=r"S01-004.*too long"):
        fit_narration(4.0, 9.1, shot_id="S01-004")


@given(video=SECONDS, audio=SECONDS)
def test_the_limits_hold_everywhere(video, audio):
    """Guards every combination: no long freeze, no long silence, no lost word, no breathless voice."""
    try:
        fit = fit_narration(video, audio)
    except UsageError:
        assert audio > TEMPO_LIMIT * (video + HOLD_LIMIT_S) - 1e-6
        return
    assert 1.0 <= fit.tempo <= TEMPO_LIMIT + 1e-6
    assert fit.hold_s <= HOLD_LIMIT_S + 1e-6
    assert fit.speech_s <= fit.length_s + 1e-6
    assert fit.length_s - fit.speech_s <= SILENT_TAIL_S + 1e-6
    assert fit.length_s + fit.trim_s - fit.hold_s == pytest.approx(video)
