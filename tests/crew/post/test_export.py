"""Cut list and archive of a film: to the frame, complete, and only of takes that a person signed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from scripted_studio import Studio
from signed_takes import look, signed_studio

from resources.errors import NotFound, WaitingForSignOff
from spark_video_assets.crew.post.export import export


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return signed_studio(tmp_path)


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
    names = zipfile.ZipFile(export(look(studio), "zip", tmp_path / "film.zip")).namelist()
    assert {"final/hf-001.mp4", "clips/S01-001.mp4", "clips/S01-002.mp4", "hf-001.edl"} <= set(names)


def test_unsigned_takes_do_not_leave_the_house(studio: Studio, tmp_path: Path) -> None:
    """Somebody would edit with takes that nobody has approved."""
    studio.episode.folder.winner_clip("S01-001").write_bytes(b"another")
    with pytest.raises(WaitingForSignOff):
        export(look(studio), "edl", tmp_path / "cut.edl")
