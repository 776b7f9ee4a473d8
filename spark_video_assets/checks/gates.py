"""The gates as partitioned blocking asset checks: `ready` (the verifier) and `signed_off` (a person). Evaluated in place.

A blocking check holds only inside one run, and a person can always press Materialize: so every asset behind a gate asks
`require_sign_off` itself. These checks are what a producer sees.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import GateClosed, SparkVideoError
from spark_video_assets.assets.links import PAGE, SECTION_OF_GATE, section_link, sign_link
from spark_video_assets.assets.show import table
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.readiness import Verdict, problems, ready_checks
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.signing import SHORTEST_DIGEST
from spark_video_assets.episode.snapshot import view_gate
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.gates import GATE_NUMBER, GATES, Gate, SignedState, shown_digest
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Stage

GATE_ASSETS: dict[Gate, Stage] = {
    "script": "script",
    "storyboard": "render_plan",
    "render": "dailies",
    "final": "viewer",
}
"""The asset whose materialisation completes what is shown at a gate."""
READY, SIGNED_OFF = "ready", "signed_off"
"""The two kinds of a gate's checks, as their names end."""
_QUESTIONS: dict[Gate, str] = {
    "script": "is this the story?",
    "storyboard": "are these the shots, at this price?",
    "render": "are these the takes?",
    "final": "is this the film?",
}


def ready_result(gate: Gate, sources: Sources) -> dg.AssetCheckResult:
    """The verifier's answer: ERROR only when something must be mended."""
    verdicts = ready_checks(gate, sources)
    closed = problems(verdicts)
    warned = any(not v.ok for v in verdicts)
    return dg.AssetCheckResult(
        passed=not closed,
        severity=dg.AssetCheckSeverity.ERROR if closed else dg.AssetCheckSeverity.WARN,
        description=f"{len(closed)} things to mend" if closed else ("ready, with warnings" if warned else "ready"),
        metadata={
            "checks": dg.MetadataValue.md(_verdict_table(verdicts)),
            PAGE: section_link(sources.folder, SECTION_OF_GATE[gate]),
        },
    )


def signed_result(gate: Gate, sources: Sources) -> dg.AssetCheckResult:
    """The person's answer: waiting and stale are WARN (nobody did anything wrong), rejected is ERROR."""
    view = view_gate(gate, sources)
    key = sources.episode.key
    command = f"spark-video approve {key.typed} {gate}"
    told = {
        "approved": "signed for exactly this content",
        "waiting": f"waiting for sign-off: {_QUESTIONS[gate]}",
        "stale": f"waiting for sign-off again; changed since it was signed: {', '.join(view.changed[:6])}",
        "rejected": f"rejected: {view.note or 'no note'}" + (f"; {view.unrouted}" if view.unrouted else ""),
    }[view.signed]
    rejected = view.signed == "rejected"
    return dg.AssetCheckResult(
        passed=view.signed == "approved",
        severity=dg.AssetCheckSeverity.ERROR if rejected else dg.AssetCheckSeverity.WARN,
        description=told,
        metadata=_next_moves(gate, sources, command, view.signed),
    )


def closed(gate: Gate, kind: str, sources: Sources) -> GateClosed:
    """Why a run ends at a gate, in the words that its page in the web UI and its notice show."""
    view = view_gate(gate, sources)
    key = sources.episode.key
    name = f"gate {GATE_NUMBER[gate]} ({gate})"
    kept = "What was made is kept, nothing behind the gate was started."
    if kind == READY:
        told = "; ".join(view.problems[:4]) + (" ..." if len(view.problems) > 4 else "")
        return GateClosed(
            f"{name} is not ready: {told}. {kept}",
            where=str(key),
            next_command=f"mend that, then materialise `{GATE_ASSETS[gate]}` again; "
            f"spark-video check {key.typed} {gate} lists everything",
        )
    return GateClosed(
        f"{name} was rejected by {view.by}: {view.note or 'no note'}. {kept}",
        where=str(key),
        next_command=f"{view.unrouted or 'change what the note says'}, then materialise `{GATE_ASSETS[gate]}` again; "
        f"or sign it as it is: spark-video approve {key.typed} {gate}",
    )


def _next_moves(gate: Gate, sources: Sources, command: str, signed: SignedState) -> dict[str, Any]:
    """Where to look, and how to decide about exactly what was looked at."""
    moves: dict[str, Any] = {"state": signed, PAGE: section_link(sources.folder, SECTION_OF_GATE[gate])}
    if signed == "approved":
        return {**moves, "next": "nothing to do"}
    link = sign_link(sources.folder, gate, shown_digest(shown_at(gate, sources))[:SHORTEST_DIGEST])
    if link is None:
        return {**moves, "next": command}
    return {**moves, "sign": link, "next": f"look at the page, then open `sign`; or in a terminal: {command}"}


def _verdict_table(verdicts: Iterable[Verdict]) -> str:
    return table(
        ("check", "result", "detail", "what to do"),
        ((v.name, "ok" if v.ok else v.severity, v.detail, "" if v.ok else v.mend) for v in verdicts),
    )


def _check(gate: Gate, kind: str, description: str) -> dg.AssetChecksDefinition:
    answer = ready_result if kind == READY else signed_result

    # Dagster takes generators, which its annotation does not know (1.13.27): the result is recorded by then.
    @dg.asset_check(  # type: ignore[arg-type]
        asset=GATE_ASSETS[gate],
        name=f"gate_{GATE_NUMBER[gate]}_{gate}_{kind}",
        blocking=True,
        description=description,
        partitions_def=EPISODES,
    )
    def evaluate(context: dg.AssetCheckExecutionContext, store: EpisodeStore) -> Iterator[dg.AssetCheckResult]:
        with told_to_people():
            episode = Episode.at(store.root, EpisodeKey.parse(context.partition_key))
            sources = Sources(episode, Settings.from_environment())
            try:
                result = answer(gate, sources)
            except SparkVideoError as error:
                yield dg.AssetCheckResult(passed=False, description=str(error))
                raise
            yield result
            if not result.passed and result.severity is dg.AssetCheckSeverity.ERROR:
                # Dagster itself would end the run by "1 blocking asset check failed with ERROR severity".
                raise closed(gate, kind, sources)

    return evaluate


GATE_CHECKS = [
    check
    for gate in GATES
    for check in (
        _check(
            gate,
            READY,
            f"**Gate {GATE_NUMBER[gate]}, {_QUESTIONS[gate]}** What can be verified without a person. Red: its table "
            "says for each finding what to mend; mend it and materialise the asset again. Yellow: ready, with warnings.",
        ),
        _check(
            gate,
            SIGNED_OFF,
            f"**Gate {GATE_NUMBER[gate]}, {_QUESTIONS[gate]}** Yellow: your turn. Look at the episode's page, then launch "
            f"the job `record_sign_off` with gate `{gate.upper()}`: APPROVE, or REJECT with a note for whoever redoes it. "
            "Any change of what was signed opens the gate again.",
        ),
    )
]
