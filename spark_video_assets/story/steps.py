"""What comes next for an episode: `next_step`, a pure function over what is on disk. Carrying it out is not here.

The producer sensor and `spark-video produce` both do only what this says.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Part, digest_of
from spark_video_assets.story.gates import Gate, SignedState

Stage = Literal[
    "brief", "lore", "cast", "movie_set", "props", "script", "direction", "storyboard", "storyboard_critique", "vfx_review",
    "render_plan", "dailies", "narration_audio", "subtitles", "final_cut", "delivery", "viewer",
]  # fmt: skip
Freshness = Literal["missing", "stale", "fresh"]
StepName = Literal[
    "development", "storyboarding", "shooting", "director_rewrite", "dailies", "post", "gate", "done"
]
StepState = Literal["run", "wait", "blocked", "escalated", "done"]

DEVELOPMENT: tuple[Stage, ...] = ("brief", "lore", "cast", "movie_set", "props", "script")
STORYBOARDING: tuple[Stage, ...] = ("direction", "storyboard", "storyboard_critique", "vfx_review", "render_plan")
POST: tuple[Stage, ...] = ("narration_audio", "subtitles", "final_cut", "delivery", "viewer")
STAGES: tuple[Stage, ...] = (*DEVELOPMENT, *STORYBOARDING, "dailies", *POST)


class ShotView(Part):
    """What `next_step` needs to know of a shot."""

    id: str
    winner: int | None = None
    stale: bool = False
    escalated: bool = False
    rewrites_left: int = 0


class GateView(Part):
    """A gate as it stands.

    Args:
        problems: What the verifier found; empty = ready.
        note, by: Of a rejection.
        unrouted: What nobody can act on in that note.
    """

    problems: list[str] = Field(default_factory=list)
    signed: SignedState = "waiting"
    changed: list[str] = Field(default_factory=list)
    note: str = ""
    by: str = ""
    unrouted: str = ""

    @property
    def ready(self) -> bool:
        """True when the deterministic verifier found nothing."""
        return not self.problems


class Snapshot(Part):
    """An episode at one moment.

    Args:
        stages: Without those that this episode does not have.
        rewriting: Shots whose rewrite by the director is half written down: a run was killed.
    """

    episode: str
    stages: dict[Stage, Freshness]
    gates: dict[Gate, GateView]
    shots: list[ShotView] = Field(default_factory=list)
    rewriting: list[str] = Field(default_factory=list)


class Step(Part):
    """What to do next.

    Args:
        state: run = carry it out; wait = a person must sign; blocked = a person must mend something; escalated = a
            person must decide about shots that are out of rounds; done = nothing.
        stages: Assets to materialise, in order.
        shots: Shots to work on, for shooting and director_rewrite.
        key: Digest of this step, so that the same step is never requested twice.
    """

    name: StepName
    state: StepState
    gate: Gate | None = None
    stages: list[Stage] = Field(default_factory=list)
    shots: list[str] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list)

    @property
    def key(self) -> str:
        """Same step, same key."""
        return digest_of(self.model_dump(mode="json", exclude={"reasons"}))[:16]

    @property
    def label(self) -> str:
        """The step in one word for people: the gate's name at a gate."""
        return f"gate {self.gate}" if self.gate else self.name


def next_step(snapshot: Snapshot) -> Step:
    """The one next thing: stages in order, a gate after each zone, takes and escalations in between."""
    if snapshot.rewriting:
        return Step(name="director_rewrite", state="run", shots=snapshot.rewriting)
    return (
        _zone(snapshot, "development", DEVELOPMENT)
        or _gate(snapshot, "script")
        or _zone(snapshot, "storyboarding", STORYBOARDING)
        or _gate(snapshot, "storyboard")
        or _takes(snapshot)
        or _zone(snapshot, "dailies", ("dailies",))
        or _gate(snapshot, "render")
        or _zone(snapshot, "post", POST)
        or _gate(snapshot, "final")
        or Step(name="done", state="done")
    )


def _zone(snapshot: Snapshot, name: StepName, stages: tuple[Stage, ...]) -> Step | None:
    """The first stage that is not fresh, with everything after it in its zone that is not fresh either."""
    due = [s for s in stages if s in snapshot.stages and snapshot.stages[s] != "fresh"]
    if not due:
        return None
    return Step(name=name, state="run", stages=due, reasons=[f"{s} is {snapshot.stages[s]}" for s in due])


def _gate(snapshot: Snapshot, gate: Gate) -> Step | None:
    view = snapshot.gates[gate]
    if view.problems:
        return Step(name="gate", state="blocked", gate=gate, reasons=view.problems)
    if view.signed == "approved":
        return None
    if view.signed == "rejected":
        # Whoever could act on the note has done so by now: what is shown would have changed.
        left = view.unrouted or "nobody in the crew changed anything for it: change it by hand, or sign"
        return Step(
            name="gate",
            state="blocked",
            gate=gate,
            reasons=[f"rejected by {view.by}: {view.note or 'no note'}", left],
        )
    changed = [f"changed since it was signed: {', '.join(view.changed)}"] if view.signed == "stale" else []
    return Step(name="gate", state="wait", gate=gate, reasons=changed or ["waiting for sign-off"])


def _takes(snapshot: Snapshot) -> Step | None:
    due = [s.id for s in snapshot.shots if not s.escalated and (s.winner is None or s.stale)]
    rewrite = [s for s in snapshot.shots if s.escalated and s.rewrites_left > 0]
    # Without any take (a person escalated it) there is no last frame for whoever follows it in its chain.
    nothing_to_follow = any(s.winner is None for s in rewrite)
    if due and not nothing_to_follow:
        return Step(name="shooting", state="run", shots=due)
    if rewrite:
        return Step(name="director_rewrite", state="run", shots=[s.id for s in rewrite])
    stuck = [s.id for s in snapshot.shots if s.escalated]
    if stuck:
        return Step(name="shooting", state="escalated", shots=stuck, reasons=["out of takes and director rewrites"])
    return None
