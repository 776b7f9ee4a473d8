"""What runs in a drawing process: one job at a time, never longer than its parent. The pool is in `drawing_pool`."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from pathlib import Path

from resources.video.base import RenderRequest, RenderResult
from resources.video.staging import Figure, Scenery, Thing

# The engine is imported inside of the jobs: the parent imports this module too, and draws nothing.
_ENGINE = ("resources.video.animatic.render", "resources.video.animatic.pictures")
_NICENESS = 5


def start() -> None:
    """Prepare the process: one thread for drawing, and death with the parent even when that is killed outright."""
    import cv2

    cv2.setNumThreads(1)
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


def load() -> None:
    """Load the engine before it is needed."""
    for module in _ENGINE:
        importlib.import_module(module)


def render(request: RenderRequest, clip: Path, speech_cache: Path) -> RenderResult:
    """Render one take to `clip`, with its result beside it as json; drawings are kept beside the spoken lines."""
    from resources.tts.espeak import EspeakEngine
    from resources.video.animatic.drawings import keep_beside
    from resources.video.animatic.render import render_clip

    keep_beside(speech_cache)
    return render_clip(request, clip, EspeakEngine(speech_cache))


def draw_card(subject: Figure | Scenery | Thing, world_seed: int, path: Path, speech_cache: Path) -> Path:
    """Draw the picture of a card as PNG; also called in processes of other kinds. Raises as `pictures.draw_card`."""
    from resources.video.animatic import pictures
    from resources.video.animatic.drawings import keep_beside

    keep_beside(speech_cache)
    return pictures.draw_card(subject, world_seed, path)
