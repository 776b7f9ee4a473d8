"""Prompts in each provider's way of naming pictures, and the room they have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from paid_takes import take

from resources.errors import ProviderError
from resources.failures import Policy
from resources.video.base import Capabilities, ImageSyntax, MediaRef, MediaRole, RenderRequest
from resources.video.prompt_images import mostly_cjk, prompt_room, refuse_long, worded_prompt
from resources.video.staging import Figure, Staging

ADA, BO, PIER = (
    MediaRef(role=role, path=Path(f"{name}.png"), name=name)
    for role, name in (("cast", "Ada"), ("cast", "Bo"), ("set", "pier"))
)


def asked(prompt: str, *media: MediaRef, **more: Any) -> RenderRequest:
    return take(prompt=prompt, kind="r2v", media=media, **more)


@pytest.mark.parametrize(
    ("syntax", "worded"),
    [
        ("bracket", "[Image 2] hugs [Image 1]."),
        ("chinese", "图2 hugs 图1."),
        ("english", "Image 2 hugs Image 1."),
        ("character", "character2 hugs character1."),
        ("none", "Bo hugs Ada."),
    ],
)
def test_each_provider_reads_its_own_form(syntax: ImageSyntax, worded: str) -> None:
    """Guards against a model that takes `[Image 1]` for words and shows strangers."""
    assert worded_prompt(asked("[Image 2] hugs [image 1].", ADA, BO, PIER), syntax) == worded


def test_pictures_that_are_not_sent_are_called_by_name() -> None:
    """Guards against numbers that point at another person's picture after one was dropped."""
    request = asked("[Image 1] and [Image 2] at [Image 3].", ADA, BO, PIER)
    assert worded_prompt(request, "bracket", sent=(BO, PIER)) == "Ada and [Image 1] at [Image 2]."
    assert worded_prompt(request, "english", in_front=1) == "Image 2 and Image 3 at Image 4."


def test_people_of_a_shot_without_references_are_called_by_name() -> None:
    """Guards against `[Image 1]` in a shot that became i2v, where no such picture goes along."""
    frame: MediaRole = "first_frame"
    figures = (Figure(name="Ada"), Figure(name="Bo"))
    request = asked(
        "[Image 2] turns to [Image 1].",
        MediaRef(role=frame, path=Path("a.png"), name="predecessor"),
        staging=Staging(shot_id="S01-001", figures=figures),
    )
    assert worded_prompt(request, "bracket") == "Bo turns to Ada."


def test_other_providers_forms_are_understood_and_prose_is_left_alone() -> None:
    """Guards against an older storyboard's numbers staying in a form that this provider does not read."""
    request = asked("图1 looks at Image 2; the poster says image 12 and 图9.", ADA, BO)
    assert worded_prompt(request, "bracket") == "[Image 1] looks at [Image 2]; the poster says image 12 and 图9."


@pytest.mark.parametrize(
    ("prompt", "syntax", "worded"),
    [
        ("Ada waits. Ada smiles.", "bracket", "Ada ([Image 1]) waits. Ada smiles."),
        ("Bo's dog barks at Ada.", "english", "Bo (Image 2)'s dog barks at Ada (Image 1)."),
        ("Adam and Bob wait.", "bracket", "Adam and Bob wait."),
        ('A voice: "Ada!" Then Ada turns.', "bracket", 'A voice: "Ada!" Then Ada ([Image 1]) turns.'),
        ('Nobody. A voice: "Ada!"', "bracket", 'Nobody. A voice: "Ada!"'),
        ("[Image 1] waits; Ada smiles at Bo.", "bracket", "[Image 1] waits; Ada smiles at Bo ([Image 2])."),
        ("Ada waits at the pier.", "none", "Ada waits at the pier."),
    ],
)
def test_people_known_by_name_get_their_pictures_number(prompt: str, syntax: ImageSyntax, worded: str) -> None:
    """Guards against a stranger in the part of Ada: a model knows pictures by number, and no names."""
    assert worded_prompt(asked(prompt, ADA, BO, PIER), syntax) == worded


def test_a_chinese_name_gets_its_number_in_chinese() -> None:
    """Guards against a number that is lost between signs without spaces."""
    keeper = MediaRef(role="cast", path=Path("a.png"), name="艾达")
    assert worded_prompt(asked("老艾达在灯塔下等。", keeper), "chinese") == "老艾达（图1）在灯塔下等。"


@pytest.mark.parametrize("number", ["0", "3"])
def test_a_number_without_a_picture_is_refused(number: str) -> None:
    """Guards against paying for a shot whose prompt speaks of nobody."""
    with pytest.raises(ProviderError) as caught:
        worded_prompt(asked(f"[Image {number}] waits.", ADA, BO), "bracket")
    assert caught.value.failure == Policy.PERMANENT
    assert f"[Image {number}], the request has 2 pictures" in str(caught.value)


def test_room_follows_the_script() -> None:
    """Guards against a prompt that the provider cuts because Chinese signs count double, also between others."""
    able = Capabilities(
        name="bl",
        models={},
        kinds=frozenset(),
        min_duration_s=1,
        max_duration_s=5,
        ratios=frozenset(),
        resolutions=frozenset(),
        prompt_limit=5000,
        prompt_limit_cjk=2500,
    )
    assert prompt_room("灯塔下的路", able) == 2500
    assert prompt_room("Ada at the lamp", able) == 5000
    assert prompt_room("灯塔路口 Ada", able) == 3333
    assert prompt_room("", able) == 5000
    assert prompt_room("灯塔", able.model_copy(update={"prompt_limit_cjk": None})) == 5000
    assert (mostly_cjk(""), mostly_cjk("こんにちは"), mostly_cjk("안녕하세요")) == (False, True, True)
    refuse_long("x" * 5, 5, field="prompt", shot_id="S01-001")
    with pytest.raises(ProviderError, match=r"(?s)shot S01-001, prompt: .*6 characters, the provider reads 5"):
        refuse_long("x" * 6, 5, field="prompt", shot_id="S01-001")
