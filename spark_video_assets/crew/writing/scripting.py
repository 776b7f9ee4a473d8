"""Who writes the script of an episode: the user's pages stand, the screenwriter fills in the rest. Style is his business."""

from __future__ import annotations

from collections.abc import Sequence

from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.world import World
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import changed_reads, made_by_us
from spark_video_assets.story.notes import read_note
from spark_video_assets.story.script import ScenePage, Script


def script_of(sources: Sources, crew: Crew, world: World) -> tuple[Script, str]:
    """The script and who wrote it.

    Pages that a person gave or edited are kept word for word. Pages of ours are written again only when something they
    depend on has changed; with any page of a person's the crew adds none, so that nothing of ours stands between theirs.
    After a rejection the screenwriter gets the note, and writes the scenes again that it names.

    Raises:
        InvalidDocument: a page that cannot be read; names file and field.
        NotFound: a screenplay or folder episode without a single page.
    """
    episode = sources.episode
    numbers = episode.page_numbers()
    theirs = [n for n in numbers if not made_by_us(sources, "script", episode.folder.scene_page(n))]
    if sources.brief.source != "premise" or theirs:
        if not numbers and sources.told_by_board:
            return Script(), "storyboard"
        from spark_video_assets.crew.writing.screenwriter import ImportedScreenwriter

        pages = [episode.page(number) for number in numbers]
        writer = ImportedScreenwriter(pages)
        return writer.write(world), writer.name
    changed = changed_reads(sources, "script")
    if numbers and not changed:
        return episode.pages(), crew.screenwriter.name
    if numbers and "objection" in changed:
        note = _note(sources)
        # Where something else has changed too, the scenes that the note names are not all that is out of date.
        scenes = _named_scenes(note, numbers) if changed == ["objection"] else []
        written = crew.screenwriter.revise(episode.pages(), note, scenes, world)
    else:
        written = crew.screenwriter.write(world)
    _remove_left_over(sources, written.pages)
    return written, crew.screenwriter.name


def _note(sources: Sources) -> str:
    sign_off = sources.episode.sign_off("script")
    return sign_off.note if sign_off else ""


def _named_scenes(note: str, numbers: Sequence[int]) -> list[int]:
    """Scenes that a note is about; none = it is about the whole script, or part of it is."""
    passages = read_note(note)
    if any(not passage.scenes for passage in passages):
        return []
    named = {number for passage in passages for number in passage.scenes}
    return [number for number in numbers if number in named]


def _remove_left_over(sources: Sources, pages: list[ScenePage]) -> None:
    """Pages of ours that the new script no longer has."""
    kept = {page.number for page in pages}
    for number in sources.episode.page_numbers():
        if number not in kept:
            sources.folder.scene_page(number).unlink()
