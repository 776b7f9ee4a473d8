"""The small tools: where ffmpeg is, contact sheets."""

from __future__ import annotations

import cv2
import pytest

from resources.errors import UsageError
from resources.media.contact_sheet import contact_sheet
from resources.media.ffmpeg_exe import ffmpeg_exe


def test_ffmpeg_comes_with_the_package(monkeypatch, tmp_path):
    """Guards the promise that no system ffmpeg is needed, and that a user's own one wins."""
    monkeypatch.delenv("FFMPEG_BINARY", raising=False)
    assert "imageio" in ffmpeg_exe()
    own = tmp_path / "ffmpeg"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setenv("FFMPEG_BINARY", str(own))
    assert ffmpeg_exe() == str(own)
    monkeypatch.setenv("FFMPEG_BINARY", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="gone"):
        ffmpeg_exe()


def test_contact_sheet_shows_every_clip_and_survives_a_broken_one(make_clip, tmp_path):
    """Guards the picture in the UI's metadata: one broken take must not hide the others."""
    broken = tmp_path / "broken.mp4"
    broken.write_text("no film")
    tall = make_clip("tall.mp4", size=(90, 160))
    sheet = contact_sheet([make_clip("a.mp4"), broken, tall], tmp_path / "sheet.png", per_clip=2, columns=3)
    assert cv2.imread(str(sheet)).shape == (2 * 184 + 4, 3 * 324 + 4, 3)
