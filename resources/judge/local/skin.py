"""The colour of a face's skin, and the light that it tells. It finds no faces and compares no clothes."""

from __future__ import annotations

import numpy as np

from resources.judge.local.haar import Box
from resources.judge.local.stills import Floats, Picture

# Inside the box of a face, the brighter part of its middle is skin: eyes, glasses, beard and hair are darker.
_MIDDLE_ROWS, _MIDDLE_COLUMNS, _SKIN_FROM = (0.35, 0.8), (0.25, 0.75), 60
# The most that light changes red and blue against green, and everything together; clean drawn clips: 0.94 to 1.14, from 0.8.
_TINTS, _LIGHTS = (0.8, 1.25), (0.35, 1.2)
# Red and blue over green: light skin by night from 1.1 and up to 0.95, dark skin at dusk up to 1.5 and from 0.65.
_LEAST_RED, _MOST_RED, _MOST_BLUE = 1.0, 1.6, 1.1


def skin_of(picture: Picture, face: Box) -> Floats:
    """The colour of the skin of a face or of a head without its hat, BGR; black where the box lies outside the picture."""
    x, y, wide, high = face
    rows = slice(*(max(0, int(y + share * high)) for share in _MIDDLE_ROWS))
    columns = slice(*(max(0, int(x + share * wide)) for share in _MIDDLE_COLUMNS))
    middle = picture[rows, columns].reshape(-1, 3)
    if not len(middle):
        return np.zeros(3)
    red = middle[:, 2]
    return np.asarray(np.median(middle[red >= np.percentile(red, _SKIN_FROM)], axis=0), np.float64)


def looks_like_skin(picture: Picture, face: Box) -> bool:
    """Whether the middle of what could be a face has the colour of any skin in any light; windows and cloth rarely do."""
    blue, green, red = skin_of(picture, face) + 1.0
    return bool(_LEAST_RED <= red / green <= _MOST_RED and blue / green <= _MOST_BLUE)


def light_on(face: Floats, skin: Floats) -> Floats | None:
    """What the light makes of blue, green and red if this is the face of a portrait; None where no light does that.

    Args:
        face: Skin as it is seen, BGR.
        skin: Skin of the portrait, BGR.
    """
    gain = (face + 1.0) / (skin + 1.0)
    tints = gain[[0, 2]] / gain[1]
    plausible = _LIGHTS[0] <= gain[1] <= _LIGHTS[1] and tints.min() >= _TINTS[0] and tints.max() <= _TINTS[1]
    return np.asarray(gain, np.float64) if plausible else None
