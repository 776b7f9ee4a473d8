"""Which stages an edit makes stale, and whose file is whose: on real folders, without a Dagster run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_studio import tiny_clip
from tiny_episode import write_tiny_episode

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.art.art_room import fill_cast
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import record_made, scan_cards
from spark_video_assets.episode.records import load_announced, load_records
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import (
    RULES,
    about_to_write,
    changed_reads,
    freshness,
    made_by_us,
    record_done,
    stage_names,
)
from spark_video_assets.story.cards import CastCard
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.gates import SignOff
from spark_video_assets.story.script import Script
from spark_video_assets.story.steps import Stage
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.takes import ShotState, Take


def look(episode: Episode) -> Sources:
    return Sources(episode, Settings(provider="animatic"))


def stale(episode: Episode) -> set[Stage]:
    sources = look(episode)
    return {stage for stage in stage_names(sources) if freshness(sources, stage) != "fresh"}


def settle(episode: Episode) -> None:
    """Every stage is done for what is there now, as after a run that changed nothing."""
    for stage in stage_names(look(episode)):
        record_done(look(episode), look(episode), stage)


@pytest.fixture(scope="module")
def done_once(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    """The tiny episode with a file for everything that stages own, all of it fresh."""
    episode = write_tiny_episode(tmp_path_factory.mktemp("projects"))
    folder = episode.folder
    portrait = folder.project_asset_folder("cast", "Ada") / "portrait1.png"
    write_text(portrait, "our portrait")
    record_made(portrait, by="animatic", card="x")
    write_text(folder.project_bgm / "theme.wav", "music")
    for kind in ("cast", "set", "prop"):
        episode.save(scan_cards(folder, kind), episode.manifest_path(kind))
    fragment = episode.fragment(1)
    board = Storyboard(title="t", scenes=[fragment.scene], shots=fragment.shots)
    episode.save(board, folder.storyboard)
    episode.save(Direction(director_reference="dry comedies"), folder.direction)
    episode.save_script(Script(pages=[episode.page(1)]))
    take = Take(version=1, status="SUCCEEDED", video_path="clips/S01-001-ver1.mp4", clip_digest="d")
    tiny_clip(folder.winner_clip("S01-001"), 90)
    with episode.changing_states() as states:
        states.shots["S01-001"] = ShotState(shot_id="S01-001", winner_version=1, attempts=[take])
    for stage in stage_names(look(episode)):
        for path in RULES[stage].owns(look(episode)):
            if not path.is_file():
                write_text(path, f"stand-in for what {stage} makes")
    settle(episode)
    assert stale(episode) == set()
    return episode


@pytest.fixture
def done(done_once: Episode, tmp_path: Path) -> Episode:
    """A copy for one test to edit."""
    shutil.copytree(done_once.folder.root.path, tmp_path, dirs_exist_ok=True)
    return Episode.at(ProjectsRoot(tmp_path), done_once.key)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    write_text(path, text.replace(old, new))


Edit = Callable[[Episode], None]


def brief(old: str, new: str) -> Edit:
    return lambda e: rewrite(e.folder.brief, old, new)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (brief("seed: 3", "seed: 3\ncaptions: soft"), {"brief", "final_cut", "viewer"}),
        (brief("seed: 3", "seed: 3\nbudget: 9"), {"brief", "viewer"}),
        (brief("seed: 3", "seed: 3\npacing: fast"), {"brief", "storyboard_critique", "viewer"}),
        (brief("seed: 3", "seed: 3\nnarrator_voice: deep"), {"brief", "storyboard", "narration_audio", "viewer"}),
        (
            brief("seed: 3", "seed: 3\ncrossfade_s: 0.5"),
            {"brief", "subtitles", "final_cut", "viewer"},
        ),
        (brief("seed: 3", "seed: 3\nfade_out_s: 0"), {"brief", "final_cut", "viewer"}),
        (brief("seed: 3", "seed: 3\nfade_out_s: 0.6"), {"viewer"}),
        (brief("# Ada's own words", "# my words"), {"viewer"}),
        (
            lambda e: rewrite(e.folder.project_lore, "A bay", "The bay"),
            {
                "cast", "movie_set", "props", "script", "direction", "storyboard", "storyboard_critique", "lore",
                "viewer",
            },
        ),
        (
            lambda e: rewrite(e.folder.scene_page(1), "Ada lights", "Ada cleans"),
            {"script", "direction", "storyboard", "viewer"},
        ),
        (lambda e: rewrite(e.folder.script, "Ada", "Ada"), set()),
        (lambda e: write_text(e.folder.script, "mine"), {"script", "viewer"}),
        (lambda e: rewrite(e.folder.direction, "dry", "wet"), {"direction", "storyboard", "viewer"}),
        (lambda e: rewrite(e.folder.scene_fragment(1), "Wide shot", "Full shot"), {"storyboard", "viewer"}),
        (
            lambda e: rewrite(e.folder.storyboard, "Wide shot", "Full shot"),
            {
                "storyboard", "storyboard_critique", "render_plan", "dailies", "narration_audio", "final_cut",
                "viewer",
            },
        ),
        (lambda e: rewrite(e.folder.shots_state, '"d"', '"e"'), {"dailies", "viewer"}),
        (
            lambda e: tiny_clip(e.folder.winner_clip("S01-001"), 200) and None,
            {"subtitles", "final_cut"},
        ),
        (lambda e: write_text(e.folder.final_film, "another film"), {"final_cut", "delivery", "viewer"}),
        (lambda e: write_text(e.folder.project_bgm / "theme.wav", "louder"), {"final_cut", "viewer"}),
        (lambda e: e.folder.viewer.unlink(), {"viewer"}),
        (lambda e: e.folder.cast_manifest.unlink(), {"cast", "script", "storyboard", "render_plan", "viewer"}),
    ],
)  # fmt: skip
def test_an_edit_makes_exactly_its_readers_stale(done: Episode, edit: Edit, expected: set[Stage]) -> None:
    """Work would be redone for nothing, or a change never reach the film."""
    edit(done)
    assert stale(done) == expected


def test_a_users_picture_beside_ours_reaches_cast_and_plan(done: Episode) -> None:
    """A portrait dropped into the folder would be ignored, or make the writer start again."""
    mine = done.folder.project_asset_folder("cast", "Ada") / "mine.png"
    write_text(mine, "my portrait")
    assert stale(done) == {"cast"}
    done.save(scan_cards(done.folder, "cast"), done.folder.cast_manifest)
    record_done(look(done), look(done), "cast")
    assert stale(done) == {"render_plan", "viewer"}


def test_an_unreadable_record_means_run_again(done: Episode) -> None:
    """A state file torn by a full disk would stop the episode for good, or count as everything done."""
    for broken in ("", "{", "[]", '{"stages": 3}'):
        write_text(done.folder.state, broken)
        assert load_records(done.folder.state) == {}
        assert stale(done) == set(stage_names(look(done)))
    settle(done)
    assert stale(done) == set()


def test_a_record_keeps_what_older_programs_wrote_beside_it(done: Episode) -> None:
    """The bookkeeping of an older program (its task ids) would be lost."""
    write_text(done.folder.state, '{"cast_count": 3, "task_ids": ["a"]}')
    settle(done)
    assert '"task_ids"' in done.folder.state.read_text(encoding="utf-8")
    assert stale(done) == set()


def test_an_edit_during_the_run_leaves_the_stage_stale(done: Episode) -> None:
    """An edit made while a stage runs would be recorded as read, and never reach the film."""
    before = look(done)
    assert freshness(before, "direction") == "fresh"
    rewrite(done.folder.scene_page(1), "Ada lights", "Ada cleans")
    record_done(before, look(done), "direction")
    assert changed_reads(look(done), "direction") == ["pages"]


def test_a_page_of_an_interrupted_run_is_not_taken_for_a_persons(done: Episode) -> None:
    """After a crash in the middle of writing, half a script would count as a person's and never be written on."""
    page, theirs = done.folder.scene_page(1), done.folder.scene_page(2)
    write_text(theirs, page.read_text("utf-8").replace("Scene 1", "Scene 2"))
    texts = {page: page.read_text("utf-8").replace("lamp", "light"), theirs: theirs.read_text("utf-8")}
    for _ in range(2):  # the run that was killed between the two files, and the one that goes on
        about_to_write(look(done), "script", texts)
        write_text(page, texts[page])
        assert [made_by_us(look(done), "script", path) for path in texts] == [True, False]
    write_text(page, texts[page].replace("light", "beam"))
    assert not made_by_us(look(done), "script", page)
    write_text(page, texts[page])
    record_done(look(done), look(done), "script")
    assert load_announced(done.folder.state) == {}
    assert [made_by_us(look(done), "script", path) for path in texts] == [True, False]


@pytest.mark.parametrize(("stage", "path"), [("script", "scene_page"), ("storyboard", "scene_fragment")])
def test_a_file_edited_by_hand_stays_a_persons_after_any_number_of_runs(
    done: Episode, stage: Stage, path: str
) -> None:
    """A hand-edited page or fragment would survive one run and be overwritten by the next."""
    file: Path = getattr(done.folder, path)(1)
    before = look(done)
    freshness(before, stage)
    write_text(file, file.read_text(encoding="utf-8").replace("lamp", "light"))
    record_done(before, look(done), stage)
    assert made_by_us(look(done), stage, file)
    write_text(file, file.read_text(encoding="utf-8").replace("light", "beam"))
    for _ in range(2):
        settle(done)
        assert freshness(look(done), stage) == "fresh"
        assert not made_by_us(look(done), stage, file)


def test_an_objection_is_an_input_until_it_is_withdrawn(done: Episode) -> None:
    """A rejected script would not be written again; or approving it at last would write it yet again."""
    told = {"gate": "script", "note": "too long", "by": "Mia", "at": "2026-11-20T09:00:00+00:00", "digest": "x"}
    done.save_sign_off(SignOff.model_validate({**told, "decision": "reject"}))
    assert changed_reads(look(done), "script") == ["objection"]
    settle(done)
    done.save_sign_off(SignOff.model_validate({**told, "decision": "approve"}))
    assert freshness(look(done), "script") == "fresh"
    done.save_sign_off(SignOff.model_validate({**told, "decision": "reject", "note": "too short"}))
    assert changed_reads(look(done), "script") == ["objection"]


def test_inventing_a_cast_does_not_make_the_cast_stale(tmp_path: Path) -> None:
    """An episode without cards would cast itself for ever."""
    episode = write_tiny_episode(tmp_path)
    shutil.rmtree(episode.folder.project_asset_folder("cast", "Ada"))
    before = look(episode)
    freshness(before, "cast")
    assert fill_cast(episode, before.brief, lambda: [CastCard(name="Ada"), CastCard(name="Bo")]) >= 1
    episode.save(scan_cards(episode.folder, "cast"), episode.folder.cast_manifest)
    record_done(before, look(episode), "cast")
    assert freshness(look(episode), "cast") == "fresh"


def test_a_lore_of_ours_that_a_person_edited_is_theirs(tmp_path: Path) -> None:
    """The next run would write over the mood that the producer has just put into words."""
    episode = write_tiny_episode(tmp_path)
    episode.folder.project_lore.unlink(missing_ok=True)
    write_text(episode.folder.lore, "---\ntitle: ours\nmood_anchor: warm light\n---\n")
    before = look(episode)
    assert not before.lore_is_ours
    episode.folder.lore.unlink()
    before = look(episode)
    assert before.lore_is_ours
    assert freshness(before, "lore") == "missing"
    write_text(episode.folder.lore, "---\ntitle: ours\nmood_anchor: warm light\n---\n")
    record_done(before, look(episode), "lore")
    assert look(episode).lore_is_ours
    write_text(episode.folder.lore, "---\ntitle: theirs\nmood_anchor: cold light\n---\n")
    assert not look(episode).lore_is_ours
