"""What a scene says, cut into numbered pieces that a model places and never retypes: every word stays verbatim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from spark_video_assets.crew.directing.coverage import LONGEST_PIECE_S
from spark_video_assets.crew.directing.direction_pen import beat_of
from spark_video_assets.crew.directing.narration_boards import beat_seconds
from spark_video_assets.crew.wording import shot_seconds, split_line
from spark_video_assets.crew.world import World
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import NARRATOR
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage
from spark_video_assets.story.storyboard import Shot, SpokenBeat

_FRAME_S = 2.0
"""Seconds of a shot that no single piece fills: silence before and after the words, and a face that hears them."""


@dataclass(frozen=True)
class Piece:
    """A line, or a part of a line that is too long for one shot.

    Args:
        id: `L3`, `L3b` for dialogue, `N2` for narration.
        narrated: Spoken by the narrator over the picture; such a piece has a shot of its own.
        shown: What the page says is seen meanwhile.
    """

    id: str
    speaker: str
    text: str
    narrated: bool = False
    voice_over: bool = False
    shown: str = ""

    @property
    def seconds(self) -> float:
        """Time to say it, without silence around it."""
        return speech_seconds(self.text)

    @property
    def told(self) -> str:
        """One line for the model's list."""
        shown = f" [seen: {self.shown}]" if self.shown else ""
        unseen = " [heard, not seen]" if self.voice_over else ""
        return f"{self.id} ({self.seconds:.1f} s) {self.speaker}: {self.text}{unseen}{shown}"

    @property
    def line(self) -> DialogueLine:
        """As prompts name it."""
        return DialogueLine(speaker=self.speaker, text=self.text, voice_over=self.voice_over)

    @property
    def beat(self) -> SpokenBeat:
        """As the storyboard carries it."""
        return beat_of(self.line)


def pieces_of_page(page: ScenePage, world: World, longest_shot_s: float) -> list[Piece]:
    """All pieces of a scene page in order; each fits into one shot of the provider."""
    if page.type == "narration":
        return _of_beats(page.beats, world, longest_shot_s)
    return _of_lines(page.dialogue, world, longest_shot_s)


def pieces_of_shot(shot: Shot, world: World, longest_shot_s: float) -> list[Piece]:
    """What a boarded shot says, for a rewrite that may give its words to several shots."""
    if shot.role == "narration" and shot.narration_text:
        return [Piece("N1", NARRATOR, shot.narration_text, narrated=True)]
    lines = [DialogueLine(speaker=line.speaker, text=line.text, voice_over=line.voice_over) for line in shot.speech]
    return _of_lines(lines, world, longest_shot_s)


def seconds_of(pieces: Sequence[Piece]) -> float:
    """Shortest shot that these pieces fit into."""
    if pieces and pieces[0].narrated:
        return float(beat_seconds(Beat(narration=pieces[0].text)))
    return shot_seconds([piece.text for piece in pieces]) if pieces else 0.0


def packed(pieces: Sequence[Piece], longest_shot_s: float) -> list[list[Piece]]:
    """The pieces of one shot in as many shots as their words need: split over time, never crammed."""
    shots: list[list[Piece]] = []
    for piece in pieces:
        if shots and seconds_of([*shots[-1], piece]) <= longest_shot_s:
            shots[-1].append(piece)
        else:
            shots.append([piece])
    return shots


def misplaced(placed: Sequence[str], pieces: Mapping[str, Piece]) -> list[str]:
    """What is wrong with where a model put the pieces: each is heard exactly once, in order."""
    faults = [f"there is no piece {name!r}" for name in dict.fromkeys(placed) if name not in pieces]
    faults += [f"{name} is in no shot" for name in pieces if name not in placed]
    faults += [
        f"{name} is in {placed.count(name)} shots, must be in one" for name in pieces if placed.count(name) > 1
    ]
    order = [name for name in placed if name in pieces]
    if not faults and order != list(pieces):
        faults.append(f"the pieces are heard in another order than {', '.join(pieces)}")
    return faults


def _of_beats(beats: Iterable[Beat], world: World, longest_shot_s: float) -> list[Piece]:
    pieces: list[Piece] = []
    for number, beat in enumerate(beats, 1):
        if beat.narration:
            pieces.append(Piece(f"N{number}", NARRATOR, beat.narration, narrated=True, shown=beat.visual))
        else:
            pieces += _of_lines(beat.dialogue, world, longest_shot_s, f"B{number}L", shown=beat.visual)
    return pieces


def _of_lines(
    lines: Sequence[DialogueLine],
    world: World,
    longest_shot_s: float,
    prefix: str = "L",
    *,
    shown: str = "",
) -> list[Piece]:
    longest = min(LONGEST_PIECE_S, longest_shot_s - _FRAME_S)
    pieces: list[Piece] = []
    for number, line in enumerate(lines, 1):
        speaker = world.speaker(line.speaker)
        parts = split_line(line.text, longest)
        for part, letter in zip(parts, _letters(len(parts)), strict=True):
            identity = f"{prefix}{number}{letter}"
            pieces.append(Piece(identity, speaker, part, voice_over=line.voice_over, shown=shown))
    return pieces


def _letters(count: int) -> list[str]:
    """Nothing for one part, `a`, `b` ... for several, numbers behind them where the alphabet ends."""
    if count == 1:
        return [""]
    return [f"{ascii_lowercase[n % 26]}{n // 26 or ''}" for n in range(count)]
