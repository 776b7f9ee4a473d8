"""The thing of a premise: what it says itself comes before any lamp."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resources.video.thing_words import kind_of
from spark_video_assets.crew.writing.premise import read_premise


@pytest.mark.parametrize(
    ("premise", "chinese", "name", "kind"),
    [
        ("A boy finds a robot.", False, "robot", "robot"),
        ("A girl loses her dog in the park.", False, "dog", "dog"),
        ("A boy finds a glowing orb in the forest.", False, "orb", None),
        ("The old man makes a wish.", False, "lamp", "lamp"),
        ("男孩捡到一个机器人。", True, "机器人", "robot"),
        ("男孩捡到一个发光的圆球，藏在阁楼里。", True, "圆球", None),
        ("她发现了真相。", True, "灯笼", "lamp"),
    ],
)
def test_a_story_is_about_what_its_premise_names(premise: str, chinese: bool, name: str, kind: str | None):
    """Guards against a boy who finds a robot and gets a lamp, and against a wish that lies on a table."""
    thing = read_premise(premise, chinese=chinese).told_of.name
    assert (thing, kind_of(thing)) == (name, kind)


def test_a_thing_that_nobody_can_draw_is_told_by_its_name_and_shown_wrapped(from_premise: Callable):
    """Guards against another thing in the picture than in the words, and against none at all."""
    made = from_premise("A boy finds a glowing orb in the forest.")
    assert any("orb" in line.text for page in made.script.pages for line in page.spoken())
    assert [note.name for page in made.script.pages for note in page.prop_check] == ["orb"]
