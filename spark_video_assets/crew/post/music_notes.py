"""What the composer makes of a person's words about the music: mood, louder or softer, none. Which film: `objecting`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spark_video_assets.crew.post.composer import MusicMood, mood_in_text
from spark_video_assets.story.music_change import LOUDER, SOFTER, MusicChange
from spark_video_assets.story.names import scene_id
from spark_video_assets.story.notes import Passage, speaks_of

MUSIC_WORDS = ("music", "bgm", "score", "soundtrack", "underscore", "音乐", "配乐", "背景乐")
_OFF = (
    "no music",
    "without music",
    "drop the music",
    "remove the music",
    "music off",
    "不要音乐",
    "去掉音乐",
    "无音乐",
)
_LOUDER = ("louder", "too quiet", "too soft", "raise", "响一点", "大声", "太轻", "太小")
_SOFTER = ("quieter", "softer", "lower", "too loud", "drowns", "轻一点", "小声", "太响", "太大", "盖过")
_TOO_MUCH = re.compile(
    r"\b(?:too|less|not so|not as|isn't|is not)\s+(?:\w+ing\s+|very\s+|so\s+)?\w+|[太别少](?:过于)?\w{1,2}",
    re.IGNORECASE,
)
_INSTEAD: dict[MusicMood, MusicMood] = {
    "warm": "calm", "playful": "calm", "tense": "calm", "sad": "warm", "mysterious": "warm",
    "heroic": "warm", "romantic": "calm", "dark": "warm", "calm": "tense",
}  # fmt: skip
"""What is played instead of a mood that somebody has too much of: our own choice, the nearest one without its edge."""


def music_wish(passages: Sequence[Passage]) -> MusicChange | None:
    """What these passages want; None when none of them says how the music should be."""
    wish = MusicChange()
    understood = False
    for passage in passages:
        change = _wish_of(passage)
        if change is not None:
            wish, understood = wish.then(change), True
    return wish if understood else None


def told_wish(change: MusicChange) -> str:
    """The change in words for the person who asked for it."""
    if not change.plays:
        return "no music"
    words = [f"{scene}: {mood}" for scene, mood in change.scenes.items()]
    if change.mood:
        words.insert(0, change.mood)
    if change.volume != 1:
        words.append("louder" if change.volume > 1 else "softer")
    return ", ".join(words)


def _wish_of(passage: Passage) -> MusicChange | None:
    text = passage.text
    if speaks_of(text, _OFF):
        return MusicChange(plays=False, notes=[text])
    volume = LOUDER if speaks_of(text, _LOUDER) else SOFTER if speaks_of(text, _SOFTER) else 1.0
    mood = _mood(text)
    if mood is None and volume == 1:
        return None
    scenes = [*(scene_id(number) for number in passage.scenes), *(shot.partition("-")[0] for shot in passage.shots)]
    if mood and scenes:
        return MusicChange(scenes=dict.fromkeys(scenes, mood), volume=volume, notes=[text])
    return MusicChange(mood=mood, volume=volume, notes=[text])


def _mood(text: str) -> MusicMood | None:
    """The mood that is asked for; of a complaint alone, what is played instead."""
    wanted = mood_in_text(_TOO_MUCH.sub(" ", text))
    if wanted is not None:
        return wanted
    unwanted = mood_in_text(text)
    return _INSTEAD[unwanted] if unwanted else None
