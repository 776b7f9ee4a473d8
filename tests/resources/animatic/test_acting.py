"""How people move in a shot, as figures over time; what it looks like is tested by its frames elsewhere."""

from __future__ import annotations

import random

import numpy as np
import pytest

from resources.video.animatic.acting import Scene
from resources.video.animatic.blocking import block
from resources.video.animatic.figure.build import frame_of
from resources.video.animatic.figure.gestures import state_of
from resources.video.animatic.look import look_of
from resources.video.staging import Figure, Gesture, Staging

ADA = Figure(name="Ada", description="old woman with a silver bun")


@pytest.mark.parametrize("gesture", ["nod", "shake_head"])
def test_a_head_swings_as_fast_as_a_head_can(gesture: Gesture) -> None:
    """Heads shook five times a second: people in close-up vibrated, and the reviewer took it for a cut, take after take."""
    staging = Staging(shot_id="s", figures=(ADA,), company=(ADA,), gestures={"Ada": gesture}, focus="Ada")
    (mark,) = block(staging, {"Ada": 1000.0}, 16 / 9, random.Random(1))
    scene = Scene(staging, [mark], (), (), {}, 4.0, random.Random(1), framing="close", view_wide=900.0, slow=False)
    build = frame_of(look_of(ADA, 1))
    swings = []
    for number in range(4 * 24):
        state = state_of(scene.act(mark, number / 24).pose, build, "front")
        swings.append(state.nod / 0.16 if gesture == "nod" else state.shake)
    assert max(np.abs(swings)) > 0.8
    assert np.abs(np.diff(swings)).max() < 0.6
    assert np.abs(swings[-24:]).max() < 0.05
