"""What a shot prompt says: lines with their speakers, shot size, movement, moods, gestures. Word tables: `prompt_words`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from spark_video_assets.story.document import Part
from spark_video_assets.story.off_screen import NARRATOR, tells_off_screen
from spark_video_assets.story.prompt_words import (
    CUTS,
    GESTURES,
    MOODS,
    MOVEMENTS,
    SIZES,
    Gesture,
    Mood,
    Movement,
    ShotSize,
    first_word,
)
from spark_video_assets.story.storyboard import Mode, Shot, SpokenBeat
from spark_video_assets.story.wording import QUOTE_PAIRS, mostly_cjk, one_line, unique, whole_word

_VERBS = (
    r"\b(?:says?|said|saying|asks?|asked|asking|repl(?:y|ies|ied)|answers?|answered|whispers?|whispered|whispering|shouts?"
    r"|shouted|shouting|yells?|yelled|cries|cried|murmurs?|murmured|mutters?|muttered|adds?|added|calls?|called|exclaims?"
    r"|exclaimed|screams?|screamed|speaks?|speaking|tells?|told|warns?|warned|begs?|begged|laughs?|sighs?|snaps?|sings?"
    r"|announces?|announced|continues?|insists?|admits?|begins?|pleads?|growls?|hisses?|demands?|stammers?)\b"
    r"|说道|问道|答道|喊道|叫道|笑道|怒道|叹道|低声道|说|问|喊|答|回答|回应|低语|嘀咕|念道|道(?=\s*[:：,，]?\s*$)"
)
_SINGLE_QUOTED = r"(?:(?<=[:：,，])|(?<=[:：,，]\s))['‘](\S.*?)['’](?=[\s.,;。，；]|$)"
_SPANS = re.compile(
    "|".join([*(f"{re.escape(a)}([^{re.escape(a + b)}]+){re.escape(b)}" for a, b in QUOTE_PAIRS), _SINGLE_QUOTED])
)
_BARE_CHINESE = re.compile(
    r"(?:说道|问道|答道|喊道|笑道)\s*[:：]\s*(?P<text>[^“”「」『』\"。！？!?\n]+[。！？!?…]*)"
)
_ASIDE = r"(?:[（(\[][^()（）\[\]]{0,40}[)）\]]\s*)?"
_COLON_FORM = re.compile(
    rf"^\s*{_ASIDE}(?P<manner>[,，][^.。:：!?！？]{{0,40}})?\*{{0,2}}\s*[:：]\s*\*{{0,2}}\s*{_ASIDE}$"
)
_ADDRESSED = re.compile(
    rf"(?:{_VERBS})\s*$|^[^,，]*(?:\b(?:at|to|toward|towards|with)|对|向|冲|朝|看着|望着)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[.!?。！？]\s*$")
_FOCUSED = re.compile(
    r"(?:\bonto|\b(?:shot|up|view|insert|frame) of|\b(?:up|in|tight|shot|camera|focus(?:es|ed)?|holds?|lingers?) on"
    r"|特写|对准|对着|看向|聚焦)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？；;]\s*|\n")
_OFF_SCREEN_REACH = 30
_CAMERA_REACH = 24
"""Characters into a sentence within which a size or movement makes it the camera's sentence. Own choice."""
_CAMERA = (*SIZES.values(), *MOVEMENTS.values())
_SAID = "\x00"
_VERB_REACH = 60
"""Characters between a name and its line; further away a name is only somebody in the picture. Own choice."""


class PromptReading(Part):
    """Everything that one prompt tells, quoted words kept apart from the rest.

    Args:
        action: What happens, without camera sentences and without what is said.
        gestures: By cast name, the first gesture told in a sentence about them.
        focus: The cast name that the camera is said to be on, else the first one mentioned.
    """

    lines: list[SpokenBeat]
    action: str = ""
    size: ShotSize | None = None
    movement: Movement | None = None
    mood: Mood | None = None
    gestures: dict[str, Gesture]
    focus: str | None = None
    planned_cuts: int = 0


class _Span(NamedTuple):
    start: int
    end: int
    text: str


class _Named(NamedTuple):
    start: int
    end: int
    name: str


def read_prompt(prompt: str, cast: Sequence[str], anchor: str = "") -> PromptReading:
    """Read a prompt in English or Chinese.

    Args:
        prompt: The prompt.
        cast: Names that may speak or act.
        anchor: The mood anchor, whose words are about the whole film and not about this shot.
    """
    own = _own_words(prompt, anchor)
    told = picture_words(prompt, anchor)
    sentences = [sentence for sentence in _SENTENCE_END.split(told) if sentence.strip()]
    about = [(names, s) for s in sentences if (names := unique(n.name for n in _names_in(s, cast)))]
    gestures: dict[str, Gesture] = {}
    for names, sentence in about:
        # A sentence about two people tells of its subject: the first one named.
        gesture = first_word(sentence, GESTURES)
        if gesture:
            gestures.setdefault(names[0], gesture)
    return PromptReading(
        lines=spoken_in(own, cast),
        action=_action(own, cast),
        size=first_word(told, SIZES),
        movement=first_word(told, MOVEMENTS),
        mood=first_word(told, MOODS),
        gestures=gestures,
        focus=_focus(told, cast),
        planned_cuts=len(CUTS.findall(told)),
    )


def picture_words(prompt: str, anchor: str = "") -> str:
    """What a prompt says about the picture: without the words that are spoken and without the mood anchor."""
    return _SPANS.sub("。", _own_words(prompt, anchor))


def _own_words(prompt: str, anchor: str) -> str:
    return prompt.replace(anchor, " ") if anchor.strip() else prompt


def dialogue_in(prompt: str, cast: Sequence[str]) -> list[tuple[str, str]]:
    """(speaker, text) of every quoted line that a given cast name is said to speak, in order."""
    return [(line.speaker, line.text) for line in spoken_in(prompt, cast)]


def spoken_in(prompt: str, cast: Sequence[str]) -> list[SpokenBeat]:
    """Lines with their speakers, verbatim.

    Understood: `Name: "…"`, `Name (softly): "…"`, `Name whispers to Otto, "…"`, `"…," says Name`, `名字说道：“…”`,
    `名字：「…」`, `名字说道：…。` without quotes. A quotation that nobody of the cast is said to speak (a sign, a title) is
    no dialogue; one that follows a speaker's own line with a speech verb goes on in that voice.
    """
    return [line.model_copy() for line in _spoken(prompt, tuple(cast))]


@lru_cache(maxsize=2048)
def _spoken(prompt: str, cast: tuple[str, ...]) -> tuple[SpokenBeat, ...]:
    """See `spoken_in`; kept, because every rule about speech reads every prompt again."""
    spans = [_Span(m.start(), m.end(), one_line(next(g for g in m.groups() if g))) for m in _SPANS.finditer(prompt)]
    spans += [
        _Span(m.start("text"), m.end("text"), one_line(m["text"]))
        for m in _BARE_CHINESE.finditer(prompt)
        if not any(span.start < m.end() and m.start() < span.end for span in spans)
    ]
    lines: list[SpokenBeat] = []
    previous_end, speaker = 0, None
    for index, span in enumerate(sorted(spans)):
        before = prompt[previous_end : span.start]
        after = prompt[span.end : _next_start(spans, index, len(prompt))]
        leads, follows = _speaker_before(before, cast), _speaker_after(after, cast)
        # After a full stop the words behind the quotation name the speaker: `Bram laughs. "Yes," says Finn.`
        found = (follows or leads) if _CLOSED.search(before) else (leads or follows)
        if not found and speaker and _goes_on(before, cast):
            found = speaker
        previous_end, speaker = span.end, found
        if found and span.text.strip(" ,，"):
            manner = _last_sentence(before)
            lines.append(
                SpokenBeat(
                    speaker=found,
                    text=span.text.rstrip(" ,，"),
                    mood=first_word(manner, MOODS),
                    voice_over=tells_off_screen(before[-_OFF_SCREEN_REACH:]),
                )
            )
    return tuple(lines)


def spoken_lines(shot: Shot, mode: Mode, cast: Sequence[str] = ()) -> list[SpokenBeat]:
    """What is heard in a shot.

    Args:
        shot: Its `speech` counts where there is any, else the prompt is read.
        mode: Only narration mode has narration shots; their line is the narrator's.
        cast: Further names that may be heard though they are not in the picture.
    """
    if mode == "narration" and shot.role == "narration" and shot.narration_text:
        return [SpokenBeat(speaker=NARRATOR, text=one_line(shot.narration_text), voice_over=True)]
    if shot.speech:
        return list(shot.speech)
    read = spoken_in(shot.prompt, unique([*shot.characters, *cast]))
    return [
        line.model_copy(update={"voice_over": line.voice_over or line.speaker not in shot.characters})
        for line in read
    ]


def _next_start(spans: Iterable[_Span], index: int, end: int) -> int:
    ordered = sorted(spans)
    return ordered[index + 1].start if index + 1 < len(ordered) else end


def _last_sentence(text: str) -> str:
    parts = [part for part in _SENTENCE_END.split(text) if part.strip()]
    return parts[-1] if parts else ""


@lru_cache(maxsize=64)
def _names_pattern(cast: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, longer ones first so that a name inside another never counts; possessives do not count."""
    return re.compile(f"(?:{'|'.join(whole_word(name) for name in cast)})(?!['’]s\\b)", re.IGNORECASE)


def _names_in(text: str, cast: Iterable[str]) -> list[_Named]:
    """Cast names in a text, by place."""
    names = tuple(sorted({name for name in cast if name.strip()}, key=lambda name: (-len(name), name)))
    if not names:
        return []
    spelled = {name.casefold(): name for name in names}
    return [
        _Named(match.start(), match.end(), spelled[match[0].casefold()])
        for match in _names_pattern(names).finditer(text)
        if match[0].casefold() in spelled
    ]


def _speaker_before(before: str, cast: Sequence[str]) -> str | None:
    """The name that leads into a quotation: directly with a colon, or as the subject of a verb of speech."""
    names = _names_in(before, cast)
    if not names:
        return None
    last = names[-1]
    starts = [0, *(m.end() for m in _SENTENCE_END.finditer(before) if before[m.end() :].strip())]
    sentence = before[starts[-1] :]
    subjects = _names_in(sentence, cast)
    if _COLON_FORM.match(before[last.end :]):
        # `Ada shouts at Bram: "…"` and `Ada turns to Bram, smiling: "…"` are Ada's: the last name is only spoken to.
        spoken_to = subjects[-1] if subjects else last
        by = (s for s in subjects[:-1] if _ADDRESSED.search(sentence[s.end : spoken_to.start]))
        return next((subject.name for subject in by), last.name)
    for subject in subjects:
        told = sentence[subject.end :]
        if len(told) <= _VERB_REACH and re.search(_VERBS, told, re.IGNORECASE):
            return subject.name
    return None


def _speaker_after(after: str, cast: Sequence[str]) -> str | None:
    """The name that a quotation is ascribed to afterwards: `"…," says Mina` or `"…," Mina says`."""
    clause = _SENTENCE_END.split(after.lstrip(" ,，"))[0]
    names = _names_in(clause, cast)
    if not names or not (verb := re.search(_VERBS, clause, re.IGNORECASE)):
        return None
    name = names[0]
    adjoining = clause[verb.end() : name.start] if verb.start() < name.start else clause[name.end : verb.start()]
    return name.name if len(adjoining.strip()) <= 12 and min(name.start, verb.start()) <= 2 else None


def _goes_on(before: str, cast: Sequence[str]) -> bool:
    """True when what stands between two quotations leaves the word with the same speaker."""
    if _names_in(before, cast) or len(before) > _VERB_REACH:
        return False
    return not before.strip(" ,，.。…—-") or bool(
        re.search(_VERBS + r"|\b(?:then|he|she|they)\b|接着|又|她|他", before, re.IGNORECASE)
    )


def _action(own: str, cast: Sequence[str]) -> str:
    """Sentences that tell what happens. Of `Otto turns to Mina and says: "…"` the turning is kept."""
    acted: list[str] = []
    for sentence in _SENTENCE_END.split(_SPANS.sub(f"{_SAID}。", own)):
        text = sentence.strip()
        opening = text[:_CAMERA_REACH]
        if any(re.search(pattern, opening, re.IGNORECASE) for pattern in _CAMERA):
            continue
        if _SAID in text:
            verbs = list(re.finditer(_VERBS, text, re.IGNORECASE))
            text = text[: verbs[-1].start()] if verbs else ""
            text = re.sub(r"(?:\band|,|，)\s*$", "", text.strip()).strip()
        if text and text not in cast:
            acted.append(text)
    return "。".join(acted) + "。" if mostly_cjk(own) and acted else ". ".join(acted) + ("." if acted else "")


def _focus(told: str, cast: Sequence[str]) -> str | None:
    names = _names_in(told, cast)
    for named in names:
        if _FOCUSED.search(told[: named.start]):
            return named.name
    return names[0].name if names else None
