"""When each line of a shot is spoken, and which mouth shape shows at a moment. No sound and no drawing here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resources.tts.base import SpeechEngine, SpokenLine, Viseme, Voice
from resources.video.staging import Line, TimedLine, TimedWord

LEAD_IN_S = 0.35
_GAP_S = 0.32
_TAIL_S = 0.4
_TIGHT_GAP_S = 0.12
_TIGHT_TAIL_S = 0.12
_FASTEST = 1.25  # espeak stays intelligible up to here; beyond, the reviewer shall see that the line does not fit
_SLACK_TO_GAPS = 0.3  # share of the spare time that goes between lines; the rest is acting time at the end
_LONGEST_PAUSE_S = 0.9
_MOUTH_LEADS_S = 0.03


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in its place.

    Args:
        timed: Words and bounds, seconds from the clip's first frame.
        wav: The sound, starting at `timed.start_s`.
        mouths: Start times and shapes, in order, on the same clock.
    """

    line: Line
    timed: TimedLine
    wav: Path
    mouths: tuple[tuple[float, Viseme], ...]

    def viseme_at(self, at_s: float) -> Viseme:
        """The mouth shape at a moment; `rest` outside the line. Mouths lead the sound by one frame, as people's do."""
        if not self.timed.start_s - _MOUTH_LEADS_S <= at_s < self.timed.end_s:
            return "rest"
        index = bisect_right(self.mouths, at_s + _MOUTH_LEADS_S, key=lambda mouth: mouth[0]) - 1
        return self.mouths[index][1] if index >= 0 else "rest"


def place_lines(
    lines: Sequence[Line],
    voices: dict[str, Voice],
    speech: SpeechEngine,
    language: str,
    duration_s: float,
    from_s: float = LEAD_IN_S,
) -> tuple[PlacedLine, ...]:
    """Speak the lines and place them one after the other.

    Lines keep their natural pace when they fit. Otherwise pauses shrink, then the pace rises by a quarter at most;
    what still does not fit runs past the end of the clip and is cut there, for the reviewer to find.

    Args:
        lines: In the order in which they are spoken.
        voices: By speaker.
        speech: Speaks them.
        language: Of all lines.
        duration_s: Length of the shot.
        from_s: The first line waits until then as far as the shot has time to spare: who walks in speaks afterwards.

    Raises:
        ProviderError: The speech engine cannot speak.
    """
    if not lines:
        return ()
    spoken = [speech.say(line.text, voices[line.speaker], language) for line in lines]
    gap, tail = _GAP_S, _TAIL_S
    if _total(spoken, gap, tail) > duration_s:
        gap, tail = _TIGHT_GAP_S, _TIGHT_TAIL_S
        room = duration_s - (_total(spoken, gap, tail) - sum(line.duration_s for line in spoken))
        speed = sum(line.duration_s for line in spoken) / max(0.1, room)
        if speed > 1.0:
            spoken = [_faster(line, voices[line.speaker], speech, language, min(_FASTEST, speed)) for line in lines]
        gap, tail = _widened(max(0.0, duration_s - _total(spoken, gap, tail)), len(lines))
    spare = max(0.0, duration_s - _total(spoken, gap, tail))
    waits = min(spare, max(0.0, from_s - LEAD_IN_S))
    spare -= waits
    pause = min(_LONGEST_PAUSE_S, spare * _SLACK_TO_GAPS / len(lines))
    placed = []
    at_s = LEAD_IN_S + waits + (pause if tail == _TAIL_S else 0.0)
    for line, sound in zip(lines, spoken, strict=True):
        placed.append(_placed(line, sound, at_s))
        at_s += sound.duration_s + gap + pause
    return tuple(placed)


def _total(spoken: Sequence[SpokenLine], gap: float, tail: float) -> float:
    return LEAD_IN_S + sum(line.duration_s for line in spoken) + gap * (len(spoken) - 1) + tail


def _widened(spare_s: float, lines: int) -> tuple[float, float]:
    """Tight gap and tail, as much wider as the spare seconds allow: two people do not talk over each other's ends."""
    wider_gap, wider_tail = _GAP_S - _TIGHT_GAP_S, _TAIL_S - _TIGHT_TAIL_S
    share = min(1.0, spare_s / (wider_gap * (lines - 1) + wider_tail))
    return _TIGHT_GAP_S + share * wider_gap, _TIGHT_TAIL_S + share * wider_tail


def _faster(line: Line, voice: Voice, speech: SpeechEngine, language: str, speed: float) -> SpokenLine:
    # Two decimals: a speed that differs in the fifth would miss the cache of spoken lines.
    hurried = voice.model_copy(update={"rate": round(voice.rate * speed + 0.005, 2)})
    return speech.say(line.text, hurried, language)


def _placed(line: Line, sound: SpokenLine, start_s: float) -> PlacedLine:
    words = tuple(
        TimedWord(text=word.text, start_s=round(start_s + word.start_s, 3), end_s=round(start_s + word.end_s, 3))
        for word in sound.words
    )
    timed = TimedLine(
        speaker=line.speaker,
        text=line.text,
        start_s=round(start_s, 3),
        end_s=round(start_s + sound.duration_s, 3),
        voice_over=line.voice_over,
        words=words,
    )
    mouths = tuple((start_s + mouth.start_s, mouth.viseme) for mouth in sound.visemes)
    return PlacedLine(line, timed, sound.wav, mouths)
