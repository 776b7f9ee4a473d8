"""What a person's note is about: shots, scenes and moments that it names, sentence by sentence. Who acts on it: `crew`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spark_video_assets.story.names import scene_id, scene_number, shot_id
from spark_video_assets.story.wording import mentions, one_line

_SHOT = re.compile(r"(?<![0-9A-Za-z])[Ss](\d{1,3})\s?[-–]\s?(\d{1,3})(?![0-9])")
_LIST = r"\d{1,3}(?:\s*(?:,|、|&|\+|and|和|及)\s*(?:scenes?\s*)?\d{1,3})*"
_SCENES = (
    re.compile(rf"\bscenes?\s*#?\s*({_LIST})(?!\d)", re.IGNORECASE),
    re.compile(rf"第\s*({_LIST})\s*场"),
    re.compile(rf"场景?\s*({_LIST})"),
    re.compile(r"(?<![0-9A-Za-z])[Ss](\d{1,3})(?![0-9A-Za-z])"),
)
_CHINESE_SCENE = re.compile(r"第([一二三四五六七八九十])场")
_CHINESE_DIGITS = "一二三四五六七八九十"
_MOMENT = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d(?:\.\d{1,3})?)(?![\d:])")
_EVERYTHING = (
    "everything", "everywhere", "all shots", "every shot", "all scenes", "every scene", "whole storyboard", "throughout",
    "全部", "所有", "整个",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[。！？；;\n]+")


@dataclass(frozen=True)
class Passage:
    """A stretch of a note about one thing.

    Args:
        text: Its words.
        shots: Ids that it names.
        scenes: Numbers of scenes that it names.
        moments: Seconds of the film that it names, from `m:ss`.
        everything: It speaks of all shots or scenes.
    """

    text: str
    shots: tuple[str, ...] = ()
    scenes: tuple[int, ...] = ()
    moments: tuple[float, ...] = ()
    everything: bool = False

    @property
    def names_something(self) -> bool:
        """True when it says where."""
        return bool(self.shots or self.scenes or self.moments or self.everything)


def read_note(note: str) -> list[Passage]:
    """The note's passages in order: a sentence that names nothing belongs to the one before it."""
    passages: list[Passage] = []
    for sentence in sentences_of(note):
        found = _read_sentence(sentence)
        if passages and not found.names_something:
            before = passages[-1]
            passages[-1] = Passage(
                f"{before.text} {sentence}", before.shots, before.scenes, before.moments, before.everything
            )
        else:
            passages.append(found)
    return passages


def sentences_of(note: str) -> list[str]:
    """The note's sentences, each on one line."""
    return [sentence for sentence in (one_line(part) for part in _SENTENCE.split(note)) if sentence]


def wishes_by_shot(passages: Sequence[Passage], shots: Sequence[str]) -> dict[str, str]:
    """What is wanted of each shot that the passages name, by itself or with its scene, in the film's order.

    Args:
        passages: Of one note; moments are not looked at.
        shots: Ids of the storyboard; names of others are left out.
    """
    wishes: dict[str, list[str]] = {}
    for passage in passages:
        for shot in shots:
            if passage.everything or shot in passage.shots or scene_number(shot) in passage.scenes:
                wishes.setdefault(shot, []).append(passage.text)
    return {shot: " ".join(wishes[shot]) for shot in shots if shot in wishes}


def unknown_names(passages: Sequence[Passage], shots: Sequence[str]) -> list[str]:
    """Shots and scenes that a note names and the storyboard does not have: a typing error must not pass in silence."""
    scenes = {scene_number(shot) for shot in shots}
    named = [shot for passage in passages for shot in passage.shots if shot not in shots]
    named += [scene_id(number) for passage in passages for number in passage.scenes if number not in scenes]
    return list(dict.fromkeys(named))


def speaks_of(text: str, words: Sequence[str]) -> bool:
    """True when the text mentions one of the words, whole words in alphabets."""
    return any(mentions(text, word) for word in words)


def _read_sentence(sentence: str) -> Passage:
    shots = [shot_id(int(scene), int(shot)) for scene, shot in _SHOT.findall(sentence) if int(scene) and int(shot)]
    rest = _SHOT.sub(" ", sentence)
    scenes: list[int] = []
    for pattern in _SCENES:
        for match in pattern.finditer(rest):
            scenes += [int(number) for number in re.findall(r"\d+", match[1])]
        rest = pattern.sub(" ", rest)
    scenes += [_CHINESE_DIGITS.index(match[1]) + 1 for match in _CHINESE_SCENE.finditer(rest)]
    return Passage(
        text=sentence,
        shots=tuple(dict.fromkeys(shots)),
        scenes=tuple(number for number in dict.fromkeys(scenes) if number),
        moments=tuple(60 * int(minutes) + float(seconds) for minutes, seconds in _MOMENT.findall(rest)),
        # "Everything is blurry in S01-002" is about one shot: nobody orders all of them by naming one.
        everything=not (shots or scenes) and speaks_of(sentence, _EVERYTHING),
    )
