"""One small door: `build_defs`, and `defs` for Dagster. What is defined lives in assets, checks and sensors."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg

# Partitioned checks and this partition mapping are marked preview and beta; both were tried for this release (DESIGN 3).
warnings.filterwarnings("ignore", category=dg.PreviewWarning)
warnings.filterwarnings("ignore", category=dg.BetaWarning)

from resources.episode_store import EpisodeStore  # noqa: E402
from resources.notices import Notifier  # noqa: E402
from sensors.drop_folder import drop_folder  # noqa: E402
from sensors.escalation import escalation  # noqa: E402
from sensors.issues import issues  # noqa: E402
from sensors.known_episodes import known_episodes  # noqa: E402
from sensors.lost_runs import lost_runs  # noqa: E402
from sensors.notify import failed_runs  # noqa: E402
from sensors.producer import producer  # noqa: E402
from sensors.reconcile import reconcile  # noqa: E402
from sensors.schedules import nightly_recheck, series  # noqa: E402
from sensors.sign_off import sign_off  # noqa: E402
from spark_video_assets.assets import development, post, render_jobs, shooting, storyboarding  # noqa: E402
from spark_video_assets.assets.episode_jobs import episode_jobs  # noqa: E402
from spark_video_assets.assets.export_job import export_film  # noqa: E402
from spark_video_assets.assets.io_manager import EpisodeDocuments  # noqa: E402
from spark_video_assets.assets.jobs import RENDER_JOB, STEP_JOBS, director_rewrite  # noqa: E402
from spark_video_assets.assets.reconcile_job import reconcile_jobs  # noqa: E402
from spark_video_assets.assets.resources import CrewResource, Studio  # noqa: E402
from spark_video_assets.assets.series_job import begin_series_episode  # noqa: E402
from spark_video_assets.assets.teams import owned_assets  # noqa: E402
from spark_video_assets.checks.gates import GATE_CHECKS  # noqa: E402
from spark_video_assets.checks.issues import record_issue  # noqa: E402
from spark_video_assets.checks.quality import technical_qc  # noqa: E402
from spark_video_assets.checks.recheck import files_as_recorded, recheck_job  # noqa: E402
from spark_video_assets.checks.sign_off import record_sign_off  # noqa: E402


def build_defs(resource_overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The whole project.

    Args:
        resource_overrides: Resources by key that replace the real ones, so that tests run the real graph.
    """
    given = dict(resource_overrides or {})
    store = given.get("store", EpisodeStore())
    resources = {
        "store": store,
        "studio": Studio(store=store),
        "crew": CrewResource(),
        "notifier": Notifier(store=store),
        "io_manager": EpisodeDocuments(store=store),
        **given,
    }

    def job_named(name: str) -> dg.JobDefinition:
        return definitions.resolve_job_def(name)

    definitions = dg.Definitions(
        assets=owned_assets([development, storyboarding, shooting, post, render_jobs]),
        asset_checks=[*GATE_CHECKS, technical_qc, files_as_recorded],
        jobs=[
            *episode_jobs(job_named),
            export_film,
            begin_series_episode,
            *STEP_JOBS,
            RENDER_JOB,
            director_rewrite,
            record_sign_off,
            record_issue,
            reconcile_jobs,
            recheck_job,
        ],
        sensors=[
            known_episodes,
            producer,
            escalation,
            sign_off,
            issues,
            drop_folder,
            reconcile,
            lost_runs,
            failed_runs,
        ],
        schedules=[series, nightly_recheck],
        resources=resources,
        executor=dg.in_process_executor,
    )
    return definitions


defs = build_defs()
