"""The small tools: where ffmpeg is, reading ahead, contact sheets."""

from __future__ import annotations

import itertools
import threading

import cv2
import pytest

from resources.errors import UsageError
from resources.media.contact_sheet import contact_sheet
from resources.media.ffmpeg_exe import ffmpeg_exe
from resources.media.prefetch import Prefetched


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


def test_reading_ahead_keeps_order_and_errors():
    """Guards the cut: frames in order, and a damaged clip's error at its place rather than a hang."""

    def numbers():
        yield from range(20)
        raise ValueError("damaged")

    seen = []
    with Prefetched(numbers(), depth=3) as items, pytest.raises(ValueError, match="damaged"):
        seen.extend(items)
    assert seen == list(range(20))


def test_leaving_early_stops_the_thread():
    """Guards against a cancelled cut that goes on decoding, or hangs."""
    closed = threading.Event()

    def endless():
        try:
            yield from itertools.count()
        finally:
            closed.set()

    with Prefetched(endless(), depth=2) as items:
        assert next(iter(items)) == 0
    assert closed.is_set()


def test_contact_sheet_shows_every_clip_and_survives_a_broken_one(make_clip, tmp_path):
    """Guards the picture in the UI's metadata: one broken take must not hide the others."""
    broken = tmp_path / "broken.mp4"
    broken.write_text("no film")
    tall = make_clip("tall.mp4", size=(90, 160))
    sheet = contact_sheet([make_clip("a.mp4"), broken, tall], tmp_path / "sheet.png", per_clip=2, columns=3)
    assert cv2.imread(str(sheet)).shape == (2 * 184 + 4, 3 * 324 + 4, 3)
