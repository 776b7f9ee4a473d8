"""Cars that stand in a street, taxis among them. The street itself: `streets`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.stage import LEFT, MID, RIGHT, Stage

VEHICLES = r"\btaxis?\b|\bcabs?\b|\bcars\b|traffic|parked car|出租车|汽车|车流|堵车"
_TAXIS = r"\btaxis?\b|\bcabs?\b|出租车"
_PAINTS = ("#b8443c", "#3f5f8a", "#5f7f6a", "#c9c4b8", "#4a4d55")
_APART = 640


def parked_cars(stage: Stage) -> None:
    """A row of them along the kerb, their lights on while lamps are lit."""
    taxis = stage.place.mentions(_TAXIS)
    art = stage.layer(MID + 0.13, stage.outdoors)
    for x in range(int(LEFT) + 60, int(RIGHT), _APART):
        _car(
            art,
            stage,
            x + stage.rng.uniform(-30, 30),
            "#f0b72a" if taxis else stage.rng.choice(_PAINTS),
            taxi=taxis,
        )


def _car(art: Art, stage: Stage, x: float, paint: str, *, taxi: bool) -> None:
    base = -84.0
    art.oval(x + 270, base + 8, 300, 22, "#000000", opacity=0.35)
    body = art.fade((0, shade(paint, 1.12), 1), (0.55, paint, 1), (1, shade(paint, 0.6), 1))
    art.path(
        f"M{x} {base - 40}q-4-84 60-96l70-12q60-96 130-98h70q70 4 124 98l74 14q40 10 38 62v32q0 14-14 14H{x + 14}q-14 0-14-14z",
        body, stroke=shade(paint, 0.4), width=5,
    )  # fmt: skip
    glass = "#ffe6b0" if stage.dark else "#bcd6e2"
    art.path(f"M{x + 152} {base - 150}q42-70 92-74h26v74z", glass, opacity=0.85)
    art.path(f"M{x + 284} {base - 150}v-74h44q48 6 88 74z", glass, opacity=0.85)
    art.path(
        f"M{x + 278} {base - 150}V{base - 30}M{x + 300} {base - 118}h34M{x + 170} {base - 118}h34",
        stroke=shade(paint, 0.5),
        width=5,
    )
    if taxi:
        art.rect(x + 232, base - 268, 96, 34, "#2a2320", round_by=8)
        art.rect(x + 240, base - 262, 80, 22, "#fff0c2", round_by=5, lit=True)
        for index in range(16):
            art.rect(x + 16 + index * 33, base - 78 + 13 * (index % 2), 17, 13, "#2a2320")
        stage.lamp(x + 280, base - 250, 150, "#ffd98a", 0.7, depth=MID + 0.13, flicker="neon")
    for wheel in (x + 118, x + 432):
        art.oval(wheel, base - 6, 58, 56, "#17181b")
        art.oval(wheel, base - 6, 27, 26, "#b9c0c6")
    art.oval(x + 548, base - 84, 16, 22, "#fff3cf", lit=True, opacity=0.5 + 0.5 * stage.day.glow)
    art.rect(x + 2, base - 100, 14, 34, "#e0453a", round_by=5, lit=True, opacity=0.5 + 0.5 * stage.day.glow)
    stage.lamp(x + 560, base - 84, 210, "#ffe7b0", 0.7, depth=MID + 0.13)
