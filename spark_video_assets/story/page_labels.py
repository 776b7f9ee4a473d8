"""How a line of a scene page is read: headings, labelled fields, dialogue items, durations. Pages are built in `scene_page`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from spark_video_assets.story.off_screen import is_heard_only
from spark_video_assets.story.script import DialogueLine
from spark_video_assets.story.wording import is_quoted, one_line, unquoted

Label = Literal[
    "type", "characters", "pacing", "pacing_external", "pacing_internal", "page_duration", "duration", "backstory",
    "action", "dialogue", "beats", "narration", "visual",
]  # fmt: skip

_LABELS: dict[str, Label] = {
    "type": "type", "类型": "type",
    "characters": "characters", "character": "characters", "cast": "characters", "角色": "characters", "人物": "characters",
    "pacing": "pacing", "节奏": "pacing",
    "pacing external": "pacing_external", "external pacing": "pacing_external", "外部节奏": "pacing_external",
    "pacing internal": "pacing_internal", "internal pacing": "pacing_internal", "内部节奏": "pacing_internal",
    "estimated duration": "page_duration", "预计时长": "page_duration", "估计时长": "page_duration",
    "duration": "duration", "length": "duration", "时长": "duration", "建议时长": "duration",
    "suggested duration": "duration",
    "backstory": "backstory", "background": "backstory", "背景": "backstory", "前史": "backstory",
    "action": "action", "动作": "action", "情节": "action",
    "dialog": "dialogue", "dialogue": "dialogue", "对白": "dialogue", "对话": "dialogue", "台词": "dialogue",
    "beats": "beats", "节拍": "beats", "分段": "beats",
    "narration": "narration", "旁白": "narration", "解说": "narration",
    "visual": "visual", "visuals": "visual", "画面": "visual",
}  # fmt: skip
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}

_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*|\*\*\s*)(?:scene\s*|场景\s*|第\s*)(?P<number>\d+|[一二三四五六七八九十两]+)\s*(?:场|幕|景)?"
    r"(?P<rest>.*?)\s*(?:\*\*)?\s*$",
    re.IGNORECASE,
)
_PLACE_AND_TIME = re.compile(r"^(?P<place>.*?)\s*[（(](?P<time>[^()（）]*)[)）]$")
_LABELLED = re.compile(
    r"^(?P<bullet>\s*[-*+•]\s+)?(?P<bold>\*{2}|__)?(?P<label>[^:：*_]{1,24}?)(?:\*{2}|__)?\s*[:：]"
    r"(?:\*{2}|__)?(?P<rest>.*)$"
)
_ITEM = re.compile(r"^\s*(?:[-*+•]\s+)?(?P<speaker>[^:：\"“「『«]{1,80}?)\s*[:：]\s*(?P<text>.+)$")
_REMARK = re.compile(r"\s*[（(][^()（）]*[)）]\s*$")
_BEAT = re.compile(
    r"^\s*(?:#{1,6}\s*)?(?:\*\*)?(?:(?:beat|节拍)\s*\d+\s*[.)、:：]?|\d{1,3}\s*[.)、](?=\s|\*|$))(?:\*\*)?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^\D{0,12}(\d{1,3}):(\d{2})\b")
_MINUTES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:m(?:in(?:ute)?s?)?\b|m(?=\d)|分钟|分)", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:s(?:ec(?:ond)?s?)?\b|秒)", re.IGNORECASE)
_BARE = re.compile(r"^\D{0,12}(\d+)\s*$")


class Heading(NamedTuple):
    """Number, place and time of a scene."""

    number: int
    location: str
    time: str


class Labelled(NamedTuple):
    """A labelled line: which field, what follows the colon, and how it was set."""

    label: Label
    rest: str
    bold: bool
    bulleted: bool


def heading_in(line: str) -> Heading | None:
    """A scene heading of any level, English or Chinese (`## Scene 2 — Attic (night)`, `## 第二场：阁楼（夜）`), or None."""
    match = _HEADING.match(line)
    if not match:
        return None
    rest = match["rest"]
    if rest and not rest[0].isspace() and rest[0] not in "—–-:：.、|":
        return None
    place = re.sub(r"^[\s—–\-:：.、|]+", "", rest)
    split = _PLACE_AND_TIME.match(place)
    if split:
        return Heading(_number(match["number"]), one_line(split["place"]), one_line(split["time"]))
    return Heading(_number(match["number"]), one_line(place), "")


def label_in(line: str) -> Labelled | None:
    """The field that a line names (`**Action**: …`, `Action: …`, `动作：…`), or None."""
    match = _LABELLED.match(line)
    if not match:
        return None
    name = re.sub(r"[\s()（）]+", " ", match["label"]).strip().lower()
    label = _LABELS.get(name)
    if label is None:
        return None
    rest = match["rest"].strip()
    return Labelled(label, rest, bool(match["bold"]), bool(match["bullet"]))


def beat_start(line: str) -> str | None:
    """What follows the number of a beat (`3. Narration: …`), or None when no beat starts here."""
    match = _BEAT.match(line)
    return match["rest"] if match else None


def dialogue_item(line: str) -> DialogueLine | None:
    """`- Name: "line"`, or the same without bullet when the line is quoted; None for anything else.

    `- Name (V.O.): "line"` is heard only; any other remark in brackets is left out.
    """
    match = _ITEM.match(line)
    if not match:
        return None
    bulleted = line.lstrip()[:1] in {"-", "*", "+", "•"} and not line.lstrip().startswith("**")
    told = match["speaker"].replace("*", "")
    speaker = one_line(_REMARK.sub("", told))
    remark = _REMARK.search(told)
    spoken = match["text"].strip().strip("*").strip()
    text = one_line(unquoted(spoken))
    if not speaker or not text or not (bulleted or is_quoted(spoken)):
        return None
    return DialogueLine(speaker=speaker, text=text, voice_over=is_heard_only(speaker, remark[0] if remark else ""))


def seconds_in(text: str) -> int | None:
    """Whole seconds named in a text: `20s`, `1m30s`, `1:30`, `约 20 秒`, `20`; of a range its end. None = none."""
    if clock := _CLOCK.match(text):
        return int(clock[1]) * 60 + int(clock[2])
    minutes, seconds = _MINUTES.search(text), _SECONDS.search(text)
    if minutes or seconds:
        total = (float(minutes[1]) * 60 if minutes else 0.0) + (float(seconds[1]) if seconds else 0.0)
        return round(total)
    bare = _BARE.match(text)
    return int(bare[1]) if bare else None


def pacing_in(text: str) -> tuple[str, str]:
    """External and internal pace from one field that holds both; text that names neither is the external pace."""
    marks = list(re.finditer(r"(external|internal|外部|外在|内部|内在)\s*[:：=—-]?\s*", text, re.IGNORECASE))
    if not marks:
        return one_line(text), ""
    found = {"external": "", "internal": ""}
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        side = "internal" if mark[1].lower() in {"internal", "内部", "内在"} else "external"
        found[side] = one_line(text[mark.end() : end].strip(" ;；,，/+&|()（）*"))
    return found["external"], found["internal"]


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text[-1], 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
