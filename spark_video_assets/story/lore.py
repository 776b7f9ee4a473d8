"""The world bible of a project: mood, style, limits. An episode may override single keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from spark_video_assets.story.document import Document, Part

MOOD_ANCHOR_LIMIT = 60
"""Longest mood anchor in characters (lore rules of the origin)."""


class Imagery(Part):
    """Recurring pictures of the story."""

    motifs: list[str] = Field(default_factory=list)
    highlight_elements: list[str] = Field(default_factory=list)


class DualPacing(Part):
    """Outer pace of events, inner pace of feelings."""

    external: str = ""
    internal: str = ""


class Lore(Document):
    """Front matter and body of `lore.md`.

    Args:
        mood_anchor: Ends every shot prompt verbatim; `TBD` counts as missing.
        forbidden: Terms that must appear in no script, prompt or picture.
    """

    title: str = ""
    genre: list[str] = Field(default_factory=list)
    era: str = ""
    location: str = ""
    visual_style: str = ""
    visual_medium: Literal["live_action", "2d_animation", "3d_animation", "stop_motion", "mixed"] | None = None
    prompt_language: str | None = None
    camera_language: str = ""
    palette: list[str] = Field(default_factory=list)
    mood_anchor: str = ""
    dramatic_action: str = ""
    imagery_system: Imagery = Field(default_factory=Imagery)
    director_reference: str = ""
    dual_pacing: DualPacing = Field(default_factory=DualPacing)
    archetype: str | None = None
    forbidden: list[str] = Field(default_factory=list)
    allowed: list[str] = Field(default_factory=list)
    duration_target_s: int | None = None
    default_resolution: str | None = None
    default_ratio: str | None = None
    body: str = ""

    @property
    def anchor(self) -> str:
        """The mood anchor, empty while it is still to be written."""
        text = self.mood_anchor.strip()
        return "" if text.upper() == "TBD" else text

    @classmethod
    def read(cls, front: Mapping[str, Any], body: str, *, where: str) -> Lore:
        """From front matter and body; keys that we do not know are kept out, lists may be given as one string."""
        known = {key: value for key, value in front.items() if key in cls.model_fields and value is not None}
        for key in ("genre", "palette", "forbidden", "allowed"):
            if isinstance(known.get(key), str):
                known[key] = [part.strip() for part in known[key].replace("、", ",").split(",") if part.strip()]
        return cls.from_data({**known, "body": body}, where=where)

    def overridden_by(self, episode: Mapping[str, Any], *, where: str) -> Lore:
        """This lore with the keys that an episode's own lore gives."""
        return type(self).read({**self.to_data(), **episode}, str(episode.get("body") or self.body), where=where)
