"""Letters, books, papers, pictures, parcels: things that tell. Each stands on y = 0, 220 units high at most."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.thing_shapes.pen import INK


def letter(art: Art, colour: str) -> None:
    """A sealed letter."""
    art.path("M-84-12L-70-124L84-130L92-16Z", shade("#f1e4c8", 1.0), stroke=INK, width=3)
    art.path("M-70-124L8-62L84-130", stroke=shade("#b59b70", 0.9), width=5)
    art.oval(9, -62, 19, 18, "#b23a33")
    art.oval(9, -62, 10, 9, "#d0574c")
    art.path("M-60-26l44-34M70-30l-40-32", stroke="#cdb78c", width=4)


def book(art: Art, colour: str) -> None:
    """A closed book."""
    art.path("M-104-22l24-74h190l-20 74z", shade(colour, 0.7), stroke=INK, width=3)
    art.path("M-98-20h186l6-22h-186z", "#f3ead6")
    art.path(
        "M-104-36l24-84h190l-22 84z",
        art.fade((0, shade(colour, 1.15), 1), (1, shade(colour, 0.85), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M-52-104h110l-6 20h-110z", "#f0dfb0", opacity=0.9)
    art.path("M-60-74h96M-66-58h70", stroke="#f0dfb0", width=5, opacity=0.7)


def paper(art: Art, colour: str) -> None:
    """A written sheet with a seal."""
    art.path("M-80-4l10-186 152 6-8 182z", "#f4ead2", stroke=INK, width=3)
    for row in range(6):
        art.path(f"M-50 {-160 + row * 25}h{96 if row % 3 else 66}", stroke="#8a7a5c", width=5, opacity=0.7)
    art.oval(40, -32, 20, 18, "#b23a33", opacity=0.85)


def photo(art: Art, colour: str) -> None:
    """A photograph of two people."""
    art.path("M-92-6l-8-170 190-14 10 172z", "#f7f3ea", stroke=INK, width=3)
    art.path("M-80-48l-6-114 164-12 6 112z", "#8fb0c4")
    art.oval(-26, -104, 22, 26, "#f0c9a0")
    art.path("M-64-50q38-52 78-2z", "#b8443c")
    art.oval(34, -108, 20, 24, "#e8b890")
    art.path("M4-54q32-50 68-4z", "#3f6f7a")


def parcel(art: Art, colour: str) -> None:
    """A parcel with a bow, for things that nobody knows."""
    art.path(
        "M-90-4v-120l30-26h130l22 26v120z",
        art.fade((0, shade(colour, 1.1), 1), (1, shade(colour, 0.7), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M-90-124h182M0-150V-4M-90-64h182", stroke="#e6d9b8", width=8)
    art.path(
        "M0-126q-50-54-58-16q6 26 58 16q50-54 58-16q-6 26-58 16z", "#e6d9b8", stroke=shade("#e6d9b8", 0.6), width=3
    )


def paper_boat(art: Art, colour: str) -> None:
    """A boat folded from a letter, the seal on its side."""
    paper = "#f1e4c8"
    art.polygon(((0, -170), (-62, -62), (62, -62)), art.fade((0, "#fff8e6", 1), (1, shade(paper, 0.88), 1)))
    art.path("M0-170L-62-62H62ZM0-170V-62", stroke=INK, width=3)
    art.path(
        "M-118-84L-62-8H62L118-84L0-52Z", art.fade((0, paper, 1), (1, shade(paper, 0.76), 1)), stroke=INK, width=3
    )
    art.path("M-118-84L0-20L118-84", stroke=shade("#b59b70", 0.9), width=4)
    art.oval(40, -34, 15, 14, "#b23a33")
    art.oval(40, -34, 8, 7, "#d0574c")


def open_book(art: Art, colour: str) -> None:
    """A thick book that lies open, its pages empty."""
    art.path(
        "M-118-14L-96-112Q-46-128 0-104Q46-128 96-112L118-14Q60-34 0-12Q-60-34-118-14Z",
        shade(colour, 0.7),
        stroke=INK,
        width=3,
    )
    for side in (-1, 1):
        page = art.fade((0, "#fbf4e2", 1), (1, "#dccdaa", 1), across=side > 0)
        art.path(
            f"M0-108Q{side * 46}-132 {side * 92}-116L{side * 110}-28Q{side * 56}-46 0-24Z",
            page,
            stroke="#b59b70",
            width=2,
        )
        for row in range(3):
            art.path(
                f"M{side * 18} {-84 + row * 19}Q{side * 52} {-104 + row * 19} {side * 86} {-94 + row * 20}",
                stroke="#c9b88e",
                width=2,
                opacity=0.8,
            )
    art.path("M0-106V-18", stroke="#a08a5c", width=4)
    art.path("M0-104Q10-50 4 6l-10-10-8 12Q-8-50 0-104Z", "#b23a33")


def laptop(art: Art, colour: str) -> None:
    """A laptop, its screen alight."""
    art.path("M-84-150H84L92-36H-92Z", "#2b3036", stroke=INK, width=3)
    art.path("M-76-142H76L82-46H-82Z", art.fade((0, "#9fe0ff", 1), (1, "#3f6fc4", 1), lit=True), lit=True)
    for row in range(4):
        art.rect(-60, -128 + row * 20, 60 + 16 * (row % 3), 7, "#ffffff", opacity=0.75, lit=True)
    art.path("M-92-36H92L114-4H-114Z", "#b9c0c6", stroke=INK, width=3)
    art.path("M-78-28H78L86-18H-86Z", "#4a5158")
