"""A figure that moves: places the sprites of a look for a pose. Parts come from `wardrobe`, angles from `gestures`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from resources.video.animatic.blending import over
from resources.video.animatic.canvas import Image, Matrix, Sprite, blit, chain, in_frame, place, shift, turn, zoom
from resources.video.animatic.figure import body
from resources.video.animatic.figure.build import (
    CHIN_Y,
    CROWN_Y,
    EYE_Y,
    FOREARM,
    HIP_Y,
    KNEE_Y,
    MOUTH_Y,
    UPPER_ARM,
    View,
    body_x,
    face_x,
    frame_of,
)
from resources.video.animatic.figure.costume import CUTS
from resources.video.animatic.figure.cutout import Cutout
from resources.video.animatic.figure.gestures import GRIP, ArmState, BodyState, shoulder, state_of
from resources.video.animatic.figure.ghost import fade, pale
from resources.video.animatic.figure.headgear import hat_above_crown
from resources.video.animatic.figure.joints import drop, hair_lag, hip_x, out_of_hand, skirt_swing, view_of
from resources.video.animatic.figure.pose import Pose
from resources.video.animatic.figure.walking import leg, sink, step
from resources.video.animatic.figure.wardrobe import (
    HAND_BOX,
    HEAD_BOX,
    LIMB_BOX,
    SKIRT_BOX,
    TORSO_BOX,
    Wardrobe,
    raster_scale,
)
from resources.video.animatic.ink import Box
from resources.video.animatic.look import Look

_LEAST_SCALE = {"full": 0.25, "half": 1.0, "close": 2.0}
_SHARP_BEND = 75.0
_SEEN_BY = 4.0  # a thing is there from a quarter of the gesture on: one that fades in for longer is a ghost


@dataclass(frozen=True, slots=True)
class Anchors:
    """Points of a posed figure in its design space (feet at the origin), for cameras, props and bubbles."""

    head: tuple[float, float]
    mouth: tuple[float, float]
    chest: tuple[float, float]
    left_hand: tuple[float, float]
    right_hand: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ArmReach:
    """Shoulder of the leading arm ahead of the feet and up (negative), and how far the grip is from it, design units."""

    x: float
    y: float
    length: float


class FigureRig:
    """One person on stage. Design units: feet at (0, 0), up is negative, an adult is about 1000 high.

    Keeps its sprites: make one for each look and render worker and use it for a whole clip. A user's own portrait
    becomes a cut-out head on the drawn body, which takes skin and cloth colours from the picture.

    Raises:
        MediaError: The user's portrait is missing, broken or too large.
    """

    def __init__(self, look: Look) -> None:
        cutout = Cutout(look.portrait) if look.portrait is not None else None
        if cutout is not None:
            look = replace(look, skin=cutout.skin or look.skin, main=cutout.cloth or look.main)
        self.look = look = pale(look) if look.ghost else look
        self._frame = frame_of(look)
        self._parts = Wardrobe(look, self._frame, cutout)
        self._room = 0.4 if CUTS[look.costume].lower == "gown" else 1.0  # share of a stride that a gown leaves
        self._bare_arms = body.arm_colours(look)[1] == look.skin

    @property
    def height(self) -> float:
        """From the soles to the crown, without hat."""
        return -CHIN_Y * self._frame.body - CROWN_Y * self._frame.head

    @property
    def hat(self) -> float:
        """How far the hat goes above the crown; 0 without one, or where the user's own portrait is shown."""
        return hat_above_crown(self.look) * self._frame.head if self.look.portrait is None else 0.0

    @property
    def eye_y(self) -> float:
        """Height of the eyes (negative) in a standing pose."""
        return CHIN_Y * self._frame.body + EYE_Y * self._frame.head

    @property
    def arm_reach(self) -> ArmReach:
        """How far the leading hand gets in the turned view."""
        x, y = shoulder(self._frame, "turned", 1)
        size = self._frame.body
        return ArmReach(x * size, y * size, (UPPER_ARM + FOREARM + GRIP) * size)

    def step(self, stride: float) -> float:
        """How far a step carries that is this share of a full one, design units."""
        return step(self._room * stride) * self._frame.body

    def anchors(self, pose: Pose) -> Anchors:
        """Where head, mouth, chest and hands are in this pose."""
        view, mirror = view_of(pose)
        state = state_of(pose, self._frame, view)
        trunk = chain(mirror, self._trunk(pose, state))
        head = chain(trunk, self._head(pose, state, view))
        lead = place(chain(trunk, self._arm_maps(state.lead, view, 1, state.lift)[2]), 0, 30)
        other = place(chain(trunk, self._arm_maps(state.other, view, -1, state.lift)[2]), 0, 30)
        left, right = (lead, other) if pose.facing == "left" else (other, lead)
        return Anchors(
            head=place(head, face_x(0, view), -105),
            mouth=place(head, face_x(0, view), MOUTH_Y),
            chest=place(trunk, body_x(0, view), -640),
            left_hand=left,
            right_hand=right,
        )

    def draw(self, out: Image, pose: Pose, matrix: Matrix) -> None:
        """Draw the figure onto a premultiplied BGRA frame.

        Args:
            out: The frame, changed in place.
            pose: What the figure does.
            matrix: 2x3 map from the figure's design space to pixels of the frame.
        """
        if not self.look.ghost:
            self._draw(out, pose, matrix)
            return
        layer = np.zeros_like(out)
        self._draw(layer, pose, matrix)
        fade(layer, matrix, self._frame.body)
        over(out, layer, 0, 0)

    def _draw(self, out: Image, pose: Pose, matrix: Matrix) -> None:
        view, mirror = view_of(pose)
        state = state_of(pose, self._frame, view)
        size = math.sqrt(abs(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]))
        scale = raster_scale(max(size, min(_LEAST_SCALE[pose.framing], size * 1.6)))
        ground = chain(matrix, mirror)
        trunk = chain(ground, self._trunk(pose, state))
        head = chain(trunk, self._head(pose, state, view))
        _put(out, HEAD_BOX, chain(head, hair_lag(pose)), lambda: self._parts.hair_behind(scale, view))
        arms = ((state.other, -1), (state.lead, 1))
        for arm, side in arms:
            self._shoulder_line(out, scale, arm, trunk, view, side, state.lift)
        for arm, side in arms:
            if arm.layer == "behind":
                self._arm(out, scale, arm, trunk, view, side, state, pose)
        hips = chain(ground, zoom(self._frame.body), shift(0, self._sink(pose)))
        self._legs(out, scale, pose, hips, view)
        swing = skirt_swing(pose)
        _put(out, SKIRT_BOX, chain(hips, swing), lambda: self._parts.skirt(scale, view))
        _put(out, TORSO_BOX, chain(trunk, shift(0, -state.lift * 0.4)), lambda: self._parts.torso(scale, view))
        for arm, side in arms:
            if arm.layer == "front":
                self._arm(out, scale, arm, trunk, view, side, state, pose)
        self._face(out, scale, pose, view, head)
        for arm, side in arms:
            if arm.layer == "over":
                self._arm(out, scale, arm, trunk, view, side, state, pose)

    def _trunk(self, pose: Pose, state: BodyState) -> Matrix:
        """Body space above the hips: breath, lean and the bob of a stride."""
        breath = 1.0 + 0.006 * math.sin(pose.breath)
        bob, sway = self._sink(pose), 0.018 * math.sin(pose.walk or 0.0)
        stretch = chain(shift(0, HIP_Y), zoom(1.0, breath), shift(0, -HIP_Y))
        lean = turn(state.lean + sway + 0.006 * math.sin(pose.breath * 0.5), 0, HIP_Y)
        return chain(zoom(self._frame.body), shift(0, bob + state.sink * 0.5), lean, stretch)

    def _head(self, pose: Pose, state: BodyState, view: View) -> Matrix:
        """Head space in body space."""
        frame = self._frame
        sign = -1.0 if pose.facing == "left" else 1.0
        bob = pose.talk_energy * math.sin(pose.breath * 4.3)
        nod = pose.nod + state.nod + frame.stoop + 0.035 * bob
        roll = (
            pose.tilt * sign + 0.012 * math.sin(pose.breath * 0.7 + 1.0) + nod * (0.4 if view == "turned" else 0.0)
        )
        ratio = frame.head / frame.body
        neck_x = body_x(0, view) * 0.35
        return chain(
            shift(neck_x + 9.0 * state.shake, CHIN_Y + 4.0 + nod * 70.0 + state.sink * 0.4),
            zoom(ratio, ratio * (1.0 - 0.12 * abs(nod))),
            turn(roll + 0.03 * state.shake),
        )

    def _arm_maps(self, arm: ArmState, view: View, side: int, lift: float) -> tuple[Matrix, Matrix, Matrix]:
        """Maps of upper arm, forearm and hand into body space."""
        x, y = shoulder(self._frame, view, side)
        upper = chain(shift(x, y - lift), zoom(side, 1.0), turn(-math.radians(arm.upper)))
        elbow = chain(upper, shift(0, UPPER_ARM * arm.fold), turn(-math.radians(arm.fore - arm.upper)))
        hand = chain(elbow, shift(0, (FOREARM - 3.0) * arm.length), turn(-math.radians(arm.wrist)))
        return chain(upper, zoom(1.0, arm.fold)), chain(elbow, zoom(1.0, arm.length)), hand

    def _shoulder_line(
        self, out: Image, scale: float, arm: ArmState, trunk: Matrix, view: View, side: int, lift: float
    ) -> None:
        """Contour of an upper arm below the torso: shoulder and sleeve become one shape without a doll's joint."""
        upper = self._arm_maps(arm, view, side, lift)[0]
        _put(out, LIMB_BOX, chain(trunk, upper), lambda: self._parts.sleeve(scale, lower=False, contour=True))

    def _arm(
        self,
        out: Image,
        scale: float,
        arm: ArmState,
        trunk: Matrix,
        view: View,
        side: int,
        state: BodyState,
        pose: Pose,
    ) -> None:
        upper, fore, hand = (chain(trunk, part) for part in self._arm_maps(arm, view, side, state.lift))
        parts = self._parts

        def put_hand() -> None:
            _put(out, HAND_BOX, hand, lambda: parts.hand(scale, arm.hand))

        def put_sleeve(matrix: Matrix, *, lower: bool, contour: bool = False) -> None:
            _put(out, LIMB_BOX, matrix, lambda: parts.sleeve(scale, lower, contour))

        if not self._bare_arms:
            put_hand()
        if side == 1 and pose.held is not None and pose.gesture in {"hold", "offer", "reach"}:
            # Whoever holds it, a thing stands upright and has its own size.
            upright = chain(zoom(1 / self._frame.body), turn(math.radians(arm.fore + arm.wrist) - state.lean))
            grip = chain(hand, shift(0, GRIP + 3.0), upright, shift(*out_of_hand(pose)))
            blit(out, pose.held, grip, min(1.0, _SEEN_BY * pose.gesture_amount))
            put_hand()  # fingers close over what they hold
        sharp = abs(arm.fore - arm.upper) > _SHARP_BEND
        if sharp:
            put_sleeve(upper, lower=False)
        put_sleeve(fore, lower=True, contour=True)
        if self._bare_arms:
            put_hand()
        if not sharp:
            put_sleeve(upper, lower=False)
        put_sleeve(fore, lower=True)

    def _face(self, out: Image, scale: float, pose: Pose, view: View, head: Matrix) -> None:
        sign = -1.0 if pose.facing == "left" else 1.0
        gaze = round(max(-1.0, min(1.0, pose.gaze * sign)) * 2)
        hidden = pose.gesture == "facepalm" and pose.gesture_amount > 0.5
        blink = 2 if pose.blink >= 1.5 or hidden else 1 if pose.blink >= 0.5 else 0
        _put(out, HEAD_BOX, head, lambda: self._parts.head(scale, view, pose.mood, pose.viseme, blink, gaze))
        if pose.mood in {"sad", "scared"}:
            self._drops(out, scale, pose, view, head)

    def _drops(self, out: Image, scale: float, pose: Pose, view: View, head: Matrix) -> None:
        """Tears or sweat, one drop after the other."""
        x, y, shown = drop(pose, view)
        blit(out, self._parts.drop(scale), chain(head, shift(x, y), zoom(0.75)), shown)

    def _legs(self, out: Image, scale: float, pose: Pose, ground: Matrix, view: View) -> None:
        share = self._room * pose.stride
        for side in (1, -1):
            lift = share * max(0.0, math.cos(pose.walk) * side) if pose.walk is not None else 0.0
            hip = chain(ground, shift(hip_x(self._frame.hip, side, view), HIP_Y))
            if view == "turned":
                ahead, bent = leg(pose.walk, side, share) if pose.walk is not None else (0.0, 0.0)
                thigh = chain(hip, turn(-ahead))
                knee = chain(thigh, shift(0, KNEE_Y - HIP_Y), turn(bent))
            else:
                thigh = chain(hip, zoom(1.0, 1.0 - 0.1 * lift))
                knee = chain(hip, shift(0, (KNEE_Y - HIP_Y) * (1.0 - 0.1 * lift)), zoom(1.0, 1.0 - 0.12 * lift))
            _put(out, LIMB_BOX, knee, lambda: self._parts.shin(scale, view))
            _put(out, LIMB_BOX, thigh, lambda: self._parts.thigh(scale))

    def _sink(self, pose: Pose) -> float:
        walks = pose.walk is not None and pose.facing != "front"
        return sink(pose.walk or 0.0, self._room * pose.stride) if walks else 0.0


def _put(out: Image, box: Box, matrix: Matrix, make: Callable[[], Sprite]) -> None:
    """Draw a part if the frame shows its box: legs cost a close-up half a second when they are made for nothing."""
    if in_frame(matrix, box.x, box.y, box.wide, box.high, (out.shape[1], out.shape[0])):
        blit(out, make(), matrix)
