"""The picture of a film: what it takes over, and what it makes anew, blended and captioned. No sound is handled here."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType

from resources.errors import MediaError
from resources.media import h264
from resources.media.captions import Sprite, caption_sprite
from resources.media.conform import Canvas, conformed_frames, frame_of, planes_of
from resources.media.cut_plan import Cue, CutPlan
from resources.media.stretches import Stretch, stretches_of
from resources.media.takeover import CodedPicture, coded_pictures
from resources.media.timeline import Timeline

_CRF = 21  # a second coding must not add to the loss of the first, and captions want sharp edges
_BLACK, _NO_COLOUR = 16, 128
_AHEAD = 2  # stretches in work for each core: bounds what waits to be written


def write_picture(plan: CutPlan, timeline: Timeline, path: Path, progress: Callable[[float], None]) -> None:
    """Write the film's picture as h264 into `path`.

    Groups of pictures in which nothing changes are copied from clips that were coded like the film. All other stretches
    are encoded side by side, one on each core; their bytes depend neither on the number of cores nor on each other.

    Args:
        plan: What to cut.
        timeline: From `lay_out(plan)`.
        path: Ends in `.mp4`; the file has no sound.
        progress: Called with 0..1 after each stretch, from the calling thread.

    Raises:
        MediaError: A clip is damaged or ends early; the shot is named.
    """
    workers = os.cpu_count() or 1
    with (
        ThreadPoolExecutor(workers, thread_name_prefix="picture") as pool,
        av.open(str(path), "w", options={"video_track_timescale": str(512 * plan.fps)}) as container,
    ):
        # This stream's own encoder only says how the film is coded; each stretch has one of its own.
        stream = container.add_stream("libx264", rate=plan.fps, options=h264.encoder_options(_CRF))
        h264.prepare(stream.codec_context, (plan.width, plan.height), plan.fps)
        container.start_encoding()
        film = _Film(container, stream, plan.fps)
        stretches = stretches_of(plan, timeline, h264.parameter_sets(stream.codec_context.extradata))
        waiting: deque[tuple[Stretch, Future[list[CodedPicture]] | None]] = deque()

        def write_next() -> None:
            stretch, made = waiting.popleft()
            film.add(made.result() if made is not None else _taken_over(plan, timeline, stretch))
            progress(stretch.end / timeline.frames)

        try:
            for stretch in stretches:
                made = None if stretch.taken_over else pool.submit(_made_anew, plan, timeline, stretch)
                waiting.append((stretch, made))
                if len(waiting) > _AHEAD * workers:
                    write_next()
            while waiting:
                write_next()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Film:
    """Appends coded stretches to a file."""

    def __init__(self, container: av.container.OutputContainer, stream: av.VideoStream, fps: int) -> None:
        self._container = container
        self._stream = stream
        self._frame_s = Fraction(1, fps)
        self._frames = 0

    def add(self, pictures: Iterable[CodedPicture]) -> None:
        start = self._frames
        for picture in pictures:
            packet = av.Packet(picture.data)
            packet.stream, packet.time_base = self._stream, self._frame_s
            packet.pts, packet.dts = start + picture.shown, self._frames - h264.REORDER_FRAMES
            packet.duration, packet.is_keyframe = 1, picture.afresh
            self._container.mux(packet)
            self._frames += 1


def _taken_over(plan: CutPlan, timeline: Timeline, stretch: Stretch) -> Iterator[CodedPicture]:
    start = timeline.segments[stretch.segment].start_frame
    return coded_pictures(plan.segments[stretch.segment].clip, stretch.start - start, stretch.end - start, plan.fps)


def _made_anew(plan: CutPlan, timeline: Timeline, stretch: Stretch) -> list[CodedPicture]:
    encoder = h264.new_encoder((plan.width, plan.height), plan.fps, _CRF)
    captions = _Captions(plan)
    made: list[CodedPicture] = []

    def encode(frame: av.VideoFrame | None) -> None:
        packets = encoder.encode(frame)
        made.extend(CodedPicture(bytes(packet), packet.pts or 0, packet.is_keyframe) for packet in packets)

    for index, fresh in enumerate(_film_frames(plan, timeline, stretch)):
        frame = captions.burned_into(fresh, (stretch.start + index) / plan.fps)
        frame.pts, frame.time_base = index, encoder.time_base
        frame.pict_type = PictureType.NONE
        encode(frame)
    encode(None)
    return made


def _film_frames(plan: CutPlan, timeline: Timeline, stretch: Stretch) -> Iterator[av.VideoFrame]:
    """The frames of a stretch; those of a crossfade are blended with the end of the segment before, the last darkened."""
    placed = timeline.segments[stretch.segment]
    first, count = stretch.start - placed.start_frame, stretch.end - stretch.start
    fade = timeline.crossfade_frames if stretch.segment else 0
    outgoing: Iterator[av.VideoFrame] = iter(())
    if first < fade:
        before = timeline.segments[stretch.segment - 1]
        outgoing = _segment_frames(
            plan, stretch.segment - 1, before.frames - fade + first, min(count, fade - first)
        )
    for index, fresh in enumerate(_segment_frames(plan, stretch.segment, first, count), first):
        gone = next(outgoing, None)
        frame = fresh if gone is None else _blended(gone, fresh, (index + 1) / (fade + 1))
        left = timeline.frames - (placed.start_frame + index)
        yield frame if left > timeline.fade_frames else _darkened(frame, left / (timeline.fade_frames + 1))


def _segment_frames(plan: CutPlan, position: int, first: int, count: int) -> Iterator[av.VideoFrame]:
    segment = plan.segments[position]
    try:
        yield from conformed_frames(segment.clip, Canvas(plan.width, plan.height), plan.fps, first, count)
    except MediaError as error:
        raise MediaError(error.problem, where=f"shot {segment.shot_id} ({segment.clip})") from error


def _blended(outgoing: av.VideoFrame, incoming: av.VideoFrame, weight: float) -> av.VideoFrame:
    mixed = cv2.addWeighted(planes_of(outgoing), 1 - weight, planes_of(incoming), weight, 0)
    return frame_of(np.asarray(mixed, np.uint8))


def _darkened(frame: av.VideoFrame, share: float) -> av.VideoFrame:
    """The frame with that share of its light; 0 is the black of limited range, which is not a level of zero."""
    planes = planes_of(frame)
    black = np.full_like(planes, _NO_COLOUR)
    black[: frame.height] = _BLACK
    return frame_of(np.asarray(cv2.addWeighted(planes, share, black, 1 - share, 0), np.uint8))


class _Captions:
    """The cues of a stretch, asked in order of time; only the sprites on screen are held."""

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
            sprite = caption_sprite(cue.text, cue.speaker, *self._size) if cue.end_s > seconds else None
            if sprite is not None:
                self._visible.append((cue, sprite))
        if not self._visible:
            return frame
        planes = planes_of(frame)
        # Two lines at once would cover each other: the newest wins.
        self._visible[-1][1].lay_over(planes)
        return frame_of(planes)
