"""A person's no on a real folder: who acts on the note, what stays as it is, and what nobody can act on is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from scripted_studio import Studio, shot_of, studio_of

from resources.atomic import write_text
from spark_video_assets.crew.feedback.objecting import reject
from spark_video_assets.crew.post.music_notes import music_wish
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import view_gate
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import Gate, SignOff
from spark_video_assets.story.notes import read_note

ONE, TWO = "S01-001", "S01-002"


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


def no(studio: Studio, gate: Gate, note: str) -> SignOff:
    return reject(look(studio), gate, note=note, by="Mia", at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Two shots with winners and their dailies."""
    made = studio_of(tmp_path, shot_of(1), shot_of(2))
    made.shoot()
    episode = made.episode
    episode.save(
        dailies_of(episode.storyboard(), episode.states(), episode.escalation(), 7.0), episode.folder.dailies
    )
    return made


def test_a_rejected_take_is_asked_for_again_with_its_own_words(studio: Studio) -> None:
    """The note would lie in a record while the person waits for a retake; or every shot be paid for again."""
    record = no(studio, "render", "S01-002: the lamp must be on.")
    assert record.routed == ["shot again with the note: S01-002"]
    assert record.unrouted == ""
    states = studio.episode.states()
    assert (states.of(TWO).winner_version, states.of(TWO).note) == (None, "S01-002: the lamp must be on.")
    assert states.of(ONE).winner_version == 1
    assert view_gate("render", look(studio)).signed == "stale"
    report = studio.shoot()
    assert (report.won, report.kept) == ([TWO], [ONE])
    assert studio.renderer.takes()[-1] == (TWO, 2)
    assert "the lamp must be on" in studio.renderer.asked[-1].prompt


@pytest.mark.parametrize("note", ["everything is too dark", "closer, please", ""])
def test_a_note_that_names_no_shot_costs_nothing_and_says_so(studio: Studio, note: str) -> None:
    """Every shot would be shot again for money because of one general remark, or the gate stay shut without a word."""
    record = no(studio, "render", note)
    assert record.routed == []
    assert "S01-002" in record.unrouted
    assert view_gate("render", look(studio)).unrouted == record.unrouted
    assert studio.shoot().won == []


def test_a_typing_error_in_a_shot_id_is_told(studio: Studio) -> None:
    """The person would wait for a retake of a shot that does not exist."""
    assert "S01-007" in no(studio, "render", "S01-007 is too dark").unrouted


def test_a_moment_of_the_film_becomes_its_shot(studio: Studio) -> None:
    """Who watches the film sees a clock, not shot ids."""
    assert no(studio, "final", "At 0:00.3 the lamp flickers").routed == ["shot again with the note: S01-002"]


def test_words_about_music_change_the_music_alone(studio: Studio) -> None:
    """Shots would be paid for again because the music was too sad; or the wish be lost."""
    write_text(studio.episode.folder.brief, _BRIEF)
    record = no(studio, "final", "The music is too sad in scene 1, and softer please.")
    assert record.routed == ["the composer changes the music: S01: warm, softer"]
    change = studio.episode.music_change()
    assert change.scenes == {"S01": "warm"}
    assert change.volume < 1
    assert {state.winner_version for state in studio.episode.states().shots.values()} == {1}
    no(studio, "final", "Make the music heroic everywhere")
    assert (studio.episode.music_change().mood, studio.episode.music_change().scenes) == ("heroic", {})
    no(studio, "final", "No music at all")
    assert not studio.episode.music_change().plays


def test_a_wish_about_the_cut_changes_one_line_of_the_brief(studio: Studio) -> None:
    """A machine would rewrite the producer's file, comments and all."""
    write_text(studio.episode.folder.brief, _BRIEF)
    record = no(studio, "final", "Longer dissolves, please. Burn the captions into the picture.")
    assert len(record.routed) == 2
    text = studio.episode.folder.brief.read_text("utf-8")
    assert text == _BRIEF.replace("crossfade_s: 0.2", "crossfade_s: 0.3") + "captions: burned\n"
    no(studio, "final", "hard cuts")
    assert studio.episode.brief().crossfade_s == 0


def test_pages_of_a_person_are_never_rewritten(studio: Studio) -> None:
    """The crew would overwrite what somebody wrote, or the gate promise that it is being worked on."""
    write_text(studio.episode.folder.scene_page(1), "## Scene 1 — Pier (dusk)\n\n**Action**: Waves.\n")
    record = no(studio, "script", "Scene 1: more waves")
    assert record.routed == []
    assert "edit scenes/scene-NN.md" in record.unrouted


@pytest.mark.parametrize(
    ("note", "mood"),
    [
        ("the music should be warmer and tender", "warm"),
        ("the bgm is too tense", "calm"),
        ("less sad music, more heroic", "heroic"),
        ("音乐太紧张", "calm"),
        ("I hate the score", None),
    ],
)
def test_what_is_said_about_music(note: str, mood: str | None) -> None:
    """`too sad` would be answered with sadder music."""
    wish = music_wish(read_note(note))
    assert (wish.mood if wish else None) == mood


_BRIEF = """# mine
premise: An old keeper and her light.
provider: animatic
resolution: 480P
crossfade_s: 0.2  # as Mia likes it
bgm: {enabled: true, mode: scene}
"""
