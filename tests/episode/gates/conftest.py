"""An episode before gate 3."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates_ahead import closed, make_dailies
from scripted_studio import Studio, shot_of, studio_of


@pytest.fixture
def shot(tmp_path: Path) -> Studio:
    """Two shots with winners, dailies made: gate 3 is ready."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.shoot()
    make_dailies(studio.episode)
    assert closed(studio, "render") == []
    return studio
