"""The series of a project: `series.yaml` read and verified, which entry is next, beginning it. When it is asked: sensors.

Nothing is ticked off anywhere: an entry is begun when its episode's folder is there, and a date is used up when an episode
says that it was begun for it. So no crash between two writes can begin two episodes for one date, or lose one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from resources.cron import is_cron, is_zone, next_date
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument, NotFound, SparkVideoError, UsageError
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import read_text, read_yaml
from spark_video_assets.episode.imports import Imported, read_premise, read_score, read_screenplay
from spark_video_assets.episode.opening import open_new
from spark_video_assets.episode.series_dates import date_due, zone_of
from spark_video_assets.episode.settings import Settings, known_provider
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.gates import signed_state
from spark_video_assets.story.names import EpisodeKey, can_be_folder, valid_name
from spark_video_assets.story.series import Series, SeriesEntry, SeriesMark

SERIES_FILE = "series.yaml"
EntryState = Literal["finished", "in the making", "next", "waits"]


@dataclass(frozen=True)
class SeriesView:
    """A series at one moment.

    Args:
        states: Entry -> where it stands, in the order of the file.
        next: The entry that is begun next; None = all are.
        next_at: When, if nothing holds it; None = only by hand, or nothing is left.
        due: The date for which an entry should be begun now; None = none.
        held: Why nothing is begun although a date is due; empty = nothing holds it.
    """

    project: str
    series: Series
    zone: str
    states: dict[str, EntryState]
    next: SeriesEntry | None
    next_at: dt.datetime | None
    due: dt.datetime | None
    held: str

    @property
    def is_due(self) -> bool:
        """True when the next entry is to be begun now."""
        return self.next is not None and self.due is not None and not self.held

    @property
    def told(self) -> str:
        """In one line for people."""
        if self.next is None:
            return f"{self.project}: all {len(self.states)} episodes of the series have been begun"
        if self.due is not None:
            return f"{self.project}: episode {self.next.episode} is due{f', and waits: {self.held}' if self.held else ''}"
        if self.next_at is None:
            return f"{self.project}: episode {self.next.episode} is next, begun by hand"
        return f"{self.project}: episode {self.next.episode} is next, on {self.next_at:%a %Y-%m-%d %H:%M} ({self.zone})"


def projects_with_series(root: ProjectsRoot) -> list[str]:
    """Names of the projects that have a series. Raises as `ProjectsRoot.require_folder`."""
    root.require_folder()
    found = (path.parent.name for path in root.path.glob(f"*/{SERIES_FILE}"))
    return sorted(name for name in found if can_be_folder(name))


def read_series(root: ProjectsRoot, project: str) -> Series:
    """The series of a project, verified down to every entry's brief.

    Raises:
        NotFound: the project has none; says how to begin one.
        InvalidDocument: names file, field, value and what is allowed.
    """
    path = _file(root, project)
    where = f"{project}/{SERIES_FILE}"
    if not path.is_file():
        others = ", ".join(projects_with_series(root))
        raise NotFound(
            f"project {project!r} has no series",
            where=where,
            allowed=others or None,
            next_command="write that file; docs/series.md shows one",
        )
    series = Series.from_data(read_yaml(path), where=where)
    if series.cron is not None and not is_cron(series.cron):
        raise InvalidDocument(
            f"field cron: is no cron expression (value {series.cron!r})",
            where=where,
            allowed="minute hour day month weekday, e.g. '0 18 * * 5' for Fridays at 18:00, or @daily",
        )
    if series.timezone is not None and not is_zone(series.timezone):
        raise InvalidDocument(
            f"field timezone: is not known (value {series.timezone!r})",
            where=where,
            allowed="e.g. Asia/Shanghai, UTC",
        )
    for entry in series.episodes:
        brief = {"schema_version": 1, "premise": "told elsewhere", **_given(series, entry, where)}
        Brief.from_data(brief, where=_entry(where, entry))
    return series


def look_at_series(root: ProjectsRoot, project: str, now: dt.datetime) -> SeriesView:
    """Where a series stands. Raises as `read_series`."""
    series = read_series(root, project)
    zone = zone_of(series)
    begun = {entry.episode: _begun(root, project, entry) for entry in series.episodes}
    upcoming = series.next_entry([name for name, episode in begun.items() if episode is not None])
    states: dict[str, EntryState] = {
        name: "waits" if episode is None else "finished" if is_finished(episode) else "in the making"
        for name, episode in begun.items()
    }
    if upcoming is not None:
        states[upcoming.episode] = "next"
    dated = series.cron is not None and upcoming is not None
    used = [_mark(episode).due for episode in begun.values() if episode] if dated else []
    due = date_due(root, project, series, used, now) if dated else None
    unfinished = sum(state == "in the making" for state in states.values())
    most = series.unfinished_at_most
    held = f"{unfinished} of at most {most} are in the making" if most is not None and unfinished >= most else ""
    return SeriesView(
        project=project,
        series=series,
        zone=zone,
        states=states,
        next=upcoming,
        next_at=next_date(series.cron, zone, now) if dated and series.cron else None,
        due=due,
        held=held,
    )


def begin_entry(
    root: ProjectsRoot, project: str, episode: str | None = None, *, due: dt.datetime | None = None
) -> tuple[Episode, bool]:
    """Open the episode of an entry, as `spark-video new` would.

    Args:
        root: All projects.
        project: Whose series.
        episode: Which entry; None = the next one.
        due: The date that it is begun for; None = by hand.

    Returns:
        The episode, and whether it was made now: one that is there already is left alone.

    Raises:
        NotFound: no series, no such entry, no such screenplay.
        UsageError: nothing is left to begin.
        InvalidDocument: the series, or the story of the entry, cannot be read.
    """
    series = read_series(root, project)
    where = f"{project}/{SERIES_FILE}"
    names = [entry.episode for entry in series.episodes]
    if episode is None:
        entry = series.next_entry([name for name in names if root.episode(project, name).exists()])
        if entry is None:
            raise UsageError(
                "all its episodes have been begun", where=where, next_command="add coming ones to that file"
            )
    else:
        entry = series.entry(EpisodeKey.of(project, episode).episode)
        if entry is None:
            raise NotFound(f"there is no entry {episode!r}", where=where, allowed=", ".join(names))
    key = EpisodeKey.of(project, entry.episode)
    there = root.episode(key.project, key.episode)
    if there.exists():
        return Episode(there), False
    made = open_new(
        root,
        key,
        _story(root, project, entry),
        _given(series, entry, where),
        mark=SeriesMark(due=due),
        where=_entry(where, entry),
    )
    return made, True


def series_digest(root: ProjectsRoot, project: str) -> str:
    """Changes when the file is edited. Raises `NotFound`."""
    return digest_of(read_text(_file(root, project)))


def is_finished(episode: Episode) -> bool:
    """True when the film is signed at the last gate as it is now. What cannot be read is not finished."""
    try:
        sign_off = episode.sign_off("final")
        if sign_off is None:
            return False
        return signed_state(sign_off, shown_at("final", Sources(episode, Settings()))) == "approved"
    except SparkVideoError:
        return False


def _mark(episode: Episode) -> SeriesMark:
    path = episode.folder.series_mark
    return episode.load(SeriesMark, path) if path.is_file() else SeriesMark()


def _begun(root: ProjectsRoot, project: str, entry: SeriesEntry) -> Episode | None:
    folder = root.episode(project, entry.episode)
    return Episode(folder) if folder.exists() else None


def _given(series: Series, entry: SeriesEntry, where: str) -> dict[str, Any]:
    given = series.settings_of(entry)
    if isinstance(given.get("provider"), str):
        given["provider"] = known_provider(given["provider"], f"{_entry(where, entry)}, field provider")
    return given


def _story(root: ProjectsRoot, project: str, entry: SeriesEntry) -> Imported:
    if entry.premise is not None:
        return read_premise(entry.premise)
    told = root.resolve(project, entry.script or entry.score or "")
    return read_screenplay(told) if entry.script else read_score(told)


def _entry(where: str, entry: SeriesEntry) -> str:
    return f"{where}, episode {entry.episode}"


def _file(root: ProjectsRoot, project: str) -> Path:
    return root.project(valid_name(project, what="project")) / SERIES_FILE
