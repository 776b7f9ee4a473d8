"""A world of two people, one set and one prop, with a page of dialogue and a narrated one, for a director to board."""

from __future__ import annotations

from typing import Any

from spark_video_assets.crew.world import World
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Manifest, ManifestEntry
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage

ANCHOR = "soft light, quiet room"
LINES = ["By order of the harbour office, your light goes dark tonight.", "Not one."]


def world_of(**lore: Any) -> World:
    """Two people, one set, one prop."""
    ages = {"Ada": "71", "Finn": "19"}
    cast = {
        name: ManifestEntry(name=name, id=name.lower(), card={"age": age}, picture=f"cast/{name}/p.png")
        for name, age in ages.items()
    }
    sets = {"lamp-room": ManifestEntry(name="lamp-room", id="lamp-room", picture="movie-set/lamp-room/p.png")}
    props = {"letter": ManifestEntry(name="letter", id="letter", picture="props/letter/p.png")}
    return World(
        Brief(premise="An old keeper.", provider="bl"),
        Lore(mood_anchor=ANCHOR, forbidden=["cannon"], **lore),
        Manifest(kind="cast", entries=cast),
        Manifest(kind="set", entries=sets),
        Manifest(kind="prop", entries=props),
    )


WORLD = world_of()
PAGE = ScenePage(
    number=1,
    location="The lamp room",
    time="dusk",
    characters=["Ada", "Finn"],
    estimated_duration_s=14,
    action="Finn holds out a letter.",
    dialogue=[DialogueLine(speaker="Finn", text=LINES[0]), DialogueLine(speaker="Ada", text=LINES[1])],
)
NARRATED = ScenePage(
    number=2,
    location="The pier",
    type="narration",
    estimated_duration_s=8,
    beats=[
        Beat(narration="That night nobody lit the lamp.", visual="The dark lamp."),
        Beat(narration="The sea noticed first.", visual="Ada at the window."),
    ],
)
