"""How long words take to say, as far as text tells. No audio here; what fits it to pictures: `resources.media.fit`."""

from __future__ import annotations

from spark_video_assets.story.wording import cjk_count, one_line

CJK_PER_SECOND = 3.0
OTHER_PER_SECOND = 12.0
SHORTEST_LINE_S = 0.35
SLOWEST_RATE = 0.05
"""Speed of speech, shortest estimate and floor of the rate: lint rule 5 of the origin."""
NARRATOR_RATE = 1.2
"""Default speech rate of a narrator (SPARK_VIDEO_NARRATOR_SPEECH_RATE of the origin)."""


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
