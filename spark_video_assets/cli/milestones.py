"""Where a production may be told to stop: the order of steps and gates, and `--until`. What comes next is `story.steps`."""

from __future__ import annotations

from dataclasses import dataclass

from resources.errors import UsageError
from spark_video_assets.story.steps import DEVELOPMENT, POST, STORYBOARDING, Stage, Step

_ORDER = (
    "development",
    "gate script",
    "storyboarding",
    "gate storyboard",
    "shooting",
    "dailies",
    "gate render",
    "post",
    "gate final",
    "done",
)
"""A director's rewrite is part of shooting: it happens between takes."""
_ZONES: dict[str, tuple[Stage, ...]] = {"development": DEVELOPMENT, "storyboarding": STORYBOARDING, "post": POST}


@dataclass(frozen=True)
class Until:
    """The last thing to make: a zone of the production, and in it perhaps one asset."""

    zone: str
    stage: Stage | None = None

    @classmethod
    def named(cls, text: str) -> Until:
        """From a zone (`development`, `shooting` ...) or an asset (`direction`, `final_cut` ...).

        Raises:
            UsageError: neither; names what is allowed.
        """
        wanted = text.strip().lower().replace("-", "_")
        if wanted in (*_ZONES, "shooting", "dailies"):
            return cls(wanted)
        for zone, stages in _ZONES.items():
            for stage in stages:
                if stage == wanted:
                    return cls(zone, stage)
        assets = ", ".join(stage for stages in _ZONES.values() for stage in stages)
        raise UsageError(
            f"there is no stage {text!r} to stop after",
            where="--until",
            allowed=f"development, storyboarding, shooting, dailies, post; or one asset: {assets}",
        )

    def reached(self, step: Step) -> bool:
        """True when this step comes after what was asked for."""
        if _place(step) != _ORDER.index(self.zone):
            return _place(step) > _ORDER.index(self.zone)
        return step.state == "run" and bool(step.stages) and not self.within(step)

    def within(self, step: Step) -> list[Stage]:
        """The stages of a step up to the one asked for; all of them when none was."""
        if self.stage is None or _place(step) != _ORDER.index(self.zone):
            return list(step.stages)
        zone = _ZONES[self.zone]
        return [stage for stage in step.stages if zone.index(stage) <= zone.index(self.stage)]


def _place(step: Step) -> int:
    name = f"gate {step.gate}" if step.gate else "shooting" if step.name == "director_rewrite" else step.name
    return _ORDER.index(name)
