"""The embedded voice through its public door; real espeak-ng, real files."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from resources.errors import ProviderError
from resources.sound import dsp
from resources.tts.base import Speaker, Voice
from resources.tts.espeak import EspeakEngine

MAN = Voice(engine="espeak", engine_voice="m3")
WOMAN = Voice(engine="espeak", engine_voice="f5", pitch=60)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EspeakEngine:
    return EspeakEngine(tmp_path_factory.mktemp("voices"))


def fundamental_hz(sound: dsp.FloatArray) -> float:
    """Median F0 of the voiced stretches, by autocorrelation."""
    pitches = []
    window = int(0.055 * dsp.SAMPLE_RATE)
    for start in range(0, sound.size - window, window // 2):
        piece = sound[start : start + window] - np.mean(sound[start : start + window])
        if dsp.rms_dbfs(piece) < -35:
            continue
        power = np.abs(np.fft.rfft(piece * np.hanning(window), 8192)) ** 2
        correlation = np.fft.irfft(power)
        lags = np.arange(dsp.SAMPLE_RATE // 450, dsp.SAMPLE_RATE // 55)
        lag = lags[np.argmax(correlation[lags])]
        if correlation[lag] > 0.45 * correlation[0]:
            pitches.append(dsp.SAMPLE_RATE / lag)
    return float(np.median(pitches))


def test_line_is_ready_to_be_mixed(engine: EspeakEngine) -> None:
    """Guards against clipped, silent or wrongly formatted speech, and against dead air at the start of a line."""
    line = engine.say("The lamp went out. Someone turned it off!", MAN, "en")
    with wave.open(str(line.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
    sound, _ = dsp.read_wav(line.wav)
    assert line.duration_s == pytest.approx(sound.size / 48_000, abs=0.001)
    assert 2.0 < line.duration_s < 5.0
    assert -12 < dsp.peak_dbfs(sound) < -4
    assert -27 < dsp.rms_dbfs(sound) < -19
    assert dsp.rms_dbfs(sound[: int(0.12 * 48_000)]) > -45
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    highs = spectrum[np.fft.rfftfreq(sound.size, 1 / 48_000) > 7000].sum() / spectrum.sum()
    assert 10 * np.log10(highs) < -25


def test_words_follow_the_source_text(engine: EspeakEngine) -> None:
    """Guards against captions that run ahead of the voice, or that show espeak's own splitting of numbers."""
    text = "“你好”，007号Agent，你欠我1234.5元……走！"
    line = engine.say(text, WOMAN, "zh")
    assert [word.text for word in line.words] == [
        "“你", "好”，", "007", "号", "Agent，", "你", "欠", "我", "1234.5", "元……", "走！",
    ]  # fmt: skip
    times = [moment for word in line.words for moment in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert times[-1] <= line.duration_s
    assert all(word.end_s - word.start_s > 0.05 for word in line.words)
    number = line.words[8]
    assert number.end_s - number.start_s > 1.0, "a number of five digits takes its time"


def test_mouth_opens_in_the_line_and_rests_at_its_end(engine: EspeakEngine) -> None:
    """Guards against a frozen mouth, and one that stays open after the line."""
    line = engine.say("Mama, my boat is moving", MAN, "en")
    moments = [mouth.start_s for mouth in line.visemes]
    assert moments == sorted(moments)
    assert line.visemes[-1].viseme == "rest"
    assert {"m", "a", "i", "o", "u"} <= {mouth.viseme for mouth in line.visemes}
    assert len(line.visemes) > 10


def test_same_line_is_the_same_sound_in_every_cache(engine: EspeakEngine, tmp_path: Path) -> None:
    """Guards against a film that differs from run to run, and against speaking a known line again."""
    first = engine.say("Again and again.", WOMAN, "en")
    again = engine.say("Again and again.", WOMAN, "en")
    elsewhere = EspeakEngine(tmp_path).say("Again and again.", WOMAN, "en")
    assert (first.cached, again.cached, elsewhere.cached) == (False, True, False)
    assert again.model_copy(update={"cached": False}) == first
    assert hashlib.sha256(elsewhere.wav.read_bytes()).digest() == hashlib.sha256(first.wav.read_bytes()).digest()
    assert elsewhere.words == first.words


def test_parallel_writers_of_one_line_agree(tmp_path: Path) -> None:
    """Guards against torn files when two render workers speak the same line at once."""
    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(lambda _: EspeakEngine(tmp_path).say("One voice.", MAN, "en"), range(4)))
    assert len({line.wav for line in lines}) == 1
    assert len({line.duration_s for line in lines}) == 1
    assert sorted(path.suffix for path in tmp_path.rglob("*.*")) == [".json", ".wav"]


@pytest.mark.parametrize("damage", ["wav", "json"])
def test_damaged_cache_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    """Guards against a half-written cache file (power cut) that would break every later run."""
    engine = EspeakEngine(tmp_path)
    line = engine.say("Broken.", MAN, "en")
    line.wav.with_suffix(f".{damage}").write_bytes(b"RIFF")
    mended = engine.say("Broken.", MAN, "en")
    assert not mended.cached
    assert dsp.read_wav(mended.wav)[0].size == pytest.approx(line.duration_s * 48_000, abs=2)


@pytest.mark.parametrize("text", ["", "   ", "……", "😀🎉", "\u200f\u202e", "—!?"])
def test_text_without_a_sound_is_a_short_silence(engine: EspeakEngine, text: str) -> None:
    """Guards against a crash, or against an emoji that is read aloud as "grinning face"."""
    line = engine.say(text, MAN, "zh")
    sound, _ = dsp.read_wav(line.wav)
    assert line.duration_s == 0.25
    assert not sound.any()
    assert line.words == ()


def test_hard_texts_are_spoken(engine: EspeakEngine) -> None:
    """Guards against crashes on other scripts, bidi text, markup, control signs and a very long speech."""
    for text in ("שלום עולם", "Привет", "<speak>[[hi]] & \x00 bye", "中" * 120, "🙂 Hi 🙂 there"):
        line = engine.say(text, MAN, "en")
        assert line.duration_s > 0.3
        assert line.words, text
        assert line.words[-1].end_s <= line.duration_s


def test_script_of_the_text_overrides_a_wrong_language(engine: EspeakEngine) -> None:
    """Guards against Chinese lines read as "Chinese letter, Chinese letter" in an English episode."""
    in_english_episode = engine.say("我们明天再来。", MAN, "en")
    in_chinese_episode = engine.say("我们明天再来。", MAN, "zh-CN")
    assert in_english_episode.duration_s == in_chinese_episode.duration_s


def test_unknown_language_is_read_as_english_and_noted(
    engine: EspeakEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """Guards against a silent wrong choice when a brief names a language that espeak does not have."""
    with caplog.at_level(logging.WARNING):
        assert engine.say("nuqneH", MAN, "klingon").duration_s > 0.2
    assert "klingon" in caplog.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cast_is_told_apart_by_ear(engine: EspeakEngine, language: str) -> None:
    """Guards against two people of one scene who sound like one: measured on the sound, not on settings."""
    women = ["钱夫人", "郭芙蓉", "佟湘玉"]
    speakers = [Speaker(name=name, gender="female") for name in women] + [Speaker(name="白展堂", gender="男")]
    voices = engine.cast_voices(speakers, language)
    text = "我从来没有说过钱在灯塔里面。" if language == "zh" else "I never said that the money was there."
    pitches = {
        name: fundamental_hz(dsp.read_wav(engine.say(text, voices[name], language).wav)[0]) for name in voices
    }
    assert pitches["白展堂"] < 0.75 * min(pitches[name] for name in women)
    ordered = sorted(pitches[name] for name in women)
    assert ordered[1] / ordered[0] > 1.05
    assert ordered[2] / ordered[1] > 1.05


def test_broken_engine_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a traceback where a person needs one sentence."""
    with pytest.raises(ProviderError, match="no voice"):
        EspeakEngine(tmp_path).say("Hi", Voice(engine="espeak", engine_voice="no-such-variant"), "en")
    with pytest.raises(ProviderError, match="took over"):
        EspeakEngine(tmp_path, timeout_s=0.001).say("Hi", MAN, "en")
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(ProviderError, match="not installed"):
        EspeakEngine(tmp_path).say("Hi", MAN, "en")
    assert EspeakEngine(tmp_path).say("", MAN, "en").duration_s == 0.25


def test_cache_entry_is_plain_json(engine: EspeakEngine) -> None:
    """Guards against a cache that a later version or another tool cannot read."""
    line = engine.say("Plain.", MAN, "en")
    entry = json.loads(line.wav.with_suffix(".json").read_text("utf-8"))
    assert set(entry) == {"schema_version", "duration_s", "words", "visemes"}
