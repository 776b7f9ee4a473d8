"""Hair in head space: what hangs behind the body and what frames the face. Hats are in `headgear`."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure.build import View
from resources.video.animatic.figure.hairdos import FRONTS, cloud
from resources.video.animatic.look import Look

_HIDES_TOP = frozenset({"hat", "cap", "beanie", "straw_hat", "helmet", "headscarf"})
_UNDER_HAT = {"bun": "swept", "twin_buns": "bob", "topknot": "swept", "spiky": "short", "curly": "curly_low"}


def worn_style(look: Look) -> str:
    """The style that is drawn: a hat leaves no room for a bun on top."""
    if look.headgear == "headscarf":
        return "swept"
    if look.headgear in _HIDES_TOP:
        return _UNDER_HAT.get(look.hair_style, look.hair_style)
    if look.hair_style == "curly" and look.gender == "male":
        return "curly_short"
    return look.hair_style


def hair_behind(look: Look, view: View) -> str:
    """Hair behind head and shoulders; it swings with a lag."""
    return ink.moved(_behind(look), -10.0 if view == "turned" else 0.0, 0)


def _behind(look: Look) -> str:
    style, back = worn_style(look), ink.shade(look.hair, 0.74)
    if style == "long":
        mass = (
            "M-104 -130 C-120 -20 -132 90 -112 196 C-84 222 -58 190 -34 208"
            " C0 226 34 196 58 210 C84 218 104 200 110 180"
            " C130 80 120 -20 104 -130Z"
        )
        return ink.shape(mass, back) + _strands(
            back, ((-84, 10, 180), (84, 10, 176), (-40, 60, 190), (40, 60, 190))
        )
    if style == "bob":
        mass = "M-106 -130 C-124 -60 -122 0 -96 22 H96 C122 0 124 -60 106 -130Z"
        return ink.shape(mass, back)
    if style == "ponytail":
        side = -1
        tail = (
            f"M{side * 60} -216 C{side * 150} -240 {side * 176} -120 {side * 150} -20"
            f" C{side * 144} 20 {side * 150} 44 {side * 134} 66 C{side * 116} 30 {side * 104} 0"
            f" {side * 108} -40 C{side * 112} -90 {side * 96} -140 {side * 50} -170Z"
        )
        return ink.shape(tail, ink.shade(look.hair, 0.88)) + ink.stroke(
            "M-96 -196 C-146 -170 -146 -80 -132 20", ink.shade(look.hair, 1.5), 3.4, 0.45
        )
    if style == "curly_short":
        return cloud([(-94, -150, 28), (94, -150, 28), (-96, -122, 22), (96, -122, 22)], back)
    if style in {"curly", "curly_low"}:
        spots = (
            (-92, -120, 40),
            (92, -120, 40),
            (-98, -66, 38),
            (98, -66, 38),
            (-84, -20, 34),
            (84, -20, 34),
            (-104, -96, 30),
            (104, -96, 30),
        )
        return cloud([(x, y, r) for x, y, r in spots], back)
    if style in {"bun", "twin_buns", "swept", "topknot", "braid"}:
        low = -34
        mass = f"M-100 -140 C-108 -70 -84 {low - 20} -52 {low} H52 C84 {low - 20} 108 -70 100 -140Z"
        tails = ""
        if style == "twin_buns":
            tails = "".join(
                ink.shape(
                    f"M{s * 84} -110 C{s * 118} -40 {s * 116} 60 {s * 96} 118 C{s * 80} 70 {s * 72} 0 {s * 66} -40Z",
                    back,
                )
                for s in (-1, 1)
            )
        return tails + ink.shape(mass, back)
    if style in {"short", "side_part", "spiky"}:
        mass = "M-97 -150 C-100 -90 -84 -52 -60 -44 H60 C84 -52 100 -90 97 -150Z"
        return ink.shape(mass, back)
    if style == "balding":
        return cloud([(-90, -116, 24), (90, -116, 24), (-92, -88, 20), (92, -88, 20)], back)
    return ""


def hair_front(look: Look, view: View) -> str:
    """Hair over forehead and temples."""
    style = worn_style(look)
    draw = FRONTS.get(style)
    return draw(look, view) if draw else ""


def _strands(colour: str, lines: tuple[tuple[float, float, float], ...]) -> str:
    dark = ink.shade(colour, 0.7)
    return "".join(
        ink.stroke(f"M{x:g} {top:g} q-6 {(bottom - top) / 2:g} 2 {bottom - top:g}", dark, 2.6, 0.6)
        for x, top, bottom in lines
    )
