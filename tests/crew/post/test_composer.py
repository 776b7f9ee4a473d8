"""The composer: mood words of both languages decide, and there is always a mood."""

from __future__ import annotations

import pytest

from spark_video_assets.crew.post.composer import OfflineComposer, mood_of_text
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.script import ScenePage, Script


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("a cosy kitchen among friends", "warm"),
        ("诙谐武侠，搞笑打赌", "playful"),
        ("a chase through the storm, danger everywhere", "tense"),
        ("葬礼上的眼泪与思念", "sad"),
        ("fog hides a strange secret", "mysterious"),
        ("剑客的传奇", "heroic"),
        ("a wedding kiss", "romantic"),
        ("murder and nightmare", "dark"),
        ("a quiet peaceful meadow", "calm"),
        ("xyz", "warm"),
        ("", "warm"),
    ],
)
def test_mood_words_decide(text, mood):
    """A funeral with a polka under it is nobody's film."""
    assert mood_of_text(text) == mood


@pytest.mark.parametrize("project", ["lantern-bay", "night-radio", "江边茶馆"])
def test_every_scene_has_a_mood(example, project):
    """A scene without music between two with music sounds like a fault."""
    made = example(project)
    plan = OfflineComposer().plan(made.brief, made.lore, made.script)
    assert set(plan.scenes) == {page.number for page in made.script.pages}


def test_one_word_does_not_change_the_music():
    """A short film whose music ends at every cut and begins anew falls into pieces."""
    pages = [
        ScenePage(number=1, location="Kitchen", action="Friends at home, a warm lamp.", estimated_duration_s=9),
        ScenePage(number=2, location="Kitchen", action="A laugh among friends.", estimated_duration_s=9),
        ScenePage(number=3, location="Pier", action="Fog, a strange secret, a whisper.", estimated_duration_s=9),
    ]
    plan = OfflineComposer().plan(Brief(premise="A family evening."), Lore(), Script(pages=pages))
    assert plan.scenes == {1: "warm", 2: "warm", 3: "mysterious"}
