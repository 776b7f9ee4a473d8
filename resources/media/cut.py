"""The cut: a plan becomes one finished, verified film. Picture, sound and inspection are done by their own modules."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ffmpeg

from resources.atomic import TEMP_PREFIX
from resources.errors import MediaError
from resources.media.cut_plan import Check, CutPlan, CutReport
from resources.media.ffmpeg_exe import run_graph
from resources.media.inspect_film import checks_of, inspect_picture
from resources.media.mix import make_soundtrack
from resources.media.picture import write_picture
from resources.media.probe import decode_fault, probe
from resources.media.staged import media_storage_errors, staged_file
from resources.media.timeline import lay_out

_PICTURE_SHARE = 0.85

# A film that fails one of these is not delivered at all; the others are reported.
_FATAL_CHECKS = frozenset({"frame count", "decodes cleanly", "even pace", "sound ends with picture"})


def cut_film(plan: CutPlan, out: Path, progress: Callable[[float], None] | None = None) -> CutReport:
    """Cut a film into the mp4 file `out`: h264 yuv420p BT.709 and AAC 48 kHz stereo, index in front.

    Work files lie beside `out` and are removed; `out` appears whole and verified, or not at all.

    Args:
        plan: Shots, captions, music and aims.
        out: Replaced when it exists.
        progress: Called with 0..1, from the calling thread.

    Raises:
        UsageError: A shot is too short for the crossfade or too short for its narration; the shot is named.
        NotFound: A clip, voice or track is missing.
        MediaError: A file cannot be decoded, or the result failed verification.
        StorageError: Full disk or read-only folder.
    """
    tell = progress or (lambda _: None)
    timeline = lay_out(plan)
    _refuse_bad_music(plan)
    with media_storage_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=out.parent, prefix=f"{TEMP_PREFIX}cut-") as folder,
            ThreadPoolExecutor(1, thread_name_prefix="sound") as pool,
        ):
            work = Path(folder)
            sound = pool.submit(make_soundtrack, plan, timeline, work)
            picture = work / "picture.mp4"

            def picture_progress(share: float) -> None:
                # A fault in the sound must not wait for the end of the picture.
                if sound.done():
                    sound.result()
                tell(share * _PICTURE_SHARE)

            write_picture(plan, timeline, picture, picture_progress)
            soundtrack = sound.result()
            tell(_PICTURE_SHARE)
            with staged_file(out) as film:
                _join(picture, soundtrack.path, film)
                inspection = inspect_picture(film, plan.fps)
                checks = checks_of(film, plan, timeline, inspection, soundtrack)
                _refuse_if_broken(plan, checks, out)
    tell(1.0)
    return CutReport(
        path=out,
        frames=inspection.frames,
        duration_s=timeline.duration_s,
        segments=timeline.segments,
        loudness=soundtrack.loudness,
        black=inspection.black,
        frozen=inspection.frozen,
        checks=checks,
    )


def _refuse_bad_music(plan: CutPlan) -> None:
    for track in {span.path for span in plan.music}:
        if not probe(track).has_audio:
            raise MediaError("holds no sound to be used as music", where=str(track))


def _join(picture: Path, sound: Path, film: Path) -> None:
    streams = ffmpeg.input(str(picture)).video, ffmpeg.input(str(sound)).audio
    run_graph(ffmpeg.output(*streams, str(film), codec="copy", movflags="+faststart"), film)


def _refuse_if_broken(plan: CutPlan, checks: tuple[Check, ...], out: Path) -> None:
    broken = [f"{check.name}: {check.detail}" for check in checks if not check.ok and check.name in _FATAL_CHECKS]
    if not broken:
        return
    for segment in plan.segments:
        # What was taken over as it is was not looked at before.
        fault = decode_fault(segment.clip)
        if fault is not None:
            raise MediaError(fault, where=f"shot {segment.shot_id} ({segment.clip})")
    raise MediaError(f"the film failed its verification ({'; '.join(broken)})", where=str(out))
