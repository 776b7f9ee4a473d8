"""The sensor that tells people when a run failed. How they are told: `resources.notices`."""

import dagster as dg

from resources.notices import Notice, Notifier


@dg.run_failure_sensor(
    name="failed_runs",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells people when a run of an episode failed.",
)
def failed_runs(context: dg.RunFailureSensorContext, notifier: Notifier) -> None:
    """One notice per failed run, with its episode and the first words of what went wrong."""
    run = context.dagster_run
    episode = run.tags.get("spark_video/episode") or run.tags.get("dagster/partition") or run.job_name
    events = context.get_step_failure_events()
    words = next((e.event_specific_data.error_display_string for e in events if e.event_specific_data), "")  # type: ignore[union-attr]
    first = next((line.strip() for line in words.splitlines() if line.strip()), context.failure_event.message or "")
    kind = "budget stop" if "BudgetStop" in words else "run failed"
    notifier.tell(Notice(kind, episode, f"{run.job_name}: {first[:300]}", edge=run.run_id))
