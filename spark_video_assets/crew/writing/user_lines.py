"""Lines that a premise gives word for word: who places them only names them, so none of them can come out changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spark_video_assets.crew.wording import terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.premise import Quote, read_premise
from spark_video_assets.story.rules.speech import dialogue_seconds

LARGEST_SHARE = 0.5
"""Share of the film that the premise's own lines may fill. A premise with more of them is a novel, whose dialogue is
material and no order; own choice."""


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
    """The premise's quoted lines that have to be heard, in order.

    A line with a term that the lore forbids is left out: the lore is the stricter wish.
    """
    reading = read_premise(world.brief.premise, chinese=world.chinese, forbidden=world.forbidden)
    lines: list[UserLine] = []
    room = LARGEST_SHARE * world.brief.target_duration_s
    for quote in _allowed(reading.quotes, world):
        room -= dialogue_seconds(quote.text)
        if room < 0:
            break
        lines.append(UserLine(f"U{len(lines) + 1}", quote.text, quote.speaker))
    return lines


def _allowed(quotes: Sequence[Quote], world: World) -> list[Quote]:
    return [quote for quote in quotes if not terms_in(quote.text, world.forbidden)]
