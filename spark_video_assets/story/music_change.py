"""What a person wants different about the music of a finished film (`music-changes.json`). Which moods there are: `crew`."""

from __future__ import annotations

from pydantic import Field

from spark_video_assets.story.document import Document

LOUDER, SOFTER = 1.6, 0.6
"""Factor of one wish: about 4 dB, which is heard and does not turn the mix upside down."""


class MusicChange(Document):
    """Laid over the music choice of brief and storyboard when the film is cut; gates 2 and 3 stay as they were signed.

    Args:
        mood: For the whole film; None = as planned.
        scenes: Scene id -> mood, over the film's.
        volume: Factor of the planned volume.
        plays: False = no music at all.
        notes: The words that led here, oldest first.
    """

    mood: str | None = None
    scenes: dict[str, str] = Field(default_factory=dict)
    volume: float = Field(default=1.0, gt=0, le=8)
    plays: bool = True
    notes: list[str] = Field(default_factory=list)

    def then(self, later: MusicChange) -> MusicChange:
        """This one with a later wish over it."""
        return MusicChange(
            mood=later.mood or self.mood,
            scenes={**({} if later.mood else self.scenes), **later.scenes},
            volume=min(8.0, max(0.05, self.volume * later.volume)),
            plays=later.plays,
            notes=[*self.notes, *later.notes],
        )
