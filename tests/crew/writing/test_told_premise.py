"""What the narrator tells of a premise: the user's own sentences, in order, within the film's time."""

from __future__ import annotations

from spark_video_assets.crew.writing.told_premise import told_over
from spark_video_assets.story.narration import speech_seconds

GIST = (
    "A cook inherits a restaurant that only ghosts visit.",
    "Every night they order the same soup.",
    "Make it funny.",
)


def told(scene: int, scenes: int = 3, seconds: float = 20.0, forbidden: tuple[str, ...] = ()) -> str | None:
    line = told_over(GIST, scene, scenes, seconds, forbidden, chinese=False)
    return line.text if line else None


def test_a_premise_is_told_in_order_and_only_its_story() -> None:
    """Guards against a film of which nobody could tell the premise, and against a narrator who reads out wishes."""
    assert [told(scene) for scene in (1, 2, 3)] == [GIST[0], GIST[1], None]
    assert told(1, scenes=1, seconds=30.0) == f"{GIST[0]} {GIST[1]}"


def test_a_narrator_leaves_time_for_the_people() -> None:
    """Guards against a short scene that is all narration, and against a forbidden word that is spoken."""
    assert told(1, scenes=1, seconds=13.0) == GIST[0]
    assert told(1, forbidden=("ghosts",)) == GIST[1]


def test_one_sentence_without_a_comma_is_told_all_the_same() -> None:
    """Guards against a short film that tells nothing of its premise because the only sentence is a little long."""
    needed = speech_seconds(GIST[0])
    line = told_over(GIST[:1], 1, 3, needed / 0.5, (), chinese=False)
    assert line is not None
    assert line.text == GIST[0]
    assert told_over(GIST[:1], 1, 3, needed / 0.7, (), chinese=False) is None


def test_the_users_words_stay_as_they_are() -> None:
    """Guards against a clock, a number or a dash that is taken apart where a sentence could have been."""
    gist = ("At 10:30, for 1,000 nights—or more—she waits; nobody comes: not one.",)
    line = told_over(gist, 1, 1, 40.0, (), chinese=False)
    assert line is not None
    assert line.text == gist[0]


def test_a_long_sentence_goes_on_in_the_next_scene() -> None:
    """Guards against a premise of one long sentence that nobody hears."""
    gist = ("雨夜，修伞的老人收到一把三十年前自己送出去的红伞，伞柄里藏着一封没有寄出的信。",)
    lines = [told_over(gist, scene, 3, 20.0, (), chinese=True) for scene in (1, 2, 3)]
    heard = [line.text for line in lines if line]
    assert len(heard) >= 2
    assert "".join(heard) == gist[0]
    assert not any(told_over(gist, scene, 3, 6.0, (), chinese=True) for scene in (1, 2, 3))
