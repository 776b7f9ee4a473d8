"""The outline of an episode as a model answers it: its form, its faults, its seconds. Pages are in `page_drafts`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, Field

from spark_video_assets.crew.wording import cleaned, terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.user_lines import UserLine
from spark_video_assets.story.names import can_be_folder
from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.rules.screenplay import scene_range
from spark_video_assets.story.script import CastCheck, NamedNpc, PropNote, ScenePage
from spark_video_assets.story.wording import name_list

MOST_NEW_PEOPLE, MOST_PROPS = 4, 6
"""Props: director rules of the origin (3-6 in an episode). People: own choice, each of them costs a portrait."""
MOST_SCENES = 120
SHORTEST_SCENE_S = 3
_NO_NAMES = frozenset({"all", "everyone", "众人"})
_NAME = re.compile(r"[^\W\d_](?:[\w .'’·-]{0,38}[\w.])?")


class PersonDraft(BaseModel):
    """Somebody new with a name; what is seen of them in one line."""

    name: str = Field(min_length=1, max_length=40)
    gender: str = Field(min_length=1, max_length=20)
    age: int = Field(ge=1, le=120)
    look: str = Field(min_length=8, max_length=240)

    @property
    def npc(self) -> NamedNpc:
        """The line of the CAST CHECK block: gender and age lead, so that voice and picture follow them."""
        return NamedNpc(name=cleaned(self.name), look=f"{cleaned(self.gender)}, {self.age}, {cleaned(self.look)}")


class PropDraft(BaseModel):
    """A key prop in one state."""

    name: str = Field(min_length=1, max_length=40)
    state: str = Field(default="", max_length=40)
    description: str = Field(min_length=4, max_length=240)

    @property
    def full_name(self) -> str:
        """`lantern-broken`: one folder is one state."""
        name, state = cleaned(self.name), cleaned(self.state)
        return f"{name}-{state.replace('-', ' ')}" if state else name


class SceneOutline(BaseModel):
    """One scene to write.

    Args:
        people: Names; the cast's or new ones.
        happens: What is seen and what it is about.
        turn: What is different at its end.
        weight: Share of the film, in any unit; the seconds are worked out from it.
        lines: Ids of the user's lines that are said here.
    """

    location: str = Field(min_length=2, max_length=80)
    time: str = Field(min_length=1, max_length=40)
    people: list[str] = Field(max_length=12)
    happens: str = Field(min_length=20, max_length=900)
    turn: str = Field(min_length=4, max_length=300)
    weight: float = Field(gt=0, le=3600)
    lines: list[str] = Field(default_factory=list)


class OutlineDraft(BaseModel):
    """The episode before its pages."""

    logline: str = Field(min_length=10, max_length=400)
    new_people: list[PersonDraft] = Field(default_factory=list, max_length=MOST_NEW_PEOPLE)
    extras: list[str] = Field(default_factory=list, max_length=8)
    props: list[PropDraft] = Field(default_factory=list, max_length=MOST_PROPS)
    scenes: list[SceneOutline] = Field(min_length=1, max_length=MOST_SCENES)


def outline_faults(draft: OutlineDraft, world: World, lines: Sequence[UserLine]) -> list[str]:
    """What keeps an outline from being written out, one sentence each."""
    low, high = scene_range(world.brief.target_duration_s)
    found = []
    if not low <= len(draft.scenes) <= high:
        found.append(f"{len(draft.scenes)} scenes; a film of {world.brief.target_duration_s} s has {low} to {high}")
    found += _place_faults(draft)
    found += _people_faults(draft, world)
    found += _line_faults(draft, lines)
    told = draft.model_dump_json()
    found += [f"{term!r} is forbidden by the lore; do without it" for term in terms_in(told, world.forbidden)]
    return found


def scene_seconds(draft: OutlineDraft, target_s: int) -> list[int]:
    """Seconds of each scene by its weight; together the wanted length, as near as whole seconds allow."""
    total = sum(scene.weight for scene in draft.scenes)
    seconds, given, weighed = [], 0, 0.0
    for scene in draft.scenes:
        weighed += scene.weight
        until = round(target_s * weighed / total)
        seconds.append(max(SHORTEST_SCENE_S, until - given))
        given = until
    return seconds


def checked_cast(draft: OutlineDraft, pages: Sequence[ScenePage], world: World) -> CastCheck:
    """The CAST CHECK block: who of the cast and who of the new people is on the pages."""
    seen = list(dict.fromkeys(name for page in pages for name in page.characters))
    return CastCheck(
        leads=[name for name in seen if world.person(name)],
        named_npcs=[person.npc for person in draft.new_people if person.npc.name in seen],
        extras=[cleaned(extra) for extra in draft.extras if cleaned(extra)],
    )


def checked_props(draft: OutlineDraft, pages: Sequence[ScenePage]) -> list[PropNote]:
    """The PROP CHECK block: key props that the pages tell of, with their scenes."""
    notes = []
    for prop in draft.props:
        name = cleaned(prop.name).casefold()
        scenes = [f"S{page.number:02d}" for page in pages if name in _told(page).casefold()]
        if scenes:
            notes.append(PropNote(name=prop.full_name, description=cleaned(prop.description), shots=scenes))
    return notes


def name_faults(names: Sequence[str]) -> list[str]:
    """Names of new people that nobody can have, or that two have."""
    # Two names that differ in capitals are one folder on some machines.
    folded = Counter(name.casefold() for name in names)
    found = [f"{name!r} is there twice" for name, times in folded.items() if times > 1]
    return [*found, *(f"{name!r} is no name of a person" for name in names if not _is_name(name))]


def _told(page: ScenePage) -> str:
    return " ".join(
        [page.action, *(line.text for line in page.spoken()), *(f"{b.narration} {b.visual}" for b in page.beats)]
    )


def _place_faults(draft: OutlineDraft) -> list[str]:
    """Places that no page can be headed with: it could not be opened again."""
    return [
        f"scene {number}: {scene.location!r} names no place"
        for number, scene in enumerate(draft.scenes, 1)
        if not re.search(r"\w", cleaned(scene.location))
    ]


def _people_faults(draft: OutlineDraft, world: World) -> list[str]:
    found: list[str] = []
    new = [person.npc.name for person in draft.new_people]
    found += [f"new_people: {fault}" for fault in name_faults(new)]
    found += [f"new_people: {name!r} is in the cast already" for name in new if world.person(name)]
    known = {*new, *world.cast.names, *(alias for card in world.people for alias in card.aliases)}
    for number, scene in enumerate(draft.scenes, 1):
        found += [
            f"scene {number}: {name!r} is neither in the cast nor in new_people; known: {', '.join(sorted(known))}"
            for name in map(cleaned, scene.people)
            if name not in known
        ]
    if not known:
        found.append("there is nobody in the cast; put the leads into new_people")
    props = Counter(prop.full_name for prop in draft.props)
    return [
        *found,
        *(f"props: {name!r} is there twice" for name, times in props.items() if times > 1),
        *(f"props: {name!r} cannot name a folder" for name in props if not can_be_folder(name)),
    ]


def _line_faults(draft: OutlineDraft, lines: Sequence[UserLine]) -> list[str]:
    placed = Counter(name for scene in draft.scenes for name in scene.lines)
    known = {line.id for line in lines}
    found = [f"line {name} is placed in no scene" for name in sorted(known - set(placed))]
    found += [f"line {name} is placed {times} times" for name, times in placed.items() if times > 1]
    return [*found, *(f"there is no line {name!r}" for name in placed if name not in known)]


def _is_name(name: str) -> bool:
    """True for a name that can head a card, name a folder and stand in the lists of a page."""
    listed = name_list(name) == [name] and " - " not in name
    unfit = is_narrator(name) or name.casefold() in _NO_NAMES
    return bool(_NAME.fullmatch(name)) and not unfit and can_be_folder(name) and listed
