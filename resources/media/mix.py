"""The sound of a film: dialogue bus, music bus ducked under it, master. No picture is read or written here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np

from resources.media.cut_plan import CutPlan, MusicSpan, PlacedSegment, Segment
from resources.media.ffmpeg_exe import run_graph
from resources.media.loudness import Level, Loudness, measure_level, measure_loudness
from resources.media.sound import Sound, WavWriter, clip_sound, voice_sound
from resources.media.timeline import SAMPLE_RATE, Timeline
from resources.video.staging import Model

MUSIC_LUFS = -20.0
"""Music at the default volume where nobody speaks. Ten decibels of ducking put it 14 LU under dialogue at -16, the
distance that spark-video asks for."""
_DEFAULT_VOLUME = 0.25
_LOUDEST_MUSIC_LUFS = -14.0
# Speech at -16 LUFS lies about 15 dB over the threshold: at ratio 3 the music goes down by two thirds of that.
_DUCKING = {"threshold": 0.03, "ratio": 3, "attack": 30, "release": 700, "detection": "rms", "link": "maximum"}
_DECLICK_S = 0.005
_DECLICK_SAMPLES = round(_DECLICK_S * SAMPLE_RATE)

_CODEC_OVERSHOOT_DB = 0.8
"""How far AAC at 192 kbit/s may overshoot a limited signal; the encoded result is measured anyway."""
_LOUDNESS_TOLERANCE = 0.2
# Long stretches of music alone pull the film's figure below that of its dialogue. First the music rises, then film and
# dialogue share what is left, so that both stay within 1 LU of the aim.
_BED_LIFT_LIMIT_DB = 4.0
_SHARED_DB = 0.8
_LIMITER_ATTEMPTS = 3
_ENCODE_ATTEMPTS = 2


class Soundtrack(Model):
    """The finished sound.

    Args:
        path: An m4a file.
        loudness: Measured on it.
        dialogue_lufs: Level of its dialogue (or other sound of the shots); None when there is music only, or nothing.
    """

    path: Path
    loudness: Loudness
    dialogue_lufs: float | None


def make_soundtrack(plan: CutPlan, timeline: Timeline, work: Path) -> Soundtrack:
    """Assemble, mix and master the sound of a film, exactly as long as its picture.

    Args:
        plan: What to cut.
        timeline: From `lay_out(plan)`.
        work: Folder for intermediate files, on a disk with room for about 1 MB per second of film.

    Returns:
        A file in `work`. A film without any sound stays silent.

    Raises:
        MediaError: A sound cannot be decoded.
        OSError: The disk is full.
    """
    dialogue = work / "dialogue.wav"
    _write_dialogue(plan, timeline, dialogue)
    spoken = measure_level(dialogue)
    if not plan.music:
        gain = 0.0 if spoken.silent else plan.target_lufs - spoken.integrated
        speech = None if spoken.silent else spoken.integrated
        return _master(dialogue, spoken.integrated, gain, speech, plan, timeline)
    mix = work / "mix.wav"
    _write_mix(plan, timeline, dialogue, spoken, 0.0, mix)
    mixed = measure_level(mix)
    if spoken.silent:
        gain = 0.0 if mixed.silent else MUSIC_LUFS - mixed.integrated
        return _master(mix, mixed.integrated, gain, None, plan, timeline)
    missing = plan.target_lufs - mixed.integrated
    if missing > _SHARED_DB:
        lift = min(2 * missing, _BED_LIFT_LIMIT_DB)
        _write_mix(plan, timeline, dialogue, spoken, lift, mix)
        mixed = measure_level(mix)
        missing = plan.target_lufs - mixed.integrated
    gain = float(np.clip(missing / 2, -_SHARED_DB, _SHARED_DB))
    return _master(mix, mixed.integrated, gain, plan.target_lufs, plan, timeline)


def _write_dialogue(plan: CutPlan, timeline: Timeline, path: Path) -> None:
    """Every shot's own sound or narration, neighbours crossfaded with equal power, to the sample."""
    with WavWriter(path) as wav:
        carried = np.zeros((0, 2), np.float32)
        for position, (segment, placed) in enumerate(zip(plan.segments, timeline.segments, strict=True)):
            start = timeline.sample_at(placed.start_frame)
            end = timeline.sample_at(placed.start_frame + placed.frames)
            is_last = position + 1 == len(timeline.segments)
            next_start = end if is_last else timeline.sample_at(timeline.segments[position + 1].start_frame)
            sound = _segment_sound(segment, placed, end - start, path.parent)
            if segment.voice is None:
                gone = round(timeline.fade_frames / timeline.fps * SAMPLE_RATE) if is_last else end - next_start
                _fade_edges(sound, len(carried), gone)
            sound[: len(carried)] += carried
            wav.write(sound[: next_start - start])
            carried = sound[next_start - start :]


def _segment_sound(segment: Segment, placed: PlacedSegment, samples: int, work: Path) -> Sound:
    if segment.voice is not None:
        sound = np.zeros((samples, 2), np.float32)
        offset = round(((placed.voice_start_s or 0.0) - placed.start_s) * SAMPLE_RATE)
        voice = voice_sound(segment.voice, placed.voice_tempo, work)[: samples - offset]
        sound[offset : offset + len(voice)] = voice
        return sound
    if segment.keep_audio:
        return clip_sound(segment.clip, samples)
    return np.zeros((samples, 2), np.float32)


def _fade_edges(sound: Sound, head: int, tail: int) -> None:
    """Equal-power fades; a hard cut gets five milliseconds, so that it does not click."""
    head = min(head or _DECLICK_SAMPLES, len(sound))
    tail = min(tail or _DECLICK_SAMPLES, len(sound))
    sound[:head] *= np.sin(np.linspace(0, np.pi / 2, head, dtype=np.float32))[:, None]
    sound[len(sound) - tail :] *= np.cos(np.linspace(0, np.pi / 2, tail, dtype=np.float32))[:, None]


def music_level(volume: float) -> float:
    """Loudness in LUFS that a track is brought to where nobody speaks, for a volume 0..1."""
    level = MUSIC_LUFS + 20 * float(np.log10(max(volume, 0.01) / _DEFAULT_VOLUME))
    return min(level, _LOUDEST_MUSIC_LUFS)


def _write_mix(
    plan: CutPlan, timeline: Timeline, dialogue: Path, spoken: Level, bed_lift: float, path: Path
) -> None:
    """Dialogue at the film's level, music ducked under it; `bed_lift` in dB raises the music."""
    dialogue_gain = 0.0 if spoken.silent else plan.target_lufs - spoken.integrated
    speech = (
        ffmpeg.input(str(dialogue)).audio.filter("volume", f"{dialogue_gain:.2f}dB").filter_multi_output("asplit")
    )
    levels = {music.path: measure_level(music.path) for music in plan.music}
    spans = [
        _placed_music(span, levels[span.path], bed_lift, timeline.duration_s)
        for span in plan.music
        if span.volume > 0 and span.start_s < timeline.duration_s
    ]
    whole = {"whole_len": timeline.samples}
    if spans:
        bed = (
            ffmpeg.filter(spans, "amix", inputs=len(spans), normalize=0, duration="longest")
            if spans[1:]
            else spans[0]
        )
        ducked = ffmpeg.filter([bed.filter("apad", **whole), speech[0]], "sidechaincompress", **_DUCKING)
        mixed = ffmpeg.filter([speech[1], ducked], "amix", inputs=2, normalize=0, duration="first")
    else:
        mixed = ffmpeg.input(str(dialogue)).audio.filter("volume", f"{dialogue_gain:.2f}dB")
    exact = mixed.filter("apad", **whole).filter("atrim", end_sample=timeline.samples)
    run_graph(ffmpeg.output(exact, str(path), acodec="pcm_f32le", ar=SAMPLE_RATE, ac=2), path)


def _placed_music(span: MusicSpan, level: Level, lift: float, film_s: float) -> Any:
    length = min(span.end_s, film_s) - span.start_s
    gain = 0.0 if level.silent else music_level(span.volume) + lift - level.integrated
    music = (
        ffmpeg.input(str(span.path), stream_loop=-1, t=f"{length:.6f}")
        .audio.filter("aresample", SAMPLE_RATE)
        .filter("aformat", channel_layouts="stereo")
        .filter("volume", f"{gain:.2f}dB")
    )
    # afade takes a length of zero for "not given" and fades for 44100 samples.
    fade_in = max(_DECLICK_S, min(span.fade_in_s, length / 2))
    fade_out = max(_DECLICK_S, min(span.fade_out_s, length / 2))
    return (
        music.filter("afade", type="in", duration=fade_in, curve="qsin")
        .filter("afade", type="out", start_time=length - fade_out, duration=fade_out, curve="qsin")
        .filter("adelay", delays=f"{round(span.start_s * SAMPLE_RATE)}S", all=1)
    )


def _master(
    mix: Path, level: float, gain: float, speech: float | None, plan: CutPlan, timeline: Timeline
) -> Soundtrack:
    """Bring the mix to its level, limit its true peaks, encode, measure what came out, and correct if it is off.

    `level` is the loudness of the mix, `speech` that of the dialogue in it.
    """
    limited, encoded = mix.with_name("limited.wav"), mix.with_name("sound.m4a")
    wanted = level + gain
    limit = plan.true_peak_dbtp - _CODEC_OVERSHOOT_DB
    for _ in range(_ENCODE_ATTEMPTS):
        _write_limited(mix, wanted - level, wanted, limit, timeline.samples, limited)
        sound = ffmpeg.input(str(limited)).audio
        run_graph(ffmpeg.output(sound, str(encoded), acodec="aac", aac_coder="fast", audio_bitrate="192k"), encoded)
        result = measure_loudness(encoded)
        overshoot = result.true_peak - plan.true_peak_dbtp
        if overshoot <= 0:
            break
        limit -= overshoot + 0.1
    dialogue_lufs = None if speech is None else speech + result.integrated - level
    return Soundtrack(path=encoded, loudness=result, dialogue_lufs=dialogue_lufs)


def _write_limited(mix: Path, gain: float, wanted: float, limit: float, samples: int, path: Path) -> None:
    """The mix at loudness `wanted` with its peaks under `limit` dB; what limiting takes away is given back."""
    for _ in range(_LIMITER_ATTEMPTS):
        # A limiter sees samples, not the peaks between them: at four times the rate it sees nearly all.
        sound = (
            ffmpeg.input(str(mix))
            .audio.filter("volume", f"{gain:.2f}dB")
            .filter("aresample", 4 * SAMPLE_RATE)
            .filter("alimiter", limit=10 ** (limit / 20), level="disabled", attack=5, release=80, latency=1)
            .filter("aresample", SAMPLE_RATE)
            .filter("apad", whole_len=samples)
            .filter("atrim", end_sample=samples)
        )
        run_graph(ffmpeg.output(sound, str(path), acodec="pcm_f32le", ar=SAMPLE_RATE, ac=2), path)
        result = measure_level(path)
        missing = wanted - result.integrated
        if result.silent or abs(missing) <= _LOUDNESS_TOLERANCE:
            return
        gain += missing
