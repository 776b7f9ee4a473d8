"""Signs above shops: pictures in neon tubes, because a sign without a language is understood in all. Shops: `streets`."""

from __future__ import annotations

import random

from resources.video.animatic.sets.brush import Art

_PICTURES: tuple[str, ...] = (
    # Each inside a square of 100, its middle at 0.
    "M-34-26H22V14Q22 36 0 36H-12Q-34 36-34 14ZM22-16Q44-18 42 2Q40 16 20 16M-18-40q-6-8 0-14M2-40q-6-8 0-14",  # cup
    "M-46 0Q-12-38 24 0Q-12 38-46 0ZM24 0L46-22V22ZM-24-6v1",  # fish
    "M0-44L12-14 44-12 20 8 28 40 0 22-28 40-20 8-44-12-12-14Z",  # star
    "M14-42A44 44 0 1 0 40 18A36 36 0 0 1 14-42Z",  # moon
    "M-16 30V-38L30-46V20M-16 30a12 9 0 1 1-24 0a12 9 0 1 1 24 0M30 20a12 9 0 1 1-24 0a12 9 0 1 1 24 0",  # note
    "M0 40Q-56-2-34-30Q-14-48 0-22Q14-48 34-30Q56-2 0 40Z",  # heart
    "M-40-8Q-40 36 0 36Q40 36 40-8ZM-24-22q-8-12 0-24M0-22q-8-12 0-24M24-22q-8-12 0-24",  # bowl
    "M-8 42V14L-40-40H40L8 14V42M-26 42H26M-28-20H28",  # glass
    "M-44 20Q-44-34 0-36Q44-34 44 20ZM-44 20H44M-20 2L-8-22M4 6L14-18",  # loaf
    "M-30-44H30V44H-30ZM-30 22H30M-8 33H8",  # telephone
    "M0 42V-4M0-4a16 16 0 1 1 0-32a16 16 0 1 1 0 32M0 22Q-30 20-32-2Q-6 0 0 22Q30 20 32-2Q6 0 0 22",  # flower
)


def neon_sign(
    art: Art, rng: random.Random, box: tuple[float, float, float, float], colour: str, glow: float
) -> None:
    """A dark board with one picture in a tube of light, and lines that run out of it to both sides.

    Args:
        art: Where it hangs.
        rng: Chooses the picture.
        box: Left, top, width and height of the board.
        colour: Of the tube.
        glow: How much artificial light shows, 0..1.
    """
    x, y, wide, high = box
    art.rect(x, y, wide, high, "#171a22", round_by=10)
    shine = 0.35 + 0.65 * glow
    middle_x, middle_y, size = x + wide / 2, y + high / 2, high * 0.0078
    picture = rng.choice(_PICTURES)
    art.begin_moved(middle_x, middle_y, size)
    for width, opacity in ((22.0, 0.22), (9.0, 1.0)):
        art.path(picture, stroke=colour, width=width, lit=True, opacity=opacity * shine)
    art.end_moved()
    start, end = high * 0.62, wide / 2 - high * 0.24
    if end - start < high * 0.3:
        return
    for side in (-1, 1):
        for down, share in ((-0.16, 0.7), (0.16, 1.0)):
            near, far = middle_x + side * start, middle_x + side * (start + (end - start) * share)
            art.line(
                (near, middle_y + down * high),
                (far, middle_y + down * high),
                colour,
                7,
                lit=True,
                opacity=shine * 0.8,
            )
