"""What an episode is made with beside its video provider: who draws pictures, speaks and judges. Nothing is opened here."""

from __future__ import annotations

from dataclasses import dataclass

from resources.judge.choosing import SWITCHED_OFF
from resources.tts.voices import ENGINE
from resources.video.base import Capabilities
from spark_video_assets.episode.settings import Settings


@dataclass(frozen=True)
class Equipment:
    """Models by role; None = the embedded one, which is free.

    With a free video provider everything is embedded, whatever keys are set: a rehearsal must cost nothing.
    """

    pictures: str | None = None
    speech: str | None = None
    judge: str | None = None

    @classmethod
    def of(cls, capabilities: Capabilities, settings: Settings) -> Equipment:
        """What goes with a video provider under these settings."""
        if capabilities.free or not settings.has_dashscope_key:
            return cls()
        return cls(
            pictures=settings.image_model or None,
            speech=None if settings.narrator_model == ENGINE else settings.narrator_model,
            judge=None if settings.review_model in SWITCHED_OFF else settings.review_omni_model,
        )
