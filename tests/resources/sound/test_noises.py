"""Beds of places and single noises: quiet, seamless, told apart by their spectra."""

from __future__ import annotations

import numpy as np
import pytest

from resources.errors import UsageError
from resources.sound import dsp
from resources.sound.ambience import AMBIENCES, ambience, ambience_of
from resources.sound.foley import FOLEYS, foley, foleys_of


def centroid_hz(sound: dsp.FloatArray) -> float:
    power = np.sum(np.abs(np.fft.rfft(sound)) ** 2, axis=0)
    return float(np.sum(power * np.fft.rfftfreq(sound.shape[1], 1 / 48_000)) / np.sum(power))


@pytest.mark.parametrize("kind", sorted(AMBIENCES))
def test_place_is_quiet_under_speech(kind: str) -> None:
    """Guards against a bed that covers the dialogue, or that is not there at all."""
    bed = ambience(kind, 6.0, 2)
    assert bed.shape == (2, 288_000)
    assert -49 < dsp.rms_dbfs(bed) < -35
    assert dsp.peak_dbfs(bed) < -18
    assert np.max(np.abs(bed[:, [0, -1]])) < 1e-5


def test_bed_repeats_without_a_seam() -> None:
    """Guards against a click every sixteen seconds of a long scene."""
    bed = ambience("room", 33.0, 1)[0]
    steps = np.abs(np.diff(bed))
    border = 16 * 48_000
    assert steps[border - 2 : border + 2].max() <= np.percentile(steps, 99.99)


def test_places_sound_different() -> None:
    """Guards against every set having the same hiss."""
    assert centroid_hz(ambience("rain", 6, 1)) > 5 * centroid_hz(ambience("train", 6, 1))
    assert centroid_hz(ambience("forest", 6, 1)) > 3 * centroid_hz(ambience("room", 6, 1))
    assert not np.array_equal(ambience("sea", 2, 1), ambience("sea", 2, 2))
    assert np.array_equal(ambience("sea", 2, 1), ambience("sea", 2, 1))


@pytest.mark.parametrize("kind", sorted(FOLEYS))
def test_noise_is_short_soft_and_clean(kind: str) -> None:
    """Guards against a door slam louder than the actors, and clicks at either end."""
    noise = foley(kind, 3)
    assert 0.5 < noise.shape[1] / 48_000 <= 5
    assert -25 < dsp.peak_dbfs(noise) < -15
    assert np.max(np.abs(noise[:, [0, -1]])) < 1e-3
    assert np.array_equal(noise, foley(kind, 3))


def test_empty_and_odd_lengths() -> None:
    """Guards against a crash on a stretch of no length, or shorter than its fades."""
    assert ambience("wind", 0, 1).shape == (2, 0)
    assert ambience("wind", 0.01, 1).shape == (2, 480)
    with pytest.raises(UsageError, match="disco"):
        ambience("disco", 1, 1)
    with pytest.raises(UsageError, match="disco"):
        foley("disco")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A lighthouse on a cliff above the sea", "sea"),
        ("雨夜的街道", "rain"),
        ("客栈大堂，宾客满座", "crowd"),
        ("a busy city street at noon", "street"),
        ("a quiet courtyard at night", "night"),
        ("深夜的小院", "night"),
        ("竹林深处", "forest"),
        ("inside a train carriage", "train"),
        ("a kitchen with a wooden table", "room"),
        ("", "room"),
    ],
)
def test_set_card_finds_its_sound(text: str, kind: str) -> None:
    """Guards against waves in a kitchen."""
    assert ambience_of(text) == kind


def test_action_finds_its_noises_in_order() -> None:
    """Guards against a bell that rings before the person has walked to it."""
    assert foleys_of("She walks to the window, opens a letter; thunder.") == ("steps", "paper", "thunder")
    assert foleys_of("他推门走进来，端起茶杯") == ("door", "steps", "cup")
    assert foleys_of("She looks at him.") == ()
