"""The camera unit: shoots takes of shots until one wins or the rounds are used up. Requests, reviews, money: elsewhere.

Chain groups run side by side; shots of a group run one after the other, each on the true last frame of its
predecessor's winner. A hard failure stops its group only. Everything finished is recorded at once, so an interrupted run
continues where it was.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from resources.atomic import copy_file, write_json, write_text
from resources.errors import BudgetStop, ProviderError, SparkVideoError
from resources.file_digest import file_digest
from resources.video.base import RenderRequest, RenderResult
from spark_video_assets.crew.call_sheet import CallSheets
from spark_video_assets.crew.clip_reviewer import ClipReviewer
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.chains import chain_groups, predecessor
from spark_video_assets.story.escalation import EscalationDetail, escalation_report
from spark_video_assets.story.heard import estimated_lines
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.takes import HeardLine, ShotState, Take, objection

if TYPE_CHECKING:
    from spark_video_assets.crew.prompt_doctor import PromptDoctor

_OVER = frozenset({"permanent", "moderation"})
"""Failures after which the job is over for good. Any other job may still come back, so its take number stays its own."""
Happening = Literal["rendering", "rendered", "reviewed", "won", "escalated", "failed", "kept"]


@dataclass(frozen=True)
class TakeNews:
    """What just happened to a shot, for progress bars and the event log."""

    shot_id: str
    happening: Happening
    version: int | None = None
    state: ShotState | None = None
    detail: str = ""


@dataclass(frozen=True)
class Rendered:
    """A finished render job: the fetched result, its folder's name in the ledger, and what it cost."""

    result: RenderResult
    job_id: str
    cost: float = 0.0
    currency: str | None = None


class Renderer(Protocol):
    """Renders one take exactly once, however often it is asked: the render ledger with a provider behind it."""

    async def render(self, request: RenderRequest) -> Rendered:
        """The take's clip. Raises `SparkVideoError` on a hard failure."""
        ...


@dataclass
class ShootReport:
    """What a run of the camera unit did: ids by outcome, and why shots failed."""

    won: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    failed: dict[str, SparkVideoError] = field(default_factory=dict)
    not_reached: list[str] = field(default_factory=list)


@dataclass
class CameraUnit:
    """Shoots shots of one episode.

    Args:
        max_rounds: Content rejects after which the best take is promoted and the shot escalates.
        max_groups: Chain groups side by side.
        now: The clock.
        tell: Called with everything that happens, on the event loop's thread.
    """

    episode: Episode
    sheets: CallSheets
    renderer: Renderer
    reviewer: ClipReviewer
    doctor: PromptDoctor
    max_rounds: int
    max_groups: int
    now: Callable[[], dt.datetime]
    tell: Callable[[TakeNews], None]

    async def shoot(self, shots: list[str]) -> ShootReport:
        """Bring each of these shots to a winner or an escalation; shots that are fine already are kept.

        Raises:
            BudgetStop: a cap is reached; nothing further is started, what runs is finished first.
        """
        report = ShootReport()
        wanted = set(shots)
        groups = [[s for s in group if s in wanted] for group in chain_groups(self.sheets.board)]
        gate = asyncio.Semaphore(self.max_groups)
        stops: list[BudgetStop] = []

        async def run(group: list[str]) -> None:
            async with gate:
                for at, shot_id in enumerate(group):
                    if stops:
                        report.not_reached.extend(group[at:])
                        return
                    try:
                        finished = await self._shoot_one(shot_id, report)
                    except BudgetStop as stop:
                        stops.append(stop)
                        report.not_reached.extend(group[at:])
                        return
                    except SparkVideoError as error:
                        report.failed[shot_id] = error
                        report.not_reached.extend(group[at + 1 :])
                        self.tell(TakeNews(shot_id, "failed", detail=str(error)))
                        return
                    if not finished:
                        report.not_reached.extend(group[at + 1 :])
                        return

        await asyncio.gather(*(run(group) for group in groups if group))
        if stops:
            raise stops[0]
        return report

    async def _shoot_one(self, shot_id: str, report: ShootReport) -> bool:
        """Bring one shot to an end. False when nobody could judge it: nothing may be chained to it then."""
        shot = self.sheets.board.shot(shot_id)
        assert shot is not None
        state, digest = self._current(shot)
        if self._has_won(state, digest):
            report.kept.append(shot_id)
            self.tell(TakeNews(shot_id, "kept", state.winner_version, state))
            return True
        while not (state.needs_director_rewrite or self._has_won(state, digest)):
            # A run that was killed may have left takes behind that decide the shot already.
            if not self._settle(shot, state, digest):
                take = await self._next_take(shot, state, digest)
                state = self._record(shot, take, digest)
                if take.review is None or take.review.verdict == "ERROR":
                    report.unjudged.append(shot_id)
                    reason = take.review.error if take.review else None
                    told = f"the judge could not run: {reason}"
                    self.tell(TakeNews(shot_id, "failed", take.version, state, told))
                    return False
                self._settle(shot, state, digest)
            state, digest = self._current(shot)
        (report.escalated if state.needs_director_rewrite else report.won).append(shot_id)
        return True

    def _has_won(self, state: ShotState, digest: str) -> bool:
        """True when there is a winner for what is asked now, and its clip is there."""
        winner = state.winner
        return winner is not None and state.winner_digest in (None, digest) and self._clip(winner).is_file()

    async def _next_take(self, shot: Shot, state: ShotState, digest: str) -> Take:
        """The newest take that still waits for a judge, else a new one."""
        unjudged = _unjudged(state)
        if unjudged is not None and self._clip(unjudged).is_file():
            return await self._review(shot, unjudged)
        return await self._render_and_review(shot, state, digest)

    def _current(self, shot: Shot) -> tuple[ShotState, str]:
        """State and digest of a shot now; takes of another digest no longer count towards the rounds."""
        states = self.episode.states()
        digest = self.sheets.references.digest(shot, states)
        state = states.of(shot.id)
        last = state.attempts[-1] if state.attempts else None
        if last is not None and last.shot_digest not in (None, digest) and state.round_start <= last.version:
            with self.episode.changing_states() as changing:
                state = changing.of(shot.id).model_copy(
                    update={"round_start": last.version + 1, "needs_director_rewrite": False}
                )
                changing.shots[shot.id] = state
        return state, digest

    async def _render_and_review(self, shot: Shot, state: ShotState, digest: str) -> Take:
        version = state.next_version
        prompt = self._prompt(shot, state)
        previous = predecessor_frame(self.episode, self.sheets.board, shot)
        started = self._stamp()
        self.tell(TakeNews(shot.id, "rendering", version, state))
        request = self.sheets.request(shot, prompt=prompt, take=version, first_frame=previous)
        try:
            rendered = await self.renderer.render(request)
        except ProviderError as error:
            if error.failure not in _OVER:
                raise
            failed = Take(
                version=version,
                status="FAILED",
                started_at=started,
                finished_at=self._stamp(),
                provider=self.sheets.references.capabilities.name,
                prompt=prompt,
                error=str(error),
                shot_digest=digest,
            )
            self._record(shot, failed, digest)
            raise
        take = await asyncio.to_thread(self._bring_in, shot, request, rendered, version, started, digest)
        self.tell(TakeNews(shot.id, "rendered", version))
        return await self._review(shot, take)

    def _bring_in(
        self, shot: Shot, request: RenderRequest, rendered: Rendered, version: int, started: str, digest: str
    ) -> Take:
        """The clip and its true last frame in the episode folder."""
        folder = self.episode.folder
        clip = copy_file(rendered.result.clip, folder.clip(shot.id, version))
        frame = folder.frame(shot.id, version, "last")
        _save_last_frame(clip, frame)
        told = rendered.result.lines
        if told is not None:
            lines = [HeardLine(**line.model_dump(exclude={"words"})) for line in told]
        else:
            lines = estimated_lines(spoken_lines(shot, self.sheets.board.mode), request.duration_s)
        finished = self.now()
        return Take(
            version=version,
            status="SUCCEEDED",
            started_at=started,
            finished_at=finished.isoformat(),
            elapsed_s=round((finished - dt.datetime.fromisoformat(started)).total_seconds(), 3),
            provider=self.sheets.references.capabilities.name,
            model=rendered.result.model,
            video_path=folder.relative(clip),
            last_frame_path=folder.relative(frame),
            prompt=request.prompt,
            shot_digest=digest,
            clip_digest=file_digest(clip),
            job_id=rendered.job_id,
            cost=rendered.cost,
            currency=rendered.currency,
            lines=[] if shot.role == "narration" else lines,
            notes=[*rendered.result.notes, *self.sheets.references.media(shot).notes],
        )

    async def _review(self, shot: Shot, take: Take) -> Take:
        previous = predecessor_frame(self.episode, self.sheets.board, shot)
        request = self.sheets.request(shot, prompt=take.prompt, take=take.version, first_frame=previous)
        asked = self.reviewer.asked(
            shot, request, clip=self._clip(take), version=take.version, lines=take.lines or [], previous=previous
        )
        review = await asyncio.to_thread(self.reviewer.review, asked, at=self._stamp())
        write_json(self.episode.folder.review(shot.id, take.version), review.to_data())
        return take.model_copy(update={"review": review})

    def _record(self, shot: Shot, take: Take, digest: str) -> ShotState:
        """Put a take into the state; a second review of the same take replaces its record."""
        with self.episode.changing_states() as states:
            state = states.of(shot.id)
            others = [t for t in state.attempts if t.version != take.version]
            rounds = sum(1 for t in others if t.version >= state.round_start) + 1
            take = take.model_copy(update={"round": take.round or rounds, "shot_digest": digest})
            state = state.model_copy(update={"attempts": sorted([*others, take], key=lambda t: t.version)})
            states.shots[shot.id] = state
        self.tell(TakeNews(shot.id, "reviewed" if take.review else "failed", take.version, state, take.error or ""))
        return state

    def _settle(self, shot: Shot, state: ShotState, digest: str) -> bool:
        """Promote a winner when there is one, escalate when the rounds are used up. False: it takes another take."""
        finished = [t for t in state.attempts if t.scored and self._clip(t).is_file()]
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

    def _prompt(self, shot: Shot, state: ShotState) -> str:
        """The shot's own prompt, or the last rejected one as the prompt doctor mends it."""
        current = [t for t in state.attempts if t.version >= state.round_start and t.review is not None]
        if not current and state.note:
            return self.doctor.rewrite(shot.prompt, objection(shot.id, state), shot, self.sheets.lore)
        if not current or current[-1].review is None or current[-1].review.verdict != "REJECT":
            return current[-1].prompt if current else shot.prompt
        return self.doctor.rewrite(current[-1].prompt, current[-1].review, shot, self.sheets.lore)

    def _clip(self, take: Take) -> Path:
        return self.episode.folder.resolve(take.video_path or "missing")

    def _stamp(self) -> str:
        return self.now().isoformat()


def predecessor_frame(episode: Episode, board: Storyboard, shot: Shot) -> Path | None:
    """True last frame of the winner that a chained shot continues; None when it is not chained or nothing won yet."""
    before = predecessor(board, shot.id)
    winner = episode.states().of(before).winner if before else None
    if winner is None or winner.last_frame_path is None:
        return None
    path = episode.folder.resolve(winner.last_frame_path)
    if not path.is_file():
        _save_last_frame(episode.folder.resolve(winner.video_path or "missing"), path)
    return path


def _save_last_frame(clip: Path, frame: Path) -> None:
    # The decoder is heavy to load, and the asset graph needs this module but never a frame.
    from resources.media.frames import last_frame, save_png

    save_png(last_frame(clip), frame)


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


def _unjudged(state: ShotState) -> Take | None:
    """The newest finished take of the current rounds that no judge could score yet."""
    current = [t for t in state.attempts if t.version >= state.round_start and t.status == "SUCCEEDED"]
    newest = current[-1] if current else None
    return newest if newest is not None and not newest.scored else None
