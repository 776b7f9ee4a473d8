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

# What is shouted, when no word above tells the mood.
_REPROACH = (
    r"\ball these (?:years|days|times)|after all\b|how could|you (?:never|always|promised|lied|said)|\bdon't\b"
    r"|\bnever\b|\bnot (?:again|fair|true|mine|yours)|\bmine\b|\bhate\b|\bkill|give (?:it|me|that|them) back"
    r"|这么多年|情分|凭什么|怎么能|你敢|不许|不准|休想|又是你|还我|交出|竟敢|从不|从来|恨|杀"
)
_CHEER = (
    r"hooray|hurrah|bravo|\byes\b|welcome|lovely|perfect|got it|found it|great|happy|please|would like"
    r"|万岁|好啊|妙|真好|恭喜|欢迎|找到|请"
)
_SHOUTED: tuple[tuple[Mood, str], ...] = (
    ("angry", _REPROACH),
    ("scared", r"look out|watch out|careful|hurry|quick|\bfire\b|\brun\b|小心|当心|快|着火|不好"),
    ("happy", _CHEER),
    ("sly", r"\bi (?:am|will|shall|can)\b|\bi'll\b|watch me|我要|我会|我能|看我|本(?:侠|大爷|姑娘|小姐)"),
)

_GREETED = re.compile(
    r"^\W*(?i:hello|hi|hey|ahoy|good (?:morning|evening|day|night)|goodbye|bye|farewell|welcome|so long|over here)\b"
    r"|(?i:see you (?:soon|later|tomorrow|again))|^[A-Z][a-z]+!\s+\S"
    r"|你好|您好|再见|再会|告辞|保重|回头见|喂|欢迎|来啦|在这儿|这边",
)

_BUSINESS: dict[Mood, tuple[tuple[str, str], ...]] = {
    "neutral": (
        ("{who} turns to {other} and speaks plainly", "{who}转身看着{other}，平静地开口"),
        ("{who} nods once, hands resting", "{who}点了点头，双手放松"),
        ("{who} gives a small shrug toward {other}", "{who}朝{other}轻轻耸肩"),
    ),
    "happy": (
        ("{who} laughs out loud", "{who}放声大笑"),
        ("{who} beams, both hands open", "{who}满面笑容，张开双手"),
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

_GREETING: tuple[tuple[str, str], ...] = (("{who} waves to {other}", "{who}朝{other}挥手"),)

_LISTENING: tuple[tuple[str, str], ...] = (
    ("{who} listens, and the face slowly changes", "{who}静静听着，神情慢慢变化"),
    ("{who} blinks, nods, and finds no answer", "{who}眨了眨眼，点点头，一时语塞"),
    ("{who} looks from {other} to the floor and back", "{who}看看{other}，又看看地面"),
)


def mood_of(text: str) -> Mood:
    """The mood that a line's words and marks tell; neutral when they tell nothing.

    A shout is strong and not happy: without glad words it reproaches, warns, or is taken aback.
    """
    lowered = text.casefold()
    for mood, pattern in _MOOD_WORDS:
        if re.search(pattern, lowered):
            return mood
    if text.rstrip(' "”」').endswith(("!", "！")):
        for mood, pattern in _SHOUTED:
            if re.search(pattern, lowered):
                return mood
        return "surprised"
    return "neutral"


def business(who: str, other: str, line: str, *, chinese: bool, chance: random.Random) -> str:
    """One visible gesture for a speaker, as a sentence, by what the line says: who greets, calls or leaves waves."""
    mood = mood_of(line)
    if other and mood not in ("angry", "scared") and _GREETED.search(line):
        return _played(_GREETING, who, other, chinese=chinese, chance=chance)
    return _played(_BUSINESS[mood], who, other, chinese=chinese, chance=chance)


def listening(who: str, other: str, *, chinese: bool, chance: random.Random) -> str:
    """One visible reaction for someone who only hears."""
    return _played(_LISTENING, who, other, chinese=chinese, chance=chance)


def arriving(names: Sequence[str], *, chinese: bool) -> str:
    """These people come into the picture, a sentence each: whoever stands there mute under a voice seems to wait for it."""
    return (
        "".join(f"{name}走进来。" for name in names) if chinese else " ".join(f"{name} walks in." for name in names)
    )


def _played(bank: Sequence[tuple[str, str]], who: str, other: str, *, chinese: bool, chance: random.Random) -> str:
    there = other or ("远处" if chinese else "the distance")
    sentence = chance.choice(bank)[chinese].format(who=who, other=there)
    return sentence + ("。" if chinese else ".")
