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
from typing import TYPE_CHECKING, Protocol

from resources.atomic import copy_file
from resources.errors import ProviderError, SparkVideoError
from resources.failures import stops_all
from resources.file_digest import file_digest
from resources.video.base import RenderRequest, RenderResult
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.last_frames import predecessor_frame, save_last_frame
from spark_video_assets.crew.shooting.take_book import TakeBook, TakeNews
from spark_video_assets.crew.shooting.take_review import review_take
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.chains import chain_groups
from spark_video_assets.story.heard import estimated_lines
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import (
    MAX_REWORDINGS,
    MODERATION,
    AskedTake,
    HeardLine,
    ShotState,
    Take,
    objection,
    refusal,
)

if TYPE_CHECKING:
    from spark_video_assets.crew.shooting.prompt_doctor import PromptDoctor

_OVER = frozenset({"permanent", MODERATION})
"""Failures after which the job is over for good. Any other job may still come back, so its take number stays its own."""


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
    book: TakeBook = field(init=False)

    def __post_init__(self) -> None:
        self.book = TakeBook(self.episode, self.sheets.references, self.max_rounds, self.tell)

    async def shoot(self, shots: list[str]) -> ShootReport:
        """Bring each of these shots to a winner or an escalation; shots that are fine already are kept.

        Raises:
            BudgetStop: a cap is reached.
            ProviderError: key, quota or account: every further job would be refused alike.

        Either way nothing further is started, and what runs is finished first.
        """
        report = ShootReport()
        wanted = set(shots)
        groups = [[s for s in group if s in wanted] for group in chain_groups(self.sheets.board)]
        gate = asyncio.Semaphore(self.max_groups)
        stops: list[SparkVideoError] = []

        async def run(group: list[str]) -> None:
            async with gate:
                for at, shot_id in enumerate(group):
                    if stops:
                        report.not_reached.extend(group[at:])
                        return
                    try:
                        finished = await self._shoot_one(shot_id, report)
                    except SparkVideoError as error:
                        if stops_all(error):
                            stops.append(error)
                            report.not_reached.extend(group[at:])
                            return
                        report.failed[shot_id] = error
                        report.not_reached.extend(group[at + 1 :])
                        self.tell(TakeNews(shot_id, "failed", detail=str(error)))
                        return
                    if not finished:
                        report.not_reached.extend(group[at + 1 :])
                        return

        # The longest chain first: begun last, it would be shot alone at the end.
        await asyncio.gather(*(run(group) for group in sorted(groups, key=len, reverse=True) if group))
        if stops:
            raise stops[0]
        return report

    async def _shoot_one(self, shot_id: str, report: ShootReport) -> bool:
        """Bring one shot to an end. False when nobody could judge it: nothing may be chained to it then."""
        shot = self.sheets.board.shot(shot_id)
        assert shot is not None
        state, digest = self.book.current(shot)
        if self.book.has_won(state, digest):
            report.kept.append(shot_id)
            self.tell(TakeNews(shot_id, "kept", state.winner_version, state))
            return True
        while not (state.needs_director_rewrite or self.book.has_won(state, digest)):
            # A run that was killed may have left takes behind that decide the shot already.
            if not self.book.settle(shot, state, digest):
                take = await self._next_take(shot, state, digest)
                if take is None:
                    state, digest = self.book.current(shot)
                    continue
                state = self.book.record(shot, take, digest)
                if take.review is None or take.review.verdict == "ERROR":
                    report.unjudged.append(shot_id)
                    reason = take.review.error if take.review else None
                    told = f"the judge could not run: {reason}"
                    self.tell(TakeNews(shot_id, "failed", take.version, state, told))
                    return False
                self.book.settle(shot, state, digest)
            state, digest = self.book.current(shot)
        (report.escalated if state.needs_director_rewrite else report.won).append(shot_id)
        return True

    async def _next_take(self, shot: Shot, state: ShotState, digest: str) -> Take | None:
        """The newest take that still waits for a judge, else a new one; None when its content was refused.

        Raises:
            ProviderError: refused, and the doctor has no other words left.
        """
        unjudged = state.unjudged
        if unjudged is not None and self.book.clip(unjudged).is_file():
            return await self._review(shot, unjudged)
        if len(state.refused) > MAX_REWORDINGS:
            raise _content_refused(shot, state)
        try:
            return await self._render_and_review(shot, state, digest)
        except ProviderError as error:
            if error.failure != MODERATION:
                raise
            return None

    async def _render_and_review(self, shot: Shot, state: ShotState, digest: str) -> Take:
        version = self.book.next_version(shot, state, digest)
        prompt = await self._prompt(shot, state, version, digest)
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
                failure=error.failure,
                shot_digest=digest,
            )
            self.book.record(shot, failed, digest)
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
        save_last_frame(clip, frame)
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
            lines_estimated=told is None,
            notes=[*rendered.result.notes, *self.sheets.references.media(shot).notes],
        )

    async def _review(self, shot: Shot, take: Take) -> Take:
        return await asyncio.to_thread(review_take, self.reviewer, self.book, shot, take, at=self._stamp())

    async def _prompt(self, shot: Shot, state: ShotState, version: int, digest: str) -> str:
        """What the next take is asked for in, written down before anything is sent.

        A doctor with a model words things differently each time; after a crash the same take must be asked for in the
        same words, or the ledger would rightly take it for another job.
        """
        asked = state.asked
        if asked is not None and (asked.version, asked.shot_digest) == (version, digest):
            return asked.prompt
        prompt = await self._worded(shot, state)
        self.book.ask(shot, AskedTake(version=version, prompt=prompt, shot_digest=digest))
        return prompt

    async def _worded(self, shot: Shot, state: ShotState) -> str:
        """The shot's own prompt, or the last rejected or refused one as the prompt doctor mends it."""
        newest = state.attempts[-1] if state.attempts else None
        if newest is not None and newest in state.refused:
            worded = await self._mended(newest.prompt, refusal(shot.id, newest), shot)
            if worded in {take.prompt for take in state.refused}:
                raise _content_refused(shot, state)
            return worded
        current = [t for t in state.attempts if t.version >= state.round_start and t.review is not None]
        if not current and state.note:
            return await self._mended(shot.prompt, objection(shot.id, state), shot)
        if not current or current[-1].review is None or current[-1].review.verdict != "REJECT":
            return current[-1].prompt if current else shot.prompt
        return await self._mended(current[-1].prompt, current[-1].review, shot)

    async def _mended(self, prompt: str, review: Review, shot: Shot) -> str:
        """The doctor's words; in a thread, because a model takes seconds in which other groups' jobs are looked after."""
        return await asyncio.to_thread(self.doctor.rewrite, prompt, review, shot, self.sheets.lore)

    def _stamp(self) -> str:
        return self.now().isoformat()


def _content_refused(shot: Shot, state: ShotState) -> ProviderError:
    """No other words are left: a person has to change what is asked for."""
    last = state.refused[-1]
    return ProviderError(
        f"the provider refused what shot {shot.id} shows, in {len(state.refused)} wordings: {last.error}",
        failure=MODERATION,
        where=f"{shot.id}, take {last.version}",
        next_command="change the shot's prompt or its pictures, then run produce again",
    )
