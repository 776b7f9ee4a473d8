"""English and Chinese words for how a person looks, and how they are found in a text. No decisions here.

A table maps a value to its words. ASCII words match whole words (plurals included), others match anywhere, because
Chinese has no spaces. A word right after "no", "without" and the like does not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LONGEST_TEXT = 2000
"""Characters of a description that are read; what matters for the eye is said early."""

COLOURS: Mapping[str, str] = {
    "#b8323f": "red crimson scarlet ruby 红 绯 朱 赤",
    "#7d2439": "maroon burgundy wine dark-red deep-red 酒红 枣红 暗红 深红",
    "#d9698b": "pink rose 粉",
    "#6f4a9e": "purple violet lavender plum 紫",
    "#3c5fa8": "blue sapphire cobalt 蓝",
    "#27345f": "navy indigo dark-blue deep-blue midnight-blue 藏青 深蓝 靛",
    "#6fa3d4": "sky-blue light-blue pale-blue baby-blue azure 天蓝 浅蓝 淡蓝",
    "#2f8a86": "teal turquoise cyan 青 碧",
    "#2f5a3c": "dark-green deep-green forest-green bottle-green 深绿 墨绿",
    "#9cc48f": "light-green pale-green mint 浅绿 淡绿 嫩绿",
    "#4b8a4e": "green emerald jade 绿 翠",
    "#6d7340": "olive khaki-green 橄榄 军绿",
    "#dfae3a": "yellow amber mustard 黄",
    "#c9a14a": "gold golden 金",
    "#d97b34": "orange 橙 橘",
    "#a8492c": "ginger auburn copper coppery 姜黄 红棕",
    "#d9b566": "blond blonde fair-haired fair-hair flaxen 金发 金黄头发",
    "#4e3527": "dark-brown deep-brown 深棕 深褐",
    "#7a5238": "brown chestnut chocolate 棕 褐 咖啡",
    "#c8a878": "beige tan khaki sand camel 米色 卡其 驼",
    "#f1ece2": "white ivory cream 白",
    "#2a2830": "black ebony 黑 乌 墨",
    "#55585f": "dark-grey dark-gray charcoal 深灰",
    "#868a93": "grey gray ash 灰",
    "#c6ccd4": "silver silvery 银",
}

AGES: Mapping[str, str] = {
    "child": "child kid boy girl toddler schoolboy schoolgirl little-boy little-girl 孩 儿童 小孩 男孩 女孩 小童 稚 幼",
    "old": "old elderly elder aged grandmother grandfather grandma grandpa granny retired wrinkled ancient "
    "老人 老者 老太 老头 老爷 老妇 老翁 老汉 爷爷 奶奶 婆婆 外公 外婆 年迈 白发 花甲 古稀",
    "adult": "middle-aged mature mother father forties fifties thirties 中年 成年 壮年 夫人 掌柜 老板 妈妈 爸爸 父亲 母亲",
    "young": "young youth teen teenager teenage twenties student 年轻 青年 少年 少女 姑娘 小伙 学生 公子 小姐",
}

GENDERS: Mapping[str, str] = {
    "female": "woman women girl female lady mother wife daughter sister aunt grandmother grandma granny queen princess "
    "actress waitress empress mistress she her madam mrs ms feminine "
    "女 夫人 姑娘 小姐 妇 妈 娘 奶奶 婆 姐 妹 阿姨 公主 皇后 她 妃 姬 太太",
    "male": "man men boy male gentleman father husband son brother uncle grandfather grandpa king prince actor "
    "waiter emperor monk he his sir mr masculine beard bearded moustache mustache "
    "男 父 爸 爷 叔 伯 哥 弟 先生 公子 少爷 皇帝 王子 他 和尚 翁 汉 胡子 胡须 小伙",
}

BUILDS: Mapping[str, str] = {
    "slim": "slim thin slender lean skinny lanky wiry petite gaunt frail 瘦 苗条 纤细 清瘦 单薄",
    "stout": "fat stout plump chubby heavy burly stocky broad big round muscular bulky 胖 肥 壮 魁梧 圆润 丰满 富态 大块头",
}

SKINS: Mapping[str, str] = {
    "#fae3d0": "pale fair porcelain fair-skinned 白皙 苍白 雪白的皮肤",
    "#d9a57c": "tan tanned weathered sunburnt weather-beaten latino latina hispanic indian olive-skinned 晒黑 小麦色 古铜",
    "#8a5a3e": "dark-skinned black-skinned african brown-skinned dark-skin 黑皮肤 黝黑 深色皮肤",
}

HAIR_STYLES: Mapping[str, str] = {
    "bald": "bald hairless shaven-head shaved-head 光头 秃 和尚 僧",
    "twin_buns": "twin-buns double-buns space-buns two-buns 双丫髻 双髻 丸子头 双环髻 双平髻",
    "topknot": "topknot top-knot man-bun 束发 发冠 发髻高束 高束",
    "bun": "bun chignon updo hair-up 髻 盘发 挽发 发髻",
    "braid": "braid braids braided plait plaits pigtail pigtails 辫 麻花辫",
    "ponytail": "ponytail pony-tail 马尾",
    "curly": "curly curls curled afro frizzy ringlets 卷发 卷曲 自来卷 卷毛",
    "bob": "bob bobbed chin-length 波波头 齐耳 齐肩 短发女",
    "spiky": "spiky messy tousled unruly dishevelled wild-hair 乱发 刺猬头 凌乱 蓬乱",
    "side_part": "side-part parted slicked neat-hair combed 分头 背头 油头",
    "long": "long-hair long-haired flowing waist-length 长发 披发 及腰 披肩",
    "short": "short-hair short-haired crew-cut cropped buzz-cut 短发 平头 寸头",
}

COSTUMES: Mapping[str, str] = {
    "raincoat": "raincoat oilskin slicker rain-coat poncho sou'wester 雨衣 蓑衣 防水衣",
    "armour": "armour armor breastplate knight soldier general warrior cuirass 盔甲 铠甲 甲胄 将军 士兵 战甲 武士",
    "hoodie": "hoodie hooded sweatshirt tracksuit 卫衣 连帽衫 帽衫 运动服",
    "sweater": "sweater jumper pullover cardigan knitwear turtleneck knitted 毛衣 针织 线衣 高领",
    "uniform": "uniform police policeman policewoman officer guard captain pilot firefighter astronaut spacesuit "
    "制服 警 军装 校服 保安 船长 宇航员 宇航服",
    "lab_coat": "lab-coat labcoat doctor scientist nurse surgeon professor scrubs 白大褂 医生 护士 科学家 教授",
    "apron": "apron chef cook baker barista waiter waitress innkeeper blacksmith butcher "
    "围裙 厨师 厨子 店小二 跑堂 伙计 面包师",
    "suit": "suit tuxedo blazer waistcoat businessman businesswoman lawyer banker butler manager boss ceo "
    "西装 西服 礼服 总裁 律师 经理 管家",
    "robe": "robe robes hanfu kimono gown-robe taoist monk scholar emperor wizard kung-fu swordsman dynasty "
    "袍 汉服 布衣 长衫 道袍 锦衣 襦 古装 侠 书生 皇帝 掌柜 夫人 丫鬟 丫髻 公子 贵妇 旗袍 衣裙 裙褂 衫裙 锦",
    "coat": "coat overcoat trench trenchcoat parka anorak jacket cloak cape detective "
    "大衣 外套 风衣 夹克 斗篷 披风 侦探 棉袄 袄 棉衣 羽绒服 皮衣",
    "dress": "dress gown skirt sundress frock princess queen 裙 连衣裙 礼裙 公主 皇后",
    "shirt": "shirt t-shirt tee blouse vest polo overalls jeans dungarees pyjamas pajamas 衬衫 衬衣 恤 上衣 短袖 背心 牛仔",
}

HEADGEAR: Mapping[str, str] = {
    "headscarf": "headscarf kerchief bandana hijab shawl-over-head veil 头巾 纱巾 包头",
    "cap": "cap beret baseball-cap flat-cap 鸭舌帽 棒球帽 贝雷帽 便帽",
    "helmet": "helmet 头盔",
    "straw_hat": "straw-hat bamboo-hat conical-hat sunhat sou'wester 斗笠 草帽 竹笠",
    "beanie": "beanie woolly-hat wool-hat knit-cap knit-hat woollen-hat 毛线帽 针织帽",
    "crown": "crown tiara queen king empress emperor 王冠 皇冠 凤冠 冠冕",
    "hat": "hat fedora top-hat bowler 帽 礼帽",
}

ORNAMENTS: Mapping[str, str] = {
    "glasses": "glasses spectacles eyeglasses bespectacled monocle 眼镜",
    "sunglasses": "sunglasses shades 墨镜 太阳镜",
    "beard": "beard bearded goatee whiskers 胡子 胡须 长须 络腮 白须 山羊胡 髯",
    "moustache": "moustache mustache 八字胡 小胡子 髭",
    "hairpin": "hairpin hair-pin hairclip barrette 簪 发钗 步摇 发夹 钗",
    "flower": "flower-in-hair hair-flower flower blossom 头花 簪花 花饰",
    "earrings": "earring earrings 耳环 耳坠 耳饰",
    "scarf": "scarf muffler shawl 围巾 披肩巾 披帛",
    "necklace": "necklace pendant pearls beads locket medallion 项链 玉佩 珠串 念珠",
    "tie": "tie necktie bow-tie bowtie 领带 领结",
    "freckles": "freckle freckles freckled 雀斑",
    "scar": "scar scarred 疤 伤痕",
    "mole": "mole beauty-spot 痣",
    "ribbon": "ribbon hair-ribbon bow-in-hair hair-bow 发带 蝴蝶结 丝带",
    "eyepatch": "eyepatch eye-patch 眼罩",
    "bag": "satchel backpack shoulder-bag 书包 背包 包袱",
}

PATTERNS: Mapping[str, str] = {
    "stripes": "striped stripes pinstripe pinstriped 条纹",
    "flowers": "floral flowered flowery polka-dot dotted 碎花 印花 绣花 花纹",
    "waves": "wavy brocade 波纹 云纹 锦",
    "plain": "plain 素色 素衣 素净",
}

HAIR_NOUNS = (
    "hair haired curls braid braids pigtail pigtails plait plaits ponytail bun bob blond ginger 发 髻 辫 头发 鬓"
)
EYE_NOUNS = "eyes eyed eye 眼 眸 瞳"
TRIM_NOUNS = "trim belt sash collar lapel buttons lining cuffs embroidery 腰带 镶边 绣 滚边 衣领 领口"
LOWER_NOUNS = "trousers pants jeans skirt shorts leggings 裤 下裙"
SHOE_NOUNS = "shoes boots sandals slippers sneakers wellies 鞋 靴"

GHOSTS: Mapping[str, str] = {
    "ghost": "ghost ghostly phantom spectre specter apparition spirit 鬼 幽灵 亡魂 冤魂",
}

TRAPS = (
    "ghost hunter",
    "ghost stor",
    "ghost writer",
    "ghost town",
    "of ghost",
    "in ghost",
    "free spirit",
    "fighting spirit",
    "kindred spirit",
    "spirit level",
    "酒鬼",
    "小鬼",
    "鬼脸",
    "鬼主意",
    "机灵鬼",
    "青年",
    "青春",
    "黄昏",
    "红人",
    "白天",
    "金钱",
    "白领",
    "青梅",
    "黑客",
    "黑夜",
    "白皙",
    "雪白的皮肤",
    "黑皮肤",
)
_NEGATION = re.compile(r"(?:\b(?:no|not|without|never|lost|minus)\W+(?:\w+\W+){0,1}|没有|没|无|不戴|不留|不)$")
_CLAUSE_END = re.compile(r"[,.;:!?、，。；：！？\n]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a table found in a text: its value and its place."""

    value: str
    start: int
    end: int


def readable(text: str) -> str:
    """The part of a text that is read: lower case, bounded, without words that only look like colours or ghosts."""
    short = text[:LONGEST_TEXT].lower()
    for trap in TRAPS:
        short = short.replace(trap, "□" * len(trap))
    return short


def find_all(text: str, table: Mapping[str, str]) -> list[Word]:
    """Every word of a table in a readable text, in reading order, without the negated ones.

    A word inside a longer one is not meant: 衣裙 is a robe, 连衣裙 a dress.
    """
    found = [
        Word(value, match.start(), match.end())
        for value, words in table.items()
        for word in words.split()
        for match in _pattern(word).finditer(text)
        if not _NEGATION.search(text[max(0, match.start() - 24) : match.start()])
    ]
    whole: list[Word] = []
    reach = (-1, -1)
    for word in sorted(found, key=lambda word: (word.start, -word.end)):
        if word.end > reach[1] or (word.start, word.end) == reach:
            whole.append(word)
            reach = (word.start, word.end)
    return whole


def find_first(text: str, table: Mapping[str, str]) -> str | None:
    """The value that the table lists first among those the text names: specific values stand before general ones."""
    named = {word.value for word in find_all(text, table)}
    return next((value for value in table if value in named), None)


def distance(text: str, colour: Word, noun: Word) -> float:
    """How far a colour is from the thing it could describe.

    Colours stand before their noun in both languages: one that follows, or is in another clause, is much farther.
    """
    if colour.start < noun.end and noun.start < colour.end:
        return 0.0
    before = colour.end <= noun.start
    between = text[colour.end : noun.start] if before else text[noun.end : colour.start]
    penalty = 40.0 * len(_CLAUSE_END.findall(between))
    return len(between) + penalty + (0.0 if before else 14.0)


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _pattern(word: str) -> re.Pattern[str]:
    if word not in _PATTERNS:
        if word.isascii():
            spaced = re.escape(word).replace(r"\-", r"[\s-]")
            _PATTERNS[word] = re.compile(rf"(?<![a-z]){spaced}(?:s|es)?(?![a-z])")
        else:
            _PATTERNS[word] = re.compile(re.escape(word))
    return _PATTERNS[word]


_HAIR_LENGTH = re.compile(r"\b(?P<length>long|short)\b(?:[\s,-]+(?!beard|coat|dress)[a-z]+){0,3}?[\s-]hair")
_YEARS = re.compile(r"(?<!\d)(\d{1,3})(?:\s*|-)(?:years?[\s-]+old|year[\s-]old|y/?o\b|岁)")


def years_old(text: str) -> str:
    """The digits of an age told in years, or an empty string."""
    match = _YEARS.search(text)
    return match.group(1) if match else ""


def hair_length(text: str) -> Literal["long", "short"] | None:
    """What a readable text says of the length of hair; coats are long as well."""
    match = _HAIR_LENGTH.search(text)
    return None if match is None else "long" if match["length"] == "long" else "short"


def has_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
