"""The prompt doctor: small changes, dialogue and anchor untouched, a new prompt each time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_video_assets.crew.shooting.prompt_doctor import LONGEST_SEEN, OfflinePromptDoctor, sanitized
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.reviewing import AXES, Review, ReviewRules, decide
from spark_video_assets.story.storyboard import Shot, SpokenBeat
from spark_video_assets.story.takes import Take, refusal

ANCHOR = "gentle storybook comedy, lamp glow on slate blue"
LINE = 'He said "no gore", and left.'


def shot_of(line: str | None = "Not one.", camera: str = "Close-up on Ada, slow push-in") -> Shot:
    said = f' Ada says: "{line}"' if line else ""
    return Shot(
        id="S01-002",
        scene="S01",
        prompt=f"{camera}. Ada (aged 71) lifts the lantern.{said} {ANCHOR}",
        characters=["Ada"],
        speech=[SpokenBeat(speaker="Ada", text=line)] if line else [],
    )


def review_of(**marks: float) -> Review:
    told = dict.fromkeys(AXES, 9.0) | marks
    return decide(shot_id="S01-002", version=1, breakdown=told, rules=ReviewRules())


def mended(shot: Shot, review: Review, prompt: str | None = None) -> str:
    return OfflinePromptDoctor().rewrite(
        prompt or shot.prompt, review, shot, Lore(mood_anchor=ANCHOR, visual_style="flat storybook drawing")
    )


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("line", ["Not one.", LINE, None])
def test_a_rewrite_changes_only_what_is_seen(axis, line):
    """A rewrite that touches the words or the look makes the next take worse than the first."""
    shot = shot_of(line)
    first = mended(shot, review_of(**{axis: 3.0}))
    second = mended(shot, review_of(**{axis: 3.0}), first)
    for prompt in (first, second):
        assert prompt.endswith(ANCHOR)
        assert prompt.count(ANCHOR) == 1
        assert "Ada" in prompt
        assert line is None or f'Ada says: "{line}"' in prompt
        assert len(prompt) - len(line or "") <= LONGEST_SEEN + 20
    assert len({shot.prompt, first}) == 2
    assert (line is None and axis == "dialog_attribution") or second != first


def test_a_drifting_face_gets_a_wider_frame():
    """Extreme close-ups are where identity breaks first."""
    assert mended(shot_of(), review_of(cast_match=3.0)).startswith("Medium shot of Ada")


def test_remedies_do_not_pile_up():
    """After five rejects the prompt must still be a prompt."""
    shot, prompt = shot_of(), shot_of().prompt
    for _ in range(5):
        prompt = mended(shot, review_of(physics=2.0, logic=3.0), prompt)
    assert len(prompt) < 400
    assert prompt.endswith(ANCHOR)
    assert "Ada lifts" in prompt or "lifts the lantern" in prompt


def test_chinese_prompts_are_mended_in_chinese():
    """English remedies in a Chinese prompt confuse the model."""
    anchor = "暖黄灯笼"
    shot = Shot(
        id="S01-001",
        scene="S01",
        prompt=f"柳三娘的近景特写，固定机位。柳三娘敲了敲茶壶。柳三娘说道：“先付茶钱。”{anchor}",
        characters=["柳三娘"],
        speech=[SpokenBeat(speaker="柳三娘", text="先付茶钱。")],
    )
    prompt = OfflinePromptDoctor().rewrite(shot.prompt, review_of(physics=2.0), shot, Lore(mood_anchor=anchor))
    assert "柳三娘说道：“先付茶钱。”" in prompt
    assert prompt.endswith(anchor)
    assert not any(sign.isascii() and sign.isalpha() for sign in prompt)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("```text\nA wide shot.\n```", "A wide shot. X"),
        ('"A wide shot."', "A wide shot. X"),
        ("A wide\nshot, no gore, no nudity.", "A wide shot. X"),
        ("A wide shot. X X", "A wide shot. X"),
        ("全景。没有血腥画面，灯亮着。", "全景。灯亮着。X"),
    ],
)
def test_the_sanitizer_cleans_what_models_add(raw, clean):
    """Fences and quotes would be filmed; negated trigger words trip moderation."""
    assert sanitized(raw, "X") == clean


@given(text=st.text(max_size=500))
@settings(max_examples=80)
def test_sanitizing_twice_changes_nothing_more(text):
    """The sanitizer runs after every rewrite: it must settle."""
    once = sanitized(text, "X y")
    assert once.endswith("X y")
    assert sanitized(once, "X y") == once


@pytest.mark.parametrize(
    ("seen", "line"),
    [("Ada finds blood on the knife.", "There was blood!"), ("艾达发现刀子上的鲜血。", "有血！")],
)
def test_refused_content_is_said_more_gently_and_never_twice_alike(seen, line):
    """The same words would be refused again; words of the dialogue are the writer's and stay."""
    said = f"艾达说道：“{line}”" if "艾" in seen else f'Ada says: "{line}"'
    shot = shot_of(line).model_copy(update={"prompt": f"{seen} {said} {ANCHOR}"})
    prompts = [shot.prompt]
    for _ in range(3):
        review = refusal(shot.id, Take(version=1, status="FAILED", error="refused"))
        prompts.append(mended(shot, review, prompts[-1]))
    assert len(set(prompts)) == 4
    for prompt in prompts[1:]:
        assert f"{said[: -len(line) - 1]}{line}" in prompt
        assert not {"blood on", "knife", "鲜血", "刀子"} & {
            word for word in ("blood on", "knife", "鲜血", "刀子") if word in prompt
        }
        assert prompt.endswith(ANCHOR)
