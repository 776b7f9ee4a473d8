"""Limits of paid providers as data: the form of the JSON file beside each provider, and the choice of a model family.

Whether a picture or a prompt keeps a limit is checked where it is prepared, not here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from resources.errors import InvalidDocument, UsageError
from resources.video.base import Capabilities, MediaRole, RenderRequest
from resources.video.staging import Model

MODEL_VARIABLE = "SPARK_VIDEO_VIDEO_MODEL"
_REFERENCES = frozenset({"cast", "set", "prop"})


class MediaLimits(Model):
    """What a provider takes of one sort of picture, sound or clip. None = no limit is known.

    Args:
        formats: Pillow's names of picture formats (`JPEG`, `PNG`, `WEBP`, `BMP`), or names of sound and clip
            formats as file endings without a dot (`wav`, `mp4`).
        max_bytes: Size of the file.
        min_side_px, max_side_px: Hold for both sides.
        ratio: Smallest and largest width divided by height.
        transparency: Takes pictures with an alpha channel.
        length_s: Shortest and longest sound or clip, seconds.
    """

    formats: tuple[str, ...] = Field(min_length=1)
    max_bytes: int | None = None
    min_side_px: int | None = None
    max_side_px: int | None = None
    ratio: tuple[float, float] | None = None
    transparency: bool = True
    length_s: tuple[float, float] | None = None


class PictureSizes(Model):
    """The sizes of still pictures that a model makes.

    Args:
        area: Fewest and most pixels.
        side: Shortest and longest side where the model limits it, pixels.
        ratio: Smallest and largest width divided by height.
        step: Sides are multiples of it.
    """

    area: tuple[int, int]
    side: tuple[int, int] | None = None
    ratio: tuple[float, float] = (0.25, 4.0)
    step: int = 1


class FamilyLimits(Model):
    """One family of models.

    Args:
        capabilities: Name, family, date and source come from the file's head.
        media: By role (`first_frame`), or by kind and role (`r2v first_frame`), which goes before; `reference` stands
            for pictures of cast, sets and props.
        durations_s: Shortest and longest clip by kind where it differs from the capabilities; `<kind> <role>` for
            requests that hold such a file.
        parameters: Optional parameters of the wire that these models take and others of the provider do not.
        negative_prompt_limit: Most characters of a negative prompt.
        seeds: Smallest and largest seed; None = takes none.
        sizes: Of still pictures that it makes; None = it chooses, or makes none.
    """

    capabilities: Capabilities
    media: dict[str, MediaLimits] = Field(default_factory=dict)
    durations_s: dict[str, tuple[float, float]] = Field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    negative_prompt_limit: int | None = None
    seeds: tuple[int, int] | None = None
    sizes: PictureSizes | None = None

    def media_limits(self, kind: str, role: MediaRole) -> MediaLimits | None:
        """Limits of a file of this role in a request of this kind; None where it takes no such file."""
        what = "reference" if role in _REFERENCES else role
        return self.media.get(f"{kind} {what}") or self.media.get(what)

    def longest_s(self, request: RenderRequest) -> float:
        """Longest clip that is made of such a request, seconds."""
        able = self.capabilities
        keys = [request.kind, *(f"{request.kind} {item.role}" for item in request.media)]
        special = [self.durations_s[key][1] for key in keys if key in self.durations_s]
        return min([max(able.fixed_durations_s, default=able.max_duration_s), *special])


class LimitsFile(Model):
    """`limits.json` of one provider; the first family is the usual one."""

    schema_version: Literal[1]
    families: dict[str, FamilyLimits] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _head_into_families(cls, data: Any) -> Any:
        """Write the head (provider, date, source) into each family's capabilities."""
        if not isinstance(data, dict) or not isinstance(data.get("families"), dict):
            return data
        head = {"name": data.get("provider"), "as_of": data.get("as_of"), "source": data.get("source")}
        families = {
            name: {**family, "capabilities": {**head, "family": name, **family.get("capabilities", {})}}
            for name, family in data["families"].items()
        }
        return {"schema_version": data.get("schema_version"), "families": families}


@cache
def load_limits(path: Path) -> LimitsFile:
    """The limits in a file.

    Raises:
        InvalidDocument: It does not fit.
    """
    try:
        return LimitsFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise InvalidDocument(str(error), where=path.name) from None


def environment_for(model: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which a provider uses this family or model; empty = the one that it says itself."""
    return {**environ, MODEL_VARIABLE: model} if model else dict(environ)


def chosen_family(
    limits: LimitsFile, environ: Mapping[str, str] = os.environ, variable: str = MODEL_VARIABLE
) -> FamilyLimits:
    """The family that the environment names, itself or by one of its models, else the usual one.

    Args:
        limits: The provider's limits.
        environ: Where the choice is read.
        variable: Name of the environment variable.

    Raises:
        UsageError: The provider has no such family.
    """
    told = environ.get(variable, "").strip()
    if not told:
        return next(iter(limits.families.values()))
    if told in limits.families:
        return limits.families[told]
    named = [family for family in limits.families.values() if told in family.capabilities.models.values()]
    if not named:
        provider = next(iter(limits.families.values())).capabilities.name
        raise UsageError(
            f"{variable} is {told!r}, which the provider {provider} does not have",
            where="environment or .env",
            allowed=", ".join(limits.families),
        )
    return named[0]
