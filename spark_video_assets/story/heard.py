"""When lines are heard in a clip whose maker does not tell: an estimate from speech rates. Real timings replace it."""

from __future__ import annotations

from collections.abc import Sequence

from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.storyboard import SpokenBeat
from spark_video_assets.story.takes import HeardLine

LEAD_IN_S = 0.35
"""Silence before the first line, as the offline director plans it."""
GAP_S = 0.25
"""Pause between two lines."""


def estimated_lines(beats: Sequence[SpokenBeat], duration_s: float) -> list[HeardLine]:
    """Lines one after the other at a natural pace, pressed together when the clip is too short for that."""
    wanted = [speech_seconds(beat.text) for beat in beats]
    pauses = LEAD_IN_S + GAP_S * max(0, len(beats) - 1)
    squeeze = min(1.0, max(0.1, duration_s - pauses) / max(sum(wanted), 0.001))
    lines, at = [], min(LEAD_IN_S, duration_s * 0.1)
    for beat, seconds in zip(beats, wanted, strict=True):
        end = min(duration_s, at + seconds * squeeze)
        lines.append(
            HeardLine(speaker=beat.speaker, text=beat.text, start_s=at, end_s=end, voice_over=beat.voice_over)
        )
        at = min(duration_s, end + GAP_S * squeeze)
    return lines
