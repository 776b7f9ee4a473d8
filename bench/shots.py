"""The shots that drawing and scaling are measured on: a conversation that moves, an empty place. No clock here."""

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
_PLACE = Staging(shot_id="place", scenery=Scenery(name="Forest path"), size="wide", movement="pan_left")


def request(number: int, resolution: str = "720P") -> RenderRequest:
    """The n-th request, dialogue and place in turn; each number is another take."""
    staging = (_DIALOGUE, _PLACE)[number % 2]
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
