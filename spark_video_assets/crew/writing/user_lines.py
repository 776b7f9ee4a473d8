"""Lines that a premise gives word for word: who places them only names them, so none of them can come out changed."""

from __future__ import annotations

from dataclasses import dataclass

from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.premise import read_premise
from spark_video_assets.story.given_lines import lines_to_hear


@dataclass(frozen=True)
class UserLine:
    """One line.

    Args:
        id: `U1`, `U2` ... in the premise's order.
        text: Verbatim.
        speaker: Who says it, where the premise tells.
    """

    id: str
    text: str
    speaker: str | None

    @property
    def told(self) -> str:
        """For a model: id, speaker, words."""
        return f"{self.id} {self.speaker or '(anybody)'}: {self.text}"


def user_lines(world: World) -> list[UserLine]:
    """The premise's quoted lines that have to be heard, in order."""
    reading = read_premise(world.brief.premise, chinese=world.chinese, forbidden=world.forbidden)
    quotes = {quote.text: quote for quote in reversed(reading.quotes)}
    texts = list(dict.fromkeys(quote.text for quote in reading.quotes))
    heard = lines_to_hear(texts, world.forbidden, world.brief.target_duration_s)
    return [UserLine(f"U{number}", text, quotes[text].speaker) for number, text in enumerate(heard, 1)]
