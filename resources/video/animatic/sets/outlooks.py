"""What lies outside a window: a city, the sea, or the country, as the words of the set tell. The sky is `skies`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, mix, shade
from resources.video.animatic.sets.stage import FAR, Stage

Box = tuple[float, float, float, float]

_SEA = (
    r"\bsea\b|seaside|lighthouse|light ?keeper|\bkeeper|turning light|harbou?r|\bpier\b|coast|shore|island|\bships?\b"
    r"|\bboats?\b|ocean|海|灯塔|码头|港|岛|渔|船"
)
_LIGHTHOUSE = r"lighthouse|\bkeeper|turning light|\bbeam\b|灯塔"
_CITY = r"\bcity\b|downtown|skyscraper|metropol|apartment|\bflat\b|office|neon|都市|城市|公寓|大楼|霓虹"
_COUNTRY = r"cottage|cabin|\bfarm|village|country|forest|mountain|\bwood|garden|\binn\b|农|村|乡|山|林|园|田"
_RIVER = r"\briver|\blake\b|江|河|湖"


def outlook(art: Art, stage: Stage, box: Box) -> None:
    """Paint the lower part of a window's view into its box (x, y, width, height); the sky is there already."""
    place = stage.place
    if place.mentions(_SEA):
        _sea(art, stage, box)
    elif place.old or place.eastern or (place.mentions(_COUNTRY) and not place.mentions(_CITY)):
        _hills(art, stage, box)
        if place.mentions(_RIVER):
            _water(art, stage, box, 0.16)
    else:
        _city(art, stage, box)


def _sea(art: Art, stage: Stage, box: Box) -> None:
    x, y, width, height = box
    _water(art, stage, box, 0.34)
    horizon = y + height * 0.66
    if not stage.place.mentions(_LIGHTHOUSE):
        return
    foot, size = x + width * 0.74, height * 0.001
    rock = stage.day.outside.further(0.2)("#4a4d52")
    art.path(
        f"M{x + width * 0.5:.0f} {horizon + 3:.0f}q{width * 0.12:.0f} {-height * 0.12:.0f} {width * 0.26:.0f}"
        f" {-height * 0.1:.0f}T{x + width:.0f} {horizon - height * 0.03:.0f}V{horizon + 3:.0f}Z",
        rock,
        lit=True,
    )
    tower = stage.day.outside("#efe8da")
    base = horizon - height * 0.085
    art.polygon(
        ((foot - 26 * size, base), (foot + 26 * size, base), (foot + 17 * size, base - 190 * size),
         (foot - 17 * size, base - 190 * size)),
        tower, lit=True,
    )  # fmt: skip
    for band in (60, 130):
        art.rect(foot - 24 * size, base - band * size, 48 * size, 26 * size, stage.day.outside("#b4463e"), lit=True)
    top = base - 205 * size
    art.rect(foot - 15 * size, top - 16 * size, 30 * size, 34 * size, "#ffefb8", lit=True)
    halo = art.spot((0, "#ffefb8", 0.75), (1, "#ffe7a0", 0))
    art.oval(foot, top, 90 * size, 90 * size, halo, lit=True, opacity=0.3 + 0.7 * stage.day.glow)
    for way, reach in ((-1, 0.72), (1, 0.3)):
        beam = art.fade(
            *(((0, "#fff0b8", 0), (1, "#fff0b8", 0.55)) if way < 0 else ((0, "#fff0b8", 0.55), (1, "#fff0b8", 0))),
            lit=True,
            across=True,
        )
        art.polygon(
            ((foot, top - 4 * size), (foot + way * width * reach, top - height * 0.07),
             (foot + way * width * reach, top + height * 0.06), (foot, top + 4 * size)),
            beam, lit=True, opacity=stage.day.glow,
        )  # fmt: skip
    stage.lamp(foot, top, height * 0.8, "#ffe7a0", 0.8, depth=FAR, flicker="sweep")


def _water(art: Art, stage: Stage, box: Box, share: float) -> None:
    x, y, width, height = box
    top = y + height * (1 - share)
    deep = stage.day.outside("#2f6f8c")
    art.rect(
        x, top, width, height * share,
        art.fade((0, mix(deep, stage.day.horizon, 0.45), 1), (1, shade(deep, 0.7), 1), lit=True), lit=True,
    )  # fmt: skip
    for _ in range(int(width / 22)):
        down = top + stage.rng.random() ** 1.6 * height * share * 0.9 + 6
        half = 8 + (down - top) * 0.16
        left = x + stage.rng.random() * width
        art.line((left - half, down), (left + half, down), stage.day.horizon, 4, opacity=0.4, lit=True)


def _hills(art: Art, stage: Stage, box: Box) -> None:
    x, y, width, height = box
    ground = y + height
    for lift, wave, haze, colour in ((0.3, 0.28, 0.4, "#6b8574"), (0.2, 0.2, 0.22, "#4d6a5c")):
        art.path(
            f"M{x:.0f} {ground:.0f}V{ground - height * lift:.0f}Q{x + width * 0.25:.0f}"
            f" {ground - height * (lift + wave):.0f} {x + width * (0.5 if lift < 0.25 else 0.62):.0f}"
            f" {ground - height * lift:.0f}T{x + width:.0f} {ground - height * (lift + 0.05):.0f}V{ground:.0f}Z",
            stage.day.outside.further(haze)(colour),
            lit=True,
        )


def _city(art: Art, stage: Stage, box: Box) -> None:
    x, y, width, height = box
    rng, outside = stage.rng, stage.day.outside
    ground, left = y + height, x
    while left < x + width:
        wide, high = rng.uniform(0.1, 0.2) * width, rng.uniform(0.18, 0.46) * height
        art.rect(left, ground - high, wide, high, outside.further(0.3)("#5b6f86"), lit=True)
        for row in range(int(high / 26)):
            for column in range(int(wide / 22)):
                if rng.random() < (0.3 if stage.dark else 0.2):
                    art.rect(
                        left + 6 + column * 22,
                        ground - high + 10 + row * 26,
                        10,
                        13,
                        "#ffd98a" if stage.dark else outside("#a9c4d8"),
                        lit=True,
                        opacity=0.85,
                    )
        left += wide + 4
