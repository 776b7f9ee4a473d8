"""How a narration fits its picture: tempo, held last frame, trimmed tail. Pure arithmetic, no media is touched."""

from __future__ import annotations

from resources.errors import UsageError
from resources.video.staging import Model

HOLD_LIMIT_S = 1.0
"""Longest freeze of the last frame that passes for a beat and not for a fault."""
SILENT_TAIL_S = 1.0
"""Longest stretch of picture that may follow the last word."""
NATURAL_TEMPO = 1.25
"""Up to here speech sounds brisk; above it sounds hurried and is used only before giving up."""
TEMPO_LIMIT = 1.8
"""Above this, words are lost."""
_TOLERANCE_S = 0.05


class FitPlan(Model):
    """What to do with one narration. All lengths in seconds.

    Args:
        tempo: Factor of speaking speed.
        length_s: Length of picture and sound afterwards.
        speech_s: Length of the speech at that tempo.
        hold_s: How long the last frame is held.
        trim_s: How much picture is cut from the end.
    """

    tempo: float
    length_s: float
    speech_s: float
    hold_s: float = 0.0
    trim_s: float = 0.0


def fit_narration(video_s: float, audio_s: float, *, shot_id: str = "") -> FitPlan:
    """Fit a narration of `audio_s` seconds to a picture of `video_s` seconds.

    Shorter speech leaves at most one second of silent picture, the rest is trimmed. Longer speech is first spoken up to
    a quarter faster, then the last frame is held for up to one second, and only then it is spoken faster still.

    Raises:
        UsageError: Even at the highest tempo and the longest hold, words would be cut off.
    """
    if audio_s <= video_s:
        length = min(video_s, audio_s + SILENT_TAIL_S)
        return FitPlan(tempo=1.0, length_s=length, speech_s=audio_s, trim_s=video_s - length)
    if audio_s <= video_s + _TOLERANCE_S:
        return FitPlan(tempo=1.0, length_s=audio_s, speech_s=audio_s, hold_s=audio_s - video_s)
    tempo = min(audio_s / video_s, NATURAL_TEMPO)
    if audio_s / tempo > video_s + HOLD_LIMIT_S:
        tempo = audio_s / (video_s + HOLD_LIMIT_S)
    if tempo > TEMPO_LIMIT + 1e-9:
        longest = TEMPO_LIMIT * (video_s + HOLD_LIMIT_S)
        raise UsageError(
            f"the narration is too long: {audio_s:.1f} s of speech over {video_s:.1f} s of picture",
            where=f"shot {shot_id}" if shot_id else None,
            allowed=f"at most {longest:.1f} s of speech, or a longer shot",
        )
    speech = audio_s / tempo
    return FitPlan(tempo=tempo, length_s=speech, speech_s=speech, hold_s=max(0.0, speech - video_s))
