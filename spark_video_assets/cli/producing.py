"""Commands that make things: produce, stitch, viewer. The loop itself: `production`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.options import EpisodeName, ProjectName, gate_of, look_at, open_episode, user_name
from spark_video_assets.cli.speak import give, is_conversation, say

if TYPE_CHECKING:
    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.story.gates import Gate
    from spark_video_assets.story.steps import Step, StepName


_SHOOTS_AT_ONCE: frozenset[Gate] = frozenset({"script", "storyboard"})
"""Gates before the takes: with these signed in advance, one command draws cards and takes."""
_BEFORE_TAKES: frozenset[StepName] = frozenset({"development", "storyboarding", "shooting"})


def produce(
    project: ProjectName,
    episode: EpisodeName,
    approve: Annotated[
        list[str] | None,
        typer.Option("--approve", metavar="GATE", help="Sign this gate when it is ready; repeatable."),
    ] = None,
    approve_all: Annotated[bool, typer.Option("--approve-all", help="Sign every gate when it is ready.")] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="STAGE", help="Stop after a stage, or an asset: shooting, storyboard."),
    ] = None,
) -> None:
    """Make the episode: every step that is due, up to the next open gate. Run it again to continue.

    On a terminal an open gate is shown and asked about; elsewhere it ends with exit code 3. Gates that
    SPARK_VIDEO_AUTO_APPROVE names sign themselves when they are ready.
    """
    from spark_video_assets.story.gates import GATES

    gates = frozenset(GATES) if approve_all else frozenset(gate_of(text) for text in approve or ())
    drive(open_episode(project, episode), gates, until)


def drive(episode: Episode, gates: frozenset[Gate], until: str | None = None) -> Step:
    """Produce an episode and tell where film and viewer are.

    Args:
        episode: The episode.
        gates: Gates that are signed without asking, beside those of `SPARK_VIDEO_AUTO_APPROVE`.
        until: Stage to stop after.
    """
    from spark_video_assets.cli.gate_view import approving, ask_person, nobody_to_ask
    from spark_video_assets.cli.milestones import Until
    from spark_video_assets.cli.production import Production
    from spark_video_assets.cli.runner import Runner

    stop = Until.named(until) if until else None
    ask = ask_person if is_conversation() else nobody_to_ask
    itself = settings_say(episode)
    if stop is None and gates | itself >= _SHOOTS_AT_ONCE:
        _begin_drawing(episode)
    production = Production(episode, Runner(), approving(gates, itself, ask), user_name(), stop)
    step = production.drive()
    if step.state == "done":
        give(f"film: {episode.folder.final_film}")
    else:
        say(f"stopped after {until}, as asked by --until; next is {', '.join(step.stages) or step.label}")
    if episode.folder.viewer.is_file():
        give(f"viewer: {episode.folder.viewer}")
    return step


def _begin_drawing(episode: Episode) -> None:
    """Start the drawing processes of the embedded provider while everything else is still being loaded."""
    from resources.video.animatic.capabilities import NAME
    from spark_video_assets.episode.snapshot import take_snapshot
    from spark_video_assets.story.steps import next_step

    sources = look_at(episode)
    if sources.provider == NAME and next_step(take_snapshot(sources)).name in _BEFORE_TAKES:
        from resources.video.animatic.drawing_pool import shared_pool

        shared_pool().warm_up()


def settings_say(episode: Episode) -> frozenset[Gate]:
    """Who renders, who writes and which gates sign themselves, said aloud before anything is made; gives these gates."""
    from resources.llm.settings import LlmSettings
    from spark_video_assets.story.gates import GATES

    sources = look_at(episode)
    model = LlmSettings.from_environment()
    crew = f"crew {model.model}" if model else "offline crew"
    say(f"{episode.key}: provider {sources.provider}, {crew}")
    itself = sources.settings.auto_approve
    if itself:
        named = ", ".join(gate for gate in GATES if gate in itself)
        say(f"gates that sign themselves when ready (SPARK_VIDEO_AUTO_APPROVE): {named}")
    return itself


def stitch(project: ProjectName, episode: EpisodeName) -> None:
    """Cut the film again from today's winners: narration, subtitles, cut, delivery, viewer."""
    from spark_video_assets.cli.progress import stage_progress
    from spark_video_assets.cli.runner import Runner
    from spark_video_assets.episode.driving import driving
    from spark_video_assets.episode.signing import require_sign_off
    from spark_video_assets.story.steps import POST

    found = open_episode(project, episode)
    with driving(found.folder, "spark-video stitch"):
        require_sign_off(look_at(found), "render")
        with stage_progress("post", POST) as watcher:
            Runner().materialise("post", found.key, POST, watcher)
    give(f"film: {found.folder.final_film}")


def viewer(project: ProjectName, episode: EpisodeName) -> None:
    """Build the episode's page again and tell where it is."""
    from spark_video_assets.cli.page import build_viewer
    from spark_video_assets.episode.driving import driving

    found = open_episode(project, episode)
    with driving(found.folder, "spark-video viewer"):
        build_viewer(look_at(found))
    give(str(found.folder.viewer))
