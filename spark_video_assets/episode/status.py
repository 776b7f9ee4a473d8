"""An episode's standing as plain data: the document of `status --json` and the table of costs. Nothing is printed here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.call_log import CallLog, ModelCall
from resources.render_ledger import RenderLedger
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import GATES, Gate, shown_digest
from spark_video_assets.story.render_plan import RenderPlan
from spark_video_assets.story.steps import GateView, ShotView, Step, next_step
from spark_video_assets.story.takes import ShotState, Take

if TYPE_CHECKING:
    import pandas as pd

LEDGER_KINDS = frozenset({"video", "image", "tts"})
"""Calls of the log whose money the render ledger knows."""
EPISODE_ROW = "(episode)"
"""Row of what no single shot caused: writing, planning, pictures, narration."""


@dataclass(frozen=True)
class CostRow:
    """Money of one shot.

    Args:
        shot: Its id, or `EPISODE_ROW`.
        takes: Takes so far.
        estimated: One take as the render plan prices it; None = unknown.
        actual: Everything settled for it in the episode's currency: takes, reviews, rewrites.
    """

    shot: str
    takes: int
    estimated: float | None
    actual: float


@dataclass(frozen=True)
class Costs:
    """Money of an episode.

    Args:
        estimated: One take of every shot; None before there is a plan, or while a price is unknown.
        other: What was paid in other currencies, which is never added up with ours.
    """

    currency: str
    estimated: float | None
    rows: list[CostRow]
    other: dict[str, float]

    @property
    def actual(self) -> float:
        """Everything settled, in `currency`."""
        return round(sum(row.actual for row in self.rows), 4)


def costs_of(sources: Sources) -> Costs:
    """Estimated against actual, shot by shot in storyboard order; shots that were dropped but paid for come after.

    Raises:
        InvalidDocument: brief, storyboard, plan or takes cannot be read.
    """
    plan = sources.episode.render_plan() if sources.folder.render_plan.is_file() else None
    currency = (plan.currency if plan else "") or sources.brief.currency
    # What the ledger settles is counted from there: a crash may lose a line of the log, never an entry of the ledger.
    calls = [call for call in CallLog(sources.folder).calls() if call.kind not in LEDGER_KINDS]
    spent: defaultdict[str, float] = defaultdict(float)
    other: defaultdict[str, float] = defaultdict(float)
    for shot_id, amount, paid_in in [*_of_takes(sources), *_of_other_jobs(sources), *map(_of_call, calls)]:
        if paid_in in {"", currency}:
            spent[shot_id] += amount
        else:
            other[paid_in] += amount
    boarded = [shot.id for shot in sources.board.shots] if sources.board else []
    dropped = sorted((set(spent) | set(sources.states.shots)) - {*boarded, EPISODE_ROW})
    rows = [
        CostRow(
            shot_id, len(sources.states.of(shot_id).attempts), _estimate(plan, shot_id), round(spent[shot_id], 4)
        )
        for shot_id in [*boarded, *dropped]
    ]
    if spent[EPISODE_ROW]:
        rows.append(CostRow(EPISODE_ROW, 0, None, round(spent[EPISODE_ROW], 4)))
    return Costs(
        currency, plan.price if plan else None, rows, {name: round(other[name], 4) for name in sorted(other)}
    )


def _of_takes(sources: Sources) -> list[tuple[str, float, str]]:
    states = sources.states.shots
    return [(i, t.cost, t.currency or "") for i, state in states.items() for t in state.attempts if t.cost]


def _of_other_jobs(sources: Sources) -> list[tuple[str, float, str]]:
    """Pictures, spoken lines, and clips that were paid for and never became a take."""
    taken = {t.job_id for state in sources.states.shots.values() for t in state.attempts}
    boarded = {shot.id for shot in sources.board.shots} if sources.board else set()
    return [
        (job.shot_id if job.shot_id in boarded else EPISODE_ROW, float(job.cost), job.currency)
        for job in RenderLedger(sources.folder).jobs()
        if job.cost and job.job_id not in taken
    ]


def _of_call(call: ModelCall) -> tuple[str, float, str]:
    return call.shot or EPISODE_ROW, float(call.cost or 0), call.currency if call.cost else ""


def _estimate(plan: RenderPlan | None, shot_id: str) -> float | None:
    planned = plan.shot(shot_id) if plan else None
    return planned.price if planned else None


def cost_table(sources: Sources) -> pd.DataFrame:
    """`costs_of` as a table: shot, takes, estimated, actual, currency. Unknown estimates are missing values."""
    import pandas as pd

    costs = costs_of(sources)
    columns = ["shot", "takes", "estimated", "actual", "currency"]
    rows = [(row.shot, row.takes, row.estimated, row.actual, costs.currency) for row in costs.rows]
    return pd.DataFrame(rows, columns=columns).astype(
        {"takes": "int64", "estimated": "float64", "actual": "float64"}
    )


def cost_csv(sources: Sources) -> str:
    """`cost_table` as CSV with a header line; an unknown estimate is an empty cell."""
    return str(cost_table(sources).to_csv(index=False, lineterminator="\n"))


def status_of(sources: Sources) -> dict[str, Any]:
    """The document of `spark-video status --json`.

    Every gate is verified, also those behind a closed one, so that a person sees what will be asked next. `takes` of a
    shot name file numbers (`ver`); `verdict` and `score` are null while nobody could judge the take. Paths are absolute.

    Raises:
        NotFound: no such episode.
        InvalidDocument: a document of the episode cannot be read.
    """
    sources.folder.require()
    snapshot = take_snapshot(sources, all_gates=True)
    step = next_step(snapshot)
    costs = costs_of(sources)
    film = sources.folder.final_film
    page = sources.folder.viewer
    return {
        "project": sources.episode.key.project,
        "episode": sources.episode.key.episode,
        "title": sources.board.title if sources.board else sources.brief.title,
        "mode": sources.brief.mode,
        "provider": sources.provider,
        "step": _step(step),
        "stages": dict(snapshot.stages),
        "gates": {gate: _gate(sources, gate, snapshot.gates[gate]) for gate in GATES},
        "shots": [_shot(view, sources.states.of(view.id)) for view in snapshot.shots],
        "final": str(film) if film.is_file() else None,
        "viewer": str(page) if page.is_file() else None,
        "cost": {
            "currency": costs.currency,
            "estimated": costs.estimated,
            "actual": costs.actual,
            "other_currencies": costs.other,
        },
    }


def _step(step: Step) -> dict[str, Any]:
    return {"label": step.label, **step.model_dump(mode="json")}


def _gate(sources: Sources, gate: Gate, view: GateView) -> dict[str, Any]:
    sign_off = sources.episode.sign_off(gate)
    return {
        "ready": view.ready,
        "signed_off": view.signed,
        "problems": view.problems,
        "changed": view.changed,
        "by": sign_off.by if sign_off else None,
        "at": sign_off.at if sign_off else None,
        "note": sign_off.note if sign_off else "",
        "routed": sign_off.routed if sign_off else [],
        "unrouted": view.unrouted,
        "digest": shown_digest(shown_at(gate, sources)),
    }


def _shot(view: ShotView, state: ShotState) -> dict[str, Any]:
    return {
        "id": view.id,
        "winner": view.winner,
        "stale": view.stale,
        "escalated": view.escalated,
        "chosen_by": state.accepted_by,
        "director_rewrites": state.director_rewrites,
        "takes": [_take(take) for take in state.attempts],
    }


def _take(take: Take) -> dict[str, Any]:
    return {
        "ver": take.version,
        "status": take.status,
        "score": take.review.score if take.review else None,
        "verdict": take.review.verdict if take.review else None,
        "cost": take.cost,
        "currency": take.currency,
    }
