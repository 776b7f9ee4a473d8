"""Invents character cards for a premise without a cast: names, looks and voices that cannot be mixed up. Pure and seeded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spark_video_assets.crew.writing.premise import read_premise
from spark_video_assets.crew.writing.premise_people import Mention, gender_told, players
from spark_video_assets.crew.writing.premise_words import Tongue, premise_words
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard
from spark_video_assets.story.lore import Lore

FEWEST = 2


@dataclass(frozen=True)
class _Look:
    """One ready look; the looks of a language differ in age, gender, hair, costume and main colour."""

    name: str
    gender: str
    age: str
    description: str
    voice_style: str
    archetype: str
    mannerism: str


_LOOKS_EN = (
    _Look("Mara", "woman", "34", "Slim woman with a black bob and freckles, in a mustard yellow coat with a teal scarf, "
          "brown trousers and dark boots.", "clear, quick", "the quick one", "talks with both hands"),
    _Look("Otto", "man", "61", "Stout old man with a white beard and round glasses, in a thick green sweater, grey "
          "trousers and brown shoes.", "low, dry, calm", "the dry one", "nods before he answers"),
    _Look("Pip", "girl", "11", "Small girl with red pigtails, in a blue raincoat and yellow boots.",
          "bright, cheeky", "the lively one", "stands on tiptoe"),
    _Look("Lena", "woman", "27", "Young woman with long brown hair, in a red dress with a white collar.",
          "warm, kind", "the warm one", "tilts her head"),
    _Look("Viktor", "man", "45", "Tall slim man with slicked black hair and a moustache, in a purple suit with a gold tie.",
          "proud, rolling", "the proud one", "straightens his tie"),
    _Look("Juno", "woman", "68", "Old woman with a silver bun and earrings, in an orange cardigan over a brown dress.",
          "soft, gentle", "the gentle one", "folds her hands"),
    _Look("Nico", "boy", "10", "Small boy with messy blond hair, in a striped orange shirt and blue shorts.",
          "bright, eager", "the curious one", "rocks on his heels"),
    _Look("Ned", "man", "23", "Young man with curly red hair, in a light blue shirt and dark grey trousers.",
          "light, hasty", "the hopeful one", "runs a hand through his hair"),
    _Look("Iris", "woman", "20", "Young woman with a blond ponytail and a headband, in a turquoise jacket and black trousers.",
          "bright, quick", "the restless one", "taps her foot"),
    _Look("Bruno", "man", "38", "Sturdy man with short black hair and a beard, in a striped red shirt and brown trousers.",
          "deep, slow", "the steady one", "folds his arms"),
    _Look("Edda", "woman", "50", "Stout woman with short grey hair and glasses, in a dark blue dress with a pearl necklace.",
          "firm, dry", "the strict one", "looks over her glasses"),
)  # fmt: skip
_LOOKS_ZH = (
    _Look("林小满", "女", "24", "年轻女子，黑发马尾，身穿鹅黄色上衣和藏青色长裤，戴红色发带。",
          "清脆，机灵", "机灵的人", "说话时比划双手"),
    _Look("老周", "男", "62", "老年男子，白须，身材圆润，身穿深绿色毛衣和灰色长裤，戴圆框眼镜。",
          "低沉，不紧不慢", "寡言的人", "先点头再说话"),
    _Look("阿宝", "男", "12", "小男孩，乱发，身穿橙色卫衣和蓝色短裤。", "响亮，活泼", "活泼的人", "踮着脚说话"),
    _Look("沈青", "女", "35", "中年女子，黑发盘发髻插玉簪，身穿青色长衫。", "温柔，舒缓", "热心的人", "轻轻歪头"),
    _Look("顾长风", "男", "41", "中年男子，黑发背头，八字胡，身穿紫色西装配金色领带。", "洪亮，骄傲", "骄傲的人", "整理领带"),
    _Look("何婆婆", "女", "70", "老年女子，白发发髻，身穿酒红色棉袄，戴耳环。", "轻柔，慢", "温柔的人", "双手交叠"),
    _Look("朵朵", "女", "9", "小女孩，黑发双辫，身穿黄色连衣裙，系白色围巾。", "清亮，好奇", "好奇的人", "前后摇晃"),
    _Look("程亮", "男", "23", "年轻男子，黑色短发，身穿浅蓝色衬衫和灰色长裤。", "明快，着急", "满怀希望的人", "抓抓头发"),
    _Look("苏樱", "女", "20", "年轻女子，黑色长发，身穿粉色外套和白色长裙。", "明亮，轻快", "坐不住的人", "轻轻跺脚"),
    _Look("雷大山", "男", "38", "壮实的中年男子，黑色短发，黑胡子，身穿红色条纹衬衫和棕色长裤。", "浑厚，缓慢", "稳重的人",
          "抱着双臂"),
    _Look("方姨", "女", "50", "中年女子，身材圆润，灰色短发，戴眼镜，身穿深蓝色旗袍，戴珍珠项链。", "干脆，严厉", "严格的人",
          "从镜片上方看人"),
)  # fmt: skip
OLD_FROM, GROWN_UP_FROM = 55, 16
"""Years from which a look is that of somebody old, and no longer a child's."""


class CastInventor(Protocol):
    """Who invents the people of a story that nobody has cast."""

    def invent(self, brief: Brief, lore: Lore) -> Sequence[CastCard]:
        """Cards for at least `FEWEST` people, the lead first."""
        ...


class OfflineCastInventor:
    """Ready looks for the names and roles that the premise tells: no model, no network."""

    def invent(self, brief: Brief, lore: Lore) -> Sequence[CastCard]:
        """See `CastInventor`; the lore is not read."""
        return invent_cards(brief.premise, brief.language, brief.seed)


def invent_cards(premise: str, language: str, seed: int) -> list[CastCard]:
    """Two or three characters for a premise: its own names and roles first, looks from a fixed set.

    Args:
        premise: Any text; names and roles are read in `language` only.
        language: BCP-47 tag; Chinese gives Chinese cards, everything else English ones.
        seed: Same premise and seed, same cards.
    """
    chinese = _is_chinese(language)
    people = players(read_premise(premise, chinese=chinese).people)
    people += [Mention()] * (FEWEST - len(people))
    taken = {person.name for person in people}
    looks = _shuffled(chinese, f"{seed} {len(premise)}")
    tongue: Tongue = "zh" if chinese else "en"
    cards: list[CastCard] = []
    for person in people:
        free = [look for look in looks if look.name == person.name or look.name not in taken]
        look = min(free, key=lambda ready: _contradictions(ready, person, tongue))
        looks.remove(look)
        cards.append(_card(look, person, _occupation(person, tongue)))
    return cards


def ready_looks(language: str, seed: int) -> list[CastCard]:
    """Everybody who can be had for somebody of whom nothing is known, under their own names: children last."""
    looks = _shuffled(_is_chinese(language), str(seed))
    looks.sort(key=lambda look: int(look.age) < GROWN_UP_FROM)
    return [_card(look, Mention(), None) for look in looks]


def _is_chinese(language: str) -> bool:
    return language.lower().split("-")[0] in {"zh", "cmn", "yue"}


def _shuffled(chinese: bool, seed: str) -> list[_Look]:
    looks = list(_LOOKS_ZH if chinese else _LOOKS_EN)
    random.Random(seed).shuffle(looks)
    return looks


def _contradictions(look: _Look, person: Mention, tongue: Tongue) -> tuple[bool, int, int]:
    """How much a look is not this person's: another name, then gender and age that the premise tells, then years."""
    age, gender = int(look.age), gender_told(person, tongue)
    years = person.age
    old = person.old or _is_told(person, tongue, "old roles") if years is None else years >= OLD_FROM
    child = _is_told(person, tongue, "child roles") if years is None else years < GROWN_UP_FROM
    grown = years is not None or bool(_occupation(person, tongue)) or _is_told(person, tongue, "grown roles")
    # Of whom the premise tells nothing, that is somebody grown up: who has known the others for years has to be.
    grown = grown or not (person.name or person.roles)
    wrong_gender = gender is not None and (gender == "female") != (look.gender in {"woman", "girl", "女"})
    wrong_age = (
        (old and age < OLD_FROM)
        or (years is not None and not old and age >= OLD_FROM)
        or (child and age >= GROWN_UP_FROM)
        or (grown and not child and age < GROWN_UP_FROM)
    )
    return look.name != person.name, wrong_gender + wrong_age, abs(age - years) if years else 0


def _is_told(person: Mention, tongue: Tongue, section: str) -> bool:
    return not set(premise_words(tongue, section)).isdisjoint(person.roles)


def _occupation(person: Mention, tongue: Tongue) -> str | None:
    """What a person does; whose daughter somebody is, is none. A dead singer is a ghost first: so she is drawn."""
    ghosts = premise_words(tongue, "ghosts")
    roles = sorted(person.roles, key=lambda role: role not in ghosts)
    return next((role for role in roles if role not in premise_words(tongue, "kin")), None)


def _card(look: _Look, person: Mention, occupation: str | None) -> CastCard:
    return CastCard(
        name=person.name or look.name,
        age=str(person.age or look.age),
        gender=look.gender,
        occupation=occupation,
        archetype=look.archetype,
        voice_style=look.voice_style,
        description=look.description,
        mannerisms=[look.mannerism],
    )
