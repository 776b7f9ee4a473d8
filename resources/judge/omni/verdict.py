"""The form of a model's judgement: six marks, all there, all numbers from 0 to 10. What does not fit is no judgement."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from resources.judge.base import AXES, Axis

Mark = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
"""Never clamped: a model that marks 85 uses another scale, and nobody knows what its 7 means."""

_NESTED = ("breakdown", "axes", "scores")


class Verdict(BaseModel):
    """What a model answered. Words and truth values are no marks; further keys are passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    logic: Mark
    proportion: Mark
    physics: Mark
    style: Mark
    cast_match: Mark
    dialog_attribution: Mark
    critique: str = Field(default="", max_length=2000)
    verdict: Literal["ACCEPT", "REJECT"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _lift_nested_marks(cls, data: Any) -> Any:
        """Some models put the marks into an object of their own."""
        if not isinstance(data, dict):
            return data
        nested = [data[name] for name in _NESTED if isinstance(data.get(name), dict)]
        return {**data, **nested[0]} if len(nested) == 1 and not set(AXES) & data.keys() else data

    @field_validator("verdict", mode="before")
    @classmethod
    def _plain(cls, told: Any) -> Any:
        return told.strip().upper() or None if isinstance(told, str) else told

    @property
    def marks(self) -> dict[Axis, float]:
        """The six axes."""
        return {axis: float(getattr(self, axis)) for axis in AXES}
