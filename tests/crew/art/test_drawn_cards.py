"""Cards drawn by the drawing processes that a film needs anyway."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted_studio import board_of, episode_with, shot_of

from resources.atomic import write_text
from resources.video.animatic import drawing_pool
from spark_video_assets.crew.art.art_room import fill_pictures
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.story.lore import Lore


def _drawn(projects: Path) -> list[bytes]:
    episode = episode_with(projects, board_of(shot_of(1)))
    home = episode.folder.project_folder / "props"
    for name in ("Lantern", "Letter"):
        write_text(home / name / "prop.md", f"---\nname: {name}\ndescription: an old {name}\n---\n")
    assert fill_pictures(episode, scan_cards(episode.folder, "prop"), episode.brief(), Lore(), None) == 2
    return [(home / name / "prop1.png").read_bytes() for name in ("Lantern", "Letter")]


def test_drawing_processes_draw_the_same_cards_as_the_program_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against portraits that differ from film to film with whoever happened to draw them."""
    pool = drawing_pool.DrawingPool(1)
    monkeypatch.setattr(drawing_pool, "shared_pool", lambda: pool)
    alone = _drawn(tmp_path / "alone")
    assert not pool.running
    pool.warm_up()
    try:
        assert _drawn(tmp_path / "side by side") == alone
    finally:
        pool.close()
