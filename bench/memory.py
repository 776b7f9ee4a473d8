"""How much memory a drawing process takes at most: `python -m bench memory`."""

from __future__ import annotations

from bench.measuring import Row, python

_DRAW = """
import resource, tempfile
from pathlib import Path
import cv2
from bench.shots import KINDS, request
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.render import render_clip
cv2.setNumThreads(1)
with tempfile.TemporaryDirectory() as folder:
    speech = EspeakEngine(Path(folder) / "speech")
    for number in range(len(KINDS)):
        render_clip(request(number), Path(folder) / "clip.mp4", speech)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_KIB_PER_MB = 1000 / 1.024


def rows(repeats: int) -> list[Row]:
    """Largest resident size of a process of its own that draws each kind of shot once at 720P (Linux counts in KiB)."""
    sizes = [float(python(_DRAW)) / _KIB_PER_MB for _ in range(repeats)]
    return [Row("drawing process: peak MB", sizes, "< 600")]
