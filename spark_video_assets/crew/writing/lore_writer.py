"""The first lore of a project without one: a mood, a palette and an anchor from the premise. A user's lore replaces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spark_video_assets.crew.post.composer import MusicMood, mood_of_text
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.wording import mostly_cjk, one_line

_TITLE_ROOM = 40
_LOOKS: dict[MusicMood, tuple[str, str, tuple[str, ...]]] = {
    "warm": ("warm flat cartoon, soft evening light", "温暖扁平卡通，柔和暮光", ("amber", "cream", "brown")),
    "playful": ("bright flat cartoon, cheerful colours", "明快扁平卡通，活泼色彩", ("yellow", "teal", "coral")),
    "tense": ("sharp flat cartoon, hard shadows", "锐利扁平卡通，硬朗阴影", ("slate", "rust", "black")),
    "sad": ("muted flat cartoon, rainy grey light", "低饱和扁平卡通，雨天灰光", ("grey", "blue", "mauve")),
    "mysterious": ("hazy flat cartoon, blue dusk fog", "朦胧扁平卡通，蓝色暮雾", ("indigo", "teal", "silver")),
    "heroic": ("bold flat cartoon, golden rim light", "雄浑扁平卡通，金色轮廓光", ("gold", "crimson", "navy")),
    "romantic": ("soft flat cartoon, rosy glow", "柔美扁平卡通，玫瑰色光晕", ("rose", "cream", "plum")),
    "dark": ("noir flat cartoon, deep night shadows", "暗黑扁平卡通，深夜阴影", ("black", "crimson", "grey")),
    "calm": ("calm flat cartoon, clear morning light", "宁静扁平卡通，清晨光线", ("sky blue", "sand", "green")),
}


@dataclass(frozen=True)
class WrittenLore:
    """A lore and who wrote it, for the record."""

    lore: Lore
    by: str


class LoreWriter(Protocol):
    """Who writes the first lore of a project without one."""

    def write(self, brief: Brief) -> WrittenLore:
        """A lore that the premise suggests: honest enough to start with, meant to be edited."""
        ...


class OfflineLoreWriter:
    """Chooses one of a handful of looks by the mood of the premise: no model, no network."""

    def write(self, brief: Brief) -> WrittenLore:
        """See `LoreWriter`."""
        return WrittenLore(first_lore(brief), "offline")


def first_lore(brief: Brief) -> Lore:
    """The lore of the look that fits the premise's mood best."""
    mood = mood_of_text(brief.premise)
    english, chinese, palette = _LOOKS[mood]
    in_chinese = mostly_cjk(brief.premise)
    anchor = chinese if in_chinese else english
    words = one_line(brief.premise)
    title = brief.title or (words if len(words) <= _TITLE_ROOM else words[: _TITLE_ROOM - 1].rstrip() + "…")
    return Lore(
        title=title,
        mood_anchor=anchor,
        visual_style=anchor,
        visual_medium="2d_animation",
        palette=list(palette),
        duration_target_s=brief.target_duration_s,
    )
