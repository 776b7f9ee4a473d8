"""Which frames of a film are taken over from a clip as coded, and which are made anew. Nothing is decoded here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from resources.media.cut_plan import CutPlan
from resources.media.takeover import groups_of
from resources.media.timeline import Timeline

# A shorter one saves less than the key frame after it costs.
_SHORTEST_TAKEOVER_S = 0.25


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `start` to `end - 1` of the film.

    Args:
        segment: Place in the plan of the segment that these frames belong to; a crossfade belongs to the later one.
        taken_over: True when its clip holds exactly these frames as whole groups of pictures.
    """

    start: int
    end: int
    segment: int
    taken_over: bool


def stretches_of(plan: CutPlan, timeline: Timeline, parameter_sets: frozenset[bytes]) -> list[Stretch]:
    """The whole film in order, without a gap.

    A group is taken over when nothing changes in it: no caption, no fade, no trimming, no held frame.

    Args:
        plan: What to cut.
        timeline: From `lay_out(plan)`.
        parameter_sets: How the film will be coded.
    """
    captioned = _captioned(plan)
    starts = [placed.start_frame for placed in timeline.segments]
    found: list[Stretch] = []
    for position, (begin, end) in enumerate(pairwise([*starts, timeline.frames])):
        at = begin
        for first, last in _untouched(plan, timeline, position, captioned, parameter_sets):
            if first > at:
                found.append(Stretch(at, first, position, taken_over=False))
            found.append(Stretch(first, last, position, taken_over=True))
            at = last
        if at < end:
            found.append(Stretch(at, end, position, taken_over=False))
    return found


def _captioned(plan: CutPlan) -> list[tuple[int, int]]:
    if not plan.burn_in:
        return []
    return [(ceil(cue.start_s * plan.fps), ceil(cue.end_s * plan.fps)) for cue in plan.captions]


def _untouched(
    plan: CutPlan,
    timeline: Timeline,
    position: int,
    captioned: list[tuple[int, int]],
    parameter_sets: frozenset[bytes],
) -> Iterator[tuple[int, int]]:
    """Runs of whole groups of one segment that are shown as they are, as frames of the film."""
    placed = timeline.segments[position]
    fade = timeline.crossfade_frames
    begin = placed.start_frame + (fade if position else 0)
    is_last = position + 1 == len(timeline.segments)
    end = placed.start_frame + placed.frames - (timeline.fade_frames if is_last else fade)
    run: tuple[int, int] | None = None
    for group in groups_of(plan.segments[position].clip, parameter_sets, plan.fps):
        first, last = placed.start_frame + group.first, placed.start_frame + group.end
        shown = begin <= first and last <= end
        if not shown or any(first < gone and last > came for came, gone in captioned):
            continue
        if run is not None and run[1] == first:
            run = (run[0], last)
            continue
        if run is not None and _worth(run, plan.fps):
            yield run
        run = (first, last)
    if run is not None and _worth(run, plan.fps):
        yield run


def _worth(run: tuple[int, int], fps: int) -> bool:
    return run[1] - run[0] >= _SHORTEST_TAKEOVER_S * fps
