"""Generated music: length, level, harmony, tempo against cuts. Beauty is not tested."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from resources.errors import UsageError
from resources.sound import dsp
from resources.sound.music import MOODS, compose, compose_to_file, mood_of, plan_bars
from resources.sound.music_score import Plan, chord_tones, chords_of, lead, write


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_every_mood_sits_at_one_level(mood: str) -> None:
    """Guards against a mood that is harsh, clipped, silent, one-sided, or louder than the others."""
    music = compose(mood, 9.0, 5)
    assert music.shape == (2, 432_000)
    assert music.dtype == np.float32
    assert dsp.peak_dbfs(music) < -2.9
    assert -24 < dsp.rms_dbfs(music) < -21.5
    assert abs(dsp.rms_dbfs(music[0]) - dsp.rms_dbfs(music[1])) < 3
    spectrum = np.sum(np.abs(np.fft.rfft(music)) ** 2, axis=0)
    frequency = np.fft.rfftfreq(music.shape[1], 1 / 48_000)
    assert 10 * np.log10(spectrum[frequency > 4000].sum() / spectrum.sum()) < -24
    assert np.max(np.abs(music[:, [0, -1]])) < 1e-3


def test_same_seed_same_piece_other_seed_another() -> None:
    """Guards against a bed that changes from run to run, or that is one tune for every film."""
    first = compose("warm", 4.0, 1)
    assert np.array_equal(first, compose("warm", 4.0, 1))
    assert not np.allclose(first, compose("warm", 4.0, 2))


@pytest.mark.parametrize("duration_s", [0.0, 0.02, 0.4, 1.0, 3.3])
def test_short_stretches_get_music_of_their_length(duration_s: float) -> None:
    """Guards against a crash on a shot that is shorter than a bar."""
    music = compose("tense", duration_s, 3, (0.1, 0.2, 5.0))
    assert music.shape == (2, round(duration_s * 48_000))
    assert np.all(np.isfinite(music))


def test_cuts_begin_bars_and_the_tempo_stays_itself() -> None:
    """Guards against music that ignores the cut, and against a tempo that lurches to reach it."""
    cuts = (6.0, 11.0, 17.2, 23.0, 31.0, 40.0, 46.5)
    for mood in MOODS:
        plan = plan_bars(mood, 60.0, cuts)
        hit = [cut for cut in cuts if min(abs(cut - start) for start in plan.starts) < 0.02]
        assert len(hit) >= 2
        assert len(plan.accents) >= 2
        normal = MOODS[mood].beats * 60 / MOODS[mood].bpm
        lengths = [after - before for before, after in itertools.pairwise(plan.starts)]
        assert max(lengths) < normal * 1.13
        assert min(lengths) > normal * 0.87
        assert plan.starts[-1] == pytest.approx(59.5)


def test_cuts_of_a_long_film_are_planned_at_once() -> None:
    """Guards against a tempo search that takes minutes for hundreds of cuts."""
    cuts = tuple(np.cumsum(np.random.default_rng(0).uniform(2, 7, 300)).tolist())
    assert plan_bars("calm", cuts[-1] + 5, cuts).bars > 300


def test_chords_move_by_small_steps() -> None:
    """Guards against accompaniment that jumps about: each voice moves a little from chord to chord."""
    for mood in MOODS.values():
        voicing: tuple[int, ...] = ()
        for symbol in chords_of(mood, 40):
            following = lead(chord_tones(symbol), voicing)
            assert {pitch % 12 for pitch in following} == {tone % 12 for tone in chord_tones(symbol)}
            if voicing:
                moves = [min(abs(pitch - old) for old in voicing) for pitch in following]
                assert max(moves) <= 5
                assert sum(moves) / len(moves) <= 3
            voicing = following


def test_every_piece_comes_home() -> None:
    """Guards against a film whose music breaks off in the middle of a phrase."""
    for mood in MOODS.values():
        symbols = chords_of(mood, 21)
        assert len(symbols) == 21
        assert symbols[-1].startswith("A" if mood.is_minor else "C")
        notes = write(mood, Plan(tuple(np.arange(22) * 2.5)), 4)
        assert max(note.start_s for note in notes) < 21 * 2.5
        assert any(note.start_s > 20 * 2.5 - 0.02 for note in notes)


def test_the_end_chord_rings_under_the_last_picture() -> None:
    """The sound fell away three quarters of a second before the film ended: the end felt cut."""
    bed = compose("calm", 8.0, 11)
    last, middle = bed[:, int(7.1 * 48_000) : int(7.35 * 48_000)], bed[:, 3 * 48_000 : 5 * 48_000]
    assert np.sqrt(np.mean(last**2)) > 0.4 * np.sqrt(np.mean(middle**2))


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("warm and hopeful, a family story", "warm"),
        ("A noir thriller full of suspense", "tense"),
        ("紧张悬疑", "tense"),
        ("古装喜剧，轻松搞笑", "playful"),
        ("武侠 江湖 热血", "heroic"),
        ("温馨治愈的都市生活", "warm"),
        ("浪漫言情", "romantic"),
        ("horror", "dark"),
        ("he mourns in lonely grief", "sad"),
        ("科幻 神秘", "mysterious"),
        ("", "calm"),
        ("zxcv 123", "calm"),
        ("no mood is worn on a harmless scarf", "calm"),
    ],
)
def test_free_text_finds_its_mood(text: str, mood: str) -> None:
    """Guards against a comedy underscored with horror."""
    assert mood_of(text) == mood


def test_every_mood_answers_to_its_name() -> None:
    """Guards against a mood that a lore page cannot ask for."""
    assert [mood_of(name) for name in MOODS] == list(MOODS)


def test_wrong_requests_are_said_plainly(tmp_path: Path) -> None:
    """Guards against a KeyError where a person mistyped a mood."""
    with pytest.raises(UsageError, match="jazzy") as caught:
        compose("jazzy", 5, 1)
    assert "playful" in str(caught.value)
    with pytest.raises(UsageError):
        compose_to_file(tmp_path / "a.wav", "calm", -1.0, 1)
    assert not list(tmp_path.iterdir())


def test_file_is_48k_stereo(tmp_path: Path) -> None:
    """Guards against a bed that the mixer plays at the wrong speed."""
    sound, rate = dsp.read_wav(compose_to_file(tmp_path / "bed.wav", "calm", 2.0, 1))
    assert (sound.shape, rate) == ((2, 96_000), 48_000)
