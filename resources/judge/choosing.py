"""Who judges the clips of an episode: a model where one is configured, else the measuring judge alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from resources.call_log import CallLog
from resources.judge.base import ClipJudge
from resources.wire.access import has_key

if TYPE_CHECKING:
    from resources.llm.kept_answers import AnswerShelf
    from resources.llm.meter import Meter

SWITCHES = ("SPARK_VIDEO_REVIEW_MODEL", "VIDEOGEN_REVIEW_MODEL")
"""Set to nothing, or to `local`, they keep the model out; any other value changes nothing (as in the origin)."""
SWITCHED_OFF = frozenset({"", "local"})


def open_judge(
    log: CallLog | None,
    *,
    drawn: bool,
    environ: Mapping[str, str] = os.environ,
    meter: Meter | None = None,
    shelf: AnswerShelf | None = None,
) -> ClipJudge:
    """The judge of one episode.

    Args:
        log: Where the model's calls are written; the measuring judge does not write.
        drawn: The clips come from the embedded engine: they are measured, never shown to a paid model.
        environ: Keys and switches.
        meter: The episode's purse for the model's looks.
        shelf: Keeps the model's judgements until their reviews are recorded.

    Raises:
        UsageError: A configuration that cannot work.
    """
    # Heavy to load, and not needed to know the asset graph.
    from resources.judge.local import LocalJudge

    told = next((environ[name] for name in SWITCHES if name in environ), "on")
    if drawn or told.strip().lower() in SWITCHED_OFF or not has_key("dashscope", environ):
        return LocalJudge()
    from resources.judge.omni.judge import open_omni_judge
    from resources.judge.two_looks import TwoLooks

    return TwoLooks(LocalJudge(), open_omni_judge(log, environ, meter=meter, shelf=shelf))
