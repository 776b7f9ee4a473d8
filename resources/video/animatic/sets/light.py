"""The light of an hour and a weather: sky, tint of things outside and inside, grade of the whole frame. No shapes here."""

from __future__ import annotations

from dataclasses import dataclass

from resources.video.animatic.sets.brush import Tone, mix
from resources.video.animatic.sets.reading import Hour, Place, Weather

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Daylight:
    """What the hour and the weather do to a place.

    Args:
        zenith: Colour of the sky overhead.
        horizon: Colour of the sky low down.
        outside: Tint of things under the sky.
        inside: Tint of things under a roof.
        grade: Factor on red, green and blue of the finished frame, people included.
        corners: How dark the corners of the frame get, 0..1.
        glow: How much artificial lights show, 0..1.
    """

    zenith: str
    horizon: str
    outside: Tone
    inside: Tone
    grade: Rgb
    corners: float
    glow: float


_CLEAR: dict[Hour, Daylight] = {
    "dawn": Daylight(
        "#5f7fc0",
        "#ffd3ae",
        Tone((0.92, 0.85, 0.9), "#f0c6bc", 0.12),
        Tone((0.86, 0.8, 0.82)),
        (1.0, 0.95, 0.94),
        0.28,
        0.6,
    ),
    "day": Daylight(
        "#4f9fdc",
        "#dff1f5",
        Tone((1.0, 1.0, 0.97), "#cfe6f2", 0.05),
        Tone((0.97, 0.95, 0.92)),
        (1.0, 1.0, 0.98),
        0.22,
        0.15,
    ),
    "dusk": Daylight(
        "#41388a",
        "#ff9d62",
        Tone((0.85, 0.66, 0.68), "#d9777a", 0.14),
        Tone((0.82, 0.66, 0.56)),
        (1.0, 0.92, 0.86),
        0.36,
        0.85,
    ),
    "night": Daylight(
        "#0a1233",
        "#31508c",
        Tone((0.34, 0.42, 0.66), "#1d2f5e", 0.1),
        Tone((0.82, 0.69, 0.6)),
        (0.96, 0.94, 0.97),
        0.38,
        1.0,
    ),
}
_OVERCAST: dict[Weather, tuple[str, float, float]] = {
    # cloud colour by day, how much of it, how much light it takes away
    "clear": ("#ffffff", 0.0, 0.0),
    "rain": ("#7d8c9c", 0.62, 0.16),
    "storm": ("#525c70", 0.75, 0.3),
    "snow": ("#cfd8e4", 0.6, 0.02),
    "fog": ("#c3ccd1", 0.72, 0.05),
}
_FOG_LIFT = 1.5
_NIGHT_SKY_LIGHT = {"dawn": 0.75, "day": 1.0, "dusk": 0.6, "night": 0.22}


def daylight(place: Place) -> Daylight:
    """The light of a place."""
    clear = _CLEAR[place.hour]
    cloud, cover, dimming = _OVERCAST[place.weather]
    if not cover:
        return clear
    grey = Tone(light=(_NIGHT_SKY_LIGHT[place.hour],) * 3)(cloud)
    keep = 1.0 - dimming
    red, green, blue = clear.outside.light
    if place.weather == "fog" and place.hour == "night":
        # Fog holds what light there is; without that, a foggy night is a black picture.
        red, green, blue = dimmed(clear.outside.light, _FOG_LIFT)
    thickness = clear.outside.thickness + (
        0.3 if place.weather == "fog" else 0.12 if place.weather == "snow" else 0.06
    )
    return Daylight(
        zenith=mix(clear.zenith, grey, cover),
        horizon=mix(clear.horizon, mix(grey, "#ffffff", 0.18 * _NIGHT_SKY_LIGHT[place.hour]), cover),
        outside=Tone(
            (red * keep, green * keep, blue * min(1.0, keep + 0.05)), mix(clear.horizon, grey, 0.8), thickness
        ),
        inside=Tone(dimmed(clear.inside.light, 1.0 - dimming * 0.4)),
        grade=(clear.grade[0] * (1 - dimming * 0.35), clear.grade[1] * (1 - dimming * 0.28), clear.grade[2]),
        corners=min(0.55, clear.corners + 0.06),
        glow=min(1.0, clear.glow + 0.3),
    )


def dimmed(light: Rgb, factor: float) -> Rgb:
    """The light with every channel scaled."""
    return light[0] * factor, light[1] * factor, light[2] * factor
