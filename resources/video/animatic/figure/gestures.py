"""Where arms, hands and head go for each gesture: one table, one blend. Angles only; nothing is drawn here.

Arm angles are in degrees away from the body: 0 hangs down, 90 is level and outwards, 180 points up, negative crosses
the body. The leading arm is the one on the side that the figure faces (the right of the screen before mirroring).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from resources.video.animatic.figure.build import CHIN_Y, FOREARM, SHOULDER_Y, UPPER_ARM, Frame, View, body_x
from resources.video.animatic.figure.hands import HandShape
from resources.video.animatic.figure.pose import HeadAhead, Pose
from resources.video.staging import Gesture

Layer = str
"""`behind` the torso, in `front` of it, or `over` the head as well."""

GRIP = 31.0
"""From the wrist to what a hand holds."""
HAND = 90.0
"""From the wrist to the tips of the fingers."""
_RAISED = 130.0  # degrees: a forearm that goes up on the other side as well
_LOWEST_FORE, _LOWERS = 12.0, 6.0
_ON_THE_WAY = (0.5, 0.75, 1.0)
_OPENS = 0.35  # of the way out a hand opens to take
SHORTEST_FOREARM = 0.62
_SHORTEST_DRAWN_IN = 0.45
_SHORTEST_HELD_OUT = 0.3
LONGEST_FOREARM = 1.08


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a gesture.

    Args:
        upper: Angle of the upper arm.
        fore: Angle of the forearm; ignored when `goal` is given.
        hand: Shape of the hand.
        wrist: Angle of the hand against the forearm.
        layer: Drawing order against torso and head.
        goal: A named place of the body that the wrist touches; the forearm is foreshortened to get there.
        fold: Length share of an upper arm that points towards the viewer.
        swing: Amplitude of a lively to and fro of the forearm.
    """

    upper: float = 8.0
    fore: float = 3.0
    hand: HandShape = "relaxed"
    wrist: float = 0.0
    layer: Layer = "front"
    goal: str | None = None
    fold: float = 1.0
    swing: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole gesture: both arms, and what shoulders, head and trunk add.

    Args:
        lead: Arm on the side that the figure faces.
        other: The other arm.
        lift: Shoulders up, design units.
        lean: Trunk turned in radians, positive towards the facing side.
        nod: Head down, radians; `nods` and `shakes` count full swings while the amount runs from 0 to 1.
    """

    lead: Arm = Arm()
    other: Arm = Arm()
    lift: float = 0.0
    lean: float = 0.0
    nod: float = 0.0
    nods: float = 0.0
    shakes: float = 0.0
    sink: float = 0.0


REST = Plan()

PLANS: dict[Gesture, Plan] = {
    "none": REST,
    "point": Plan(lead=Arm(84, 90, "point"), lean=0.03),
    "shrug": Plan(lead=Arm(26, 112, "offer", -18), other=Arm(26, 112, "offer", -18), lift=13, nod=-0.05),
    "hand_on_heart": Plan(other=Arm(20, 0, "flat", 6, goal="heart"), nod=0.06),
    "hands_on_hips": Plan(lead=Arm(46, 0, "fist", 30, goal="hip"), other=Arm(46, 0, "fist", 30, goal="hip"), lift=3),
    "wave": Plan(lead=Arm(84, 166, "open", swing=16), nod=-0.03),
    "think": Plan(lead=Arm(6, 0, "fist", 12, layer="over", goal="chin", fold=0.72),
                  other=Arm(12, 0, "flat", goal="far_elbow"), nod=0.05),
    "offer": Plan(lead=Arm(40, 108, "offer", -4), lean=0.03),
    "recoil": Plan(lead=Arm(34, 142, "open", 10), other=Arm(34, 142, "open", 10), lean=-0.08, lift=8),
    "nod": Plan(nods=2.0),
    "shake_head": Plan(shakes=2.0),
    "bow": Plan(lead=Arm(14, 0, "flat", goal="clasp"), other=Arm(14, 0, "flat", goal="clasp"), nod=0.42, sink=52, lean=0.05),
    "crossed_arms": Plan(lead=Arm(14, 0, "fist", goal="far_elbow"), other=Arm(14, 0, "flat", goal="far_arm"), lift=2),
    "clasped_hands": Plan(lead=Arm(13, 0, "flat", goal="clasp"), other=Arm(13, 0, "fist", goal="clasp")),
    "hand_on_hip": Plan(other=Arm(46, 0, "fist", 30, goal="hip")),
    "facepalm": Plan(lead=Arm(78, 0, "offer", -14, layer="over", goal="brow", fold=0.56), nod=0.2),
    "hold": Plan(lead=Arm(10, 0, "fist", 20, goal="grip")),
    "reach": Plan(lead=Arm(70, 88, "open", 6), lean=0.07),
}  # fmt: skip


SWUNG: frozenset[Gesture] = frozenset(name for name, plan in PLANS.items() if plan.nods or plan.shakes)
"""Gestures of the head, that are over when their amount is 1."""


@dataclass(frozen=True, slots=True)
class ArmState:
    """An arm in one frame, ready to be placed: angles in degrees, lengths as shares of full length."""

    upper: float
    fore: float
    length: float
    fold: float
    hand: HandShape
    wrist: float
    layer: Layer


@dataclass(frozen=True, slots=True)
class BodyState:
    """Both arms and the head's additions in one frame."""

    lead: ArmState
    other: ArmState
    lift: float
    lean: float
    nod: float
    shake: float
    sink: float


def shoulder(frame: Frame, view: View, side: int) -> tuple[float, float]:
    """The joint of one arm in body space; `side` is +1 on the right of the screen."""
    return body_x(side * (frame.shoulder - frame.arm * 0.8), view), SHOULDER_Y + 10


def state_of(pose: Pose, frame: Frame, view: View) -> BodyState:
    """Blend from hanging arms to the gesture by its amount, and add the beats of speech."""
    plan = PLANS[pose.gesture]
    if plan.other == REST.other and plan.lead.fore > _RAISED and _covers(plan.lead, frame, view, pose.head_ahead):
        plan = replace(plan, lead=plan.other, other=plan.lead)
    amount = min(1.0, max(0.0, pose.gesture_amount))
    swing = math.sin(pose.breath * 5.2)
    return BodyState(
        lead=_arm(plan.lead, frame, view, 1, amount, swing, pose),
        other=_arm(plan.other, frame, view, -1, amount, swing, pose),
        lift=plan.lift * amount,
        lean=plan.lean * amount,
        nod=plan.nod * amount + 0.16 * _swung(amount, plan.nods),
        shake=_swung(amount, plan.shakes),
        sink=plan.sink * amount,
    )


def _swung(amount: float, swings: float) -> float:
    """-1 to 1: so many swings while the amount runs from 0 to 1, that begin and end softly."""
    return math.sin(amount * swings * 2 * math.pi) * math.sin(amount * math.pi)


def _arm(arm: Arm, frame: Frame, view: View, side: int, amount: float, swing: float, pose: Pose) -> ArmState:
    rest = Arm()
    target = replace(arm, fore=arm.fore + arm.swing * swing)
    length = 1.0
    out = pose.hand_out if side == 1 else 0.0
    if arm.goal is not None:
        fore, length = _reach(arm, frame, view, side)
        target = replace(target, fore=fore)
    elif side == 1 and arm != rest:
        while target.fore > _LOWEST_FORE and _covers(target, frame, view, pose.head_ahead):
            target = replace(target, upper=max(rest.upper, target.upper - _LOWERS), fore=target.fore - _LOWERS)
        length = _drawn_in(target, frame, view, pose.room)
        target = replace(target, fold=target.fold * length)
    still = arm == rest and not out
    layer = arm.layer if not still else "behind" if view == "turned" and side == 1 else "front"
    sway = 2.0 * math.sin(pose.breath - 0.7) + (24.0 * math.sin(pose.walk) * side if pose.walk is not None else 0.0)
    beat = pose.talk_energy * (10.0 + 7.0 * math.sin(pose.breath * 3.1 + side))
    resting_upper = frame.arms_out + sway * 0.5
    resting_fore = rest.fore + sway + beat * 0.8
    lively = beat * 0.25 if arm.goal is None else 0.0
    state = ArmState(
        upper=resting_upper + (target.upper - resting_upper) * amount,
        fore=resting_fore + (target.fore + lively - resting_fore) * amount,
        length=1.0 + (length - 1.0) * amount,
        fold=1.0 + (target.fold - 1.0) * amount,
        hand="fist" if side == 1 and pose.held is not None else arm.hand if amount > 0.35 else "relaxed",
        wrist=target.wrist * amount,
        layer=layer,
    )
    return _held_out(state, frame, view, pose) if out else state


def _covers(arm: Arm, frame: Frame, view: View, head: HeadAhead | None) -> bool:
    """True when the hand goes over somebody's head, there or on the way."""
    if head is None:
        return False
    joint_x, joint_y = shoulder(frame, view, 1)
    for amount in _ON_THE_WAY:
        upper, fore = (math.radians(amount * angle) for angle in (arm.upper, arm.fore))
        for below in (FOREARM * 0.6, FOREARM + HAND):
            x = joint_x + UPPER_ARM * math.sin(upper) + below * math.sin(fore)
            y = joint_y + UPPER_ARM * math.cos(upper) + below * math.cos(fore)
            if x * frame.body > head.near and head.top < y * frame.body < head.chin:
                return True
    return False


def _held_out(state: ArmState, frame: Frame, view: View, pose: Pose) -> ArmState:
    """The leading arm on its way to where a thing changes hands; the elbow hangs."""
    joint_x, joint_y = shoulder(frame, view, 1)
    ahead, down = pose.hand_at[0] / frame.body - joint_x, pose.hand_at[1] / frame.body - joint_y
    fore_long = FOREARM + GRIP
    far = min(UPPER_ARM + fore_long - 0.5, max(fore_long - UPPER_ARM + 1.0, math.hypot(ahead, down)))
    straight = math.atan2(ahead, down)
    upper = straight - _corner(UPPER_ARM, far, fore_long)
    out = pose.hand_out
    raised = math.radians(state.upper + (math.degrees(upper) - state.upper) * out)
    # The hand goes straight, so the forearm points at the viewer on its way out: angles alone would swing it by the hip.
    now_x, now_y = _grip_of(state, joint_x, joint_y)
    grip_x = now_x + (joint_x + far * math.sin(straight) - now_x) * out
    grip_y = now_y + (joint_y + far * math.cos(straight) - now_y) * out
    fold = state.fold + (1.0 - state.fold) * out
    outward = grip_x - joint_x - UPPER_ARM * fold * math.sin(raised)
    below = grip_y - joint_y - UPPER_ARM * fold * math.cos(raised)
    return replace(
        state,
        upper=math.degrees(raised),
        fore=math.degrees(math.atan2(outward, below)),
        length=min(LONGEST_FOREARM, max(_SHORTEST_HELD_OUT, (math.hypot(outward, below) - GRIP) / FOREARM)),
        fold=fold,
        wrist=state.wrist * (1.0 - out),
        hand=state.hand if pose.held is not None or out < _OPENS else "offer",
    )


def _grip_of(state: ArmState, joint_x: float, joint_y: float) -> tuple[float, float]:
    """Where the leading hand grips, in body space."""
    upper, fore = math.radians(state.upper), math.radians(state.fore)
    above, below = UPPER_ARM * state.fold, FOREARM * state.length + GRIP
    return (
        joint_x + above * math.sin(upper) + below * math.sin(fore),
        joint_y + above * math.cos(upper) + below * math.cos(fore),
    )


def _corner(side: float, other: float, opposite: float) -> float:
    """Angle between two sides of a triangle, by the law of cosines."""
    return math.acos(max(-1.0, min(1.0, (side**2 + other**2 - opposite**2) / (2 * side * other))))


def _reach(arm: Arm, frame: Frame, view: View, side: int) -> tuple[float, float]:
    """Angle and length share of a forearm that brings the wrist to the goal."""
    joint_x, joint_y = shoulder(frame, view, side)
    goal_x, goal_y = _goal(arm.goal or "", frame, view, side)
    angle, length = math.radians(arm.upper), UPPER_ARM * arm.fold
    elbow_x, elbow_y = joint_x + side * length * math.sin(angle), joint_y + length * math.cos(angle)
    outward, down = side * (goal_x - elbow_x), goal_y - elbow_y
    fore = math.degrees(math.atan2(outward, down))
    if fore > 150.0:
        fore -= 360.0
    share = math.hypot(outward, down) / FOREARM
    return fore, min(LONGEST_FOREARM, max(SHORTEST_FOREARM, share))


def _drawn_in(arm: Arm, frame: Frame, view: View, room: float) -> float:
    """Length share of an arm that points a little towards the viewer, so that the hand does not lie on the next person."""
    joint_x, _ = shoulder(frame, view, 1)
    upper = UPPER_ARM * math.sin(math.radians(arm.upper))
    fore = FOREARM * math.sin(math.radians(arm.fore))
    hand = HAND * math.sin(math.radians(arm.fore + arm.wrist))
    # The design space of a pose is the body's; a grown person's is 1.
    free = room / frame.body - joint_x - hand
    return min(1.0, max(_SHORTEST_DRAWN_IN, free / (upper + fore))) if upper + fore > 0 else 1.0


def _goal(name: str, frame: Frame, view: View, side: int) -> tuple[float, float]:
    head = frame.head / frame.body
    middle = body_x(0, view)
    places = {
        "heart": (middle + side * 34, -640.0),
        "hip": (body_x(side * (frame.waist + 24), view), -528.0),
        "chin": (middle * 0.6 + side * 36 * head, CHIN_Y + 56),
        "brow": (middle * 0.6 + side * 44 * head, CHIN_Y - 42 * head),
        "far_elbow": (body_x(-side * (frame.shoulder * 0.42), view), -596.0),
        "far_arm": (body_x(-side * (frame.shoulder * 0.5), view), -622.0),
        "clasp": (middle + side * 20, -520.0),
        "grip": (body_x(side * (frame.shoulder * 0.62), view), -612.0),
    }
    return places[name]
