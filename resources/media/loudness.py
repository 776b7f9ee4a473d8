"""Loudness and true peak by EBU R128. It only measures; levels are set in `resources.media.mix`."""

from __future__ import annotations

import math
import re
from pathlib import Path

import ffmpeg

from resources.errors import MediaError
from resources.media.ffmpeg_exe import run_graph
from resources.video.staging import Model

SILENCE_LUFS = -60.0
"""Integrated loudness under which a sound counts as silent: 44 LU under our dialogue, and the gate of R128 is at -70."""


class Loudness(Model):
    """One measurement: integrated loudness in LUFS, true peak in dBTP, loudness range in LU.

    Digital silence reads -70 LUFS and -120 dBTP.
    """

    integrated: float
    true_peak: float
    range: float

    @property
    def silent(self) -> bool:
        """True when nobody would hear it."""
        return self.integrated <= SILENCE_LUFS


_FLOOR_DBTP = -120.0
_FIGURES = {"integrated": r"I:\s+(\S+) LUFS", "range": r"LRA:\s+(\S+) LU", "true_peak": r"Peak:\s+(\S+) dBFS"}


def measure_loudness(path: Path) -> Loudness:
    """Measure the first sound track of a file, decoded as a listener's player would.

    Raises:
        MediaError: There is no sound track, or it cannot be decoded.
    """
    sound = ffmpeg.input(str(path)).audio.filter("ebur128", peak="true", framelog="quiet")
    printed = run_graph(ffmpeg.output(sound, "-", format="null"), path)
    summary = printed[printed.rfind("Summary:") :]
    figures = {name: re.search(pattern, summary) for name, pattern in _FIGURES.items()}
    values = {name: float(found.group(1)) for name, found in figures.items() if found}
    if values.keys() != figures.keys():
        raise MediaError("the loudness could not be measured", where=str(path))
    if not math.isfinite(values["true_peak"]):
        values["true_peak"] = _FLOOR_DBTP
    return Loudness(**values)
