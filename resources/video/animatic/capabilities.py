"""What the embedded provider can do, as data; apart from the provider so that nothing heavy is imported for it."""

from __future__ import annotations

import os

from resources.video.base import RATIOS, SHORT_SIDE, Capabilities

NAME = "animatic"
MODEL = "animatic-1"
_LONGEST_S = 60.0
_MOST_PICTURES = 20

CAPABILITIES = Capabilities(
    name=NAME,
    models=dict.fromkeys(("t2v", "i2v", "r2v"), MODEL),
    kinds=frozenset({"t2v", "i2v", "r2v"}),
    min_duration_s=1.0,
    max_duration_s=_LONGEST_S,
    ratios=frozenset(RATIOS),
    resolutions=frozenset(SHORT_SIDE),
    max_images=_MOST_PICTURES,
    r2v_first_frame=True,
    last_frame=True,
    audio=True,
    concurrency=os.cpu_count() or 1,
    free=True,
    can_cancel=True,
)
