"""What kind of place a set card describes: family, hour, weather, season, from English or Chinese words. No drawing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, TypeVar

from resources.video.animatic.sets.varieties import VARIETIES, Variety
from resources.video.staging import Scenery

Family = Literal[
    "home",
    "inn",
    "office",
    "street",
    "forest",
    "sea",
    "lamp_room",
    "rooftop",
    "vehicle",
    "classroom",
    "palace",
    "shop",
    "hospital",
    "abstract",
]
Hour = Literal["dawn", "day", "dusk", "night"]
Weather = Literal["clear", "rain", "snow", "fog", "storm"]
Season = Literal["spring", "summer", "autumn", "winter"]

_FAMILIES: dict[Family, str] = {
    # No street, and no harbour.
    "abstract": r"space ?(?:station|ship)|\bmoon base|太空|飞船|宇宙|月球",
    "lamp_room": (r"lamp room|lantern room|lighthouse (?:interior|room|stair)|inside the lighthouse|灯塔内|灯室"),
    "palace": (
        r"palace|throne|imperial|great hall|ballroom|castle|temple|"
        r"theat(?:re|er)|opera|cinema|movie|concert hall|church|cathedral|chapel|museum|gallery|"
        r"宫|皇|殿|御书房|王府|庙|剧院|剧场|戏院|戏台|音乐厅|影院|教堂|博物馆|美术馆|画廊"
    ),
    "inn": r"\binn\b|tavern|tea ?house|\bpub\b|saloon|hotel|hostel|客栈|旅馆|旅店|酒店|酒楼|茶馆|茶楼|茶肆|酒肆|驿站|酒馆|大堂",
    "classroom": r"class ?room|school|lecture|academy|library|图书馆|教室|课堂|学校|书院|学堂",
    "hospital": r"hospital|\bward\b|clinic|surgery|emergency room|医院|病房|诊所|手术",
    "office": (
        r"office|board ?room|meeting room|newsroom|police station|laborator|\blab\b|(?<!photo )studio|archive|"
        r"办公|邮局|会议室|公司|警局|实验室|工作室"
    ),
    "vehicle": (
        r"\btrain\b|railway car|carriage|\bcar\b|\bbus\b|\btaxi\b|subway|\bmetro\b|\btram\b|cockpit|"
        r"车厢|车内|车里|火车|地铁|公交|出租车|列车|马车"
    ),
    "rooftop": r"roof ?top|\broof\b|balcony|terrace|天台|屋顶|楼顶|阳台|露台",
    "sea": (
        r"\bsea\b|lighthouse|beach|harbou?r|\bpier\b|\bdock\b|\bcliff|coast|shore|ocean|\bboat\b|"
        r"\bship\b|island|\bbay\b|jetty|海|灯塔|码头|沙滩|港|船|岛|悬崖"
    ),
    "shop": (
        r"caf[eé]|coffee|\bshop\b|\bstore\b|bakery|kitchen|restaurant|\bbar\b|diner|pharmacy|"
        r"book ?(?:shop|store)|canteen|workshop|noodle|barber|hairdress|florist|greenhouse|p[aâ]tisserie|tailor|garage|"
        r"smithy|photo studio|咖啡|面馆|饭馆|餐馆|照相馆|作坊|工坊|温室|花房|店|厨房|餐厅|酒吧|食堂|超市|铺"
    ),
    "street": (
        r"street|alley|market|\broad\b|\bsquare\b|avenue|\bbridge\b|\bcity\b|\btown\b|village|station|"
        r"courtyard|\bgate\b|街|巷|市集|集市|马路|广场|城|镇|村|桥|院子|庭院|门口|车站"
    ),
    "forest": (
        r"forest|\bwood(?:s|land)?\b|grove|bamboo|mountain|\bpath\b|garden|\bpark\b|field|meadow|"
        r"valley|\bfarm|cemetery|graveyard|\briver\b|lake|desert|jungle|\bhill|森林|树林|竹林|山|花园|公园|田|草原|河|湖|野外|"
        r"林间|农场|农田|墓"
    ),
    "home": (
        r"living room|bed ?room|\bhome\b|apartment|\bhouse\b|\bstudy\b|\broom\b|attic|cottage|cabin|"
        r"\bflat\b|corridor|hallway|basement|cellar|家|客厅|卧室|书房|公寓|房间|屋|卧房|走廊|阁楼|地窖|室"
    ),
}
_HOURS: dict[Hour, str] = {
    "night": r"night|midnight|moonl|after dark|\bstars?\b|starlit|夜|子时|月光|凌晨|星空|深更",
    "dusk": r"dusk|sunset|evening|twilight|golden hour|late afternoon|黄昏|傍晚|夕阳|日落|暮",
    "dawn": r"dawn|sunrise|daybreak|first light|early morning|黎明|清晨|拂晓|日出|破晓|晨",
    "day": r"\bday\b|daylight|noon|morning|afternoon|sunny|白天|中午|上午|下午|正午|白昼|日间|午后",
}
_WEATHER: dict[Weather, str] = {
    "storm": r"storm|thunder|lightning|tempest|gale|typhoon|暴雨|雷|暴风|台风|风暴",
    "snow": r"\bsnow|blizzard|\bsleet|雪",
    "rain": r"\brain|drizzl|downpour|shower|雨",
    "fog": r"\bfog|\bmist|haze|smog|雾|霾|朦胧",
    "clear": r"clear|sunny|晴",
}
_SEASONS: dict[Season, str] = {
    "winter": r"winter|\bsnow|frost|冬|雪",
    "autumn": r"autumn|\bfall(?:en)? leaves|\bfall\b|maple|秋|枫|落叶",
    "spring": r"spring|blossom|cherry|petal|春|樱|桃花|花开",
    "summer": r"summer|夏|蝉",
}
_EASTERN = re.compile(
    r"[\u3400-\u9fff]|chinese|china|dynasty|pagoda|imperial|wuxia|tang|ming|jianghu|tea ?house|samurai",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"ancient|medieval|dynasty|wuxia|imperial|\binn\b|tavern|castle|pagoda|victorian|old town|lantern"
    r"|古|客栈|酒楼|江湖|衙|朝|宫|殿|府|镖|茶馆|灯笼|青楼|书院|驿站|长安",
    re.IGNORECASE,
)
_Word = TypeVar("_Word", bound=str)
INDOORS: frozenset[Family] = frozenset(
    {"home", "inn", "office", "lamp_room", "vehicle", "classroom", "palace", "shop", "hospital"}
)
"""Families with a roof."""


@dataclass(frozen=True, slots=True)
class Place:
    """A set card understood.

    Args:
        seed: From the location and the world seed: what varies between two sets of one family, and not with the hour.
        variety: What the family's words leave open: the trade of a shop, what a hall is for.
        eastern: Drawn with lattices, tiled roofs and paper lanterns.
        old: Before electric light.
        colours: `#rrggbb` that the card's palette asks for.
    """

    family: Family
    variety: Variety
    hour: Hour
    weather: Weather
    season: Season
    eastern: bool
    old: bool
    seed: int
    words: str
    colours: tuple[str, ...] = ()

    @property
    def indoors(self) -> bool:
        """True when a roof keeps the weather off the actors."""
        return self.family in INDOORS

    def mentions(self, pattern: str) -> bool:
        """True when the card's words match a regular expression."""
        return re.search(pattern, self.words, re.IGNORECASE) is not None


def seed_of(*parts: object) -> int:
    """A stable number from any parts; `hash` differs from process to process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def read_place(scenery: Scenery, world_seed: int) -> Place:
    """Understand a set card. Unknown or empty words give the abstract family by day in clear summer weather."""
    words = f"{scenery.name} . {scenery.description}"[:4000]
    told_hour = f"{scenery.time_of_day or ''}"
    family = family_of(scenery)
    return Place(
        family=family,
        variety=_variety_of(family, scenery),
        hour=_first(_HOURS, told_hour) or _first(_HOURS, words) or "day",
        weather=_first(_WEATHER, scenery.weather or "") or _first(_WEATHER, words) or "clear",
        season=_first(_SEASONS, scenery.season or "") or _first(_SEASONS, words) or "summer",
        eastern=_EASTERN.search(words) is not None,
        old=_OLD.search(words) is not None,
        seed=seed_of(_location(scenery.name), scenery.description if not scenery.name else "", world_seed),
        words=words,
        colours=tuple(word for word in scenery.palette if re.fullmatch(r"#[0-9a-fA-F]{6}", word)),
    )


def _location(name: str) -> str:
    """The name without the state that it ends on: `Harbour-dusk` and `Harbour-night` are one place in other light."""
    location, _, state = name.rpartition("-")
    told = bool(_first(_HOURS, state) or _first(_WEATHER, state) or _first(_SEASONS, state))
    return _location(location) if location and told else name


def family_of(scenery: Scenery) -> Family:
    """The family whose words occur most; the name counts four times as much, and its last word most.

    "Lighthouse kitchen" is a kitchen and "train station" a street: the head of a name stands at its end.
    """
    best: Family = "abstract"
    best_score = 0.0
    for family, pattern in _FAMILIES.items():
        score = _told(pattern, scenery)
        if family == "lamp_room":
            score *= 2.0  # its words name one room, those of `sea` a whole coast
        if score > best_score:
            best, best_score = family, score
    return best


def _variety_of(family: Family, scenery: Scenery) -> Variety:
    best: Variety = "plain"
    best_score = 0.0
    for variety, pattern in VARIETIES.get(family, {}).items():
        score = _told(pattern, scenery)
        if score > best_score:
            best, best_score = variety, score
    return best


def _told(pattern: str, scenery: Scenery) -> float:
    """How much a card tells of what a pattern matches."""
    name, description = scenery.name[:400], scenery.description[:4000]
    in_name = list(re.finditer(pattern, name, re.IGNORECASE))
    score = 4.0 * len(in_name) + len(re.findall(pattern, description, re.IGNORECASE))
    return score + 2.0 * in_name[-1].end() / max(1, len(name)) if in_name else score


def _first(table: dict[_Word, str], text: str) -> _Word | None:
    return next((word for word, pattern in table.items() if re.search(pattern, text, re.IGNORECASE)), None)
