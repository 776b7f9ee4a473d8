"""The clip reviewer: asks a judge about one take and lets the story's arithmetic decide. Judges live in `resources`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resources.errors import SparkVideoError
from resources.failures import stops_all
from resources.judge.base import ClipJudge, Fault, Judgement, Portrait, ReviewRequest
from resources.tts.base import Speaker
from resources.video.base import RenderRequest
from resources.video.staging import TimedLine
from spark_video_assets.crew.art.painting import MAKER
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.episode.playable import remember_playing
from spark_video_assets.story.cards import CastCard, SetCard
from spark_video_assets.story.reviewing import Review, ReviewRules, decide
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import HeardLine

TRIES = 2
"""How often a judge is asked before its silence is an ERROR (clip-review rules of the origin)."""


@dataclass(frozen=True)
class TakeToReview:
    """A clip with what it should show.

    Args:
        version: The take's number; 0 for a foreign clip that is only scored.
        lines: When which line is heard; `timing_known` False when that is only estimated.
    """

    clip: Path
    shot: Shot
    version: int
    request: RenderRequest
    lines: Sequence[HeardLine]
    timing_known: bool
    previous_last_frame: Path | None
    palette_pictures: tuple[Path, ...] = ()


@dataclass(frozen=True)
class ClipReviewer:
    """Reviews takes of one episode.

    Args:
        judge: Who looks; the embedded one measures, a model may judge meaning.
        rules: Threshold and veto floor.
        sheets: Cards and lore of the episode.
    """

    judge: ClipJudge
    rules: ReviewRules
    sheets: CallSheets

    def review(self, take: TakeToReview, *, at: str) -> Review:
        """One review. A judge that cannot run gives an ERROR: never a reject, never a pass.

        Args:
            take: What to look at.
            at: Time stamp for the record.

        Raises:
            BudgetStop, ProviderError: no judge may be paid for any more; the take waits for its review.
        """
        asked = self.question(take)
        problem = ""
        for _ in range(TRIES):
            try:
                judgement = self.judge.judge(asked)
            except SparkVideoError as error:
                if stops_all(error):
                    raise
                problem = str(error)
                continue
            if judgement.whole and take.version:
                remember_playing(self.sheets.references.episode.folder, take.clip)
            return decided(judgement, shot_id=take.shot.id, version=take.version, rules=self.rules, at=at)
        return Review(
            shot_id=take.shot.id,
            version=take.version,
            verdict="ERROR",
            threshold=self.rules.threshold,
            judge=self.judge.name,
            ts=at,
            error=problem,
        )

    def asked(
        self,
        shot: Shot,
        request: RenderRequest,
        *,
        clip: Path,
        version: int,
        lines: Sequence[HeardLine],
        timing_known: bool,
        previous: Path | None,
    ) -> TakeToReview:
        """A clip with what it should show.

        Args:
            shot: The shot.
            request: What was asked of the provider.
            clip: The file.
            version: Take number; 0 for a foreign clip.
            lines: When which line is heard.
            timing_known: Whether the provider told that; False when it is estimated.
            previous: Last frame of the predecessor's winner; counts only when the request starts on it.
        """
        chained = any(m.role == "first_frame" and m.name == "predecessor" for m in request.media)
        set_picture = self.sheets.set_picture(shot)
        return TakeToReview(
            clip=clip,
            shot=shot,
            version=version,
            request=request,
            lines=lines,
            timing_known=timing_known,
            previous_last_frame=previous if chained else None,
            palette_pictures=(set_picture,) if set_picture else (),
        )

    def question(self, take: TakeToReview) -> ReviewRequest:
        """What the judge is asked: the prompt with purpose, scene, style and limits that the rubric scores against."""
        shot, request, sheets = take.shot, take.request, self.sheets
        scene = sheets.board.scene_of(shot)
        provider = sheets.references.capabilities
        width, height = provider.clip_size(request.ratio, request.resolution)
        set_card = sheets.references.sets.card(sheets.board.set_of(shot) or "")
        forbidden = [*sheets.lore.forbidden, *(set_card.forbidden if isinstance(set_card, SetCard) else [])]
        style = ", ".join(w for w in (sheets.lore.anchor, sheets.lore.visual_style, *sheets.lore.palette) if w)
        lines = tuple(TimedLine(**line.model_dump()) for line in take.lines)
        return ReviewRequest(
            clip=take.clip,
            shot_id=shot.id,
            kind=request.kind,
            prompt=request.prompt,
            purpose=shot.narrative_purpose or "",
            scene=scene.description if scene else "",
            style=style,
            forbidden=tuple(forbidden),
            duration_s=provider.clip_seconds(request),
            width=width,
            height=height,
            frame_rate=provider.frame_rate,
            movement=request.staging.movement if request.staging else "static",
            characters=tuple(self._portrait(name) for name in shot.characters),
            lines=lines,
            timing_known=take.timing_known,
            speech_expected=bool(lines),
            previous_last_frame=take.previous_last_frame,
            palette_pictures=take.palette_pictures,
            text_allowed=shot.allow_generated_text,
            threshold=self.rules.threshold,
        )

    def _portrait(self, name: str) -> Portrait:
        image, entry = self.sheets.portrait(name)
        drawn = entry is not None and {entry.pictures_by, self.sheets.references.capabilities.name} == {MAKER}
        card = self.sheets.references.cast.card(name)
        if not isinstance(card, CastCard):
            return Portrait(name=name, image=image, drawn=drawn)
        voice = Speaker(name=name, gender=card.gender, age=card.age, voice_style=card.voice_style)
        return Portrait(name=name, description=card.text(), image=image, drawn=drawn, voice=voice)


def decided(judgement: Judgement, *, shot_id: str, version: int, rules: ReviewRules, at: str) -> Review:
    """A judge's answer as a review: the story's arithmetic draws the verdict, everything that was seen is kept.

    Args:
        judgement: The answer.
        shot_id: Of the clip.
        version: Take number; 0 for a clip that is no take.
        rules: Threshold and veto floor.
        at: Time stamp for the record.
    """
    review = decide(
        shot_id=shot_id,
        version=version,
        breakdown=judgement.breakdown,
        rules=rules,
        qc_faults=[told_fault(fault) for fault in judgement.faults if fault.fatal],
        model_verdict=judgement.verdict,
    )
    return review.model_copy(
        update={
            "critique": judgement.critique,
            "faults": [fault.model_dump(mode="json", exclude_none=True) for fault in judgement.faults],
            "judge": judgement.judge,
            "measures": {n: m.model_dump(mode="json", exclude_none=True) for n, m in judgement.measures.items()},
            "ts": at,
        }
    )


def told_fault(fault: Fault) -> str:
    """A fault in one line: what, when, how bad."""
    where = "" if fault.at_s is None else f" at {fault.at_s:.1f} s"
    return f"{fault.code}{where}: {fault.detail}"
