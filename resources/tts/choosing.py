"""Which voice speaks: a paid one where it is configured, else the embedded one. How they speak is in their modules."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path

import httpx

from resources.clock import Clock
from resources.render_ledger.desk import CommissionDesk
from resources.tts.base import SpeechEngine
from resources.tts.dashscope_models import MODEL_VARIABLE, chosen_model, told
from resources.tts.voices import ENGINE
from resources.wire.access import has_key

_log = logging.getLogger(__name__)


def open_speech(
    cache_dir: Path,
    desk: CommissionDesk,
    *,
    drawn: bool,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> SpeechEngine:
    """The voice of one episode.

    An animatic is spoken by the embedded voice, whatever keys are set: a rehearsal costs nothing. Beside a paid provider
    a DashScope model speaks as soon as a key is there: the one that `SPARK_VIDEO_NARRATOR_TTS_MODEL` names, else the
    usual one; `espeak` keeps the embedded voice.

    Args:
        cache_dir: Finished lines of all episodes.
        desk: Where the episode orders a paid line.
        drawn: The episode is an animatic.
        environ: Model, voice, key and address.
        transport: Injected by tests; with the clock.
        clock: Times the calls.

    Raises:
        UsageError: An unknown model, or one that the region does not have.
    """
    name = told(MODEL_VARIABLE, environ)
    keyed = has_key("dashscope", environ)
    if name not in {"", ENGINE} and not keyed and not drawn:
        _log.warning("%s is %r, but no DashScope key is set: espeak speaks", MODEL_VARIABLE, name)
    if drawn or name == ENGINE or not keyed:
        # Heavy to load where a paid voice speaks.
        from resources.tts.espeak import EspeakEngine

        return EspeakEngine(cache_dir)
    from resources.tts.dashscope import DashScopeSpeech
    from resources.tts.ledger_voice import LedgerVoice

    model = chosen_model(environ)
    return LedgerVoice(
        model=model,
        open_maker=lambda: DashScopeSpeech(model, environ, transport=transport, clock=clock),
        desk=desk,
        cache_dir=cache_dir,
    )
