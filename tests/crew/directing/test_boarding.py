"""Boarding on a real folder: whose words stand when a person edits what the director wrote."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from asked_crew import GOOD_MARKS, LIMITS, AskedModel, asked_model, scene_draft

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.directing.boarding import board_episode
from spark_video_assets.crew.hiring import hire
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.episode.critiques import critiques, standing_critique
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import freshness, record_done
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.storyboard import Storyboard

EXAMPLE = Path(__file__).parents[3] / "examples" / "lantern-bay"


def opened(root: Path) -> Episode:
    """The example with its manifests and direction, not boarded yet."""
    shutil.copytree(EXAMPLE, root / "lantern-bay")
    episode = Episode.at(ProjectsRoot(root), EpisodeKey.of("lantern-bay", "001"))
    for kind in ("cast", "set", "prop"):
        episode.save(scan_cards(episode.folder, kind), episode.manifest_path(kind))
    world = World.of(Sources(episode, Settings()))
    direction = hire().director.direct(world, episode.pages())
    episode.save(direction, episode.folder.direction)
    return episode


def boarded(episode: Episode) -> Storyboard:
    """One run of the storyboard stage, recorded as the IO manager records it."""
    before = Sources(episode, Settings())
    freshness(before, "storyboard")
    board = board_episode(before, hire(), DirectedScript(World.of(before), episode.pages(), episode.direction()))
    episode.save(board, episode.folder.storyboard)
    record_done(before, Sources(episode, Settings()), "storyboard")
    return board


def test_what_a_person_changes_in_the_storyboard_stands(tmp_path: Path) -> None:
    """Whoever edits the one big file would find the edit gone after the next run."""
    episode = opened(tmp_path)
    first = boarded(episode).shots[0]
    words = "Wide shot, slow tilt up. Gulls."
    path = episode.folder.storyboard
    write_text(path, path.read_text(encoding="utf-8").replace(json.dumps(first.prompt)[1:-1], words))
    assert freshness(Sources(episode, Settings()), "storyboard") == "stale"
    assert boarded(episode).shots[0].prompt == words
    assert episode.fragment(1).shots[0].prompt == words
    write_text(episode.folder.lore, "---\ntitle: another\n---\n")
    assert boarded(episode).shots[0].prompt == words


def test_an_untouched_storyboard_follows_its_script(tmp_path: Path) -> None:
    """Fragments of ours would be taken for a person's, and a changed page never be boarded again."""
    episode = opened(tmp_path)
    boarded(episode)
    page = episode.folder.scene_page(1)
    write_text(page, page.read_text(encoding="utf-8").replace("Not one.", "Not a single one."))
    lines = [beat.text for shot in boarded(episode).shots for beat in shot.speech]
    assert "Not a single one." in lines
    assert "Not one." not in lines


def asked_board(episode: Episode, model: AskedModel) -> Storyboard:
    """One run of the storyboard stage with a crew that asks a model."""
    before = Sources(episode, Settings())
    freshness(before, "storyboard")
    told = DirectedScript(World.of(before), episode.pages(), episode.direction())
    board = board_episode(before, hire(model.chat, LIMITS), told)
    episode.save(board, episode.folder.storyboard)
    record_done(before, Sources(episode, Settings()), "storyboard")
    return board


def test_a_plan_is_revised_before_anybody_sees_it_and_a_persons_scene_stays(tmp_path: Path) -> None:
    """Gate 2 would show the plan that the critic refused, or a scene that somebody drew be drawn over."""
    episode = opened(tmp_path)
    boarded(episode)
    path = episode.folder.scene_fragment(2)
    write_text(path, path.read_text(encoding="utf-8").replace("slow push-in", "handheld camera"))
    kept = episode.fragment(2)
    page = episode.folder.scene_page(1)
    write_text(page, page.read_text(encoding="utf-8").replace("Not one.", "Not a single one."))
    world = World(episode.brief(), episode.lore(), *(episode.manifest(kind) for kind in ("cast", "set", "prop")))
    weak = {
        "marks": dict.fromkeys(GOOD_MARKS, 3),
        "strengths": ["x"],
        "instructions": "S01-001 and S02-001: closer",
    }
    with asked_model(tmp_path / "model") as model:
        model.says(weak, system="You are the critic", times=1)
        model.says({"marks": GOOD_MARKS, "strengths": ["x"]}, system="You are the critic")
        for scene in episode.pages().pages:
            here = {"contains": f": this scene>>>\n## Scene {scene.number} "}
            model.says(scene_draft(scene, world), times=1, **here)
            closer = scene_draft(scene, world)
            closer["shots"][0]["camera"] = "Close detail shot, slow push-in"
            model.says(closer, **here)
        board = asked_board(episode, model)
    boards = [text for text in model.asked() if "turn one scene page into shots" in text]
    scenes = len(episode.pages().pages)
    assert len([text for text in boards if ": this scene>>>\n## Scene 2 " in text]) == 0
    assert len(boards) == scenes - 1 + 1
    assert episode.fragment(2) == kept
    assert board.shots[0].prompt.startswith("Close detail shot")
    rounds = critiques(episode)
    assert rounds[0].must_revise
    assert rounds[1].plan_digest == board.content_digest()
    assert standing_critique(episode, board) == episode.folder.critique(2)
