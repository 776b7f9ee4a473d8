"""The sensor that tells people when a run failed, and why. How they are told: `resources.notices`."""

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from resources.errors import GateClosed
from resources.notices import Notice, Notifier
from spark_video_assets.assets.requests import EPISODE_TAG, INPUT_TAG, PART_OF_TAG


@dg.run_failure_sensor(
    name="failed_runs",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells people when a run of an episode failed.",
)
def failed_runs(context: dg.RunFailureSensorContext, notifier: Notifier) -> None:
    """One notice per failed step on one input, with its episode and the words of what went wrong."""
    run = context.dagster_run
    if PART_OF_TAG in run.tags:
        return  # the run that started it fails with the same words
    told = failure_told(context.get_step_failure_events())
    if told.gate_closed:
        return  # its verifier did its work; the producer tells what is to be mended
    episode = run.tags.get(EPISODE_TAG) or run.tags.get("dagster/partition") or run.job_name
    kind = "budget stop" if told.over_budget else "run failed"
    words = told.words or context.failure_event.message or "no reason was recorded"
    edge = run.tags.get(INPUT_TAG, run.run_id)
    notifier.tell(Notice(kind, episode, f"{run.job_name}: {words[:300]}", edge=edge))


@dataclass(frozen=True)
class FailureTold:
    """Why a run failed, as far as people are concerned.

    Args:
        words: Of the error, without the names of classes.
        over_budget: It stopped because money would have been spent beyond a cap, or a price is not known.
        gate_closed: A gate's verifier failed; everything before it worked.
    """

    words: str = ""
    over_budget: bool = False
    gate_closed: bool = False


def failure_told(events: Sequence[dg.DagsterEvent]) -> FailureTold:
    """Read the first step that failed."""
    for event in events:
        data = event.step_failure_data
        error = data.error if data else None
        if error is None:
            continue
        chain = _chain(error)
        names = [one.cls_name for one in chain]
        # A failure of ours carries words for people; of any other error the innermost says what happened.
        stated = data.user_failure_data.description if data and data.user_failure_data else None
        root = chain[-1].message.strip()
        return FailureTold(
            " ".join((stated or root.partition(": ")[2] or root).split()),
            over_budget="BudgetStop" in names,
            gate_closed=GateClosed.__name__ in names,
        )
    return FailureTold()


def _chain(error: SerializableErrorInfo) -> list[SerializableErrorInfo]:
    """An error and what caused it, outermost first."""
    return [error, *(_chain(error.cause) if error.cause else [])]
