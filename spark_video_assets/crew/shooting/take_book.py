"""The book of takes: records each take in the shots state, promotes winners, escalates. Shooting itself: `camera_unit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from resources.atomic import copy_file, write_text
from resources.llm.kept_answers import drop_answers
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.reference_pictures import ReferencePictures
from spark_video_assets.story.escalation import EscalationDetail, escalation_report
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import AskedTake, ShotState, Take

TAKES = "takes"
"""Work that judgements of takes and mended prompts belong to; answers about a shot go when its take is recorded."""
Happening = Literal["rendering", "waiting", "rendered", "reviewed", "won", "escalated", "failed", "kept"]


@dataclass(frozen=True)
class TakeNews:
    """What just happened to a shot, for progress bars and the event log."""

    shot_id: str
    happening: Happening
    version: int | None = None
    state: ShotState | None = None
    detail: str = ""


@dataclass(frozen=True)
class TakeBook:
    """Everything that is written down about the takes of one episode.

    Args:
        max_rounds: Content rejects after which the best take is promoted and the shot escalates.
        tell: Called with everything that is written.
    """

    episode: Episode
    references: ReferencePictures
    max_rounds: int
    tell: Callable[[TakeNews], None]

    def current(self, shot: Shot) -> tuple[ShotState, str]:
        """State and digest of a shot now; takes of another digest no longer count towards the rounds."""
        states = self.episode.states()
        digest = self.references.digest(shot, states)
        state = states.of(shot.id)
        last = state.attempts[-1] if state.attempts else None
        if last is not None and last.shot_digest not in (None, digest) and state.round_start <= last.version:
            with self.episode.changing_states() as changing:
                state = changing.of(shot.id).model_copy(
                    update={"round_start": last.version + 1, "needs_director_rewrite": False}
                )
                changing.shots[shot.id] = state
        return state, digest

    def has_won(self, state: ShotState, digest: str) -> bool:
        """True when there is a winner for what is asked now, and its clip is there."""
        winner = state.winner
        return winner is not None and state.winner_digest in (None, digest) and self.clip(winner).is_file()

    def next_version(self, shot: Shot, state: ShotState, digest: str) -> int:
        """Number of the next take: of the one that was interrupted, else past every take recorded or on disk.

        Clips on disk count because a state file can be lost: no clip is ever overwritten.
        """
        asked = state.asked
        if asked is not None and asked.shot_digest == digest and asked.version >= state.next_version:
            return asked.version
        clips = self.episode.folder.clip(shot.id, 1).parent.glob(f"{shot.id}-ver*.mp4")
        numbers = (clip.stem.rpartition("-ver")[2] for clip in clips)
        return max(state.next_version, 1 + max((int(n) for n in numbers if n.isdecimal()), default=0))

    def ask(self, shot: Shot, asked: AskedTake) -> None:
        """Write down which take is being asked for, and in which words."""
        with self.episode.changing_states() as states:
            states.shots[shot.id] = states.of(shot.id).model_copy(update={"asked": asked})

    def record(self, shot: Shot, take: Take, digest: str) -> ShotState:
        """Put a take into the state; a second review of the same take replaces its record."""
        with self.episode.changing_states() as states:
            state = states.of(shot.id)
            others = [t for t in state.attempts if t.version != take.version]
            rounds = sum(1 for t in others if t.version >= state.round_start) + 1
            take = take.model_copy(update={"round": take.round or rounds, "shot_digest": digest})
            state = state.model_copy(update={"attempts": sorted([*others, take], key=lambda t: t.version)})
            states.shots[shot.id] = state
        drop_answers(self.episode.folder.answers(TAKES) / shot.id)
        self.tell(TakeNews(shot.id, "reviewed" if take.review else "failed", take.version, state, take.error or ""))
        return state

    def settle(self, shot: Shot, state: ShotState, digest: str) -> bool:
        """Promote a winner when there is one, escalate when the rounds are used up. False: it takes another take."""
        finished = [t for t in state.attempts if t.scored and self.clip(t).is_file()]
        present = state.model_copy(update={"attempts": finished})
        current = [t for t in finished if t.version >= state.round_start]
        accepted = [t for t in current if t.review and t.review.verdict == "ACCEPT"]
        used_up = state.rounds_used >= self.max_rounds
        best = present.best()
        if accepted and (len(current) >= shot.candidates or used_up):
            winner = max(accepted, key=lambda t: (t.review.score or 0.0 if t.review else 0.0, -t.version))
            self._promote(shot, winner, digest)
            return True
        if used_up and best is not None:
            self._escalate(shot, best, digest)
            return True
        return False

    def _promote(self, shot: Shot, take: Take, digest: str) -> None:
        state = promote(self.episode, shot.id, take, digest, by="review")
        self.episode.save_escalation(self.episode.escalation().without({shot.id}))
        self.tell(TakeNews(shot.id, "won", take.version, state, "review"))

    def _escalate(self, shot: Shot, best: Take, digest: str) -> None:
        """The best take wins for now, and the director is asked; winner and question are recorded at once."""
        folder = self.episode.folder
        state = promote(self.episode, shot.id, best, digest, by="best-of-n", escalated=True)
        self.tell(TakeNews(shot.id, "won", best.version, state, "best-of-n"))
        report = folder.escalation(shot.id)
        write_text(report, escalation_report(shot, state))
        detail = EscalationDetail(
            shot_id=shot.id,
            best_version=best.version,
            best_score=best.review.score if best.review else None,
            escalation_report=folder.relative(report),
        )
        self.episode.save_escalation(self.episode.escalation().with_shot(detail))
        self.tell(TakeNews(shot.id, "escalated", best.version, state))

    def clip(self, take: Take) -> Path:
        """Where a take's clip lies."""
        return self.episode.folder.resolve(take.video_path or "missing")


def promote(
    episode: Episode, shot_id: str, take: Take, digest: str, *, by: str, escalated: bool = False
) -> ShotState:
    """Make a take the winner: copy its clip to the shot's own name and record who chose it for which content.

    Args:
        episode: The episode.
        shot_id: The shot.
        take: A take whose clip is there.
        digest: What is asked of the shot now.
        by: Who chose it.
        escalated: It wins only until the director has looked at the shot.
    """
    folder = episode.folder
    with episode.changing_states() as states:
        source = folder.resolve(take.video_path or "missing")
        copy_file(source, folder.winner_clip(shot_id))
        state = states.of(shot_id).model_copy(
            update={
                "winner_version": take.version,
                "winner_path": folder.relative(source),
                "winner_digest": digest,
                "accepted_by": by,
                "needs_director_rewrite": escalated,
                "note": None,
            }
        )
        states.shots[shot_id] = state
    return state
