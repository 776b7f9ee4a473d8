"""Gates, plan reviews and the call log for the page: who decided what, and what was asked of models. No markup here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from resources.call_log import CallLog
from spark_video_assets.episode.snapshot import take_snapshot, view_gate
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.gates import GATE_NUMBER, GATES, Gate, SignOff
from spark_video_assets.story.steps import GateView, Snapshot, Step, next_step
from spark_video_assets.story.vfx_report import VfxReport

MOST_CALLS = 3000
MOST_CHARS = 20_000
"""Limits of the call log on the page (about 10 MB at worst, 1 MB in practice); the log itself keeps everything."""


@dataclass(frozen=True)
class GateCard:
    """A gate: what keeps it closed, who signed, and whether the signature still holds."""

    name: Gate
    number: int
    view: GateView
    sign_off: SignOff | None


@dataclass(frozen=True)
class PlanReviews:
    """What was said about the plan before it was rendered."""

    critiques: list[Critique]
    vfx: VfxReport | None


@dataclass(frozen=True)
class Calls:
    """The call log, oldest first; `left_out` older ones are only in the log."""

    shown: list[dict[str, Any]]
    left_out: int


def standing_of(reading: Reading) -> tuple[list[GateCard], Step | None]:
    """The gates, and the next step as it is once this page is written."""
    snapshot = reading.attempt("state of the episode", lambda: take_snapshot(reading.sources, all_gates=True))
    if snapshot is not None:
        snapshot = _with_this_page(snapshot)
    cards = []
    for gate in GATES:
        signed = reading.attempt(f"sign-off of gate {gate}", partial(reading.episode.sign_off, gate))
        if snapshot is not None:
            view = snapshot.gates[gate]
        else:
            found = reading.attempt(f"gate {gate}", partial(view_gate, gate, reading.sources))
            view = found or GateView(problems=["cannot be verified, see the notes"])
        cards.append(GateCard(gate, GATE_NUMBER[gate], view, signed))
    return cards, next_step(snapshot) if snapshot else None


def _with_this_page(snapshot: Snapshot) -> Snapshot:
    """The snapshot without complaints about this very page, which is being written now."""
    final = snapshot.gates["final"]
    others = [problem for problem in final.problems if not problem.startswith("viewer is up to date")]
    stages = {stage: "fresh" if stage == "viewer" else state for stage, state in snapshot.stages.items()}
    gates = {**snapshot.gates, "final": final.model_copy(update={"problems": others})}
    return snapshot.model_copy(update={"stages": stages, "gates": gates})


def plan_reviews_of(reading: Reading) -> PlanReviews:
    """Critiques by round (0 = post-mortem, last) and the VFX review."""
    home = reading.folder.reviews
    critiques = []
    for path in sorted(home.glob("critique-round-*.json")) if home.is_dir() else []:
        critique = reading.attempt(path.name, partial(reading.episode.load, Critique, path))
        critiques += [critique] if critique else []
    critiques.sort(key=lambda critique: (critique.round == 0, critique.round))
    vfx = reading.attempt("VFX review", lambda: reading.episode.load(VfxReport, reading.folder.vfx_review))
    return PlanReviews(critiques, vfx)


def calls_of(reading: Reading) -> Calls:
    """The newest calls, as the page's script lists them."""
    log = CallLog(reading.folder)
    calls = reading.attempt("call log", log.calls) or []
    kept = calls[-MOST_CALLS:]
    shown = [
        {
            "at": call.ts.isoformat(timespec="seconds"),
            "kind": call.kind,
            "phase": call.phase,
            "shot": call.shot or "",
            "take": call.take,
            "provider": call.provider,
            "model": call.model,
            "seconds": round(call.duration_ms / 1000, 1),
            "cost": None if call.cost is None else f"{call.cost.normalize():f} {call.currency}".strip(),
            "error": call.error or "",
            "request": _told(call.request),
            "response": _told(call.response),
            "usage": _told(call.usage),
        }
        for call in kept
    ]
    return Calls(shown, len(calls) - len(kept))


def _told(value: object) -> str:
    """What was sent or came back, as text that a person can read."""
    if value is None or value in ("", {}, []):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return (
        text
        if len(text) <= MOST_CHARS
        else text[:MOST_CHARS] + f"\n[{len(text) - MOST_CHARS} more signs in the log]"
    )
