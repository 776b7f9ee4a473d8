"""The weakness register of the original, as far as the domain can show it; the rest is tested where media and jobs are."""

from __future__ import annotations

from typing import Any

import pytest

from resources.errors import InvalidDocument
from spark_video_assets.story.cards import Manifest, slug
from spark_video_assets.story.gates import SignOff, changed_since, shown_digest, signed_state
from spark_video_assets.story.reviewing import Axis, ReviewRules, decide
from spark_video_assets.story.staleness import is_stale, shot_digest
from spark_video_assets.story.steps import DEVELOPMENT, STAGES, GateView, Snapshot, next_step
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.takes import ShotsState, ShotState, Take

AXES: tuple[Axis, ...] = ("logic", "proportion", "physics", "style", "cast_match", "dialog_attribution")


def _take(version: int, *marks: float | None, status: str = "SUCCEEDED", verdict_of: bool = True) -> Take:
    breakdown = dict(zip(AXES, marks, strict=False)) if marks else {}
    review = (
        decide(shot_id="S01-001", version=version, breakdown=breakdown, rules=ReviewRules()) if verdict_of else None
    )
    return Take.model_validate({"version": version, "status": status, "review": review})


def test_1_both_manifest_formats_are_one():
    """Weakness 1: two manifest formats, and consumers that knew only one of them."""
    flat = {
        "Mina": {"name": "Mina", "md_path": "cast/Mina/cast.md", "images": ["cast/Mina/a.png"], "tier": "project"}
    }
    listed = {
        "characters": [{"name": "Mina", "images_local": ["cast/Mina/a.png"], "soul_local": "cast/Mina/cast.md"}]
    }
    one = Manifest.read(flat, kind="cast", where="cast.json")
    other = Manifest.read(listed, kind="cast", where="cast.json")
    assert one.entries["Mina"].model_dump(exclude={"card"}) == other.entries["Mina"].model_dump(exclude={"card"})
    assert Manifest.read(one.to_data(), kind="cast", where="cast.json") == one
    assert slug("郭芙蓉").startswith("cast_")


def test_2_resolution_of_the_storyboard_is_kept():
    """Weakness 2: 720P in the storyboard, 1080P at render."""
    board = Storyboard.from_data({"title": "t", "resolution": "720p", "ratio": "9:16"}, where="x")
    assert (board.resolution, board.ratio) == ("720P", "9:16")
    with pytest.raises(InvalidDocument, match="resolution"):
        Storyboard.from_data({"title": "t", "resolution": "4K"}, where="x")


def test_5_take_numbers_are_never_reused():
    """Weakness 5: after a reset two takes were number 1, and the second overwrote the first one's file."""
    state = ShotState(
        shot_id="S01-001", attempts=[_take(1, 3, 3, 3, 3, 3, 3), _take(2, status="FAILED", verdict_of=False)]
    )
    reset = state.model_copy(update={"round_start": state.next_version})
    assert (reset.next_version, reset.rounds_used) == (3, 0)
    assert state.rounds_used == 1


def test_6_fields_are_alive_or_refused():
    """Weakness 6: fields that nobody read. A typing error in a field is refused instead of ignored."""
    with pytest.raises(InvalidDocument, match=r"bgm\.track"):
        Storyboard.from_data({"title": "t", "bgm": {"enabled": True, "mode": "global"}}, where="x")
    with pytest.raises(InvalidDocument, match="candidats"):
        Storyboard.from_data({"title": "t", "shots": [{"id": "S01-001", "candidats": 2}]}, where="x")


def _digest(shot: Shot, **changes: Any) -> str:
    asked: dict[str, Any] = {"provider": "animatic", "pictures": [("cast", "Mina", "aa")], "predecessor_clip": None}
    return shot_digest(shot, Storyboard(title="t", shots=[shot]), **{**asked, **changes})


def test_9_every_input_counts_for_staleness():
    """Weakness 9: after editing a prompt, a portrait or the shot before, old winners stayed valid."""
    shot = Shot(id="S01-001", scene="S01", prompt="x")
    today = _digest(shot)
    state = ShotState(shot_id=shot.id, winner_version=1, winner_digest=today)
    assert not is_stale(state, today)
    for changed in (
        _digest(shot.model_copy(update={"prompt": "y"})),
        _digest(shot, pictures=[("cast", "Mina", "bb")]),
        _digest(shot, predecessor_clip="cc"),
    ):
        assert is_stale(state, changed)
    assert not is_stale(state, _digest(shot.model_copy(update={"narrative_purpose": "unseen by any provider"})))


def test_10_a_sign_off_is_bound_to_what_was_shown():
    """Weakness 10: an approval lived only in the chat. Ours is void as soon as one byte changes."""
    shown = {"script": "aa", "lore": "bb"}
    sign_off = SignOff(
        gate="script", decision="approve", by="Ida", at="2026-01-01", digest=shown_digest(shown), shown=shown
    )
    assert signed_state(sign_off, shown) == "approved"
    changed = {**shown, "script": "cc"}
    assert signed_state(sign_off, changed) == "stale"
    assert changed_since(sign_off, changed) == ["script"]
    assert signed_state(None, shown) == "waiting"


def test_12_best_take_is_chosen_by_arithmetic():
    """Weakness 12: best-of-N was left to a language model. Errors and failures never win; the later of equals does."""
    takes = [_take(1, 6, 6, 6, 6, 6, 6), _take(2, 7, 7, 7, 7, 7, 4), _take(3), _take(4, 6, 6, 6, 6, 6, 6)]
    state = ShotState(shot_id="S01-001", attempts=takes)
    best = state.best()
    assert best is not None
    assert best.version == 2
    assert ShotState(shot_id="S01-001", attempts=[_take(1)]).best() is None


@pytest.mark.parametrize(
    ("marks", "verdict", "score"),
    [
        ((7, 7, 7, 7, 7, 7), "ACCEPT", 7.0),
        ((10, 10, 10, 10, 10, 5), "REJECT", 9.17),
        ((6.99, 7, 7, 7, 7, 7), "ACCEPT", 7.0),
        ((6.9, 7, 7, 7, 7, 7), "REJECT", 6.98),
        ((99, 10, 10, 10, 10, -3), "REJECT", 8.33),
        ((None, None, None, None, None, None), "ERROR", None),
        ((8, None, None, None, None, None), "ACCEPT", 8.0),
    ],
)
def test_22_verdict_is_arithmetic(marks: tuple[float | None, ...], verdict: str, score: float | None):
    """Weakness 22: numbers unclamped, rubric and veto at odds. Mean, floor and clamp are code; nothing seen is an ERROR."""
    breakdown = dict(zip(AXES, marks, strict=True))
    review = decide(shot_id="S01-001", version=1, breakdown=breakdown, rules=ReviewRules(), model_verdict="ACCEPT")
    assert (review.verdict, review.score) == (verdict, score)
    assert review.model_verdict == "ACCEPT"


def test_26_nobody_directs_before_the_script_is_signed():
    """Weakness 26: the director worked while the script could still be refused."""
    stages = {stage: "fresh" if stage in DEVELOPMENT else "missing" for stage in STAGES}
    gates = {gate: GateView() for gate in ("script", "storyboard", "render", "final")}
    snapshot = Snapshot.model_validate({"episode": "hf/001", "stages": stages, "gates": gates})
    step = next_step(snapshot)
    assert (step.gate, step.state) == ("script", "wait")


def test_older_state_files_open():
    """Episodes of the original continue: their state has shots at the top level and reviews without ids."""
    old = {
        "S01-001": {
            "shot_id": "S01-001", "winner_version": 1, "winner_path": "clips/S01-001.mp4", "needs_director_rewrite": False,
            "attempts": [{
                "version": 1, "status": "SUCCEEDED", "prompt": "x", "duration_s": 5.0,
                "review": {"score": 8.0, "verdict": "ACCEPT", "breakdown": {"logic": 8}, "critique": "", "cost": 1},
            }],
        }
    }  # fmt: skip
    state = ShotsState.from_data(old, where="shots_state.json")
    winner = state.of("S01-001").winner
    assert winner is not None
    assert winner.scored
    assert ShotsState.from_json(state.to_json(), where="shots_state.json") == state


def test_director_words_of_the_manual_are_accepted():
    """[BUG]: the manual showed "establish", which the schema refused; legacy model names told the provider."""
    data = {"title": "t", "shots": [
        {"id": "S01-001", "scene": "S01", "prompt": "x", "model": "happyhorse-1.0-r2v", "shot_group_role": "establish"},
        {"id": "S01-002", "scene": "S01", "prompt": "x", "model": "happyhorse-1.0-t2v", "shot_group_role": "收尾"},
    ]}  # fmt: skip
    board = Storyboard.from_data(data, where="x")
    assert [shot.kind for shot in board.shots] == ["r2v", "t2v"]
    assert [shot.shot_group_role for shot in board.shots] == ["establish", "close"]
    assert board.provider == "bl"
    with pytest.raises(InvalidDocument, match="unknown legacy model"):
        Storyboard.from_data({"title": "t", "shots": [{**data["shots"][0], "model": "sora"}]}, where="x")
