"""Captions: spoken lines of the film's timeline become cues, and cues become SRT and WebVTT. Drawing them is elsewhere.

Limits are those of the Netflix timed-text style guide for adult programmes: English 42 signs x 2 lines and 17 signs a
second, Simplified Chinese 16 x 2 and 9 a second, 5/6 to 7 s, two frames between cues.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from spark_video_assets.story.document import Part
from spark_video_assets.story.wording import mostly_cjk, one_line

SHORTEST_CUE_S = 5 / 6
LONGEST_CUE_S = 7.0
GAP_FRAMES = 2
LINES = 2
_STRONG_BREAK = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？…])(?![”」』\"])")
_WEAK_BREAK = re.compile(r"(?<=[,;:—])\s+|(?<=[，、；：])")


@dataclass(frozen=True)
class CaptionStyle:
    """What a reader can follow: signs on a line, signs a second."""

    line_length: int
    signs_per_second: float

    @property
    def room(self) -> int:
        """Most signs of one cue."""
        return self.line_length * LINES


LATIN = CaptionStyle(line_length=42, signs_per_second=17.0)
CJK = CaptionStyle(line_length=16, signs_per_second=9.0)


class SpokenWord(Part):
    """A word with its place on the film's timeline, seconds."""

    text: str
    start_s: float
    end_s: float


class Spoken(Part):
    """A line with its place on the film's timeline, seconds. `words` sharpens the places where a long line is split."""

    speaker: str = ""
    text: str
    start_s: float
    end_s: float
    words: list[SpokenWord] = Field(default_factory=list)


class CaptionCue(Part):
    """One caption: seconds of the film, at most two lines of text, and who speaks (empty = nobody to name)."""

    start_s: float
    end_s: float
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class _Piece:
    speaker: str
    text: str
    start_s: float
    end_s: float


def style_of(text: str) -> CaptionStyle:
    """Latin or Chinese limits, by the text's own script."""
    return CJK if mostly_cjk(text) else LATIN


def caption_cues(
    lines: Sequence[Spoken], *, frame_rate: float = 24.0, film_end_s: float | None = None
) -> list[CaptionCue]:
    """Cues in order of time, without overlap.

    A long line is split at sentence ends, then at commas, then between words; each piece is shown while it is spoken.
    A cue that would be gone too soon to read stays longer where the next one leaves room: at least 5/6 s, long enough
    for the reading speed, at most 7 s, two frames before the next cue.

    Args:
        lines: Spoken lines; those of two people at once follow each other.
        frame_rate: Frames per second of the film, for the gap.
        film_end_s: No cue stays longer than the film.
    """
    pieces = [piece for line in sorted(lines, key=lambda spoken: spoken.start_s) for piece in _pieces(line)]
    gap = GAP_FRAMES / frame_rate
    cues: list[CaptionCue] = []
    for index, piece in enumerate(pieces):
        start = max(piece.start_s, cues[-1].end_s + gap if cues else 0.0)
        end = _end(piece, start)
        following = pieces[index + 1].start_s - gap if index + 1 < len(pieces) else None
        if following is not None:
            # Two people at once: the first cue keeps the shortest readable time and pushes the second one back.
            end = min(end, max(following, start + SHORTEST_CUE_S))
        if film_end_s is not None:
            end = min(end, film_end_s)
        if end <= start:
            continue
        cues.append(
            CaptionCue(
                start_s=round(start, 3),
                end_s=round(end, 3),
                text=broken(piece.text, style_of(piece.text)),
                speaker=piece.speaker,
            )
        )
    return cues


def _end(piece: _Piece, start: float) -> float:
    readable = len(piece.text) / style_of(piece.text).signs_per_second
    return start + min(LONGEST_CUE_S, max(SHORTEST_CUE_S, readable, piece.end_s - start))


def broken(text: str, style: CaptionStyle) -> str:
    """The text on one line, or on two that are as even as their words allow and break after punctuation if they can."""
    if len(text) <= style.line_length:
        return text
    places = [p for p in _break_places(text) if p <= style.line_length and len(text) - p <= style.line_length]
    if not places:
        places = [min(style.line_length, (len(text) + 1) // 2)]
    middle = len(text) / 2
    best = min(places, key=lambda place: abs(place - middle) - (4 if _after_pause(text, place) else 0))
    return f"{text[:best].rstrip()}\n{text[best:].lstrip()}"


def _break_places(text: str) -> list[int]:
    """Where a line may break: at spaces, and between CJK signs where no punctuation would start the next line."""
    if mostly_cjk(text):
        closing = "，。！？、；：…”」』）"
        return [i for i in range(1, len(text)) if text[i] not in closing and text[i - 1] not in "“「『（"]
    return [match.end() for match in re.finditer(r"\s+", text)]


def _after_pause(text: str, place: int) -> bool:
    return text[:place].rstrip()[-1:] in set(",.;:!?…—，。；：！？、")


def _pieces(line: Spoken) -> list[_Piece]:
    """The line cut to what fits one cue, in text and in time."""
    text = one_line(line.text)
    if not text or line.end_s <= line.start_s:
        return []
    style = style_of(text)
    room = style.room
    long_for_one_cue = line.end_s - line.start_s > LONGEST_CUE_S
    if long_for_one_cue:
        parts_needed = int((line.end_s - line.start_s) // LONGEST_CUE_S) + 1
        room = min(room, max(8, -(-len(text) // parts_needed) + style.line_length // 4))
    texts = _split(text, room, style)
    times = _times(line, texts)
    return [_Piece(line.speaker, part, start, end) for part, (start, end) in zip(texts, times, strict=True)]


def _fits(text: str, room: int, style: CaptionStyle) -> bool:
    return len(text) <= room and all(len(row) <= style.line_length for row in broken(text, style).split("\n"))


def _split(text: str, room: int, style: CaptionStyle) -> list[str]:
    if _fits(text, room, style):
        return [text]
    for breaks in (_STRONG_BREAK, _WEAK_BREAK):
        parts = [part.strip() for part in breaks.split(text) if part and part.strip()]
        if len(parts) > 1:
            return [piece for part in _filled(parts, room, style) for piece in _split(part, room, style)]
    places = [p for p in _break_places(text) if _fits(text[:p].strip(), room, style)]
    place = max(places, default=min(room, style.line_length))
    rest = text[place:].strip()
    return [text[:place].strip(), *(_split(rest, room, style) if rest else [])]


def _filled(parts: list[str], room: int, style: CaptionStyle) -> list[str]:
    """Neighbouring parts joined while they fit one cue together."""
    joint = "" if style is CJK else " "
    filled = [parts[0]]
    for part in parts[1:]:
        together = f"{filled[-1]}{joint}{part}"
        if _fits(together, room, style):
            filled[-1] = together
        else:
            filled.append(part)
    return filled


def _times(line: Spoken, texts: list[str]) -> list[tuple[float, float]]:
    """Start and end of each piece: by its words where their times are known, else by its share of the signs."""
    total = sum(len(text) for text in texts)
    marks, said = [0.0], 0
    for text in texts:
        said += len(text)
        marks.append(said / total)
    at = [_moment(line, share) for share in marks]
    return list(itertools.pairwise(at))


def _moment(line: Spoken, share: float) -> float:
    """The time at which a share of the line's signs has been said."""
    if share <= 0 or not line.words:
        return line.start_s + (line.end_s - line.start_s) * share
    if share >= 1:
        return line.end_s
    signs = sum(len(word.text) for word in line.words) or 1
    said = 0
    for word in line.words:
        if (said + len(word.text) / 2) / signs >= share:
            return min(max(word.start_s, line.start_s), line.end_s)
        said += len(word.text)
    return line.end_s


def to_srt(cues: Sequence[CaptionCue]) -> str:
    """SubRip text: numbered cues, times with a comma."""
    blocks = [
        f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n{_srt_text(cue.text)}\n"
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n".join(blocks)


def to_vtt(cues: Sequence[CaptionCue]) -> str:
    """WebVTT text: the speaker as a voice tag, everything else escaped."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        # Escaping `>` too keeps a line that holds `-->` from being read as a cue of its own.
        text = html.escape(cue.text, quote=False)
        speaker = html.escape(one_line(cue.speaker), quote=False)
        told = f"<v {speaker}>{text}" if speaker else text
        blocks.append(f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{told}\n")
    return "\n".join(blocks)


def _srt_text(text: str) -> str:
    return "\n".join(row for row in text.replace("-->", "→").split("\n") if row.strip())


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(max(0.0, seconds) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
