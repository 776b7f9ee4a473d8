"""The real asset graph over a projects folder, with an instance in memory and one drawing process. Files: `tiny_episode`."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log import in_memory as events_in_memory
from dagster._core.storage.runs import in_memory as runs_in_memory
from kept_drawings import link_drawings
from tiny_episode import KEY

from resources.episode_folder import ProjectsRoot
from resources.episode_store import EpisodeStore
from resources.video.animatic.drawing_pool import DrawingPool
from resources.video.animatic.provider import AnimaticProvider
from resources.video.base import VideoProvider
from spark_video_assets.assets.io_manager import EpisodeDocuments
from spark_video_assets.assets.resources import Studio
from spark_video_assets.definitions import build_defs
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import add_episode, shot_range
from spark_video_assets.story.steps import Step, next_step

JOB_OF = {
    "development": "development",
    "storyboarding": "storyboarding",
    "dailies": "dailies_table",
    "post": "post",
}


class _StandingPool(DrawingPool):
    """Processes that stay when a shoot ends: the next test would wait longer for new ones than for its pictures."""

    def close(self) -> None:
        """Nothing: they end with this process."""


_ONE_WORKER = _StandingPool(1)


class OneWorkerStudio(Studio):
    """The real studio with one drawing process: two would only wait for each other on one core."""

    def provider(self, name: str, cache: Path, *, model: str = "") -> VideoProvider:
        """The embedded provider."""
        assert (name, model) == ("animatic", "")
        return AnimaticProvider(cache / "video", self.speech_cache, _ONE_WORKER)


@dataclass
class House:
    """The real asset graph on a projects folder of its own, with an instance in memory."""

    root: Path
    defs: dg.Definitions
    instance: dg.DagsterInstance

    @property
    def episode(self) -> Episode:
        """The tiny episode."""
        return Episode.at(ProjectsRoot(self.root), KEY)

    def sources(self) -> Sources:
        """A fresh look."""
        return Sources(self.episode, Settings())

    def step(self) -> Step:
        """What comes next."""
        return next_step(take_snapshot(self.sources()))

    def run(self, job: str, *, fails: bool = False, **more: Any) -> dg.ExecuteInProcessResult:
        """One run; by default it must succeed."""
        loggers = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        config = {**loggers, "ops": more.pop("ops", {})}
        result = self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance, run_config=config, raise_on_error=False, **more
        )
        assert result.success != fails, failure_words(result) or job
        return result

    def make(self, job: str, stages: Sequence[str], *, fails: bool = False) -> dg.ExecuteInProcessResult:
        """Materialise episode-level assets."""
        add_episode(self.instance, KEY)
        selection = [dg.AssetKey(stage) for stage in stages]
        return self.run(job, fails=fails, partition_key=str(KEY), asset_selection=selection)

    def shoot(self, shots: Sequence[str], *, fails: bool = False) -> dg.ExecuteInProcessResult:
        """One run over a range of shots, as a sensor starts it."""
        add_episode(self.instance, KEY, shots)
        ops = {"shoot": {"config": {"shots": list(shots)}}}
        return self.run("shooting", fails=fails, ops=ops, tags=shot_range(self.instance, KEY, shots))

    def sign(self, gate: str, decision: str = "APPROVE", *, note: str = "", fails: bool = False) -> None:
        """A person's decision, through the job that the web UI offers."""
        told = {"episode": str(KEY), "gate": gate.upper(), "decision": decision, "note": note, "by": "Mia"}
        self.run("record_sign_off", fails=fails, ops={"sign_gate": {"config": told}})

    def carry_out(self, step: Step) -> None:
        """Do what `next_step` says; a waiting gate is approved."""
        if step.state == "run" and step.name == "shooting":
            self.shoot(step.shots)
        elif step.state == "run" and step.name == "director_rewrite":
            told = {"episode": str(KEY), "shots": step.shots}
            self.run("director_rewrite", ops={"rewrite_shots": {"config": told}})
        elif step.state == "run":
            self.make(JOB_OF[step.name], step.stages)
        elif step.state == "wait" and step.gate:
            self.sign(step.gate)
        else:
            raise AssertionError(f"cannot go on: {step}")

    def go_on_to(self, label: str) -> list[str]:
        """Carry out steps until this one is next; gives the steps that were done."""
        done: list[str] = []
        while (step := self.step()).label != label:
            assert len(done) < 15, done
            self.carry_out(step)
            done.append(step.label)
        return done


@dataclass(frozen=True)
class Finished:
    """A film made through the real graph, from brief to gate 4.

    Args:
        house: Graph, instance and folder.
        steps: What was carried out, in order.
        refused: What each job said while its gate was still open.
    """

    house: House
    steps: list[str]
    refused: dict[str, str]


def open_house(root: Path) -> House:
    """The graph over a projects folder."""
    link_drawings(root)
    store = EpisodeStore(projects_root=str(root))
    documents = EpisodeDocuments(store=store)
    defs = build_defs({"store": store, "studio": OneWorkerStudio(store=store), "io_manager": documents})
    return House(root, defs, in_memory())


def in_memory() -> dg.DagsterInstance:
    """An instance whose folder goes at the end: one that is forgotten with its folder warns in whatever test runs then."""
    with pytest.MonkeyPatch.context() as patch:
        # Nobody migrates it: reading all revisions for the mark of the newest takes longer than everything else.
        for storage in (runs_in_memory, events_in_memory):
            patch.setattr(storage, "stamp_alembic_rev", lambda *_: None)
        instance = dg.DagsterInstance.ephemeral()
    atexit.register(instance.dispose)
    return instance


def events_of(result: dg.ExecuteInProcessResult, asset: str) -> list[dg.AssetMaterialization]:
    """Materialisations of one asset in a run."""
    found = [e.step_materialization_data.materialization for e in result.all_events if e.is_step_materialization]
    return [m for m in found if m.asset_key == dg.AssetKey(asset)]


def failure_words(result: dg.ExecuteInProcessResult) -> str:
    """What a person reads of a failed run: the failures' descriptions, or the error of a defect."""
    told = []
    for event in result.all_events:
        if event.is_step_failure:
            said = event.step_failure_data.user_failure_data
            error = event.step_failure_data.error
            told.append((said.description if said else None) or (error.to_string() if error else ""))
    return "\n".join(told)


def materialised(instance: dg.DagsterInstance, asset: str) -> list[dg.AssetMaterialization]:
    """Recorded materialisations of an asset, newest first."""
    records = instance.fetch_materializations(dg.AssetKey(asset), limit=20).records
    return [record.asset_materialization for record in records if record.asset_materialization]
