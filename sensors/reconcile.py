"""Paid jobs that nobody waits for any more: a run fetches them before they expire. Looking at providers: that run."""

import json
import os
import time
from typing import Any

import dagster as dg

from resources.episode_folder import EpisodeFolder
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from resources.render_ledger import JobView
from resources.video.registry import capabilities_of, provider_names
from sensors.asking import Ask, Asker
from spark_video_assets.assets.reconcile_job import reconcile_jobs
from spark_video_assets.assets.requests import RunAsked
from spark_video_assets.crew.places import Place, all_places
from spark_video_assets.crew.shooting.reconciling import open_jobs
from spark_video_assets.episode.driving import living_driver
from spark_video_assets.partitions import add_episode
from spark_video_assets.story.document import digest_of

INTERVAL_S = 120
LOOK_EVERY_S = 1800.0
"""Seconds between looks at the same open jobs: results and task ids live for 24 h at the strictest provider."""
MAX_LOOKS = 48
"""Looks at the same jobs in the same phases, a day's worth; then a person is asked."""


@dg.sensor(
    name="reconcile",
    jobs=[reconcile_jobs],
    minimum_interval_seconds=INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Brings paid jobs home that a crash or a closed laptop left at a provider. Never submits anything.",
)
def reconcile(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """The cursor holds, for each place with jobs, the stamp of its ledger and when to look at open ones again."""
    before: dict[str, dict[str, Any]] = json.loads(context.cursor) if context.cursor else {}
    now: dict[str, dict[str, Any]] = {}
    asker = Asker(context, notifier)
    requests = []
    for place in all_places(store.root):
        stamp = _ledger_stamp(place)
        if not stamp:
            continue
        key = str(place)
        known = before.get(key, {})
        if known.get("stamp") == stamp and not known.get("open"):
            now[key] = known
            continue
        try:
            now[key], request = _look(asker, place, stamp, known)
        except SparkVideoError as error:
            context.log.warning(f"{key}: {error}")
            now[key] = {"stamp": stamp}
            continue
        if request is not None:
            requests.append(request)
    cursor = json.dumps(now, ensure_ascii=False, sort_keys=True)
    if not requests:
        context.update_cursor(cursor)
        return dg.SkipReason("no paid job waits to be fetched")
    return dg.SensorResult(run_requests=requests, cursor=cursor)


def _look(
    asker: Asker, place: Place, stamp: str, known: dict[str, Any]
) -> tuple[dict[str, Any], dg.RunRequest | None]:
    """One place whose ledger changed or has open jobs: what to remember, and the run to start."""
    waiting = [job for job in open_jobs(place.folder) if _is_paid(job)]
    if not waiting:
        return {"stamp": stamp}, None
    digest = digest_of([[job.job_id, job.phase] for job in waiting])[:16]
    same = known.get("open") == digest
    looks, due_s = (int(known["looks"]), float(known["due_s"])) if same else (0, 0.0)
    entry = {"stamp": stamp, "open": digest, "looks": looks, "due_s": due_s}
    moment = time.time()
    # A clock that was put back must not postpone the next look beyond what it would have been.
    if 0 < due_s - moment <= LOOK_EVERY_S or _is_driven(place) or asker.running(place.key):
        return entry, None
    if looks >= MAX_LOOKS:
        _tell_person(asker, place, waiting, digest)
        return entry, None
    asked = RunAsked("reconcile_jobs", place.key, config={"look_at_jobs": {"config": {"episode": str(place)}}})
    if isinstance(place.folder, EpisodeFolder):
        add_episode(asker.context.instance, place.key)
    request = asker.request(Ask(asked, "reconcile", f"{digest}-{looks}"))
    return {**entry, "looks": looks + 1, "due_s": moment + LOOK_EVERY_S}, request


def _is_driven(place: Place) -> bool:
    """Whether a process is at work on it that Dagster may know nothing of; a render job is locked by its ledger alone."""
    return isinstance(place.folder, EpisodeFolder) and living_driver(place.folder) is not None


def _is_paid(job: JobView) -> bool:
    return job.provider not in provider_names() or not capabilities_of(job.provider).free


def _tell_person(asker: Asker, place: Place, waiting: list[JobView], digest: str) -> None:
    names = ", ".join(job.job_id for job in waiting[:4])
    words = f"paid jobs do not come home: {names}; see spark-video jobs list {place.key.typed}"
    asker.notifier.tell(Notice("jobs need a person", str(place), words, edge=digest))


def _ledger_stamp(place: Place) -> str:
    """Changes whenever a job is begun or moves on; empty without any job. Costs one look per job, reads nothing."""
    try:
        with os.scandir(place.folder.renders) as entries:
            times = [_written(entry.path) for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return ""
    return f"{len(times)}-{max(times)}" if times else ""


def _written(job: str) -> int:
    try:
        return os.stat(os.path.join(job, "events.jsonl")).st_mtime_ns  # noqa: PTH116, PTH118 (40,000 of them a tick)
    except OSError:
        return 0
