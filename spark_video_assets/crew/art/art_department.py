"""The art department: what a card's picture has to show, how several become one, and cards for who is new. Makes no picture.

Invented characters come from `cast_inventor`; images are made by the image resource from the plans here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import cycle
from typing import Literal

from pydantic import Field

from spark_video_assets.crew.wording import cleaned, shortened, terms_in
from spark_video_assets.crew.world import set_among
from spark_video_assets.crew.writing.cast_inventor import GROWN_UP_FROM, OLD_FROM, ready_looks
from spark_video_assets.story.cards import CardKind, CastCard, Manifest, PropCard, SetCard, slug
from spark_video_assets.story.document import Part
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import can_be_folder
from spark_video_assets.story.script import Script
from spark_video_assets.story.wording import mostly_cjk, one_line

__all__ = [
    "GridPlan",
    "PictureToMake",
    "faces_for",
    "grid_cell",
    "grid_for",
    "new_faces",
    "new_places",
    "new_things",
    "picture_to_make",
]

LARGEST_GRID = 9
GRID_SIDE = 1280
GRID_BACKGROUND = (20, 20, 20)
"""Most pictures, longest side in pixels and RGB of a composite (section 3.4 of the origin's specification)."""
PROMPT_ROOM = 600
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
"""Signs of a location that file systems refuse, such as the stroke of `INT. KITCHEN / NIGHT`."""
_AGE = re.compile(r"(?<!\d)[1-9]\d?(?!\d)")
_AGE_WORDS = re.compile(r"years?|old|aged?|岁|多|'s|s\b", re.IGNORECASE)
_GENDERS = {
    "woman": ("woman", "girl", "female", "lady", "女", "女性", "女人", "女子", "女孩", "少女"),
    "man": ("man", "boy", "male", "gentleman", "男", "男性", "男人", "男子", "男孩", "少年"),
}
_RATIOS: dict[CardKind, Literal["3:4", "16:9", "1:1"]] = {"cast": "3:4", "set": "16:9", "prop": "1:1"}
"""Half body, set and prop (art rules of the origin)."""


class PictureToMake(Part):
    """One missing picture.

    Args:
        entry_id: ASCII id of the card, for the file name.
        prompt: For the image provider; ends with the mood anchor.
    """

    kind: CardKind
    name: str
    entry_id: str
    ratio: Literal["3:4", "16:9", "1:1"]
    prompt: str = Field(min_length=1)


class GridPlan(Part):
    """How several pictures of one card become the one that is sent: `columns` x `rows`, in order."""

    columns: int
    rows: int
    pictures: list[str]
    longest_side: int = GRID_SIDE
    background: tuple[int, int, int] = GRID_BACKGROUND


def picture_to_make(manifest: Manifest, name: str, lore: Lore) -> PictureToMake:
    """What a card's picture has to show."""
    return PictureToMake(
        kind=manifest.kind,
        name=name,
        entry_id=manifest.entries[name].id,
        ratio=_RATIOS[manifest.kind],
        prompt=_prompt(manifest, name, lore),
    )


def grid_for(pictures: Sequence[str]) -> GridPlan | None:
    """The composite of several pictures: 2 -> 2x1, up to 4 -> 2x2, up to 9 -> 3x3, more are left out; None for one or none."""
    chosen = list(pictures[:LARGEST_GRID])
    if len(chosen) < 2:
        return None
    columns = 2 if len(chosen) <= 4 else 3
    rows = 1 if len(chosen) == 2 else columns
    return GridPlan(columns=columns, rows=rows, pictures=chosen)


def grid_cell(plan: GridPlan, width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels of one cell, for pictures of that shape, so that no side of the grid is over the limit."""
    scale = min(1.0, plan.longest_side / max(plan.columns * width, plan.rows * height))
    return max(1, math.floor(width * scale)), max(1, math.floor(height * scale))


def new_faces(script: Script, cast: Manifest, language: str, seed: int) -> list[CastCard]:
    """Cards for the named new characters of the last page's CAST CHECK who have none yet, in its order.

    The page's one-line look is the description; what it leaves open comes from the ready look of the same name, else
    from one that contradicts neither the age nor the gender that the page tells. Ages alone describe nobody.
    """
    wanted = [npc for page in script.pages if page.cast_check for npc in page.cast_check.named_npcs]
    fresh = [npc for npc in wanted if npc.name not in cast.entries]
    spare = ready_looks(language, seed)
    taken = {npc.name for npc in fresh}
    cards = []
    for npc in fresh:
        look = cleaned(npc.look)
        told = _person_told(look)
        ready = min(spare, key=lambda card: _strangeness(card, npc.name, told, taken))
        spare = [card for card in spare if card is not ready] or ready_looks(language, seed)
        pictured = {"description": look} if len(re.findall(r"[^\W\d_]", _AGE_WORDS.sub("", look))) > 1 else {}
        cards.append(ready.model_copy(update={**pictured, **told, "name": npc.name, "id": slug(npc.name)}))
    return cards


def _strangeness(
    card: CastCard, name: str, told: Mapping[str, str], taken: Collection[str]
) -> tuple[bool, bool, int]:
    """How little a ready look is this person's: another name, somebody else's name, then wrong gender and stage of life."""
    wrong_gender = "gender" in told and _gender(card.gender or "") != told["gender"]
    wrong_age = "age" in told and _stage(told["age"]) != _stage(card.age or "")
    return card.name != name, card.name in taken, wrong_gender + wrong_age


def _gender(told: str) -> str | None:
    return next((gender for gender, words in _GENDERS.items() if terms_in(told, words)), None)


def _stage(age: str) -> int:
    """0 for a child, 1 for a grown-up, 2 for somebody old."""
    years = int(found[0]) if (found := _AGE.search(age)) else GROWN_UP_FROM
    return (years >= GROWN_UP_FROM) + (years >= OLD_FROM)


def _person_told(look: str) -> dict[str, str]:
    """Gender and age where a look tells them: a ready look's own must not contradict it, voices follow them."""
    told = {}
    age = _AGE.search(look)
    if age:
        told["age"] = age[0]
    gender = _gender(look)
    return told | {"gender": gender} if gender else told


def new_things(script: Script, props: Manifest) -> list[PropCard]:
    """Cards for the props of the PROP CHECK that nobody has a card for, in its order.

    `lantern-broken` is the lantern in one state. A lantern that has a card is left to who gave it: another state of it
    is another picture of the same thing, which only a person can tell. A name that no folder can have is left out.
    """
    notes = {note.name: note for page in script.pages for note in page.prop_check}
    cards = []
    for note in notes.values():
        thing, _, state = note.name.rpartition("-")
        if {note.name, thing or note.name} & set(props.entries) or not can_be_folder(note.name):
            continue
        look = cleaned(note.description) or cleaned(note.name)
        cards.append(PropCard(name=note.name, id=slug(note.name), description=look, state=state if thing else None))
    return cards


def faces_for(names: Sequence[str], language: str, seed: int) -> list[CastCard]:
    """A card for each of these people, in order, with looks that cannot be mixed up; nothing else is known of them."""
    people = list(dict.fromkeys(names))
    looks = cycle(ready_looks(language, seed))
    return [
        ready.model_copy(update={"name": name, "id": slug(name)})
        for name, ready in zip(people, looks, strict=False)
    ]


def new_places(script: Script, given: Sequence[SetCard]) -> list[SetCard]:
    """Cards for the locations of the script that no given set fits, in its order.

    One folder is one visual state: a place that is seen at two times of day gets two cards, `Harbour-night` and
    `Harbour-dusk`. A name that no folder can have is left out; such a scene is boarded without a set.
    """
    seen: dict[str, tuple[str, dict[str, str]]] = {}
    for page in script.pages:
        if set_among(given, page.location, page.time) is None:
            # Folders of some systems know no capitals, and writers spell a place now with, now without.
            place, time = _place_name(page.location), cleaned(page.time)
            seen.setdefault(place.casefold(), (place, {}))[1].setdefault(time.casefold(), time)
    cards = []
    for place, times in seen.values():
        for time in times.values():
            name = f"{place}-{_place_name(time)}" if time and len(times) > 1 else place
            if can_be_folder(name):
                cards.append(_new_place(name, place, time))
    return cards


def _place_name(told: str) -> str:
    return one_line(_NOT_IN_NAMES.sub(" ", cleaned(told))).strip(". ")


def _new_place(name: str, place: str, time: str) -> SetCard:
    mark = "，" if mostly_cjk(place) else ", "
    description = mark.join(part for part in (place, time) if part)
    return SetCard(name=name, id=slug(name), description=description, time_of_day=time or None)


def _prompt(manifest: Manifest, name: str, lore: Lore) -> str:
    """What the painter is told: framing, the card's look, style, anchor; terms that are forbidden are left out."""
    card = manifest.card(name)
    assert card is not None
    banned = [*lore.forbidden, *(card.forbidden if isinstance(card, SetCard | PropCard) else [])]
    look = [cleaned(line) for line in card.text().splitlines() if not terms_in(line, banned)]
    framing = _FRAMINGS[manifest.kind][mostly_cjk(" ".join(look) or name)]
    told = shortened("; ".join([framing.format(name=name), *look]), PROMPT_ROOM)
    parts = [told, cleaned(lore.visual_style), lore.anchor]
    return ". ".join(part.rstrip(". ") for part in parts if part)


_FRAMINGS: dict[CardKind, tuple[str, str]] = {
    "cast": (
        "Half-body portrait of {name}, facing the camera, plain background",
        "{name}的半身像，正对镜头，纯色背景",
    ),
    "set": ("Empty set {name}, nobody in it, eye-level wide view", "{name}空景，无人，平视广角"),
    "prop": ("Single object {name}, centred, plain background", "单个物件{name}，居中，纯色背景"),
}
