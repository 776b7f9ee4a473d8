"""A figure seen from behind, head to waist, as one still drawing: for the listener in an over-the-shoulder shot."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure import body, headgear
from resources.video.animatic.figure.build import CHIN_Y, CROWN_Y, SHOULDER_Y, Frame, frame_of
from resources.video.animatic.figure.costume import CUTS
from resources.video.animatic.figure.curls import CURL_ROWS, curled_outline, curls_from_behind
from resources.video.animatic.figure.hair import worn_style
from resources.video.animatic.ink import Box
from resources.video.animatic.look import Look

BACK_BOX = Box(-300, -1330, 600, 910)
"""What the drawing covers, in body space: hats and buns above, the waist below."""

_SKULL = "M-97 -132 C-104 -250 104 -250 97 -132 C97 -74 74 -34 52 -20 Q0 -6 -52 -20 C-74 -34 -97 -74 -97 -132Z"
_SPIKES = (
    "M-100 -106 L-118 -150 L-102 -158 L-116 -196 L-84 -198 L-82 -240 L-48 -228 L-26 -268 L2 -240 L34 -266 L46 -230"
    " L84 -242 L90 -200 L116 -194 L102 -158 L116 -148 L98 -104 L84 -60 L66 -74 L50 -24 L30 -50 L6 -8 L-16 -46 L-44 -20"
    " L-58 -66 L-84 -56Z"
)
_LONG = (
    "M-99 -132 C-106 -250 106 -250 99 -132 C110 -60 102 -6 78 62 C78 108 80 142 64 178 Q60 154 52 142 Q42 184 24 198"
    " Q20 164 10 152 Q0 192 -18 202 Q-24 164 -32 150 Q-42 186 -62 182 Q-64 152 -70 136 Q-80 104 -78 62"
    " C-102 -6 -110 -60 -99 -132Z"
)
_BOB = (
    "M-102 -132 C-108 -250 108 -250 102 -132 C116 -66 114 -14 92 18 Q78 34 60 22 Q46 40 24 28 Q0 44 -26 28 Q-46 40 -62 22"
    " Q-80 34 -94 18 C-114 -14 -116 -66 -102 -132Z"
)
_RIM = "#ffe2b8"
# How strands fall from the crown: how far out they go, and the share of it that they keep at their ends.
_LOCKS = ((-88, 0.84), (-66, 0.9), (-44, 0.78), (-18, 1.1), (14, 1.0), (38, 0.8), (62, 0.92), (86, 0.82))
_SHINE = "M-80 -150 Q0 -204 80 -150 Q74 -130 52 -138 Q38 -156 22 -148 Q4 -164 -16 -150 Q-34 -158 -50 -138 Q-72 -128 -80 -150Z"
_OVER_EARS = frozenset({"long", "bob"})
_WHOLE_HATS = frozenset({"headscarf", "beanie", "helmet"})


def drawn_from_behind(look: Look) -> str:
    """The figure from behind as SVG content inside `BACK_BOX`, the camera on its left: light comes from the right."""
    frame = frame_of(look)
    head = ink.moved(_head(look), 0, CHIN_Y + 4, wide=frame.head / frame.body)
    return f"<defs>{_light('rim')}</defs>" + _arms(look, frame) + _torso(look, frame) + head


def crown_of(look: Look) -> tuple[float, float]:
    """Height of the crown in `BACK_BOX`, and the scale that gives every head one size, a child's too."""
    frame = frame_of(look)
    return CHIN_Y + CROWN_Y * frame.head / frame.body, frame.body / frame.head


def _torso(look: Look, frame: Frame) -> str:
    outline = body.torso_outline(frame, "front")
    base = look.main
    paint = ink.fade("back", (0, ink.shade(base, 1.08), 1), (0.7, base, 1), (1, ink.shade(base, 0.8), 1))
    neck = f"M{-frame.neck:g} {CHIN_Y - 60:g} L{-frame.neck - 5:g} -730 H{frame.neck + 5:g} L{frame.neck:g} {CHIN_Y - 60:g}Z"
    collar = (
        f"M{-frame.neck - 18:g} -734 Q0 -772 {frame.neck + 18:g} -734 L{frame.neck + 26:g} -712 Q0 -740"
        f" {-frame.neck - 26:g} -712Z"
    )
    band = look.trim if look.costume in {"robe", "uniform"} else ink.shade(base, 0.82)
    hood = (
        ink.shape("M-88 -716 Q-96 -640 0 -612 Q96 -640 88 -716 Q0 -752 -88 -716Z", ink.shade(base, 0.86))
        if CUTS[look.costume].hood
        else ""
    )
    folds = ink.stroke(
        f"M0 -700 V-480 M{-frame.shoulder * 0.55:g} -690 Q{-frame.shoulder * 0.4:g} -610 {-frame.waist * 0.7:g} -520"
        f" M{frame.shoulder * 0.55:g} -690 Q{frame.shoulder * 0.4:g} -610 {frame.waist * 0.7:g} -520",
        ink.shade(base, 0.6), 3, 0.7,
    )  # fmt: skip
    straps = ""
    if look.costume == "apron":
        straps = ink.stroke("M-52 -722 L44 -520 M52 -722 L-44 -520", look.trim, 16)
    if look.costume == "robe":
        straps = ink.shape(
            f"M{-frame.waist - 10:g} -572 H{frame.waist + 10:g} V-520 H{-frame.waist - 10:g}Z", look.trim
        )
    scarf = ""
    if "scarf" in look.ornaments:
        scarf = ink.shape("M-70 -752 Q0 -716 70 -752 L72 -708 Q0 -668 -72 -708Z", look.scarf) + ink.stroke(
            "M-60 -724 Q0 -690 60 -724", ink.shade(look.scarf, 0.66), 3, 0.8
        )
    return (
        f"<defs>{paint}</defs>"
        + ink.shape(neck, ink.shade(look.skin, 0.82))
        + ink.fill(outline, "url(#back)")
        + ink.clipped("torso", outline, folds + straps + ink.fill(outline, "url(#rim)"))
        + ink.stroke(outline[: outline.rindex(" Q")], ink.line_colour(base))
        + hood
        + ink.shape(collar, band)
        + scarf
    )


def _arms(look: Look, frame: Frame) -> str:
    colour = body.arm_colours(look)[0]
    return "".join(
        ink.moved(
            ink.shape(body.upper_arm(frame), ink.shade(colour, 0.9)),
            side * (frame.shoulder - frame.arm * 0.8), SHOULDER_Y + 10, degrees=side * -frame.arms_out, wide=1, high=2.0,
        )
        for side in (-1, 1)
    )  # fmt: skip


def _head(look: Look) -> str:
    ears = "".join(
        ink.shape(f"M{s * 92} -112 C{s * 116} -128 {s * 118} -84 {s * 96} -66Z", ink.shade(look.skin, 0.9))
        for s in (-1, 1)
        if worn_style(look) not in _OVER_EARS
    )
    mass = _mass(look) + "".join(_bound_outlines(worn_style(look)))
    rim = ink.clipped("skull", mass, ink.fill(mass, "url(#rim)"))
    hat = headgear.headgear_from_behind(look)
    if look.headgear in _WHOLE_HATS:
        low = "" if look.headgear == "headscarf" else _hair(look)
        return ears + low + hat + rim
    return ears + _hair(look) + rim + hat


def _hair(look: Look) -> str:
    style, colour = worn_style(look), look.hair
    if look.hair_style == "bald":
        return ink.shape(_SKULL, look.skin)
    if look.hair_style == "balding":
        low = "M-97 -126 Q0 -92 97 -126 C97 -74 74 -34 52 -20 Q0 -6 -52 -20 C-74 -34 -97 -74 -97 -126Z"
        return ink.shape(_SKULL, look.skin) + ink.shape(low, colour)
    if style in CURL_ROWS:
        return curls_from_behind(style, colour)
    mass = _mass(look)
    paint = ink.fade("nape", (0, ink.shade(colour, 1.25), 1), (0.5, colour, 1), (1, ink.shade(colour, 0.76), 1))
    drawn = f"<defs>{paint}</defs>" + ink.shape(mass, "url(#nape)", ink.line_colour(colour))
    return drawn + _strands(style, colour) + _bound_hair(style, colour)


def _mass(look: Look) -> str:
    """Silhouette of the hair, which is that of the head but for bound hair."""
    style = worn_style(look)
    if style in CURL_ROWS:
        return curled_outline(style)
    return {"long": _LONG, "bob": _BOB, "spiky": _SPIKES}.get(style, _SKULL)


def _strands(style: str, colour: str) -> str:
    dark = ink.shade(colour, 0.66)
    if style in {"bun", "swept", "topknot", "twin_buns", "ponytail"}:
        # Combed up to where it is bound.
        lines = "M-60 -30 Q-70 -130 -16 -206 M60 -30 Q70 -130 16 -206 M-22 -20 Q-30 -120 -6 -206 M24 -20 Q30 -120 8 -206"
        return ink.stroke(lines, dark, 3, 0.6)
    ends = {"long": 150, "bob": 6}.get(style, -44)
    falling = "".join(
        ink.stroke(
            f"M{x * 0.12:g} -214 C{x * 0.95:g} -196 {x * 1.16:g} -80 {x * lean:g} {ends - abs(x) * 0.3:g}",
            dark if number % 2 else ink.shade(colour, 1.35), 2.6 + number % 3, 0.4,
        )
        for number, (x, lean) in enumerate(_LOCKS)
    )  # fmt: skip
    crown = ink.stroke("M4 -208 Q9 -196 3 -180", ink.shade(colour, 0.5), 3, 0.7)
    shine = ink.fill(_SHINE, ink.shade(colour, 1.9 if ink.lightness(colour) < 0.35 else 1.3), 0.38)
    return falling + crown + shine


def _bound_hair(style: str, colour: str) -> str:
    tone = ink.shade(colour, 1.06)
    bound = "".join(ink.shape(outline, tone) for outline in _bound_outlines(style))
    if style == "topknot":
        return bound + ink.stroke("M-26 -226 H26", "#c79a45", 9)
    if style == "ponytail":
        return bound + ink.stroke("M-24 -180 Q0 -168 24 -180", "#b8323f", 12)
    return bound


def _bound_outlines(style: str) -> tuple[str, ...]:
    """Buns, knots, tails and plaits, each drawn clockwise: together with the head they are one silhouette."""
    if style == "bun":
        return ("M-52 -238 a52 46 0 1 1 104 0 a52 46 0 1 1 -104 0Z",)
    if style == "topknot":
        return ("M-28 -250 a28 34 0 1 1 56 0 a28 34 0 1 1 -56 0Z",)
    if style == "twin_buns":
        return tuple(f"M{x - 36} -226 a36 36 0 1 1 72 0 a36 36 0 1 1 -72 0Z" for x in (-78, 78))
    if style == "ponytail":
        return ("M24 -196 C58 -120 54 0 22 108 Q0 140 -20 110 C-52 0 -58 -120 -24 -196Z",)
    if style == "braid":
        return tuple(
            f"M-27 {y} Q0 {y - 24} 27 {y} Q22 {y + 34} 0 {y + 40} Q-22 {y + 34} -27 {y}Z"
            for y in range(130, -40, -28)
        )
    return ()


def _light(name: str) -> str:
    """Shadow on the camera's side, a warm edge on the side that the scene lights."""
    return ink.fade(
        name, (0, "#140c1c", 0.6), (0.5, "#140c1c", 0.36), (0.86, "#140c1c", 0), (0.86, _RIM, 0), (1, _RIM, 0.4),
        across=True,
    )  # fmt: skip
