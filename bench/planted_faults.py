"""Plants faults in clean clips and counts what the local reviewer rejects: `python -m bench.planted_faults`.

The default set, `held-out`, is drawn and was never used for tuning; `photos` are camera moves over photographs. Limits were
set after looking at `tuning` and `photos-tuning`: what these show is no result.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.clip_files import decode, encode
from bench.photo_takes import FRESH_PHOTO_TAKES, PHOTO_TAKES, PhotoTake
from bench.planted_photos import Darkroom
from bench.planted_stories import TUNING, Story, held_out
from bench.planted_takes import Studio, Subject, Wanted
from bench.planting import CODES, FAULTS, NEED_TIMING, SOUND_ONLY, SPEECH_ONLY
from resources.judge.base import Judgement, ReviewRequest
from resources.judge.local import LocalJudge

THRESHOLD, VETO_FLOOR = 7.0, 5.0
NAMED, OTHERWISE, ACCEPTED, NOT_APPLICABLE = "R", "r", ".", " "
TRUNCATED = "truncated file"


def rejected(answer: Judgement) -> bool:
    """The takes' rule: mean, veto floor, technical QC."""
    known = [value for value in answer.breakdown.values() if value is not None]
    low = sum(known) / len(known) < THRESHOLD or min(known) <= VETO_FLOOR
    return low or any(fault.fatal for fault in answer.faults)


@dataclass(frozen=True)
class Outcome:
    """What the judge made of one clip."""

    kind: str
    shot: str
    letter: str
    answer: Judgement
    cpu_s: float
    video_s: float

    @property
    def is_wrong(self) -> bool:
        """A clean clip rejected, or a fault accepted."""
        return (self.letter == ACCEPTED) == (self.kind != "clean")

    def told(self) -> str:
        """One line for a person."""
        marks = {axis: mark for axis, mark in self.answer.breakdown.items() if mark != 10.0}
        return f"{self.kind} / {self.shot}: {self.answer.critique or marks}"


def review(kind: str, request: ReviewRequest) -> Outcome:
    """Judge one clip as a take."""
    started = time.process_time()
    answer = LocalJudge().judge(request)
    spent = time.process_time() - started
    letter = ACCEPTED
    if rejected(answer):
        letter = NAMED if {fault.code for fault in answer.faults} & CODES.get(kind, set()) else OTHERWISE
    return Outcome(kind, request.shot_id, letter, answer, spent, request.duration_s)


def plant_all(subject: Subject, folder: Path, wanted: Wanted) -> Iterator[Outcome]:
    """Review one clip clean, with its wrong twins and with every planted fault that is asked for."""
    request = subject.request
    yield review("clean", request)
    for kind, twin in subject.twins.items():
        if wanted(kind):
            yield review(kind, request.model_copy(update={"clip": twin}))
    faulty = folder / f"{request.shot_id}-fault.mp4"
    asked = request.model_copy(update={"clip": faulty})
    if wanted(TRUNCATED):
        whole = request.clip.read_bytes()
        faulty.write_bytes(whole[: len(whole) * 7 // 10])
        yield review(TRUNCATED, asked)
    planted = {kind: plant for kind, plant in FAULTS.items() if wanted(kind)}
    if not planted:
        return
    clip = decode(request.clip)
    for kind, plant in planted.items():
        if kind in SPEECH_ONLY and not request.lines:
            continue
        if kind in NEED_TIMING and not request.timing_known:
            continue
        encode(plant(clip), faulty, picture_of=request.clip if kind in SOUND_ONLY else None)
        yield review(kind, asked)


@dataclass(frozen=True)
class Bench:
    """A set of clips by name; made anew in each process that takes a share of it."""

    which: str
    seed: int
    folder: Path
    kinds: frozenset[str] = frozenset(CODES)

    def shots(self) -> list[str]:
        """Names of all clips."""
        if self._photos():
            return [take.name for take in self._photos()]
        return [take.staging.shot_id for take in self._story().takes]

    def outcomes(self, place: int) -> list[Outcome]:
        """Make one clip, plant everything, judge everything."""
        return list(plant_all(self._subject(place), self.folder, self.kinds.__contains__))

    def _photos(self) -> tuple[PhotoTake, ...]:
        return {"photos": FRESH_PHOTO_TAKES, "photos-tuning": PHOTO_TAKES}.get(self.which, ())

    def _story(self) -> Story:
        return TUNING if self.which == "tuning" else held_out(self.seed)

    def _subject(self, place: int) -> Subject:
        if self._photos():
            return Darkroom(self.folder).subject(self._photos()[place])
        story = self._story()
        return Studio(self.folder, story).subject(story.takes[place], self.kinds.__contains__)


def print_table(shots: list[str], by_shot: list[list[Outcome]]) -> None:
    """Kinds x clips, what was judged wrongly, and the rates."""
    every = [outcome for outcomes in by_shot for outcome in outcomes]
    letters = {(one.kind, one.shot): one.letter for one in every}
    kinds = ["clean", *sorted({one.kind for one in every} - {"clean"})]
    print(f"{NAMED} rejected for this fault, {OTHERWISE} for another reason, {ACCEPTED} accepted")
    print(f"{'kind':18s} {', '.join(shots)}")
    for kind in kinds:
        print(f"{kind:18s} {''.join(letters.get((kind, shot), NOT_APPLICABLE) for shot in shots)}".rstrip())
    for one in every:
        if one.is_wrong:
            print(f"wrong: {one.told()}")
    clean = [one for one in every if one.kind == "clean"]
    planted = [one.letter for one in every if one.kind != "clean"]
    caught = len(planted) - planted.count(ACCEPTED)
    if planted:
        print(f"faults rejected {caught} of {len(planted)} ({caught / len(planted):.1%}), ", end="")
        print(f"{planted.count(NAMED)} for the right reason")
    print(f"clean rejected {sum(one.is_wrong for one in clean)} of {len(clean)}")
    per_second = sum(one.cpu_s for one in clean) / sum(one.video_s for one in clean)
    print(f"review of a clean clip: {per_second:.3f} CPU seconds per second of video")


def main() -> int:
    """Review every clip of a set with every fault and print the table."""
    options = argparse.ArgumentParser(prog="python -m bench.planted_faults", description=__doc__)
    sets = ("held-out", "tuning", "photos", "photos-tuning")
    options.add_argument("--set", choices=sets, default="held-out", dest="which")
    options.add_argument("--seed", type=int, default=1, help="which dozen of held-out shots")
    options.add_argument("--clips", type=int, default=99, help="only the first so many")
    options.add_argument(
        "--jobs", type=int, default=1, help="clips side by side; CPU seconds are honest with 1 only"
    )
    options.add_argument(
        "--kinds", nargs="*", choices=sorted(CODES), default=sorted(CODES), metavar="KIND",
        help="only these faults beside the clean clips; none for clean clips only",
    )  # fmt: skip
    options.add_argument("--keep", type=Path, help="folder that keeps drawn clips and every measure (record.jsonl)")
    chosen = options.parse_args()
    by_shot: list[list[Outcome]] = []
    # It takes minutes: Ctrl-C prints what has been reviewed so far.
    with tempfile.TemporaryDirectory() as temporary, contextlib.suppress(KeyboardInterrupt):
        bench = Bench(chosen.which, chosen.seed, chosen.keep or Path(temporary), frozenset(chosen.kinds))
        bench.folder.mkdir(parents=True, exist_ok=True)
        shots = bench.shots()[: chosen.clips]
        with (
            (bench.folder / "record.jsonl").open("w", encoding="utf-8") as record,
            ProcessPoolExecutor(chosen.jobs) as pool,
        ):
            for outcomes in pool.map(bench.outcomes, range(len(shots))):
                by_shot.append(outcomes)
                record.flush()
                print(f"reviewed {outcomes[0].shot}", file=sys.stderr)
                for one in outcomes:
                    told = one.answer.model_dump(mode="json")
                    record.write(
                        json.dumps({"kind": one.kind, "shot": one.shot, **told}, ensure_ascii=False) + "\n"
                    )
                    if one.is_wrong:
                        print(f"wrong: {one.told()}", file=sys.stderr)
    print_table(shots[: len(by_shot)], by_shot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
