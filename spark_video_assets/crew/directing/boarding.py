"""Boarding an episode: one fragment per scene, drawn and judged, hand-edited ones kept, compiled into the storyboard."""

from __future__ import annotations

from resources.errors import InvalidDocument
from spark_video_assets.crew.critique.judging_plans import PlanRoom
from spark_video_assets.crew.critique.plan_revision import Fragments
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.episode.records import load_records
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import about_to_write, changed_reads, count_as_given, made_by_us
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import scene_id, scene_number
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Bgm, Fragment, Storyboard


def board_episode(sources: Sources, crew: Crew, told: DirectedScript) -> Storyboard:
    """Draw what is to be drawn, keep what a person or the director's rewrite made, compile.

    A fragment that nobody edited is drawn again only when something it depends on has changed.

    Raises:
        InvalidDocument: the compiled storyboard breaks a hard rule; names the fragment to mend.
    """
    episode, world, script = sources.episode, told.world, told.script
    _adopt_edited_board(sources)
    # A person's objection is about the shots that it names (`rewriting.with_wishes`); the others stay as they were seen.
    changed = bool(set(changed_reads(sources, "storyboard")) - {"objection"})
    if not script.pages and episode.folder.storyboard.is_file():
        return episode.storyboard()
    kept = {page.number for page in script.pages if _stands(sources, page.number, changed=changed)}
    due = [page for page in script.pages if page.number not in kept]
    room = PlanRoom(crew, told, sources.settings.llm_concurrency)
    drawn = {page.number: fragment for page, fragment in zip(due, room.draw(due), strict=True)}
    fragments = {page.number: drawn.get(page.number) or episode.fragment(page.number) for page in script.pages}
    moods = _scene_moods(crew, world.brief, world.lore, script)

    def compiled(drawings: Fragments) -> Storyboard:
        in_order = [drawings[page.number] for page in script.pages]
        return compile_storyboard(world.brief, episode.bgm(), world.lore, in_order, moods, sources)

    if drawn:
        fragments = room.improved(episode, fragments, set(drawn), compiled)
    texts = {episode.folder.scene_fragment(number): fragments[number].to_json() for number in drawn}
    about_to_write(sources, "storyboard", texts)
    for number in drawn:
        episode.save(fragments[number], episode.folder.scene_fragment(number))
    _remove_left_over(sources, set(fragments))
    return compiled(fragments)


def _stands(sources: Sources, number: int, *, changed: bool) -> bool:
    """True for a fragment that a person gave or edited, or that nothing has changed for."""
    path = sources.folder.scene_fragment(number)
    return path.is_file() and (not made_by_us(sources, "storyboard", path) or not changed)


def _adopt_edited_board(sources: Sources) -> None:
    """Bring what a person changed in `storyboard.json` into the fragments, which are compiled into it again.

    A fragment that was edited as well stands: it is the smaller file, and whoever opened it meant that scene.
    """
    path = sources.folder.storyboard
    if "storyboard" not in load_records(sources.folder.state) or not path.is_file():
        return
    if made_by_us(sources, "storyboard", path):
        return
    board = sources.episode.storyboard()
    for scene in board.scenes:
        number = scene_number(scene.id)
        fragment_path = sources.folder.scene_fragment(number)
        if not fragment_path.is_file() or not made_by_us(sources, "storyboard", fragment_path):
            continue
        fragment = sources.episode.fragment(number)
        # Music moods are added when the fragments are compiled; they are not an edit.
        edited = scene.model_copy(update={"bgm_track": fragment.scene.bgm_track or scene.bgm_track})
        plain = fragment.scene.model_copy(update={"bgm_track": edited.bgm_track})
        shots = [shot for shot in board.shots if shot.scene == scene.id]
        if (edited, shots) != (plain, fragment.shots):
            sources.episode.save(Fragment(scene=edited, shots=shots), fragment_path)
            count_as_given(sources, "storyboard", fragment_path)


def compile_storyboard(
    brief: Brief, bgm: Bgm, lore: Lore, fragments: list[Fragment], moods: dict[str, str], sources: Sources
) -> Storyboard:
    """All fragments as one storyboard, with everything that the brief decided.

    Scenes that name no track of their own get their mood from `moods` (scene id -> mood) when music follows scenes.
    """
    scenes = [fragment.scene for fragment in fragments]
    if bgm.plays and bgm.mode == "scene":
        scenes = [s if s.bgm_track else s.model_copy(update={"bgm_track": moods.get(s.id)}) for s in scenes]
    data = {
        "project_id": sources.episode.key.project,
        "title": brief.title or lore.title or sources.episode.key.project,
        "synopsis": brief.premise if len(brief.premise) <= 600 else None,
        "target_duration_s": brief.target_duration_s,
        "resolution": brief.resolution,
        "ratio": brief.ratio,
        "provider": brief.provider,
        "mode": brief.mode,
        "narrator_voice": brief.narrator_voice,
        "scenes": [scene.model_dump(mode="json") for scene in scenes],
        "bgm": bgm.model_dump(mode="json"),
        "shots": [shot.model_dump(mode="json") for fragment in fragments for shot in fragment.shots],
    }
    where = str(sources.episode.folder.storyboard.relative_to(sources.folder.root.path))
    try:
        return Storyboard.from_data({**data, "schema_version": Storyboard.current_version()}, where=where)
    except InvalidDocument as error:
        error.next_command = f"mend scenes/scene-NN.json, then spark-video produce {sources.episode.key.typed}"
        raise


def _scene_moods(crew: Crew, brief: Brief, lore: Lore, script: Script) -> dict[str, str]:
    plan = crew.composer.plan(brief, lore, script)
    return {scene_id(page.number): plan.scenes.get(page.number, plan.episode) for page in script.pages}


def _remove_left_over(sources: Sources, numbers: set[int]) -> None:
    """Fragments of scenes that are no longer in the script, if nobody edited them."""
    for number in sources.episode.fragment_numbers():
        path = sources.folder.scene_fragment(number)
        if number not in numbers and made_by_us(sources, "storyboard", path):
            path.unlink()
