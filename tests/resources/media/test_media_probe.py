"""`resources.media.probe` and `resources.media.frames` against real files, whole and broken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from resources.errors import MediaError, NotFound
from resources.media.frames import first_frame, frame_at, last_frame, save_png, still_near, thumbnail
from resources.media.probe import decode_fault, is_decodable, probe

from .conftest import gray_of, tone


def level(picture: np.ndarray) -> float:
    return float(picture.mean())


def test_facts_of_a_clip_with_sound(make_clip):
    """Guards the technical QC: wrong lengths or sizes here would reject good takes."""
    info = probe(make_clip(frames=36, fps=24, sound=tone(1.0, rate=44100), rate=44100))
    assert (info.width, info.height, info.frame_count) == (160, 90, 36)
    assert info.video_duration_s == pytest.approx(1.5, abs=1e-3)
    assert info.audio_duration_s == pytest.approx(1.0, abs=0.03)
    assert info.duration_s == pytest.approx(1.5, abs=1e-3)
    assert info.frame_rate == pytest.approx(24)
    assert (info.has_video, info.has_audio, info.sample_rate) == (True, True, 44100)


def test_facts_of_a_sound_file(make_sound):
    """Guards narration: a wav has a length and no picture."""
    info = probe(make_sound("a.wav", tone(0.75)))
    assert not info.has_video
    assert info.duration_s == pytest.approx(0.75)


@pytest.mark.parametrize("frames", [1, 2, 24, 37])
def test_last_frame_is_the_very_last(make_clip, frames):
    """Guards chained shots: a predecessor's last-but-one frame gives a visible jump at the seam."""
    clip = make_clip(frames=frames)
    assert level(last_frame(clip)) == pytest.approx(gray_of(frames - 1), abs=3)
    assert level(first_frame(clip)) == pytest.approx(gray_of(0), abs=3)


def test_last_frame_of_a_variable_rate_clip(make_clip):
    """Guards phone and model footage whose frames are not evenly spaced."""
    clip = make_clip(frames=4, times=[0.0, 0.1, 0.5, 0.55])
    assert level(last_frame(clip)) == pytest.approx(gray_of(3), abs=3)


def test_frame_at_shows_what_is_on_screen(make_clip):
    """Guards thumbnails and review stills: the picture of a timecode is the one a player shows then."""
    clip = make_clip(frames=48, fps=24)
    assert level(frame_at(clip, 30.5 / 24)) == pytest.approx(gray_of(30), abs=3)
    assert level(frame_at(clip, 99.0)) == pytest.approx(gray_of(47), abs=3)


def test_a_missing_file_is_a_usage_error(tmp_path):
    """Guards against a traceback for a take that somebody deleted."""
    with pytest.raises(NotFound, match=r"gone\.mp4"):
        probe(tmp_path / "gone.mp4")


@pytest.mark.parametrize("content", [b"", b"this is not a film\n" * 40, b"\x00" * 4096])
def test_what_is_not_media_is_named(tmp_path: Path, content: bytes):
    """Guards the corrupt take: the message must name the file, and never be PyAV's own."""
    path = tmp_path / "fake.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=r"fake\.mp4"):
        probe(path)
    assert not is_decodable(path)


def test_a_file_cut_off_before_its_index(make_clip):
    """Guards an interrupted download of an mp4 with its index at the end."""
    clip = make_clip(sound=tone(1.0))
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    with pytest.raises(MediaError, match=r"clip\.mp4"):
        last_frame(clip)


def test_a_file_cut_off_after_its_index(make_clip):
    """Guards the download that opens well but has half of its pictures."""
    noise = np.random.default_rng(1).integers(0, 255, (48, 90, 160, 3), dtype=np.uint8)
    clip = make_clip(frames=48, options={"movflags": "+faststart"}, paint=lambda index: noise[index])
    assert is_decodable(clip)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    assert decode_fault(clip)


def test_png_round_trip_and_thumbnail(make_clip, tmp_path):
    """Guards anchor frames: what is saved is what was seen, in the right colour order."""
    import cv2

    picture = np.zeros((4, 6, 3), np.uint8)
    picture[..., 0] = 200
    saved = save_png(picture, tmp_path / "deep" / "red.png")
    assert cv2.imread(str(saved))[0, 0].tolist() == [0, 0, 200]
    small = thumbnail(make_clip(), tmp_path / "thumb.png", width=80)
    assert cv2.imread(str(small)).shape == (45, 80, 3)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["clip.mp4", "deep", "thumb.png"]


def test_a_still_is_quick_to_find_and_never_far_off(make_clip):
    """Guards sheets and posters: a key frame close by will do, one from another scene will not, and its time is told."""
    clip = make_clip(frames=60)  # a key frame every half second
    still = still_near(clip, 1.3)
    assert still.at_s == pytest.approx(1.0)
    assert float(still.picture.mean()) == pytest.approx(gray_of(24), abs=4)
    sparse = make_clip("sparse.mp4", frames=60, fps=5)  # one every 2.4 s
    exact = still_near(sparse, 4.6)
    assert exact.at_s == pytest.approx(4.6)
    assert float(exact.picture.mean()) == pytest.approx(gray_of(23), abs=4)


def test_a_file_that_was_replaced_is_probed_again(make_clip, tmp_path):
    """Guards against a cut that lays out a new take with the length of the old one."""
    shown = tmp_path / "shown.mp4"
    for frames in (24, 48):
        written = make_clip(f"{frames}.mp4", frames=frames)
        long_ago = time.time() - 60
        os.utime(written, (long_ago, long_ago))
        written.replace(shown)
        assert [probe(shown).frame_count for _ in range(2)] == [frames, frames]
