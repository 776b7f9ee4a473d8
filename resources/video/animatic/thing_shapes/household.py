"""Things of table and house. Each stands on y = 0, 220 units high at most."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.thing_shapes.pen import INK


def cup(art: Art, colour: str) -> None:
    """A cup that steams."""
    art.path("M52-86q46-6 40 34q-6 32-50 26", stroke=shade(colour, 0.9), width=13)
    art.path(
        "M-62-104h124q2 78-34 100h-56q-36-22-34-100z",
        art.fade((0, shade(colour, 1.1), 1), (1, shade(colour, 0.7), 1), across=True),
        stroke=INK,
        width=3,
    )
    art.oval(0, -104, 62, 15, shade(colour, 0.55))
    art.oval(0, -103, 52, 10, "#6d4026")
    art.path("M-14-128q-14-18 0-36t0-34M16-130q-12-16 0-32", stroke="#ffffff", width=5, opacity=0.4)


def teapot(art: Art, colour: str) -> None:
    """A teapot."""
    handle = "M-74-92q-66-10-62 38q6 44 70 36"
    art.path(handle, stroke=INK, width=20)
    art.path(handle, stroke=shade(colour, 0.8), width=14)
    art.path("M70-66q34-12 38-62l22 2q-4 74-56 92z", shade(colour, 0.85), stroke=INK, width=3)
    art.path(
        "M-84-62q0-66 84-66t84 66q0 60-84 60t-84-60z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.65), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M-46-118q46-22 92 0", stroke=shade(colour, 0.6), width=7)
    art.oval(0, -140, 14, 13, shade(colour, 0.8))
    art.oval(-34, -84, 14, 24, "#ffffff", opacity=0.22)


def lamp(art: Art, colour: str) -> None:
    """A lantern, alight."""
    art.oval(0, -106, 120, 106, art.spot((0, "#ffd98a", 0.55), (1, "#ffb45a", 0)), lit=True)
    art.path("M-34-150q0-46 34-46t34 46", stroke=INK, width=7)
    art.rect(-44, -154, 88, 18, shade(colour, 0.8), round_by=4)
    art.rect(-40, -136, 80, 104, "#ffe2a4", round_by=12, opacity=0.75, lit=True)
    art.path("M0-118q26 36 0 78q-26-30 0-78z", "#ff9d3a", lit=True)
    art.path("M0-92q12 22 0 48q-12-18 0-48z", "#fff3c4", lit=True)
    art.path("M-40-136v104M40-136v104M-14-136v104M14-136v104", stroke=shade(colour, 0.6), width=6)
    art.rect(-54, -34, 108, 34, colour, round_by=7)


def cake(art: Art, colour: str) -> None:
    """A cake with candles."""
    art.oval(0, -6, 116, 18, "#e6e2da")
    art.rect(-90, -88, 180, 80, "#f3d9b4", round_by=10)
    art.path(
        "M-92-84q0-22 24-22h136q24 0 24 22v22q-16 26-30 0q-16 28-32 0q-16 26-30 0q-16 28-32 0q-16"
        " 26-30 0q-16 22-30 0z",
        "#f7f0ee",
    )
    for x in (-50, 0, 50):
        art.rect(x - 6, -152, 12, 48, colour, round_by=3)
        art.path(f"M{x}-184q14 20 0 34q-14-14 0-34z", "#ffb73f", lit=True)


def bottle(art: Art, colour: str) -> None:
    """A bottle with a label."""
    art.path(
        "M-20-206h40v54q36 20 36 60v84q0 8-10 8h-92q-10 0-10-8v-84q0-40 36-60z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.6), 1), across=True),
        stroke=INK,
        width=3,
    )
    art.rect(-24, -216, 48, 22, "#8a5f3a", round_by=5)
    art.rect(-44, -84, 88, 52, "#f0e4c8", round_by=4)


def flower(art: Art, colour: str) -> None:
    """Flowers on a stalk."""
    art.path("M0 0Q-8-60 0-120M0-40q40-10 48-44q-40-4-48 44", "#4d8a58", stroke="#4d8a58", width=8)
    for across, down in ((-34, -150), (34, -150), (-22, -186), (22, -186), (0, -120), (-40, -122), (40, -122)):
        art.oval(across, down, 30, 28, shade(colour, 1.0 + down / -900))
    art.oval(0, -150, 18, 18, "#f0cc6a")


def chopsticks(art: Art, colour: str) -> None:
    """Two chopsticks on a little rest."""
    art.oval(0, -7, 56, 10, "#3d5a61")
    art.oval(0, -11, 54, 9, "#6f8f96")
    for down in (0, 13):
        art.path(f"M-112 {-20 + down}L104 {-40 + down * 0.6}l4 10L-110 {-10 + down}Z", colour, stroke=INK, width=3)
        art.path(f"M44 {-33 + down * 0.7}l60 -6 3 9 -60 6z", "#b23a33")


def bowl(art: Art, colour: str) -> None:
    """A bowl that steams."""
    art.path(
        "M-96-104H96Q92-20 34-8H-34Q-92-20-96-104Z",
        art.fade((0, shade(colour, 1.1), 1), (1, shade(colour, 0.7), 1)),
        stroke=INK,
        width=3,
    )
    art.rect(-38, -12, 76, 14, shade(colour, 0.7), round_by=4)
    art.oval(0, -104, 96, 20, shade(colour, 0.6))
    art.oval(0, -102, 84, 14, "#c98547")
    art.path("M-60-102q20-14 40 0t40 0t34-2", stroke="#f0dfb0", width=6)
    art.path("M-92-74Q0-52 92-74", stroke="#3f6fa8", width=7)
    art.path("M-24-132q-14-18 0-36t0-34M18-134q-12-16 0-32t0-30", stroke="#ffffff", width=6, opacity=0.45)


def clock(art: Art, colour: str) -> None:
    """A round clock on feet."""
    art.path("M-50-16l-24 18M50-16l24 18", stroke=shade(colour, 0.6), width=14)
    art.oval(0, -92, 92, 90, INK)
    art.oval(0, -92, 88, 86, colour)
    art.oval(0, -92, 70, 69, "#f6efdf")
    art.path("M0-152v14M0-46v14M-60-92h14M46-92h14", stroke=INK, width=6)
    art.path("M0-92V-136M0-92l30 18", stroke=INK, width=8)
    art.oval(0, -92, 7, 7, "#b23a33")


def mirror(art: Art, colour: str) -> None:
    """A hand mirror."""
    art.rect(-13, -76, 26, 78, shade(colour, 0.8), round_by=12)
    art.oval(0, -136, 72, 78, INK)
    art.oval(0, -136, 69, 75, colour)
    art.oval(0, -136, 54, 60, art.fade((0, "#e8f6fb", 1), (1, "#9fc3d2", 1)))
    art.path("M-30-120l50-56M-8-100l40-46", stroke="#ffffff", width=8, opacity=0.7)


def bread(art: Art, colour: str) -> None:
    """A round loaf."""
    art.oval(0, -4, 120, 14, "#b59b70")
    art.path(
        "M-104-12Q-118-104 0-112Q118-104 104-12Q0 6-104-12Z",
        art.fade((0, "#e0a860", 1), (1, "#a5682f", 1)),
        stroke=INK,
        width=3,
    )
    art.path("M-58-84l22 34M-8-94l22 38M44-88l20 36", stroke="#f4dcae", width=10)


def apple(art: Art, colour: str) -> None:
    """An apple with its leaf."""
    art.path(
        "M0-110Q-30-130-62-108Q-98-74-70-24Q-40 10 0-6Q40 10 70-24Q98-74 62-108Q30-130 0-110Z",
        art.fade((0, shade(colour, 1.2), 1), (1, shade(colour, 0.7), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M0-108Q-4-140 12-158", stroke="#5b4130", width=9)
    art.path("M6-138q34-34 64-10q-30 26-64 10z", "#5a9650", stroke=INK, width=3)
    art.oval(-34, -78, 14, 22, "#ffffff", opacity=0.3)


def fish(art: Art, colour: str) -> None:
    """A fish on a plate."""
    art.oval(0, -12, 116, 22, "#e6e2da")
    art.path(
        "M-92-48Q-30-104 44-50L96-82Q84-48 96-14L44-44Q-30 6-92-48Z",
        art.fade((0, "#8fa8b8", 1), (1, "#d6dfe4", 1)),
        stroke=INK,
        width=3,
    )
    art.oval(-62, -52, 8, 8, INK)
    art.path("M-34-70q14 22 0 44M-8-68q10 18 0 38M18-60q8 14 0 26", stroke="#6f8696", width=5)


def candle(art: Art, colour: str) -> None:
    """A burning candle in its holder."""
    art.oval(0, -150, 90, 80, art.spot((0, "#ffd98a", 0.6), (1, "#ffb45a", 0)), lit=True)
    art.oval(0, -8, 70, 15, "#a5742f")
    art.oval(0, -12, 58, 10, "#d9a63f")
    art.path("M-20-12V-118q20-12 40 0V-12Z", art.fade((0, "#fff3d8", 1), (1, "#e0c9a0", 1)), stroke=INK, width=3)
    art.path("M0-186q24 34 0 62q-24-26 0-62z", "#ff9d3a", lit=True)
    art.path("M0-164q11 20 0 38q-11-16 0-38z", "#fff3c4", lit=True)


def spoon(art: Art, colour: str) -> None:
    """A spoon, upright."""
    handle = art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.7), 1), across=True)
    art.path("M-9-2L-7-112H7L9-2Q0 8-9-2Z", handle, stroke=INK, width=3)
    art.oval(0, -152, 38, 52, INK)
    art.oval(0, -152, 35, 49, colour)
    art.oval(4, -146, 22, 35, shade(colour, 0.72))
    art.path("M-20-176Q-14-194 4-194", stroke="#ffffff", width=6, opacity=0.75)
