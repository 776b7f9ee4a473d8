"""The brief of an episode: what its producer decided before anything is made (gates 0 and 0.5). No defaults from files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from spark_video_assets.story.document import Document
from spark_video_assets.story.storyboard import Bgm, Mode, Provider, Ratio, Resolution

Source = Literal["premise", "screenplay", "score", "folder"]
Captions = Literal["burned", "soft", "none"]


class Brief(Document):
    """`brief.yaml`.

    Args:
        source: Where the episode comes from; with `screenplay`, `score` and `folder` the writer is not asked.
        target_duration_s: Wanted length of the film, seconds.
        language: BCP-47 tag of what is spoken and captioned.
        pacing: Tier of the critic; None = lore's archetype, else moderate.
        budget: Cap for this episode in `currency`; None = no cap. `shot_budget` likewise for one shot.
        seed: Same seed, same cast looks and the same offline film.
        vfx_review: Ask for the pre-render VFX review.
        crossfade_s: Length of a dissolve between shots; 0 = hard cuts.
        fade_out_s: How long the end of the film takes to go to black and silence; 0 = it just ends.
        captions: Burned into the picture, as a text track in the mp4, or only as files beside it.
    """

    premise: str = Field(min_length=1, max_length=200_000)
    title: str = ""
    source: Source = "premise"
    mode: Mode = "drama"
    provider: Provider | None = None
    ratio: Ratio = "16:9"
    resolution: Resolution = "720P"
    language: str = "en"
    target_duration_s: int = Field(default=60, ge=2, le=3600)
    pacing: Literal["fast", "moderate", "cinematic"] | None = None
    bgm: Bgm = Field(default_factory=Bgm)
    narrator_voice: str | None = None
    budget: float | None = Field(default=None, ge=0)
    shot_budget: float | None = Field(default=None, ge=0)
    currency: str = "CNY"
    seed: int = 1
    vfx_review: bool = False
    crossfade_s: float = Field(default=0.0, ge=0, le=2)
    fade_out_s: float = Field(default=0.6, ge=0, le=3)
    captions: Captions = "burned"

    @model_validator(mode="after")
    def _premise_not_blank(self) -> Brief:
        if not self.premise.strip():
            raise ValueError("premise is blank")
        return self
