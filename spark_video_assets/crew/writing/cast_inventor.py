"""Invents character cards for a premise without a cast: names, looks and voices that cannot be mixed up. Pure and seeded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spark_video_assets.crew.writing.premise import PremiseReading, premise_words, read_premise
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard
from spark_video_assets.story.lore import Lore

FEWEST, MOST = 2, 3


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
)  # fmt: skip
_FEMALE = {"woman", "girl", "grandmother", "mother", "sister", "queen", "princess", "widow", "waitress", "witch",
           "姑娘", "少女", "奶奶", "老太太", "老板娘", "公主", "护士"}  # fmt: skip
_OLD = {"grandmother", "grandfather", "widow", "widower", "奶奶", "爷爷", "老人", "老太太"}
_CHILD = {"girl", "boy", "少年", "少女"}


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
    chinese = language.lower().split("-")[0] in {"zh", "cmn", "yue"}
    reading = read_premise(premise, chinese=chinese)
    looks = list(_LOOKS_ZH if chinese else _LOOKS_EN)
    random.Random(f"{seed} {len(premise)}").shuffle(looks)
    count = max(FEWEST, min(MOST, max(len(reading.names), len(reading.roles))))
    cards: list[CastCard] = []
    for place in range(count):
        role = reading.roles[place] if place < len(reading.roles) else None
        name = reading.names[place] if place < len(reading.names) else None
        look = _fitting(looks, role, name, chinese=chinese)
        looks.remove(look)
        cards.append(_card(look, place, role, reading, {card.name for card in cards}))
    return cards


def _fitting(looks: list[_Look], role: str | None, name: str | None, *, chinese: bool) -> _Look:
    """The first look that does not contradict what name and role say of age and gender; one of that very name first."""
    wanted = _gender_told(role, name, chinese=chinese)

    def contradictions(look: _Look) -> tuple[bool, int]:
        female = look.gender in {"woman", "girl", "女"}
        wrong_gender = wanted is not None and (wanted == "female") != female
        wrong_age = (role in _OLD and int(look.age) < 55) or (role in _CHILD and int(look.age) > 25)
        return look.name != name, wrong_gender + wrong_age

    return min(looks, key=contradictions)


def _gender_told(role: str | None, name: str | None, *, chinese: bool) -> str | None:
    if role in _FEMALE:
        return "female"
    women, men = (premise_words("zh" if chinese else "en", section) for section in ("women", "men"))
    if name and (name[-1] in women if chinese else name in women):
        return "female"
    if name and (name[-1] in men if chinese else name in men):
        return "male"
    return None


def _card(look: _Look, place: int, role: str | None, reading: PremiseReading, taken: set[str]) -> CastCard:
    name = reading.names[place] if place < len(reading.names) else look.name
    if name in taken or (place >= len(reading.names) and name in reading.names):
        name = f"{look.name}二" if reading.chinese else f"{look.name} Two"
    return CastCard(
        name=name,
        age=look.age,
        gender=look.gender,
        occupation=role,
        archetype=look.archetype,
        voice_style=look.voice_style,
        description=look.description,
        mannerisms=[look.mannerism],
    )
