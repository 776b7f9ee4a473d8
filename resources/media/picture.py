"""The picture of a film: shots in order, crossfades blended, captions burned in, encoded. No sound is handled here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType

from resources.errors import MediaError
from resources.media.captions import Sprite, caption_sprite
from resources.media.conform import Canvas, conformed_frames, frame_of, planes_of
from resources.media.cut_plan import Cue, CutPlan
from resources.media.prefetch import Prefetched
from resources.media.timeline import Timeline

X264_OPTIONS = {
    "preset": "veryfast",
    "crf": "19",
    "threads": "2",
    # Every group of pictures can be decoded alone: seeking is exact and a later packet-copy cut stays possible.
    # subme=1: flat and finished pictures do not need finer motion search; a third less time for 6 % more bytes.
    "x264-params": "open-gop=0:subme=1",
}
_SECONDS_PER_KEY_FRAME = 2
_BT709 = 1
_LIMITED_RANGE = 1


def write_picture(plan: CutPlan, timeline: Timeline, path: Path, progress: Callable[[float], None]) -> None:
    """Encode the film's picture as h264 into `path`, with at most two clips open and a bounded number of frames held.

    Args:
        plan: What to cut.
        timeline: From `lay_out(plan)`.
        path: Ends in `.mp4`; the file has no sound.
        progress: Called with 0..1 about once per second of film.

    Raises:
        MediaError: A clip is damaged or ends early; the shot is named.
    """
    with (
        Prefetched(_film_frames(plan, timeline)) as frames,
        av.open(str(path), "w", options={"video_track_timescale": str(512 * plan.fps)}) as container,
    ):
        stream = container.add_stream("libx264", rate=plan.fps, options=X264_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, "yuv420p"
        # Slices, the default here, cost 3 % in size and do not keep two cores busy.
        stream.thread_type = "FRAME"
        context = stream.codec_context
        context.time_base = Fraction(1, plan.fps)
        context.gop_size = _SECONDS_PER_KEY_FRAME * plan.fps
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        for index, frame in enumerate(frames):
            frame.pts, frame.time_base = index, context.time_base
            frame.pict_type = PictureType.NONE
            container.mux(stream.encode(frame))
            if index % plan.fps == 0:
                progress(index / timeline.frames)
        container.mux(stream.encode(None))


def _film_frames(plan: CutPlan, timeline: Timeline) -> Iterator[av.VideoFrame]:
    captions = _Captions(plan)
    for index, frame in enumerate(_joined(plan, timeline)):
        yield captions.burned_into(frame, index / plan.fps)


def _joined(plan: CutPlan, timeline: Timeline) -> Iterator[av.VideoFrame]:
    """All frames of the film; the last ones of each shot wait to be blended into the next."""
    canvas = Canvas(plan.width, plan.height)
    overlap = timeline.crossfade_frames
    waiting: deque[av.VideoFrame] = deque()
    for segment, placed in zip(plan.segments, timeline.segments, strict=True):
        outgoing, waiting = waiting, deque()
        total = len(outgoing)
        try:
            for frame in conformed_frames(segment.clip, canvas, plan.fps, placed.frames):
                shown = frame
                if outgoing:
                    shown = _blended(outgoing.popleft(), frame, (total - len(outgoing)) / (total + 1))
                waiting.append(shown)
                if len(waiting) > overlap:
                    yield waiting.popleft()
        except MediaError as error:
            raise MediaError(error.problem, where=f"shot {segment.shot_id} ({segment.clip})") from error
    yield from waiting


def _blended(outgoing: av.VideoFrame, incoming: av.VideoFrame, weight: float) -> av.VideoFrame:
    mixed = cv2.addWeighted(planes_of(outgoing), 1 - weight, planes_of(incoming), weight, 0)
    return frame_of(np.asarray(mixed, np.uint8))


class _Captions:
    """The cues of a film in order of time; only the sprites on screen are held."""

    def __init__(self, plan: CutPlan) -> None:
        cues = plan.captions if plan.burn_in else ()
        self._size = (plan.width, plan.height)
        self._upcoming = deque(sorted(cues, key=lambda cue: cue.start_s))
        self._visible: list[tuple[Cue, Sprite]] = []

    def burned_into(self, frame: av.VideoFrame, seconds: float) -> av.VideoFrame:
        """The frame with the captions of its moment; the same frame when there are none."""
        self._visible = [(cue, sprite) for cue, sprite in self._visible if cue.end_s > seconds]
        while self._upcoming and self._upcoming[0].start_s <= seconds:
            cue = self._upcoming.popleft()
            sprite = caption_sprite(cue.text, cue.speaker, *self._size)
            if sprite is not None and cue.end_s > seconds:
                self._visible.append((cue, sprite))
        if not self._visible:
            return frame
        planes = planes_of(frame)
        # Two lines at once would cover each other: the newest wins.
        self._visible[-1][1].lay_over(planes)
        return frame_of(planes)
