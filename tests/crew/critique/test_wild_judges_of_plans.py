"""Property: whatever critic, VFX reviewer and attributor models answer, arithmetic and tables decide, not they.

Rules that belong to them: the countable violations and findings all stay, the overall mark is the weighted mean, a
severity is one that its rule may have, shots are shots of the plan, and every record loads again.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from wild_answers import WILD, WildModel, answers_for
from wild_story import WORDS, page_of, wild_world

from spark_video_assets.crew.critique.judging_plans import concerned
from spark_video_assets.crew.critique.llm_critic import MOST_POINTS, CriticAnswer, LlmCritic
from spark_video_assets.crew.critique.llm_vfx_reviewer import ALLOWED, LlmVfxReviewer, VfxAnswer
from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
from spark_video_assets.crew.directing.director import OfflineDirector
from spark_video_assets.crew.feedback.attributor import LlmAttributor, ToldSuspects
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.attribution import MOST_SURE, Issue, IssueTable, ShotFacts, suspects_of
from spark_video_assets.story.critique import PASS_MARK, Critique, weighted_mark
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.pacing import check_pacing
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.vfx_report import VfxReport, verdict_of

WORLD = wild_world()
TOLD = DirectedScript(WORLD, Script(pages=[page_of("drama")]), Direction())
FRAGMENT = OfflineDirector().board_scene(page_of("drama"), TOLD)
BOARD = Storyboard(title="t", scenes=[FRAGMENT.scene], shots=FRAGMENT.shots)
SHOTS = {shot.id for shot in BOARD.shots} | {"S01"}


def _sly_critic(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "weakest_scene": "S01", "strengths": ["the lamp", *told["strengths"]]}


def _sly_vfx(told: dict[str, Any]) -> dict[str, Any]:
    for found in told["findings"]:
        found["shots"] = ["S01-001"]
        found["severity"] = min(ALLOWED[found["rule"]])
    return told


def test_no_critique_talks_its_way_around_the_counting() -> None:
    """A model that praises everything, or names scenes that are not there, would pass a plan that breaks its limits."""
    model = WildModel()

    @WILD
    @given(answers=answers_for(CriticAnswer, WORDS, sly=_sly_critic))
    def holds(answers: list[str]) -> None:
        made = model.asked({CriticAnswer: answers}, lambda: LlmCritic(model.chat).criticise(BOARD, TOLD, 1))
        assert made is not None
        assert made.violations == check_pacing(BOARD, made.tier)
        assert made.overall == weighted_mark(made.marks)
        assert made.must_revise == (bool(made.violations) or (made.overall or PASS_MARK) < PASS_MARK)
        assert made.weakest_scene in {None, "S01"}
        assert concerned(made, {1}) <= {1}
        assert len(made.weaknesses) <= MOST_POINTS or made.degraded
        assert len(made.to_json()) < 20_000
        assert Critique.from_json(made.to_json(), where="critique-round-1.json") == made

    holds()


def test_no_vfx_review_blocks_by_taste_or_hides_what_was_counted() -> None:
    """A model would block a film for a suggestion, or its report break the table that a person reads at gate 2."""
    model = WildModel()
    counted = OfflineVfxReviewer().review(BOARD, TOLD).findings

    @WILD
    @given(answers=answers_for(VfxAnswer, WORDS, sly=_sly_vfx))
    def holds(answers: list[str]) -> None:
        made = model.asked({VfxAnswer: answers}, lambda: LlmVfxReviewer(model.chat).review(BOARD, TOLD))
        assert made is not None
        told = [(found.rule, found.severity, found.message) for found in made.findings]
        assert all((found.rule, found.severity, found.message) in told for found in counted)
        for found in made.findings[: -len(counted) or None]:
            assert set(found.shots) <= SHOTS
        assert made.verdict == verdict_of(Counter(found.severity for found in made.findings))
        assert VfxReport.from_json(made.to_json(), where="vfx-review.json") == made
        rows = [line for line in made.to_markdown().split("\n") if line.startswith(("| CRIT", "| WARN", "| SUGG"))]
        assert len(rows) == len(made.findings)
        assert all(found.message.strip() and found.fix.strip() for found in made.findings)

    holds()


def test_no_attribution_loses_what_the_rules_suspect() -> None:
    """A report full of orders would send the redo to a stage that nobody suspected, or record nothing at all."""
    model, facts, table = WildModel(), ShotFacts(shot="S01-001"), IssueTable()
    ruled = suspects_of("visual-continuity", "odd", facts, table)

    @WILD
    @given(answers=answers_for(ToldSuspects, WORDS))
    def holds(answers: list[str]) -> None:
        attributor = LlmAttributor(model.chat)
        found = model.asked(
            {ToldSuspects: answers},
            lambda: attributor.attribute("visual-continuity", "odd", BOARD.shots[0], facts, table),
        )
        assert found is not None
        made = found.suspects
        assert max(one.confidence for one in made) <= MOST_SURE
        assert "frames" not in {one.blame for one in made}
        assert {one.blame for one in ruled} <= {one.blame for one in made}
        assert [one.confidence for one in made] == sorted((one.confidence for one in made), reverse=True)
        assert all(one.reason.strip() for one in made)
        issue = Issue(
            id="issue-001", kind="visual-continuity", note="odd", by="t", at="2026", shot="S01-001", suspects=made
        )
        assert Issue.from_json(issue.to_json(), where="issue-001.json") == issue

    holds()
