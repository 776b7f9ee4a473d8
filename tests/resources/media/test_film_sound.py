"""Levels of the finished film: dialogue, music, peaks, silence."""

from __future__ import annotations

import numpy as np
import pytest

from resources.media.cut import cut_film
from resources.media.cut_plan import CutPlan, MusicSpan, Segment
from resources.media.loudness import measure_loudness
from resources.media.sound import clip_sound

from .conftest import speechlike, tone


@pytest.fixture
def talking(make_clip):
    """Three seconds of talk, then three seconds of nothing said."""
    talk = np.concatenate([speechlike(3.0, level=0.05), np.zeros(3 * 48000, np.float32)])
    return make_clip("talk.mp4", frames=144, sound=talk)


def cut(clip, tmp_path, *music):
    plan = CutPlan(segments=(Segment(shot_id="a", clip=clip),), width=160, height=90, music=music)
    return cut_film(plan, tmp_path / "film.mp4")


def level_db(sound):
    return 20 * np.log10(np.sqrt(np.mean(sound**2)) + 1e-9)


def test_dialogue_alone_reaches_its_level(talking, tmp_path):
    """Guards against films that are too quiet or clip: -16 LUFS, peaks under -1 dBTP on the encoded file."""
    report = cut(talking, tmp_path)
    assert report.ok, report.checks
    measured = measure_loudness(tmp_path / "film.mp4")
    assert measured.integrated == pytest.approx(-16, abs=1)
    assert measured.true_peak <= -1


def test_music_ducks_and_the_voice_keeps_its_level(talking, make_sound, tmp_path):
    """Guards the mix: music goes down under speech and up after it, and speech stays where it was."""
    music = make_sound("music.wav", tone(3.0, hertz=3000, level=0.3))
    alone = cut(talking, tmp_path)
    voice_before = level_db(clip_sound(tmp_path / "film.mp4", 144 * 2000)[: 3 * 48000])
    report = cut(talking, tmp_path, MusicSpan(path=music, start_s=0, end_s=6))
    assert report.ok, report.checks
    assert alone.loudness.integrated == pytest.approx(-16, abs=1)
    assert report.loudness.integrated == pytest.approx(-16, abs=1)
    sound = clip_sound(tmp_path / "film.mp4", 144 * 2000)[:, 0]
    assert level_db(sound[: 3 * 48000]) == pytest.approx(voice_before, abs=1.2)
    spectrum = np.abs(np.fft.rfft(sound[48000:57600])), np.abs(np.fft.rfft(sound[5 * 48000 : 5 * 48000 + 9600]))
    under_speech, alone_level = (20 * np.log10(s[590:610].max()) for s in spectrum)
    assert alone_level - under_speech > 5


def test_music_span_stays_inside_its_times(make_clip, make_sound, tmp_path):
    """Guards scene music: nothing before its scene, looped inside, faded out at its end."""
    music = make_sound("music.wav", tone(0.5, level=0.3))
    silent = make_clip(frames=96)
    report = cut(silent, tmp_path, MusicSpan(path=music, start_s=1.0, end_s=3.0))
    sound = clip_sound(tmp_path / "film.mp4", 4 * 48000)[:, 0]
    assert np.abs(sound[: round(0.95 * 48000)]).max() < 1e-3
    assert np.abs(sound[round(3.05 * 48000) :]).max() < 1e-3
    assert level_db(sound[round(1.7 * 48000) : 2 * 48000]) > -30
    assert report.loudness.integrated == pytest.approx(-20, abs=1)


def test_volume_moves_the_music(make_clip, make_sound, tmp_path):
    """Guards the volume of the brief: under speech, a lower volume must be a quieter bed; zero is none."""
    talk = make_clip("talk.mp4", frames=48, sound=speechlike(2.0))
    music = make_sound("music.wav", tone(3.0, hertz=3000, level=0.3))

    def bed(volume: float) -> float:
        cut(talk, tmp_path, MusicSpan(path=music, start_s=0, end_s=2, volume=volume))
        sound = clip_sound(tmp_path / "film.mp4", 2 * 48000)[48000:57600, 0]
        return float(20 * np.log10(np.abs(np.fft.rfft(sound))[590:610].max() + 1e-9))

    loud, quiet, none = bed(0.5), bed(0.1), bed(0.0)
    assert loud - quiet == pytest.approx(14, abs=3)
    assert none < quiet - 6


def test_a_silent_film_stays_silent(make_clip, tmp_path):
    """Guards against hiss blown up to full level."""
    report = cut(make_clip(frames=24), tmp_path)
    assert report.ok
    assert report.loudness.silent


def test_loud_and_clipping_sound_is_tamed(make_clip, tmp_path):
    """Guards true peak on sound that is nearly all peak."""
    clicks = np.zeros(2 * 48000, np.float32)
    clicks[::6000] = 1.0
    report = cut(make_clip(frames=48, sound=clicks + tone(2.0, level=0.02)), tmp_path)
    assert measure_loudness(tmp_path / "film.mp4").true_peak <= -1.0
    assert report.loudness.true_peak <= -1.0
