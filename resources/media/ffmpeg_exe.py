"""Where the ffmpeg program is and how it is run. Only sound graphs use it; pictures go through PyAV."""

from __future__ import annotations

import errno
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg

from resources.errors import MediaError, UsageError

_FULL_DISK = "No space left on device"


def ffmpeg_exe() -> str:
    """The program: `FFMPEG_BINARY`, else the one inside the imageio-ffmpeg wheel, else the first on PATH.

    Raises:
        UsageError: `FFMPEG_BINARY` names no program, or there is none at all.
    """
    chosen = os.environ.get("FFMPEG_BINARY", "").strip()
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise UsageError(
                f"FFMPEG_BINARY names no program: {chosen}", allowed="a path, or unset to use the built-in one"
            )
        return found
    found = _wheel_exe() or shutil.which("ffmpeg")
    if found is None:
        raise UsageError("no ffmpeg was found", next_command="pip install imageio-ffmpeg")
    return found


@cache
def _wheel_exe() -> str | None:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        # Some platforms have no wheel with a program inside; then PATH decides.
        return None


def run_graph(graph: Any, output: Path) -> str:
    """Run a graph built with ffmpeg-python; returns what the program printed (statistics of filters).

    Args:
        graph: A node made by `ffmpeg.output(...)`.
        output: The file that the user cares for, named in errors.

    Raises:
        OSError: The disk is full. The caller names the file that a user knows (`media_storage_errors`).
        MediaError: ffmpeg refused an input or the graph.
    """
    try:
        _, printed = ffmpeg.run(
            graph.global_args("-nostdin", "-hide_banner", "-nostats"),
            cmd=ffmpeg_exe(),
            capture_stdout=True,
            capture_stderr=True,
            overwrite_output=True,
        )
    except ffmpeg.Error as error:
        message = error.stderr.decode("utf-8", errors="replace")
        if _FULL_DISK in message:
            raise OSError(errno.ENOSPC, _FULL_DISK, str(output)) from error
        last_lines = " | ".join(message.strip().splitlines()[-2:])
        raise MediaError(f"ffmpeg failed: {last_lines}", where=str(output)) from error
    return bytes(printed).decode("utf-8", errors="replace")
