"""Films that take over groups of pictures from clips of the embedded engine: bits, seams, captions, odd clips."""

from __future__ import annotations

import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from resources.errors import MediaError
from resources.media.cut import cut_film
from resources.media.cut_plan import Cue, CutPlan, Segment
from resources.media.ffmpeg_exe import ffmpeg_exe
from resources.media.h264 import new_encoder, parameter_sets
from resources.media.stretches import stretches_of
from resources.media.takeover import groups_of
from resources.media.timeline import lay_out
from resources.video.animatic.encode import write_clip

_SIZE = (160, 90)


def _engine_clip(path: Path, frames: int, seed: int, key_frames: tuple[int, ...] = ()) -> Path:
    """Noise that moves, so that every frame differs and B frames are used, coded as the embedded engine does."""
    noise = np.random.default_rng(seed).integers(40, 200, (9, 40, 4), dtype=np.uint8)
    still = np.ascontiguousarray(np.kron(noise, np.ones((10, 10, 1), np.uint8)))
    pictures = (np.ascontiguousarray(still[:, 2 * index : 2 * index + 160]) for index in range(frames))
    sound = np.zeros((2, frames * 2000), np.float32)
    write_clip(path, _SIZE, pictures, frames, sound, key_frames)
    return path


def _plan(*clips: Path, **more: object) -> CutPlan:
    segments = [Segment(shot_id=clip.stem, clip=clip) for clip in clips]
    return CutPlan.model_validate({"segments": segments, "width": 160, "height": 90, **more})


def _shown(film: Path) -> list[np.ndarray]:
    with av.open(str(film)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def _complaints(film: Path) -> str:
    """What a strict decoder says of a file."""
    command = [ffmpeg_exe(), "-v", "warning", "-err_detect", "explode", "-i", str(film), "-f", "null", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def _same(film: list[np.ndarray], clip: list[np.ndarray]) -> list[bool]:
    return [bool(np.array_equal(one, other)) for one, other in zip(film, clip, strict=True)]


def test_untouched_shots_are_in_the_film_to_the_bit(tmp_path):
    """Guards against a second loss of quality, and against seams where a decoder stumbles."""
    clips = [_engine_clip(tmp_path / f"{name}.mp4", 30 + 7 * n, n) for n, name in enumerate("abc")]
    report = cut_film(_plan(*clips), tmp_path / "film.mp4")
    assert report.ok, report.checks
    assert all(_same(_shown(tmp_path / "film.mp4"), [frame for clip in clips for frame in _shown(clip)]))
    assert _complaints(tmp_path / "film.mp4") == ""


def test_only_groups_with_a_caption_are_coded_anew(tmp_path):
    """Guards against captions in the wrong frames, and against a whole film coded anew for one of them."""
    clip = _engine_clip(tmp_path / "a.mp4", 72, 1, key_frames=(24, 48))
    cue = Cue(start_s=1.0, end_s=2.0, text="Nobody ever got lost.")
    film = tmp_path / "film.mp4"
    report = cut_film(_plan(clip, captions=(cue,), burn_in=True), film)
    assert report.ok, report.checks
    shown, before = _shown(film), _shown(clip)
    assert _same(shown, before) == [not 24 <= index < 48 for index in range(72)]
    changed = [
        float(np.abs(one[:90].astype(int) - other[:90]).mean()) for one, other in zip(shown, before, strict=True)
    ]
    assert min(changed[24:48]) > 2.0
    assert np.abs(shown[30][:40].astype(int) - before[30][:40]).mean() < 3.0
    assert _complaints(film) == ""
    once = film.read_bytes()
    cut_film(_plan(clip, captions=(cue,), burn_in=True), film)
    assert film.read_bytes() == once


def test_crossfades_trims_and_holds_leave_the_rest_untouched(tmp_path):
    """Guards against frames lost or doubled where copied and coded stretches meet."""
    first = _engine_clip(tmp_path / "a.mp4", 48, 1, key_frames=(12, 36))
    second = _engine_clip(tmp_path / "b.mp4", 60, 2, key_frames=(12, 30, 48))
    plan = _plan(first, second, first, crossfade_s=0.5)
    trimmed, held = (
        plan.segments[1].model_copy(update={"length_s": 1.75}),
        plan.segments[2].model_copy(update={"length_s": 2.5}),
    )
    plan = plan.model_copy(update={"segments": (plan.segments[0], trimmed, held)})
    film = tmp_path / "film.mp4"
    report = cut_film(plan, film)
    assert report.ok, report.checks
    assert report.frames == 48 + 42 + 60 - 2 * 12
    shown, one, two = _shown(film), _shown(first), _shown(second)
    assert all(_same(shown[:36], one[:36]))
    assert all(_same(shown[48:66], two[12:30]))
    assert all(_same(shown[78:114], one[12:48]))
    middle = (one[42].astype(float) + two[6]) / 2
    assert np.abs(shown[42] - middle).mean() < 8.0
    assert np.abs(shown[-1].astype(int) - one[-1]).mean() < 3.0
    assert _complaints(film) == ""


def test_the_end_goes_to_black_and_the_rest_stays(tmp_path):
    """Guards against a film that just stops, and against a fade that touches more than the end or never arrives."""
    clip = _engine_clip(tmp_path / "a.mp4", 48, 1, key_frames=(24,))
    film = tmp_path / "film.mp4"
    assert cut_film(_plan(clip, clip, fade_out_s=0.5), film).ok
    shown, before = _shown(film), _shown(clip)
    assert all(_same(shown[:72], [*before, *before[:24]]))
    light = [float(frame[:90].mean()) - 16 for frame in shown[84:]]
    assert light == sorted(light, reverse=True)
    assert light[-1] < 0.15 * light[0] < 0.15 * (float(before[36][:90].mean()) - 15)
    assert _complaints(film) == ""


def test_what_cannot_be_taken_over_is_coded_anew(make_clip, tmp_path):
    """Guards against foreign, turned or differently sized clips whose packets would break the film."""
    sets = parameter_sets(_opened_extradata())
    ours = _engine_clip(tmp_path / "ours.mp4", 24, 1)
    turned, slow = tmp_path / "turned.mp4", tmp_path / "slow.mp4"
    rotate = [ffmpeg_exe(), "-v", "error", "-display_rotation", "90", "-i", str(ours), "-c", "copy", str(turned)]
    stretch = [ffmpeg_exe(), "-v", "error", "-itsscale", "1.7", "-i", str(ours), "-an", "-c", "copy", str(slow)]
    for command in (rotate, stretch):
        subprocess.run(command, check=True)
    assert [(group.first, group.end) for group in groups_of(ours, sets, 24)] == [(0, 24)]
    for clip in (make_clip("foreign.mp4"), turned, slow):
        assert groups_of(clip, sets, 24) == ()
    assert groups_of(ours, sets, 25) == ()
    plan = _plan(ours, make_clip("foreign.mp4"), ours)
    assert [stretch.taken_over for stretch in stretches_of(plan, lay_out(plan), sets)] == [True, False, True]
    assert cut_film(plan, tmp_path / "film.mp4").ok


@pytest.mark.parametrize(
    "header", [b"", b"\x01", b"\x01\x64\x00\x1f\xff\xe1", b"\x01\x64\x00\x1f\xff\xff\x00\x09ab", bytes(9)]
)
def test_a_clip_with_a_mangled_header_is_only_not_taken_over(header):
    """Guards against a cut that ends in a traceback because of how some encoder writes its headers."""
    assert not parameter_sets(header) & parameter_sets(_opened_extradata())


def test_a_shot_damaged_inside_a_group_that_is_taken_over_is_named(tmp_path):
    """Guards against a broken film, and against a message that does not say which shot to shoot again."""
    whole, broken = _engine_clip(tmp_path / "a.mp4", 48, 1), _engine_clip(tmp_path / "S02-001.mp4", 48, 2)
    data = bytearray(broken.read_bytes())
    start = data.index(b"mdat") + 6000
    data[start : start + 4000] = bytes(4000)
    broken.write_bytes(data)
    with pytest.raises(MediaError, match="S02-001"):
        cut_film(_plan(whole, broken), tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


def _opened_extradata() -> bytes:
    encoder = new_encoder(_SIZE, 24, 22)
    encoder.open()
    return bytes(encoder.extradata or b"")
