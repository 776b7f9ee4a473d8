"""Guard of whoever carries out one step after the other: the same step on the same content would go on for ever."""

from __future__ import annotations

from resources.errors import SparkVideoError
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.steps import Step


class Progress:
    """Remembers what was carried out already in one drive of an episode."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def require(self, step: Step, sources: Sources) -> None:
        """Refuse the same step on the same content: it would only happen again.

        Raises:
            SparkVideoError: The step was carried out and is still due.
        """
        folder = sources.folder
        moment = digest_of([step.key, sources.file(folder.state), sources.file(folder.shots_state)])
        if moment in self._seen:
            key = sources.episode.key
            raise SparkVideoError(
                f"{step.label} was carried out and is still due: {'; '.join(step.reasons[:4]) or ', '.join(step.shots)}",
                where=str(key),
                next_command=f"spark-video status {key.typed}",
            )
        self._seen.add(moment)
