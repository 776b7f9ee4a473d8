"""Takes of a shot: the shots state, which take wins, when rounds are used up. No rendering, no files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.reviewing import Review

TakeStatus = Literal["SUCCEEDED", "FAILED"]
PERSON = "person"
"""`judge` of a critique that a person wrote instead of a model."""
MODERATION = "moderation"
"""`judge` of a provider that refused the content, and `failure` of the take that it refused."""
MAX_REWORDINGS = 2
"""Prompts that the doctor rewords after a refusal of content, before a person is asked."""


class HeardLine(Part):
    """A spoken line's place in its clip, seconds from the clip's start."""

    speaker: str
    text: str
    start_s: float
    end_s: float
    voice_over: bool = False


class Take(Part):
    """One attempt at a shot (`attempts[]` in the file; `version` is the number in file names).

    Args:
        version: Never reused, so that no file is ever overwritten.
        round: Which round since the last reset or director rewrite; None for takes of older files.
        shot_digest: What was asked (`story.staleness`); a winner made for another digest is stale.
        clip_digest: sha256 of the clip's bytes.
        failure: Policy of a failed take (`resources.failures`), e.g. `moderation`.
        job_id: Folder of the ledger entry under `renders/`.
        cost: Settled price in `currency`, 0 for the embedded provider.
        lines: When which line is heard, for captions.
        lines_estimated: The provider did not tell when; a judge then measures amounts, not places.
    """

    version: int = Field(ge=1)
    status: TakeStatus
    started_at: str = ""
    finished_at: str = ""
    provider: str = ""
    model: str = ""
    video_path: str | None = None
    last_frame_path: str | None = None
    elapsed_s: float | None = None
    prompt: str = ""
    review: Review | None = None
    error: str | None = None
    failure: str | None = None
    round: int | None = None
    shot_digest: str | None = None
    clip_digest: str | None = None
    job_id: str | None = None
    cost: float | None = None
    currency: str | None = None
    lines: list[HeardLine] | None = None
    lines_estimated: bool = False
    notes: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _older_files(cls, data: Any) -> Any:
        """Reviews of older files sit in the attempt without shot id and version of their own."""
        if not isinstance(data, Mapping):
            return data
        take = {key: value for key, value in data.items() if key in cls.model_fields}
        review = take.get("review")
        if isinstance(review, Mapping):
            known = {key: value for key, value in review.items() if key in Review.model_fields}
            known.setdefault("shot_id", data.get("shot_id") or "")
            known.setdefault("version", data.get("version"))
            known.setdefault("verdict", "ERROR")
            take["review"] = known
        return take

    @property
    def scored(self) -> bool:
        """True when a judge looked at it: a number, and not an ERROR."""
        return self.review is not None and self.review.verdict != "ERROR" and self.review.score is not None

    @property
    def rejected(self) -> bool:
        """True for a content reject, the only thing that uses up a round."""
        return self.review is not None and self.review.verdict == "REJECT"


class AskedTake(Part):
    """A take that was asked for and has not come back yet."""

    version: int
    prompt: str
    shot_digest: str


class ShotState(Part):
    """All takes of one shot.

    Args:
        round_start: First take number of the current round count (moved by a reset or a director rewrite).
        accepted_by: Who chose the winner: `review`, `best-of-n`, or a person's name.
        winner_digest: Shot digest for which the winner was chosen; differs from today's = stale.
        director_rewrites: How often the director rewrote this shot after an escalation.
        asked: The take that is being made: an interrupted run asks for it in the same words, which is what makes it the
            same job in the ledger.
        note: What a person wants changed in the next take; counts until a take wins.
    """

    shot_id: str
    winner_version: int | None = None
    winner_path: str | None = None
    needs_director_rewrite: bool = False
    attempts: list[Take] = Field(default_factory=list)
    round_start: int = 1
    accepted_by: str | None = None
    winner_digest: str | None = None
    director_rewrites: int = 0
    note: str | None = None
    asked: AskedTake | None = None

    def take(self, version: int | None) -> Take | None:
        """The take of that number; of duplicates in older files, the last one."""
        return next((t for t in reversed(self.attempts) if t.version == version), None)

    @property
    def winner(self) -> Take | None:
        """The winning take, or None."""
        return self.take(self.winner_version) if self.winner_version is not None else None

    @property
    def next_version(self) -> int:
        """Number of the next take; numbers are never reused."""
        return max((t.version for t in self.attempts), default=0) + 1

    @property
    def rounds_used(self) -> int:
        """Content rejects since `round_start`; a failed render and a judge ERROR do not count."""
        return sum(1 for t in self.attempts if t.version >= self.round_start and t.rejected)

    @property
    def refused(self) -> list[Take]:
        """Takes since `round_start` whose content the provider refused, oldest first."""
        return [t for t in self.attempts if t.version >= self.round_start and t.failure == MODERATION]

    @property
    def unjudged(self) -> Take | None:
        """The newest finished take of the current rounds, when no judge could score it yet."""
        current = [t for t in self.attempts if t.version >= self.round_start and t.status == "SUCCEEDED"]
        newest = current[-1] if current else None
        return newest if newest is not None and not newest.scored else None

    def best(self) -> Take | None:
        """Best of N: fewest technical faults, then score, then fewest vetoed axes, then the later take."""
        current = (t for t in self.attempts if t.version >= self.round_start)
        return max((t for t in current if t.status == "SUCCEEDED" and t.scored), key=_rank, default=None)


def objection(shot_id: str, state: ShotState) -> Review:
    """A person's note on a shot, in the form in which the prompt doctor gets critiques; no axis is judged."""
    last = state.attempts[-1].version if state.attempts else 0
    return Review(shot_id=shot_id, version=last, verdict="REJECT", critique=state.note or "", judge=PERSON)


def refusal(shot_id: str, take: Take) -> Review:
    """A provider's refusal of content, in the form in which the prompt doctor gets critiques; no axis is judged."""
    return Review(
        shot_id=shot_id, version=take.version, verdict="REJECT", critique=take.error or "", judge=MODERATION
    )


def _rank(take: Take) -> tuple[int, float, int, int]:
    review = take.review
    assert review is not None
    return (
        -len(review.qc_faults),
        review.score or 0.0,
        -len(review.vetoed_axes or []),
        take.version,
    )


class ShotsState(Document):
    """`shots_state.json`: one writer, under a lock. In the file, shot ids are the top-level keys."""

    shots: dict[str, ShotState] = Field(default_factory=dict)

    def of(self, shot_id: str) -> ShotState:
        """State of a shot; a fresh one when nothing was tried yet."""
        return self.shots.get(shot_id) or ShotState(shot_id=shot_id)

    @model_validator(mode="before")
    @classmethod
    def _from_file(cls, data: Any) -> Any:
        """The file's form, of every version: shot id -> state."""
        if not isinstance(data, Mapping) or "shots" in data:
            return data
        shots = {}
        for shot_id, state in data.items():
            if isinstance(state, Mapping):
                known = {key: value for key, value in state.items() if key in ShotState.model_fields}
                takes = [{**t, "shot_id": shot_id} for t in known.get("attempts") or [] if isinstance(t, Mapping)]
                shots[shot_id] = {**known, "shot_id": shot_id, "attempts": takes}
        return {"schema_version": data.get("schema_version", 1), "shots": shots}

    def to_data(self) -> dict[str, Any]:
        """The file's form."""
        data = super().to_data()
        return {"schema_version": data["schema_version"], **data["shots"]}
