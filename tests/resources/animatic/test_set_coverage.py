"""What of a set need not be drawn: empty and hidden tiles, and pieces that join the picture of a resting camera."""

from __future__ import annotations

import numpy as np
import pytest

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens, View
from resources.video.animatic.canvas import Image, chain, shift, turn, zoom
from resources.video.animatic.sets.coverage import Coverage, no_tiles, windows
from resources.video.animatic.sets.painted import PaintedSet, _draw
from resources.video.animatic.sets.reading import read_place
from resources.video.staging import Scenery

SIZE = (330, 250)


def _layer() -> Image:
    """Opaque but for a hole, a soft edge and an empty half."""
    layer = canvas.blank(400, 300)
    layer[:, :220] = 255
    layer[100:140, 60:90] = 0
    layer[:, 210:220] = 128
    return layer


@pytest.mark.parametrize(
    "to_frame",
    [shift(0.0, 0.0), shift(-150.3, 71.6), chain(shift(40, -30), zoom(0.7)), chain(turn(0.06, 160, 90), zoom(1.3)), zoom(-1.0)],
)  # fmt: skip
def test_a_tile_is_called_empty_or_full_only_where_it_is(to_frame: canvas.Matrix) -> None:
    """Guards against holes in a set: nothing that shows is left out, nothing behind a gap counts as hidden."""
    drawn, opaque = Coverage(_layer()).seen(to_frame, SIZE)
    frame = canvas.blank(*SIZE)
    canvas.blit(frame, canvas.Sprite(_layer()), to_frame)
    assert not frame[_mask(~drawn)].any()
    assert (frame[_mask(opaque)] == 255).all()


def test_it_finds_both_kinds_of_tiles() -> None:
    """Guards against a rule so careful that nothing is ever left out."""
    drawn, opaque = Coverage(_layer()).seen(shift(0.0, 0.0), SIZE)
    assert not drawn.all()
    assert opaque.any()


def _mask(tiles: np.ndarray) -> np.ndarray:
    mask = np.zeros((SIZE[1], SIZE[0]), int)
    for left, top, wide, high in windows(tiles, SIZE):
        mask[top : top + high, left : left + wide] += 1
    assert mask.max(initial=0) <= 1
    assert mask.any() == tiles.any()
    return mask.astype(bool)


def test_windows_are_exactly_the_tiles() -> None:
    """Guards against stripes that are drawn twice or never, at the edges of the frame above all."""
    everything = ~no_tiles(SIZE)
    assert list(windows(everything, SIZE)) == [(0, 0, *SIZE)]
    chance = np.random.default_rng(3)
    for _ in range(20):
        tiles = chance.random(everything.shape) < 0.6
        mask = _mask(tiles)
        assert np.array_equal(mask[::80, ::80], tiles)


@pytest.mark.parametrize(
    ("words", "softness"),
    [("Forest path in fog", 0.0), ("Kitchen of an inn at night", 8.0), ("Train compartment", 0.0)],
)
def test_a_set_looks_the_same_piece_by_piece(words: str, softness: float) -> None:
    """Guards against trees that vanish behind a wall which is not there, and against a jump when the camera rests."""
    painted = PaintedSet(read_place(Scenery(name=words), 5), 240, softness=softness)
    for view in (View(-120.0, -560.0, 1300.0), View(200.0, -600.0, 700.0, 0.02)):
        lens = Lens(view, 426, 240)
        for at_s in (0.0, 0.7):
            out = canvas.blank(426, 240)
            painted.draw_behind(out, lens, at_s)
            difference = np.abs(out.astype(int) - _piece_by_piece(painted, lens, at_s))
            # Interpolation counts in 32nds of a pixel from the edge of what is drawn.
            assert difference.max() <= 8
            assert difference.mean() < 0.01


def test_what_a_wall_hides_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against films that take longer because a landscape is drawn behind every wall of a train."""
    painted = PaintedSet(read_place(Scenery(name="Train compartment"), 5), 240)
    drawn: list[np.ndarray] = []
    monkeypatch.setattr(painted, "_draw_backdrop", lambda out, lens, tiles: drawn.append(tiles))
    painted.draw_behind(canvas.blank(426, 240), Lens(View(0.0, -600.0, 700.0), 426, 240), 0.0)
    (tiles,) = drawn
    assert 0 < tiles.sum() < tiles.size


def _piece_by_piece(painted: PaintedSet, lens: Lens, at_s: float) -> Image:
    out = canvas.blank(lens.width, lens.height)
    painted._draw_backdrop(out, lens, ~no_tiles((lens.width, lens.height)))
    for filmed in painted._behind:
        _draw(out, filmed.piece, lens, at_s)
    return out
