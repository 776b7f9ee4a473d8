"""The OpenTimelineIO timeline, read back with the library: to the frame, complete, with takes to choose from."""

from __future__ import annotations

import wave
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripted_studio import Studio
from signed_takes import look, signed_studio

from resources.media.timeline import lay_out
from spark_video_assets.crew.post.export import export
from spark_video_assets.crew.post.film_time import editor_of
from spark_video_assets.story.post import NarratedLine, Narration

# It has no package for the newest Python; there the format is refused with a message.
otio = pytest.importorskip("opentimelineio")


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return signed_studio(tmp_path)


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


def test_narration_and_a_held_frame_keep_their_places(studio: Studio, tmp_path: Path) -> None:
    """A narrator's line would slide out of its shot, or a shot that waits for it run past the end of its clip."""
    folder = studio.episode.folder
    voice = folder.audio / "S01-002.wav"
    voice.parent.mkdir(parents=True, exist_ok=True)
    tone = (8000 * np.sin(np.arange(int(0.6 * 48_000)) / 20)).astype("<i2")
    with wave.open(str(voice), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes(tone.tobytes())
    line = NarratedLine(shot_id="S01-002", text="Ada waits.", wav="audio/S01-002.wav", duration_s=0.6, voice="en")
    studio.episode.save(Narration(lines=[line]), folder.audio / "narration.json")
    film = lay_out(editor_of(look(studio)).plan())
    held = film.segments[1].held_frames
    assert held > 0
    picture, speech, _ = written(studio, tmp_path).tracks
    assert {picture.duration().to_frames(), speech.duration().to_frames()} == {film.frames}
    moving, frozen = list(picture)[1:]
    assert (moving.duration().to_frames(), frozen.duration().to_frames()) == (6, held)
    assert [type(effect).__name__ for effect in frozen.effects] == ["FreezeFrame"]
    narrated = next(clip for clip in speech.find_clips() if clip.name == "S01-002, narration")
    begin = film.segments[1].voice_start_s
    assert begin is not None
    assert speech.range_of_child(narrated).start_time.to_frames() == round(begin * film.fps)


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


def test_the_archive_holds_what_its_timeline_names(studio: Studio, tmp_path: Path) -> None:
    """Who gets the archive would open a timeline full of missing media."""
    film = studio.episode.folder.final_film
    film.write_bytes(studio.episode.folder.winner_clip("S01-001").read_bytes())
    archive = zipfile.ZipFile(export(look(studio), "zip", tmp_path / "film.zip"))
    made = otio.adapters.read_from_string(archive.read("hf-001.otio").decode(), "otio_json")
    named = {clip.media_reference.target_url for clip in made.find_clips()}
    assert named
    assert named <= set(archive.namelist())
