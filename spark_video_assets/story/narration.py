"""How long words take to say, as far as text tells. No audio here; what fits it to pictures: `resources.media.fit`."""

from __future__ import annotations

import re

from spark_video_assets.story.wording import cjk_count, one_line

_CJK_S, _SYLLABLE_S, _DIGIT_S, _OTHER_S = 0.215, 0.17, 0.25, 0.06
_PAUSE_S, _BEGIN_S = 0.25, 0.25
"""Seconds of each sign, of a pause and of a beginning: see `speech_seconds`."""
SHORTEST_LINE_S = 0.35
SLOWEST_RATE = 0.05
"""Shortest estimate and floor of the rate: lint rule 5 of the origin."""
NARRATOR_RATE = 1.2
"""Default speech rate of a narrator (SPARK_VIDEO_NARRATOR_SPEECH_RATE of the origin)."""

_SYLLABLES = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
"""Kana and hangul: a syllable each."""
_PAUSE = re.compile(r"[^\w\s'’-]\s?(?=\w)")
"""A mark between two words; one inside a number is read out as well."""


def speech_seconds(text: str, rate: float = 1.0) -> float:
    """Estimated length of a spoken text, seconds; never under 0.35 s.

    Measured on the 23 embedded voices of our cast at their normal pace with 60 Chinese and 60 English lines of 2 to 79
    signs, with digits, Latin words and marks. Least squares over both: 0.15 s to begin, 0.19 s for each Chinese sign,
    0.23 s for a digit, 0.06 s for any other sign, 0.23 s for a pause. The constants lie above that, because a voice of a
    cast may be a seventh slower (old people): the estimate is 18 % longer than the mean of the voices in Chinese and
    10 % in English (median line). Kana and hangul were measured on five lines only.

    Args:
        text: What is said; runs of white space count once.
        rate: Speed factor; floored at 0.05.
    """
    spoken = one_line(text)
    cjk, syllables = cjk_count(spoken), len(_SYLLABLES.findall(spoken))
    digits = sum(map(str.isdigit, spoken))
    others = len(spoken) - cjk - syllables - digits
    seconds = cjk * _CJK_S + syllables * _SYLLABLE_S + digits * _DIGIT_S + others * _OTHER_S
    seconds += len(_PAUSE.findall(spoken)) * _PAUSE_S + _BEGIN_S
    return max(SHORTEST_LINE_S, seconds) / max(SLOWEST_RATE, rate)
