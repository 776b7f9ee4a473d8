"""Fountain screenplays read into scene pages: headings, action, cues, dialogue, title page, Chinese too. Reads no files.

Follows the syntax of Fountain 1.1. Notes, comments, sections and transitions are not film and are left out; a synopsis
becomes the scene's backstory, a parenthetical stays with the page as a remark.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from resources.errors import InvalidDocument
from spark_video_assets.story.introductions import introduced
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import is_heard_only, is_narrator
from spark_video_assets.story.script import CastCheck, DialogueLine, NamedNpc, ScenePage, Script
from spark_video_assets.story.wording import mostly_cjk, one_line, unique, unquoted

MOST_SCENES = 999
"""Shot ids have room for three digits of scene."""
SHORTEST_SCENE_S = 3
LINE_GAP_S = 0.5
"""Pause after a line when a scene's length is estimated; own choice. Action is timed like reading it aloud."""

_HEADING = re.compile(
    r"^(?:\.(?=[^.\s])|(?=(?:INT|EXT|EST|I)[./ ])|(?=[内外](?:[景.。/、]|外景?[ .。])))(?P<words>.+)$",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"^(?:(?:INT|EXT|EST|I)\.?(?:/(?:INT|EXT|E)\.?)?[. ]\s*|(?:内外?|外)(?:[/、](?:内|外))?景?[.。：: ]*\s*)",
    re.IGNORECASE,
)
_SCENE_NUMBER = re.compile(r"\s*#[^#\n]{1,20}#\s*$")
_TIME = re.compile(
    r"^(?P<place>.+?)\s*(?:\s[-–—]+\s*|[-–—－]{1,2}\s*(?=[\u4e00-\u9fff])|[，,]\s*(?=[日夜晨晚]))(?P<time>[^-–—－]+)$"
)
_CUE = re.compile(r"^(?P<name>[^()（）^]+?)\s*(?P<more>(?:[(（][^()（）]*[)）]\s*)*)(?P<dual>\^?)\s*$")
_INLINE_CUE = re.compile(
    r"^(?P<name>[\u3400-\u9fff·]{1,8})\s*(?:[（(](?P<how>[^()（）]*)[)）])?\s*[：:]\s*(?P<text>\S.*)$"
)
_TITLE_KEY = re.compile(r"^(?P<key>[^\s:：][^:：]{0,40})[:：]\s*(?P<value>.*)$")
_EMPHASIS = re.compile(r"(?<!\\)[*_]+")
_REMARK = re.compile(r"^[(（].*[)）]$")
_TRANSITION = re.compile(r"^[^a-z\u3400-\u9fff]*\bTO:$")


@dataclass(frozen=True)
class Screenplay:
    """What a file tells.

    Args:
        title: Of the title page, empty without one.
    """

    title: str
    script: Script


@dataclass
class _Scene:
    """A scene while it is being read."""

    line: int
    location: str
    time: str
    action: list[str] = field(default_factory=list)
    dialogue: list[DialogueLine] = field(default_factory=list)
    synopsis: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def page(self, number: int) -> ScenePage:
        action = one_line(" ".join(self.action))
        seconds = speech_seconds(action) if action else 0.0
        seconds += sum(speech_seconds(line.text) + LINE_GAP_S for line in self.dialogue)
        return ScenePage(
            number=number,
            location=self.location,
            time=self.time,
            characters=unique(line.speaker for line in self.dialogue if not line.voice_over),
            estimated_duration_s=max(SHORTEST_SCENE_S, math.ceil(seconds)),
            backstory=one_line(" ".join(self.synopsis)),
            action=action,
            dialogue=self.dialogue,
            extra="\n".join(self.remarks),
        )


def parse_fountain(text: str, *, where: str) -> Screenplay:
    """Read a screenplay.

    Everybody who speaks is named in the CAST CHECK of the last page with what the action says of them, so that people
    without a card get one. A narrator is nobody to draw; V.O. and O.S. are heard and not seen.

    Args:
        text: Of the file.
        where: File name for messages.

    Raises:
        InvalidDocument: A comment or note that is not closed, words before the first scene, a scene without anything,
            no scene at all, too many; names the line.
    """
    lines = _without_comments(text.removeprefix("\ufeff"), where).splitlines()
    title, start = _title_page(lines)
    scenes = list(_scenes(lines, start, where))
    if not scenes:
        raise _fault(where, start + 1, "no scene heading in the whole file")
    if len(scenes) > MOST_SCENES:
        raise _fault(where, scenes[MOST_SCENES].line, f"{len(scenes)} scenes; an episode has at most {MOST_SCENES}")
    pages = [scene.page(number) for number, scene in enumerate(scenes, 1)]
    speakers = unique(line.speaker for page in pages for line in page.dialogue if not is_narrator(line.speaker))
    told = " ".join(page.action for page in pages)
    check = CastCheck(named_npcs=[NamedNpc(name=name, look=introduced(name, told)) for name in speakers])
    return Screenplay(title, Script(pages=[*pages[:-1], pages[-1].model_copy(update={"cast_check": check})]))


def _fault(where: str, line: int, problem: str) -> InvalidDocument:
    return InvalidDocument(
        f"line {line}: {problem}",
        where=where,
        allowed="INT. KITCHEN - NIGHT, .ANYWHERE or 内景 厨房 - 夜 opens a scene",
    )


def _without_comments(text: str, where: str) -> str:
    """The text without boneyard and notes; line breaks stay, so that line numbers do."""
    for opening, closing, name in (("/*", "*/", "comment"), ("[[", "]]", "note")):
        parts = text.split(opening)
        kept = [parts[0]]
        for part in parts[1:]:
            inside, closed, rest = part.partition(closing)
            if not closed:
                line = opening.join([*kept, ""]).count("\n") + 1
                raise _fault(
                    where, line, f"the {name} that opens here with {opening} is never closed with {closing}"
                )
            kept.append("\n" * inside.count("\n") + rest)
        text = "".join(kept)
    return text


def _title_page(lines: Sequence[str]) -> tuple[str, int]:
    """Title, and the index of the first line behind the title page."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or not _TITLE_KEY.match(lines[first]) or _heading(lines[first]):
        return "", 0
    title: list[str] = []
    key = ""
    for at in range(first, len(lines)):
        line = lines[at]
        if not line.strip():
            return _plain(" ".join(title)), at
        match = None if line[:1].isspace() else _TITLE_KEY.match(line)
        if match:
            key = match["key"].strip().casefold()
        elif not line[:1].isspace():
            # Not a title page at all: a scene that begins with a line holding a colon.
            return "", 0
        if key in ("title", "标题", "片名"):
            title.append(match["value"] if match else line.strip())
    return _plain(" ".join(title)), len(lines)


def _scenes(lines: Sequence[str], start: int, where: str) -> Iterator[_Scene]:
    scene: _Scene | None = None
    speaker = ""
    for at in range(start, len(lines)):
        line = lines[at].strip()
        before = lines[at - 1].strip() if at > start else ""
        after = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if not line:
            speaker = ""
            continue
        heading = _heading(line) if not before else None
        if heading:
            if scene:
                yield _told(scene, where)
            scene, speaker = _Scene(at + 1, *heading), ""
            continue
        if _is_no_film(line):
            continue
        if scene is None:
            raise _fault(where, at + 1, f"{line[:40]!r} stands before the first scene heading")
        speaker = _read(scene, line, speaker, cue_may_start=not before and bool(after))
    if scene:
        yield _told(scene, where)


def _told(scene: _Scene, where: str) -> _Scene:
    # A cue that nothing followed but a remark.
    scene.dialogue = [line for line in scene.dialogue if line.text.strip()]
    if not scene.action and not scene.dialogue:
        raise _fault(where, scene.line, f"nothing happens in the scene {scene.location!r}")
    return scene


def _read(scene: _Scene, line: str, speaker: str, *, cue_may_start: bool) -> str:
    """Take in one line of a scene; returns who speaks on."""
    if line.startswith("=") and not speaker:
        scene.synopsis.append(_plain(line.lstrip("= ")))
    elif speaker and _REMARK.match(line):
        scene.remarks.append(f"{speaker} {_plain(line)}")
    elif speaker:
        _say(scene, line)
        return speaker
    elif cue_may_start and (cue := _cue(line)):
        scene.dialogue.append(DialogueLine(speaker=cue[0], text=" ", voice_over=is_heard_only(*cue)))
        return cue[0]
    elif match := _INLINE_CUE.match(line):
        if match["how"]:
            scene.remarks.append(f"{match['name']} ({match['how']})")
        scene.dialogue.append(
            DialogueLine(
                speaker=match["name"],
                text=_plain(unquoted(match["text"])),
                voice_over=is_heard_only(match["name"], match["how"] or ""),
            )
        )
    else:
        scene.action.append(_plain(line.removeprefix("!").lstrip("~").strip("><").strip()))
    return speaker


def _say(scene: _Scene, line: str) -> None:
    """One more line of what is being said."""
    last = scene.dialogue[-1]
    text = one_line(f"{last.text} {_plain(line.lstrip('~'))}")
    if text:
        scene.dialogue[-1] = last.model_copy(update={"text": text})


def _heading(line: str) -> tuple[str, str] | None:
    """Place and time of a scene heading, or None."""
    match = _HEADING.match(line.strip())
    if not match:
        return None
    words = _INSIDE.sub("", _plain(_SCENE_NUMBER.sub("", match["words"])))
    if not words:
        return None
    split = _TIME.match(words)
    place, time = (split["place"], split["time"]) if split else (words, "")
    return _readable(place), one_line(time).lower()


def _cue(line: str) -> tuple[str, str] | None:
    """Name and remarks of a character cue, or None: in capitals, or forced with @."""
    if line.startswith(("!", "~")):
        return None
    forced = line.startswith("@")
    match = _CUE.match(line.removeprefix("@"))
    if not match:
        return None
    name = _plain(match["name"])
    if forced:
        return (name, match["more"]) if name else None
    if not re.search(r"[^\W\d_]", name) or name != name.upper() or name == name.lower() or name[-1] in ".!?:":
        return None
    return _readable(name), match["more"]


def _is_no_film(line: str) -> bool:
    """Sections, page breaks and transitions."""
    if line.startswith("#") or re.fullmatch(r"={3,}", line):
        return True
    return bool(_TRANSITION.match(line)) or (line.startswith(">") and not line.endswith("<"))


def _readable(name: str) -> str:
    """Capitals are how Fountain marks names and places, not how they are spelled."""
    plain = one_line(name)
    if mostly_cjk(plain) or plain != plain.upper():
        return plain
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda word: word[0].capitalize(), plain)


def _plain(text: str) -> str:
    """Without marks of emphasis and escapes."""
    return one_line(re.sub(r"\\([*_])", r"\1", _EMPHASIS.sub("", text)))
