"""Things that people carry. Each stands on y = 0, 220 units high at most."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.thing_shapes.pen import INK


def phone(art: Art, colour: str) -> None:
    """A mobile phone, its screen alight."""
    art.path(
        "M-44-6L-58-190q0-14 14-15l84-6q14 0 15 14l6 178q0 14-14 15l-76 4q-14 0-15-10z",
        "#22262c",
        stroke=INK,
        width=3,
    )
    art.path("M-42-184l82-6 5 156-74 4z", art.fade((0, "#9fe0ff", 1), (1, "#3f6fc4", 1), lit=True), lit=True)
    art.rect(-26, -160, 48, 9, "#ffffff", opacity=0.85, lit=True)
    art.rect(-26, -140, 32, 9, "#ffffff", opacity=0.6, lit=True)


def sword(art: Art, colour: str) -> None:
    """A sword, point up."""
    art.path("M-6-60L100-200l12 0-2 14L10-46z", art.fade((0, "#f4f8fa", 1), (1, "#9aa8b1", 1)), stroke=INK, width=3)
    art.path("M-34-62l14-14 50 50-14 14z", "#d9a63f", stroke=INK, width=3)
    art.path("M-12-40l14 14-62 52q-16 4-18-12z", shade(colour, 0.7), stroke=INK, width=3)
    art.oval(-74, 4, 13, 13, "#d9a63f")


def box(art: Art, colour: str) -> None:
    """A chest with a lock."""
    art.rect(-92, -96, 184, 94, art.fade((0, colour, 1), (1, shade(colour, 0.65), 1)), round_by=6)
    art.path("M-98-98q0-48 44-48h108q44 0 44 48z", shade(colour, 1.15), stroke=INK, width=3)
    for x in (-64, 52):
        art.rect(x, -144, 14, 142, "#c79a45")
    art.rect(-18, -112, 36, 40, "#d9b45b", round_by=6)
    art.path("M0-96v14", stroke=INK, width=7)


def umbrella(art: Art, colour: str) -> None:
    """A furled umbrella: what is handed over or found is closed, and an open one hides faces."""
    art.path("M0-206V-22q0 22-19 22t-19-20", stroke="#5b4130", width=9)
    art.path("M-13-66Q-27-138 0-198Q27-138 13-66Q0-56-13-66z", colour, stroke=INK, width=3)
    art.path("M-2-66Q-10-132 0-190M6-66Q12-130 2-186", stroke=shade(colour, 0.65), width=4)
    art.path("M-19-112Q0-102 19-114", stroke=shade(colour, 0.5), width=9)


def ring(art: Art, colour: str) -> None:
    """A ring with a stone."""
    art.path("M-56-56a56 52 0 1 0 112 0a56 52 0 1 0 -112 0z", stroke="#d9a63f", width=19)
    art.path("M-42-92a56 52 0 0 1 60-8", stroke="#fff0bf", width=6)
    art.path("M-34-142l18-26h32l18 26-34 42z", "#9fe3f0", stroke=INK, width=3)
    art.path("M-34-142h68M-10-142l10 42 10-42", stroke="#ffffff", width=4, opacity=0.8)


def key(art: Art, colour: str) -> None:
    """A key."""
    art.path("M-96-70a40 38 0 1 0 80 0a40 38 0 1 0 -80 0z", stroke="#c79a45", width=17)
    art.path("M-16-70H104M60-70v34M92-70v40", stroke="#c79a45", width=17)
    art.path("M-14-75H100", stroke="#f4dc9c", width=5)


def bag(art: Art, colour: str) -> None:
    """A bag with a handle."""
    art.path("M-44-130q0-62 44-62t44 62", stroke=shade(colour, 0.6), width=12)
    art.path(
        "M-98-2l12-130h172l12 130z", art.fade((0, colour, 1), (1, shade(colour, 0.65), 1)), stroke=INK, width=3
    )
    art.path("M-92-84q92 46 184 0", stroke=shade(colour, 0.55), width=6)
    art.rect(-16, -78, 32, 28, "#d9b45b", round_by=5)


def coin(art: Art, colour: str) -> None:
    """Three coins."""
    for index, (x, y) in enumerate(((-52, -14), (44, -14), (-4, -44))):
        art.oval(x, y, 52, 17, "#8a6322")
        art.oval(x, y - 10, 52, 17, "#e0b64f" if index < 2 else "#f0cc6a")
        art.oval(x, y - 10, 32, 10, "#c79a45")


def telephone(art: Art, colour: str) -> None:
    """An old telephone with a dial, its little lamp alight."""
    art.path(
        "M-98-4Q-104-60-58-92H58Q104-60 98-4Z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.8), 1)),
        stroke=INK,
        width=3,
    )
    art.oval(0, -46, 42, 38, "#e9e1d2")
    art.oval(0, -46, 15, 14, shade(colour, 0.8))
    for x, y in ((0, -74), (22, -66), (30, -46), (22, -26), (0, -18), (-22, -26), (-30, -46), (-22, -66)):
        art.oval(x, y, 6, 5.5, INK)
    art.path("M-60-92v-18h18v18M42-92v-18h18v18", shade(colour, 0.8), stroke=INK, width=3)
    art.path(
        "M-112-96Q-122-146-70-144Q0-122 70-144Q122-146 112-96Q92-86 68-100Q0-116-68-100Q-92-86-112-96Z",
        shade(colour, 1.1),
        stroke=INK,
        width=3,
    )
    art.path("M-84-132Q-40-136-20-124", stroke="#ffffff", width=6, opacity=0.3)
    art.oval(76, -34, 40, 40, art.spot((0, "#ff6a55", 0.8), (1, "#ff3a2a", 0)), lit=True)
    art.oval(76, -34, 10, 10, "#ffd2c8", lit=True)
    art.oval(76, -34, 7, 7, "#ff5a46", lit=True)


def microphone(art: Art, colour: str) -> None:
    """A studio microphone on a table stand."""
    art.oval(0, -8, 70, 16, "#2b2e33")
    art.path("M0-12V-96", stroke="#4a5056", width=13)
    art.path("M-52-130V-96Q-50-74 0-72Q50-74 52-96V-130", stroke="#4a5056", width=10)
    art.path(
        "M-40-160a40 52 0 0 1 80 0v44a40 36 0 0 1-80 0z",
        art.fade((0, "#f0f2f3", 1), (0.4, "#9ba4ab", 1), (1, "#555d64", 1), across=True),
        stroke=INK,
        width=3,
    )
    for row in range(5):
        art.path(f"M-36 {-184 + row * 15}H36", stroke="#3a4046", width=4)
    art.rect(-42, -122, 84, 16, "#d9a63f")


def record(art: Art, colour: str) -> None:
    """A long-playing record half out of its sleeve."""
    art.oval(34, -104, 88, 100, "#17171b")
    for ring in (74, 60, 46):
        art.oval(34, -104, ring, ring * 1.13, "#2b2b32" if ring % 20 else "#17171b")
    art.oval(34, -104, 30, 34, "#c2503f")
    art.oval(34, -104, 6, 7, "#17171b")
    art.path("M66-180q30 26 34 60", stroke="#ffffff", width=6, opacity=0.35)
    art.path("M-110-204H14V-4H-110Z", art.fade((0, "#e0b04a", 1), (1, "#b5703f", 1)), stroke=INK, width=3)
    art.oval(-48, -120, 38, 42, "#2f4f5c")
    art.path("M-78-44q30-34 60 0", stroke="#f6efdf", width=8)


def camera(art: Art, colour: str) -> None:
    """A photographer's camera."""
    art.rect(-100, -118, 200, 112, art.fade((0, "#4a4e55", 1), (1, "#24262b", 1)), round_by=14)
    art.rect(-44, -142, 88, 30, "#33363c", round_by=8)
    art.rect(-92, -134, 36, 18, "#b9c0c6", round_by=6)
    art.oval(0, -62, 52, 52, "#15171a")
    art.oval(0, -62, 38, 38, "#2f4f7a")
    art.oval(-12, -74, 12, 12, "#cfe6ff", opacity=0.8)
    art.rect(60, -104, 26, 18, "#ffe7a0", round_by=4, lit=True)


def stick(art: Art, colour: str) -> None:
    """A walking stick."""
    art.path("M34-204q-58-20-58 34Q-8-60 10-2", stroke=shade(colour, 0.6), width=20)
    art.path("M34-204q-58-20-58 34Q-8-60 10-2", stroke=colour, width=13)


def fan(art: Art, colour: str) -> None:
    """A folding fan with a painted branch."""
    art.path("M0-10L-112-118A150 150 0 0 1 112-118Z", "#f4ead2", stroke=INK, width=3)
    for index in range(7):
        x = -96 + index * 32
        art.path(f"M0-10L{x} {-128 - 26 * (1 - abs(x) / 112):.0f}", stroke="#a5682f", width=4)
    art.path("M-60-120q50-50 110-26M-20-142l-10-18M20-148l12-14", stroke="#5b4130", width=5)
    for x, y in ((-30, -164), (34, -164), (52, -142), (-52, -126)):
        art.oval(x, y, 10, 9, "#d2567a")
    art.oval(0, -10, 11, 11, "#8a5f3a")


def guitar(art: Art, colour: str) -> None:
    """A guitar that leans."""
    art.path("M20-100L66-214l22 8L44-92Z", "#5b3a24", stroke=INK, width=3)
    art.path("M62-214l36 12 8-18-38-12z", "#3a261c")
    art.path(
        "M40-108Q72-96 58-62Q62-20 6-4Q-60 4-66-46Q-62-84-22-86Q-8-124 40-108Z",
        art.fade((0, "#d9944a", 1), (1, "#94521f", 1)),
        stroke=INK,
        width=3,
    )
    art.oval(6, -62, 22, 21, "#3a2114")
    art.path("M-28-30L76-208M-18-26L84-204", stroke="#f6efdf", width=2.5)


def rope(art: Art, colour: str) -> None:
    """A coil of rope."""
    for index, down in enumerate((-14, -40, -66)):
        art.path(f"M-96 {down}a96 22 0 1 0 192 0a96 22 0 1 0-192 0z", stroke="#6f5436", width=26)
        art.path(
            f"M-96 {down}a96 22 0 1 0 192 0a96 22 0 1 0-192 0z",
            stroke=("#b39b76", "#c4ac86", "#d2bc96")[index],
            width=19,
        )
    art.path("M80-60q50 20 30 56", stroke="#c4ac86", width=19)


def suitcase(art: Art, colour: str) -> None:
    """A travelling case with straps."""
    art.path("M-34-140v-22q0-14 16-14h36q16 0 16 14v22", stroke=shade(colour, 0.5), width=12)
    art.rect(-106, -142, 212, 138, art.fade((0, shade(colour, 1.15), 1), (1, shade(colour, 0.75), 1)), round_by=14)
    art.path("M-104-130V-16M104-130V-16M-94-142H94M-94-4H94", stroke=INK, width=3)
    for x in (-66, 48):
        art.rect(x, -144, 18, 142, shade(colour, 0.55))
        art.rect(x - 3, -96, 24, 20, "#d9b45b", round_by=4)
    for x, y in ((-104, -142), (78, -142), (-104, -30), (78, -30)):
        art.rect(x, y, 26, 26, shade(colour, 0.6), round_by=8)


def crown(art: Art, colour: str) -> None:
    """A crown on a cushion."""
    art.path("M-104-14Q-92-56-70-44Q0-28 70-44Q92-56 104-14Q92 4 70-4Q0-16-70-4Q-92 4-104-14Z", "#7d2439", stroke=INK,
             width=3)  # fmt: skip
    art.path("M-74-46L-92-148L-44-104L0-172L44-104L92-148L74-46Q0-26-74-46Z",
             art.fade((0, shade(colour, 1.2), 1), (1, shade(colour, 0.8), 1)), stroke=INK, width=3)  # fmt: skip
    art.path("M-74-66Q0-46 74-66", stroke=shade(colour, 0.65), width=7)
    for x, y in ((-92, -150), (0, -176), (92, -150)):
        art.oval(x, y, 11, 11, "#fff2c0")
    for x, y, gem in ((-44, -74, "#3c7fc8"), (0, -70, "#c2303a"), (44, -74, "#4b8a4e")):
        art.oval(x, y, 10, 11, gem)


def cloth(art: Art, colour: str) -> None:
    """A folded scarf, one end with its fringe hanging over the folds."""
    folds = art.fade((0, shade(colour, 1.15), 1), (1, shade(colour, 0.82), 1))
    for down, inset in ((0, 0), (30, 4), (60, 10)):
        left, right = -100 + inset, 100 - inset
        art.path(
            f"M{left} {-12 - down}Q{left - 8} {-28 - down} {left + 12} {-34 - down}H{right - 14}"
            f"Q{right + 10} {-30 - down} {right} {-16 - down}Q{right - 4} {-4 - down} {right - 16} {-4 - down}"
            f"H{left + 12}Q{left} {-4 - down} {left} {-12 - down}Z",
            folds,
            stroke=INK,
            width=3,
        )
        art.path(f"M{left + 16} {-19 - down}H{right - 22}", stroke=shade(colour, 0.62), width=3)
    for x in range(-46, 4, 11):
        art.path(f"M{x}-34v20", stroke=shade(colour, 0.6), width=5)
    art.path("M-54-92Q-58-60-54-34H6Q10-60 6-92Q-24-100-54-92Z", shade(colour, 0.95), stroke=INK, width=3)
    art.path("M-52-48H4M-53-58H5", stroke=shade(colour, 1.5), width=4)
