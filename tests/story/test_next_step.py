"""`next_step` over constructed moments of an episode: order, gates, takes, escalations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.story.gates import GATES, Gate, SignedState
from spark_video_assets.story.steps import (
    DEVELOPMENT,
    POST,
    STAGES,
    STORYBOARDING,
    Freshness,
    GateView,
    ShotView,
    Snapshot,
    Stage,
    Step,
    next_step,
)

FINISHED = [ShotView(id="S01-001", winner=1), ShotView(id="S01-002", winner=2)]


def moment(
    *,
    stages: dict[Stage, Freshness] | None = None,
    gates: dict[Gate, GateView] | None = None,
    shots: list[ShotView] | None = None,
) -> Snapshot:
    """A finished and signed episode, except for what is told."""
    return Snapshot(
        episode="hf/001",
        stages={**dict.fromkeys(STAGES, "fresh"), **(stages or {})},
        gates={**{gate: GateView(signed="approved") for gate in GATES}, **(gates or {})},
        shots=FINISHED if shots is None else shots,
    )


def due(stages: tuple[Stage, ...]) -> dict[Stage, Freshness]:
    return dict.fromkeys(stages, "missing")


def test_a_finished_episode_asks_for_nothing() -> None:
    """A producer sensor would start runs for ever on an episode that is done."""
    assert next_step(moment()) == Step(name="done", state="done")


def test_zones_and_gates_come_in_their_order() -> None:
    """The director would spend effort before the script was approved (weakness 26 of the origin)."""
    gates = {gate: GateView() for gate in GATES}
    stages = due(STAGES)
    unshot = [ShotView(id="S01-001")]
    order = []
    for done, signed in (
        ((), None),
        (DEVELOPMENT, None),
        ((), "script"),
        (STORYBOARDING, None),
        ((), "storyboard"),
        ((), "shots"),
        (("dailies",), None),
        ((), "render"),
        (POST, None),
        ((), "final"),
    ):
        stages |= dict.fromkeys(done, "fresh")
        if signed == "shots":
            unshot = FINISHED
        elif signed:
            gates[signed] = GateView(signed="approved")
        order.append(next_step(moment(stages=stages, gates=gates, shots=unshot)).label)
    assert order == [
        "development", "gate script", "storyboarding", "gate storyboard", "shooting", "dailies", "gate render", "post",
        "gate final", "done",
    ]  # fmt: skip


def test_only_what_is_not_fresh_is_made_and_in_order() -> None:
    """Editing one document would redo a whole zone, or do it in an order that reads old files."""
    step = next_step(moment(stages={"render_plan": "stale", "storyboard": "stale"}))
    assert step.name == "storyboarding"
    assert step.stages == ["storyboard", "render_plan"]
    assert step.reasons == ["storyboard is stale", "render_plan is stale"]


def test_a_stage_that_an_episode_does_not_have_is_never_asked_for() -> None:
    """An episode without the opt-in VFX review would wait for it for ever."""
    without = moment()
    without.stages.pop("vfx_review")
    assert next_step(without).state == "done"


@pytest.mark.parametrize(
    ("view", "state", "reason"),
    [
        (GateView(), "wait", "waiting for sign-off"),
        (GateView(signed="stale", changed=["scene 01"]), "wait", "changed since it was signed: scene 01"),
        (GateView(signed="rejected", note="too long", by="Mia"), "blocked", "rejected by Mia: too long"),
        (GateView(problems=["script rules: 2 errors"]), "blocked", "script rules: 2 errors"),
        (GateView(problems=["unreadable"], signed="approved"), "blocked", "unreadable"),
    ],
)
def test_a_gate_says_why_it_is_closed(view: GateView, state: str, reason: str) -> None:
    """A person would be told to approve what is rejected, broken or changed, or not told what changed."""
    step = next_step(moment(gates={"script": view}))
    assert (step.name, step.state, step.gate, step.reasons[0]) == ("gate", state, "script", reason)


def test_shots_without_winner_and_stale_shots_are_shot_first() -> None:
    """A stale winner would be cut into the film, or an escalated shot rendered again before anybody looked at it."""
    shots = [
        ShotView(id="S01-001", winner=1),
        ShotView(id="S01-002"),
        ShotView(id="S01-003", winner=1, stale=True),
        ShotView(id="S01-004", winner=3, escalated=True, rewrites_left=2),
    ]
    step = next_step(moment(shots=shots))
    assert (step.name, step.shots) == ("shooting", ["S01-002", "S01-003"])
    rest = next_step(moment(shots=[shots[0], shots[3]]))
    assert (rest.name, rest.state, rest.shots) == ("director_rewrite", "run", ["S01-004"])


def test_a_shot_that_was_escalated_before_its_first_take_is_rewritten_first() -> None:
    """Shots that follow it in its chain would be tried in vain: there is no last frame to start on."""
    shots = [ShotView(id="S01-001", escalated=True, rewrites_left=2), ShotView(id="S01-002")]
    step = next_step(moment(shots=shots))
    assert (step.name, step.shots) == ("director_rewrite", ["S01-001"])


def test_shots_out_of_rewrites_wait_for_a_person() -> None:
    """The director would be asked for ever, with a paid render each time."""
    shots = [*FINISHED, ShotView(id="S01-003", winner=3, escalated=True, rewrites_left=0)]
    step = next_step(moment(shots=shots))
    assert (step.name, step.state, step.shots) == ("shooting", "escalated", ["S01-003"])


def test_the_key_names_the_step_and_not_its_reasons() -> None:
    """A sensor would ask for the same step twice because its explanation changed, or never for a new one."""
    one = Step(name="shooting", state="run", shots=["S01-001"], reasons=["missing"])
    assert one.key == one.model_copy(update={"reasons": ["stale"]}).key
    assert one.key != one.model_copy(update={"shots": ["S01-002"]}).key


_SIGNED: tuple[SignedState, ...] = ("approved", "rejected", "stale", "waiting")
_VIEWS = st.builds(
    GateView, problems=st.lists(st.just("broken"), max_size=1), signed=st.sampled_from(_SIGNED), note=st.just("why")
)
_SHOTS = st.builds(
    ShotView,
    id=st.just("S01-001"),
    winner=st.one_of(st.none(), st.just(1)),
    stale=st.booleans(),
    escalated=st.booleans(),
    rewrites_left=st.integers(0, 1),
)


@given(
    stages=st.fixed_dictionaries({s: st.sampled_from(("missing", "stale", "fresh")) for s in STAGES}),
    gates=st.fixed_dictionaries(dict.fromkeys(GATES, _VIEWS)),
    shots=st.lists(_SHOTS, max_size=2),
)
def test_nothing_behind_a_closed_gate_is_ever_started(
    stages: dict[Stage, Freshness], gates: dict[Gate, GateView], shots: list[ShotView]
) -> None:
    """Money would be spent on content that nobody signed."""
    step = next_step(Snapshot(episode="hf/001", stages=stages, gates=gates, shots=shots))
    behind: dict[str, tuple[Gate, ...]] = {
        "storyboarding": GATES[:1],
        "shooting": GATES[:2],
        "director_rewrite": GATES[:2],
        "dailies": GATES[:2],
        "post": GATES[:3],
        "done": GATES,
    }
    for gate in behind.get(step.name, ()):
        assert gates[gate].signed == "approved"
        assert gates[gate].ready
