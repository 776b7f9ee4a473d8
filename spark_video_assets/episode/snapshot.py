"""An episode at one moment, as `next_step` wants it: freshness of stages, state of gates, state of shots."""

from __future__ import annotations

from spark_video_assets.episode.readiness import problems, ready_checks
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import freshness, stage_names
from spark_video_assets.story.gates import GATES, Gate, changed_since, signed_state
from spark_video_assets.story.staleness import is_stale
from spark_video_assets.story.steps import GateView, ShotView, Snapshot


def take_snapshot(sources: Sources, *, all_gates: bool = False) -> Snapshot:
    """Look at an episode.

    Args:
        sources: One look at its files.
        all_gates: Also verify gates behind the first closed one; `next_step` needs only the first.
    """
    stages = {stage: freshness(sources, stage) for stage in stage_names(sources)}
    gates: dict[Gate, GateView] = {}
    closed = False
    for gate in GATES:
        gates[gate] = GateView(problems=["not reached"]) if closed and not all_gates else view_gate(gate, sources)
        closed = closed or gates[gate].signed != "approved"
    begun = sources.episode.rewrite_begun()
    return Snapshot(
        episode=str(sources.episode),
        stages=stages,
        gates=gates,
        shots=view_shots(sources),
        rewriting=list(begun.shots) if begun else [],
    )


def view_gate(gate: Gate, sources: Sources) -> GateView:
    """A gate now: what keeps it closed, what its sign-off says about today's content, what changed since."""
    shown = shown_at(gate, sources)
    sign_off = sources.episode.sign_off(gate)
    signed = signed_state(sign_off, shown)
    return GateView(
        problems=problems(ready_checks(gate, sources)),
        signed=signed,
        changed=changed_since(sign_off, shown) if sign_off and signed == "stale" else [],
        note=sign_off.note if sign_off and sign_off.decision == "reject" else "",
        by=sign_off.by if sign_off and sign_off.decision == "reject" else "",
        unrouted=sign_off.unrouted if sign_off and sign_off.decision == "reject" else "",
    )


def view_shots(sources: Sources) -> list[ShotView]:
    """Every shot of the storyboard: winner, staleness, escalation."""
    if sources.board is None:
        return []
    views = []
    waiting = set(sources.episode.escalation().shots)
    for shot in sources.board.shots:
        state = sources.states.of(shot.id)
        digest = sources.shot_digests.get(shot.id)
        winner = state.winner
        stale = digest is not None and is_stale(state, digest)
        present = winner is not None and sources.folder.resolve(winner.video_path or "missing").is_file()
        views.append(
            ShotView(
                id=shot.id,
                winner=state.winner_version if present else None,
                stale=stale,
                # What is asked has changed since: new takes come first, the director's turn is over.
                escalated=(shot.id in waiting or state.needs_director_rewrite) and not stale,
                rewrites_left=max(0, sources.settings.max_director_rewrites - state.director_rewrites),
            )
        )
    return views
