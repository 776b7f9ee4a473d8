"""The edit of today's winners: who plans it, its timeline, which shot plays at a moment. Nothing is cut here."""

from __future__ import annotations

from collections.abc import Sequence

from resources.errors import UsageError
from resources.media.timeline import Timeline, lay_out
from spark_video_assets.crew.post.editor import Editor
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import narration_record
from spark_video_assets.story.post import Narration


def editor_of(sources: Sources) -> Editor:
    """Who plans the cut of today's winners, with the narration that is spoken so far. Raises `NotFound`: no storyboard."""
    episode = sources.episode
    record = narration_record(sources)
    narration = episode.load(Narration, record) if record.is_file() else Narration()
    return Editor(episode, sources.brief, episode.storyboard(), sources.states, narration)


def timeline_of(sources: Sources) -> Timeline:
    """The edit timeline of today's winners; the clips are probed.

    Raises:
        NotFound: no storyboard, or a shot without a winner.
        MediaError: a clip that cannot be read.
    """
    return lay_out(editor_of(sources).bare_plan())


def shots_at(sources: Sources, moments: Sequence[float]) -> list[str]:
    """Shots that play at these seconds of the film; inside a dissolve it is the one that comes.

    Raises:
        UsageError: a moment outside the film; names its length.
    """
    timeline = timeline_of(sources)
    found = []
    for moment in moments:
        if not 0 <= moment < timeline.duration_s:
            raise UsageError(
                f"there is no second {moment:g}", where="film", allowed=f"0 to {timeline.duration_s:.2f}"
            )
        found.append([placed.shot_id for placed in timeline.segments if placed.start_s <= moment][-1])
    return list(dict.fromkeys(found))
