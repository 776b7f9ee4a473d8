"""Groups of pictures that a film can take over from a clip as they are. Which ones it wants is decided in `stretches`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from resources.media import h264
from resources.media.probe import moving_picture, opened


@dataclass(frozen=True, slots=True)
class Group:
    """Frames `first` to `end - 1` of a clip, which can be decoded without any other."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """A coded frame in the form that our encoder gives; `shown` counts frames from the start of its stretch."""

    data: bytes
    shown: int
    afresh: bool


def groups_of(clip: Path, parameter_sets: frozenset[bytes], fps: int) -> tuple[Group, ...]:
    """The groups of a clip that was coded like the film: none for any other clip, and none when its times are odd.

    One picture is decoded, so this takes milliseconds.

    Args:
        clip: Any file with a picture.
        parameter_sets: Of the film (`h264.parameter_sets`).
        fps: Frames per second of the film.

    Raises:
        NotFound: There is no such file.
        MediaError: It is no media file.
    """
    with opened(clip) as container:
        video = moving_picture(container)
        if video is None or video.codec_context.name != "h264" or (video.sample_aspect_ratio or 1) != 1:
            return ()
        if h264.parameter_sets(video.codec_context.extradata) != parameter_sets:
            return ()
        try:
            groups = [[picture.shown for picture in group] for group in _coded_groups(container, video, fps)]
            container.seek(0)
            turned = any(frame.rotation for frame in islice(container.decode(video), 1))
        except (ValueError, av.FFmpegError):
            return ()  # the decoder will tell what is wrong with it
        if turned:
            return ()
        found = []
        for shown in groups:
            first = min(shown)
            in_time = all(at >= first + place - h264.REORDER_FRAMES for place, at in enumerate(shown))
            if sorted(shown) != list(range(first, first + len(shown))) or not in_time:
                return ()
            found.append(Group(first, first + len(shown)))
        return tuple(found)


def coded_pictures(clip: Path, first: int, end: int, fps: int) -> Iterator[CodedPicture]:
    """The coded frames of adjacent groups, in the order in which a decoder wants them.

    Args:
        clip: A clip whose `groups_of` were asked.
        first: First frame of the first group.
        end: End of the last group.
        fps: As for `groups_of`.
    """
    with opened(clip) as container:
        video = moving_picture(container)
        if video is None:
            return
        for group in _coded_groups(container, video, fps):
            begin = min(picture.shown for picture in group)
            if first <= begin < end:
                yield from (replace(picture, shown=picture.shown - first) for picture in group)


def _coded_groups(container: InputContainer, video: VideoStream, fps: int) -> Iterator[list[CodedPicture]]:
    """Raises `ValueError` for a picture without a time, or for one that lies between two frames of the film."""
    start, time_base = video.start_time or 0, float(video.time_base or 0)
    group: list[CodedPicture] = []
    for packet in container.demux(video):
        if not packet.size:
            continue
        if packet.pts is None:
            raise ValueError("a picture without a time")
        place = (packet.pts - start) * time_base * fps
        data = bytes(packet)
        afresh = h264.starts_afresh(data)
        if abs(place - round(place)) > 0.01 or packet.is_corrupt or not (group or afresh):
            raise ValueError(f"a picture at {place:.3f} frames")
        if afresh and group:
            yield group
            group = []
        group.append(CodedPicture(h264.with_start_codes(data), round(place), afresh))
    if group:
        yield group
