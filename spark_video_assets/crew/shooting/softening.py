"""Gentler words for what providers' moderation refuses: the offline doctor's answer to a refusal. Dialogue is not touched."""

from __future__ import annotations

import re

_GENTLER: tuple[tuple[str, str], ...] = (
    (r"blood(?:y|ied|stained)?(?:\s+stains?)?", "dark red stain"),
    (r"corpses?|dead bod(?:y|ies)", "motionless figure"),
    (r"(?:is|are|gets?)\s+(?:killed|murdered|slain)", "falls still"),
    (r"kill(?:s|ed|ing)?|murder(?:s|ed|ing)?|slay(?:s|ing)?", "confronts"),
    (r"stab(?:s|bed|bing)?|shoot(?:s|ing)?\s+at|strangl(?:es?|ed|ing)", "lunges at"),
    (r"guns?|pistols?|rifles?|knife|knives|daggers?|weapons?", "object in hand"),
    (r"naked|nude|undress(?:es|ed|ing)?", "in a plain robe"),
    (r"kiss(?:es|ed|ing)?", "leans close to"),
    (r"drunk(?:en)?", "unsteady"),
    (r"drugs?|cigarettes?|smok(?:es|ing)", "cup of tea"),
    (r"screams?\s+in\s+agony|tortur(?:es?|ed|ing)", "cries out"),
    (r"terrorists?|soldiers?", "strangers"),
    (r"血迹|鲜血|血泊|血", "暗红色痕迹"),
    (r"尸体|死尸", "一动不动的人影"),
    (r"杀死|杀害|杀掉|砍杀|刺杀", "制住"),
    (r"手枪|步枪|枪|匕首|刀子|武器", "手中之物"),
    (r"赤裸|裸体|脱衣", "身着素袍"),
    (r"亲吻|接吻", "靠近"),
    (r"毒品|吸烟|抽烟", "端着茶杯"),
    (r"酷刑|折磨", "逼问"),
)
_CALM = ("Calm, suitable for all ages.", "画面平和，老少皆宜。")
_LESS = ("Seen from a distance, faces turned away.", "远景，人物背对镜头。")


def softened(seen: str, *, chinese: bool) -> str:
    """What is seen, said more gently: first the words, then the tone, then the distance.

    Args:
        seen: The part of a prompt that is not spoken.
        chinese: Language of what is added.

    Returns:
        Other words, or the same when everything was tried.
    """
    gentler = seen
    for word, instead in _GENTLER:
        bounded = word if re.search(r"[一-鿿]", word) else rf"\b(?:{word})\b"
        gentler = re.sub(bounded, instead, gentler, flags=re.IGNORECASE)
    if gentler != seen:
        return gentler
    for added in (_CALM[chinese], _LESS[chinese]):
        if added not in seen:
            return f"{seen.rstrip()}{'' if chinese else ' '}{added}"
    return seen
