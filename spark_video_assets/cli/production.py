"""The loop of `produce`: look, ask `next_step`, carry it out, until a gate, an end or a stop. Gates are shown elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from resources.errors import EscalationExhausted, SparkVideoError, WaitingForSignOff
from spark_video_assets.cli.deciding import tell_route
from spark_video_assets.cli.milestones import Until
from spark_video_assets.cli.options import look_at
from spark_video_assets.cli.page import refresh_viewer
from spark_video_assets.cli.progress import made_again, shot_progress, stage_progress
from spark_video_assets.cli.runner import JobName, Runner
from spark_video_assets.cli.speak import say, step_progress
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.progress import Progress
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import DONE, GATE_NUMBER, Gate
from spark_video_assets.story.steps import Step, StepName, next_step

JOB_OF: dict[StepName, JobName] = {
    "development": "development",
    "storyboarding": "storyboarding",
    "dailies": "dailies_table",
    "post": "post",
}


@dataclass(frozen=True)
class Decision:
    """What was decided at a gate, and by whom when not by whoever runs the command; `stop` leaves it open."""

    word: Literal["approve", "reject", "stop"]
    note: str = ""
    by: str = ""


Decide = Callable[[Gate, Sources], Decision]


@dataclass
class Production:
    """One drive of an episode.

    Args:
        decide: Asked at every gate that is ready.
        by: Who signs.
        until: Where to stop; None = at the end.
    """

    episode: Episode
    runner: Runner
    decide: Decide
    by: str
    until: Until | None = None
    _progress: Progress = field(default_factory=Progress)

    def drive(self) -> Step:
        """Carry out steps until there is nothing to do or `until` is reached; gives the step at which it ended.

        Raises:
            WaitingForSignOff: A gate is open or was rejected.
            EscalationExhausted: Shots are out of takes and rewrites.
            EpisodeBusy: Somebody else drives this episode.
            SparkVideoError: A step failed, a gate is not ready, or a step made no progress.
        """
        with driving(self.episode.folder, "spark-video produce"):
            while True:
                sources = look_at(self.episode)
                step = next_step(take_snapshot(sources))
                if step.state == "done":
                    return step
                if self.until is not None and self.until.reached(step):
                    refresh_viewer(self.episode)
                    return step
                self._progress.require(step, sources)
                self._carry_out(step, sources)

    def _carry_out(self, step: Step, sources: Sources) -> None:
        if step.state == "run":
            self._run(step, sources)
        elif step.state == "escalated":
            key = self.episode.key
            raise EscalationExhausted(
                f"out of takes and director rewrites: {', '.join(step.shots)}",
                where=str(key),
                next_command=f"spark-video accept {key.typed} --shot {step.shots[0]} --take N",
            )
        elif step.state == "wait" and step.gate is not None:
            self._gate(step.gate, step, sources)
        else:
            refresh_viewer(self.episode)
            raise self._blocked(step)

    def _run(self, step: Step, sources: Sources) -> None:
        key = self.episode.key
        if step.name == "shooting":
            with shot_progress(step.shots) as watcher:
                self.runner.shoot(key, step.shots, watcher)
        elif step.name == "director_rewrite":
            with step_progress("director rewrite", 1) as progress:
                self.runner.rewrite(key, step.shots)
                progress.done(", ".join(step.shots))
        else:
            stages = self.until.within(step) if self.until else step.stages
            with stage_progress(step.name, stages, made_again(sources, stages)) as watcher_of_stages:
                self.runner.materialise(JOB_OF[step.name], key, stages, watcher_of_stages)

    def _gate(self, gate: Gate, step: Step, sources: Sources) -> None:
        decision = self.decide(gate, sources)
        if decision.word == "stop":
            raise self._waiting(gate, step.reasons)
        by = decision.by or self.by
        self.runner.sign(self.episode.key, gate, decision.word, decision.note, by)
        say(f"gate {GATE_NUMBER[gate]} ({gate}): {DONE[decision.word]} by {by}")
        tell_route(self.episode, gate)

    def _waiting(self, gate: Gate, reasons: list[str]) -> WaitingForSignOff:
        key = self.episode.key
        return WaitingForSignOff(
            f"gate {GATE_NUMBER[gate]} ({gate}): {'; '.join(reasons) or 'waiting for sign-off'}",
            where=str(key),
            next_command=f"look at {self.episode.folder.viewer}, then spark-video approve {key.typed} {gate}",
        )

    def _blocked(self, step: Step) -> SparkVideoError:
        key = self.episode.key
        gate = step.gate
        assert gate is not None
        if step.reasons and step.reasons[0].startswith("rejected"):
            return WaitingForSignOff(
                f"gate {GATE_NUMBER[gate]} ({gate}) was {'; '.join(step.reasons)}",
                where=str(key),
                next_command="change what was criticised, then run produce again; or "
                f"spark-video approve {key.typed} {gate}",
            )
        told = "; ".join(step.reasons[:6]) + (" ..." if len(step.reasons) > 6 else "")
        return SparkVideoError(
            f"gate {GATE_NUMBER[gate]} ({gate}) is not ready: {told}",
            where=str(key),
            next_command=f"spark-video check {key.typed} {gate}",
        )
