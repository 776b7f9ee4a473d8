"""The knobs of a run, read once from the environment; old VIDEOGEN_ names still count. Keys of providers are not here."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from resources.errors import UsageError
from resources.video.registry import provider_names
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.calibration import BAR
from spark_video_assets.story.escalation import MAX_DIRECTOR_REWRITES, MAX_ROUNDS
from spark_video_assets.story.gates import GATES, Gate
from spark_video_assets.story.reviewing import THRESHOLD, VETO_FLOOR, ReviewRules
from spark_video_assets.story.storyboard import Storyboard

_ALIASES = {"happyhorse": "bl", "wan": "wan27", "seedance2": "seedance"}
_VARIABLES = {
    "provider": ("SPARK_VIDEO_PROVIDER", "VIDEOGEN_VIDEO_PROVIDER"),
    "max_rounds": ("SPARK_VIDEO_MAX_RETRY", "VIDEOGEN_MAX_RETRY"),
    "max_concurrency": ("SPARK_VIDEO_MAX_CONCURRENCY", "VIDEOGEN_MAX_CONCURRENCY"),
    "llm_concurrency": ("SPARK_VIDEO_LLM_CONCURRENCY",),
    "threshold": ("SPARK_VIDEO_REVIEW_THRESHOLD", "VIDEOGEN_REVIEW_THRESHOLD"),
    "veto_floor": ("SPARK_VIDEO_REVIEW_VETO_FLOOR", "VIDEOGEN_REVIEW_VETO_FLOOR"),
    "judge_bar": ("SPARK_VIDEO_JUDGE_BAR",),
    "long_confirm_s": ("SPARK_VIDEO_LONG_CONFIRM_S", "VIDEOGEN_LONG_CONFIRM_S"),
    "poll_interval_s": ("SPARK_VIDEO_POLL_INTERVAL_S", "VIDEOGEN_POLL_INTERVAL"),
    "render_timeout_s": ("SPARK_VIDEO_RENDER_TIMEOUT_S",),
    "narrator_rate": (
        "SPARK_VIDEO_NARRATOR_TTS_SPEECH_RATE",
        "SPARK_VIDEO_NARRATOR_SPEECH_RATE",
        "VIDEOGEN_NARRATOR_TTS_SPEECH_RATE",
    ),
    "day_budget": ("SPARK_VIDEO_DAY_BUDGET",),
    "provider_jobs": ("SPARK_VIDEO_PROVIDER_JOBS",),
    "auto_approve": ("SPARK_VIDEO_AUTO_APPROVE",),
    "narrator_model": ("SPARK_VIDEO_NARRATOR_TTS_MODEL", "VIDEOGEN_NARRATOR_TTS_MODEL"),
    "review_omni_model": ("SPARK_VIDEO_REVIEW_OMNI_MODEL",),
}
AT_ONCE = 8
"""Questions to a language model side by side. A question costs cents and a second, not the yuan and minutes of a take,
so its cap is its own: all scenes of a three-minute episode (four to six) are asked in one go."""
MAX_PROVIDER_JOBS = 100
"""More jobs at once than any provider's table allows are a typing mistake."""
_MAY_BE_EMPTY = {
    "image_model": ("SPARK_VIDEO_IMAGE_MODEL",),
    "review_model": ("SPARK_VIDEO_REVIEW_MODEL", "VIDEOGEN_REVIEW_MODEL"),
}
"""Set but empty switches the paid one off."""


class Settings(BaseModel):
    """Times in seconds, `day_budget` in each episode's currency. Defaults: section 14 of the origin's specification.

    `provider_jobs` is how many jobs a provider gets at once, where an account has another quota than usual.
    `auto_approve` names gates that sign themselves when they are ready, for unattended runs; `all` means the four.
    The models are those that a DashScope key opens beside a paid video provider, see `episode.equipment`.
    """

    model_config = ConfigDict(frozen=True)

    provider: str | None = None
    max_rounds: int = Field(default=MAX_ROUNDS, ge=1, le=20)
    max_director_rewrites: int = MAX_DIRECTOR_REWRITES
    max_concurrency: int = Field(default=4, ge=1, le=64)
    llm_concurrency: int = Field(default=AT_ONCE, ge=1, le=64)
    threshold: float = Field(default=THRESHOLD, ge=0, le=10)
    veto_floor: float = Field(default=VETO_FLOOR, ge=0, le=10)
    judge_bar: float = Field(default=BAR, ge=-1, le=1)
    long_confirm_s: float = Field(default=600, gt=0)
    poll_interval_s: float = Field(default=15, gt=0)
    render_timeout_s: float = Field(default=900, gt=0)
    narrator_rate: float = Field(default=1.2, ge=0.05, le=3)
    day_budget: float | None = Field(default=None, ge=0)
    provider_jobs: dict[str, int] = Field(default_factory=dict)
    auto_approve: frozenset[Gate] = frozenset()
    image_model: str = "wan2.6-t2i"
    narrator_model: str = "cosyvoice-v3-flash"
    review_model: str | None = None
    review_omni_model: str = "qwen3.5-omni-plus"
    has_dashscope_key: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the variables.

        Raises:
            UsageError: names the variable, its value and what is allowed.
        """
        given: dict[str, object] = {}
        for field, names in _VARIABLES.items():
            value = next((environ[name] for name in names if environ.get(name)), None)
            if value is not None:
                given[field] = value
        for field, names in _MAY_BE_EMPTY.items():
            told = next((environ[name] for name in names if name in environ), None)
            if told is not None:
                given[field] = told.strip()
        keyed = bool(environ.get("DASHSCOPE_API_KEY") or environ.get("BAILIAN_API_KEY"))
        try:
            settings = cls.model_validate({**given, "has_dashscope_key": keyed})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = _VARIABLES[str(first["loc"][0])][0]
            raise UsageError(f"{name} is {first['input']!r}: {first['msg']}", where="environment") from None
        if settings.provider is not None:
            return settings.model_copy(
                update={"provider": known_provider(settings.provider, "SPARK_VIDEO_PROVIDER")}
            )
        return settings

    @field_validator("auto_approve", mode="before")
    @classmethod
    def _gates_of_a_list(cls, told: object) -> object:
        """`script,storyboard` or `all`."""
        if not isinstance(told, str):
            return told
        words = [word.strip().lower() for word in told.split(",") if word.strip()]
        return GATES if words == ["all"] else words

    @field_validator("provider_jobs", mode="before")
    @classmethod
    def _jobs_of_a_list(cls, told: object) -> object:
        """`bl=2,veo=4`."""
        if not isinstance(told, str):
            return told
        jobs: dict[str, int] = {}
        for pair in filter(None, (part.strip() for part in told.split(","))):
            name, _, number = (piece.strip() for piece in pair.partition("="))
            name = _ALIASES.get(name.lower(), name.lower())
            if name not in provider_names() or not number.isdecimal() or not 1 <= int(number) <= MAX_PROVIDER_JOBS:
                raise ValueError(
                    f"{pair!r} is not PROVIDER=JOBS, e.g. bl=2; providers: {', '.join(provider_names())}"
                )
            jobs[name] = int(number)
        return jobs

    @property
    def rules(self) -> ReviewRules:
        """Threshold and veto floor of clip reviews."""
        return ReviewRules(threshold=self.threshold, veto_floor=self.veto_floor)

    def provider_for(self, brief: Brief, board: Storyboard | None = None) -> str:
        """Provider precedence: brief, storyboard, environment, then `bl` when a DashScope key is set, else `animatic`.

        Storyboards of older programs name providers that this version may not have; theirs is only a preference.
        """
        boarded = board.provider if board and board.provider in provider_names() else None
        told = brief.provider or boarded or self.provider
        return told or ("bl" if self.has_dashscope_key and "bl" in provider_names() else "animatic")


def known_provider(name: str, where: str) -> str:
    """A provider's name in normal form. Raises `UsageError` naming what is allowed."""
    normal = name.strip().lower()
    normal = _ALIASES.get(normal, normal)
    if normal not in provider_names():
        raise UsageError(f"provider {name!r} is not known", where=where, allowed=", ".join(provider_names()))
    return normal
