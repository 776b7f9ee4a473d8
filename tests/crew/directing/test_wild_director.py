"""Property: nothing that a director's model answers gets a shot past the rules. Single answers: `test_llm_director`.

Rules that belong to the director: every error of `check_fragment` and `check_storyboard` about shots and scenes, every
word of the script verbatim and heard once, and no word that is not the script's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from wild_answers import WILD, WildModel, answers_for
from wild_story import FORBIDDEN, LIMITS, WORDS, facts_of, page_of, wild_world

from spark_video_assets.crew.directing.director_answers import (
    LONGEST_TONE,
    MOST_MOTIFS,
    DirectionDraft,
    RewriteDraft,
    SceneDraft,
    errors_told,
)
from spark_video_assets.crew.directing.fragments import fragment_of
from spark_video_assets.crew.directing.heard_pieces import pieces_of_page
from spark_video_assets.crew.directing.llm_director import LlmDirector
from spark_video_assets.crew.wording import terms_in
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.story.critique import drawn
from spark_video_assets.story.direction import AudiovisualDecisions, Direction
from spark_video_assets.story.prompt_reading import dialogue_in, spoken_lines
from spark_video_assets.story.rules import check_fragment, check_storyboard
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Mode, Shot, SpokenBeat, Storyboard

PIECES: dict[Mode, list[str]] = {"drama": ["L1", "L2"], "narration": ["N1", "B2L1"]}
KNOWN = {"characters": ["Ada", "Otto", "the keeper"], "props": ["lantern"]}


def _sly(mode: Mode) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Known names and well placed pieces: what is left is junk in words, seconds, kinds and flags."""

    def mended(told: dict[str, Any]) -> dict[str, Any]:
        shots, pieces = told["shots"], PIECES[mode]
        for at, shot in enumerate(shots):
            last = at + 1 == len(shots)
            shot["hears"] = pieces[at:] if last and mode == "drama" else pieces[at : at + 1]
            shot["set_id"] = None
            for field, names in KNOWN.items():
                shot[field] = [name for name in shot.get(field, []) if name in names]
        return told

    return mended


def _decided(told: dict[str, Any]) -> dict[str, Any]:
    """Every decision taken in a sentence, three motifs at most: what is left is junk inside of them."""
    decisions = told["audiovisual_decisions"]
    told["audiovisual_decisions"] = {
        name: f"one warm lamp {decisions.get(name, '')[:200]}" for name in AudiovisualDecisions.model_fields
    }
    told["tone_dimensions"]["primary"] = "mood: hope"
    told.get("imagery_system", {}).get("motifs", [])[3:] = []
    return told


BOARDS = {mode: answers_for(SceneDraft, WORDS, sly=_sly(mode)) for mode in PIECES}
BOARDED = st.one_of(*(st.tuples(st.just(mode), answers) for mode, answers in BOARDS.items()))


def test_no_scene_board_gets_past_the_rules() -> None:
    """A model's words in place of the script's, an unknown face, or a shot that no provider takes would be paid for."""
    model = WildModel()
    director = LlmDirector(model.chat, LIMITS)

    @WILD
    @given(told=BOARDED, chinese=st.booleans())
    def holds(told: tuple[Mode, list[str]], chinese: bool) -> None:
        mode, answers = told
        world, page = wild_world(mode=mode, chinese=chinese), page_of(mode)
        script = DirectedScript(world, Script(pages=[page]), Direction())
        made = model.asked({SceneDraft: answers}, lambda: director.board_scene(page, script))
        if made is not None:
            _hold_against_rules(made, page, world)

    holds()
    assert model.made > 10


def test_no_revision_gets_past_the_rules() -> None:
    """A critique full of orders, answered with junk, would put a worse plan in the place of a good one."""
    model = WildModel()
    director = LlmDirector(model.chat, LIMITS)
    world, page = wild_world(), page_of("drama")
    shots = [Shot(id="S01-001", scene="S01", duration=4, prompt="Wide shot. The sea.", kind="t2v")]
    script = DirectedScript(world, Script(pages=[page]), Direction())

    @WILD
    @given(answers=BOARDS["drama"], orders=answers_for(SceneDraft, WORDS))
    def holds(answers: list[str], orders: list[str]) -> None:
        critique = drawn(
            round_number=1, critic="t", plan_digest="d", tier="moderate", marks={"hook": 3.0}, violations=[],
            instructions=orders[0],
        )  # fmt: skip
        before = fragment_of(page, world, shots)
        made = model.asked({SceneDraft: answers}, lambda: director.revise(page, before, critique, script))
        if made is not None:
            _hold_against_rules(made, page, world)

    holds()
    assert model.made > 10


def test_no_tone_leaves_a_decision_open() -> None:
    """Scenes that are boarded side by side would invent their own looks, or be buried under a page of motifs."""
    model = WildModel()
    director = LlmDirector(model.chat, LIMITS)

    @WILD
    @given(chinese=st.booleans(), answers=answers_for(DirectionDraft, WORDS, sly=_decided))
    def holds(chinese: bool, answers: list[str]) -> None:
        world, script = wild_world(chinese=chinese), Script(pages=[page_of("drama")])
        made = model.asked({DirectionDraft: answers}, lambda: director.direct(world, script))
        if made is not None:
            assert made.audiovisual_decisions.open_decisions() == []
            assert len(made.imagery_system.motifs) <= MOST_MOTIFS
            assert not terms_in(made.to_json(), [FORBIDDEN])
            assert len(made.model_dump_json()) < LONGEST_TONE + 100
            assert Direction.from_json(made.to_json(), where="direction.json") == made

    holds()
    assert model.made > 10


def test_no_rewrite_breaks_the_board_or_the_script() -> None:
    """An escalated shot would come back without its lines, over other takes, or as a shot that breaks the board."""
    model = WildModel()
    director = LlmDirector(model.chat, LIMITS)
    world, board = wild_world(), _escalated_board()
    failed = board.shots[1]
    lines = [line.text for line in failed.speech]
    reports = {failed.id: "the hand melts in every take"}

    @WILD
    @given(answers=answers_for(RewriteDraft, WORDS, sly=_sly("drama")))
    def holds(answers: list[str]) -> None:
        made = model.asked({RewriteDraft: answers}, lambda: director.rewrite([failed], {}, board, world, reports))
        if made is None:
            return
        new = [shot.id for shot in made]
        assert (new[0], len({*new, "S01-001", "S01-003"})) == (failed.id, len(new) + 2)
        shots = [board.shots[0], *made, board.shots[2]]
        rewritten = board.model_copy(update={"shots": shots})
        findings = check_storyboard(rewritten, facts_of(world))
        assert not errors_told(found for found in findings if set(new) & set(found.subjects))
        assert [line.text for shot in made for line in shot.speech] == lines
        _say_only_their_words(made, world)
        Storyboard.from_json(rewritten.to_json(), where="storyboard.json")

    holds()
    assert model.made > 10


def _hold_against_rules(made: Fragment, page: ScenePage, world: World) -> None:
    assert not errors_told(check_fragment(made, world.brief.mode, facts_of(world)))
    assert Fragment.from_json(made.to_json(), where="scene-01.json") == made
    heard = [line.text for shot in made.shots for line in spoken_lines(shot, world.brief.mode, world.cast.names)]
    assert heard == [piece.text for piece in pieces_of_page(page, world, LIMITS.max_duration_s)]
    _say_only_their_words(made.shots, world)
    for shot in made.shots:
        assert shot.prompt.endswith(world.lore.anchor)
        assert set(shot.characters) <= set(world.cast.names)
        assert len(shot.prompt) < 1000
        assert not any(ord(sign) < 32 for sign in shot.prompt)


def _say_only_their_words(shots: Sequence[Shot], world: World) -> None:
    """A video model speaks what stands in quotes behind a name: nothing but the script may stand there."""
    for shot in shots:
        said = {text for _, text in dialogue_in(shot.prompt, world.cast.names)}
        assert said <= {line.text.rstrip(" ,，") for line in shot.speech}, shot.prompt


def _escalated_board() -> Storyboard:
    world, page = wild_world(), page_of("drama")
    anchor = world.lore.anchor
    told = {"scene": "S01", "duration": 6, "use_prev_last_frame_as_first": False}
    speech = [SpokenBeat(speaker=line.speaker, text=line.text) for line in page.dialogue]
    shots = [
        Shot(id="S01-001", prompt=f"Wide shot. The sea. {anchor}", kind="t2v", **told),
        Shot(
            id="S01-002",
            prompt=f"Two-shot. Both argue. {anchor}",
            characters=["Ada", "Otto"],
            speech=speech,
            **told,
        ),
        Shot(id="S01-003", prompt=f"Detail shot. The lamp. {anchor}", kind="t2v", **told),
    ]
    fragment = fragment_of(page, world, shots, "Dusk in a round lamp room.")
    return Storyboard(title="t", scenes=[fragment.scene], shots=fragment.shots)
