"""What lies outside a window: roofs, a city, the sea or the country, as the words of the set tell. Sky: `skies`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, Point, Tone, mix, shade
from resources.video.animatic.sets.stage import FAR, Stage

Box = tuple[float, float, float, float]

_SEA = (
    r"\bsea\b|seaside|lighthouse|light ?keeper|\bkeeper|turning light|harbou?r|\bpier\b|coast|shore|island|\bships?\b"
    r"|\bboats?\b|ocean|海|灯塔|码头|港|岛|渔|船"
)
_LIGHTHOUSE = r"lighthouse|\bkeeper|turning light|\bbeam\b|灯塔"
_CITY = (
    r"\bcity\b|\bcities\b|downtown|skyscraper|metropol|high-?rise|penthouse|apartment|\bflat\b|office|newsroom|neon"
    r"|都市|城市|公寓|大楼|高楼|办公|公司|霓虹|摩天"
)
_TOWN = r"\btown\b|village|hamlet|post office|镇|村|乡|邮局"
_COUNTRY = r"cottage|cabin|\bfarm|country|forest|mountain|\bwood|meadow|农|乡|山|林|田|野外"
_RIVER = r"\briver|\blake\b|江|河|湖"
_SNOW = "#e9eff6"


def outlook(art: Art, stage: Stage, box: Box) -> None:
    """Paint the lower part of a window's view into its box (x, y, width, height); the sky is there already.

    Without a word for it a window shows the low roofs of a small place: they are wrong nowhere.
    """
    place = stage.place
    if place.mentions(_SEA):
        _sea(art, stage, box)
    elif place.mentions(_CITY) and not place.mentions(_TOWN) and not place.old:
        _city(art, stage, box)
    else:
        _hills(art, stage, box)
        if place.mentions(_RIVER):
            _water(art, stage, box, 0.16)
        elif not place.mentions(_COUNTRY):
            _low_roofs(art, stage, box)


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
            stage.day.outside.further(haze)(under_snow(stage, colour)),
            lit=True,
        )


def _low_roofs(art: Art, stage: Stage, box: Box) -> None:
    """Houses of one and two floors with trees between them, the farther row in more air."""
    x, y, width, height = box
    ground, unit = y + height, min(width / 600, height / 480)
    for lift, size, haze in ((0.14, 0.72, 0.34), (0.0, 1.0, 0.14)):
        tone, left = stage.day.outside.further(haze), x - stage.rng.uniform(20, 90) * unit
        art.rect(x, ground - height * lift - 14 * unit, width, height, tone(under_snow(stage, "#5b6f4e")), lit=True)
        while left < x + width:
            wide = stage.rng.uniform(105, 165) * unit * size
            base = ground - height * lift + 4 * unit
            if stage.rng.random() < 0.3:
                _round_tree(art, stage, (left + wide * 0.3, base), 90 * unit * size, tone)
                left += wide * 0.62
            else:
                _low_house(art, stage, (left, base), (wide, stage.rng.uniform(52, 92) * unit * size), tone)
                left += wide * 1.12


def _low_house(art: Art, stage: Stage, corner: Point, size: tuple[float, float], tone: Tone) -> None:
    """A small house with a pitched roof, by its lower left corner."""
    (left, base), (wide, high), rng = corner, size, stage.rng
    wall, roof = (
        rng.choice(("#d9cdb4", "#c4b09a", "#b99a86", "#cfc9be")),
        rng.choice(("#8a4f42", "#6d5248", "#59606b")),
    )
    if stage.place.eastern:
        wall, roof = rng.choice(("#e2ddd2", "#cfc7b8")), "#4a5058"
    top, pitch, eaves = base - high, wide * rng.uniform(0.24, 0.36), wide * 0.09
    chimney = rng.choice((0.26, 0.68))
    if not stage.place.eastern:
        art.rect(left + wide * chimney, top - pitch * 1.05, wide * 0.1, pitch, tone(shade(roof, 0.8)), lit=True)
    art.rect(left, top, wide, high, tone(wall), lit=True)
    crown = wide * (0.2 if stage.place.eastern else 0.3)
    art.path(
        f"M{left - eaves:.0f} {top + 4:.0f}Q{left + crown * 0.5:.0f} {top - pitch * 0.4:.0f} {left + crown:.0f}"
        f" {top - pitch:.0f}H{left + wide - crown:.0f}Q{left + wide - crown * 0.5:.0f} {top - pitch * 0.4:.0f}"
        f" {left + wide + eaves:.0f} {top + 4:.0f}Z",
        tone(under_snow(stage, roof)),
        lit=True,
    )
    art.line((left, top + 5), (left + wide, top + 5), tone(shade(wall, 0.7)), 4, lit=True)
    for share in (0.2, 0.6):
        glass = "#ffd28a" if stage.dark else tone("#7d93a3")
        art.rect(left + wide * share, top + high * 0.32, wide * 0.19, high * 0.34, glass, lit=True)


def _round_tree(art: Art, stage: Stage, foot: Point, high: float, tone: Tone) -> None:
    """A tree as far away as the houses beside it; bare under snow."""
    x, base = foot
    snow = stage.place.weather == "snow" or stage.place.season == "winter"
    art.line((x, base), (x, base - high * 0.55), tone("#5b4638"), high * 0.08, lit=True)
    leaf = "#8f8d8c" if snow else "#6a7f45" if stage.place.season != "autumn" else "#b57a3e"
    for across, up, size in ((-0.2, 0.62, 0.26), (0.2, 0.66, 0.24), (0.0, 0.86, 0.27)):
        art.oval(x + across * high, base - up * high, size * high, size * high, tone(leaf), lit=True)
    if stage.place.weather == "snow":
        art.oval(x, base - high * 1.02, high * 0.18, high * 0.1, tone(_SNOW), lit=True)


def under_snow(stage: Stage, colour: str) -> str:
    """The colour of land or of a roof, nearly white while it snows."""
    return mix(colour, _SNOW, 0.82) if stage.place.weather == "snow" else colour


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
