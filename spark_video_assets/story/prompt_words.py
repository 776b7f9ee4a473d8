"""Words of the set, English and Chinese: size, movement, mood, gesture, cut. Sentences are read in `prompt_reading`.

The literals are the same words as in the staging of the drawing provider, so that a caller may pass them on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeVar

ShotSize = Literal["wide", "full", "medium", "close", "extreme_close", "over_shoulder", "insert"]
Movement = Literal[
    "static", "push_in", "pull_out", "pan_left", "pan_right", "tilt_up", "tilt_down", "handheld", "whip", "track"
]
Mood = Literal["neutral", "happy", "sad", "angry", "scared", "surprised", "tender", "sly"]
Gesture = Literal[
    "none", "point", "shrug", "hand_on_heart", "hands_on_hips", "wave", "think", "offer", "recoil", "nod", "shake_head",
    "bow", "crossed_arms", "clasped_hands", "hand_on_hip", "facepalm", "hold", "reach",
]  # fmt: skip
Word = TypeVar("Word", bound=str)

SIZES: Mapping[ShotSize, str] = {
    "extreme_close": r"extreme[- ]close(?:[- ]?up)?|\becu\b|macro shot|大特写|极特写",
    "over_shoulder": r"over[- ](?:the[- ])?shoulder|\bots\b|过肩|越肩",
    "insert": r"\binsert\b|detail shot|插入镜头|细节特写|物件特写",
    "medium": r"medium[- ](?:close|wide|long|full)?[- ]?(?:up[- ]?)?(?:shot)?|mid[- ]?shot|waist[- ]up|two[- ]shot|\bms\b"
    r"|中近景|中景|半身|双人镜头",
    "close": r"close[- ]?up|close shot|\bcu\b|tight on|特写|近景",
    "full": r"full[- ](?:body )?shot|full[- ]body|head[- ]to[- ]toe|全身",
    "wide": r"(?:extreme )?(?:wide|long)[- ]shot|wide[- ]angle|establishing|\bwide\b|\bews\b|\bws\b|aerial"
    r"|大远景|远景|全景|大全景|航拍|广角",
}
MOVEMENTS: Mapping[Movement, str] = {
    "whip": r"whip[- ]?pan|swish pan|甩镜|急摇",
    "push_in": r"push(?:es|ing)?[- ]in|dolly(?:ing)?[- ]in|doll(?:y|ies) (?:in|toward)|zoom(?:s|ing)?[- ]in|moves? closer"
    r"|push(?:es)? toward|推近|推进|缓推|推镜|镜头推",
    "pull_out": r"pull(?:s|ing)?[- ](?:out|back)|doll(?:y|ies)[- ](?:out|back)|zoom(?:s|ing)?[- ]out"
    r"|拉远|拉开|后拉|镜头拉|拉镜",
    "pan_left": r"\bpan(?:s|ning)?[- ](?:to the )?left|左摇|向左摇|左移",
    "pan_right": r"\bpan(?:s|ning)?(?:[- ](?:to the )?right)?\b|右摇|向右摇|右移|横摇|摇镜",
    "tilt_up": r"\btilt(?:s|ing)?[- ]up|crane(?:s)? up|上摇|仰摇|升镜",
    "tilt_down": r"\btilt(?:s|ing)?[- ]down|crane(?:s)? down|下摇|俯摇|降镜",
    "handheld": r"hand[- ]?held|shaky cam|手持|晃动镜头",
    "track": r"\btrack(?:s|ing)?(?: shot| with| alongside|\b)"
    r"|follow(?:s|ing)? shot|camera follows|steadicam|跟拍|跟随|跟镜|横移",
    "static": r"\bstatic\b|locked[- ]off|fixed camera|still camera|no camera movement|固定机位|固定镜头|静止镜头|定镜",
}
MOODS: Mapping[Mood, str] = {
    "angry": r"\bangr(?:y|ily)|furious(?:ly)?|\brage|\bshouts?|\byells?|\bsnaps?\b|\bglares?|愤怒|生气|怒|厉声|吼",
    "scared": r"\bscared|afraid|frightened|terrif|fearful|trembl|nervous(?:ly)?|anxious|panick?|害怕|恐惧|惊恐|颤抖|紧张|慌",
    "surprised": r"surpris|astonish|shocked|startled|gasps?|wide[- ]eyed|disbelief|惊讶|吃惊|震惊|愕然|诧异|惊呼",
    "sad": r"\bsad(?:ly)?\b|\bcr(?:y|ies|ying)\b|\btears?\b|weep|sobs?|grie[fv]|sorrow|melanchol|heartbroken|lonely"
    r"|悲伤|难过|哭|泪|伤心|哀|失落",
    "tender": r"tender|gentl[ey]|\bsoft(?:ly)?\b|loving|warmly|affection|whispers?|温柔|轻声|柔声|深情|怜爱|低声",
    "sly": r"\bsly|smirk|mischiev|cunning|teas(?:es|ing)|wink|scheming|conspirator|狡|坏笑|窃笑|冷笑|得意",
    "happy": r"happ(?:y|ily)|smil|laugh|grin|joy|cheer|delight|excited|beam(?:s|ing)|chuckle|高兴|开心|微笑|笑|欢|喜悦|兴奋",
    "neutral": r"\bcalm(?:ly)?|neutral|expressionless|deadpan|平静|面无表情|淡淡",
}
GESTURES: Mapping[Gesture, str] = {
    "facepalm": r"facepalm|(?:buries|covers?) (?:his|her|their) face|捂脸|扶额",
    "hand_on_heart": r"hand (?:on|over|to) (?:his|her|their) (?:heart|chest)|捂(?:住)?(?:心口|胸口)|手按胸",
    "hands_on_hips": r"hands? on (?:his|her|their) hips?|叉腰|双手叉",
    "crossed_arms": r"(?:cross(?:es|ed|ing)?|folds?|folded) (?:his |her |their )?arms|arms (?:crossed|folded)"
    r"|抱臂|双臂交叉|抱胸",
    "clasped_hands": r"clasp(?:s|ed|ing)? (?:his |her |their )?hands|hands (?:clasped|folded)|双手(?:交握|交叠|相握)",
    "hand_on_hip": r"(?:one|a) hand on (?:his|her|their) hip\b|单手叉腰|一手叉腰",
    "shake_head": r"shak(?:es?|ing) (?:his|her|their) head|摇头",
    "nod": r"\bnod(?:s|ding)?\b|点头",
    "shrug": r"shrug|耸肩|摊手",
    "wave": r"\bwav(?:es?|ing)\b(?! of)|挥手|招手",
    "bow": r"\bbow(?:s|ing)\b|\btakes? a bow|鞠躬|作揖|行礼|拱手|抱拳",
    "recoil": r"recoil|flinch|steps? back|backs? away|jumps? back|后退|退后|缩回|躲闪",
    "offer": r"\boffer(?:s|ing)?\b|hands? (?:over|it|him|her|them)\b|holds? out|presents?\b|递|奉上",
    "reach": r"reach(?:es|ing)? (?:for|out|toward|into)|grabs?\b|伸手|抓住|抓起",
    "hold": r"\bhold(?:s|ing)?\b|clutch|grip(?:s|ping)|carr(?:y|ies|ying)|拿着|捧着|握着|抱着|提着|手持着",
    "think": r"\bthink(?:s|ing)\b|ponder|(?:strokes?|rubs?|hand on) (?:his|her|their) chin|沉思|思索|托腮|托着下巴",
    "point": r"\bpoint(?:s|ing)? (?:at|to|toward|out|up|down)|指着|指向|手指",
}
CUTS = re.compile(
    r"\b(?:smash |hard |jump )?cuts? (?:to|back|away)\b|切到|切至|切回|镜头切换|画面切", re.IGNORECASE
)


def first_word(text: str, table: Mapping[Word, str]) -> Word | None:
    """The word of a table that the text names first; of two at one place the longer one. None = names none."""
    found: list[tuple[int, int, Word]] = []
    for word, pattern in table.items():
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            found.append((match.start(), -len(match[0]), word))
    return min(found, key=lambda hit: hit[:2])[2] if found else None
