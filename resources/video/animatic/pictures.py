"""Pictures for cards that came without one: portrait, set, prop, each as a PNG file. Clips are made in `render`."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from resources.atomic import write_bytes
from resources.errors import MediaError
from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens, View, widest_height
from resources.video.animatic.canvas import Image
from resources.video.animatic.figure.portrait import draw_portrait as portrait_of
from resources.video.animatic.sets.brush import mix, shade
from resources.video.animatic.sets.painted import painted
from resources.video.animatic.sets.reading import read_place, seed_of
from resources.video.animatic.things import BOX, picture_of
from resources.video.staging import Figure, Scenery, Thing

_FILM_HEIGHT = 720  # painted as for a film of this height, so that its shots find every layer drawn
_BACKDROPS = ("#8fa3a8", "#b5a48c", "#9c9fb5", "#a8b08c", "#b59a98")


def draw_card(subject: Figure | Scenery | Thing, world_seed: int, path: Path) -> Path:
    """The picture of a card, by what the card is about. Raises as the functions below."""
    if isinstance(subject, Figure):
        return draw_portrait(subject, world_seed, path)
    if isinstance(subject, Scenery):
        return draw_set(subject, world_seed, path)
    return draw_prop(subject, world_seed, path)


def draw_portrait(figure: Figure, world_seed: int, path: Path, size: tuple[int, int] = (576, 768)) -> Path:
    """Head and shoulders of a cast card, as PNG.

    Args:
        figure: The card.
        world_seed: Of the episode, so that portrait and film agree.
        path: Where to write.
        size: Width and height in pixels.

    Raises:
        MediaError: The user's own portrait cannot be read.
        StorageError: `path` cannot be written.
    """
    return _write(path, portrait_of(figure, world_seed, size))


def draw_set(scenery: Scenery, world_seed: int, path: Path, size: tuple[int, int] = (960, 540)) -> Path:
    """The empty set of a card as the widest camera sees it, as PNG; arguments as for `draw_portrait`."""
    place = read_place(scenery, world_seed)
    dressed = painted(place, _FILM_HEIGHT)
    out = canvas.blank(*size)
    lens = Lens(View(0.0, -580.0, widest_height(size[0] / size[1])), *size)
    dressed.draw_behind(out, lens, 0.0)
    dressed.draw_front(out, lens, 1.0)
    dressed.shine(out, lens, 0.0)
    return _write(path, out)


def draw_prop(thing: Thing, world_seed: int, path: Path, size: tuple[int, int] = (512, 512)) -> Path:
    """A prop on a plain ground, as PNG; arguments as for `draw_portrait`."""
    wide, high = size
    ground = _BACKDROPS[seed_of(thing.name, world_seed) % len(_BACKDROPS)]
    out = canvas.rasterise(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"><defs><radialGradient id="g">'
        f'<stop offset="0" stop-color="{mix(ground, "#ffffff", 0.45)}"/><stop offset="1" stop-color="{shade(ground, 0.8)}"/>'
        f'</radialGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>'
        f'<ellipse cx="{wide / 2}" cy="{high * 0.8}" rx="{wide * 0.33}" ry="{high * 0.05}" fill="#000" opacity=".22"/></svg>'
    )
    scale = min(wide, high) * 0.6 / BOX
    base = canvas.chain(canvas.shift(wide / 2, high * 0.8), canvas.zoom(scale))
    canvas.blit(out, picture_of(thing, min(4.0, scale)), base)
    return _write(path, out)


def _write(path: Path, picture: Image) -> Path:
    done, png = cv2.imencode(".png", np.ascontiguousarray(picture[..., :3]))
    if not done:
        raise MediaError("the picture could not be written as PNG", where=path.name)
    write_bytes(path, png.tobytes())
    return path
