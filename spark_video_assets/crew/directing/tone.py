"""The offline direction of an episode: tone, the seven viewing decisions, motifs. Shots are boarded elsewhere."""

from __future__ import annotations

import re
from collections import Counter

from spark_video_assets.crew.post.composer import MusicMood, mood_of_text
from spark_video_assets.crew.world import World
from spark_video_assets.story.direction import (
    AudiovisualDecisions,
    Direction,
    Highlight,
    ImagerySystem,
    Motif,
    ToneDimensions,
)
from spark_video_assets.story.script import Script

_LIGHT: dict[MusicMood, tuple[str, str]] = {
    "warm": ("Soft practical lamps, low contrast, faces always readable", "柔和的实景灯光，低反差，面孔清晰可辨"),
    "playful": ("Bright even light with coloured accents", "明亮均匀的光，点缀彩色光斑"),
    "tense": ("Hard side light, deep shadows behind the speaker", "硬质侧光，说话人身后留深影"),
    "sad": ("Cool soft window light, one warm accent", "清冷的窗光，留一处暖色"),
    "mysterious": ("Low light through haze, silhouettes before faces", "雾中弱光，先见剪影后见面孔"),
    "heroic": ("Strong back light, clear sky behind the lead", "强逆光，主角身后天空开阔"),
    "romantic": ("Golden light, shallow haze, soft edges", "金色光线，薄雾，轮廓柔和"),
    "dark": ("Sparse top light, black left black", "稀疏顶光，暗部不补"),
    "calm": ("Natural daylight, long soft shadows", "自然日光，影子柔长"),
}


def direction_of(world: World, script: Script) -> Direction:
    """Direction from the lore's words where it has some, else from the mood of lore and script."""
    lore = world.lore
    told = " ".join([lore.mood_anchor, lore.visual_style, *lore.genre, *(page.action for page in script.pages)])
    mood = mood_of_text(f"{told} {world.brief.premise}")
    zh = world.prompts_in_chinese
    lines = sum(len(page.spoken()) for page in script.pages)
    talky = lines * 6 > script.total_duration()
    genre = next(iter(lore.genre), "剧情" if zh else "drama")
    return Direction(
        tone_dimensions=ToneDimensions(
            primary=f"情绪：{mood}" if zh else f"mood: {mood}",
            secondary=f"类型：{genre}" if zh else f"genre: {genre}",
            tertiary=("关系：对手戏" if zh else "relation: two people face to face") if talky else "",
        ),
        director_reference=lore.director_reference,
        audiovisual_decisions=_decisions(world, mood, talky=talky),
        imagery_system=_imagery(world, script),
        double_check_targets=[
            "每句台词只出现在一个镜头" if zh else "every line is heard in exactly one shot",
            "最后一个镜头落在收束的一句" if zh else "the last shot lands the payoff line",
        ],
    )


def _decisions(world: World, mood: MusicMood, *, talky: bool) -> AudiovisualDecisions:
    lore, zh = world.lore, world.prompts_in_chinese
    palette = ", ".join(lore.palette)
    if zh:
        return AudiovisualDecisions(
            lighting=_LIGHT[mood][1],
            color=f"以{palette}为主色" if palette else "全片一套主色，情绪转折处才出现反色",
            shot_size_distribution="定场用全景，对话用双人与过肩，要紧的话才用特写",
            camera_movement=lore.camera_language or "平时固定或缓推，只在转折处移动",
            dialog_handling="短句同框，长句过肩，收束句给特写" if talky else "少说话，让道具和表情讲故事",
            pacing_strategy=lore.dual_pacing.external or "开头三秒见人或见事，句间留呼吸，结尾干净利落",
            transition_strategy="场内硬切，连续动作用尾帧相接",
        )
    return AudiovisualDecisions(
        lighting=_LIGHT[mood][0],
        color=f"Led by {palette}" if palette else "One family of colours; its opposite only where the story turns",
        shot_size_distribution="Wide to place, two-shots and shoulders to talk, close-ups only for lines that count",
        camera_movement=lore.camera_language or "Still or slow push-in; it moves where the story turns",
        dialog_handling="Quick exchanges in one frame, long lines over the shoulder, the payoff in close-up"
        if talky
        else "Few words: props and faces tell the story",
        pacing_strategy=lore.dual_pacing.external
        or "A person or an event within three seconds, air after each turn",
        transition_strategy="Hard cuts inside a scene; a continuing beat starts on the frame before",
    )


def _imagery(world: World, script: Script) -> ImagerySystem:
    """The lore's motifs, and props that several scenes name; landings are scenes."""
    pages = [
        (f"S{page.number:02d}", f"{page.action} {' '.join(b.visual for b in page.beats)}") for page in script.pages
    ]
    named = Counter(prop for _, text in pages for prop in set(world.props_in(text)))
    recurring = [prop for prop, count in named.items() if count > 1]
    motifs = list(dict.fromkeys([*world.lore.imagery_system.motifs, *recurring]))
    return ImagerySystem(
        motifs=[Motif(name=m, landings=[scene for scene, text in pages if _names(m, text)]) for m in motifs if m],
        highlight_elements=[Highlight(name=h) for h in world.lore.imagery_system.highlight_elements if h],
    )


def _names(motif: str, text: str) -> bool:
    words = re.sub(r"[-_]+", " ", motif).casefold()
    return words in text.casefold() or words.split()[-1] in text.casefold()
