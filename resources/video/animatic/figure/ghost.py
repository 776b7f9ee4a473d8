"""Ghosts: a living look made pale, and a drawn figure made translucent, its legs gone. What makes a ghost: `look_words`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from resources.video.animatic.canvas import Image, Matrix
from resources.video.animatic.figure.build import HIP_Y, KNEE_Y
from resources.video.animatic.ink import mix
from resources.video.animatic.look import Look

_MIST = "#dbe7f2"
_CLOTH, _SKIN = 0.62, 0.55
"""How far colours go over into mist: people can still be told apart by them."""
_SOLID, _HEM = 0.84, HIP_Y * 0.4 + KNEE_Y * 0.6
"""Opacity of head and chest, which a reviewer has to find; height in body space at which nothing is left."""


def pale(look: Look) -> Look:
    """The look with all of its colours in a mist."""

    def misty(colour: str, share: float = _CLOTH) -> str:
        return mix(colour, _MIST, share)

    return replace(
        look,
        skin=misty(look.skin, _SKIN),
        lips=misty(look.lips, _SKIN),
        hair=misty(look.hair),
        main=misty(look.main),
        trim=misty(look.trim),
        inner=misty(look.inner),
        lower=misty(look.lower),
        shoes=misty(look.shoes),
        headgear_colour=misty(look.headgear_colour),
        scarf=misty(look.scarf),
    )


def fade(layer: Image, matrix: Matrix, body: float) -> None:
    """Make a figure on an otherwise empty layer translucent, in place; it fades from the hips and ends above the knees.

    Args:
        layer: Premultiplied BGRA.
        matrix: From the figure's design space to pixels.
        body: Scale of its body space.
    """
    _, down, at = matrix[1]
    rows = (np.arange(layer.shape[0]) - at) / (down * body)
    chest = HIP_Y * 1.3
    share = np.clip((_HEM - rows) / (_HEM - chest), 0.0, 1.0) * _SOLID
    np.multiply(layer, share[:, None, None], out=layer, casting="unsafe")
