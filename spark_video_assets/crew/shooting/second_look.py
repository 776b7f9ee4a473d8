"""A person overrules the reviews: shoot a shot again, or take a take as it is. The take loop itself: `camera_unit`."""

from __future__ import annotations

from collections.abc import Sequence

from resources.errors import NotFound, UsageError
from resources.llm.kept_answers import drop_answers
from spark_video_assets.crew.shooting.take_book import TAKES, promote
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.takes import ShotState, Take


def ask_again(episode: Episode, shots: Sequence[str], *, note: str, forget_rewrites: bool) -> None:
    """Let the next run shoot these shots: no winner, rounds from one. Takes, files and take numbers stay.

    Args:
        episode: The episode; its lease is held.
        shots: Ids of the storyboard.
        note: What a person wants changed; goes to the prompt doctor before the next take. Empty = nothing.
        forget_rewrites: Also count the director's rewrites from zero.
    """
    with episode.changing_states() as states:
        for shot_id in shots:
            state = states.of(shot_id)
            changes: dict[str, object] = {
                "winner_version": None,
                "winner_path": None,
                "winner_digest": None,
                "accepted_by": None,
                "needs_director_rewrite": False,
                "round_start": state.next_version,
                "note": note or None,
                "asked": None,
            }
            if forget_rewrites:
                changes["director_rewrites"] = 0
            states.shots[shot_id] = state.model_copy(update=changes)
            drop_answers(episode.folder.answers(TAKES) / shot_id)
    episode.save_escalation(episode.escalation().without(set(shots)))


def accept_take(sources: Sources, shot_id: str, version: int, *, by: str) -> ShotState:
    """Promote a take by a person's decision for what is asked of the shot now; settles its escalation.

    Raises:
        NotFound: no such take, or its clip is gone; names the takes there are.
        UsageError: a take that was never rendered.
    """
    take = _usable(sources, shot_id, version)
    digest = sources.shot_digests.get(shot_id) or take.shot_digest or ""
    state = promote(sources.episode, shot_id, take, digest, by=by)
    sources.episode.save_escalation(sources.episode.escalation().without({shot_id}))
    return state


def _usable(sources: Sources, shot_id: str, version: int) -> Take:
    state = sources.states.of(shot_id)
    take = state.take(version)
    if take is None:
        there = ", ".join(str(take.version) for take in state.attempts) or "none yet"
        raise NotFound(f"shot {shot_id} has no take {version}", where=str(sources.episode), allowed=there)
    if take.status != "SUCCEEDED" or take.video_path is None:
        raise UsageError(
            f"take {version} of {shot_id} has no clip: {take.error or take.status}", where=str(sources.episode)
        )
    if not sources.folder.resolve(take.video_path).is_file():
        raise NotFound(f"the clip of take {version} is gone", where=take.video_path)
    return take
