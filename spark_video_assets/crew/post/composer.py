"""The composer: which music mood a scene or an episode asks for. The music itself is made by the sound resource."""

from __future__ import annotations

from collections import Counter
from typing import Literal, Protocol

from spark_video_assets.crew.wording import terms_in
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.document import Part
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.script import ScenePage, Script

MusicMood = Literal["warm", "playful", "tense", "sad", "mysterious", "heroic", "romantic", "dark", "calm"]

_WORDS: dict[MusicMood, str] = {
    "warm": "warm cosy cozy gentle home family kitchen heart friend friends tender hearth lamp 温暖 温馨 家人 回家 暖 炉",
    "playful": "funny comedy playful joke laugh laughs prank silly cheeky wager bet 喜剧 搞笑 幽默 玩笑 打赌 笑 滑稽 俏皮 诙谐",
    "tense": "tense chase thriller danger rescue storm race bomb hostage suspense hurry alarm 紧张 追 危险 救 暴雨 悬疑 惊险",
    "sad": "sad grief funeral tears lonely loss mourning farewell tragedy 悲 泪 孤独 离别 葬 思念",
    "mysterious": "mystery mysterious fog secret strange riddle ghost unknown whisper 神秘 雾 秘密 谜 诡异 幽灵",
    "heroic": "hero heroic epic battle brave sword warrior legend victory quest 英雄 史诗 战 勇 武侠 剑客 传奇",
    "romantic": "love romance romantic kiss wedding sweetheart valentine 爱情 浪漫 恋 吻 婚礼 情人",
    "dark": "dark horror murder blood evil noir cruel nightmare 黑暗 恐怖 杀 血 邪恶 噩梦",
    "calm": "calm quiet peaceful slow morning sea meadow serene still silence 平静 宁静 安静 清晨 悠然 海",
}
_FIRST_GENRE_WEIGHT, _LORE_WEIGHT = 5, 3
"""The lore's own words count this often against words that merely happen in the story; its first genre most."""


_CLEARLY = 2
"""So many words more than for the episode's mood change the music: at every scene, a short film falls into pieces."""


class MusicPlan(Part):
    """Music moods of an episode: one for all of it, and one per scene number."""

    episode: MusicMood
    scenes: dict[int, MusicMood]


class Composer(Protocol):
    """Who chooses the music. May raise `ProviderError` (a model)."""

    @property
    def name(self) -> str:
        """Recorded with the plan."""
        ...

    def plan(self, brief: Brief, lore: Lore, script: Script) -> MusicPlan:
        """Moods of episode and scenes."""
        ...


class OfflineComposer:
    """Chooses by mood words of lore and script, in English and Chinese."""

    name = "offline"

    def plan(self, brief: Brief, lore: Lore, script: Script) -> MusicPlan:
        """See `Composer`. A scene keeps the episode's mood unless its own words speak clearly of another."""
        weighted = _times(_counted(" ".join(lore.genre[:1])), _FIRST_GENRE_WEIGHT)
        for words in (" ".join(lore.genre[1:]), f"{lore.mood_anchor} {lore.visual_style}"):
            weighted += _times(_counted(words), _LORE_WEIGHT)
        story = _counted(f"{brief.premise[:2000]} {' '.join(_scene_text(page) for page in script.pages)}")
        episode = _strongest(weighted + story) or "warm"
        scenes = {page.number: _scene_mood(page, episode, weighted) for page in script.pages}
        return MusicPlan(episode=episode, scenes=scenes)


def _scene_mood(page: ScenePage, episode: MusicMood, weighted: Counter[MusicMood]) -> MusicMood:
    counted = _counted(_scene_text(page)) + weighted
    mood = _strongest(counted) or episode
    return mood if counted[mood] - counted[episode] >= _CLEARLY else episode


def mood_of_text(text: str) -> MusicMood:
    """The mood that most words of a text speak of; warm when none does."""
    return mood_in_text(text) or "warm"


def mood_in_text(text: str) -> MusicMood | None:
    """The mood that most words of a text speak of, or None."""
    return _strongest(_counted(text))


def _scene_text(page: ScenePage) -> str:
    told = [page.location, page.time, page.pacing_internal, page.backstory, page.action]
    told += [line.text for line in page.spoken()]
    told += [f"{beat.narration or ''} {beat.visual}" for beat in page.beats]
    return " ".join(told)


def _counted(text: str) -> Counter[MusicMood]:
    return Counter({mood: n for mood, words in _WORDS.items() if (n := len(terms_in(text, words.split())))})


def _times(counted: Counter[MusicMood], weight: int) -> Counter[MusicMood]:
    return Counter({mood: n * weight for mood, n in counted.items()})


def _strongest(counted: Counter[MusicMood]) -> MusicMood | None:
    """The mood with most words; of equals, the first of the table."""
    return max((m for m in _WORDS if counted[m]), key=lambda mood: counted[mood], default=None)
