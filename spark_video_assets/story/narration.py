"""How long words take to say, and how a narration shot is fitted to its line before anything is rendered. No audio here."""

from __future__ import annotations

import math
from typing import Literal

from spark_video_assets.story.document import Part
from spark_video_assets.story.wording import cjk_count, one_line

CJK_PER_SECOND = 3.0
OTHER_PER_SECOND = 12.0
SHORTEST_LINE_S = 0.35
SLOWEST_RATE = 0.05
"""Speed of speech, shortest estimate and floor of the rate: lint rule 5 of the origin."""
NARRATOR_RATE = 1.2
"""Default speech rate of a narrator (SPARK_VIDEO_NARRATOR_SPEECH_RATE of the origin)."""
NUDGE_LIMIT = 0.20
"""Largest share by which a line may run over before the shot, not the voice, gives way (director rules of the origin)."""
NUDGE_LIMIT_S = 1.0
TAIL_S = 0.3
"""Picture left after the last word of a continued shot; the origin allows 0.3 to 1 s."""

NarrationAction = Literal["fits", "nudge_rate", "raise_duration", "continuation"]


class NarrationFit(Part):
    """What to do so that a narrated line and its shot have one length.

    Args:
        rate: Factor on the voice's speed; above 1 only for `nudge_rate`.
        duration_s: Whole seconds to ask of the shot itself.
        continuation_s: Whole seconds of the continuation clip, 0 when there is none.
        audio_s: Length of the line at normal speed, seconds.
    """

    action: NarrationAction
    rate: float = 1.0
    duration_s: int
    continuation_s: int = 0
    audio_s: float


def speech_seconds(text: str, rate: float = 1.0) -> float:
    """Estimated length of a spoken text, seconds: 3 CJK signs or 12 others in a second, never under 0.35 s.

    Args:
        text: What is said; runs of white space count once.
        rate: Speed factor; floored at 0.05.
    """
    spoken = one_line(text)
    cjk = cjk_count(spoken)
    seconds = max(SHORTEST_LINE_S, cjk / CJK_PER_SECOND + (len(spoken) - cjk) / OTHER_PER_SECOND)
    return seconds / max(SLOWEST_RATE, rate)


def fit_narration(audio_s: float, duration_s: int, *, longest_s: float, shortest_s: float = 2.0) -> NarrationFit:
    """Fit a shot to its narrated line.

    Up to 20 % (and 1 s) over, the voice is sped up; beyond that the shot is lengthened; beyond what the provider can
    do, a continuation clip carries the rest.

    Args:
        audio_s: Length of the line, measured or estimated, seconds.
        duration_s: Planned length of the shot, seconds.
        longest_s: Longest clip of the provider, seconds.
        shortest_s: Shortest clip of the provider, seconds.
    """
    over = audio_s - duration_s
    if over <= 0:
        return NarrationFit(action="fits", duration_s=duration_s, audio_s=audio_s)
    if over <= NUDGE_LIMIT * duration_s and over <= NUDGE_LIMIT_S:
        return NarrationFit(
            action="nudge_rate", rate=round(audio_s / duration_s, 4), duration_s=duration_s, audio_s=audio_s
        )
    wanted = math.ceil(audio_s)
    longest = math.floor(longest_s)
    if wanted <= longest:
        return NarrationFit(action="raise_duration", duration_s=wanted, audio_s=audio_s)
    rest = max(math.ceil(shortest_s), math.ceil(audio_s + TAIL_S - longest))
    return NarrationFit(action="continuation", duration_s=longest, continuation_s=rest, audio_s=audio_s)
