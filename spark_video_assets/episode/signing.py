"""Sign-offs: making one for what is shown now, and refusing to work without one. Where a person decides: cli, checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from resources.errors import UsageError, WaitingForSignOff
from spark_video_assets.episode.readiness import problems, ready_checks
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import Gate, SignOff, changed_since, shown_digest, signed_state

SHORTEST_DIGEST = 12
"""Characters by which a person may name what was seen."""


def sign(
    sources: Sources,
    gate: Gate,
    decision: Literal["approve", "reject"],
    *,
    note: str,
    by: str,
    at: dt.datetime,
    routed: Sequence[str] = (),
    unrouted: str = "",
) -> SignOff:
    """Record a person's decision about exactly what is there now. Where a note goes: `crew.feedback.objecting`.

    Raises:
        UsageError: approving a gate that is not ready; the message lists what keeps it closed.
    """
    if decision == "approve":
        closed = problems(ready_checks(gate, sources))
        if closed:
            key = sources.episode.key
            raise UsageError(
                f"gate {gate} is not ready: " + "; ".join(closed[:8]),
                where=str(key),
                next_command=f"spark-video check {key.typed} {gate}",
            )
    shown = shown_at(gate, sources)
    sign_off = SignOff(
        gate=gate,
        decision=decision,
        note=note,
        by=by,
        at=at.isoformat(),
        digest=shown_digest(shown),
        shown=shown,
        routed=list(routed),
        unrouted=unrouted,
    )
    sources.episode.save_sign_off(sign_off)
    return sign_off


def require_shown(sources: Sources, gate: Gate, digest: str) -> None:
    """Refuse a decision that was made about something else than what is shown now.

    Args:
        sources: One look at the episode.
        gate: The gate.
        digest: What the person saw: a gate's `digest`, or its first characters.

    Raises:
        UsageError: something else is shown; names today's digest.
    """
    shown = shown_digest(shown_at(gate, sources))
    if len(digest) < SHORTEST_DIGEST or not shown.startswith(digest):
        raise UsageError(
            f"gate {gate} shows {shown[:SHORTEST_DIGEST]} now, the decision is about {digest!r}: look again",
            where=str(sources.episode.key),
            allowed=f"the digest of `spark-video status --json`, at least {SHORTEST_DIGEST} characters, or none",
        )


def require_sign_off(sources: Sources, gate: Gate) -> SignOff:
    """The approval of a gate for exactly today's content: what every asset behind a gate asks before it spends anything.

    Raises:
        WaitingForSignOff: not signed, rejected, or signed for other content; says what changed and what to type.
    """
    sign_off = sources.episode.sign_off(gate)
    shown = shown_at(gate, sources)
    state = signed_state(sign_off, shown)
    if state == "approved" and sign_off is not None:
        return sign_off
    key = sources.episode.key
    told = f"gate {gate} is not signed"
    if sign_off is not None and state == "rejected":
        told = f"gate {gate} was rejected: {sign_off.note or 'no note'}"
    elif sign_off is not None:
        told = f"gate {gate} was signed for other content; changed: {', '.join(changed_since(sign_off, shown))}"
    raise WaitingForSignOff(told, where=str(key), next_command=f"spark-video approve {key.typed} {gate}")
