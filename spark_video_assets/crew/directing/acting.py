"""How a line is played: its mood from its words, and the small stage business that goes with it. No camera here."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from resources.video.staging import Mood

_MOOD_WORDS: tuple[tuple[Mood, str], ...] = (
    (
        "angry",
        r"how dare|enough|get out|stop it|liar|thief|cheat|nonsense|岂有此理|住手|放肆|骗子|胡说|滚|大胆|够了",
    ),
    ("scared", r"\bhelp\b|i am lost|i'm lost|please don't|afraid|run!|ghost|救命|害怕|别过来|有鬼|糟了|完了"),
    ("sad", r"sorry|goodbye|miss(?:ed)? (?:you|him|her)|all alone|never came|对不起|抱歉|再见|孤单|想你|难过"),
    ("surprised", r"what\?|wait|not one\?|really\?|impossible|you knew|什么|怎么会|不可能|真的|竟然|咦|啊？"),
    ("sly", r"wager|bet|secret|of course|naturally|between us|first.*pay|打赌|秘密|自然|当然|先付|嘿"),
    ("tender", r"thank|home|stay|friend|together|keep it|forgive|谢谢|多谢|回家|留下|朋友|一起|原谅"),
    ("happy", r"ha\b|haha|wonderful|at last|we did it|one small|won\b|哈|太好了|终于|成了|赢了"),
)

_BUSINESS: dict[Mood, tuple[tuple[str, str], ...]] = {
    "neutral": (
        ("{who} turns to {other} and speaks plainly", "{who}转身看着{other}，平静地开口"),
        ("{who} nods once, hands resting", "{who}点了点头，双手放松"),
        ("{who} gives a small shrug toward {other}", "{who}朝{other}轻轻耸肩"),
    ),
    "happy": (
        ("{who} laughs and gives {other} a wave", "{who}笑着朝{other}挥手"),
        ("{who} beams, both hands open", "{who}满面笑容，摊开双手"),
    ),
    "sad": (
        ("{who} looks down, a hand on their heart", "{who}低下头，一手捂住心口"),
        ("{who} slowly looks away, shaking their head", "{who}缓缓摇头，移开目光"),
    ),
    "angry": (
        ("{who} points at {other}, and means it", "{who}手指着{other}，一动不动"),
        ("{who} stands with hands on their hips and glares at {other}", "{who}双手叉腰，瞪着{other}"),
    ),
    "scared": (
        ("{who} recoils half a step, frightened", "{who}后退半步，睁大双眼"),
        ("{who} reaches out into the air, searching", "{who}伸手在空中摸索"),
    ),
    "surprised": (
        ("{who} recoils and blinks at {other}, startled", "{who}一愣，朝{other}眨了眨眼"),
        ("{who} rubs their chin, eyebrows high", "{who}托着下巴思索，挑起眉毛"),
    ),
    "tender": (
        ("{who} looks up gently, a hand on their heart", "{who}抬眼望来，一手捂住心口"),
        ("{who} bows to {other}, smiling", "{who}朝{other}作揖，面带微笑"),
    ),
    "sly": (
        ("{who} crosses their arms with a crooked smile", "{who}抱臂而立，嘴角一勾"),
        ("{who} shrugs, one eyebrow up", "{who}耸耸肩，挑起一边眉毛"),
    ),
}

_LISTENING: tuple[tuple[str, str], ...] = (
    ("{who} listens, and the face slowly changes", "{who}静静听着，神情慢慢变化"),
    ("{who} blinks, nods, and finds no answer", "{who}眨了眨眼，点点头，一时语塞"),
    ("{who} looks from {other} to the floor and back", "{who}看看{other}，又看看地面"),
)


def mood_of(text: str) -> Mood:
    """The mood that a line's words and marks tell; neutral when they tell nothing."""
    lowered = text.casefold()
    for mood, pattern in _MOOD_WORDS:
        if re.search(pattern, lowered):
            return mood
    if text.rstrip(' "”」').endswith(("!", "！")):
        return "happy"
    return "neutral"


def business(who: str, other: str, mood: Mood, *, chinese: bool, chance: random.Random) -> str:
    """One visible gesture for a speaker, as a sentence."""
    return _played(_BUSINESS[mood], who, other, chinese=chinese, chance=chance)


def listening(who: str, other: str, *, chinese: bool, chance: random.Random) -> str:
    """One visible reaction for someone who only hears."""
    return _played(_LISTENING, who, other, chinese=chinese, chance=chance)


def _played(bank: Sequence[tuple[str, str]], who: str, other: str, *, chinese: bool, chance: random.Random) -> str:
    there = other or ("远处" if chinese else "the distance")
    sentence = chance.choice(bank)[chinese].format(who=who, other=there)
    return sentence + ("。" if chinese else ".")
