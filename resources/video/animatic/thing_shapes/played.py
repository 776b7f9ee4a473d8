"""Things that people play or ride, small enough for a table: instruments, toys, a bicycle. Each stands on y = 0."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.thing_shapes.pen import INK


def piano(art: Art, colour: str) -> None:
    """A small upright piano."""
    wood = art.fade((0, shade(colour, 1.2), 1), (1, shade(colour, 0.75), 1))
    art.path("M-100-2V-196H100V-2H84V-60H-84V-2Z", wood, stroke=INK, width=3)
    art.rect(-108, -206, 216, 14, shade(colour, 0.7), round_by=4)
    art.path("M-84-178H84V-122H-84Z", shade(colour, 0.6), stroke=INK, width=2)
    art.path("M-34-176H34V-128H-34Z", "#efeae0", stroke=INK, width=2)
    for row in range(3):
        art.path(f"M-26 {-164 + row * 12}H26", stroke="#8a8078", width=3)
    art.path("M-106-112H106V-84H-106Z", "#f6f1e6", stroke=INK, width=3)
    for key in range(13):
        art.path(f"M{-98 + key * 16}-112V-84", stroke="#8a8078", width=2)
        if key % 7 not in (2, 6):
            art.rect(-95 + key * 16, -112, 8, 17, INK)
    art.rect(-106, -84, 212, 12, shade(colour, 0.7))
    art.path("M-10-14h-14M24-14h-14", stroke="#d9a63f", width=7)


def violin(art: Art, colour: str) -> None:
    """A violin that leans, its bow across."""
    art.path("M10-104L40-196l16 6L30-98Z", "#2a2320")
    art.path("M36-194q2-26 24-18q14 10-2 20z", shade(colour, 0.6), stroke=INK, width=3)
    art.path(
        "M36-122Q62-104 44-78Q34-64 48-46Q50-10-4-4Q-60-6-58-46Q-54-62-34-74Q-30-84-36-100Q-30-138 36-122Z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.75), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M-30-66q-8 14 2 24M26-52q10 10 4 26", stroke=INK, width=5)
    art.path("M-20-38L20-30", stroke="#5b3a24", width=8)
    art.path("M-8-18L44-194M0-16L50-192", stroke="#f6efdf", width=2.5)
    art.path("M-98-12L98-128", stroke="#5b3a24", width=7)
    art.path("M-94-2L102-118", stroke="#f6efdf", width=3)


def drum(art: Art, colour: str) -> None:
    """A drum with its sticks."""
    art.path("M-88-120V-26Q0 22 88-26V-120Z", colour, stroke=INK, width=3)
    art.path("M-88-112L-52-8L-18-96L20 0L54-100L88-22", stroke="#f0e2c0", width=6)
    art.path("M-88-36Q0 10 88-36", stroke="#d9a63f", width=13)
    art.oval(0, -122, 90, 30, "#d9a63f")
    art.oval(0, -125, 80, 25, "#f4ead2")
    art.path("M-64-176L22-122M70-186L-6-128", stroke="#a5682f", width=9)
    art.oval(22, -122, 9, 8, "#c98547")
    art.oval(-6, -128, 9, 8, "#c98547")


def radio(art: Art, colour: str) -> None:
    """A table radio, its dial alight."""
    art.path("M66-140L98-212", stroke="#8b959c", width=5)
    art.path(
        "M-84-144H84q22 0 22 22V-28q0 22-22 22H-84q-22 0-22-22V-122q0-22 22-22Z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.7), 1)),
        stroke=INK,
        width=3,
    )
    art.rect(-86, -122, 112, 94, "#e4d3a8", round_by=10)
    for row in range(6):
        art.path(f"M-78 {-112 + row * 15}H18", stroke="#9a7f4e", width=4)
    art.rect(42, -122, 48, 40, "#ffd98a", round_by=6, lit=True)
    art.path("M50-102H82M70-116V-88", stroke="#b03a2e", width=3, lit=True)
    for x in (52, 82):
        art.oval(x, -50, 13, 13, "#efe6d2")
        art.path(f"M{x}-50V-61", stroke=INK, width=3)


def kite(art: Art, colour: str) -> None:
    """A kite that leans, with a tail of bows."""
    art.path("M-6-74Q-62-48-24-28Q20-8-46-4", stroke="#d9c9a4", width=5)
    for x, y in ((-38, -54), (-22, -28), (-10, -12)):
        art.path(f"M{x} {y}l-14-9v18zM{x} {y}l14-9v18z", shade(colour, 0.75))
    art.path("M20-214L92-142L-6-70L-62-160Z", colour, stroke=INK, width=3)
    art.path("M20-214L92-142L14-148Z", "#f0c84f")
    art.path("M14-148L-6-70L-62-160Z", shade(colour, 1.3))
    art.path("M20-214L-6-70M-62-160L92-142", stroke="#6b4a2a", width=5)


def robot(art: Art, colour: str) -> None:
    """A small robot that waves."""
    body = art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.75), 1))
    art.path("M0-196V-210", stroke=INK, width=5)
    art.oval(0, -211, 9, 9, "#ff6a55", lit=True)
    art.path("M-50-104Q-86-92-84-56M50-108Q88-116 88-158", stroke=shade(colour, 0.6), width=14)
    art.oval(-84, -50, 15, 14, shade(colour, 0.8))
    art.oval(88, -164, 15, 14, shade(colour, 0.8))
    for x in (-44, 12):
        art.rect(x, -40, 32, 38, shade(colour, 0.6), round_by=8)
    art.path("M-42-118H42q14 0 14 14v56q0 14-14 14H-42q-14 0-14-14v-56q0-14 14-14Z", body, stroke=INK, width=3)
    art.rect(-34, -100, 68, 40, "#2b3138", round_by=6)
    for place, lamp in ((-18, "#7ee08a"), (0, "#ffd36a"), (18, "#ff7a66")):
        art.oval(place, -80, 6, 6, lamp, lit=True)
    art.path("M-40-198H40q22 0 22 22v32q0 22-22 22H-40q-22 0-22-22v-32q0-22 22-22Z", body, stroke=INK, width=3)
    art.rect(-48, -184, 96, 48, "#22303c", round_by=16)
    for x in (-22, 22):
        art.oval(x, -164, 11, 12, "#8ff0ff", lit=True)
    art.path("M-14-146Q0-138 14-146", stroke="#8ff0ff", width=4, lit=True)


def bicycle(art: Art, colour: str) -> None:
    """A bicycle seen from the side."""
    for x in (-62, 62):
        art.path(f"M{x - 46}-48a46 46 0 1 0 92 0a46 46 0 1 0-92 0z", stroke=INK, width=9)
        art.path(f"M{x}-92V-4M{x - 44}-48h88M{x - 31}-79l62 62M{x + 31}-79l-62 62", stroke="#9aa3a9", width=2)
        art.oval(x, -48, 7, 7, "#9aa3a9")
    art.path("M-62-48L-30-118H44L-2-48ZM-30-118L-2-48M44-118L62-48", stroke=INK, width=13)
    art.path("M-62-48L-30-118H44L-2-48ZM-30-118L-2-48M44-118L62-48", stroke=colour, width=8)
    art.path("M-30-118L-36-138M44-118L38-150H66Q80-150 76-134", stroke="#4a5056", width=8)
    art.path("M-58-142Q-36-152-14-142L-26-132H-50Z", "#3a2a24", stroke=INK, width=2)
    art.oval(-2, -48, 13, 13, "#8b959c")
    art.path("M-2-48l14 22M4-24h20", stroke="#4a5056", width=6)
