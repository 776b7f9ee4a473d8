"""Signal helpers on numpy arrays: filters, room, fades, pan, resampling, levels, wav files. No content is made here.

Arrays are float32, full scale 1.0, last axis time: mono `(n,)` or stereo `(2, n)`. The rate is 48 kHz unless said.
"""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from resources.atomic import replacing
from resources.errors import MediaError

SAMPLE_RATE = 48_000
FloatArray = npt.NDArray[np.float32]


def _filtered(sound: FloatArray, gain_at: npt.NDArray[np.float64], size: int) -> FloatArray:
    spectrum = np.fft.rfft(sound, size, axis=-1) * gain_at.astype(np.float32)
    return np.asarray(np.fft.irfft(spectrum, size, axis=-1)[..., : sound.shape[-1]], dtype=np.float32)


def _fft_size(length: int) -> int:
    """Smallest even 2-3-5-smooth number that holds `length` and a tail, so that the FFT stays fast and does not wrap."""
    wanted = length + 2048
    best = 1 << (wanted - 1).bit_length()
    for odd in (3, 5, 9, 15, 25, 27, 45):
        power = max(1, (-(-wanted // odd) - 1).bit_length())
        best = min(best, odd << power)
    return best


def low_pass(sound: FloatArray, cutoff_hz: float, *, order: int = 2, rate: int = SAMPLE_RATE) -> FloatArray:
    """Zero-phase low-pass; gain 1/(1+(f/cutoff)^order), so -6 dB at the cutoff and 6*order dB per octave above."""
    size = _fft_size(sound.shape[-1])
    frequency = np.fft.rfftfreq(size, 1 / rate)
    return _filtered(sound, 1 / (1 + (frequency / cutoff_hz) ** order), size)


def high_pass(sound: FloatArray, cutoff_hz: float, *, order: int = 4, rate: int = SAMPLE_RATE) -> FloatArray:
    """Zero-phase high-pass, the mirror of `low_pass`; removes the mean."""
    size = _fft_size(sound.shape[-1])
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / rate), 1e-3)
    gain = 1 / (1 + (cutoff_hz / frequency) ** order)
    gain[0] = 0.0
    return _filtered(sound, gain, size)


def convolve(sound: FloatArray, impulse: FloatArray) -> FloatArray:
    """Convolution along time, cut to the length of `sound`; in blocks, so that memory stays small for an hour of it."""
    size = max(1 << 17, 1 << (2 * impulse.shape[-1]).bit_length())
    block = size - impulse.shape[-1]
    response = np.fft.rfft(impulse, size, axis=-1)
    length = sound.shape[-1]
    result = np.zeros(sound.shape, dtype=np.float32)
    for start in range(0, length, block):
        piece = np.fft.irfft(
            np.fft.rfft(sound[..., start : start + block], size, axis=-1) * response, size, axis=-1
        )
        count = min(size, length - start)
        result[..., start : start + count] += piece[..., :count]
    return result


def reverb(sound: FloatArray, *, seconds: float = 0.35, wet: float = 0.16, seed: int = 0) -> FloatArray:
    """Add a room: convolution with decaying low-passed noise. Length is kept, so the tail is cut at the end.

    Args:
        sound: Mono, or stereo which gets two different tails.
        seconds: Time until the tail is down by 60 dB.
        wet: Level of the tail relative to the dry sound's, as amplitude.
        seed: Same seed, same room.
    """
    count = max(1, int(seconds * SAMPLE_RATE))
    decay = np.exp(-6.9 * np.arange(count) / count)
    noise = np.random.default_rng(seed).standard_normal((*sound.shape[:-1], count))
    tail = low_pass((noise * decay).astype(np.float32), 3500.0)
    tail *= np.float32(wet) / np.sqrt(np.sum(tail**2, axis=-1, keepdims=True))
    wet_sound = convolve(sound, tail)
    wet_sound += sound
    return wet_sound


def fade(sound: FloatArray, *, in_s: float = 0.0, out_s: float = 0.0, rate: int = SAMPLE_RATE) -> FloatArray:
    """Raised-cosine fades at both ends; fades longer than the sound are shortened to it."""
    result = sound.copy()
    length = sound.shape[-1]
    for seconds, backwards in ((in_s, False), (out_s, True)):
        count = min(length, int(seconds * rate))
        if count > 0:
            ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)).astype(np.float32)
            if backwards:
                result[..., length - count :] *= ramp[::-1]
            else:
                result[..., :count] *= ramp
    return result


def pan(sound: FloatArray, position: float) -> FloatArray:
    """Place mono in stereo at constant power; -1 is left, 0 the middle (each side -3 dB), 1 right."""
    angle = (min(1.0, max(-1.0, position)) + 1) * np.pi / 4
    return np.stack([sound * np.float32(np.cos(angle)), sound * np.float32(np.sin(angle))])


def resample(sound: FloatArray, from_rate: int, to_rate: int = SAMPLE_RATE) -> FloatArray:
    """Change the rate with FFmpeg's resampler; mono or stereo in, same shape of channels out."""
    if from_rate == to_rate or sound.shape[-1] == 0:
        return sound
    planes = np.ascontiguousarray(np.atleast_2d(sound), dtype=np.float32)
    layout = "mono" if planes.shape[0] == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
    frame.sample_rate = from_rate
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=to_rate)
    parts = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    joined = np.concatenate(parts, axis=1).astype(np.float32)
    return joined if sound.ndim == 2 else np.asarray(joined[0], dtype=np.float32)


def rms_dbfs(sound: FloatArray) -> float:
    """Root mean square over all channels in dB below full scale; -120 for silence. A full-scale sine is -3."""
    power = float(np.mean([np.vdot(row, row) / row.size for row in np.atleast_2d(sound)])) if sound.size else 0.0
    return max(-120.0, 10 * float(np.log10(max(power, 1e-12))))


def peak_dbfs(sound: FloatArray) -> float:
    """Largest absolute sample in dB below full scale; -120 for silence."""
    peak = float(np.max(np.abs(sound))) if sound.size else 0.0
    return max(-120.0, 20 * float(np.log10(max(peak, 1e-6))))


def amplitude(dbfs: float) -> float:
    """The linear factor of a level in decibels."""
    return float(10 ** (dbfs / 20))


def pcm_to_float(raw: bytes) -> FloatArray:
    """Little-endian 16-bit pcm as samples of full scale 1.0, channels still interleaved."""
    return np.frombuffer(raw, dtype="<i2").astype(np.float32) * np.float32(1 / 32768)


def read_wav(path: Path) -> tuple[FloatArray, int]:
    """Read 16-bit pcm.

    Returns:
        Mono `(n,)` or `(channels, n)` samples, and the rate.

    Raises:
        MediaError: Missing, damaged, or not 16-bit pcm.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise MediaError(f"this is not a readable wav file ({error})", where=str(path)) from error
    if width != 2:
        raise MediaError(f"this wav has {width * 8} bits per sample", where=str(path), allowed="16-bit pcm")
    samples = pcm_to_float(raw)
    return (samples if channels == 1 else samples.reshape(-1, channels).T.copy()), rate


def write_wav(path: Path, sound: FloatArray, rate: int = SAMPLE_RATE) -> None:
    """Write 16-bit pcm whole or not at all: temporary file, fsync, rename. Values beyond full scale are clipped.

    Raises:
        StorageError: The folder cannot be written.
    """
    planes = np.atleast_2d(sound)
    pcm = np.round(np.clip(planes, -1, 1) * 32767).astype("<i2")
    with replacing(path) as raw, wave.open(raw, "wb") as file:
        file.setnchannels(planes.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.T.tobytes())
