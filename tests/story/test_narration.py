"""Length of speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.tts.base import Voice
from resources.tts.espeak import EspeakEngine
from spark_video_assets.story.narration import speech_seconds


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("", 1.0, 0.35),
        ("夫人我没有", 1.0, 0.25 + 5 * 0.215),
        ("夫人，我没有", 1.0, 0.25 + 5 * 0.215 + 0.06 + 0.25),
        ("a" * 24, 1.0, 0.25 + 24 * 0.06),
        ("a" * 24, 1.2, (0.25 + 24 * 0.06) / 1.2),
        ("a" * 12, 0.0, (0.25 + 12 * 0.06) / 0.05),
    ],
)
def test_speech_seconds(text: str, rate: float, seconds: float):
    """A wrong estimate cuts a line off or leaves dead air."""
    assert speech_seconds(text, rate) == pytest.approx(seconds)


def test_the_estimate_is_what_the_voices_need(tmp_path: Path):
    """Guards against seconds of silence behind Chinese words, and against a line that is cut off."""
    engine = EspeakEngine(tmp_path)
    for language, variant, text in (
        ("zh", "m1", "别怕，我们一起去看看那边有什么。"),
        ("zh", "f5", "如果你愿意留下来，这间铺子从今天起就是我们两个人的。"),
        ("zh", "Gene", "KTV今天半价，WiFi密码是8888。"),
        ("en", "m1", "My grandmother said the sea always pays its debts."),
        ("en", "f5", "My name is Tom, I am a cook from London, and this is my first day here."),
    ):
        spoken = engine.say(text, Voice(engine="espeak", engine_voice=variant), language).duration_s
        assert spoken - 0.3 < speech_seconds(text) < spoken * 1.3, text
