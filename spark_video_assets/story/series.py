"""A series: the queue of coming episodes of a project, and when the next one is begun. Files and cron: `episode.series`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import AwareDatetime, Field, field_validator, model_validator

from resources.errors import InvalidName
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.names import EpisodeKey

SETTINGS: tuple[str, ...] = tuple(
    name for name in Brief.model_fields if name not in {"schema_version", "premise", "source"}
)
"""What a series or one of its entries may decide about the brief."""


def _require_settings(told: Mapping[str, Any]) -> None:
    unknown = [str(name) for name in told if name not in SETTINGS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not known here; allowed: {', '.join(SETTINGS)}")


class SeriesEntry(Part):
    """One coming episode; told by exactly one of a premise, a screenplay and a saved score.

    Args:
        episode: Number or name, of which its folder is made.
        script: Screenplay or pages as `spark-video new --script` reads them, from the project's folder.
        score: Saved storyboard or DirectorScore, from the project's folder.
        brief: What this episode decides otherwise than the series. In the file these fields stand beside `episode`.
    """

    episode: str
    premise: str | None = Field(default=None, min_length=1)
    script: str | None = None
    score: str | None = None
    brief: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _settings_beside_the_name(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        own = {name: value for name, value in data.items() if name in cls.model_fields and name != "brief"}
        beside = {name: value for name, value in data.items() if name not in cls.model_fields}
        inside = data.get("brief") or {}
        if not isinstance(inside, Mapping):
            return {**own, "brief": inside}
        _require_settings({**inside, **beside})
        return {**own, "brief": {**inside, **beside}}

    @field_validator("episode", mode="before")
    @classmethod
    def _name(cls, told: Any) -> Any:
        """A bare number is a name too. The normal form, so that `episode-002` and `002` are one."""
        try:
            return EpisodeKey.of("any", str(told)).episode if isinstance(told, str | int) else told
        except InvalidName as error:
            raise ValueError(error.problem) from None

    @model_validator(mode="after")
    def _one_source(self) -> SeriesEntry:
        given = [name for name in ("premise", "script", "score") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"gives {' and '.join(given) or 'none'}; allowed: exactly one of premise, script, score"
            )
        return self


class Series(Document):
    """`series.yaml` of a project.

    Args:
        cron: When the next entry is begun, e.g. `0 18 * * 5`; None = only by hand.
        timezone: Of the cron, e.g. `Asia/Shanghai`; None = the machine's.
        unfinished_at_most: Episodes of the series that may be in the making at once; None = no limit.
        brief: What all its episodes have in common, by the fields of a brief.
        episodes: In the order in which they are begun.
    """

    cron: str | None = None
    timezone: str | None = None
    unfinished_at_most: int | None = Field(default=None, ge=1)
    brief: dict[str, Any] = Field(default_factory=dict)
    episodes: list[SeriesEntry] = Field(min_length=1)

    @field_validator("brief")
    @classmethod
    def _known_settings(cls, told: dict[str, Any]) -> dict[str, Any]:
        _require_settings(told)
        return told

    @model_validator(mode="after")
    def _each_once(self) -> Series:
        names = [entry.episode for entry in self.episodes]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"episode {twice[0]!r} is there twice")
        return self

    def settings_of(self, entry: SeriesEntry) -> dict[str, Any]:
        """Fields of the brief that the file decides for an entry."""
        return {**self.brief, **entry.brief}

    def entry(self, episode: str) -> SeriesEntry | None:
        """The entry of that name, or None."""
        return next((one for one in self.episodes if one.episode == episode), None)

    def next_entry(self, opened: Collection[str]) -> SeriesEntry | None:
        """The first entry that has no episode yet."""
        return next((one for one in self.episodes if one.episode not in opened), None)


class SeriesMark(Document):
    """`series.json` in an episode that a series has begun.

    Args:
        due: The date of the cron that it was begun for; None = by hand. No date begins two episodes.
    """

    due: AwareDatetime | None = None
