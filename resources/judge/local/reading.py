"""One decode pass over a clip into small pictures and sound. Nothing is measured or judged here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from resources.errors import MediaError
from resources.judge.local.gathering import PictureGatherer, Sound, SoundGatherer
from resources.judge.local.stills import Floats, Picture


@dataclass(frozen=True)
class Reading:
    """Everything the measures need of one clip.

    Args:
        width: Pixels as shown, after the rotation flag.
        height: Pixels as shown, after the rotation flag.
        pixel_aspect: Width of a pixel over its height.
        frame_rate: Frames per second on average.
        length_s: From the first frame's start to the last frame's end.
        bits_per_pixel: Of the coded pictures, over all frames.
        thumbnail_times: Seconds from the first frame, one for each thumbnail.
        thumbnails: Grey, 160 on the long side, every frame up to 30 per second, shape (n, height, width).
        picture_times: Seconds, one for each picture.
        pictures: Grey, 640 on the long side, 12 per second.
        colour_times: Seconds, one for each colour picture; every one of them is also a picture's time.
        colours: BGR, 640 on the long side, 2 per second.
        full_greys: Grey in full size, one per second.
        first: BGR, 640 on the long side, exactly frame 0.
        last: BGR, 640 on the long side, exactly the very last frame.
        sound: None when there is no sound stream.
        damage: Why the file is not whole; empty when nothing is known against it.
        whole: Every frame that the file's index promises was decoded, as `resources.media.probe.decode_fault` asks.
    """

    width: int
    height: int
    pixel_aspect: float
    frame_rate: float
    length_s: float
    bits_per_pixel: float
    thumbnail_times: Floats
    thumbnails: Picture
    picture_times: Floats
    pictures: list[Picture]
    colour_times: Floats
    colours: list[Picture]
    full_greys: list[Picture]
    first: Picture | None
    last: Picture | None
    sound: Sound | None
    damage: str
    whole: bool

    @property
    def frame_s(self) -> float:
        """Seconds that one frame is shown."""
        return 1.0 / self.frame_rate if self.frame_rate > 0 else 0.04


def read_clip(path: Path) -> Reading:
    """Decode the whole clip once.

    Raises:
        MediaError: There is no such file. A file that is there and cannot be decoded is a `Reading` with `damage`.
    """
    if not path.is_file():
        raise MediaError("there is no clip to review", where=str(path))
    seen, heard, damage = PictureGatherer(), None, ""
    declared_s, pixel_aspect, promised = 0.0, 1.0, 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return _assemble(seen, None, 1.0, 0.0, "the file holds no picture stream", promised)
            video = container.streams.video[0]
            promised = video.frames
            video.codec_context.thread_count = 1
            pixel_aspect = float(video.sample_aspect_ratio or 1.0)
            if video.duration is not None and video.time_base is not None:
                declared_s = float(video.duration * video.time_base)
            sounds = container.streams.audio[:1]
            if sounds:
                heard = SoundGatherer(sounds[0].rate)
            damage = _decode(container, [video, *sounds], seen, heard)
    except (av.FFmpegError, ValueError) as error:
        damage = f"the file does not open as a video: {type(error).__name__}"
    return _assemble(seen, heard, pixel_aspect, declared_s, damage, promised)


def _decode(
    container: av.container.InputContainer,
    streams: list[av.VideoStream | av.AudioStream],
    seen: PictureGatherer,
    heard: SoundGatherer | None,
) -> str:
    """Feed every decoded frame to the gatherers; tells what broke on the way."""
    damage = ""
    packets = container.demux(*streams)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return damage
        except av.FFmpegError as error:
            return f"the file breaks off: {type(error).__name__}"
        if packet.stream.type == "video":
            seen.coded_bytes += packet.size
        try:
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    seen.take(frame)
                elif heard is not None and isinstance(frame, av.AudioFrame):
                    heard.take(frame)
        except av.FFmpegError as error:
            damage = damage or f"a packet does not decode: {type(error).__name__}"


def _assemble(
    seen: PictureGatherer,
    heard: SoundGatherer | None,
    pixel_aspect: float,
    declared_s: float,
    damage: str,
    promised: int,
) -> Reading:
    frame = seen.last_frame
    frame_rate = (seen.count - 1) / seen.last_time if seen.last_time > 0 else 0.0
    length_s = seen.last_time + (1.0 / frame_rate if frame_rate else 0.0)
    sideways = frame is not None and round(frame.rotation / 90) % 2 == 1
    width, height = (frame.width, frame.height) if frame is not None else (0, 0)
    if frame is None:
        damage = damage or "no frame decodes"
    elif seen.corrupt_at is not None:
        damage = damage or f"frames are damaged from {seen.corrupt_at:.2f} s on"
    elif declared_s > length_s + 0.5:
        damage = damage or f"the file promises {declared_s:.2f} s and ends at {length_s:.2f} s"
    return Reading(
        width=height if sideways else width,
        height=width if sideways else height,
        pixel_aspect=1.0 / pixel_aspect if sideways else pixel_aspect,
        frame_rate=frame_rate,
        length_s=length_s,
        bits_per_pixel=8.0 * seen.coded_bytes / max(1, seen.count * width * height),
        thumbnail_times=np.asarray(seen.thumbnail_times),
        thumbnails=np.stack(seen.thumbnails) if seen.thumbnails else np.zeros((0, 90, 160), np.uint8),
        picture_times=np.asarray(seen.picture_times),
        pictures=seen.pictures,
        colour_times=np.asarray(seen.colour_times),
        colours=seen.colours,
        full_greys=seen.full_greys,
        first=seen.colours[0] if seen.colours else None,
        last=seen.colour(frame) if frame is not None else None,
        sound=heard.sound() if heard is not None else None,
        damage=damage,
        whole=not damage and seen.count >= promised,
    )
