"""Ghosts: who is one by the words of the card, and how the figure differs from somebody alive."""

from __future__ import annotations

import pytest

from resources.video.animatic.canvas import blank, chain, shift, zoom
from resources.video.animatic.figure import FigureRig, Pose
from resources.video.animatic.figure.build import HIP_Y, KNEE_Y
from resources.video.animatic.look import look_of
from resources.video.staging import Figure

_SCALE = 0.3
_GROUND = 340


@pytest.mark.parametrize(
    ("description", "is_ghost"),
    [
        ("the ghost of an opera singer, red dress", True),
        ("Tall man in a purple suit. phantom", True),
        ("女鬼，白色长裙", True),
        ("老剧院的幽灵，灰色长衫", True),
        ("a ghost hunter in a leather coat", False),
        ("woman, afraid of ghosts, a free spirit", False),
        ("酒鬼，红鼻子，爱做鬼脸", False),
    ],
)
def test_words_make_a_ghost(description: str, is_ghost: bool) -> None:
    """Guards against ghosts that look like people, and against hunters and drunkards who vanish below the hips."""
    assert look_of(Figure(name="Vik", description=description), 1).ghost is is_ghost


def test_a_ghost_is_pale_translucent_and_without_legs() -> None:
    """Guards against a ghost that nobody can tell from the living, and against one without a face to see."""

    def drawn(description: str) -> tuple[float, float, float]:
        out = blank(240, 360)
        rig = FigureRig(look_of(Figure(name="Vik", description=description, gender="man", age="45"), 1))
        rig.draw(out, Pose(framing="full"), chain(shift(120, _GROUND), zoom(_SCALE)))
        hips, knees = round(_GROUND + HIP_Y * _SCALE), round(_GROUND + KNEE_Y * _SCALE)
        chest = out[hips - 60, 120]
        return float(out[: hips - 60, ..., 3].max()), float(out[knees:, ..., 3].max()), float(chest[:3].min())

    head, legs, darkest = drawn("ghost in a purple suit")
    alive_head, alive_legs, alive_darkest = drawn("man in a purple suit")
    assert 180 < head < alive_head == 255
    assert legs == 0 < alive_legs
    assert darkest > alive_darkest
