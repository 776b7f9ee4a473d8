"""Plants faults in freshly drawn clips and counts what the local reviewer rejects: `python -m bench.planted_faults`.

The limits were not tuned on these shots. `--clips 2` makes a quick run of it.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from bench.planted_takes import SHOT_S, TAKES, Studio, Take, decode, encode
from bench.planting import FAULTS, SPEECH_ONLY
from resources.judge.base import Judgement, ReviewRequest
from resources.judge.local import LocalJudge

THRESHOLD, VETO_FLOOR = 7.0, 5.0


def rejected(answer: Judgement) -> bool:
    """The takes' rule: mean, veto floor, technical QC."""
    known = [value for value in answer.breakdown.values() if value is not None]
    low = sum(known) / len(known) < THRESHOLD or min(known) <= VETO_FLOOR
    return low or any(fault.fatal for fault in answer.faults)


@dataclass
class Tally:
    """Kinds x clips: R = rejected, `.` = accepted, blank = the kind does not apply."""

    judge: LocalJudge = field(default_factory=LocalJudge)
    rows: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    missed: list[str] = field(default_factory=list)
    clean_seconds: list[float] = field(default_factory=list)

    def review(self, kind: str, request: ReviewRequest, place: int) -> None:
        """Judge one clip and write its letter into the row of its kind, at the column of its shot."""
        started = time.process_time()
        answer = self.judge.judge(request)
        if kind == "clean":
            self.clean_seconds.append(time.process_time() - started)
        found = rejected(answer)
        self.rows[kind] = self.rows[kind].ljust(place) + ("R" if found else ".")
        if found == (kind == "clean"):
            marks = {axis: mark for axis, mark in answer.breakdown.items() if mark != 10.0}
            self.missed.append(f"{kind} / {request.shot_id}: {answer.critique or marks}")
            print(f"wrong: {self.missed[-1]}", file=sys.stderr)

    def print_table(self, shots: list[str]) -> None:
        """The table, what was judged wrongly, and the rates."""
        print(f"{'kind':18s} {', '.join(shots)}")
        for kind, row in self.rows.items():
            print(f"{kind:18s} {row}")
        for line in self.missed:
            print(f"wrong: {line}")
        clean = self.rows["clean"]
        planted = "".join(row for kind, row in self.rows.items() if kind != "clean").replace(" ", "")
        print(f"faults rejected {planted.count('R')} of {len(planted)} ({planted.count('R') / len(planted):.1%})")
        print(f"clean rejected {clean.count('R')} of {len(clean)}")
        seconds = sum(self.clean_seconds) / len(clean) / SHOT_S
        print(f"review of a clean clip: {seconds:.2f} CPU seconds per second of video")


def plant_all(take: Take, place: int, studio: Studio, tally: Tally) -> None:
    """Review one take clean, with its wrong twins and with every planted fault."""
    request = studio.clean(take)
    tally.review("clean", request, place)
    for kind, twin in studio.wrong_twins(take).items():
        tally.review(kind, request.model_copy(update={"clip": twin}), place)
    faulty = studio.folder / "fault.mp4"
    asked = request.model_copy(update={"clip": faulty})
    whole = request.clip.read_bytes()
    faulty.write_bytes(whole[: len(whole) * 7 // 10])
    tally.review("truncated file", asked, place)
    clip = decode(request.clip)
    for kind, plant in FAULTS.items():
        if kind in SPEECH_ONLY and not request.lines:
            continue
        encode(plant(clip), faulty)
        tally.review(kind, asked, place)


def main() -> int:
    """Review every take with every fault and print the table."""
    options = argparse.ArgumentParser(prog="python -m bench.planted_faults", description=__doc__)
    options.add_argument("--clips", type=int, default=len(TAKES), help="how many of the shots")
    takes = TAKES[: options.parse_args().clips]
    tally = Tally()
    # It takes minutes: Ctrl-C prints what has been reviewed so far.
    with tempfile.TemporaryDirectory() as temporary, contextlib.suppress(KeyboardInterrupt):
        studio = Studio(Path(temporary))
        for place, take in enumerate(takes):
            print(f"reviewing {take.staging.shot_id}", file=sys.stderr)
            plant_all(take, place, studio, tally)
    tally.print_table([take.staging.shot_id for take in takes])
    return 0


if __name__ == "__main__":
    sys.exit(main())
