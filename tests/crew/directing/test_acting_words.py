"""What a line's words make of a face and of hands: mood and stage business in both languages."""

from __future__ import annotations

import random

import pytest

from resources.video.staging import Mood
from spark_video_assets.crew.directing.acting import business, mood_of


@pytest.mark.parametrize(
    ("line", "mood"),
    [
        ("After all these years!", "angry"),
        ("这么多年的情分！", "angry"),
        ("Look out!", "scared"),
        ("小心！", "scared"),
        ("A new soup!", "surprised"),
        ("是伞！", "surprised"),
        ("Haha, we did it!", "happy"),
        ("太好了！", "happy"),
        ("Ada! The gentleman would like his light back!", "happy"),
        ("That is the soup.", "neutral"),
    ],
)
def test_a_shout_is_not_joy(line: str, mood: Mood) -> None:
    """Guards against a reproach that beams: people who said "After all these years!" laughed and waved."""
    assert mood_of(line) == mood


@pytest.mark.parametrize("chinese", [False, True])
def test_only_who_greets_calls_or_leaves_waves(chinese: bool) -> None:
    """Guards against "Then write: one small ship." with a wave."""
    waves = ("wave", "挥手")

    def played(*lines: str) -> list[str]:
        return [
            business("Ada", "Finn", line, chinese=chinese, chance=random.Random(seed))
            for line in lines
            for seed in range(8)
        ]

    greeting = played(
        "Hello? Is this the mainland?", "再见，三娘。", "Ada! The gentleman would like his light back!"
    )
    other = played(
        "Then write: one small ship.", "After all these years!", "太好了！", "We did it!", "That will do."
    )
    assert all(any(word in sentence for word in waves) for sentence in greeting)
    assert not any(word in sentence for sentence in other for word in waves)
