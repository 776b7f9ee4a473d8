"""Issues by a file: `issues/*.yaml` becomes a run of `record_issue`. Who caused them is found in that run, never here."""

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import InvalidDocument
from resources.notices import Notifier
from sensors.asking import Ask
from sensors.interval import interval_s
from sensors.taking import take_files
from spark_video_assets.assets.requests import RunAsked
from spark_video_assets.checks.issues import IssueConfig, KindChoice, StageChoice, record_issue
from spark_video_assets.episode.dropped_files import DroppedFile
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import read_yaml

_FIELDS = tuple(name for name in IssueConfig.model_fields if name not in ("episode", "file", "mark"))


@dg.sensor(
    name="issues",
    jobs=[record_issue],
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes issues that are dropped as files, e.g. `issues/lamp.yaml` with `kind: timing`, `at_s: 12.5` and "
    "`note: ...`; add `confirm: true` to send it to the suspected stage at once.",
)
def issues(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """See `taking`."""
    return take_files(context, store, notifier, _ask, folder="issues", what="issue")


def _ask(episode: Episode, dropped: DroppedFile) -> Ask:
    """The run that takes the issue. Raises `InvalidDocument` naming the field."""
    dropped.require_small()
    where = dropped.path.name
    told = read_yaml(dropped.path)
    unknown = [str(name) for name in told if name not in _FIELDS]
    if unknown:
        raise InvalidDocument(f"field {unknown[0]} is not known", where=where, allowed=", ".join(_FIELDS))
    kinds, stages = {kind.value: kind for kind in KindChoice}, {stage.value: stage for stage in StageChoice}
    kind, stage = str(told.get("kind", "")), str(told.get("stage", StageChoice.SUSPECTED.value))
    if kind not in kinds:
        raise InvalidDocument(f"field kind is {kind!r}", where=where, allowed=", ".join(kinds))
    if stage not in stages:
        raise InvalidDocument(f"field stage is {stage!r}", where=where, allowed=", ".join(stages))
    named = {"episode": str(episode.key), "file": episode.folder.relative(dropped.path), "mark": dropped.mark}
    told |= {"by": told.get("by") or dropped.path.owner(), "note": told.get("note") or ""}
    try:
        config = IssueConfig(**{**told, **named, "kind": kinds[kind], "stage": stages[stage]})
    except ValueError as error:
        raise InvalidDocument(str(error).splitlines()[0], where=where, allowed=", ".join(_FIELDS)) from None
    config_of_run = {**config.model_dump(exclude_none=True), "kind": kinds[kind].name, "stage": stages[stage].name}
    asked = RunAsked("record_issue", episode.key, config={"take_issue": {"config": config_of_run}})
    return Ask(asked, "issue", dropped.mark)
