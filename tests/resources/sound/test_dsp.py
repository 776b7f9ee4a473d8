"""Signal helpers, held against what they promise in figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from resources.errors import MediaError, StorageError
from resources.sound import dsp


def sine(hertz: float, seconds: float = 0.5, rate: int = dsp.SAMPLE_RATE) -> dsp.FloatArray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate).astype(np.float32)


def middle_level(sound: dsp.FloatArray) -> float:
    return dsp.rms_dbfs(sound[..., sound.shape[-1] // 4 : -sound.shape[-1] // 4])


def test_filters_pass_what_they_should() -> None:
    """Guards against speech that loses its consonants, or rumble that gets through."""
    assert middle_level(dsp.low_pass(sine(5200), 5200)) == pytest.approx(-9, abs=0.3)
    assert middle_level(dsp.low_pass(sine(300), 5200)) == pytest.approx(-3, abs=0.1)
    assert middle_level(dsp.high_pass(sine(20), 75)) < -25
    assert middle_level(dsp.high_pass(sine(300), 75)) == pytest.approx(-3, abs=0.1)


def test_reverb_adds_a_tail_and_keeps_the_length() -> None:
    """Guards against a room that shifts lines against the picture or swells without end."""
    knock = np.zeros((2, 48_000), dtype=np.float32)
    knock[:, 1000] = 1.0
    wet = dsp.reverb(knock, seconds=0.3, wet=0.2, seed=4)
    assert wet.shape == knock.shape
    assert int(np.argmax(np.abs(wet[0]))) == 1000
    tail = wet[0, 1001:]
    assert np.sum(tail**2) == pytest.approx(0.04, rel=0.15)
    assert np.max(np.abs(wet[:, 1000 + 15_000 :])) < 1e-3
    assert not np.allclose(wet[0], wet[1])


def test_convolution_in_blocks_is_the_plain_one() -> None:
    """Guards against clicks at block borders, which only a piece of minutes would show."""
    chance = np.random.default_rng(0)
    sound = chance.standard_normal(300_000).astype(np.float32)
    impulse = chance.standard_normal(900).astype(np.float32)
    plain = np.convolve(sound.astype(np.float64), impulse)[: sound.size]
    assert np.max(np.abs(dsp.convolve(sound, impulse) - plain)) < 1e-3


def test_pan_keeps_the_power() -> None:
    """Guards against voices that get louder when they move to the side."""
    for position in (-1.0, -0.4, 0.0, 1.0):
        assert np.sum(dsp.pan(sine(200), position) ** 2) == pytest.approx(np.sum(sine(200) ** 2), rel=1e-3)


def test_resampling_keeps_pitch_and_length() -> None:
    """Guards against chipmunk voices."""
    high = dsp.resample(sine(440, 1.0, 22_050), 22_050)
    assert abs(high.size - 48_000) < 100
    assert np.argmax(np.abs(np.fft.rfft(high))) * 48_000 / high.size == pytest.approx(440, abs=1.5)
    stereo = dsp.resample(np.stack([sine(440, 1.0, 22_050)] * 2), 22_050)
    assert stereo.shape == (2, high.size)


def test_fades_end_in_silence_even_on_a_short_sound() -> None:
    """Guards against clicks at the ends, and against a crash on a sound shorter than its fade."""
    for seconds in (0.5, 0.01):
        faded = dsp.fade(np.ones(int(seconds * 48_000), dtype=np.float32), in_s=0.1, out_s=0.1)
        assert abs(faded[0]) < 1e-3
        assert abs(faded[-1]) < 1e-3


def test_wav_round_trip_is_stereo_true_and_atomic(tmp_path: Path) -> None:
    """Guards against swapped channels, wrap-around of loud samples, and leftovers beside the file."""
    path = tmp_path / "deep" / "a.wav"
    sound = np.stack([sine(300) * 2, sine(500) * 0.25])
    dsp.write_wav(path, sound)
    back, rate = dsp.read_wav(path)
    assert rate == 48_000
    assert np.max(np.abs(back - np.clip(sound, -1, 1))) < 1e-3
    assert [entry.name for entry in path.parent.iterdir()] == ["a.wav"]


def test_unreadable_wav_and_unwritable_folder_are_said_plainly(tmp_path: Path) -> None:
    """Guards against a traceback from a damaged file or a bad path."""
    broken = tmp_path / "x.wav"
    broken.write_bytes(b"RIFFnothing")
    with pytest.raises(MediaError, match="not a readable wav"):
        dsp.read_wav(broken)
    with pytest.raises(MediaError):
        dsp.read_wav(tmp_path / "missing.wav")
    with pytest.raises(StorageError):
        dsp.write_wav(broken / "inside.wav", sine(100))


def test_levels_of_silence_are_numbers() -> None:
    """Guards against minus infinity in a record, which no JSON reader accepts."""
    assert dsp.rms_dbfs(np.zeros(0, dtype=np.float32)) == dsp.peak_dbfs(np.zeros(10, dtype=np.float32)) == -120
