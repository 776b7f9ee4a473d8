"""Eyes, brows, mouths and marks of a mood. One drawing for every mood: the mood is a row of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from resources.tts.base import Viseme
from resources.video.animatic import ink
from resources.video.animatic.figure.build import EYE_Y, MOUTH_Y, View, face_x
from resources.video.animatic.look import Look
from resources.video.staging import Mood

_LASH = "#2a1a1e"
_MOUTH = "#5a1820"


@dataclass(frozen=True, slots=True)
class Face:
    """A mood in numbers, design units where not said otherwise.

    Args:
        lid: Height of the upper lid, 1 = at rest.
        lid_inner: Drop of the upper lid at the nose.
        lid_outer: Drop of the upper lid at the temple.
        cheek: Share of the eye that the cheek pushes up over.
        iris: Size of the iris, 1 = at rest.
        brow: Lift of the whole brow.
        brow_inner: Extra lift at the nose.
        brow_outer: Extra lift at the temple.
        brow_skew: Lift of the far brow against the near one.
        corner: Lift of the mouth corners.
        width: Width of the mouth, 1 = at rest.
    """

    lid: float = 1.0
    lid_inner: float = 0.0
    lid_outer: float = 0.0
    cheek: float = 0.0
    iris: float = 1.0
    brow: float = 0.0
    brow_inner: float = 0.0
    brow_outer: float = 0.0
    brow_skew: float = 0.0
    corner: float = 2.0
    width: float = 1.0


FACES: dict[Mood, Face] = {
    "neutral": Face(),
    "happy": Face(lid=0.98, cheek=0.34, brow=5, corner=9, width=1.2),
    "sad": Face(lid=0.86, lid_outer=7, brow=2, brow_inner=13, brow_outer=-6, corner=-7, width=0.9),
    "angry": Face(lid=0.92, lid_inner=11, iris=0.92, brow=-7, brow_inner=-13, brow_outer=8, corner=-6, width=1.0),
    "scared": Face(lid=1.2, iris=0.74, brow=10, brow_inner=11, brow_outer=-3, corner=-5, width=1.05),
    "surprised": Face(lid=1.28, iris=0.82, brow=17, brow_inner=2, brow_outer=1, corner=1, width=0.8),
    "tender": Face(lid=0.8, lid_outer=3, cheek=0.14, brow=4, brow_inner=5, corner=7, width=1.0),
    "sly": Face(lid=0.64, lid_inner=3, cheek=0.1, brow=-1, brow_inner=-5, brow_skew=13, corner=5, width=1.05),
}

_OPEN: dict[Viseme, tuple[float, float, bool, bool]] = {
    # half width, depth, upper teeth, tongue
    "a": (25, 29, True, True),
    "e": (28, 20, True, True),
    "i": (29, 14, True, False),
    "o": (16, 25, False, True),
    "u": (12, 18, False, False),
    "s": (24, 11, True, False),
}


def eyes(look: Look, view: View, mood: Mood, blink: int, gaze: float) -> str:
    """Both eyes. `blink` is 0 open, 1 half, 2 closed; `gaze` -1..1 in the drawn (unmirrored) direction."""
    return "".join(_eye(look, view, FACES[mood], mood, side, blink, gaze) for side in (-1, 1))


def brows(look: Look, view: View, mood: Mood) -> str:
    """Both brows; they are drawn over the fringe so that a mood reads with every hair style."""
    face = FACES[mood]
    colour = ink.shade(look.hair, 0.8) if ink.lightness(look.hair) < 0.62 else ink.shade(look.hair, 0.68)
    weight = (4.6 if look.gender == "female" else 7.6) * (
        1.15 if look.age == "old" and look.gender == "male" else 1.0
    )
    parts = ""
    for side in (-1, 1):
        lift = face.brow + (face.brow_skew if side == 1 else 0)
        inner_x, middle_x, outer_x = (face_x(side * x, view) for x in (17, 42, 67))
        y = EYE_Y - 41 - lift
        inner_y, outer_y = y + 3 - face.brow_inner, y + 6 - face.brow_outer
        top = y - 7 - (face.brow_inner + face.brow_outer) * 0.35
        path = (
            f"M{inner_x:g} {inner_y - weight * 0.55:g} Q{middle_x:g} {top - weight:g} {outer_x:g} {outer_y:g}"
            f" Q{middle_x:g} {top + weight * 0.7:g} {inner_x:g} {inner_y + weight * 0.55:g}Z"
        )
        parts += ink.shape(path, colour, colour, 2.0)
    if mood == "angry":
        nose = face_x(0, view)
        parts += ink.stroke(
            f"M{nose - 5:g} -126 q3 8 0 14 M{nose + 6:g} -126 q-3 8 0 14", ink.shade(look.skin, 0.6), 2.4, 0.8
        )
    return parts


def mouth(look: Look, view: View, mood: Mood, viseme: Viseme) -> str:
    """The mouth that says a viseme in a mood; `rest` is the closed (or grinning) mouth of the mood."""
    face = FACES[mood]
    x, squeeze = face_x(0, view) + (1 if view == "turned" else 0), 0.93 if view == "turned" else 1.0
    if viseme == "rest" and mood in {"happy", "surprised", "angry", "scared"}:
        content = _resting_open(look, mood)
    elif viseme in _OPEN:
        half, depth, teeth, tongue = _OPEN[viseme]
        content = _open_mouth(look, half * (0.6 + 0.4 * face.width), depth, face.corner, teeth, tongue)
    else:
        content = _closed_mouth(look, face, mood, viseme)
    return ink.moved(content, x, MOUTH_Y, wide=squeeze, high=1.0)


def drop() -> str:
    """A tear or a bead of sweat, its tip at the origin."""
    path = "M0 0 C7 11 10 16 10 22 A10 10 0 0 1 -10 22 C-10 16 -7 11 0 0Z"
    return ink.shape(path, "#bfe4fb", "#5b9cc8", 2.2) + ink.ellipse(-3, 22, 2.6, 4.5, "#ffffff", 0.9)


def marks(look: Look, view: View, mood: Mood) -> str:
    """Standing marks of a mood: deeper blush, cold shade, angry vein, wet eyes."""
    near, far = face_x(-54, view), face_x(54, view)
    parts = f"<defs>{ink.bloom('flush', (0, '#f0574d', 0.55), (1, '#f0574d', 0))}</defs>"
    if mood in {"tender", "happy"}:
        parts += "".join(f'<ellipse cx="{x:g}" cy="-58" rx="27" ry="16" fill="url(#flush)"/>' for x in (near, far))
        if mood == "tender":
            parts += "".join(
                ink.stroke(f"M{x + dx:g} -55 l5 -9", "#d9534a", 2.2, 0.7)
                for x in (near, far)
                for dx in (-11, -2, 7)
            )
    if mood == "angry":
        parts += f'<ellipse cx="{face_x(0, view):g}" cy="-72" rx="62" ry="30" fill="url(#flush)" opacity=".55"/>'
        vein = "M-12 -3 Q-4 -4 -3 -12 M12 -3 Q4 -4 3 -12 M-12 4 Q-4 5 -3 13 M12 4 Q4 5 3 13"
        parts += ink.moved(ink.stroke(vein, "#c8362f", 4.2), face_x(-66, view), -172, 8)
    if mood == "scared":
        parts += "".join(
            ink.stroke(f"M{face_x(x, view):g} -168 v26", "#5a6fa8", 2.2, 0.3) for x in (-44, -30, -16, 18, 32, 46)
        )
    if mood == "sad":
        parts += "".join(
            ink.stroke(f"M{face_x(s * 24, view):g} -72 Q{face_x(s * 42, view):g} -62 {face_x(s * 60, view):g} -74",
                       "#bfe4fb", 5, 0.9)
            for s in (-1, 1)
        )  # fmt: skip
    return parts


def _eye(look: Look, view: View, face: Face, mood: Mood, side: int, blink: int, gaze: float) -> str:
    size = look.eye_size * (1.12 if look.age == "child" else 0.88 if look.age == "old" else 1.0)
    half = (24.5 if look.gender == "female" else 23.0) * size
    if view == "turned":
        half *= 0.82 if side == 1 else 0.98
    centre = face_x(side * 42, view)
    if blink == 2:
        return ink.moved(_closed_eye(look, half, side, mood), centre, EYE_Y + 4)
    top = (26.0 if look.gender == "female" else 21.5) * size * face.lid * (0.5 if blink == 1 else 1.0)
    low = 18.0 * size * (1 - face.cheek)
    inner, outer = -side * half, side * half
    inner_y, outer_y = 4.0, (0.0 if look.gender == "male" else -3.0) + face.lid_outer * 0.5
    crest_in, crest_out = -top * 1.26 + face.lid_inner * 1.5, -top * 1.26 + face.lid_outer * 1.5
    lid = (
        f"M{inner:g} {inner_y:g} C{inner * 0.62:g} {crest_in:g} {outer * 0.6:g} {crest_out:g} {outer:g} {outer_y:g}"
    )
    ball = f"{lid} C{outer * 0.72:g} {low * 1.25:g} {inner * 0.6:g} {low * 1.25:g} {inner:g} {inner_y:g}Z"
    parts = ink.fill(ball, "#fffdf9")
    parts += ink.clipped(f"ball{side}", ball, _iris(look, face, size, gaze, view, lid))
    parts += ink.stroke(lid, _LASH, 6.0 if look.gender == "female" else 4.8)
    parts += ink.stroke(
        f"M{outer * 0.86:g} {low * 0.62:g} Q{outer * 0.2:g} {low * 1.08:g} {inner * 0.5:g} {low * 0.86:g}",
        ink.shade(look.skin, 0.5), 2.0, 0.65,
    )  # fmt: skip
    crease = -top * 1.05 - 7
    parts += ink.stroke(
        f"M{inner * 0.6:g} {crease + 5 + face.lid_inner:g} Q0 {crease - 3:g} {outer * 0.82:g} {crease + 9 + face.lid_outer:g}",
        ink.shade(look.skin, 0.66), 2.0, 0.6,
    )  # fmt: skip
    if look.gender == "female" and look.age != "old":
        parts += ink.stroke(
            f"M{outer:g} {outer_y:g} l{side * 7} -7 M{outer * 0.9:g} {outer_y - 6:g} l{side * 6} -9", _LASH, 3.4
        )
    return ink.moved(parts, centre, EYE_Y)


def _iris(look: Look, face: Face, size: float, gaze: float, view: View, lid: str) -> str:
    x = gaze * 8.0 + (2.5 if view == "turned" else 0.0)
    wide, high = 13.6 * size * face.iris, 16.4 * size * face.iris
    y = 0.0
    return (
        ink.ellipse(x, y, wide, high, ink.shade(look.iris, 0.55))
        + ink.ellipse(x, y + 3, wide * 0.82, high * 0.78, look.iris)
        + ink.ellipse(x, y + high * 0.52, wide * 0.55, high * 0.36, ink.shade(look.iris, 1.6), 0.75)
        + ink.ellipse(x, y - 1, wide * 0.5, high * 0.52, "#140d12")
        + ink.stroke(lid, "#3a2a3a", 13, 0.2)
        + ink.ellipse(x + wide * 0.36, y - high * 0.42, wide * 0.34, high * 0.3, "#ffffff")
        + ink.ellipse(x - wide * 0.42, y + high * 0.4, wide * 0.17, high * 0.15, "#ffffff", 0.85)
    )


def _closed_eye(look: Look, half: float, side: int, mood: Mood) -> str:
    bend = -13 if mood == "happy" else 9
    parts = ink.stroke(f"M{-half:g} 0 Q0 {bend * 1.6:g} {half:g} 0", _LASH, 5.6 if look.gender == "female" else 4.6)
    if look.gender == "female":
        parts += ink.stroke(f"M{side * half:g} 0 l{side * 8} {5 if bend > 0 else -4}", _LASH, 3.4)
    return parts


def _closed_mouth(look: Look, face: Face, mood: Mood, viseme: Viseme) -> str:
    half = 22 * face.width * (0.86 if viseme == "m" else 1.0)
    lift = face.corner * (0.55 if viseme == "m" else 1.0)
    left, right = -lift, -lift
    if mood == "sly":
        left, right = 0.0, -11.0
    line = ink.mix(_MOUTH, look.lips, 0.25)
    curve = (
        f"M{-half:g} {left:g} C{-half * 0.45:g} {lift * 0.9:g} {half * 0.45:g} {lift * 0.9:g} {half:g} {right:g}"
    )
    parts = ""
    if look.gender == "female" and look.age != "child":
        middle = lift * 0.62
        lips = (
            f"M{-half * 0.72:g} {left * 0.4 + 0.5:g} Q{-half * 0.25:g} {middle - 9:g} 0 {middle - 5:g}"
            f" Q{half * 0.25:g} {middle - 9:g} {half * 0.72:g} {right * 0.4 + 0.5:g} Q0 {middle + 14:g}"
            f" {-half * 0.72:g} {left * 0.4 + 0.5:g}Z"
        )
        parts += ink.fill(lips, look.lips, 0.92)
    else:
        parts += ink.stroke(
            f"M-9 {lift * 0.6 + 10:g} Q0 {lift * 0.6 + 13:g} 9 {lift * 0.6 + 10:g}",
            ink.shade(look.skin, 0.68),
            2.4,
            0.7,
        )
    return parts + ink.stroke(curve, line, 3.4 if viseme != "m" else 4.2)


def _open_mouth(look: Look, half: float, depth: float, corner: float, teeth: bool, tongue: bool) -> str:
    lift = -corner * 0.75
    top = f"M{-half:g} {lift:g} C{-half * 0.5:g} {-4 + lift * 0.2:g} {half * 0.5:g} {-4 + lift * 0.2:g} {half:g} {lift:g}"
    hole = (
        f"{top} C{half * 0.98:g} {depth * 0.85:g} {half * 0.5:g} {depth:g} 0 {depth:g}"
        f" C{-half * 0.5:g} {depth:g} {-half * 0.98:g} {depth * 0.85:g} {-half:g} {lift:g}Z"
    )
    inside = ""
    if tongue:
        inside += ink.ellipse(0, depth * 0.98, half * 0.62, depth * 0.36, "#d9636a")
    if teeth:
        inside += ink.fill(
            f"M{-half} -20 H{half} V{min(7.5, depth * 0.36):g}"
            f" Q0 {min(10.0, depth * 0.46):g} {-half} {min(7.5, depth * 0.36):g}Z",
            "#fffaf2",
        )
    rim = look.lips if look.gender == "female" and look.age != "child" else ink.mix(_MOUTH, look.lips, 0.3)
    return (
        ink.fill(hole, _MOUTH)
        + ink.clipped("gape", hole, inside)
        + ink.stroke(hole, rim, 4.6 if look.gender == "female" else 3.6)
    )


def _resting_open(look: Look, mood: Mood) -> str:
    if mood == "happy":
        return _open_mouth(look, 29, 21, 9, teeth=True, tongue=True)
    if mood == "surprised":
        return _open_mouth(look, 13, 21, 0, teeth=False, tongue=True)
    rim = ink.mix(_MOUTH, look.lips, 0.4)
    if mood == "angry":
        grit = "M-29 11 Q-17 -7 0 -7 Q17 -7 29 11 Q15 12 0 12 Q-15 12 -29 11Z"
        lines = ink.stroke("M-13 -6 V12 M0 -7 V12 M13 -6 V12", "#c9b8b0", 1.6, 0.8)
        return ink.fill(grit, "#fffaf2") + ink.clipped("grit", grit, lines) + ink.stroke(grit, rim, 3.8)
    wavy = "M-24 2 Q-17 -6 -10 -1 Q-2 5 5 -1 Q13 -7 24 3 Q14 13 2 10 Q-12 14 -24 2Z"
    return (
        ink.fill(wavy, "#fffaf2")
        + ink.stroke(wavy, rim, 3.6)
        + ink.stroke("M-20 3 Q-8 8 2 4 Q12 1 20 4", "#c9b8b0", 1.6, 0.7)
    )
