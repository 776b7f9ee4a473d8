"""What props are called, in English and Chinese: from words to kinds. How a kind is drawn: `animatic.thing_shapes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

ThingKind = Literal[
    "dog", "bird", "cat", "robot", "kite", "bicycle", "piano", "violin", "drum", "radio", "crown", "suitcase", "cloth",
    "paper_boat", "letter", "teapot", "chopsticks", "bowl", "cup", "telephone", "phone", "microphone", "record",
    "laptop", "camera", "clock", "mirror", "spoon", "photo", "open_book", "book", "sword", "stick", "umbrella", "fan", "ring",
    "cake", "bread", "apple", "fish", "key", "bag", "bottle", "box", "guitar", "rope", "paper", "coin", "flower",
    "candle", "lamp",
]  # fmt: skip

THING_WORDS: Mapping[ThingKind, str] = {
    "dog": r"\bdogs?\b(?! (?:days|tags?|eared))|\bpupp(?:y|ies)\b|(?<!热)狗(?![粮年血])",
    "bird": r"\bbirds?\b|\bparrots?\b|\bowls?\b|\bpigeons?\b|\bsparrows?\b|\bcanar(?:y|ies)\b|\bravens?\b"
    r"|小鸟|鸟(?![笼窝])|鹦鹉|鸽子|猫头鹰|麻雀|乌鸦",
    "cat": r"\bcats?\b(?! (?:burglar|walk))|\bkittens?\b|(?<!熊)猫(?![头王步])",
    "robot": r"\brobots?\b|\bandroids?\b|机器人",
    "kite": r"\bkites?\b|风筝|纸鸢",
    "bicycle": r"\bbicycles?\b|\bbikes?\b|自行车|单车",
    "piano": r"\bpianos?\b|钢琴(?![家师手])",
    "violin": r"\bviolins?\b|\bfiddles?\b|\bcellos?\b|小提琴|大提琴",
    "drum": r"\bdrums?\b|(?<!打)鼓(?![励掌舞起])",
    "radio": r"\bradios?\b(?! (?:studio|station|host|show|voice|programme|play))|收音机",
    "crown": r"\bcrowns?\b|\btiaras?\b|王冠|皇冠",
    "suitcase": r"\bsuitcases?\b|\bluggage\b|行李箱|手提箱|皮箱|旅行箱",
    # What somebody wears is no thing: only what is handled, or is the whole of a name.
    "cloth": r"\bthe (?:\w+ ){0,2}(?:scarf|shawl|blanket|handkerchief)\b"
    r"|^(?:\w+ ){0,2}(?:scarf|shawl|blanket|handkerchief|sweater|dress|gown|kimono)$"
    r"|(?:holds?|folds?|lifts?|takes?|picks? up|gives?|hands?|offers?) (?:up )?(?:an?|her|his) (?:\w+ )?"
    r"(?:scarf|shawl|blanket|handkerchief|sweater)\b"
    r"|(?:把|将|拿起|拿着|叠好|递上|递过|举起|放下|这条|那条|接过)[^，。戴系围披穿]{0,3}(?:围巾|手帕|毛毯|毛衣|披肩|旗袍)"
    r"|^[^，。戴系围披穿]{0,3}(?:围巾|手帕|毛毯|毛衣|披肩|旗袍)$",
    "paper_boat": r"paper[- ]?(?:boat|ship)|纸船",
    "letter": r"letters?\b|envelope|invitation|信封|书信|来信|一封信|(?<![相迷自])信(?![任心息号])",
    "teapot": r"tea ?pots?\b|kettle|茶壶|水壶|酒壶",
    "chopsticks": r"chopsticks?|竹筷|筷子|筷",
    "bowl": r"\bbowls?\b|noodles|\bsoup\b|碗|汤|面条",
    "spoon": r"\bspoons?\b|\bforks?\b|\bladles?\b|勺子|汤匙|叉子",
    "cup": r"\bcups?\b|\bmugs?\b|coffee(?! (?:shop|house|bar))|\btea\b(?! ?(?:house|room|shop))|茶杯|酒杯|杯|一盏茶",
    "telephone": r"(?:old |rotary |desk |red |black )*telephones?\b|landline|电话机|座机",
    "phone": r"\bphones?\b|mobile|smartphone|tablet|手机|电话",
    "microphone": r"microphones?\b|\bmic\b|话筒|麦克风",
    "record": r"(?:^|\b(?:the|an?|her|his|old|dusty|single|gramophone) )records?\b(?! of)|vinyl|唱片",
    "laptop": r"laptop|computer|笔记本电脑|电脑",
    "camera": r"(?:^|\b(?:an?|her|his|old|photo) )cameras?\b|相机",
    "clock": r"(?<!')\bclocks?\b|pocket ?watch|stopwatch|怀表|时钟|钟表|闹钟",
    "mirror": r"\bmirrors?\b|镜子|铜镜",
    "photo": r"photo(?:graph)?s?\b|\bpictures? of\b|(?:old|framed|small) pictures?\b|^pictures?$|portrait|照片|相片|画像|画卷",
    "open_book": r"open (?:log ?|note ?|note)?book|book(?:\W+\w+){0,4}\W+open"
    r"|open(?:s|ed)? (?:her|his|their|the|a) (?:\w+ )?(?:log ?|note)?book|翻开的?(?:书|账本|日记)",
    "book": r"\b(?:log|note|story|hand|sketch)? ?books?\b|ledger|diary|journal|manual"
    r"|账本|账册|日记|书册|秘籍|一本书|书本|书(?![房店院馆桌法生记])",
    "sword": r"swords?\b|\bblades?\b|\bkni(?:fe|ves)\b|dagger|宝剑|长剑|佩剑|剑(?![客侠术法])|刀|匕首",
    "stick": r"walking stick|\bcane\b|wooden staff|^staff$|broom|\bwand\b|拐杖|木棍|扫帚|魔杖",
    "umbrella": r"umbrella|parasol|雨伞|油纸伞|伞",
    "fan": r"(?:paper|folding|hand) fan|折扇|扇子|团扇",
    "ring": (
        r"(?<!phone )(?<!bell )(?<!doorbell )\brings?\b(?! (?:out|the|twice|again|once|and))"
        r"|jewel|necklace|bracelet|pendant|戒指|项链|玉佩|手镯"
    ),
    "cake": r"\bcakes?\b|\bpie\b|birthday|蛋糕|糕点|月饼",
    "bread": r"\bbread\b|\bloaf\b|馒头|包子|面包",
    "apple": r"\bapples?\b|\bfruit\b|\boranges\b|an orange\b(?! \w)|苹果|桃子|橘子|水果",
    "fish": r"\bfish\b(?!ing|erm)|\bherring|咸鱼|鲜鱼|一条鱼",
    "key": r"\bkeys?\b|钥匙",
    "bag": r"\bbags?\b|backpack|purse\b|satchel|\bbundle\b|包袱|行李|书包|背包|箱子",
    "bottle": r"\bbottles?\b|\bwine\b(?![- ]red)|potion|medicine|\bvial|flask|酒坛|酒葫芦|药瓶|瓶|一壶酒|酒(?![馆楼店吧肆窝])",
    "box": r"\bbox(?:es)?\b|(?:treasure|wooden|sea) chest|^chest$|briefcase|crate|casket|盒子|木盒|锦盒|箱|匣",
    "guitar": r"guitar|\blute\b|ukulele|吉他|琵琶|二胡|古琴",
    "rope": r"\bropes?\b|绳",
    "paper": (
        r"\bmaps?\b|contract|documents?\b|\bpapers?\b|newspaper|(?:^|\b(?:a|the|his|her|this|that) )notes?\b|scroll"
        r"|(?:^|\b(?:a|the|secret) )files?\b|tickets?\b|地图|合同|文件|纸|卷轴|车票|圣旨|契约"
    ),
    "coin": r"\bcoins?\b|\bmoney\b|\bcash\b|gold pieces?|(?:bag|sack|pot) of gold|^gold$|银子|银两|钱袋|铜钱|铜板|元宝|金币",
    "flower": r"\bflowers?\b|\broses?\b(?! (?:up|to|from))|bouquet|鲜花|花束|一朵花|花(?![园香费时了])",
    "candle": r"candles?\b|蜡烛|烛",
    "lamp": r"\blamps?\b|lanterns?\b|torch\b|flashlight|灯笼|油灯|提灯|灯",
}  # fmt: skip
"""Kinds in the order in which they are asked; a lamp comes last, because rooms have lamps and stories have things."""


class ThingTold(NamedTuple):
    """A thing that a text names: its kind, the words, and where they begin."""

    kind: ThingKind
    words: str
    start: int


def kind_of(*texts: str) -> ThingKind | None:
    """The kind that the first text names, else the next one; None when none of them does."""
    for text in texts:
        for kind, pattern in THING_WORDS.items():
            if re.search(pattern, text, re.IGNORECASE):
                return kind
    return None


def things_told(text: str) -> list[ThingTold]:
    """Every thing that a text names, one for each kind, lamps last, else in the order of mention.

    Words inside longer ones do not count: a `teapot` is no tea, a `paper boat` no paper.
    """
    found: list[ThingTold] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in THING_WORDS.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if kind not in {told.kind for told in found}:
                found.append(ThingTold(kind, match[0], match.start()))
    return sorted(found, key=lambda told: (told.kind in ("lamp", "candle"), told.start))
