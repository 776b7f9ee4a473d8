"""Which judges there are by name, and who judges an episode. What a judge is asked and answers: `resources.judge.base`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from resources.call_log import CallLog
from resources.errors import UsageError
from resources.judge.base import ClipJudge
from resources.judge.choosing import open_judge
from resources.llm.kept_answers import AnswerShelf
from resources.video.registry import capabilities_of
from spark_video_assets.crew.paying import meter_of
from spark_video_assets.crew.shooting.take_book import TAKES
from spark_video_assets.episode.sources import Sources


def _local() -> ClipJudge:
    from resources.judge.local import LocalJudge

    return LocalJudge()


def _omni() -> ClipJudge:
    from resources.judge.omni.judge import open_omni_judge

    return open_omni_judge(None)


JUDGES: Mapping[str, Callable[[], ClipJudge]] = {"local": _local, "omni": _omni}
"""By the name that is typed; which one judges an episode is chosen in `resources.judge.choosing`."""


def judge_named(name: str) -> ClipJudge:
    """A judge, ready to look at clips; looks of a model cost money.

    Raises:
        UsageError: No such judge, naming the ones there are; or one that is not configured.
    """
    make = JUDGES.get(name)
    if make is None:
        raise UsageError(f"there is no judge {name!r}", where="--judge", allowed=", ".join(JUDGES))
    return make()


def judge_of(sources: Sources) -> ClipJudge:
    """Who looks at an episode's clips: measurement, and a paid model after it where one is configured."""
    drawn = capabilities_of(sources.provider).free
    answers = AnswerShelf(sources.folder.answers(TAKES))
    return open_judge(CallLog(sources.folder), drawn=drawn, meter=meter_of(sources), shelf=answers)
