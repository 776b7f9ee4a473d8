"""The director with a model sets an escalated shot up anew: it may be split, and keeps every word."""

from __future__ import annotations

from asked_crew import LIMITS, AskedModel, shot_draft
from lamp_room import ANCHOR, LINES, WORLD

from spark_video_assets.crew.directing.llm_director import LlmDirector
from spark_video_assets.story.storyboard import Scene, Shot, SpokenBeat, Storyboard


def failed_board() -> Storyboard:
    """Three shots, the second of which keeps failing."""
    told = {"scene": "S01", "duration": 6, "use_prev_last_frame_as_first": False}
    shots = [
        Shot(id="S01-001", prompt=f"Wide shot. The sea. {ANCHOR}", kind="t2v", **told),
        Shot(
            id="S01-002",
            prompt=f"Medium two-shot. Both argue. {ANCHOR}",
            characters=["Ada", "Finn"],
            speech=[SpokenBeat(speaker="Finn", text=LINES[0]), SpokenBeat(speaker="Ada", text=LINES[1])],
            seed=1001,
            **told,
        ),
        Shot(id="S01-003", prompt=f"Close detail shot. The lamp. {ANCHOR}", kind="t2v", **told),
    ]
    scene = Scene(id="S01", name="Lamp room", description="Dusk.", set_id="lamp-room")
    return Storyboard(title="t", scenes=[scene], shots=shots)


def rewrite(model: AskedModel) -> list[Shot]:
    board = failed_board()
    return LlmDirector(model.chat, LIMITS).rewrite(
        [board.shots[1]],
        {},
        board,
        WORLD,
        reports={"S01-002": "dialog_attribution below the threshold in 3 of 3 takes"},
    )


def test_an_escalated_shot_may_be_split(model: AskedModel) -> None:
    """Two people in one failing shot could never be parted, or the new shot would overwrite takes of another."""
    shots = [
        shot_draft(["L1"], ["Finn"], camera="Medium shot of Finn, locked-off camera"),
        shot_draft(["L2"], ["Ada"], camera="Close-up on Ada, slow push-in"),
    ]
    model.says({"reason": "One mouth in each shot.", "shots": shots})
    made = rewrite(model)
    assert [shot.id for shot in made] == ["S01-002", "S01-004"]
    assert [[line.text for line in shot.speech] for shot in made] == [[LINES[0]], [LINES[1]]]
    assert [shot.characters for shot in made] == [["Finn"], ["Ada"]]
    assert {shot.seed for shot in made} == {1002}
    assert "dialog_attribution below the threshold" in model.asked()[0]


def test_a_rewrite_that_loses_a_line_goes_back(model: AskedModel) -> None:
    """The director would mend a shot by taking its words away."""
    model.says({"reason": "Simpler like this.", "shots": [shot_draft(["L1"], ["Finn"])]}, times=1)
    model.says({"reason": "Simpler like this.", "shots": [shot_draft(["L1", "L2"], ["Finn", "Ada"])]})
    assert len(rewrite(model)) == 1
    assert "L2 is in no shot" in model.asked()[1]
