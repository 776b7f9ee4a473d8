"""What runs in a render worker process: one take at a time, never longer than its parent. The pool is in `provider`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from pathlib import Path

import cv2

from resources.tts.espeak import EspeakEngine
from resources.video.animatic import drawings
from resources.video.animatic.render import render_clip
from resources.video.base import RenderRequest, RenderResult

_NICENESS = 5


def start(speech_cache: Path) -> None:
    """Prepare the process: one thread for drawing, and death with the parent even when that is killed outright.

    Args:
        speech_cache: Where spoken lines are kept; drawings are kept beside it.
    """
    cv2.setNumThreads(1)
    drawings.keep_beside(speech_cache)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.nice(_NICENESS)
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    """Ends this process the moment its parent is gone.

    Not PR_SET_PDEATHSIG: that follows the thread that started us, and an event loop's thread may end earlier.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def render(request: RenderRequest, clip: Path, speech_cache: Path) -> RenderResult:
    """Render one take to `clip`, with its result beside it as json."""
    return render_clip(request, clip, EspeakEngine(speech_cache))
