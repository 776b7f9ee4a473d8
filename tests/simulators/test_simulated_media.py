"""The films of simulated providers: a technical check has nothing to say about them, and they are equal for equal jobs."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from resources.judge.base import ReviewRequest
from resources.judge.local.judge import LocalJudge
from tests.simulators.media import ClipSpec, make_clip, make_png

FRAME = make_png(900, 500, "a frame")


def faults_of(spec: ClipSpec, folder: Path) -> set[str]:
    """What the local reviewer finds wrong."""
    clip = folder / "clip.mp4"
    clip.write_bytes(make_clip(spec))
    request = ReviewRequest(
        clip=clip,
        shot_id="S01-001",
        kind="t2v",
        prompt="",
        duration_s=spec.duration_s,
        width=spec.width,
        height=spec.height,
        frame_rate=spec.fps,
        timing_known=False,
    )
    return {fault.code for fault in LocalJudge().judge(request).faults}


@pytest.mark.parametrize(
    "spec",
    [
        ClipSpec(640, 360, 3, 24, "one"),
        ClipSpec(360, 640, 5, 30, "another"),
        ClipSpec(640, 360, 4, 24, "chained", first_frame=FRAME),
        ClipSpec(640, 360, 4, 30, "from here to there", first_frame=FRAME, last_frame=make_png(640, 360, "there")),
    ],
)
def test_films_pass_a_technical_check(tmp_path: Path, spec: ClipSpec) -> None:
    """A rehearsal would end in rejected takes although every job succeeded."""
    assert faults_of(spec, tmp_path) == set()


def test_a_broken_film_does_not(tmp_path: Path) -> None:
    """The fault "a film, but black and silent" would go through review."""
    assert {"black", "frozen", "silent"} <= faults_of(ClipSpec(640, 360, 3, 24, broken=True), tmp_path)


def test_a_film_begins_on_its_first_frame() -> None:
    """A chained shot would jump, and continuity could not be tested with simulated providers."""
    film = make_clip(ClipSpec(640, 360, 2, 24, "chained", first_frame=make_png(640, 360, "frame")))
    with av.open(io.BytesIO(film), "r") as container:
        first = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    with av.open(io.BytesIO(make_png(640, 360, "frame")), "r") as container:
        wanted = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert np.abs(first - wanted).mean() < 4


@pytest.mark.parametrize("last_frame", [None, make_png(320, 180, "there")])
def test_every_frame_can_be_decoded_and_seeked(last_frame: bytes | None) -> None:
    """Repeated packets would break players or the cut."""
    film = make_clip(ClipSpec(320, 180, 7, 24, "long", last_frame=last_frame))
    with av.open(io.BytesIO(film), "r") as container:
        video = container.streams.video[0]
        times = [frame.time for frame in container.decode(video)]
        assert times == pytest.approx([index / 24 for index in range(168)], abs=1e-3)
        assert video.time_base
        container.seek(round(5.5 / video.time_base), stream=video)
        frame = next(frame for frame in container.decode(video) if frame.time >= 5.5)
    assert frame.time == pytest.approx(5.5, abs=0.03)
