"""Requests as paid providers get them: which frames go along and which stay at home."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scripted_studio import board_of, episode_with, shot_of

from resources.media.frames import save_png
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.story.cards import Manifest, ManifestEntry
from spark_video_assets.story.storyboard import SpokenBeat


@pytest.mark.parametrize(
    ("provider", "kind", "chained", "frames"),
    [
        ("animatic", "t2v", False, ["first_frame", "last_frame"]),
        ("bl", "t2v", False, []),
        ("wan27", "t2v", False, []),
        ("bl", "i2v", False, ["first_frame"]),
        ("wan27", "i2v", False, ["first_frame", "last_frame"]),
        ("wan27", "i2v", True, ["last_frame", "first_frame"]),
    ],
)
def test_frames_go_where_the_plan_has_a_place_for_them(
    tmp_path: Path, provider: str, kind: str, chained: bool, frames: list[str]
) -> None:
    """Guards against a shot with planned frames that a paid provider refuses for ever, or that drops its predecessor."""
    planned = {"kind": kind, "start_composition": "Ada at the lamp.", "end_composition": "An empty room."}
    board = board_of(shot_of(1), shot_of(2, chained=chained, **planned))
    episode = episode_with(tmp_path, board)
    for end in ("start", "end"):
        path = episode.folder.anchor_frame("S01-002", end)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_png(np.zeros((8, 8, 3), np.uint8), path)
    before = save_png(np.full((8, 8, 3), 9, np.uint8), tmp_path / "before.png")
    sheets = CallSheets.of(episode, capabilities_of(provider, {}))
    request = sheets.request(board.shots[1], prompt="Ada waits.", take=1, first_frame=before if chained else None)
    assert [item.role for item in request.media] == frames
    if chained:
        assert request.media[-1].path == before


@pytest.mark.parametrize(("provider", "voices"), [("wan27", ["Ada"]), ("bl", []), ("animatic", [])])
def test_a_recorded_voice_goes_along_where_the_provider_speaks_with_it(
    tmp_path: Path, provider: str, voices: list[str]
) -> None:
    """Guards against a cast that speaks with strangers' voices although the user recorded theirs."""
    said = [SpokenBeat(speaker="Ada", text="Come home."), SpokenBeat(speaker="Bram", text="No.")]
    board = board_of(shot_of(1, kind="r2v", characters=["Ada"], speech=said))
    episode = episode_with(tmp_path, board)
    home = episode.folder.project_folder / "cast"
    entries = {}
    for name in ("Ada", "Bram"):
        (home / name).mkdir(parents=True)
        save_png(np.zeros((8, 8, 3), np.uint8), home / name / "me.png")
        (home / name / "voice.mp3").write_bytes(b"ID3" + name.encode())
        told = {
            "images": [f"cast/{name}/me.png"],
            "picture": f"cast/{name}/me.png",
            "voices": [f"cast/{name}/voice.mp3"],
        }
        entries[name] = ManifestEntry(name=name, id=name.lower(), tier="project", pictures_by="user", **told)
    episode.save(Manifest(kind="cast", entries=entries), episode.manifest_path("cast"))
    sheets = CallSheets.of(episode, capabilities_of(provider, {}))
    request = sheets.request(board.shots[0], prompt="Ada waits.", take=1, first_frame=None)
    assert [item.name for item in request.media if item.role == "reference_voice"] == voices
