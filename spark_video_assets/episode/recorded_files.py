"""Whether the files that an episode's records name are still there, byte for byte. Mending them is left to people.

A document that a person edited is no fault: its stage is stale then, and the next run brings in line what depends on it. A
take, a winner or a film is never edited in place, so there another digest means damage; and what was signed is named whatever
it is, because its gate is closed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from resources.errors import SparkVideoError
from spark_video_assets.episode.records import load_records
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.sources import ABSENT, Sources
from spark_video_assets.episode.stages import RULES, narration_record, stage_names
from spark_video_assets.story.document import Part
from spark_video_assets.story.gates import GATE_NUMBER, GATES, changed_since
from spark_video_assets.story.post import Narration
from spark_video_assets.story.steps import Stage
from spark_video_assets.story.takes import ShotState

_MADE_WHOLE: frozenset[Stage] = frozenset({"subtitles", "final_cut", "delivery"})
"""Stages whose files nobody edits in place."""


class FileFault(Part):
    """One thing that is not as it was recorded.

    Args:
        what: The record that names it, for people.
        file: From the episode's folder, or the part of what was signed.
        mend: What can be done.
    """

    what: str
    file: str
    problem: Literal["missing", "changed", "cannot be read", "changed since it was signed"]
    mend: str = ""


def file_faults(sources: Sources) -> list[FileFault]:
    """Everything that is not as recorded: takes, winners, narration, film and what goes with it, what was signed.

    Costs one reading of every take that this process has not seen yet.
    """
    key = sources.episode.key
    command = key.typed
    found: list[FileFault] = []
    for part in (_takes, _narration, _stages, _signed):
        try:
            found.extend(part(sources, command))
        except (SparkVideoError, OSError) as error:
            where = getattr(error, "where", None) or getattr(error, "filename", None) or str(key)
            found.append(FileFault(what="record", file=str(where), problem="cannot be read", mend=str(error)))
    return found


def _takes(s: Sources, command: str) -> Iterator[FileFault]:
    for shot, state in sorted(s.states.shots.items()):
        for take in state.attempts:
            if take.status != "SUCCEEDED" or not take.video_path:
                continue
            path = s.folder.resolve(take.video_path)
            mend = f"bring it back from a backup, or: spark-video reshoot {command} --shot {shot}"
            yield from _held_against(s, path, take.clip_digest, f"take {take.version} of {shot}", mend)
        yield from _winner(s, shot, state, command)


def _winner(s: Sources, shot: str, state: ShotState, command: str) -> Iterator[FileFault]:
    winner = state.winner
    if winner is None:
        return
    mend = f"spark-video accept {command} --shot {shot} --take {winner.version}   # copies the take again"
    yield from _held_against(s, s.folder.winner_clip(shot), winner.clip_digest, f"winner of {shot}", mend)


def _narration(s: Sources, command: str) -> Iterator[FileFault]:
    record = narration_record(s)
    if not record.is_file():
        return
    for line in s.episode.load(Narration, record).lines:
        path = s.folder.resolve(line.wav)
        mend = f"remove {s.folder.relative(record)}, then: spark-video produce {command}"
        yield from _held_against(s, path, None, f"narration of {line.shot_id}", mend)


def _stages(s: Sources, command: str) -> Iterator[FileFault]:
    """Files of stages that are done; those of stages that were never done are simply not made yet."""
    records = load_records(s.folder.state)
    for stage in stage_names(s):
        if stage not in records or stage == "viewer":
            continue
        owned = records[stage].get("owns", {})
        for path in RULES[stage].owns(s):
            if path.name in owned:
                digest = owned[path.name] if stage in _MADE_WHOLE else None
                mend = f"spark-video produce {command}   # makes it again"
                yield from _held_against(s, path, digest, f"result of {stage}", mend)


def _signed(s: Sources, command: str) -> Iterator[FileFault]:
    for gate in GATES:
        sign_off = s.episode.sign_off(gate)
        if sign_off is None or sign_off.decision != "approve":
            continue
        for part in changed_since(sign_off, shown_at(gate, s)):
            yield FileFault(
                what=f"signed at gate {GATE_NUMBER[gate]}, {gate}",
                file=part,
                problem="changed since it was signed",
                mend=f"look again, then: spark-video approve {command} {gate}",
            )


def _held_against(s: Sources, path: Path, digest: str | None, what: str, mend: str) -> Iterator[FileFault]:
    """A file against its recorded digest; None = only that it is there."""
    now = s.file(path)
    if now == ABSENT:
        yield FileFault(what=what, file=_named(s, path), problem="missing", mend=mend)
    elif digest not in (None, ABSENT, now):
        yield FileFault(what=what, file=_named(s, path), problem="changed", mend=mend)


def _named(s: Sources, path: Path) -> str:
    """From the project's folder: lore and cards lie outside the episode's."""
    home = s.folder.project_folder
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name
