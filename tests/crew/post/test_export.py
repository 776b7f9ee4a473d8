"""Cut list and archive of a film: to the frame, complete, and only of takes that a person signed."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from scripted_studio import Studio, shot_of, studio_of

from resources.errors import NotFound, WaitingForSignOff
from resources.media.timeline import lay_out
from spark_video_assets.crew.post.export import export
from spark_video_assets.crew.post.film_time import editor_of
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import record_done


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Two shots of six frames, signed at gate 3."""
    made = studio_of(tmp_path, shot_of(1), shot_of(2))
    made.shoot()
    episode = made.episode
    table = dailies_of(episode.storyboard(), episode.states(), episode.escalation(), 7.0)
    episode.save(table, episode.folder.dailies)
    record_done(look(made), look(made), "dailies")
    sign(look(made), "render", "approve", note="", by="Mia", at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    return made


def test_the_cut_list_is_right_to_the_frame(studio: Studio, tmp_path: Path) -> None:
    """An editor would conform the film one frame off, shot after shot."""
    lines = export(look(studio), "edl", tmp_path / "cut.edl").read_text("utf-8").splitlines()
    assert [line.split()[-4:] for line in lines if "AX" in line] == [
        ["00:00:00:00", "00:00:00:06", "00:00:00:00", "00:00:00:06"],
        ["00:00:00:00", "00:00:00:06", "00:00:00:06", "00:00:00:12"],
    ]
    assert "* FROM CLIP NAME: S01-002.mp4" in lines


def test_the_archive_holds_film_and_takes(studio: Studio, tmp_path: Path) -> None:
    """Who gets the archive would miss a file, or get one without a film."""
    with pytest.raises(NotFound, match="no film"):
        export(look(studio), "zip", tmp_path / "film.zip")
    assert not (tmp_path / "film.zip").exists()
    film = studio.episode.folder.final_film
    film.write_bytes(studio.episode.folder.winner_clip("S01-001").read_bytes())
    archive = zipfile.ZipFile(export(look(studio), "zip", tmp_path / "film.zip"))
    names = set(archive.namelist())
    assert {"final/hf-001.mp4", "clips/S01-001.mp4", "clips/S01-002.mp4", "hf-001.edl", "hf-001.otio"} <= names
    made = otio.adapters.read_from_string(archive.read("hf-001.otio").decode(), "otio_json")
    named = {clip.media_reference.target_url for clip in made.find_clips()}
    assert named
    assert named <= names


def written(studio: Studio, folder: Path) -> Any:
    """The timeline as an editing program reads it."""
    return otio.adapters.read_from_file(str(export(look(studio), "otio", folder / "film.otio")))


@pytest.mark.parametrize("crossfade_frames", [0, 3])
def test_the_timeline_is_as_long_as_the_film(studio: Studio, tmp_path: Path, crossfade_frames: int) -> None:
    """An editor would open a timeline in which picture and sound run apart, or in which a dissolve eats frames."""
    brief = studio.episode.brief()
    studio.episode.save_brief(brief.model_copy(update={"crossfade_s": crossfade_frames / 24}))
    film = lay_out(editor_of(look(studio)).plan())
    made = written(studio, tmp_path)
    assert film.crossfade_frames == crossfade_frames
    assert {track.name: track.duration().to_frames() for track in made.tracks} == {
        "picture": film.frames,
        "speech": film.frames,
        "music": film.frames,
    }
    dissolves = [item for item in made.tracks[0] if isinstance(item, otio.schema.Transition)]
    assert [d.duration().to_frames() for d in dissolves] == ([crossfade_frames] if crossfade_frames else [])
    for clip in made.tracks[0].find_clips():
        handle = made.tracks[0].handles_of_child(clip)
        assert all(h is None or h.value <= clip.source_range.duration.value for h in handle)
        assert clip.trimmed_range().end_time_exclusive() <= clip.available_range().end_time_exclusive()


def test_an_editor_can_choose_another_take(studio: Studio, tmp_path: Path) -> None:
    """The takes that lost would have to be searched in a folder, and nobody know which one is in the film."""
    with studio.episode.changing_states() as states:
        state = states.of("S01-001")
        other = state.attempts[0].model_copy(update={"version": 9})
        lost = other.model_copy(update={"version": 10, "video_path": "clips/gone.mp4"})
        states.shots["S01-001"] = state.model_copy(update={"attempts": [*state.attempts, other, lost]})
    clip = next(iter(written(studio, tmp_path).tracks[0].find_clips()))
    assert set(clip.media_references()) == {"take 1", "take 9"}
    assert clip.active_media_reference_key == "take 1"
    assert clip.media_reference.target_url == studio.episode.folder.winner_clip("S01-001").as_uri()
    assert clip.metadata["spark_video"]["verdict"] == "ACCEPT"


def test_unsigned_takes_do_not_leave_the_house(studio: Studio, tmp_path: Path) -> None:
    """Somebody would edit with takes that nobody has approved."""
    studio.episode.folder.winner_clip("S01-001").write_bytes(b"another")
    with pytest.raises(WaitingForSignOff):
        export(look(studio), "edl", tmp_path / "cut.edl")
