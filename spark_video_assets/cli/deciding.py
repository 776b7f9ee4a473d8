"""Commands by which a person decides: approve, reject, reshoot, accept. What follows from it: `produce`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from spark_video_assets.cli.options import (
    EpisodeName,
    GateName,
    Note,
    ProjectName,
    ShotId,
    gate_of,
    look_at,
    open_episode,
    shot_of,
    user_name,
)
from spark_video_assets.cli.speak import INTERRUPTED, give, say, tell_stopped

if TYPE_CHECKING:
    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.story.gates import Gate


def approve(project: ProjectName, episode: EpisodeName, gate: GateName, note: Note = "") -> None:
    """Sign a gate for exactly what is there now; any later change opens it again."""
    _sign(project, episode, gate, "approve", note)


def reject(project: ProjectName, episode: EpisodeName, gate: GateName, note: Note = "") -> None:
    """Send a gate's work back; the note goes to whoever redoes it."""
    _sign(project, episode, gate, "reject", note)


def _sign(project: str, name: str, gate_text: str, decision: Literal["approve", "reject"], note: str) -> None:
    gate = gate_of(gate_text)
    episode = open_episode(project, name)
    from spark_video_assets.cli.runner import Runner
    from spark_video_assets.story.gates import DONE

    Runner().sign(episode.key, gate, decision, note, user_name())
    tell_route(episode, gate)
    say(f"next: spark-video produce {episode.key.typed}")
    give(f"gate {gate}: {DONE[decision]}")


def tell_route(episode: Episode, gate: Gate) -> None:
    """Who acts on which part of a rejection's note, and what nobody can act on."""
    record = episode.sign_off(gate)
    for line in (*record.routed, record.unrouted) if record else ():
        if line:
            say(f"  {line}")


def reshoot(
    project: ProjectName,
    episode: EpisodeName,
    shot: Annotated[list[str], typer.Option("--shot", metavar="ID", help="Shot id; repeatable.")],
    note: Annotated[
        str, typer.Option("--note", help="What to change in the picture, e.g. 'wider, and slower'.")
    ] = "",
    reset_takes: Annotated[
        bool, typer.Option("--reset-takes", help="Also count the director's rewrites of these shots from zero.")
    ] = False,
) -> None:
    """Shoot again: rounds start anew under new take numbers; every take so far stays on disk."""
    from spark_video_assets.cli.progress import shot_progress
    from spark_video_assets.cli.runner import Runner
    from spark_video_assets.crew.shooting.second_look import ask_again
    from spark_video_assets.episode.driving import driving
    from spark_video_assets.episode.signing import require_sign_off

    found = open_episode(project, episode)
    shots = list(dict.fromkeys(shot_of(found, text) for text in shot))
    with driving(found.folder, "spark-video reshoot"):
        require_sign_off(look_at(found), "storyboard")
        ask_again(found, shots, note=note.strip(), forget_rewrites=reset_takes)
        try:
            with shot_progress(shots) as watcher:
                Runner().shoot(found.key, shots, watcher)
        except KeyboardInterrupt:
            # Not this command again: it would ask for one more take of shots that may have theirs by now.
            tell_stopped(f"spark-video produce {found.key.typed}")
            raise typer.Exit(INTERRUPTED) from None
    states = found.states()
    for shot_id in shots:
        state = states.of(shot_id)
        give(f"{shot_id}: take {state.winner_version} wins, chosen by {state.accepted_by}")
    say(f"next: spark-video produce {found.key.typed}")


def accept(
    project: ProjectName,
    episode: EpisodeName,
    shot: ShotId,
    take: Annotated[int, typer.Option("--take", metavar="N", min=1, help="Number of the take.")],
) -> None:
    """Make a take the winner of its shot, whatever the review said; its escalation is settled."""
    from spark_video_assets.crew.shooting.second_look import accept_take
    from spark_video_assets.episode.driving import driving

    found = open_episode(project, episode)
    shot_id = shot_of(found, shot)
    with driving(found.folder, "spark-video accept"):
        accept_take(look_at(found), shot_id, take, by=user_name())
    say(f"next: spark-video produce {found.key.typed}")
    give(f"{shot_id}: take {take} wins")
