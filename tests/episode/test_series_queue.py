"""The series of a project without Dagster: on its date each entry becomes one episode, whatever crashes or is mistyped."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from friday_series import FRIDAY, HOUR, QUEUE, WEEK

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument, NotFound, SparkVideoError
from spark_video_assets.episode import opening
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.series import begin_entry, look_at_series, read_series
from spark_video_assets.story.gates import SignOff, shown_digest
from spark_video_assets.story.names import EpisodeKey


@pytest.fixture
def root(tmp_path: Path) -> ProjectsRoot:
    """A series that was seen for the first time an hour before its first date."""
    write_queue(tmp_path, QUEUE)
    root = ProjectsRoot(tmp_path)
    assert pass_by(root, FRIDAY - HOUR) == []
    return root


def write_queue(folder: Path, text: str) -> None:
    write_text(folder / "hf" / "series.yaml", text)


def pass_by(root: ProjectsRoot, *moments: dt.datetime) -> list[str]:
    """Looks at these times, each followed up; gives the episodes that were begun."""
    begun = []
    for moment in moments:
        view = look_at_series(root, "hf", moment)
        if view.is_due and view.next:
            episode, made = begin_entry(root, "hf", view.next.episode, due=view.due)
            assert made
            begun.append(episode.key.episode)
    return begun


def episode(root: ProjectsRoot, name: str) -> Episode:
    return Episode.at(root, EpisodeKey.of("hf", name))


def test_each_date_begins_one_episode(root: ProjectsRoot) -> None:
    """A series would begin at once for last Friday, begin several at once, or lose what its file says."""
    assert "episode 002 is next, on Fri 2026-11-27 18:00 (UTC)" in look_at_series(root, "hf", FRIDAY - HOUR).told
    late = FRIDAY + dt.timedelta(minutes=3)
    assert pass_by(root, late, late + HOUR, FRIDAY + WEEK - HOUR) == ["002"]
    brief = episode(root, "002").brief()
    assert (brief.title, brief.ratio, brief.target_duration_s) == ("The Second Lamp", "9:16", 30)
    # Three Fridays without the program: only the last one is made up for.
    assert pass_by(root, FRIDAY + 3 * WEEK + HOUR, FRIDAY + 3 * WEEK + 2 * HOUR) == ["010"]
    brief = episode(root, "010").brief()
    assert (brief.provider, brief.target_duration_s) == ("wan27", 45)
    with pytest.raises(NotFound, match=r"storm\.fountain"):
        pass_by(root, FRIDAY + 4 * WEEK)
    write_text(root.path / "hf" / "scripts" / "storm.fountain", "INT. KITCHEN - NIGHT\n\nAda lights the stove.\n")
    assert pass_by(root, FRIDAY + 4 * WEEK + HOUR) == ["011"]
    assert "all 3 episodes" in look_at_series(root, "hf", FRIDAY + 5 * WEEK).told


def test_a_crash_or_a_race_makes_one_whole_episode(root: ProjectsRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process would leave half an episode that nobody begins again; two would make the same one at once."""

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(opening.Episode, "save_brief", power_cut)
        with pytest.raises(KeyboardInterrupt):
            begin_entry(root, "hf", due=FRIDAY)
    assert not episode(root, "002").folder.exists()

    def begun(_: int) -> bool:
        try:
            return begin_entry(root, "hf", "002", due=FRIDAY)[1]
        except SparkVideoError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begun, range(4))) == [False, False, False, True]
    assert episode(root, "002").brief().title == "The Second Lamp"
    assert not list((root.path / ".cache" / "opening").glob(".part-*"))
    assert pass_by(root, FRIDAY, FRIDAY + HOUR) == []


def test_a_clock_that_jumps_begins_nothing_twice_and_gets_nothing_stuck(root: ProjectsRoot) -> None:
    """A machine with a wrong date would begin a whole season at night, or nothing any more for years."""
    ahead = FRIDAY + 100 * WEEK + HOUR
    assert pass_by(root, FRIDAY + HOUR, ahead, FRIDAY + HOUR) == ["002", "010"]
    assert pass_by(root, FRIDAY - 3 * HOUR, FRIDAY + 2 * HOUR) == []
    queue = QUEUE.replace("011, script: scripts/storm.fountain", "011, premise: A storm.")
    write_queue(root.path, queue.replace("0 18", "0 19"))
    pass_by(root, ahead)
    assert pass_by(root, FRIDAY + 2 * HOUR, FRIDAY + WEEK + 2 * HOUR) == ["011"]


def test_a_series_waits_for_room(root: ProjectsRoot) -> None:
    """A producer who signs slowly would find a pile of half-made episodes, each of which has cost money."""
    write_queue(root.path, QUEUE + "unfinished_at_most: 1\n")
    assert pass_by(root, FRIDAY, FRIDAY + WEEK) == ["002"]
    assert "1 of at most 1 are in the making" in look_at_series(root, "hf", FRIDAY + WEEK).told
    first = episode(root, "002")
    write_text(first.folder.final_film, "a film")
    shown = {"film": first.folder.digest(first.folder.final_film)}
    signed = SignOff(gate="final", decision="approve", by="Mia", at="now", digest=shown_digest(shown))
    first.save_sign_off(signed)
    assert pass_by(root, FRIDAY + WEEK + HOUR) == ["010"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('cron: "at noon"', "field cron"),
        ("cron: '* * * * * *'", "field cron"),
        ("timezone: Mars/Olympus", "field timezone"),
        ("unfinished_at_most: 0", "field unfinished_at_most"),
        ("brief: {ratoi: 9:16}", "'ratoi' is not known"),
        ("brief: {premise: x}", "'premise' is not known"),
        ("brief: {provider: nobody}", "episode 2, field provider"),
        ("episodes: []", "field episodes"),
        ("episodes: [{episode: 2, premise: x}, {episode: episode-2, premise: y}]", "is there twice"),
        ("episodes: [{episode: 2, premise: x, script: y}]", "gives premise and script"),
        ("episodes: [{episode: ../2, premise: x}]", "field episodes.0.episode"),
        ("episodes: [{episode: 2, premise: x, target_duration_s: long}]", "episode 2: field target_duration_s"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, told: str) -> None:
    """Whoever writes a series by hand would have to guess which of forty lines is wrong."""
    name = line.partition(":")[0]
    whole = {"cron": 'cron: "@daily"', "episodes": "episodes: [{episode: 2, premise: x}]"}
    write_queue(tmp_path, "\n".join([line, *(text for key, text in whole.items() if key != name)]))
    with pytest.raises(InvalidDocument if "provider" not in line else SparkVideoError) as caught:
        read_series(ProjectsRoot(tmp_path), "hf")
    assert told in str(caught.value)
    assert "hf/series.yaml" in str(caught.value)
