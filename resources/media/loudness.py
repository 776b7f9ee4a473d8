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


class Level(Model):
    """How loud a sound is on the whole: integrated loudness in LUFS. Digital silence reads -70 LUFS."""

    integrated: float

    @property
    def silent(self) -> bool:
        """True when nobody would hear it."""
        return self.integrated <= SILENCE_LUFS


class Loudness(Level):
    """Everything that a finished sound is judged by: also true peak in dBTP and loudness range in LU.

    Digital silence reads -120 dBTP.
    """

    true_peak: float
    range: float


_FLOOR_DBTP = -120.0
_FIGURES = {"integrated": r"I:\s+(\S+) LUFS", "range": r"LRA:\s+(\S+) LU", "true_peak": r"Peak:\s+(\S+) dBFS"}


def measure_level(path: Path) -> Level:
    """Measure how loud the first sound track of a file is: a third of the time that its true peak would take.

    Raises:
        MediaError: There is no sound track, or it cannot be decoded.
    """
    return Level(integrated=_figures(path, ("integrated",), peak="none")["integrated"])


def measure_loudness(path: Path) -> Loudness:
    """Measure the first sound track of a file, decoded as a listener's player would.

    Raises:
        MediaError: There is no sound track, or it cannot be decoded.
    """
    figures = _figures(path, tuple(_FIGURES), peak="true")
    if not math.isfinite(figures["true_peak"]):
        figures["true_peak"] = _FLOOR_DBTP
    return Loudness(**figures)


def _figures(path: Path, names: tuple[str, ...], *, peak: str) -> dict[str, float]:
    sound = ffmpeg.input(str(path)).audio.filter("ebur128", peak=peak, framelog="quiet")
    printed = run_graph(ffmpeg.output(sound, "-", format="null"), path)
    summary = printed[printed.rfind("Summary:") :]
    found = {name: re.search(_FIGURES[name], summary) for name in names}
    values = {name: float(figure.group(1)) for name, figure in found.items() if figure}
    if len(values) < len(names):
        raise MediaError("the loudness could not be measured", where=str(path))
    return values
