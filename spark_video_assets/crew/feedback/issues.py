"""Reported issues of an episode: recorded with their suspected cause, and sent on once a person has confirmed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from resources.errors import NotFound, UsageError
from resources.llm.kept_answers import drop_answers
from spark_video_assets.crew.feedback.attributor import ROLE, Attributor
from spark_video_assets.crew.post.film_time import shots_at
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import read_yaml
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.attribution import (
    GATE_OF,
    Blame,
    Issue,
    IssueKind,
    IssueTable,
    Redo,
    ShotFacts,
    invalidated_by,
)
from spark_video_assets.story.chains import chain_groups
from spark_video_assets.story.gates import Gate, SignOff
from spark_video_assets.story.names import scene_id, scene_number
from spark_video_assets.story.notes import sentences_of
from spark_video_assets.story.storyboard import Shot

TABLE_FILE = "issues.yaml"


def report_issue(
    sources: Sources,
    attributor: Attributor,
    *,
    kind: IssueKind,
    note: str,
    by: str,
    at: dt.datetime,
    at_s: float | None = None,
    shot_id: str | None = None,
) -> Issue:
    """Record what somebody saw, with the stages that may have caused it and what redoing the likeliest costs.

    Args:
        sources: One look at the episode.
        attributor: Who finds the cause.
        kind: Class of the issue.
        note: The report in free words.
        by: Who saw it.
        at: Now.
        at_s: Second of the film; the shot is found by the edit timeline.
        shot_id: The shot, where no second is told.

    Raises:
        UsageError: neither second nor shot, an empty note, or a second outside the film.
        NotFound: no such shot, or no film yet to find the second in.
    """
    if not note.strip():
        raise UsageError("the issue has no note", where=str(sources.episode.key), allowed="--note TEXT")
    if shot_id is None and at_s is None:
        raise UsageError("where is it?", where=str(sources.episode.key), allowed="--at SECONDS or --shot ID")
    named = sources.episode.known_shot(shot_id) if shot_id else shots_at(sources, [at_s or 0.0])[0]
    shot = sources.episode.storyboard().shot(named)
    assert shot is not None
    found = attributor.attribute(kind, note.strip(), shot, _facts(sources, shot), table_of(sources))
    issue = Issue(
        id=_next_id(sources.episode),
        kind=kind,
        note=note.strip(),
        by=by,
        at=at.isoformat(),
        at_s=at_s,
        shot=named,
        suspects=found.suspects,
        attributed_by=found.by,
        redo=redo_of(sources, found.suspects[0].blame, named),
    )
    sources.episode.save(issue, issue_path(sources.episode, issue.id))
    drop_answers(sources.folder.answers(ROLE))
    return issue


def confirm_issue(
    sources: Sources, issue: Issue, say_no: Callable[[Gate, str], SignOff], *, blame: Blame | None = None, by: str
) -> Issue:
    """Send an issue on: the gate of the blamed stage is rejected with the report, which goes to who redoes the work.

    Args:
        sources: One look at the episode.
        issue: As recorded.
        say_no: Rejects a gate with a note, the way every rejection is recorded; gives the record.
        blame: What a person thinks; None = the likeliest suspect.
        by: Who confirms.

    Raises:
        UsageError: it was confirmed before.
        EpisodeBusy: somebody else drives the episode.
    """
    if issue.confirmed is not None:
        raise UsageError(
            f"{issue.id} was confirmed by {issue.confirmed_by} as {issue.confirmed}",
            where=str(sources.episode.key),
            next_command="report it again if it is still there",
        )
    chosen = blame or issue.suspects[0].blame
    redo = redo_of(sources, chosen, issue.shot)
    gate = GATE_OF[chosen]
    if gate is None:
        routed, unrouted = (
            [],
            "looks are a person's: edit the card in cast/, movie-set/ or props/, then run produce",
        )
    else:
        record = say_no(gate, _note_for(chosen, issue))
        routed, unrouted = record.routed, record.unrouted
    settled = issue.model_copy(
        update={"confirmed": chosen, "confirmed_by": by, "routed": routed, "unrouted": unrouted, "redo": redo}
    )
    sources.episode.save(settled, issue_path(sources.episode, issue.id))
    return settled


def redo_of(sources: Sources, blame: Blame, shot_id: str) -> Redo:
    """What redoing a stage for one shot would touch, and one take of each of these shots as the plan prices it."""
    board = sources.episode.storyboard()
    stages, gates = invalidated_by(blame)
    shots: list[str] = []
    if blame in ("storyboard", "frames", "prompt"):
        group = next(group for group in chain_groups(board) if shot_id in group)
        shots = group[group.index(shot_id) :]
    elif blame == "script":
        shots = [shot.id for shot in board.shots if scene_number(shot.id) == scene_number(shot_id)]
    elif blame == "looks":
        shots = [shot.id for shot in board.shots]
    path = sources.folder.render_plan
    plan = sources.episode.render_plan() if path.is_file() else None
    prices = [planned.price if plan and (planned := plan.shot(shot)) else None for shot in shots]
    known = [price for price in prices if price is not None]
    return Redo(
        shots=shots,
        stages=[stage for stage in stages if stage != "vfx_review" or sources.brief.vfx_review],
        gates=gates,
        cost=round(sum(known), 4) if len(known) == len(prices) else None,
        currency=plan.currency if plan else sources.brief.currency,
    )


def issues_of(episode: Episode) -> list[Issue]:
    """All issues of an episode, oldest first."""
    folder = episode.folder.issues
    return [episode.load(Issue, path) for path in sorted(folder.glob("issue-*.json"))] if folder.is_dir() else []


def issue_named(episode: Episode, issue_id: str) -> Issue:
    """One issue. Raises `NotFound` naming those that wait for a person."""
    found = next((issue for issue in issues_of(episode) if issue.id == issue_id), None)
    if found is None:
        waiting = ", ".join(issue.id for issue in issues_of(episode) if issue.confirmed is None)
        raise NotFound(f"there is no issue {issue_id!r}", where=str(episode.key), allowed=waiting or "none waits")
    return found


def issue_path(episode: Episode, issue_id: str) -> Path:
    """Where an issue lies."""
    return episode.folder.resolve(Path("issues", f"{issue_id}.json"))


def table_of(sources: Sources) -> IssueTable:
    """`issues.yaml` of the project over the default table. Raises `InvalidDocument`."""
    path = sources.folder.project_folder / TABLE_FILE
    return IssueTable.from_data(read_yaml(path), where=TABLE_FILE) if path.is_file() else IssueTable()


def _facts(sources: Sources, shot: Shot) -> ShotFacts:
    winner = sources.states.of(shot.id).winner
    review = winner.review if winner else None
    weak = [a for a, v in review.breakdown.items() if v is not None and v < review.threshold] if review else []
    return ShotFacts(
        shot=shot.id,
        has_anchor_frames=bool(shot.start_composition or shot.end_composition),
        is_narrated=shot.role == "narration",
        weak_axes=weak,
    )


def _note_for(blame: Blame, issue: Issue) -> str:
    """The report, with the place that the gate's routing understands before each sentence: none strays to other shots."""
    if blame == "music":
        return f"Music, {issue.shot}: {issue.note}"
    if blame == "cut":
        return issue.note
    place = scene_id(scene_number(issue.shot)) if blame == "script" else issue.shot
    first, *others = sentences_of(issue.note) or [issue.note]
    return " ".join([f"{place} ({issue.kind}): {first}", *(f"{place}: {sentence}" for sentence in others)])


def _next_id(episode: Episode) -> str:
    numbers = [int(digits) for issue in issues_of(episode) if (digits := issue.id.rpartition("-")[2]).isdecimal()]
    return f"issue-{max(numbers, default=0) + 1:03d}"
