"""Lines in time, people in place, words of a prompt: the rules of a shot before anything is drawn."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from resources.tts.base import Speaker, SpokenLine, TimedViseme, Voice
from resources.video.animatic.blocking import block
from resources.video.animatic.camera import View
from resources.video.animatic.framing import frame
from resources.video.animatic.steering import is_slow, steered
from resources.video.animatic.timeline import LEAD_IN_S, place_lines
from resources.video.staging import Figure, Line, ShotSize, Staging, TimedWord

_HALF_A_FACE = 125.0
"""Of a figure at its mark, in world units."""


class MetronomeSpeech:
    """Speaks five letters a second at rate 1: a speech engine whose lengths are known exactly. Writes no sound."""

    name = "metronome"

    def cast_voices(self, speakers: list[Speaker], language: str) -> dict[str, Voice]:
        """One voice for all."""
        return {speaker.name: Voice(engine="metronome", engine_voice=language) for speaker in speakers}

    def say(self, text: str, voice: Voice, language: str) -> SpokenLine:
        """As long as the text."""
        length = len(text) / 5 / voice.rate
        word = TimedWord(text=text, start_s=0.0, end_s=length)
        mouths = (TimedViseme(viseme="a", start_s=0.0), TimedViseme(viseme="m", start_s=length / 2))
        return SpokenLine(wav=Path("unused.wav"), duration_s=length, words=(word,), visemes=mouths)


def _placed(texts: list[str], duration_s: float, from_s: float = LEAD_IN_S) -> list[tuple[float, float]]:
    speech = MetronomeSpeech()
    voices = speech.cast_voices([Speaker(name="A")], "en")
    lines = [Line(speaker="A", text=text) for text in texts]
    placed = place_lines(lines, voices, speech, "en", duration_s, from_s)
    return [(line.timed.start_s, line.timed.end_s) for line in placed]


def test_lines_that_fit_keep_their_pace_and_never_overlap() -> None:
    """Guards against two people talking at once and against rushed speech in a long shot."""
    spans = _placed(["x" * 5, "y" * 10, "z" * 5], 8.0)
    assert [round(end - start, 3) for start, end in spans] == [1.0, 2.0, 1.0]
    assert spans[0][0] >= LEAD_IN_S
    assert spans[-1][1] <= 8.0
    assert all(after[0] > before[1] for before, after in itertools.pairwise(spans))


def test_a_shot_that_is_a_little_tight_shares_its_room_between_gap_and_tail() -> None:
    """Guards against an answer that comes a tenth of a second after the question while half a second is left over."""
    first, second = _placed(["x" * 10, "y" * 15], 5.95)
    assert second[0] - first[1] > 0.2
    assert 0.2 < 5.95 - second[1] < 0.4


def test_a_tight_shot_is_spoken_faster_but_stays_inside() -> None:
    """Guards against the last word being cut when a little more pace would save it."""
    ((start, end),) = _placed(["x" * 24], 4.6)
    assert end <= 4.6
    assert 1.0 < 4.8 / (end - start) <= 1.26


def test_a_line_waits_for_its_speaker_as_long_as_the_shot_has_time() -> None:
    """Guards against speech from outside the frame, and against an entrance that pushes the last word out of the shot."""
    ((start, _),) = _placed(["x" * 10], 5.0, from_s=1.5)
    assert start >= 1.5
    ((start, end),) = _placed(["x" * 10], 3.0, from_s=1.5)
    assert LEAD_IN_S < start < 1.5
    assert end <= 2.65


def test_an_impossible_line_runs_past_the_end_and_says_so() -> None:
    """Guards against silently dropped words: the timing shows the reviewer that the line is clipped."""
    ((start, end),) = _placed(["x" * 150], 3.0)
    assert end > 3.0
    assert end - start == pytest.approx(30 / 1.25, abs=0.1)


def test_mouths_are_closed_outside_the_line() -> None:
    """Guards against a figure that mouths while another speaks."""
    speech = MetronomeSpeech()
    voices = speech.cast_voices([Speaker(name="A")], "en")
    (line,) = place_lines([Line(speaker="A", text="x" * 5)], voices, speech, "en", 4.0)
    start = line.timed.start_s
    assert line.viseme_at(start - 0.2) == "rest"
    assert line.viseme_at(start + 0.1) == "a"
    assert line.viseme_at(start + 0.8) == "m"
    assert line.viseme_at(line.timed.end_s + 0.05) == "rest"


@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize("ratio", [16 / 9, 9 / 16, 1.0])
@pytest.mark.parametrize("size", ["wide", "full", "medium", "close", "extreme_close", "over_shoulder"])
def test_the_head_of_the_focus_is_in_frame(count: int, ratio: float, size: ShotSize) -> None:
    """Guards against cut-off heads, and against twelve people standing inside each other."""
    figures = tuple(Figure(name=f"P{index}") for index in range(count))
    staging = Staging(shot_id="s", figures=figures, size=size, focus="P0")
    heights = {figure.name: 1000.0 for figure in figures}
    marks = block(staging, heights, ratio, random.Random(1))
    assert len(marks) == count
    assert (
        min(
            (abs(one.x - two.x) + abs(one.lift - two.lift) for one, two in itertools.combinations(marks, 2)),
            default=999,
        )
        > 60
    )
    view = frame(staging, marks, (), ratio, 5.0, random.Random(1)).move.at(0.0)
    focus = next(mark for mark in marks if mark.figure.name == "P0")
    assert view.y - view.height / 2 < -1020 * focus.size
    assert abs(focus.x - view.x) < view.height * ratio / 2 + 30
    # Faces stay above the fifth that belongs to captions.
    assert view.y + view.height * 0.3 > -800 * focus.size - focus.lift


@pytest.mark.parametrize("size", ["wide", "full", "medium", "close"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_pan_cuts_no_face_that_it_began_with(count: int, size: ShotSize) -> None:
    """Guards against a vertical film in which the camera moves on until half a face is left."""
    people = tuple(Figure(name=f"P{number}") for number in range(count))
    staging = Staging(shot_id="s", figures=people, company=people, size=size, movement="pan_left", focus="P0")
    marks = block(staging, dict.fromkeys((p.name for p in people), 1000.0), 9 / 16, random.Random(3))
    move = frame(staging, marks, (), 9 / 16, 4.0, random.Random(3)).move
    held = [mark for mark in marks if _beside_face(mark.x, move.stops[0].view) > 0]
    assert held
    for mark in held:
        # The sway of the camera takes a few units of the room.
        assert min(_beside_face(mark.x, move.at(at_s)) for at_s in (0.0, 4.0)) > -8


def _beside_face(x: float, view: View) -> float:
    """World units between a face and the nearer edge of a view in 9:16."""
    return view.height * 9 / 32 - _HALF_A_FACE - abs(x - view.x)


def test_entrances_exits_and_walks_come_from_the_action() -> None:
    """Guards against an action line that changes nothing in the picture."""
    figures = (Figure(name="Mei"), Figure(name="老王"))
    told = Staging(shot_id="s", figures=figures, action="Mei walks along the pier. 老王推门走进来")
    mei, wang = block(told, {"Mei": 1000, "老王": 1000}, 1.78, random.Random(0))
    assert (mei.walks, mei.enters) == (True, 0)
    assert (wang.walks, abs(wang.enters)) == (False, 1)


@pytest.mark.parametrize(
    ("prompt", "size", "movement"),
    [
        ("She waits.", "close", "push_in"),
        ("She waits. Medium shot, locked-off camera.", "medium", "static"),
        ("close-up of her, no: wider shot, pull back", "wide", "pull_out"),
        ("改为中景，固定机位", "medium", "static"),
        ("extreme close-up, handheld", "extreme_close", "handheld"),
    ],
)
def test_camera_words_of_a_rewrite_win_over_the_staging(prompt: str, size: str, movement: str) -> None:
    """Guards against a rewritten prompt that renders the same rejected picture again."""
    staging = steered(Staging(shot_id="s", size="close", movement="push_in"), prompt)
    assert (staging.size, staging.movement) == (size, movement)


def test_slower_is_understood_in_both_languages() -> None:
    """Guards against "slower" being ignored."""
    assert is_slow("much slower, calmer")
    assert is_slow("动作放慢")
    assert not is_slow("she runs")


def test_a_short_line_in_a_long_shot_keeps_its_pace_and_comes_early() -> None:
    """Guards against half a second of speech that is stretched, or that comes after ten seconds of waiting."""
    ((start, end),) = _placed(["ok"], 15.0)
    assert end - start == pytest.approx(0.4)
    assert start < 1.5
