"""Real small media such as a provider delivers: films with sound, speech and pictures of a wanted size and length.

They differ by prompt and seed, move, and can be heard, so that a technical check has nothing to say. They show nothing
of the prompt. Nothing here knows a provider or a socket.
"""

from __future__ import annotations

import io
import math
import tempfile
import wave
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.simulators.planes import Plane, backdrop, chance_of, disc_mask, dissolved, fitted, lettering, planes

Samples = npt.NDArray[np.float32]

_SOUND_RATE = 44100
_LOOP_S = 1
# No frame depends on a later one, so that packets can be repeated.
_ENCODER = {"preset": "ultrafast", "crf": "26", "bf": "0", "sc_threshold": "0", "threads": "1"}
# The usual search for the best coding takes four times as long and is not heard here.
_SPEAKER = {"aac_coder": "fast"}
_PITCHES_HZ = (110, 130, 150, 180, 205, 230)


@dataclass(frozen=True)
class ClipSpec:
    """What a clip has to be.

    Args:
        duration_s: Of picture and sound; rounded to whole frames.
        look: Whatever makes this clip another one: prompt, seed, references.
        sound: False for a film without a sound track.
        watermark: Text at the bottom right.
        first_frame: An encoded picture that the film begins on; cropped to the size.
        last_frame: An encoded picture that the film dissolves into in its last one to three seconds.
        speech: An encoded sound that is heard instead of babble, cut or continued in silence to the film's length.
        broken: Black, frozen and silent, as a failed generation is.
        container: `mp4` or `mov`.
    """

    width: int
    height: int
    duration_s: float
    fps: int
    look: str = ""
    sound: bool = True
    watermark: str = ""
    first_frame: bytes | None = None
    last_frame: bytes | None = None
    speech: bytes | None = None
    broken: bool = False
    container: str = "mp4"


@lru_cache(maxsize=64)
def make_clip(spec: ClipSpec) -> bytes:
    """A film (H.264 yuv420p, AAC) with the index in front, equal to the byte for an equal spec.

    Raises:
        ValueError: A side is odd, which 4:2:0 cannot hold.
    """
    if spec.width % 2 or spec.height % 2:
        raise ValueError(f"sides must be even: {spec.width}x{spec.height}")
    frames = max(1, round(spec.duration_s * spec.fps))
    with tempfile.TemporaryDirectory() as folder:
        # A file and not memory: putting the index in front makes the muxer read back what it wrote.
        path = Path(folder) / "clip.mp4"
        _write_clip(spec, frames, path)
        return path.read_bytes()


def _write_clip(spec: ClipSpec, frames: int, path: Path) -> None:
    with av.open(str(path), "w", format=spec.container, options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=spec.fps, options={**_ENCODER, "g": str(_LOOP_S * spec.fps)})
        video.width, video.height, video.pix_fmt = spec.width, spec.height, "yuv420p"
        sound = (
            container.add_stream("aac", rate=_SOUND_RATE, layout="mono", options=_SPEAKER) if spec.sound else None
        )
        for packet in _pictures(spec, frames, video):
            container.mux(packet)
        if sound is not None:
            length = round(frames / spec.fps * _SOUND_RATE)
            samples = np.zeros(length, np.float32) if spec.broken else _heard(spec, length)
            _mux_sound(container, sound, samples, _SOUND_RATE)


def _pictures(spec: ClipSpec, frames: int, video: av.VideoStream) -> Iterator[av.Packet[av.stream.Stream]]:
    """The encoded frames. What goes to and fro is encoded once for a round, and its packets are repeated."""
    round_trip = min(frames, _LOOP_S * spec.fps)
    rounds, rest = divmod(frames, round_trip)
    moments = [(index, 0.0) for index in range(round_trip)]
    order = [index % round_trip for index in range(frames)]
    if spec.last_frame:
        # The end is not repeated. It begins with a key frame of its own and has a second at least, if there is one.
        if rest < spec.fps:
            rounds, rest = rounds - 1, rest + round_trip
        moments = moments * min(rounds, 1) + [(index, (index + 1) / rest) for index in range(rest)]
        order = [*list(range(round_trip)) * rounds, *range(len(moments) - rest, len(moments))]
    paint = _painter(spec, round_trip)
    encoded: list[tuple[bytes, bool]] = []
    for index, moment in enumerate(moments):
        frame = av.VideoFrame.from_ndarray(paint(*moment), format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, spec.fps)
        encoded += [(bytes(packet), packet.is_keyframe) for packet in video.encode(frame)]
    encoded += [(bytes(packet), packet.is_keyframe) for packet in video.encode(None)]
    for index, source in enumerate(order):
        data, is_keyframe = encoded[source]
        packet = av.Packet(data)
        packet.stream, packet.is_keyframe = video, is_keyframe
        packet.pts = packet.dts = index
        packet.time_base = Fraction(1, spec.fps)
        yield packet


def _heard(spec: ClipSpec, length: int) -> Samples:
    if spec.speech is None:
        return babble(length, _SOUND_RATE, spec.look)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_SOUND_RATE)
    with av.open(io.BytesIO(spec.speech), "r") as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    spoken = np.concatenate([frame.to_ndarray()[0] for frame in frames])[:length]
    return np.pad(spoken, (0, length - len(spoken))).astype(np.float32)


def _mux_sound(
    container: av.container.OutputContainer, stream: av.AudioStream, samples: Samples, rate: int
) -> None:
    for start in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _painter(spec: ClipSpec, round_trip: int) -> Callable[[int, float], Plane]:
    """Frame number within a round, and how far the last frame has come in -> I420 planes stacked as PyAV wants them.

    The set pans and a figure crosses it, there and back; on a given first frame it comes up from below.
    """
    width, height = spec.width, spec.height
    if spec.broken:
        black = np.vstack([np.full((height, width), 16, np.uint8), np.full((height // 2, width), 128, np.uint8)])
        return lambda _index, _ended: black
    random = chance_of(spec.look)
    travel = max(8, width // 10) // 2 * 2
    plate = _first_picture(spec, travel) if spec.first_frame else backdrop(random, width + travel, height)
    luma, blue, red = planes(plate)
    if spec.watermark:
        mark = lettering(spec.watermark, height)
    figure_y, figure_u, figure_v = (int(value) for value in random.integers((150, 90, 120), (220, 120, 170)))
    radius = max(6, height // 8) // 2 * 2
    disc = disc_mask(radius)
    start, end = (float(value) for value in random.uniform((0.1, 0.6), (0.4, 0.9)))
    level = float(random.uniform(0.45, 0.65)) * height
    ending = planes(fitted(spec.last_frame, width, height)) if spec.last_frame else None

    def paint(index: int, ended: float) -> Plane:
        t = 0.5 - 0.5 * math.cos(2 * math.pi * index / round_trip)
        pan = round(t * travel / 2) * 2
        y, u, v = luma[:, pan : pan + width].copy(), blue[:, pan // 2 :], red[:, pan // 2 :]
        u, v = u[:, : width // 2].copy(), v[:, : width // 2].copy()
        left = round(((1 - t) * start + t * end) * (width - 2 * radius)) // 2 * 2
        top = (
            round(height - t * (height - level) if spec.first_frame else level + 0.04 * height * math.sin(9 * t))
            // 2
            * 2
        )
        shown = disc[: max(0, height - top)]
        y[top : top + 2 * radius, left : left + 2 * radius][shown] = figure_y
        u[top // 2 : top // 2 + radius, left // 2 : left // 2 + radius][shown[::2, ::2]] = figure_u
        v[top // 2 : top // 2 + radius, left // 2 : left // 2 + radius][shown[::2, ::2]] = figure_v
        if ending is not None and ended > 0:
            y, u, v = (dissolved(plane, last, ended) for plane, last in zip((y, u, v), ending, strict=True))
        if spec.watermark:
            corner = y[height - mark.shape[0] - 12 : height - 12, width - mark.shape[1] - 12 : width - 12]
            np.maximum(corner, mark, out=corner)
        return np.vstack([y, u.reshape(-1, width), v.reshape(-1, width)])

    return paint


def _first_picture(spec: ClipSpec, travel: int) -> Plane:
    assert spec.first_frame is not None
    exact = fitted(spec.first_frame, spec.width, spec.height)
    # The camera pans to the right into a mirrored continuation, so that the first frame is exactly the picture.
    return np.hstack([exact, exact[:, ::-1][:, :travel]])


@lru_cache(maxsize=32)
def babble(length: int, rate: int, look: str) -> Samples:
    """Syllables of a buzzing voice with pauses, like speech to a level meter; its pitch goes by the look."""
    random = chance_of(look)
    t = np.arange(length) / rate
    pitch = _PITCHES_HZ[int(random.integers(len(_PITCHES_HZ)))] * (1 + 0.04 * np.sin(2 * np.pi * 0.7 * t))
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    buzz = sum(np.sin(phase * n) / n for n in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, None) * ((t % 2.5) < 2.0)
    hiss = random.normal(0, 0.004, length)
    return (0.16 * buzz * syllables + hiss).astype(np.float32)


def make_wav(seconds: float, rate: int, look: str) -> bytes:
    """Babble as a mono 16-bit wav."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(make_pcm(seconds, rate, look))
    return target.getvalue()


def make_pcm(seconds: float, rate: int, look: str) -> bytes:
    """Babble as bare 16-bit samples, little endian."""
    samples = babble(max(1, round(seconds * rate)), rate, look)
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def make_compressed(seconds: float, rate: int, look: str, container_format: str) -> bytes:
    """Babble as `mp3`, or as `opus` in Ogg."""
    codec, container_name = {"mp3": ("libmp3lame", "mp3"), "opus": ("libopus", "ogg")}[container_format]
    target = io.BytesIO()
    with av.open(target, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        samples = babble(max(1, round(seconds * rate)), rate, look)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return target.getvalue()


@lru_cache(maxsize=64)
def make_png(width: int, height: int, look: str, watermark: str = "") -> bytes:
    """A picture of soft blotches with one disc."""
    random = chance_of(look)
    picture = backdrop(random, width, height)
    centre = tuple(int(value) for value in random.uniform(0.3, 0.7, 2) * (width, height))
    cv2.circle(picture, centre, min(width, height) // 5, [int(part) for part in random.integers(80, 240, 3)], -1)
    if watermark:
        mark = lettering(watermark, height)
        corner = picture[-mark.shape[0] - 12 : -12, -mark.shape[1] - 12 : -12]
        np.maximum(corner, mark[:, :, None], out=corner)
    target = io.BytesIO()
    Image.fromarray(picture).save(target, "png", compress_level=1)
    return target.getvalue()


@lru_cache(maxsize=64)
def last_picture(clip: bytes) -> bytes:
    """The final frame of a film as PNG, exactly as it decodes."""
    with av.open(io.BytesIO(clip), "r") as container:
        frames = deque(container.decode(video=0), maxlen=1)
    target = io.BytesIO()
    Image.fromarray(frames[0].to_ndarray(format="rgb24")).save(target, "png", compress_level=1)
    return target.getvalue()
