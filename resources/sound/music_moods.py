"""What each mood of the generated music is made of, as data, and which mood a free text asks for. No notes are made here.

Chords are written in C (major moods) or A (minor moods) and transposed later, so that they read like a lead sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Instrument = Literal[
    "pluck", "piano", "music_box", "pad", "strings", "brass", "bass", "kick", "tom", "shaker", "rim"
]

Figure = tuple[tuple[float, int, float], ...]
"""Accompaniment of a bar: (beat, chord tone from the lowest, velocity 0..1)."""
Drums = tuple[tuple[float, Instrument, float], ...]
"""Percussion of a bar: (beat, drum, velocity 0..1)."""
Rhythm = tuple[tuple[float, float], ...]
"""Melody of a bar: (beat, length in beats)."""


@dataclass(frozen=True)
class Mood:
    """One kind of music.

    Args:
        scale: Semitones above the tonic that the melody may use.
        verse: Bars of chords, one a bar; repeated.
        lift: Bars that answer the verse when the piece is at its height.
        cadence: The last bars.
        rhythms: Bars of the melody to pick from; an empty bar is a rest.
        density: Chance that a bar has melody when the arc allows it.
        brightness: 0 dull .. 1 clear; scales the overtones of every instrument.
    """

    name: str
    is_minor: bool
    scale: tuple[int, ...]
    bpm: float
    beats: int
    verse: str
    lift: str
    cadence: str
    sustained: Instrument
    figure_by: Instrument
    figure: Figure
    melody_by: Instrument
    rhythms: tuple[Rhythm, ...]
    density: float
    bass: Figure
    drums: Drums = ()
    brightness: float = 0.5
    register: int = 0


_MAJOR_PENTATONIC = (0, 2, 4, 7, 9)
_MINOR_PENTATONIC = (0, 3, 5, 7, 10)
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_DORIAN = (0, 2, 3, 5, 7, 9, 10)
_MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)

_LONG_BASS: Figure = ((0, 0, 0.8),)
_WALKING_BASS: Figure = ((0, 0, 0.8), (2, 2, 0.55))
_FLOWING: Figure = (
    (0, 0, 0.75), (0.5, 1, 0.5), (1, 2, 0.6), (1.5, 3, 0.5), (2, 2, 0.65), (2.5, 1, 0.45), (3, 2, 0.55), (3.5, 3, 0.45),
)  # fmt: skip
_BROKEN: Figure = ((0, 0, 0.7), (1, 1, 0.5), (2, 2, 0.6), (3, 1, 0.45))
_SONG: tuple[Rhythm, ...] = (
    ((0, 1.5), (1.5, 0.5), (2, 2)),
    ((0, 1), (1, 1), (2, 2)),
    ((0.5, 0.5), (1, 1), (2, 1), (3, 1)),
)
_SPARSE: tuple[Rhythm, ...] = (((0, 3),), ((1, 3),), ((0, 2), (2.5, 1.5)))

MOODS: dict[str, Mood] = {
    mood.name: mood
    for mood in (
        Mood(
            name="warm", is_minor=False, scale=_MAJOR_PENTATONIC, bpm=82, beats=4,
            verse="Cadd9 G Am7 Fmaj7 Cadd9 Em7 Fmaj7 Gsus4", lift="Fmaj7 G Em7 Am7 Dm7 G Cadd9 G",
            cadence="Fmaj7 G C", sustained="pad", figure_by="pluck", figure=_FLOWING, melody_by="piano",
            rhythms=_SONG, density=0.6, bass=_WALKING_BASS, brightness=0.5,
        ),
        Mood(
            name="playful", is_minor=False, scale=_MAJOR, bpm=112, beats=4,
            verse="C F C G C Am Dm G", lift="F C G Am F C D G", cadence="F G C",
            sustained="pad", figure_by="pluck",
            figure=((0.5, 2, 0.5), (1, 1, 0.45), (1.5, 3, 0.5), (2.5, 2, 0.5), (3, 1, 0.45), (3.5, 3, 0.5)),
            melody_by="music_box",
            rhythms=(
                ((0, 0.5), (0.5, 0.5), (1, 1), (2, 0.5), (2.5, 0.5), (3, 1)),
                ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1)),
                ((0.5, 0.5), (1.5, 0.5), (2, 1), (3, 0.5), (3.5, 0.5)),
            ),
            density=0.75, bass=((0, 0, 0.8), (2, 2, 0.65)),
            drums=((1, "rim", 0.4), (3, "rim", 0.45), (0.5, "shaker", 0.3), (1.5, "shaker", 0.3), (2.5, "shaker", 0.3),
                   (3.5, "shaker", 0.35)),
            brightness=0.6, register=2,
        ),
        Mood(
            name="tense", is_minor=True, scale=_MINOR, bpm=96, beats=4,
            verse="Am Am F F Am Am Dm E", lift="Am Bb Am E F Dm Bb E", cadence="F E Am",
            sustained="strings", figure_by="pluck",
            figure=tuple((step * 0.5, (0, 0, 1, 0, 2, 0, 1, 0)[step], 0.55 if step % 4 == 0 else 0.36)
                         for step in range(8)),
            melody_by="piano", rhythms=_SPARSE, density=0.35, bass=((0, 0, 0.9), (1.5, 0, 0.5), (3, 0, 0.55)),
            drums=((0, "kick", 0.7), (0.5, "kick", 0.35), (2, "kick", 0.55), (3.5, "tom", 0.3)),
            brightness=0.35, register=-5,
        ),
        Mood(
            name="sad", is_minor=True, scale=_MINOR, bpm=64, beats=4,
            verse="Am Em F C Dm Am F E", lift="F G Em Am Dm G C E", cadence="Dm E Am",
            sustained="strings", figure_by="piano", figure=_BROKEN, melody_by="piano",
            rhythms=(((0, 2), (2, 1), (3, 1)), ((0, 3), (3, 1)), ((1, 1), (2, 2))), density=0.6, bass=_LONG_BASS,
            brightness=0.35,
        ),
        Mood(
            name="mysterious", is_minor=True, scale=_DORIAN, bpm=74, beats=4,
            verse="Am D Am Em7 Am D Fmaj7 Em7", lift="Fmaj7 Am Gm D Fmaj7 Am Bb E", cadence="Fmaj7 Em7 Am",
            sustained="pad", figure_by="music_box", figure=((0, 0, 0.5), (1.5, 2, 0.4), (2.5, 1, 0.42), (3, 3, 0.35)),
            melody_by="pluck", rhythms=_SPARSE, density=0.45, bass=_LONG_BASS, drums=((2, "shaker", 0.18),),
            brightness=0.45, register=2,
        ),
        Mood(
            name="heroic", is_minor=False, scale=_MIXOLYDIAN, bpm=100, beats=4,
            verse="C G Am F C Bb F G", lift="Am F C G F C Bb G", cadence="F Bb C",
            sustained="strings", figure_by="strings",
            figure=((0, 0, 0.6), (0.5, 1, 0.4), (1, 2, 0.5), (1.5, 1, 0.4), (2, 0, 0.55), (2.5, 1, 0.4), (3, 2, 0.5),
                    (3.5, 3, 0.5)),
            melody_by="brass", rhythms=(((0, 1.5), (1.5, 0.5), (2, 2)), ((0, 1), (1, 1), (2, 1), (3, 1)), ((0, 3),)),
            density=0.65, bass=((0, 0, 0.9), (1.5, 0, 0.5), (2, 0, 0.7)),
            drums=((0, "kick", 0.85), (1.5, "tom", 0.4), (2, "kick", 0.7), (3, "tom", 0.5), (3.5, "tom", 0.42)),
            brightness=0.55,
        ),
        Mood(
            name="romantic", is_minor=False, scale=_MAJOR, bpm=88, beats=3,
            verse="Cmaj7 Am7 Dm7 G7 Em7 Am7 Dm7 G7", lift="Fmaj7 Em7 Dm7 Cmaj7 Fmaj7 Em7 Dm7 G7",
            cadence="Dm7 G7 Cmaj7", sustained="strings", figure_by="piano",
            figure=((0.5, 1, 0.4), (1, 2, 0.5), (1.5, 3, 0.42), (2, 2, 0.48), (2.5, 1, 0.4)), melody_by="piano",
            rhythms=(((0, 2), (2, 1)), ((0, 1), (1, 1), (2, 1)), ((0, 1.5), (1.5, 0.5), (2, 1)), ((0, 3),)),
            density=0.7, bass=_LONG_BASS, brightness=0.45,
        ),
        Mood(
            name="dark", is_minor=True, scale=_MINOR, bpm=58, beats=4,
            verse="Am Am F F Dm Dm E E", lift="Am F Bb E Dm F E E", cadence="Bb E Am",
            sustained="strings", figure_by="piano", figure=((0, 0, 0.5), (2.5, 1, 0.32)), melody_by="strings",
            rhythms=(((0, 4),), ((0, 2), (2, 2))), density=0.4, bass=_LONG_BASS,
            drums=((0, "kick", 0.7), (0.75, "kick", 0.35)), brightness=0.25, register=-7,
        ),
        Mood(
            name="calm", is_minor=False, scale=_MAJOR_PENTATONIC, bpm=66, beats=4,
            verse="Cadd9 Fmaj7 Cadd9 Am7 Fmaj7 Cadd9 Dm7 Gsus4", lift="Am7 Fmaj7 Cadd9 G Am7 Em7 Fmaj7 G",
            cadence="Fmaj7 Gsus4 Cadd9", sustained="pad", figure_by="pluck", figure=_BROKEN, melody_by="music_box",
            rhythms=_SPARSE, density=0.4, bass=_LONG_BASS, brightness=0.4,
        ),
    )
}  # fmt: skip
DEFAULT_MOOD = "calm"

# In order of precedence for equal counts: the marked feelings before the mild ones.
_WORDS: dict[str, tuple[str, str]] = {
    "tense": (
        (
            r"tens\w*|suspense\w*|thriller|chase|danger\w*|urgen\w*|anxi\w*|nervous|crime|action|fight\w*|angry|anger"
            r"|conflict|heist"
        ),
        "紧张|悬疑|惊悚|追逐|危险|危机|焦虑|犯罪|动作|打斗|愤怒|冲突|对峙",
    ),
    "dark": (
        r"dark\w*|horror|dread|grim|sinister|evil|ominous|noir|despair|scary|scared|nightmare|gloom\w*|death",
        "黑暗|恐怖|阴森|阴暗|压抑|邪恶|绝望|噩梦|死亡|诡异",
    ),
    "heroic": (
        r"hero\w*|epic|triumph\w*|brave\w*|courage\w*|glor\w*|victor\w*|battle|war|martial|wuxia|adventur\w*",
        "英雄|史诗|热血|武侠|壮丽|胜利|战争|战斗|勇敢|冒险|江湖|仙侠",
    ),
    "romantic": (
        r"romanti?c\w*|romance|love\w*|tender\w*|wedding|kiss|longing",
        "浪漫|爱情|言情|恋|甜蜜|深情|缠绵|婚",
    ),
    "sad": (
        (
            r"sad\w*|grief|mourn\w*|melanchol\w*|tragi?c\w*|tragedy|lonel\w*|sorrow\w*|farewell|loss|tears?|bittersweet"
            r"|wistful"
        ),
        "悲|伤|忧郁|孤独|离别|哀|哭|泪|凄|苦情|惆怅",
    ),
    "mysterious": (
        r"myster\w*|magic\w*|fantasy|enigma\w*|strange|secret\w*|dream\w*|sci-?fi|eerie|uncanny|surreal|sly",
        "神秘|奇幻|魔|谜|秘密|梦|科幻|玄幻|未知|奇异",
    ),
    "playful": (
        (
            r"playful|fun|funny|comed\w*|comic\w*|humou?r\w*|light-?hearted|cheer\w*|happy|whims\w*|quirky|child\w*"
            r"|surprised"
        ),
        "欢快|喜剧|搞笑|幽默|俏皮|轻松|活泼|开心|童|滑稽|诙谐",
    ),
    "warm": (
        r"warm\w*|hope\w*|family|friend\w*|nostalg\w*|gentle|cosy|cozy|home|heal\w*|slice of life|kind\w*",
        "温暖|温馨|治愈|希望|亲情|友情|怀旧|家庭|生活|暖|亲切",
    ),
    "calm": (
        r"calm\w*|peace\w*|quiet\w*|serene|tranquil\w*|still\w*|meditat\w*|slow|neutral|documentary|nature",
        "平静|宁静|安静|恬淡|舒缓|自然|纪录|禅|静",
    ),
}


def mood_of(text: str) -> str:
    """The mood that free text asks for most: lore mood words, genre or a shot's mood, English or Chinese.

    The name of a mood counts thrice. A text without any known word is "calm".
    """
    lowered = text.lower()
    best, best_count = DEFAULT_MOOD, 0
    for name, (english, chinese) in _WORDS.items():
        count = len(re.findall(rf"\b(?:{english})\b|{chinese}", lowered))
        count += 2 * len(re.findall(rf"\b{name}\b", lowered))
        if count > best_count:
            best, best_count = name, count
    return best
