"""Which photographs the fault bench moves over, who is on them and what they say. How they become clips: `planted_photos`."""

from __future__ import annotations

from dataclasses import dataclass

from resources.tts.base import Speaker


@dataclass(frozen=True)
class Sitter:
    """Somebody on a photograph: where the mouth is (share of width and height), half its width, and how they sound."""

    photo: str
    mouth: tuple[float, float]
    half_mouth: float
    voice: Speaker


PHOTOS = {
    "china": "sklearn:datasets/images/china.jpg",
    "flower": "sklearn:datasets/images/flower.jpg",
    "coffee": "skimage:data/coffee.png",
    "rocket": "skimage:data/rocket.jpg",
    "cat": "skimage:data/chelsea.png",
    "garage": "skimage:data/motorcycle_left.png",
    "garage again": "skimage:data/motorcycle_right.png",
    "galaxies": "skimage:data/hubble_deep_field.jpg",
    "astronaut": "skimage:data/astronaut.png",
    "admiral": "matplotlib:mpl-data/sample_data/grace_hopper.jpg",
}
EILEEN = Sitter("astronaut", (0.438, 0.285), 0.035, Speaker(name="Eileen", gender="female", age="39"))
GRACE = Sitter("admiral", (0.523, 0.463), 0.06, Speaker(name="Grace", gender="female", age="78"))
SITTERS = (EILEEN, GRACE)
A_MAN = Speaker(name="Frank", gender="male", age="40")


@dataclass(frozen=True)
class PhotoTake:
    """A camera move over a photograph.

    Args:
        window: Centre (x, y) and width of the part that is framed at the start, as shares of the photograph.
        zoom: How much larger the framed part is shown at the end.
        travel: How far the middle wanders, as shares of the photograph.
        sitters: Who is seen; two are put side by side.
        line: What the first of them says.
        voice_over: What a narrator says.
    """

    name: str
    photo: str
    size: tuple[int, int]
    rate: int
    window: tuple[float, float, float]
    zoom: float = 1.0
    travel: tuple[float, float] = (0.0, 0.0)
    shake: float = 0.0
    sitters: tuple[Sitter, ...] = ()
    line: str = ""
    voice_over: bool = False
    chained: bool = False


PHOTO_TAKES: tuple[PhotoTake, ...] = (
    PhotoTake("temple", "china", (640, 360), 24, (0.5, 0.5, 0.8), zoom=1.15),
    PhotoTake("flower", "flower", (480, 480), 30, (0.5, 0.5, 0.62), travel=(0.06, 0.0)),
    PhotoTake("coffee", "coffee", (560, 416), 24, (0.5, 0.5, 0.8), zoom=1.12, chained=True),
    PhotoTake(
        "rocket", "rocket", (640, 360), 24, (0.5, 0.45, 0.8), travel=(0.0, 0.12),
        line="Nobody believed in it.", voice_over=True,
    ),
    PhotoTake("cat", "cat", (480, 272), 30, (0.5, 0.45, 0.8), shake=1.5),
    PhotoTake("garage", "garage", (832, 480), 24, (0.5, 0.5, 0.75), travel=(0.08, 0.0), chained=True),
    PhotoTake(
        "crew", "astronaut", (560, 320), 24, (0.45, 0.33, 0.85), zoom=1.06, sitters=(EILEEN,),
        line="We leave in an hour.",
    ),
    PhotoTake(
        "portrait", "astronaut", (272, 480), 30, (0.45, 0.45, 0.5), zoom=1.05, sitters=(EILEEN,),
        line="Can you hear me?",
    ),
    PhotoTake(
        "office", "admiral", (480, 480), 24, (0.5, 0.45, 0.95), shake=1.0, sitters=(GRACE,),
        line="It has always been done so.",
    ),
    PhotoTake("silent", "admiral", (416, 560), 24, (0.5, 0.5, 0.85), zoom=1.1, sitters=(GRACE,), chained=True),
    PhotoTake(
        "talk", "both", (720, 400), 24, (0.5, 0.45, 0.94), zoom=1.04, sitters=(EILEEN, GRACE),
        line="Did you find the moth?",
    ),
    PhotoTake(
        "reply", "both", (720, 400), 30, (0.5, 0.45, 0.94), shake=0.8, sitters=(GRACE, EILEEN),
        line="Yes, it was in the relay.",
    ),
)  # fmt: skip
"""Limits were set after looking at these."""

FRESH_PHOTO_TAKES: tuple[PhotoTake, ...] = (
    PhotoTake("deep sky", "galaxies", (640, 360), 24, (0.5, 0.4, 0.6), zoom=1.2),
    PhotoTake("workshop", "garage again", (752, 560), 24, (0.55, 0.5, 0.85), travel=(-0.06, 0.0), chained=True),
    PhotoTake("roofs", "china", (240, 426), 30, (0.3, 0.5, 0.36), travel=(0.0, 0.03)),
    PhotoTake("eye", "cat", (300, 300), 24, (0.4, 0.5, 0.55), zoom=1.1, chained=True),
    PhotoTake(
        "espresso", "coffee", (560, 320), 30, (0.52, 0.4, 0.9), shake=1.2,
        line="Three years without a letter.", voice_over=True,
    ),
    PhotoTake("petals", "flower", (480, 272), 24, (0.45, 0.5, 0.7), zoom=0.9),
    PhotoTake(
        "briefing", "astronaut", (400, 300), 24, (0.45, 0.36, 0.75), travel=(0.03, 0.0), sitters=(EILEEN,),
        line="Nobody told me about the storm.",
    ),
    PhotoTake("waiting", "astronaut", (400, 400), 30, (0.45, 0.45, 0.75), shake=1.0, sitters=(EILEEN,), chained=True),
    PhotoTake(
        "hearing", "admiral", (336, 600), 24, (0.52, 0.48, 0.6), zoom=1.08, sitters=(GRACE,), line="I object, sir."
    ),
    PhotoTake(
        "lecture", "admiral", (512, 288), 30, (0.52, 0.42, 0.98), travel=(0.0, 0.03), sitters=(GRACE,),
        line="A nanosecond is this long.",
    ),
    PhotoTake(
        "visit", "both", (640, 344), 30, (0.5, 0.45, 0.96), shake=1.0, sitters=(EILEEN, GRACE), line="May I come in?"
    ),
    PhotoTake(
        "farewell", "both", (752, 400), 24, (0.5, 0.46, 0.98), zoom=1.03, sitters=(GRACE, EILEEN),
        line="Come back safely, all of you.",
    ),
)  # fmt: skip
"""Other crops, moves, sizes and lines, and two photographs that no limit was set by; the people are the same two."""
