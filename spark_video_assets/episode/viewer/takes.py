"""Every shot with every take for the page: marks, verdicts, prompts with what changed, money, escalations. No markup here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from spark_video_assets.episode.front_matter import read_text
from spark_video_assets.episode.snapshot import view_shots
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.episode.viewer.words import Piece, markdown, prompt_difference
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.reviewing import AXES, Review
from spark_video_assets.story.steps import ShotView
from spark_video_assets.story.storyboard import Scene, Shot, SpokenBeat
from spark_video_assets.story.takes import ShotState, Take

_NO_ID = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Mark:
    """One of the six axes; `value` 0..10, None = not judged."""

    axis: str
    value: float | None
    vetoed: bool
    below: bool


@dataclass(frozen=True)
class TakeCard:
    """One take as it stands beside its siblings.

    Args:
        missing: The take succeeded and its clip is not there (any more).
        difference: Its prompt against the previous take's; None for the first, and where nothing changed.
    """

    take: Take
    wins: bool
    chosen_by: str | None
    video: str | None
    still: str | None
    missing: bool
    review: Review | None
    marks: list[Mark]
    difference: list[Piece] | None
    same_prompt: bool


@dataclass(frozen=True)
class ShotCard:
    """A shot of the storyboard with its takes; `shot` is None for takes of a shot that the storyboard dropped.

    Args:
        anchor: Its id as part of a fragment link.
        still: Of the winner, else of the newest take that has a clip.
    """

    id: str
    anchor: str
    shot: Shot | None
    scene: Scene | None
    lines: list[SpokenBeat]
    state: ShotState
    view: ShotView | None
    takes: list[TakeCard]
    still: str | None
    escalation: Markup | None

    @property
    def winner(self) -> TakeCard | None:
        """The winning take, or None."""
        return next((card for card in self.takes if card.wins), None)


def shots_of(reading: Reading) -> list[ShotCard]:
    """In storyboard order, dropped ones last."""
    board = reading.attempt("storyboard.json", lambda: reading.sources.board)
    states = reading.attempt("shots_state.json", lambda: reading.sources.states)
    views = {
        view.id: view for view in reading.attempt("state of the shots", lambda: view_shots(reading.sources)) or []
    }
    known = states.shots if states else {}
    cards = []
    for shot in board.shots if board else []:
        lines = spoken_lines(shot, board.mode) if board else []
        scene = board.scene_of(shot) if board else None
        state = known.get(shot.id) or ShotState(shot_id=shot.id)
        cards.append(_card(reading, shot.id, state, views.get(shot.id), shot, scene, lines))
    boarded = {card.id for card in cards}
    return [*cards, *(_card(reading, i, s, None, None, None, []) for i, s in known.items() if i not in boarded)]


def anchor_of(shot_id: str) -> str:
    """An id for links inside the page; the ids of older files are free text."""
    return f"shot-{_NO_ID.sub('-', shot_id)}"


def _card(
    reading: Reading,
    shot_id: str,
    state: ShotState,
    view: ShotView | None,
    shot: Shot | None,
    scene: Scene | None,
    lines: list[SpokenBeat],
) -> ShotCard:
    takes = [
        _take(reading, take, previous, state)
        for take, previous in zip(state.attempts, [None, *state.attempts], strict=False)
    ]
    pictured = [card for card in takes if card.still]
    shown = next((card for card in pictured if card.wins), pictured[-1] if pictured else None)
    return ShotCard(
        id=shot_id,
        anchor=anchor_of(shot_id),
        shot=shot,
        scene=scene,
        lines=lines,
        state=state,
        view=view,
        takes=takes,
        still=shown.still if shown else None,
        escalation=_escalation(reading, shot_id),
    )


def _take(reading: Reading, take: Take, previous: Take | None, state: ShotState) -> TakeCard:
    clip = reading.inside(take.video_path)
    wins = take is state.winner
    same = previous is not None and previous.prompt == take.prompt
    return TakeCard(
        take=take,
        wins=wins,
        chosen_by=state.accepted_by if wins else None,
        video=reading.url(clip),
        still=reading.still_of_clip(clip),
        missing=clip is None and take.status == "SUCCEEDED",
        review=take.review,
        marks=_marks(take.review) if take.review else [],
        difference=prompt_difference(previous.prompt, take.prompt) if previous and not same else None,
        same_prompt=same,
    )


def _marks(review: Review) -> list[Mark]:
    vetoed = set(review.vetoed_axes or [])
    marks = []
    for axis in AXES:
        value = review.breakdown.get(axis)
        marks.append(Mark(axis, value, axis in vetoed, value is not None and value < review.threshold))
    return marks


def _escalation(reading: Reading, shot_id: str) -> Markup | None:
    """The report to the director, as long as it lies in the episode."""
    path = reading.attempt(f"escalation of {shot_id}", lambda: reading.folder.escalation(shot_id))
    if path is None or not path.is_file():
        return None
    text = reading.attempt(path.name, lambda: read_text(path))
    return markdown(text, line_by_line=True) if text else None
