"""The shipped examples: what a newcomer sees first must be right."""

from __future__ import annotations

import pytest

from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
from spark_video_assets.crew.directing.shot_grammar import SHOT_REVERSE_SHOT, framing_of
from spark_video_assets.story.rules import check_manifests, check_script, check_storyboard, errors_of
from spark_video_assets.story.scene_page import parse_scene_page, write_scene_page
from spark_video_assets.story.wording import same_words

PROJECTS = ["lantern-bay", "night-radio", "江边茶馆"]
EXPECTED_WARNINGS = {"dialogue-tight", "picture-missing"}
"""Our director leaves 0.95 s around the words instead of 2 s; pictures are made when the episode is."""


@pytest.mark.parametrize("project", PROJECTS)
def test_an_example_breaks_no_rule(example, project):
    """A first episode that opens with errors or warnings would look broken before it began."""
    made = example(project)
    found = [*check_script(made.script, made.facts), *check_manifests(made.facts)]
    found += check_storyboard(made.board, made.facts)
    assert errors_of(found) == []
    assert {f.code for f in found if f.severity == "WARN"} <= EXPECTED_WARNINGS
    assert OfflineVfxReviewer().review(made.board, made.told).verdict == "PASS"


@pytest.mark.parametrize("project", PROJECTS)
def test_an_example_keeps_its_length(example, project):
    """The film must be as long as its brief says, within 15 %."""
    made = example(project)
    assert made.board.total_duration() == pytest.approx(made.brief.target_duration_s, rel=0.15)


def test_lantern_bay_has_a_films_coverage(example):
    """The example must show craft: 8-13 shots, an establishing opening, a chained pair, varied dialogue."""
    shots = example("lantern-bay").board.shots
    assert 8 <= len(shots) <= 13
    assert shots[0].kind == "t2v"
    assert framing_of(shots[0].camera) == "wide"
    assert any(shot.use_prev_last_frame_as_first for shot in shots)
    spoken = [shot for shot in shots if shot.speech]
    assert sum(framing_of(s.camera) not in SHOT_REVERSE_SHOT for s in spoken) >= 0.3 * len(spoken)
    assert len({framing_of(shot.camera) for shot in shots}) >= 5


@pytest.mark.parametrize("project", PROJECTS)
def test_every_written_line_is_heard_once(example, project):
    """A line of the screenplay that no shot speaks is lost in the film."""
    made = example(project)
    heard = [same_words(line.text) for shot in made.board.shots for line in shot.speech]
    written = [same_words(line.text) for page in made.script.pages for line in page.spoken()]
    assert heard == written
    narrated = [beat.narration for page in made.script.pages for beat in page.beats if beat.narration]
    assert [shot.narration_text for shot in made.board.shots if shot.role == "narration"] == narrated


@pytest.mark.parametrize("project", PROJECTS)
def test_pages_survive_the_round_trip(example, project):
    """The viewer and the next edit see what was written."""
    for page in example(project).script.pages:
        assert parse_scene_page(write_scene_page(page), where="page") == page


@pytest.mark.parametrize("project", PROJECTS)
def test_every_scene_finds_its_set(example, project):
    """A scene without a set is drawn in an empty room."""
    made = example(project)
    assert all(made.board.set_of(shot) in made.world.sets.entries for shot in made.board.shots)
