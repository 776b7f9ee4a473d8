"""A studio portrait of a figure for its cast card: plain backdrop, bust, soft light. The figure itself is `rig`'s."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.canvas import Image, chain, rasterise, shift, zoom
from resources.video.animatic.figure.pose import Pose
from resources.video.animatic.figure.rig import FigureRig
from resources.video.animatic.look import look_of
from resources.video.staging import Figure


def draw_portrait(figure: Figure, world_seed: int, size: tuple[int, int] = (576, 768)) -> Image:
    """Head and shoulders before a plain backdrop.

    Args:
        figure: The cast card.
        world_seed: The same number as for the shots of the episode, so that portrait and film agree.
        size: Width and height in pixels.

    Returns:
        Opaque BGRA picture.

    Raises:
        MediaError: The user's own portrait cannot be read.
    """
    rig = FigureRig(look_of(figure, world_seed))
    wide, high = size
    out = rasterise(_backdrop(rig.look.main, wide, high))
    anchors = rig.anchors(Pose())
    head_x, head_y = anchors.head
    # A head with hair is about 260 units high: it fills not quite half of the picture.
    scale = min(high / 590.0, wide / 440.0)
    rig.draw(out, Pose(framing="half"), chain(shift(wide / 2, high * 0.43), zoom(scale), shift(-head_x, -head_y)))
    return out


def _backdrop(colour: str, wide: int, high: int) -> str:
    """A wall that is a pale, cool relative of the costume, with a soft light behind the head."""
    wall = ink.mix(ink.shade(colour, 0.8), "#aeb9bf", 0.72)
    light = ink.bloom(
        "light", (0, ink.mix(wall, "#ffffff", 0.5), 1), (1, ink.shade(wall, 0.82), 1), y=0.4, radius=0.75
    )
    area = f"M0 0 H{wide} V{high} H0Z"
    return ink.document(f"<defs>{light}</defs>" + ink.fill(area, "url(#light)"), ink.Box(0, 0, wide, high), 1.0)
