"""Countable pacing."""

from __future__ import annotations

import pytest

from spark_video_assets.story.pacing import TIERS, Tier, check_pacing, pacing_cap, tier_of, word_count
from spark_video_assets.story.storyboard import Storyboard

SIZES = ("Wide shot.", "Close-up.", "Medium shot.")


def _board(lines: list[str], seconds: int = 6, sizes: tuple[str, ...] = SIZES) -> Storyboard:
    shots = [
        {
            "id": f"S01-{n:03d}", "scene": "S01", "duration": seconds, "characters": ["Mina"],
            "prompt": f'{sizes[n % len(sizes)]} Mina says: "{line}"' if line else sizes[n % len(sizes)],
        }
        for n, line in enumerate(lines, start=1)
    ]  # fmt: skip
    return Storyboard.from_data({"title": "t", "shots": shots}, where="x")


def _line(words: int) -> str:
    return " ".join(["word"] * words)


def _codes(board: Storyboard, tier: Tier = "moderate") -> list[str]:
    return [violation.code for violation in check_pacing(board, tier)]


def test_a_well_paced_film_breaks_nothing():
    """Rules that fail good work are ignored when they matter."""
    board = _board([_line(10)] * 8)
    assert check_pacing(board) == []
    assert pacing_cap([]) == 10


@pytest.mark.parametrize(
    ("code", "board"),
    [
        ("too-few-shots", _board([_line(8)] * 4, seconds=15)),
        ("too-many-shots", _board([_line(3)] * 20, seconds=2)),
        ("hook-too-long", _board([_line(16)] + [_line(8)] * 7)),
        ("shot-too-wordy", _board([_line(8)] * 4 + [_line(17)] + [_line(8)] * 3)),
        ("too-many-words", _board([_line(15)] + [_line(24)] * 7)),
        ("unbalanced", _board([_line(3), _line(3), _line(3), _line(12), "", "", "", ""])),
        ("three-alike", _board([_line(8)] * 8, sizes=("Wide shot.", "Wide shot.", "Wide shot.", "Close-up."))),
    ],
)
def test_each_broken_rule_is_told(code: str, board: Storyboard):
    """The director mends what the program can count; only taste is left to the critic."""
    found = [violation for violation in check_pacing(board) if violation.code == code]
    assert found
    assert found[0].mend
    assert (found[0].actual < found[0].limit) == (code == "too-few-shots")


def test_a_broken_limit_caps_the_mark():
    """A plan that breaks a hard limit passed its gate whenever the rest was merely good."""
    soft = check_pacing(_board([_line(8)] * 4 + [_line(17)] + [_line(8)] * 3))
    hard = check_pacing(_board([_line(16)] + [_line(8)] * 7))
    assert (pacing_cap(soft), pacing_cap(hard)) == (5, 3)


def test_tiers_and_chinese_words():
    """Asked tier first, then the archetype's; Chinese is measured by its speed of speech."""
    assert tier_of("fast", "moody_cinematic") == "fast"
    assert tier_of(None, "moody_cinematic") == "cinematic"
    assert tier_of("slow") == "moderate"
    assert word_count("It isn't over-done.") == 3
    assert word_count("夫人我没有偷账本") == 5
    assert check_pacing(Storyboard(title="t")) == []
    assert set(TIERS) == {"fast", "moderate", "cinematic"}
