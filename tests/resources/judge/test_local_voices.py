"""Pitch of voices against the speaker's card, on synthetic voices of a known fundamental."""

from __future__ import annotations

import numpy as np
import pytest

from resources.judge.base import Portrait
from resources.judge.local.gathering import SPEECH_RATE
from resources.judge.local.reading import read_clip
from resources.judge.local.voices import octaves_off, pitch_of, voice_measure
from resources.tts.base import Speaker
from resources.video.staging import TimedLine

LINE = TimedLine(speaker="Kim", text="good evening", start_s=0.4, end_s=1.6)


def voice(hertz: float, noise: float = 0.0) -> np.ndarray:
    """One second of a buzzing voice with a formant at 700 Hz."""
    times = np.arange(SPEECH_RATE) / SPEECH_RATE
    harmonics = [k for k in range(1, 40) if k * hertz < 4000]
    weights = [1 / (1 + ((k * hertz - 700) / 300) ** 2) + 0.15 / k for k in harmonics]
    sound = sum(w * np.sin(2 * np.pi * k * hertz * times + k) for k, w in zip(harmonics, weights, strict=True))
    chance = np.random.default_rng(1).standard_normal(len(times))
    return np.asarray(0.3 * sound / np.abs(sound).max() + noise * chance, np.float32)


@pytest.mark.parametrize("hertz", [75, 98, 120, 165, 210, 260, 330])
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_pitch_is_found(hertz, noise):
    """Guards against a harmonic taken for the voice: that would make women of deep men."""
    assert np.median(pitch_of(voice(hertz, noise))) == pytest.approx(hertz, rel=0.03)


def test_noise_and_silence_have_no_pitch():
    """Guards against wind that is taken for somebody's voice."""
    chance = np.random.default_rng(2).standard_normal(SPEECH_RATE).astype(np.float32)
    assert len(pitch_of(chance * 0.2)) < 5
    assert len(pitch_of(voice(200) * 0.01)) == 0
    assert len(pitch_of(voice(200)[:100])) == 0


def test_distance_to_a_range():
    """Guards against a voice inside its range that is held against a clip."""
    assert octaves_off(np.full(20, 120.0), (60, 165)) == 0.0
    assert octaves_off(np.full(20, 330.0), (60, 165)) == pytest.approx(1.0)
    assert octaves_off(np.full(20, 72.5), (145, 330)) == pytest.approx(1.0)
    assert octaves_off(np.asarray([120.0] * 10 + [400.0] * 10), (60, 165)) == 0.0


def measured(clip, speaker: Speaker | None, *, timing_known: bool = True, lines: tuple[TimedLine, ...] = (LINE,)):
    people = [Portrait(name="Kim", voice=speaker)]
    return voice_measure(read_clip(clip), lines, people, timing_known=timing_known)


@pytest.mark.parametrize("timing_known", [True, False])
def test_the_card_decides_what_is_expected(make_clip, timing_known):
    """Guards against a line in another person's voice: the clip's voice has 200 Hz."""
    clip = make_clip()
    woman = measured(clip, Speaker(name="Kim", gender="female"), timing_known=timing_known)
    man = measured(clip, Speaker(name="Kim", gender="male"), timing_known=timing_known)
    assert woman.value == 0.0
    assert (man.value or 0.0) > 0.2
    assert "200 Hz" in man.note or "199 Hz" in man.note or "201 Hz" in man.note


@pytest.mark.parametrize("speaker", [None, Speaker(name="Kim"), Speaker(name="Kim", gender="robot")])
def test_an_unknown_gender_is_not_measured(make_clip, speaker):
    """Guards against a take rejected because the program guessed somebody's gender."""
    assert measured(make_clip(), speaker).value is None


def test_two_speakers_at_estimated_times_are_not_measured(make_clip):
    """Guards against the man's voice measured in the window that was only estimated for the woman."""
    lines = (LINE, LINE.model_copy(update={"speaker": "Lee", "start_s": 1.0}))
    speaker = Speaker(name="Kim", gender="male")
    assert measured(make_clip(), speaker, timing_known=False, lines=lines).value is None
