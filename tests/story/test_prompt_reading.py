"""What a prompt says: who speaks what, how the camera stands and moves, who does what."""

from __future__ import annotations

import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.video import staging
from spark_video_assets.story import prompt_words
from spark_video_assets.story.prompt_reading import NARRATOR, dialogue_in, read_prompt, spoken_lines
from spark_video_assets.story.storyboard import Shot

CAST = ["Mina", "Otto", "Old Otto", "郭芙蓉", "钱夫人"]


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        ('Medium shot. Mina: "Hi there." Otto whispers to Mina, "Not here."', [("Mina", "Hi there."), ("Otto", "Not here.")]),
        ('Close-up. "Leave me," says Otto.', [("Otto", "Leave me")]),
        ('Otto turns to Mina and says: "Go."', [("Otto", "Go.")]),
        ('Old Otto (softly): “Come in.”', [("Old Otto", "Come in.")]),
        ('A sign reads "OPEN". Mina\'s phone says "Beep".', []),
        ('Mina looks at a poster, "FERRY".', []),
        ('A stranger: "Hello."', []),
        ('Mina says "One," then "two."', [("Mina", "One"), ("Mina", "two.")]),
        ('Otto shouts at Mina: "Out!"', [("Otto", "Out!")]),
        ('Mina says: "A." Otto laughs. "B," says Mina.', [("Mina", "A."), ("Mina", "B")]),
        ("钱夫人对郭芙蓉说：“坐。”", [("钱夫人", "坐。")]),
        ("Mina says, 'I don't know.' Otto nods.", [("Mina", "I don't know.")]),
        ('Mina, laughing: "Hi." Otto (71), tired: "No."', [("Mina", "Hi."), ("Otto", "No.")]),
        ('Otto turns to Mina, smiling: "You."', [("Otto", "You.")]),
        ('Behind Otto, Mina: (softly) "Me."', [("Mina", "Me.")]),
        ("郭芙蓉看着钱夫人，怒道：“你！”", [("郭芙蓉", "你！")]),
        ('MINA: "Loud."', [("Mina", "Loud.")]),
        ("钱夫人怒道：“你这小蹄子！” 郭芙蓉：「夫人，我没有！」", [("钱夫人", "你这小蹄子！"), ("郭芙蓉", "夫人，我没有！")]),
        ("郭芙蓉说道：我没有偷。钱夫人说道：胡说！", [("郭芙蓉", "我没有偷。"), ("钱夫人", "胡说！")]),
    ],
)  # fmt: skip
def test_lines_go_to_the_right_mouth(prompt: str, lines: list[tuple[str, str]]):
    """A line read into the wrong mouth is spoken by the wrong person in the film."""
    assert dialogue_in(prompt, CAST) == lines


def test_camera_mood_and_gestures():
    """The drawn film follows the prompt's own camera and acting words, in both languages."""
    english = read_prompt(
        "Extreme close-up, slow push-in on Otto. Otto nods, smiling. Mina recoils, terrified.", CAST
    )
    assert (english.size, english.movement, english.focus) == ("extreme_close", "push_in", "Otto")
    assert english.gestures == {"Otto": "nod", "Mina": "recoil"}
    chinese = read_prompt("中景，镜头拉远。钱夫人叉腰怒视。郭芙蓉后退一步，惊恐。", CAST)
    assert (chinese.size, chinese.movement) == ("medium", "pull_out")
    assert chinese.gestures == {"钱夫人": "hands_on_hips", "郭芙蓉": "recoil"}


def test_focus_is_the_one_that_the_camera_looks_at():
    """An over-the-shoulder shot names the shoulder first; the picture is about the other one."""
    assert read_prompt("Over-the-shoulder shot past Mina (71) onto Otto, static.", CAST).focus == "Otto"
    assert read_prompt("越过钱夫人肩头的过肩镜头，看向郭芙蓉，固定机位。", CAST).focus == "郭芙蓉"
    assert read_prompt("Medium shot of Otto. A hand on Mina.", CAST).focus == "Otto"


def test_action_is_what_happens():
    """The drawing provider acts out what is told, not the camera's orders or the lines."""
    prompt = (
        'Medium shot, slow push in. Otto turns to Mina and says: "Go." Mina: "No." Mina drops the key. warm dusk'
    )
    read = read_prompt(prompt, CAST, anchor="warm dusk")
    assert read.action == "Otto turns to Mina. Mina drops the key."
    assert read_prompt("Medium shot. Mina waits. tender dusk", CAST, anchor="tender dusk").mood is None
    assert read_prompt("中景，镜头推近。钱夫人摔门。郭芙蓉说道：“走。”", CAST).action == "钱夫人摔门。"


def test_quoted_words_move_no_camera():
    """The words "push in the door" spoken in a line are no camera move."""
    read = read_prompt('Static wide shot. Mina: "Push in, I am so angry!"', CAST)
    assert (read.size, read.movement, read.mood) == ("wide", "static", None)


def test_words_are_those_of_the_stage():
    """A size or gesture that the drawing provider does not know would crash the render."""
    pairs = [
        (prompt_words.ShotSize, staging.ShotSize),
        (prompt_words.Movement, staging.Movement),
        (prompt_words.Mood, staging.Mood),
        (prompt_words.Gesture, staging.Gesture),
    ]
    for ours, theirs in pairs:
        assert set(typing.get_args(ours)) == set(typing.get_args(theirs))


def test_spoken_lines_of_a_shot():
    """Narration is the narrator's; structured speech wins over the prompt; an unseen speaker is a voice over."""
    narrated = Shot(id="S01-001", scene="S01", prompt="Sea.", role="narration", narration_text="It rained.")
    assert [(b.speaker, b.voice_over) for b in spoken_lines(narrated, "narration")] == [(NARRATOR, True)]
    heard = Shot(id="S01-002", scene="S01", prompt='Otto: "Down here!" Mina: "Who?"', characters=["Mina"])
    assert [(b.speaker, b.voice_over) for b in spoken_lines(heard, "drama", CAST)] == [
        ("Otto", True),
        ("Mina", False),
    ]
    told = Shot.model_validate({**heard.model_dump(), "speech": [{"speaker": "Mina", "text": "Hm."}]})
    assert [b.text for b in spoken_lines(told, "drama", CAST)] == ["Hm."]


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_prompt_is_read(prompt: str):
    """No prompt, however wild, may stop the production; only cast names ever speak."""
    assert {speaker for speaker, _ in dialogue_in(prompt, CAST)} <= set(CAST)
    read_prompt(f'Mina: "{prompt}', CAST)
