"""Plants faults in clean clips and counts what the local reviewer rejects: `python -m bench.planted_faults`.

The default set, `held-out`, was never used for tuning; `tuning` was; `photos` are camera moves over photographs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.clip_files import decode, encode
from bench.planted_photos import PHOTO_TAKES, Darkroom
from bench.planted_stories import TUNING, held_out
from bench.planted_takes import Studio, Subject
from bench.planting import CODES, FAULTS, NEED_TIMING, SOUND_ONLY, SPEECH_ONLY
from resources.judge.base import Judgement, ReviewRequest
from resources.judge.local import LocalJudge

THRESHOLD, VETO_FLOOR = 7.0, 5.0
NAMED, OTHERWISE, ACCEPTED, NOT_APPLICABLE = "R", "r", ".", " "


def rejected(answer: Judgement) -> bool:
    """The takes' rule: mean, veto floor, technical QC."""
    known = [value for value in answer.breakdown.values() if value is not None]
    low = sum(known) / len(known) < THRESHOLD or min(known) <= VETO_FLOOR
    return low or any(fault.fatal for fault in answer.faults)


@dataclass
class Tally:
    """Kinds x clips, one letter each; every judgement is also a line of `record`."""

    record: Path
    judge: LocalJudge = field(default_factory=LocalJudge)
    rows: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    wrong: list[str] = field(default_factory=list)
    clean_cpu_s: float = 0.0
    clean_video_s: float = 0.0

    def review(self, kind: str, request: ReviewRequest, place: int) -> None:
        """Judge one clip and write its letter into the row of its kind, at the column of its shot."""
        started = time.process_time()
        answer = self.judge.judge(request)
        if kind == "clean":
            self.clean_cpu_s += time.process_time() - started
            self.clean_video_s += request.duration_s
        letter = ACCEPTED
        if rejected(answer):
            letter = NAMED if {fault.code for fault in answer.faults} & CODES.get(kind, set()) else OTHERWISE
        self.rows[kind] = self.rows[kind].ljust(place, NOT_APPLICABLE) + letter
        if (letter == ACCEPTED) == (kind != "clean"):
            marks = {axis: mark for axis, mark in answer.breakdown.items() if mark != 10.0}
            self.wrong.append(f"{kind} / {request.shot_id}: {answer.critique or marks}")
            print(f"wrong: {self.wrong[-1]}", file=sys.stderr)
        with self.record.open("a", encoding="utf-8") as lines:
            told = answer.model_dump(mode="json")
            lines.write(json.dumps({"kind": kind, "shot": request.shot_id, **told}, ensure_ascii=False) + "\n")

    def print_table(self, shots: list[str]) -> None:
        """The table, what was judged wrongly, and the rates."""
        print(f"{NAMED} rejected for this fault, {OTHERWISE} for another reason, {ACCEPTED} accepted")
        print(f"{'kind':18s} {', '.join(shots)}")
        for kind, row in self.rows.items():
            print(f"{kind:18s} {row}")
        for line in self.wrong:
            print(f"wrong: {line}")
        clean = self.rows["clean"]
        planted = "".join(row for kind, row in self.rows.items() if kind != "clean").replace(NOT_APPLICABLE, "")
        caught, named = len(planted) - planted.count(ACCEPTED), planted.count(NAMED)
        print(
            f"faults rejected {caught} of {len(planted)} ({caught / len(planted):.1%}), {named} for the right reason"
        )
        print(f"clean rejected {len(clean) - clean.count(ACCEPTED)} of {len(clean)}")
        print(
            f"review of a clean clip: {self.clean_cpu_s / self.clean_video_s:.3f} CPU seconds per second of video"
        )


def plant_all(subject: Subject, place: int, folder: Path, tally: Tally) -> None:
    """Review one clip clean, with its wrong twins and with every planted fault."""
    request = subject.request
    tally.review("clean", request, place)
    for kind, twin in subject.twins.items():
        tally.review(kind, request.model_copy(update={"clip": twin}), place)
    faulty = folder / "fault.mp4"
    asked = request.model_copy(update={"clip": faulty})
    whole = request.clip.read_bytes()
    faulty.write_bytes(whole[: len(whole) * 7 // 10])
    tally.review("truncated file", asked, place)
    clip = decode(request.clip)
    for kind, plant in FAULTS.items():
        if kind in SPEECH_ONLY and not request.lines:
            continue
        if kind in NEED_TIMING and not request.timing_known:
            continue
        encode(plant(clip), faulty, picture_of=request.clip if kind in SOUND_ONLY else None)
        tally.review(kind, asked, place)


def _subjects(which: str, seed: int, folder: Path) -> Iterator[Callable[[], Subject]]:
    """How to make each clip of a set; each is made when its turn comes."""
    if which == "photos":
        darkroom = Darkroom(folder)
        yield from (lambda take=take: darkroom.subject(take) for take in PHOTO_TAKES)
        return
    studio = Studio(folder, TUNING if which == "tuning" else held_out(seed))
    yield from (lambda take=take: studio.subject(take) for take in studio.story.takes)


def main() -> int:
    """Review every clip of a set with every fault and print the table."""
    options = argparse.ArgumentParser(prog="python -m bench.planted_faults", description=__doc__)
    options.add_argument("--set", choices=("held-out", "tuning", "photos"), default="held-out", dest="which")
    options.add_argument("--seed", type=int, default=1, help="which dozen of held-out shots")
    options.add_argument("--clips", type=int, default=99, help="only the first so many")
    options.add_argument("--keep", type=Path, help="folder that keeps drawn clips and every measure (record.jsonl)")
    chosen = options.parse_args()
    tally, shots = Tally(Path("record.jsonl")), []
    # It takes minutes: Ctrl-C prints what has been reviewed so far.
    with tempfile.TemporaryDirectory() as temporary, contextlib.suppress(KeyboardInterrupt):
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tally.record = folder / "record.jsonl"
        tally.record.write_text("", encoding="utf-8")
        for place, make in enumerate(_subjects(chosen.which, chosen.seed, folder)):
            if place == chosen.clips:
                break
            subject = make()
            shots.append(subject.request.shot_id)
            print(f"reviewing {shots[-1]}", file=sys.stderr)
            plant_all(subject, place, folder, tally)
    tally.print_table(shots)
    return 0


if __name__ == "__main__":
    sys.exit(main())
