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
from resources.tts.languages import espeak_language

ENGINE = "espeak"
Kind = Literal["man", "woman", "boy", "girl", "old_man", "old_woman"]


@dataclass(frozen=True)
class Timbre:
    """One espeak variant as measured: median F0 in Hz of an English and of a Mandarin sentence at pitch 50."""

    variant: str
    english_f0_hz: float
    mandarin_f0_hz: float


@dataclass(frozen=True)
class Manner:
    """How somebody talks: shifts of pitch, its liveliness and pace, and whether the voice is rough."""

    pitch: int = 0
    pitch_range: int = 50
    rate: float = 1.0
    is_rough: bool = False


# F0 measured with wheel 0.2.4 (espeak-ng 1.52), en-us and cmn, pitch 50, autocorrelation median. Variants that came out under
# -10 dBFS peak, above 1.5 kHz centroid, robotic by name or with an F0 that jumps between languages are left out, and those of
# whose words a speech recogniser (PocketSphinx 5.1, open vocabulary, twelve English sentences) gets nine in ten wrong: Andy,
# Mario, marcelo, Annie, Alicia, Michael. Of f5 it gets a third wrong, of m6 half; the clearest stand first.
_TIMBRES: dict[Kind, tuple[Timbre, ...]] = {
    "man": (
        Timbre("m1", 93, 83), Timbre("Gene", 94, 85), Timbre("Reed", 116, 99), Timbre("m3", 104, 90),
        Timbre("ed", 125, 108), Timbre("paul", 87, 80), Timbre("m7", 106, 90),
    ),
    "woman": (
        Timbre("f5", 203, 182), Timbre("f3", 206, 176), Timbre("f1", 176, 159), Timbre("aunty", 175, 184),
        Timbre("f4", 175, 160), Timbre("belinda", 227, 212),
    ),
    "boy": (Timbre("f5", 203, 182), Timbre("f1", 176, 159), Timbre("f4", 175, 160), Timbre("Nguyen", 148, 122)),
    "girl": (Timbre("f5", 203, 182), Timbre("f3", 206, 176), Timbre("belinda", 227, 212)),
    "old_man": (Timbre("grandpa", 110, 94), Timbre("Mike", 90, 77), Timbre("m2", 99, 91)),
    "old_woman": (Timbre("f5", 203, 182), Timbre("f1", 176, 159), Timbre("grandma", 195, 161), Timbre("aunty", 175, 184)),
}  # fmt: skip
_ROUGH: dict[Kind, tuple[Timbre, ...]] = {
    "man": (Timbre("croak", 109, 95), Timbre("m5", 102, 89), Timbre("klatt4", 102, 89)),
    "old_man": (Timbre("croak", 109, 95), Timbre("grandpa", 110, 94), Timbre("m5", 102, 89)),
    "woman": (Timbre("aunty", 175, 184), Timbre("grandma", 195, 161)),
    "old_woman": (Timbre("grandma", 195, 161), Timbre("aunty", 175, 184)),
}
_NARRATORS = {"man": Timbre("m6", 98, 89), "woman": Timbre("f2", 192, 168)}

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
_TIMBRE_WORTH = 0.06
_DISTANCES = (0.13, 0.11, 0.09, 0.07, 0.04, 0.01)
_PITCH_SHIFTS = (0, 6, -6, 12, -12, 18, -18, 26, -26, 34, -34)
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}


def cast_voices(speakers: list[Speaker], language: str) -> dict[str, Voice]:
    """Give every speaker a voice of their own.

    A voice follows from the speaker's name and card alone, unless someone earlier in the list would sound alike: then the
    later one takes the next free pitch or timbre. So hand in the whole cast of an episode in a fixed order; newcomers at
    the end change nobody. Narrators have timbres of their own and change nobody either. The same name twice is one
    speaker. A user's own voice file cannot be imitated offline.

    Args:
        speakers: Everybody who talks, the narrator too.
        language: Of the episode; a timbre's pitch is not the same in Mandarin and elsewhere.
    """
    is_mandarin = espeak_language(language) in {"cmn", "yue"}
    unique = {speaker.name: speaker for speaker in speakers}
    cast: list[tuple[str, float]] = []
    narrators: list[tuple[str, float]] = []
    return {
        name: _free_voice(speaker, narrators if is_narrator(speaker) else cast, is_mandarin=is_mandarin)
        for name, speaker in unique.items()
    }


def _free_voice(speaker: Speaker, taken: list[tuple[str, float]], *, is_mandarin: bool) -> Voice:
    """The speaker's first choice that is far enough from all voices given; adds it to `taken` as (variant, F0)."""
    timbres, manner = _wishes(speaker)
    number = _hash(speaker.name)
    jitter = number // 97 % 17 - 8
    pace = manner.rate * (1 + (number // 7919 % 7 - 3) * 0.012)
    # A crowded cast gets closer and closer voices rather than none.
    for distance in _DISTANCES:
        for shift in _PITCH_SHIFTS:
            pitch = min(95, max(5, 50 + manner.pitch + jitter + shift))
            for timbre in timbres:
                normal = timbre.mandarin_f0_hz if is_mandarin else timbre.english_f0_hz
                f0 = normal * math.exp((pitch - 50) * _F0_PER_PITCH)
                if all(_apart(timbre.variant, f0, *other) >= distance for other in taken):
                    taken.append((timbre.variant, f0))
                    return _voice(timbre, pitch, manner, pace)
    taken.append((timbres[0].variant, timbres[0].english_f0_hz))
    return _voice(timbres[0], 50, manner, pace * (1 + 0.01 * len(taken)))


def _apart(variant: str, f0: float, other_variant: str, other_f0: float) -> float:
    """How different two voices are: the logarithm of the F0 ratio, and a bonus when the timbre differs too."""
    return abs(math.log(f0 / other_f0)) + (0.0 if variant == other_variant else _TIMBRE_WORTH)


def _voice(timbre: Timbre, pitch: int, manner: Manner, pace: float) -> Voice:
    return Voice(
        engine=ENGINE, engine_voice=timbre.variant, pitch=pitch, pitch_range=manner.pitch_range, rate=round(pace, 3)
    )


def _wishes(speaker: Speaker) -> tuple[tuple[Timbre, ...], Manner]:
    """Timbres in question and the manner, from everything that is said of the speaker."""
    style = f"{speaker.voice_style or ''} {speaker.age or ''}"
    if is_narrator(speaker):
        is_woman = bool(_FEMALE.search(f"{speaker.gender or ''} {style}"))
        return (_NARRATORS["woman" if is_woman else "man"],), _styled(_NARRATOR_MANNER, style)
    kind = kind_of(speaker)
    manner = _styled(_BASE[kind], style)
    return (_ROUGH.get(kind, _TIMBRES[kind]) if manner.is_rough else _TIMBRES[kind]), manner


def _styled(manner: Manner, style: str) -> Manner:
    """The manner with all changes that the words of the card ask for."""
    for words, change in _MANNER_WORDS:
        if re.search(words, style, re.IGNORECASE):
            manner = replace(
                manner,
                pitch=manner.pitch + change.pitch,
                pitch_range=manner.pitch_range + change.pitch_range - Manner.pitch_range,
                rate=manner.rate * change.rate,
                is_rough=manner.is_rough or change.is_rough,
            )
    return replace(manner, pitch_range=min(90, max(20, manner.pitch_range)), rate=min(1.3, max(0.75, manner.rate)))


def kind_of(speaker: Speaker) -> Kind:
    """Man, woman, boy, girl, old man or old woman, as the card tells, else as name and its hash do."""
    gender = stated_gender(speaker)
    female = gender == "female" if gender else _hash(speaker.name) % 2 == 1
    years = _years(speaker.age or "") or _years(speaker.voice_style or "")
    age_text = _NOT_OLD.sub(" ", f"{speaker.age or ''} {speaker.voice_style or ''}")
    if (years is not None and years < 13) or (years is None and _CHILD.search(age_text)):
        return "girl" if female else "boy"
    if (years is not None and years >= 62) or (years is None and _OLD.search(age_text)):
        return "old_woman" if female else "old_man"
    return "woman" if female else "man"


def stated_gender(speaker: Speaker) -> Literal["female", "male"] | None:
    """What the card or the name says; None where only chance could decide."""
    stated = " ".join(filter(None, (speaker.gender, speaker.age, speaker.voice_style)))
    for text in (speaker.gender or "", stated, speaker.name):
        female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
        if female != male:
            return "female" if female else "male"
    return None


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


def is_narrator(speaker: Speaker) -> bool:
    """True for a voice without a body: narrator, voice-over."""
    return bool(_NARRATOR_WORDS.search(speaker.name))


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6])
