"""A long premise as what a writer needs of it: cut into parts, each part told shortly, side by side. Bounded in calls."""

from __future__ import annotations

from pydantic import BaseModel, Field

from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.prompting import question
from spark_video_assets.crew.side_by_side import side_by_side
from spark_video_assets.crew.wording import shortened
from spark_video_assets.story.brief import Brief

ROLE = "screenwriter"
WHOLE_ROOM = 24_000
"""Characters of a premise that every scene's writer reads as they are: about ten pages."""
PART_ROOM = 25_000
"""Characters of one part; the longest premise that a brief takes (200,000) has eight."""
DIGEST_ROOM = 2_500
TEMPERATURE = 0.2


class PartDigest(BaseModel):
    """What one part of a long premise tells."""

    digest: str = Field(min_length=20, max_length=2 * DIGEST_ROOM)


def short_premise(chat: ChatClient, brief: Brief, *, at_once: int) -> str:
    """The premise, or its digest where it is too long for every scene's writer.

    Raises:
        ProviderError: The service failed, or a part got no usable digest.
        BudgetStop: The episode's budget has no room for it.
    """
    premise = brief.premise.strip()
    if len(premise) <= WHOLE_ROOM:
        return premise
    parts = [premise[start : start + PART_ROOM] for start in range(0, len(premise), PART_ROOM)]

    def digest(number: int) -> str:
        task = (
            f"This is part {number} of {len(parts)}. Tell what happens in it, in at most {DIGEST_ROOM} characters, "
            f"in the language {brief.language!r}."
        )
        material = {"part of the premise": parts[number - 1]}
        asked = question(ROLE, "screenwriter_digest", material, task, temperature=TEMPERATURE)
        return shortened(ask_structured(chat, asked, PartDigest).value.digest, DIGEST_ROOM)

    return "\n\n".join(side_by_side(digest, range(1, len(parts) + 1), at_once))
