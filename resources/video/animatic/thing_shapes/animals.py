"""Animals of stories, as they sit and wait. Each stands on y = 0, 220 units high at most; they do not move."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.thing_shapes.pen import INK


def dog(art: Art, colour: str) -> None:
    """A dog that sits and looks up."""
    dark = shade(colour, 0.65)
    art.path("M-58-14Q-106-20-98-72", stroke=dark, width=15)
    art.path(
        "M-70-2Q-84-88-24-118H28Q56-66 46-2Z",
        art.fade((0, colour, 1), (1, shade(colour, 0.75), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M18-84Q36-56 34-4M-6-70Q4-40 2-4", stroke=dark, width=4)
    art.oval(40, -8, 26, 11, colour)
    art.oval(-2, -8, 24, 11, colour)
    art.path("M-28-172Q-22-212 24-212Q66-210 74-174L100-164Q110-144 88-132Q22-108-16-128Q-34-144-28-172Z", colour,
             stroke=INK, width=3)  # fmt: skip
    art.path("M-24-196Q-66-200-66-140Q-62-108-40-112Q-22-124-18-170Z", dark, stroke=INK, width=3)
    art.oval(100, -162, 13, 11, INK)
    art.oval(42, -178, 9, 10, INK)
    art.oval(45, -181, 3, 3, "#ffffff")
    art.path("M92-146Q72-130 50-138", stroke=INK, width=4)
    art.path("M-28-118Q6-98 44-112", stroke="#b93a36", width=11)
    art.oval(14, -98, 8, 9, "#e0b64f")


def cat(art: Art, colour: str) -> None:
    """A cat that sits upright, its tail around its feet."""
    dark = shade(colour, 0.65)
    art.path(
        "M-52-2Q-66-82-26-122H26Q66-82 52-2Z",
        art.fade((0, colour, 1), (1, shade(colour, 0.75), 1)),
        stroke=INK,
        width=3,
    )
    art.path("M44-18Q102-20 96-58Q92-82 74-74", stroke=INK, width=21)
    art.path("M44-18Q102-20 96-58Q92-82 74-74", stroke=colour, width=15)
    art.path("M-14-62Q-10-30-14-6M14-62Q10-30 14-6", stroke=dark, width=4)
    art.oval(-20, -8, 20, 10, shade(colour, 1.2))
    art.oval(20, -8, 20, 10, shade(colour, 1.2))
    art.path("M-62-158L-58-216L-22-194H22L58-216L62-158Q58-110 0-108Q-58-110-62-158Z", colour, stroke=INK, width=3)
    art.path("M-50-198L-48-176L-34-188ZM50-198L48-176L34-188Z", "#d98aa0")
    for side in (-1, 1):
        art.oval(side * 26, -156, 12, 13, "#d9e27a")
        art.oval(side * 26, -156, 4, 11, INK)
        art.path(f"M{side * 30}-132L{side * 84}-140M{side * 30}-126L{side * 82}-120", stroke=dark, width=3)
    art.path("M-8-138H8L0-129Z", "#c2606e", stroke=INK, width=2)
    art.path("M0-129Q-8-118-18-122M0-129Q8-118 18-122", stroke=INK, width=3)
    art.path("M-10-200v22M10-200v22", stroke=dark, width=6)


def bird(art: Art, colour: str) -> None:
    """A bird on a perch."""
    art.path("M-86-18H86", stroke="#6b4a2a", width=14)
    art.path("M0-18V-2M-36-2H36", stroke="#6b4a2a", width=11)
    art.path("M-52-62L-108-14L-84-8L-26-44Z", shade(colour, 0.6), stroke=INK, width=3)
    art.path(
        "M-64-60Q-62-124 0-136Q10-196 54-186Q88-176 78-134Q82-44 8-34Q-50-30-64-60Z",
        art.fade((0, shade(colour, 1.2), 1), (1, colour, 1)),
        stroke=INK,
        width=3,
    )
    art.path("M78-164L108-150L78-142Z", "#e0a43a", stroke=INK, width=3)
    art.path("M-58-66Q-30-118 26-104Q30-62-10-50Q-42-44-58-66Z", shade(colour, 0.72), stroke=INK, width=3)
    art.path("M-36-66Q-8-62 12-84M-30-80Q-6-78 14-98", stroke=shade(colour, 0.5), width=4)
    art.oval(56, -160, 8, 9, INK)
    art.oval(58, -163, 3, 3, "#ffffff")
    art.path("M-4-34v14M22-36v16", stroke="#e0a43a", width=7)
