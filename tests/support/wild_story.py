"""The little story that wild answers are about: two people, a set, a prop, a forbidden word, in two languages."""

from __future__ import annotations

from spark_video_assets.crew.world import World
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Manifest, ManifestEntry
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.rules import Facts
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage
from spark_video_assets.story.storyboard import Mode

LIMITS = ProviderLimits(name="bl", min_duration_s=3, max_duration_s=15, max_images=9, r2v_first_frame=False)
FORBIDDEN = "cannon"
USER_LINE = "Not tonight, Otto."
PREMISE = f'Ada keeps a lighthouse that nobody needs. Otto comes to switch it off. Ada says: "{USER_LINE}"'
WORDS = ("Ada", "Otto", "the keeper", "Mallory", "lamp-room", "lantern", "L1", "L2", "N1", "S01", "S01-001", "U1")
"""Names and ids of the story that absurd answers use rightly and wrongly."""


def wild_world(*, mode: Mode = "drama", chinese: bool = False) -> World:
    """The story; the Chinese one has the same names, so that the same answers hit and miss."""
    cast = {
        "Ada": {"age": "71", "aliases": ["the keeper"], "dont": ["curses"]},
        "Otto": {"age": "40", "gender": "man"},
    }
    lore = Lore(
        title="The last light",
        mood_anchor="冷色水粉，一盏暖灯" if chinese else "cold dusk, one warm lamp",
        forbidden=[FORBIDDEN],
    )
    brief = Brief(
        premise=PREMISE, provider="bl", mode=mode, target_duration_s=24, language="zh" if chinese else "en"
    )
    return World(
        brief,
        lore,
        Manifest(kind="cast", entries={name: _entry("cast", name, **card) for name, card in cast.items()}),
        Manifest(kind="set", entries={"lamp-room": _entry("movie-set", "lamp-room")}),
        Manifest(kind="prop", entries={"lantern": _entry("props", "lantern")}),
    )


def facts_of(world: World, *, whole: bool = False) -> Facts:
    """What the rules know of the story."""
    return Facts(
        cast=world.cast, sets=world.sets, props=world.props, lore=world.lore, limits=LIMITS, whole=whole,
        user_lines=(USER_LINE,),
    )  # fmt: skip


def page_of(mode: Mode) -> ScenePage:
    """The first scene: two lines, or a narrated beat and a spoken one."""
    lines = [
        DialogueLine(speaker="Otto", text="By order of the harbour office, your light goes dark."),
        DialogueLine(speaker="Ada", text=USER_LINE),
    ]
    page = ScenePage(
        number=1, location="The lamp room", time="dusk", type=mode, characters=["Ada", "Otto"],
        estimated_duration_s=12,
    )  # fmt: skip
    if mode == "drama":
        return page.model_copy(update={"action": "Otto holds out a letter to Ada.", "dialogue": lines})
    beats = [
        Beat(narration="Nobody had come for nine years.", visual="Ada alone at the lamp."),
        Beat(dialogue=lines[1:], visual="Ada shakes her head."),
    ]
    return page.model_copy(update={"beats": beats})


def _entry(folder: str, name: str, **card: object) -> ManifestEntry:
    return ManifestEntry(
        name=name, id=name.lower(), card=dict(card), images=[f"{folder}/{name}/1.png"],
        picture=f"{folder}/{name}/1.png",
    )  # fmt: skip
