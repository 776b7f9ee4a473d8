"""`resources.media.cut` on tiny real clips: exact lengths, true crossfades, broken input, full disks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from resources.errors import MediaError, NotFound, StorageError, UsageError
from resources.media.cut import cut_film
from resources.media.cut_plan import Cue, CutPlan, MusicSpan, Segment
from resources.media.ffmpeg_exe import ffmpeg_exe
from resources.media.frames import frame_at, last_frame
from resources.media.probe import probe
from resources.media.sound import clip_sound, sample_count
from resources.media.timeline import lay_out

from .conftest import gray_of, speechlike, tone


def plan_of(*segments: Segment, **more: object) -> CutPlan:
    return CutPlan.model_validate({"segments": segments, "width": 160, "height": 90, **more})


def grays(film: Path) -> list[float]:
    with av.open(str(film)) as container:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]


def test_mixed_rates_sizes_and_sounds_end_together(make_clip, tmp_path):
    """Guards the episode that drifts because one shot came from another provider."""
    uneven = [0.0, 0.05, 0.2, 0.21, 0.5, 0.9]
    segments = [
        Segment(shot_id="a", clip=make_clip("a.mp4", frames=24, fps=24, sound=tone(1.0))),
        Segment(shot_id="b", clip=make_clip("b.mp4", frames=45, fps=30, sound=tone(1.5, rate=44100), rate=44100)),
        Segment(shot_id="c", clip=make_clip("c.mp4", frames=25, fps=25, size=(121, 75))),
        Segment(shot_id="d", clip=make_clip("d.mp4", frames=6, times=uneven, size=(90, 160)), length_s=1.0),
    ]
    film = tmp_path / "film.mp4"
    told: list[float] = []
    report = cut_film(plan_of(*segments), film, told.append)
    assert report.ok, report.checks
    assert report.frames == 24 + 36 + 24 + 24
    assert [round(s.start_s, 3) for s in report.segments] == [0.0, 1.0, 2.5, 3.5]
    info = probe(film)
    assert (info.width, info.height, info.pix_fmt, info.frame_rate) == (160, 90, "yuv420p", 24)
    assert abs(sample_count(film) / 48000 - report.frames / 24) < 0.040
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "b.mp4", "c.mp4", "d.mp4", "film.mp4"]


def test_hard_cuts_keep_every_frame(make_clip, tmp_path):
    """Guards against frames lost or doubled at the seams."""
    first, second = make_clip("a.mp4", frames=10), make_clip("b.mp4", frames=7)
    cut_film(plan_of(Segment(shot_id="a", clip=first), Segment(shot_id="b", clip=second)), tmp_path / "film.mp4")
    assert grays(tmp_path / "film.mp4") == pytest.approx(grays(first) + grays(second), abs=4)


def test_crossfade_arithmetic_and_blend(make_clip, tmp_path):
    """Guards the length promise: shots minus crossfades, and a real blend in between."""
    dark = make_clip("a.mp4", frames=24, paint=lambda _: np.full((90, 160, 3), 40, np.uint8))
    bright = make_clip("b.mp4", frames=24, paint=lambda _: np.full((90, 160, 3), 200, np.uint8))
    segments = [Segment(shot_id=name, clip=clip) for name, clip in (("a", dark), ("b", bright), ("c", dark))]
    report = cut_film(plan_of(*segments, crossfade_s=0.25), tmp_path / "film.mp4")
    assert report.frames == 3 * 24 - 2 * 6
    levels = grays(tmp_path / "film.mp4")
    assert levels[17] < 45 < levels[18] < levels[20] < levels[23] < 198 < levels[25]
    assert report.segments[1].start_frame == 18


def test_a_shot_not_longer_than_the_crossfade_is_named(make_clip, tmp_path):
    """Guards against ffmpeg's riddles: the message must say which shot."""
    long, short = make_clip("a.mp4", frames=24), make_clip("b.mp4", frames=12)
    plan = plan_of(Segment(shot_id="S01-001", clip=long), Segment(shot_id="S01-002", clip=short), crossfade_s=0.5)
    with pytest.raises(UsageError, match=r"S01-002.*crossfade"):
        cut_film(plan, tmp_path / "film.mp4")


def test_trim_and_hold(make_clip, tmp_path):
    """Guards shots cut to length: the tail goes, or the last frame stays, but never for more than a second."""
    clip = make_clip(frames=24)
    report = cut_film(
        plan_of(Segment(shot_id="a", clip=clip, length_s=0.5), Segment(shot_id="b", clip=clip, length_s=1.5)),
        tmp_path / "film.mp4",
    )
    assert [s.frames for s in report.segments] == [12, 36]
    assert report.segments[1].held_frames == 12
    assert float(last_frame(tmp_path / "film.mp4").mean()) == pytest.approx(gray_of(23), abs=4)
    with pytest.raises(UsageError, match="shot c"):
        lay_out(plan_of(Segment(shot_id="c", clip=clip, length_s=2.5)))


def test_narration_is_whole_and_after_the_crossfade(make_clip, make_sound, tmp_path):
    """Guards narration: its first and last words must not fall into a crossfade or be cut off."""
    clip = make_clip(frames=72, sound=tone(3.0, hertz=100))
    voice = make_sound("voice.wav", tone(2.0, hertz=1000))
    segments = [Segment(shot_id=name, clip=clip, voice=voice) for name in ("a", "b")]
    plan = plan_of(*segments, crossfade_s=0.5)
    placed = lay_out(plan).segments
    assert placed[1].voice_start_s == pytest.approx(placed[1].start_s + 0.5)
    cut_film(plan, tmp_path / "film.mp4")
    sound = clip_sound(tmp_path / "film.mp4", lay_out(plan).samples)[:, 0]
    start = round((placed[1].voice_start_s or 0) * 48000)
    edges = [start + 2400, start + 93600]
    loudness = [float(np.sqrt(np.mean(sound[edge - 2000 : edge] ** 2))) for edge in edges]
    assert loudness[0] == pytest.approx(loudness[1], rel=0.1)
    silence = sound[start + 2 * 48000 + 2400 : start + 2 * 48000 + 7200]
    assert float(np.abs(silence).max()) < 0.02 * max(loudness)


@pytest.mark.parametrize(("fps", "size"), [(25, (160, 90)), (30, (90, 160))])
def test_other_film_formats(make_clip, tmp_path, fps, size):
    """Guards vertical films and other rates, where samples per frame are not those of 24."""
    clip = make_clip(frames=24, fps=24, sound=tone(1.0))
    plan = plan_of(Segment(shot_id="a", clip=clip), fps=fps).model_copy(
        update={"width": size[0], "height": size[1]}
    )
    report = cut_film(plan, tmp_path / "film.mp4")
    assert report.ok
    assert report.frames == fps
    info = probe(tmp_path / "film.mp4")
    assert (info.width, info.height, info.frame_rate) == (*size, fps)


def test_captions_are_visible_in_their_time_only(make_clip, tmp_path):
    """Guards burned-in captions: on at the start, off at the end, low in the picture."""
    clip = make_clip(frames=48, paint=lambda _: np.full((90, 160, 3), 90, np.uint8))
    cue = Cue(start_s=0.5, end_s=1.25, text="你好 hello", speaker="郭芙蓉")
    film = tmp_path / "film.mp4"
    cut_film(plan_of(Segment(shot_id="a", clip=clip), captions=(cue,), burn_in=True), film)
    spread = {at: frame_at(film, at)[45:].std() for at in (0.4, 0.55, 1.2, 1.3)}
    assert spread[0.4] < 3
    assert spread[1.3] < 3
    assert min(spread[0.55], spread[1.2]) > 20
    assert frame_at(film, 0.8)[:40].std() < 3
    cut_film(plan_of(Segment(shot_id="a", clip=clip), captions=(cue,)), film)
    assert frame_at(film, 0.8)[45:].std() < 3


def test_black_and_frozen_stretches_are_reported(make_clip, tmp_path):
    """Guards the final check: a person must hear of black or frozen picture."""
    noise = np.random.default_rng(5).integers(0, 255, (24, 90, 160, 3), dtype=np.uint8)
    clips = [
        make_clip("moving.mp4", frames=24, paint=lambda index: noise[index]),
        make_clip("black.mp4", frames=24, paint=lambda _: np.zeros((90, 160, 3), np.uint8)),
        make_clip("still.mp4", frames=72, paint=lambda _: noise[0]),
    ]
    segments = [Segment(shot_id=clip.stem, clip=clip) for clip in clips]
    report = cut_film(plan_of(*segments), tmp_path / "film.mp4")
    assert [(s.start_s, s.end_s) for s in report.black] == [(1.0, 2.0)]
    assert [(s.start_s, round(s.end_s)) for s in report.frozen] == [(2.0, 5)]


def test_broken_clips_are_named(make_clip, tmp_path):
    """Guards a corrupt take: file and shot in the message, no film, and an older film left alone."""
    film = tmp_path / "film.mp4"
    film.write_bytes(b"the film of yesterday")
    text = tmp_path / "text.mp4"
    text.write_text("not a film")
    with pytest.raises(MediaError, match=r"text\.mp4"):
        cut_film(plan_of(Segment(shot_id="a", clip=text)), film)
    with pytest.raises(NotFound, match=r"gone\.mp4"):
        cut_film(plan_of(Segment(shot_id="a", clip=tmp_path / "gone.mp4")), film)
    noise = np.random.default_rng(1).integers(0, 255, (72, 90, 160, 3), dtype=np.uint8)
    options = {"movflags": "+faststart"}
    torn = make_clip("torn.mp4", frames=72, options=options, paint=lambda index: noise[index])
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 4])
    with pytest.raises(MediaError, match=r"shot S02-003.*torn\.mp4"):
        cut_film(plan_of(Segment(shot_id="S02-003", clip=torn)), film)
    assert film.read_bytes() == b"the film of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4", "text.mp4", "torn.mp4"]


def test_missing_music_is_named_before_any_work(make_clip, tmp_path):
    """Guards a long wait that ends in a message about a track that was never there."""
    music = MusicSpan(path=tmp_path / "gone.mp3", start_s=0, end_s=1)
    with pytest.raises(NotFound, match=r"gone\.mp3"):
        cut_film(plan_of(Segment(shot_id="a", clip=make_clip()), music=(music,)), tmp_path / "film.mp4")


def test_a_turned_clip_stands_upright(make_clip, tmp_path):
    """Guards phone footage: the turn is a note in the file, and a film has no such note."""
    half = np.zeros((90, 160, 3), np.uint8)
    half[:, :80] = 220
    clip, turned = make_clip("a.mp4", frames=12, paint=lambda _: half), tmp_path / "turned.mp4"
    command = [
        ffmpeg_exe(),
        "-loglevel",
        "error",
        "-display_rotation",
        "90",
        "-i",
        str(clip),
        "-c",
        "copy",
        str(turned),
    ]
    subprocess.run(command, check=True)
    info = probe(turned)
    assert (info.width, info.height) == (90, 160)
    plan = CutPlan(segments=(Segment(shot_id="a", clip=turned),), width=90, height=160)
    cut_film(plan, tmp_path / "film.mp4")
    shown, expected = last_frame(tmp_path / "film.mp4").mean(axis=(1, 2)), last_frame(turned).mean(axis=(1, 2))
    assert shown == pytest.approx(expected, abs=12)
    assert abs(expected[0] - expected[-1]) > 180


@pytest.fixture(params=["300k", "2000k"], ids=["full in the picture", "full in the sound"])
def tiny_disk(tmp_path, request):
    """A disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a file system of its own cannot be mounted here: needs root with the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.needs_mount
def test_a_full_disk_leaves_no_half_film(make_clip, tiny_disk):
    """Guards a full disk: one message with the path, the old film untouched, no leftovers."""
    film = tiny_disk / "film.mp4"
    film.write_bytes(b"the film of yesterday")
    clip = make_clip(frames=96, sound=speechlike(4.0))
    with pytest.raises(StorageError, match=r"film\.mp4.*disk is full"):
        cut_film(plan_of(Segment(shot_id="a", clip=clip)), film)
    assert film.read_bytes() == b"the film of yesterday"
    assert [path.name for path in tiny_disk.iterdir()] == ["film.mp4"]


def test_a_folder_that_cannot_be_made(make_clip, tmp_path):
    """Guards an unwritable target: a file stands where the folder should be."""
    (tmp_path / "final").write_text("in the way")
    with pytest.raises(StorageError, match=r"film\.mp4"):
        cut_film(plan_of(Segment(shot_id="a", clip=make_clip())), tmp_path / "final" / "film.mp4")
