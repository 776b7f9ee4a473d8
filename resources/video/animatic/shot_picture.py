"""One shot ready to be drawn: set, air, figures, things and camera together, frame by frame. No sound, no files."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from resources.errors import MediaError
from resources.video.animatic import canvas
from resources.video.animatic.acting import Acted, Loudness, Scene
from resources.video.animatic.beats import IN_HAND
from resources.video.animatic.blending import tint
from resources.video.animatic.blocking import Mark, block
from resources.video.animatic.camera import CameraMove, CarriedOn, Lens, View
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.figure.pose import Framing
from resources.video.animatic.figure.rig import FigureRig
from resources.video.animatic.framing import frame
from resources.video.animatic.handing import Handing, handed_at, mirrored, together
from resources.video.animatic.insert_picture import contact_shadow, draw_insert
from resources.video.animatic.laid_table import LaidTable, around_table, stands_before, stands_high
from resources.video.animatic.look import look_of
from resources.video.animatic.over_shoulder import Shoulder
from resources.video.animatic.photos import read_photo
from resources.video.animatic.seam import Face
from resources.video.animatic.sets.painted import PaintedSet, painted
from resources.video.animatic.sets.reading import Place, read_place
from resources.video.animatic.things import BOX, picture_of
from resources.video.animatic.timeline import PlacedLine
from resources.video.animatic.told_handing import handing_told
from resources.video.animatic.ways import ENTRANCE_S
from resources.video.animatic.weather import Air
from resources.video.staging import Figure, Gesture, Mood, ShotSize, Staging, Thing

_SEES_LEGS = 800.0  # a view this high, in world units, reaches below the hips
_SEES_PORES = 560.0
_FOREGROUND: dict[ShotSize, float] = {"wide": 1.0, "full": 0.95, "medium": 0.8, "over_shoulder": 0.0}
# Blur of the set in world units: the closer the camera, the less is sharp behind a face.
_SOFTNESS: dict[ShotSize, float] = {"medium": 4.0, "over_shoulder": 8.0, "close": 10.0, "extreme_close": 13.0}
_HAND_SIZE = 0.78
_ARRIVED_S = 0.9  # after somebody walked in, a hand goes out
_FACE_WIDE = 190.0
_SHOWS_TABLE: frozenset[ShotSize] = frozenset({"wide", "full", "medium"})


class ShotPicture:
    """Draws the frames of a shot. The same staging, seed and take always give the same pixels.

    Args:
        chance: Seeded from world, shot and take.
        size: Width and height of the frame in pixels.
    """

    def __init__(
        self,
        staging: Staging,
        lines: Sequence[PlacedLine],
        loudness: Sequence[Loudness],
        size: tuple[int, int],
        duration_s: float,
        chance: random.Random,
        *,
        slow: bool,
    ) -> None:
        self.place: Place = read_place(staging.scenery, staging.world_seed)
        self.notes: list[str] = []
        self._staging = staging
        self._size = size
        self._set = self._painted_set()
        self._rigs = {figure.name: rig_of(figure, staging.world_seed) for figure in staging.figures}
        ratio = size[0] / size[1]
        heights = {name: rig.height for name, rig in self._rigs.items()}
        self._in_hand, on_table, self._shown = self._props()
        hats = {name: rig.hat for name, rig in self._rigs.items()}
        marks = block(staging, heights, ratio, chance, hats)
        self.marks = around_table(marks) if on_table else marks
        held = {name: _in_grip(thing, size[1] / 720) for name, thing in self._in_hand.items()}
        handing = self._handed_over(held, lines, duration_s)
        framing = frame(staging, self.marks, lines, ratio, duration_s, chance)
        self._camera: CameraMove | CarriedOn = framing.move
        self._move, self._shoulder = framing.move, framing.over_shoulder_of
        self._table = self._laid(on_table)
        self._back = self._shoulder_of(framing.over_shoulder_of)
        self._scene = Scene(
            staging, self.marks, lines, loudness, held, duration_s, chance,
            framing=_framing_of(framing.tallest), view_wide=framing.tallest * ratio, slow=slow,
            at_table=[mark.figure.name for mark in self.marks if on_table and not stands_before(mark)],
            step=lambda name, stride: self._rigs[name].step(stride), handing=handing,
        )  # fmt: skip
        self._air = Air(self.place, size, chance)
        self._grade = _grade_map(size, self._set.day.grade, self._set.day.corners)
        self._out = canvas.blank(*size)

    @property
    def view(self) -> View:
        """What the camera sees at the start."""
        return self._camera.at(0.0)

    @property
    def seen(self) -> tuple[str, ...]:
        """Names of those whose faces are in the shot."""
        return tuple(mark.figure.name for mark in self.marks if mark is not self._shoulder)

    def face(self) -> Face | None:
        """The face at the start that is nearest to the middle of the frame; None = none is in it."""
        seen = [mark for mark in self.marks if mark.figure.name in self.seen]
        mark = min(seen, key=lambda mark: abs(mark.x - self.view.x), default=None)
        if mark is None or self._shown is not None:
            return None
        lens, acted = Lens(self.view, *self._size), self._scene.act(mark, 0.0)
        base = canvas.chain(lens.matrix(1.0), canvas.shift(acted.x, acted.y), canvas.zoom(acted.size))
        points = self._rigs[mark.figure.name].anchors(acted.pose)
        brow, mouth = canvas.place(base, *points.head), canvas.place(base, *points.mouth)
        middle = ((brow[0] + mouth[0]) / 2, (brow[1] + mouth[1]) / 2)
        return Face(*middle, _FACE_WIDE * acted.size * lens.scale) if 0 <= middle[0] < self._size[0] else None

    def acted(self, mark: Mark, at_s: float) -> Acted:
        """What somebody does at a moment."""
        return self._scene.act(mark, at_s)

    def start_from(self, view: View) -> None:
        """Let the camera begin at another view, and go over to its own move."""
        self._camera = CarriedOn(view, self._move)

    def begin_as(self, name: str, gesture: Gesture, mood: Mood) -> None:
        """Let somebody begin in the pose of the shot before, see `Scene.begin_as`."""
        self._scene.begin_as(name, gesture, mood)

    def begin_afresh(self) -> None:
        """Let everybody begin in the poses of this shot: the one before is nowhere like it."""
        self._scene.begin_afresh()

    def screen_positions(self) -> dict[str, float]:
        """Where each figure is at the start, -1 left edge to 1 right edge."""
        view = self.view
        half = view.height * self._size[0] / self._size[1] / 2
        return {mark.figure.name: max(-1.0, min(1.0, (mark.x - view.x) / half)) for mark in self.marks}

    def draw(self, at_s: float) -> Image:
        """The frame at a moment. The buffer is used again by the next call."""
        out = self._out
        lens = Lens(self._camera.at(at_s), *self._size)
        self._set.draw_behind(out, lens, at_s)
        self._set.shine(out, lens, at_s)  # lamps stand behind people and do not shine through them
        self._air.veil(out, at_s)
        if self._shown is not None:
            draw_insert(out, self._shown, at_s, self._staging.movement)
        else:
            self._draw_people(out, lens, at_s)
            self._set.draw_front(out, lens, _FOREGROUND.get(self._staging.size, 0.0))
        if self._back is not None:
            self._back.draw(out, at_s)
        tint(out, self._grade)
        self._air.draw(out, at_s)
        self._air.flash(out, at_s)
        return out

    def _painted_set(self) -> PaintedSet:
        scenery, softness = self._staging.scenery, _SOFTNESS.get(self._staging.size, 0.0)
        if scenery.picture is not None and scenery.picture_is_users:
            try:
                return PaintedSet(self.place, min(self._size), read_photo(scenery.picture), softness)
            except MediaError as error:
                self.notes.append(f"set picture not used: {error.problem}")
        return painted(self.place, min(self._size), softness)

    def _props(self) -> tuple[dict[str, Thing], list[Thing], Thing | None]:
        """Things in somebody's hand, things on the table if the shot is wide enough to show one, and what an insert shows."""
        things = list(self._staging.things)
        if self._staging.size == "insert" and things:
            shown = next((thing for thing in things if thing.name == self._staging.focus), things[0])
            return {}, [], shown
        in_hand: dict[str, Thing] = {}
        for name, gesture in self._staging.gestures.items():
            if gesture in IN_HAND and things and name in self._rigs:
                in_hand[name] = things.pop(0)
        if self._staging.size not in _SHOWS_TABLE:
            things = [thing for thing in things if stands_high(thing) and self._staging.size != "over_shoulder"]
        return in_hand, things[:3], None

    def _handed_over(
        self, held: Mapping[str, Sprite], lines: Sequence[PlacedLine], duration_s: float
    ) -> Handing | None:
        """What changes hands where both are in the picture; the two come so near that their hands meet."""
        told = handing_told(self._staging)
        if told is None or told.giver not in held or self._staging.size not in _SHOWS_TABLE:
            return None
        arms = {name: rig.arm_reach for name, rig in self._rigs.items()}
        met = together(self.marks, told.giver, told.receiver, arms, held[told.giver])
        if met is None:
            return None
        self.marks, grips = met
        spoken = [line for line in lines if not line.line.voice_over]
        both = [mark for mark in self.marks if mark.figure.name in grips]
        earliest_s = ENTRANCE_S + _ARRIVED_S if any(mark.enters or mark.walks for mark in both) else 0.0
        at_s = handed_at(spoken, told.giver, duration_s, earliest_s)
        return Handing(told.giver, told.receiver, at_s, grips, mirrored(held[told.giver]))

    def _laid(self, things: Sequence[Thing]) -> LaidTable | None:
        """The table among the people, when there is something on it."""
        if not things:
            return None
        seen = [mark for mark in self.marks if mark.lift <= 0]
        tone = self._set.day.inside if self.place.indoors else self._set.day.outside
        return LaidTable(
            things,
            seen,
            tone,
            indoors=self.place.indoors,
            seed=self.place.seed,
            pixels_per_unit=self._size[1] / 720,
        )

    def _shoulder_of(self, listener: Mark | None) -> Shoulder | None:
        if listener is None:
            return None
        side = 1 if listener.x > self.view.x else -1
        return Shoulder(self._rigs[listener.figure.name].look, side, self._size)

    def _draw_people(self, out: Image, lens: Lens, at_s: float) -> None:
        """Everybody but whose shoulder the camera looks over, and the table between those behind and before it."""
        seen = [mark for mark in self.marks if mark is not self._shoulder]
        before = [mark for mark in seen if stands_before(mark)]
        for mark in seen:
            if mark not in before:
                self._draw_figure(out, mark, self._scene.act(mark, at_s), lens)
        if self._table is not None:
            self._table.draw(out, lens.matrix(1.0))
        for mark in before:
            self._draw_figure(out, mark, self._scene.act(mark, at_s), lens)

    def _draw_figure(self, out: Image, mark: Mark, acted: Acted, lens: Lens) -> None:
        base = canvas.chain(lens.matrix(1.0), canvas.shift(acted.x, acted.y), canvas.zoom(acted.size))
        middle, _ = canvas.place(base, 0.0, 0.0)
        reach = 620 * acted.size * lens.scale
        if not -reach < middle < self._size[0] + reach:
            return
        rig = self._rigs[mark.figure.name]
        if acted.pose.framing == "full" and not rig.look.ghost:
            canvas.blit(out, contact_shadow(), base)
        rig.draw(out, acted.pose, base)


def _framing_of(view_height: float) -> Framing:
    return "close" if view_height < _SEES_PORES else "half" if view_height < _SEES_LEGS else "full"


@lru_cache(maxsize=8)
def rig_of(figure: Figure, world_seed: int) -> FigureRig:
    """The rig of a figure, kept with its sprites for a worker's life."""
    return FigureRig(look_of(figure, world_seed))


def _in_grip(thing: Thing, pixels_per_unit: float) -> Sprite:
    """A thing scaled for a hand, its lower part at the grip."""
    drawn = picture_of(thing, pixels_per_unit * 1.5)
    scale = drawn.scale / _HAND_SIZE
    return Sprite(drawn.image, drawn.x * _HAND_SIZE, drawn.y * _HAND_SIZE + BOX * _HAND_SIZE * 0.22, scale)


@lru_cache(maxsize=4)
def _grade_map(size: tuple[int, int], grade: tuple[float, float, float], corners: float) -> Image:
    """Colour of the hour and darker corners, as one picture to multiply with."""
    wide, high = size
    across = (np.arange(wide) - wide / 2) / (wide * 0.62)
    down = (np.arange(high) - high * 0.46) / (high * 0.74)
    bright = np.clip(1.0 - corners * (across[None, :] ** 2 + down[:, None] ** 2), 0.2, 1.0)
    red, green, blue = grade
    tinted = np.dstack([bright**0.9 * blue, bright * green, bright * red, np.ones_like(bright)])
    return np.asarray(np.clip(tinted * 255, 0, 255), np.uint8)
