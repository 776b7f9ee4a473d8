"""Which judges there are, by name. What a judge is asked and answers: `resources.judge.base`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from resources.errors import UsageError
from resources.judge.base import ClipJudge


def _local() -> ClipJudge:
    from resources.judge.local import LocalJudge

    return LocalJudge()


JUDGES: Mapping[str, Callable[[], ClipJudge]] = {"local": _local}


def judge_named(name: str) -> ClipJudge:
    """A judge, ready to look at clips. Raises `UsageError` naming the ones there are."""
    make = JUDGES.get(name)
    if make is None:
        raise UsageError(f"there is no judge {name!r}", where="--judge", allowed=", ".join(JUDGES))
    return make()
