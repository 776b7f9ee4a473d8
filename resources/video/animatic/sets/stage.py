"""A set under construction: layers by depth, lights, moving parts. No particular place and no pixels here.

World units: an adult is 1000 high, feet of the actors stand at y = 0, y points down, x = 0 is the middle of the set.
A wall meets the floor at y = -150. In half-body shots the camera sees y from -1100 to -350: that band carries the
interest of every set, and the part below stays calm because captions go there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from resources.video.animatic.sets.brush import Art, Point, Tone
from resources.video.animatic.sets.light import Daylight, daylight
from resources.video.animatic.sets.reading import Place

LEFT, RIGHT, TOP, BOTTOM = -1900.0, 1900.0, -1800.0, 560.0
WALL_FOOT = -150.0
FURNITURE_FOOT = -70.0
"""Where the legs of the nearest furniture end: higher in the picture than the shoes of those who stand before it."""

# Share of the camera's movement that a layer takes part in; the actors' plane is 1.
SKY, FAR, MID, NEAR, ACTORS, FRONT = 0.25, 0.42, 0.68, 0.88, 1.0, 1.4

Flicker = Literal["steady", "flame", "neon", "sweep"]


@dataclass(slots=True)
class Layer:
    """A drawing at one depth.

    Args:
        soft: Blur in world units: depth of field.
        scroll: World units a second that it passes by (view from a train); it repeats every set width.
        pivot: Point it swings about, with `swing` as the amplitude in radians.
    """

    art: Art
    depth: float
    soft: float = 0.0
    scroll: float = 0.0
    pivot: Point | None = None
    swing: float = 0.0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A round light added to the finished frame. `radius` in world units, `strength` 0..1."""

    x: float
    y: float
    radius: float
    colour: str
    strength: float = 0.6
    depth: float = MID
    flicker: Flicker = "steady"


@dataclass(frozen=True, slots=True)
class Beam:
    """A turning cone of light, such as a lighthouse's. `period_s` for one round."""

    x: float
    y: float
    length: float
    period_s: float
    depth: float
    colour: str


@dataclass(slots=True)
class Stage:
    """Collects what a set family draws.

    Args:
        moon_hangs: Sun or moon is drawn already: a room with five windows shows it in one.
    """

    place: Place
    behind: list[Layer] = field(default_factory=list)
    front: list[Layer] = field(default_factory=list)
    lamps: list[Lamp] = field(default_factory=list)
    beams: list[Beam] = field(default_factory=list)
    moon_hangs: bool = False
    rng: random.Random = field(init=False)
    day: Daylight = field(init=False)

    def __post_init__(self) -> None:
        """Seed from the place, so that a set looks the same in every shot."""
        self.rng = random.Random(self.place.seed)
        self.day = daylight(self.place)

    @property
    def outdoors(self) -> Tone:
        """Tint of what stands under the sky."""
        return self.day.outside

    @property
    def indoors(self) -> Tone:
        """Tint of what stands under a roof."""
        return self.day.inside

    @property
    def dark(self) -> bool:
        """True when lamps are lit."""
        return self.day.glow > 0.5

    def layer(self, depth: float, tone: Tone, *, soft: float = 0.0, scroll: float = 0.0) -> Art:
        """A new drawing behind the actors, on top of those added before."""
        art = Art(tone)
        self.behind.append(Layer(art, depth, soft, scroll))
        return art

    def swinging(self, depth: float, tone: Tone, pivot: Point, swing: float = 0.025) -> Art:
        """A new drawing that sways about a point."""
        art = Art(tone)
        self.behind.append(Layer(art, depth, pivot=pivot, swing=swing))
        return art

    def foreground(self, tone: Tone, soft: float = 9.0) -> Art:
        """A new drawing between camera and actors: out of focus, at the edges, below the faces."""
        art = Art(tone)
        self.front.append(Layer(art, FRONT, soft))
        return art

    def lamp(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        strength: float = 0.6,
        *,
        depth: float = MID,
        flicker: Flicker = "steady",
    ) -> None:
        """Light that shows as far as the hour lets it."""
        self.lamps.append(Lamp(x, y, radius, colour, strength * self.day.glow, depth, flicker))

    @contextmanager
    def aside(self) -> Iterator[random.Random]:
        """Chance for what hour and weather bring: whatever is drawn afterwards is the same with and without it."""
        state = self.rng.getstate()
        yield self.rng
        self.rng.setstate(state)

    def choose(self, *colours: str) -> str:
        """One of the colours; the card's own palette is asked first, three times out of four."""
        own = self.place.colours
        return self.rng.choice(own) if own and self.rng.random() < 0.75 else self.rng.choice(colours)
