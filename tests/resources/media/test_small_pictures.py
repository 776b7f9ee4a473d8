"""Small pictures of clips for web UI, sheets and page."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.atomic import copy_file
from resources.errors import NotFound
from resources.media.jpeg import clip_jpeg, sheet_jpeg

from .conftest import MakeClip


def test_a_clip_that_was_replaced_gets_its_new_picture(make_clip: MakeClip, tmp_path: Path) -> None:
    """Guards against a page and a sheet that go on showing the picture of a take that no longer wins."""
    shown = tmp_path / "shown.mp4"
    before, after = make_clip("a.mp4", size=(160, 90)), make_clip("b.mp4", size=(90, 160))
    copy_file(before, shown)
    old = clip_jpeg(shown, 120), sheet_jpeg([shown], 120)
    copy_file(after, shown)
    assert (clip_jpeg(shown, 120), sheet_jpeg([shown], 120)) == (clip_jpeg(after, 120), sheet_jpeg([after], 120))
    assert (clip_jpeg(shown, 120), sheet_jpeg([shown], 120)) != old


def test_the_picture_of_a_gone_clip_is_not_shown(make_clip: MakeClip) -> None:
    """Guards against a page that shows a film which nobody can play."""
    clip = make_clip("a.mp4")
    clip_jpeg(clip, 120)
    clip.unlink()
    with pytest.raises(NotFound):
        clip_jpeg(clip, 120)
