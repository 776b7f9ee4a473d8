"""Opening an episode: its first files, all at once or not at all. Where its story comes from: `imports`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.atomic import TEMP_PREFIX, storage_errors, sweep, sync_folder
from resources.episode_folder import ProjectsRoot
from resources.errors import UsageError
from resources.locking import locked_file
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.imports import Imported
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.series import SeriesMark
from spark_video_assets.story.wording import mostly_cjk


def open_new(
    root: ProjectsRoot,
    key: EpisodeKey,
    imported: Imported,
    given: Mapping[str, Any],
    *,
    mark: SeriesMark | None = None,
    where: str = "the new brief",
) -> Episode:
    """Make the episode's folder with what its story brings.

    The folder is made elsewhere and moved to its place whole: a crash leaves no half episode that nobody could open again,
    and of two who open the same one at the same moment one is told so.

    Args:
        root: Where it goes.
        key: Its name.
        imported: What its source brings.
        given: Fields of the brief that a person decided; they win over those of the source.
        mark: Of the series that begins it.
        where: What to name when a field of the brief is wrong.

    Raises:
        UsageError: it is there already, or the projects folder is a file.
        InvalidDocument: a field of the brief; nothing was made.
        StorageError: it cannot be written.
    """
    root.require_folder()
    brief = _brief(imported, given, _wishes_of_lore(Episode.at(root, key)), where)
    workshop = root.path / ".cache" / "opening"
    with locked_file(workshop, busy="another episode is being opened"):
        folder = root.episode(key.project, key.episode)
        if folder.exists():
            raise UsageError(
                f"episode {key} is there already; nothing was changed",
                where=str(folder.path),
                next_command=f"spark-video produce {key.typed}",
            )
        sweep(workshop)
        staged = Episode.at(ProjectsRoot(workshop / f"{TEMP_PREFIX}episode"), key)
        _write(staged, imported, brief, mark)
        with storage_errors(folder.path):
            folder.path.parent.mkdir(parents=True, exist_ok=True)
            staged.folder.path.rename(folder.path)
            sync_folder(folder.path.parent)
        sweep(workshop)
    return Episode(folder)


def _wishes_of_lore(episode: Episode) -> dict[str, str]:
    """Ratio and resolution that the project's lore wants for all its episodes. Raises `InvalidDocument`."""
    if not episode.folder.project_lore.is_file():
        return {}
    lore = episode.lore()
    wishes = {"ratio": lore.default_ratio, "resolution": lore.default_resolution}
    return {field: value for field, value in wishes.items() if value is not None}


def _brief(imported: Imported, given: Mapping[str, Any], wishes: Mapping[str, str], where: str) -> Brief:
    if wishes:
        where = f"{where}, with {' and '.join(wishes)} of the project's lore.md"
    defaults = {
        **wishes,
        "language": "zh" if mostly_cjk(str(imported.brief["premise"])) else "en",
        "bgm": {"enabled": True, "mode": "scene"},
    }
    charged = _currency_of(given.get("provider"))
    money = {"currency": charged} if charged else {}
    return Brief.from_data({"schema_version": 1, **defaults, **imported.brief, **money, **given}, where=where)


def _currency_of(provider: str | None) -> str | None:
    """What a provider charges in, so that a budget means what its price table means; None = the brief's default."""
    from resources.prices import load_tables

    return next((table.currency for table in load_tables() if provider in table.providers), None)


def _write(episode: Episode, imported: Imported, brief: Brief, mark: SeriesMark | None) -> None:
    with storage_errors(episode.folder.path):
        episode.folder.create()
    for page in imported.script.pages if imported.script else ():
        episode.save_page(page)
    for number, fragment in imported.fragments.items():
        episode.save(fragment, episode.folder.scene_fragment(number))
    if imported.board is not None:
        episode.save(imported.board, episode.folder.storyboard)
    if mark is not None:
        episode.save(mark, episode.folder.series_mark)
    episode.save_brief(brief)
