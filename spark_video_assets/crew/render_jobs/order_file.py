"""Reading a request file, and holding it against what its provider can do. Reference files are opened in `references`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from resources.errors import InvalidDocument, UsageError
from resources.video.base import Capabilities
from resources.video.limits import environment_for
from resources.video.registry import capabilities_of
from spark_video_assets.episode.front_matter import read_text, yaml_data
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.story.render_order import RenderOrder
from spark_video_assets.story.wording import mostly_cjk

SUFFIXES = (".yaml", ".yml", ".json")
_KNOWN = ", ".join(name for name in RenderOrder.model_fields if name != "schema_version")


class _WordsLoader(yaml.SafeLoader):
    """YAML in which only true, false and null are more than words: `ratio: 16:9` is no number of seconds."""


_WordsLoader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in found if tag.rpartition(":")[2] in {"bool", "null"}]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_order(path: Path) -> RenderOrder:
    """The request in a yaml or json file.

    Raises:
        InvalidDocument: Names line or field, what is wrong and what is allowed.
    """
    where = path.name
    told = _mapping(read_text(path), path)
    fields = RenderOrder.model_fields
    faults = [f"field {name} is not known" for name in told if name not in fields]
    faults += [
        f"field {name} is missing" for name, field in fields.items() if field.is_required() and name not in told
    ]
    if faults:
        raise InvalidDocument("; ".join(faults), where=where, allowed=_KNOWN)
    return RenderOrder.from_data(told, where=where)


def _mapping(text: str, path: Path) -> dict[str, Any]:
    where = path.name
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml_data(text, where, _WordsLoader)
    except json.JSONDecodeError as error:
        raise InvalidDocument(
            f"is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})", where=where
        ) from None
    except RecursionError:
        raise InvalidDocument("is nested too deeply", where=where) from None
    if not isinstance(data, dict):
        raise InvalidDocument(f"holds {type(data).__name__}, not a request", where=where, allowed=_KNOWN)
    return {str(name): value for name, value in data.items()}


def able_to_render(order: RenderOrder, where: str, environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What the provider of a request can do, with the model that the request names.

    Raises:
        InvalidDocument: The provider has no such model, or cannot do what is asked; names every fault.
    """
    try:
        able = capabilities_of(order.provider, environment_for(order.model, environ))
    except UsageError as error:
        if not order.model:
            raise
        raise InvalidDocument(
            f"field model: {order.provider} has no {order.model!r}", where=where, allowed=error.allowed
        ) from None
    if order.model and order.model not in {able.family, *able.models.values()}:
        allowed = ", ".join(sorted({*able.models.values()}))
        raise InvalidDocument(f"field model: {able.name} has no {order.model!r}", where=where, allowed=allowed)
    if faults := list(_faults(order, able)):
        raise InvalidDocument("; ".join(faults), where=where)
    return able


def _faults(order: RenderOrder, able: Capabilities) -> Iterator[str]:
    """Everything that this provider could only refuse, or would make otherwise than it was asked."""
    who = f"{able.name} {able.family}".strip()
    if order.kind not in able.kinds or order.kind not in able.models:
        yield f"field kind: {who} makes no {order.kind}, but {', '.join(sorted(able.models))}"
    ratios = (order.kind == "r2v" and able.reference_ratios) or able.ratios
    if order.ratio not in ratios:
        yield f"field ratio: {who} makes no {order.kind} in {order.ratio}, but {', '.join(sorted(ratios))}"
    if order.resolution not in able.resolutions:
        yield f"field resolution: {who} makes no {order.resolution}, but {', '.join(sorted(able.resolutions))}"
    yield from _length_fault(order, able, who)
    limits = limits_of(able)
    most = limits.prompt_limit_cjk if mostly_cjk(order.prompt) else limits.prompt_limit
    if len(order.prompt) > most:
        yield f"field prompt: {len(order.prompt)} characters are too many for {who}, at most {most}"
    yield from _reference_faults(order, able, who)


def _length_fault(order: RenderOrder, able: Capabilities, who: str) -> Iterator[str]:
    made = limits_of(able).clip_seconds(order.seconds, {order.kind, order.resolution, *order.roles()})
    if made == order.seconds:
        return
    if able.fixed_durations_s:
        allowed = ", ".join(f"{length:g}" for length in sorted(able.fixed_durations_s))
        forced = f" (only {made:g} of such a request)" if order.seconds in able.fixed_durations_s else ""
        yield f"field seconds: {who} makes {allowed} s{forced}, not {order.seconds:g}"
    else:
        span = f"whole seconds from {able.min_duration_s:g} to {able.max_duration_s:g}"
        yield f"field seconds: {who} makes {span}, not {order.seconds:g}"


def _reference_faults(order: RenderOrder, able: Capabilities, who: str) -> Iterator[str]:
    roles = order.roles()
    pictures = [role for role in roles if role in {"cast", "set", "prop"}]
    if len(pictures) > able.max_images:
        yield f"field references: {len(pictures)} reference pictures are too many for {who}, at most {able.max_images}"
    if order.kind == "i2v" and "first_frame" not in roles:
        yield "field references: i2v needs the picture that it starts on (role first_frame)"
    if order.kind == "r2v" and not roles:
        yield "field references: r2v needs at least one picture"
    if order.kind == "t2v" and {"first_frame", "last_frame", *pictures} & set(roles):
        yield "field references: t2v takes no picture; kind i2v starts on one, kind r2v shows who or what is on it"
    if "first_frame" in roles and order.kind == "r2v" and not able.r2v_first_frame:
        yield f"field references: {who} takes no first frame beside reference pictures"
    if "last_frame" in roles and ("first_frame" not in roles or not able.last_frame):
        yield f"field references: a last frame goes with a first frame only, and {who} " + (
            "takes both" if able.last_frame else "takes none"
        )
    if able.needs_audio and "driving_audio" not in roles:
        yield f"field references: {who} needs a sound to follow (role driving_audio)"
