"""The shots that drawing and scaling are measured on: conversations and an empty place. No clock here."""

from __future__ import annotations

from resources.video.base import RenderRequest
from resources.video.staging import Figure, Line, Scenery, Staging

SHOT_S = 3.0

_KEEPER = Figure(name="Ada", description="old woman, silver bun, bright yellow raincoat", gender="female")
_CLERK = Figure(name="Finn", description="young man, grey suit, short brown hair", gender="male")
_DIALOGUE = Staging(
    shot_id="dialogue",
    scenery=Scenery(name="Harbour at dusk"),
    figures=(_KEEPER, _CLERK),
    lines=(Line(speaker="Ada", text="Nobody ever got lost."),),
    size="medium",
    movement="push_in",
)
_TALK = Staging(
    shot_id="talk",
    scenery=Scenery(name="Kitchen of an inn at night"),
    figures=(_KEEPER, _CLERK),
    lines=(Line(speaker="Finn", text="How many ships has it ever saved?"), Line(speaker="Ada", text="One.")),
    size="medium",
)
_PLACE = Staging(shot_id="place", scenery=Scenery(name="Forest path"), size="wide", movement="pan_left")


_STAGINGS = (_DIALOGUE, _TALK, _PLACE)
KINDS = tuple(staging.shot_id for staging in _STAGINGS)
"""Two people and a camera that moves; two people and one that rests; a place and a pan."""


def request(number: int, resolution: str = "720P") -> RenderRequest:
    """The n-th request, the kinds in turn; each number is another take."""
    staging = _STAGINGS[number % len(_STAGINGS)]
    return RenderRequest(
        shot_id=staging.shot_id,
        kind="r2v",
        prompt="",
        duration_s=SHOT_S,
        ratio="16:9",
        resolution=resolution,
        take=number + 1,
        staging=staging,
    )
