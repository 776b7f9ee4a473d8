"""The director's tone of an episode, decided once before the first scene is boarded. Shots are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from spark_video_assets.story.document import Document, Part, Upgrade


class ToneDimensions(Part):
    """Up to three of the six tone dimensions (mood, genre, action, relation, form, social), the strongest first."""

    primary: str = ""
    secondary: str = ""
    tertiary: str = ""


class AudiovisualDecisions(Part):
    """The seven viewing decisions, each one sentence that a storyboard artist can follow."""

    lighting: str = ""
    color: str = ""
    shot_size_distribution: str = ""
    camera_movement: str = ""
    dialog_handling: str = ""
    pacing_strategy: str = ""
    transition_strategy: str = ""

    def open_decisions(self) -> list[str]:
        """Names of the decisions that nobody took yet."""
        return [name for name in type(self).model_fields if not str(getattr(self, name)).strip()]


class Motif(Part):
    """A picture that comes back. `landings` are shot ids, or words for the places where it should land."""

    name: str = Field(min_length=1)
    meaning: str = ""
    landings: list[str] = Field(default_factory=list)


class Highlight(Part):
    """A standout element and the ids of the shots that carry it."""

    name: str = Field(min_length=1)
    shots: list[str] = Field(default_factory=list)


class ImagerySystem(Part):
    """Recurring pictures of the episode."""

    motifs: list[Motif] = Field(default_factory=list)
    highlight_elements: list[Highlight] = Field(default_factory=list)


def _from_prose_tools(data: dict[str, Any]) -> dict[str, Any]:
    """Version 0: older directions were written freely, with names where we keep records and text where we keep lists."""
    known = {key: value for key, value in data.items() if key in Direction.model_fields and value is not None}
    known["tone_dimensions"] = _texts(known.get("tone_dimensions"), ToneDimensions)
    known["audiovisual_decisions"] = _texts(known.get("audiovisual_decisions"), AudiovisualDecisions)
    imagery = known.get("imagery_system")
    imagery = imagery if isinstance(imagery, Mapping) else {}
    known["imagery_system"] = {
        "motifs": _named(imagery.get("motifs"), Motif),
        "highlight_elements": _named(imagery.get("highlight_elements"), Highlight),
    }
    known["double_check_targets"] = _as_list(known.get("double_check_targets"))
    known["director_reference"] = _as_text(known.get("director_reference"))
    return known


def _as_text(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_as_text(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_as_text(part) for part in value)
    return "" if value is None else str(value)


def _as_list(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}: {_as_text(part)}" for key, part in value.items()]
    parts = value if isinstance(value, list | tuple) else [value]
    return [text for part in parts if (text := _as_text(part).strip())]


def _texts(value: object, part: type[Part]) -> dict[str, str]:
    given = value if isinstance(value, Mapping) else {}
    return {name: _as_text(given[name]) for name in part.model_fields if name in given}


def _named(value: object, part: type[Part]) -> list[dict[str, Any]]:
    """Records of a list whose members may be names or mappings; lists inside may be one string."""
    records: list[dict[str, Any]] = []
    for member in value if isinstance(value, list | tuple) else []:
        given = member if isinstance(member, Mapping) else {"name": _as_text(member)}
        record: dict[str, Any] = {}
        for name, field in part.model_fields.items():
            if name in given:
                record[name] = _as_text(given[name]) if field.annotation is str else _as_list(given[name])
        if record.get("name"):
            records.append(record)
    return records


class Direction(Document):
    """`direction.json`: what the whole episode looks, sounds and moves like.

    Args:
        director_reference: Whose manner to lean on, and in what.
        double_check_targets: What the director wants looked at twice in the finished storyboard.
    """

    upgrades: ClassVar[tuple[Upgrade, ...]] = (_from_prose_tools,)

    tone_dimensions: ToneDimensions = Field(default_factory=ToneDimensions)
    director_reference: str = ""
    audiovisual_decisions: AudiovisualDecisions = Field(default_factory=AudiovisualDecisions)
    imagery_system: ImagerySystem = Field(default_factory=ImagerySystem)
    double_check_targets: list[str] = Field(default_factory=list)
