"""Casting: which espeak variant, pitch and pace a speaker gets, from what the card says. No synthesis here.

A voice is the engine's variant ("f2"); the language is put in front of it when a line is spoken.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from resources.tts.base import Speaker, Voice

ENGINE = "espeak"
Kind = Literal["man", "woman", "boy", "girl", "old_man", "old_woman"]


@dataclass(frozen=True)
class Timbre:
    """One espeak variant as measured: median F0 in Hz of an English sentence at pitch 50."""

    variant: str
    f0_hz: float


@dataclass(frozen=True)
class Manner:
    """How somebody talks: shifts of pitch, its liveliness and pace, and whether the voice is rough."""

    pitch: int = 0
    pitch_range: int = 50
    rate: float = 1.0
    is_rough: bool = False


# F0 measured with wheel 0.2.4 (espeak-ng 1.52), en-us, pitch 50, autocorrelation median. Variants that came out under
# -10 dBFS peak, above 1.5 kHz centroid, robotic by name or with an F0 that jumps between languages are left out.
_TIMBRES: dict[Kind, tuple[Timbre, ...]] = {
    "man": (
        Timbre("m3", 104), Timbre("Gene", 94), Timbre("Reed", 116), Timbre("m7", 106), Timbre("Andy", 96),
        Timbre("Mario", 111), Timbre("paul", 87), Timbre("ed", 125), Timbre("m1", 93), Timbre("marcelo", 105),
    ),
    "woman": (
        Timbre("f2", 192), Timbre("f5", 203), Timbre("belinda", 227), Timbre("f1", 176), Timbre("Annie", 237),
        Timbre("f3", 206), Timbre("aunty", 175), Timbre("f4", 175),
    ),
    "boy": (Timbre("f4", 175), Timbre("f1", 176), Timbre("Nguyen", 148), Timbre("f2", 192)),
    "girl": (Timbre("Annie", 237), Timbre("f3", 206), Timbre("Alicia", 248), Timbre("f5", 203)),
    "old_man": (Timbre("grandpa", 110), Timbre("m2", 99), Timbre("m6", 98), Timbre("Mike", 90)),
    "old_woman": (Timbre("grandma", 195), Timbre("aunty", 175), Timbre("f1", 176), Timbre("f4", 175)),
}  # fmt: skip
_ROUGH: dict[Kind, tuple[Timbre, ...]] = {
    "man": (Timbre("croak", 109), Timbre("m5", 102), Timbre("klatt4", 102)),
    "old_man": (Timbre("croak", 109), Timbre("grandpa", 110), Timbre("m5", 102)),
    "woman": (Timbre("aunty", 175), Timbre("grandma", 195)),
    "old_woman": (Timbre("grandma", 195), Timbre("aunty", 175)),
}
_NARRATORS = {"man": Timbre("Michael", 108), "woman": Timbre("linda", 227)}

_BASE: dict[Kind, Manner] = {
    "man": Manner(),
    "woman": Manner(),
    "boy": Manner(pitch=26, pitch_range=65, rate=1.04),
    "girl": Manner(pitch=20, pitch_range=65, rate=1.04),
    "old_man": Manner(pitch=-6, pitch_range=45, rate=0.88),
    "old_woman": Manner(pitch=-10, pitch_range=45, rate=0.88),
}
_NARRATOR_MANNER = Manner(pitch=-4, pitch_range=36, rate=0.94)

_NARRATOR_WORDS = re.compile(r"narrat|voice[ -]?over|旁白|解说|画外音|讲述者|说书", re.IGNORECASE)
_FEMALE = re.compile(
    r"\b(f|fe?male|wom[ae]n|girl|lady|she|her|mother|mum|mom|grandma|grandmother|aunt|sister|daughter|queen|princess"
    r"|wife|mrs|miss|ms|madam|actress|waitress|empress|maid)\b|[女妈母娘婆妃姐妹奶婶嫂姑姨媳妻]|夫人|小姐|太太|公主|丫",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"\b(m|male|m[ae]n|boy|he|his|father|dad|grandpa|grandfather|uncle|brother|son|king|prince|husband|mr|sir|lord"
    r"|gentleman|emperor|captain|monk)\b|[男爸父爹爷叔伯哥弟舅夫汉帝]|先生|公子|少爷|老头|和尚|掌柜",
    re.IGNORECASE,
)
_CHILD = re.compile(r"\b(child|kid|boy|girl|toddler|little|preteen)\b|[孩童娃]|幼|小学", re.IGNORECASE)
_OLD = re.compile(
    r"\b(old|elder(ly)?|aged|senior|grand(ma|pa|mother|father)|ancient|retired)\b|[老婆爷奶翁叟]|年迈|白发|花甲|古稀",
    re.IGNORECASE,
)
_NOT_OLD = re.compile(
    r"\b(years?|yrs?)[ -]old\b|\d[ -]*(y/?o|old)\b|middle[ -]aged|老板|老师|老公|老婆|小姑", re.IGNORECASE
)
_MANNER_WORDS: tuple[tuple[str, Manner], ...] = (
    (r"\b(deep|low|bass|baritone)\b|低沉|浑厚|粗|磁性", Manner(pitch=-16)),
    (r"\b(bright|high|clear|light|sweet|thin|shrill)\b|清亮|清脆|尖|甜|明亮|高亢", Manner(pitch=14)),
    (r"\b(hoarse|rough|husky|raspy|gravel\w*|gruff)\b|沙哑|嘶哑|粗哑|沧桑", Manner(pitch=-4, is_rough=True)),
    (
        r"\b(calm|quiet|gentle|soft|cold|monotone|serious)\b|平静|沉稳|温柔|冷静|冷淡|轻柔",
        Manner(pitch_range=34, rate=0.94),
    ),
    (
        r"\b(lively|excited|playful|theatrical|dramatic|nervous)\b|活泼|激动|俏皮|夸张|泼辣",
        Manner(pitch_range=75, rate=1.06),
    ),
    (r"\b(fast|quick|rapid|hurried)\b|快|急", Manner(rate=1.14)),
    (r"\b(slow|drawl\w*|weary|tired)\b|慢|缓|疲", Manner(rate=0.88)),
)

# 1.05 % of F0 for each step of espeak's pitch: cmn+m3 went 80 -> 119 Hz from 30 to 70 (measured).
_F0_PER_PITCH = 0.0105
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}


def cast_voices(speakers: list[Speaker], language: str) -> dict[str, Voice]:
    """Give every speaker a voice of their own.

    A voice follows from the speaker's name and card alone, unless two would sound alike: then the one that comes later
    (in an order that depends on names only) takes the next free timbre. So cast a whole episode at once, not shot by
    shot. The same name twice is one speaker. A user's own voice file cannot be imitated offline.

    Args:
        speakers: Everybody who talks, the narrator too.
        language: Of the episode; every timbre serves every language.
    """
    del language
    unique = {speaker.name: speaker for speaker in speakers}
    taken: list[tuple[str, float]] = []
    voices: dict[str, Voice] = {}
    for name in sorted(unique, key=lambda name: (not _is_narrator(unique[name]), _hash(name))):
        voices[name] = _free_voice(unique[name], taken)
    return {name: voices[name] for name in unique}


def _free_voice(speaker: Speaker, taken: list[tuple[str, float]]) -> Voice:
    """The speaker's first choice that no one has yet; adds it to `taken` as (variant, F0)."""
    timbres, manner = _wishes(speaker)
    number = _hash(speaker.name)
    jitter = number // 97 % 13 - 6
    pace = manner.rate * (1 + (number // 7919 % 7 - 3) * 0.012)
    first = number % len(timbres)
    # Rounds: own timbre, then the others, then the same again higher or lower until nobody is near.
    for shift in (0, 10, -10, 18, -18, 26, -26, 34, -34):
        for step in range(len(timbres)):
            timbre = timbres[(first + step) % len(timbres)]
            pitch = min(95, max(5, 50 + manner.pitch + jitter + shift))
            f0 = timbre.f0_hz * math.exp((pitch - 50) * _F0_PER_PITCH)
            if not any(timbre.variant == variant and abs(math.log(f0 / other)) < 0.08 for variant, other in taken):
                taken.append((timbre.variant, f0))
                return _voice(timbre, pitch, manner, pace)
    timbre = timbres[first]
    taken.append((timbre.variant, timbre.f0_hz))
    return _voice(timbre, 50, manner, pace * (1 + 0.02 * len(taken)))


def _voice(timbre: Timbre, pitch: int, manner: Manner, pace: float) -> Voice:
    return Voice(
        engine=ENGINE, engine_voice=timbre.variant, pitch=pitch, pitch_range=manner.pitch_range, rate=round(pace, 3)
    )


def _wishes(speaker: Speaker) -> tuple[tuple[Timbre, ...], Manner]:
    """Timbres in question and the manner, from everything that is said of the speaker."""
    if _is_narrator(speaker):
        is_woman = bool(_FEMALE.search(f"{speaker.gender or ''} {speaker.voice_style or ''}"))
        return (_NARRATORS["woman" if is_woman else "man"],), _NARRATOR_MANNER
    kind = kind_of(speaker)
    manner = _BASE[kind]
    style = f"{speaker.voice_style or ''} {speaker.age or ''}"
    for words, change in _MANNER_WORDS:
        if re.search(words, style, re.IGNORECASE):
            manner = replace(
                manner,
                pitch=manner.pitch + change.pitch,
                pitch_range=manner.pitch_range + change.pitch_range - Manner.pitch_range,
                rate=manner.rate * change.rate,
                is_rough=manner.is_rough or change.is_rough,
            )
    manner = replace(
        manner, pitch_range=min(90, max(20, manner.pitch_range)), rate=min(1.3, max(0.75, manner.rate))
    )
    return (_ROUGH.get(kind, _TIMBRES[kind]) if manner.is_rough else _TIMBRES[kind]), manner


def kind_of(speaker: Speaker) -> Kind:
    """Man, woman, boy, girl, old man or old woman, as the card tells, else as name and its hash do."""
    stated = " ".join(filter(None, (speaker.gender, speaker.age, speaker.voice_style)))
    female = _is_female(speaker.gender or "", stated, speaker.name)
    years = _years(speaker.age or "") or _years(speaker.voice_style or "")
    age_text = _NOT_OLD.sub(" ", f"{speaker.age or ''} {speaker.voice_style or ''}")
    if (years is not None and years < 13) or (years is None and _CHILD.search(age_text)):
        return "girl" if female else "boy"
    if (years is not None and years >= 62) or (years is None and _OLD.search(age_text)):
        return "old_woman" if female else "old_man"
    return "woman" if female else "man"


def _is_female(gender: str, stated: str, name: str) -> bool:
    for text in (gender, stated, name):
        female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
        if female != male:
            return female
    return _hash(name) % 2 == 1


def _years(text: str) -> int | None:
    """An age in years: "45", "eight-year-old" is not read, "四十五岁" is."""
    digits = re.search(r"\d{1,3}", text)
    if digits:
        return int(digits.group())
    chinese = re.search(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)[岁余多]", text)
    if not chinese or not any(chinese.groups()):
        return None
    tens, ten, ones = chinese.groups()
    if not ten:
        return _CHINESE_DIGITS[tens or ones]
    return _CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0)


def _is_narrator(speaker: Speaker) -> bool:
    return bool(_NARRATOR_WORDS.search(speaker.name))


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6])
