"""What makes a winner out of date: the digest of everything that went into asking for a shot. Nothing is re-shot here."""

from __future__ import annotations

from collections.abc import Sequence

from spark_video_assets.story.document import digest_of
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.takes import ShotState

_NOT_SEEN = {
    "narrative_purpose",
    "shot_group_id",
    "shot_group_role",
    "candidates",
    "long_take_reason",
    "transition_from_previous",
}
"""Fields that no provider sees: changing them leaves winners valid."""


def shot_digest(
    shot: Shot,
    board: Storyboard,
    *,
    provider: str,
    pictures: Sequence[tuple[str, str, str]],
    predecessor_clip: str | None,
) -> str:
    """Digest of what a take of this shot is asked to be.

    Args:
        shot: The shot.
        board: Its storyboard; set, ratio, resolution and music ban count, other shots do not.
        provider: Who renders.
        pictures: (role, name, sha256) of each reference picture, in order.
        predecessor_clip: sha256 of the winner that a chained shot continues, None when it is not chained.
    """
    return digest_of(
        {
            "shot": shot.model_dump(mode="json", exclude=_NOT_SEEN, exclude_none=True),
            "set": board.set_of(shot),
            "ratio": board.ratio,
            "resolution": board.resolution,
            "forbid_music": bool(board.bgm and (board.bgm.forbid_model_bgm or board.bgm.plays)),
            "provider": provider,
            "pictures": [list(p) for p in pictures],
            "predecessor": predecessor_clip,
        }
    )


def is_stale(state: ShotState, digest: str) -> bool:
    """True when the winner was chosen for something else than what is asked now.

    Winners of files that carry no digest yet (older programs) count as current: nothing says otherwise, and paid
    takes are never thrown away on a guess.
    """
    return state.winner_version is not None and state.winner_digest is not None and state.winner_digest != digest
