"""Paid voices over real sockets: what is paid, how often, and what a narration sounds like afterwards."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from resources.call_log import CallLog
from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.errors import BudgetStop, ProviderError, UsageError
from resources.render_ledger import BudgetCaps, CommitPoint, FileBudgetBook, RenderLedger
from resources.render_ledger.desk import CommissionDesk
from resources.render_ledger.slots import ProviderSlots
from resources.sound import dsp
from resources.tts.base import Speaker, SpeechEngine, Voice
from resources.tts.choosing import open_speech
from resources.tts.dashscope_models import chosen_model
from resources.tts.ledger_voice import LedgerVoice
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

LINE = "The tide has gone out, and nobody came."
KEY = "sk-planted-speech-0123456789"


class Studio:
    """An episode beside a simulated DashScope."""

    def __init__(self, root: Path, simulator: DashScopeSimulator, url: str) -> None:
        self.root = root
        self.simulator = simulator
        self.environ = {"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_BASE_URL": url}
        self.caps: dict[str, BudgetCaps] = {}
        assert isinstance(simulator.clock, VirtualClock)
        self.clock = simulator.clock

    def folder(self, episode: str = "001") -> EpisodeFolder:
        return ProjectsRoot(self.root / "projects").episode("hf", episode)

    def voice(self, *, episode: str = "001", cache: str = "speech", **environ: str) -> SpeechEngine:
        environ = {**self.environ, **environ}
        return open_speech(self.root / cache, self.desk(episode), drawn=False, environ=environ, clock=self.clock)

    def desk(self, episode: str = "001") -> CommissionDesk:
        folder = self.folder(episode)
        return CommissionDesk(
            ledger=RenderLedger(folder, self.clock),
            budget=FileBudgetBook(self.root / "budget.jsonl", self.caps, self.clock),
            slots=ProviderSlots(self.root / "slots", self.clock),
            log=CallLog(folder, self.clock),
        )

    def paid(self) -> int:
        return len(self.simulator.billing.charges("speech.submit"))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    simulator = DashScopeSimulator(limited=False)
    with serving(simulator) as url:
        yield Studio(tmp_path, simulator, url)


def _narrator(engine: SpeechEngine, language: str = "en") -> Voice:
    return engine.cast_voices([Speaker(name="narrator")], language)["narrator"]


def _say(engine: SpeechEngine, text: str = LINE, rate: float = 1.0, language: str = "en") -> Any:
    voice = _narrator(engine, language)
    return engine.say(text, voice.model_copy(update={"rate": rate}), language)


@pytest.mark.parametrize("model", ["cosyvoice-v3-flash", "qwen3-tts-flash"])
def test_a_line_is_a_trimmed_48_khz_wav_with_timed_words(studio: Studio, model: str) -> None:
    """Guards against narration at the wrong speed, with silence in front, or without times for captions."""
    engine = studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL=model)
    line = _say(engine)
    sound, rate = dsp.read_wav(line.wav)
    assert rate == 48_000
    assert sound.ndim == 1
    assert line.duration_s == pytest.approx(sound.size / rate, abs=0.001)
    assert line.duration_s == pytest.approx(len(LINE) / 14, rel=0.25)
    assert np.max(np.abs(sound[: int(0.1 * rate)])) > 0.02
    assert [word.text for word in line.words] == LINE.split()
    starts = [word.start_s for word in line.words]
    assert starts == sorted(starts)
    assert line.words[-1].end_s <= line.duration_s + 0.001


def test_word_times_that_the_voice_tells_are_taken(studio: Studio) -> None:
    """Guards against captions that guess although the service knows."""
    engine = studio.voice()
    line = _say(engine)
    record = studio.simulator.requests.last("speech.submit")
    assert record.headers["x-dashscope-sse"] == "enable"
    assert record.body["input"]["word_timestamp_enabled"] is True
    # The simulated voice gives every word the same time, whatever its length.
    assert [word.end_s - word.start_s for word in line.words[1:-1]] == pytest.approx(
        [len(LINE) / 14 / 8] * 6, abs=0.02
    )
    hurried = _say(engine, rate=2.5)
    assert [word.end_s - word.start_s for word in hurried.words[1:-1]] == pytest.approx(
        [len(LINE) / 14 / 2.5 / 8] * 6, abs=0.01
    )
    other = Voice(engine="x", engine_voice="longshuo_v3")
    spread = engine.say(LINE, other, "en").words
    assert "x-dashscope-sse" not in studio.simulator.requests.last("speech.submit").headers
    lengths = {word.text: word.end_s - word.start_s for word in spread}
    assert lengths["nobody"] > 1.5 * lengths["has"]


def test_the_same_line_is_never_paid_twice(studio: Studio) -> None:
    """Guards against paying for the narration again on every cut, after a lost cache, or in the next episode."""
    first = _say(studio.voice())
    assert not first.cached
    assert _say(studio.voice()).cached
    assert _say(studio.voice(episode="002")).cached
    again = _say(studio.voice(cache="speech-after-the-disk-was-cleaned"))
    assert not again.cached
    assert again.wav.read_bytes() == first.wav.read_bytes()
    assert studio.paid() == 1
    calls = CallLog(studio.folder()).calls()
    assert [(call.kind, call.cost, call.extra["reused"]) for call in calls] == [
        ("tts", Decimal("0.0039"), False),
        ("tts", Decimal(0), True),
    ]
    assert KEY not in studio.folder().model_calls.read_text("utf-8")


def test_two_threads_that_want_one_line_pay_once(studio: Studio) -> None:
    """Guards against a race of two runs that narrate the same shot."""
    lines: list[Any] = []
    threads = [threading.Thread(target=lambda: lines.append(_say(studio.voice()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert studio.paid() == 1
    assert len({line.wav for line in lines}) == 1
    assert len(lines) == 3


def test_a_lost_answer_waits_for_a_person_and_is_not_paid_again(studio: Studio) -> None:
    """Guards against blind repetition of a call that was billed although its answer never arrived."""
    studio.simulator.faults.add(kind="drop_after_accept", operation="speech.submit")
    for _ in range(2):
        with pytest.raises(ProviderError) as told:
            _say(studio.voice())
        assert told.value.failure == "ambiguous"
        assert "spark-video jobs" in str(told.value)
    assert studio.paid() == 1


class _Crash(BaseException):
    """The process dies here."""


@dataclass
class _DieAt:
    point: str

    def at(self, point: str) -> None:
        if point == self.point:
            raise _Crash(point)


@pytest.mark.parametrize("point", get_args(CommitPoint))
def test_a_crash_at_any_point_never_pays_a_line_twice(studio: Studio, point: str) -> None:
    """Guards against a second bill for a line because the process died while it was made."""
    engine = studio.voice()
    assert isinstance(engine, LedgerVoice)
    dying = replace(
        engine, desk=replace(engine.desk, ledger=RenderLedger(studio.folder(), studio.clock, _DieAt(point)))
    )
    with pytest.raises(_Crash):
        _say(dying)
    if point in {"before_submit", "after_submit"}:
        # The answer was on its way, and lines are in no list: only a person can tell.
        with pytest.raises(ProviderError) as told:
            _say(engine)
        assert told.value.failure == "ambiguous"
        assert studio.paid() == (point == "after_submit")
        return
    assert _say(engine).duration_s > 1
    assert studio.paid() == 1


def test_a_busy_service_and_a_broken_download_are_waited_for(studio: Studio) -> None:
    """Guards against failing an episode because of one 429 or one cut connection."""
    studio.simulator.faults.add(kind="rate_limited", operation="speech.submit", retry_after_s=0.0)
    studio.simulator.faults.add(kind="truncated", operation="*.download")
    assert _say(studio.voice()).duration_s > 1
    assert studio.paid() == 1


def test_the_pace_reaches_the_voice(studio: Studio) -> None:
    """Guards against SPARK_VIDEO_NARRATOR_TTS_SPEECH_RATE being ignored by a model that knows no pace."""
    for model in ("cosyvoice-v3-flash", "qwen3-tts-flash"):
        engine = studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL=model)
        plain, fast = _say(engine), _say(engine, rate=1.25)
        assert fast.duration_s == pytest.approx(plain.duration_s / 1.25, rel=0.08)
        assert fast.words[-1].end_s <= fast.duration_s + 0.001


def test_a_line_without_words_is_silence_for_nothing(studio: Studio) -> None:
    """Guards against a paid call, or an error of the service, for a line of dots."""
    assert _say(studio.voice(), "… !?").duration_s == 0.25
    assert studio.paid() == 0


def test_voices_are_distinct_stable_and_fit(studio: Studio) -> None:
    """Guards against two people with one voice, and against a cast that changes voices when somebody joins."""
    model = chosen_model(studio.environ)
    people = [
        Speaker(name="Mei", gender="female", age="30"),
        Speaker(name="Bo", gender="male", age="34"),
        Speaker(name="Jun", gender="male", age="36", voice_style="deep, calm"),
        Speaker(name="Granny", gender="female", age="71"),
        Speaker(name="Kid", gender="male", age="8"),
        Speaker(name="narrator"),
    ]
    casting = model.cast(people)
    assert len({voice.engine_voice for voice in casting.values()}) == len(people)
    assert casting["Jun"].engine_voice == "longsanshu_v3"
    assert casting["Granny"].engine_voice == "longlaoyi_v3"
    assert casting["Kid"].engine_voice in {"longjielidou_v3", "longniuniu_v3"}
    assert casting["narrator"].engine_voice == "longanyang"
    assert model.cast(people[:3]) == {name: casting[name] for name in ("Mei", "Bo", "Jun")}
    everybody = [Speaker(name=f"Man {number}", gender="male", age="30") for number in range(40)]
    crowd = [voice.engine_voice for voice in model.cast(everybody).values()]
    assert len(set(crowd[:13])) == 13
    assert max(crowd.count(voice) for voice in crowd) <= 4


def test_a_voice_named_in_the_storyboard_or_the_environment_is_taken(studio: Studio) -> None:
    """Guards against an older episode, whose storyboard names the narrator's voice, sounding different."""
    model = chosen_model(studio.environ)
    older = model.cast([Speaker(name="narrator", voice_style="longxiu_v3")])
    assert older["narrator"].engine_voice == "longxiu_v3"
    mine = chosen_model({**studio.environ, "SPARK_VIDEO_NARRATOR_TTS_VOICE": "cosyvoice-v3-flash-mine-1"})
    assert mine.cast([Speaker(name="narrator")])["narrator"].engine_voice == "cosyvoice-v3-flash-mine-1"


def test_models_that_cannot_be_used_are_told_with_what_can(studio: Studio) -> None:
    """Guards against a typing mistake in the model, a model of another region, and a model without voices."""
    with pytest.raises(UsageError, match="qwen3-tts-flash"):
        studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL="qwen-tts-flash")
    abroad = {"DASHSCOPE_API_KEY": KEY, "VIDEOGEN_REGION": "singapore"}
    assert chosen_model(abroad).name == "qwen3-tts-flash"
    with pytest.raises(UsageError, match="only Beijing"):
        chosen_model({**abroad, "SPARK_VIDEO_NARRATOR_TTS_MODEL": "cosyvoice-v3-flash"})
    engine = studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL="cosyvoice-v3.5-plus")
    with pytest.raises(UsageError, match="SPARK_VIDEO_NARRATOR_TTS_VOICE"):
        _narrator(engine)


def test_a_wrong_voice_and_a_long_line_are_told_and_cost_nothing(studio: Studio) -> None:
    """Guards against a bill for a line that the service refuses."""
    engine = studio.voice()
    with pytest.raises(ProviderError, match="418"):
        engine.say(LINE, Voice(engine="x", engine_voice="longanyang_v2"), "en")
    qwen = studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL="qwen3-tts-flash")
    with pytest.raises(ProviderError, match="601 characters, qwen3-tts-flash takes 600"):
        _say(qwen, "a" * 601)
    assert studio.paid() == 0


def test_a_cap_stops_a_line_before_it_is_sent(studio: Studio) -> None:
    """Guards against narration that ignores the episode's budget."""
    studio.caps = {"CNY": BudgetCaps(per_episode=Decimal("0.001"))}
    with pytest.raises(BudgetStop, match=r"0\.0039 CNY"):
        _say(studio.voice())
    assert not studio.simulator.requests.all("speech.submit")


def test_chinese_is_sent_as_chinese(studio: Studio) -> None:
    """Guards against Mandarin read by the wrong pronunciation rules."""
    _say(studio.voice(), "潮水退了。", language="zh-CN")
    _say(studio.voice(SPARK_VIDEO_NARRATOR_TTS_MODEL="qwen3-tts-flash"), "潮水退了。", language="中文")
    cosy = studio.simulator.requests.all("speech.submit")[0].body["input"]
    assert cosy["language_hints"] == ["zh"]
    assert cosy["sample_rate"] == 48_000
    qwen = studio.simulator.requests.all()[-2].body
    assert json.dumps(qwen).count('"language_type": "Chinese"') == 1


def test_who_speaks_is_chosen_by_what_is_configured(studio: Studio) -> None:
    """Guards against an animatic that costs money, and against a missing key that stops the episode."""

    def chosen(*, drawn: bool, **environ: str) -> str:
        return open_speech(studio.root / "c", studio.desk(), drawn=drawn, environ=environ).name

    keyed = studio.environ
    assert chosen(drawn=False) == "espeak"
    assert chosen(drawn=False, SPARK_VIDEO_NARRATOR_TTS_MODEL="cosyvoice-v3-flash") == "espeak"
    assert chosen(drawn=False, **keyed) == "cosyvoice-v3-flash"
    assert chosen(drawn=True, **keyed) == "espeak"
    assert chosen(drawn=True, **keyed, SPARK_VIDEO_NARRATOR_TTS_MODEL="qwen3-tts-flash") == "espeak"
    assert chosen(drawn=False, **keyed, VIDEOGEN_NARRATOR_TTS_MODEL="qwen3-tts-flash") == "qwen3-tts-flash"
    assert chosen(drawn=False, **keyed, SPARK_VIDEO_NARRATOR_TTS_MODEL="espeak") == "espeak"
