"""Property: whatever models of clip judge and prompt doctor answer, no junk is a verdict and no prompt loses its lines.

Rules that belong to them: six axes or no judgement, and the verdict by arithmetic; `mended_faults` of every prompt.
"""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tiny_clips import drift, speech, write_clip
from wild_answers import WILD, WildModel, answers_for
from wild_story import FORBIDDEN, wild_world

from resources.judge.base import AXES, ReviewRequest
from resources.judge.omni.forms import forms_of
from resources.judge.omni.judge import OmniJudge
from resources.judge.omni.verdict import Verdict
from spark_video_assets.crew.shooting.clip_reviewer import decided
from spark_video_assets.crew.shooting.llm_prompt_doctor import LlmPromptDoctor, MendedPrompt, mended_faults
from spark_video_assets.crew.shooting.prompt_doctor import OfflinePromptDoctor
from spark_video_assets.crew.wording import terms_in
from spark_video_assets.story.reviewing import Review, ReviewRules
from spark_video_assets.story.storyboard import Shot, SpokenBeat

LINE = "Not tonight, Otto."
RULES = ReviewRules()


def test_no_junk_is_a_verdict(tmp_path: Path) -> None:
    """A judge that says ACCEPT to five axes, to words or to a mark of 99 would let a bad take into the film."""
    model = WildModel()
    clip = tmp_path / "clip.mp4"
    write_clip(clip, drift(0.3), speech(0.3, []))
    request = ReviewRequest(
        clip=clip, shot_id="S01-001", kind="t2v", prompt="Wide shot.", duration_s=0.3, width=320, height=180
    )
    judge = OmniJudge(model.chat, lambda film, name: "oss://never", forms_of(""))

    @WILD
    @given(answers=answers_for(Verdict))
    def holds(answers: list[str]) -> None:
        made = model.asked({Verdict: answers}, lambda: judge.judge(request), most_calls=1)
        if made is None:
            return
        assert set(made.breakdown) == set(AXES)
        marks = [mark for mark in made.breakdown.values() if mark is not None]
        assert all(0 <= mark <= 10 for mark in marks)
        review = decided(made, shot_id="S01-001", version=1, rules=RULES, at="2026-01-01T00:00:00+00:00")
        fit = math.fsum(marks) / len(marks) >= RULES.threshold and min(marks) > RULES.veto_floor
        assert (review.verdict == "ACCEPT") == fit
        assert "\n" not in review.critique

    holds()
    assert model.made > 5


def test_no_mended_prompt_breaks_what_must_stay() -> None:
    """The next take would be paid for without its line, its people or the look of the film."""
    model = WildModel()
    lore = wild_world().lore
    prompt = f'Medium shot of Ada. Ada (aged 71) lifts the lamp. Ada says: "{LINE}" {lore.anchor}'
    shot = Shot(
        id="S01-001", scene="S01", duration=4, prompt=prompt, characters=["Ada"],
        speech=[SpokenBeat(speaker="Ada", text=LINE)],
    )  # fmt: skip
    review = Review(
        shot_id=shot.id, version=1, verdict="REJECT", critique="the hand melts", breakdown={"logic": 3.0}
    )
    by_rules = OfflinePromptDoctor().rewrite(prompt, review, shot, lore)
    plausible = st.sampled_from([prompt.replace("lifts", "slowly lifts"), prompt.replace("lamp", FORBIDDEN), LINE])

    @WILD
    @given(wild=answers_for(MendedPrompt, (prompt, f'Ada says: "{LINE}"', lore.anchor)), plain=plausible)
    def holds(wild: list[str], plain: str) -> None:
        doctor = LlmPromptDoctor(model.chat)
        told = [*wild[:2], MendedPrompt(prompt=plain).model_dump_json()]
        made = model.asked({MendedPrompt: told}, lambda: doctor.rewrite(prompt, review, shot, lore))
        assert made is not None
        assert made == by_rules or not mended_faults(made, prompt, shot, lore)
        assert f'Ada says: "{LINE}"' in made
        assert made.endswith(lore.anchor)
        assert not terms_in(made, [FORBIDDEN])
        assert not any(ord(sign) < 32 for sign in made)

    holds()
