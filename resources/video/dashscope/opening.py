"""What `bl` and `wan27` have in common when they are looked up and opened. Which models they have: their own modules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from resources.clock import SystemClock
from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.limits import chosen_family, load_limits
from resources.wire.access import base_url_of

if TYPE_CHECKING:
    from resources.video.dashscope.letter import LetterWriter


def known_capabilities(limits_file: Path, environ: Mapping[str, str]) -> Capabilities:
    """What the chosen family can do; needs no key and no network.

    Raises:
        UsageError: The environment names another family, or an address that a key must not go to.
    """
    able = chosen_family(load_limits(limits_file), environ).capabilities
    return able.model_copy(update={"base_url": base_url_of("dashscope", environ)})


def opened_provider(
    limits_file: Path,
    writers: Mapping[str, LetterWriter],
    under: Conditions,
) -> VideoProvider:
    """The provider of the chosen family.

    Args:
        limits_file: Families of the provider.
        writers: How each family is asked.
        under: Key, address and family.

    Raises:
        UsageError: As `known_capabilities`, or no key is set.
    """
    from resources.video.dashscope.film import FILM
    from resources.video.dashscope.task_maker import TaskMaker
    from resources.wire.dashscope import open_wire

    limits = chosen_family(load_limits(limits_file), under.environ)
    able = limits.capabilities
    wire = open_wire(
        able.name, under.environ, submits_per_s=able.submits_per_s, transport=under.transport, clock=under.clock
    )
    return TaskMaker(limits, writers[able.family], FILM, wire, under.clock or SystemClock())
