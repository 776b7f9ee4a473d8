"""The prompt doctor with a language model. Sanitizer and checks pass what it writes, or the rules mend instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, Field

from resources.errors import BudgetStop, ProviderError
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.prompting import question
from spark_video_assets.crew.shooting.prompt_doctor import LONGEST_SEEN, OfflinePromptDoctor, sanitized
from spark_video_assets.crew.wording import tells_wardrobe, terms_in
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.reviewing import AXES, Review
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import MODERATION, PERSON
from spark_video_assets.story.wording import mostly_cjk, one_line

ROLE = "prompt_doctor"
TEMPERATURE = 0.4
"""Of the origin's rewriter."""
SHORTEST_SEEN = 24
"""Characters of a prompt without dialogue and anchor; under it there is no picture left (40 with the anchor, rule H)."""
_PICTURE_NUMBER = re.compile(r"\[\s*image\s*\d+\s*\]|[图圖]\s*\d+", re.IGNORECASE)
_AGE = re.compile(r"\(aged \d{1,3}\)|（\d{1,3}岁）")


class MendedPrompt(BaseModel):
    """The whole prompt of the next take."""

    prompt: str = Field(min_length=1)


class LlmPromptDoctor:
    """Mends by asking a model; by rules where it cannot be asked or keeps breaking what must stay."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat
        self._by_rules = OfflinePromptDoctor()

    @property
    def name(self) -> str:
        """The model."""
        return self._chat.settings.model_for(ROLE)

    def rewrite(self, prompt: str, review: Review, shot: Shot, lore: Lore) -> str:
        """See `PromptDoctor`. Never fails for want of a model."""
        lines = [one_line(line.text) for line in shot.speech]
        marks = ", ".join(f"{axis} {value:g}" for axis in AXES if (value := review.breakdown.get(axis)) is not None)
        material = {
            "prompt": prompt,
            "marks": marks,
            _source(review): review.critique,
            "purpose of the shot": shot.narrative_purpose or "",
            "lines that stay": "\n".join(f"{line.speaker}: {line.text}" for line in shot.speech),
            "mood anchor": lore.anchor,
            "style": lore.visual_style,
            "forbidden": ", ".join(lore.forbidden),
        }
        asked = question(ROLE, "prompt_doctor", material, "Mend the prompt.", temperature=TEMPERATURE)

        def faults(answer: MendedPrompt) -> list[str]:
            return mended_faults(sanitized(answer.prompt, lore.anchor, lines), prompt, shot, lore)

        try:
            told = ask_structured(self._chat, asked, MendedPrompt, check=faults, shot=shot.id)
        except (ProviderError, BudgetStop):
            # The call log has the reason; the take must not wait for it.
            return self._by_rules.rewrite(prompt, review, shot, lore)
        return sanitized(told.value.prompt, lore.anchor, lines)


def mended_faults(mended: str, prompt: str, shot: Shot, lore: Lore) -> list[str]:
    """What a rewrite must not do to a prompt.

    Args:
        mended: As it would be sent.
        prompt: As it was.
        shot: Whose lines and people must stay.
        lore: Anchor and forbidden terms.
    """
    lines = [one_line(line.text) for line in shot.speech if one_line(line.text) in one_line(prompt)]
    found = [f"the line {line!r} is not in it letter for letter" for line in lines if line not in mended]
    seen, before = _without(mended, lines, lore.anchor), _without(prompt, lines, lore.anchor)
    signs = [sign for sign in _PICTURE_NUMBER.findall(before) if sign not in mended]
    found += [f"{sign} is missing" for sign in signs]
    found += [f"{sign} was not there before" for sign in _PICTURE_NUMBER.findall(seen) if sign not in before]
    found += [f"{age} is missing" for age in _AGE.findall(before) if age not in mended]
    found += [f"{name} is not in it any more" for name in shot.characters if name in before and name not in seen]
    found += [f"{term!r} is forbidden" for term in terms_in(seen, lore.forbidden)]
    if tells_wardrobe(seen) and not tells_wardrobe(before):
        found.append("it speaks of clothes, hair or make-up")
    most = max(LONGEST_SEEN - len(lore.anchor), len(before))
    if len(seen) > most:
        found.append(f"{len(seen)} characters without dialogue and anchor; at most {most}")
    if len(seen) < min(SHORTEST_SEEN, len(before)):
        found.append("hardly any picture is left in it")
    if before and mostly_cjk(before) != mostly_cjk(seen):
        found.append("it is in another language than before")
    if mended == one_line(prompt):
        found.append("nothing was changed")
    return found


def _source(review: Review) -> str:
    """Who complains, as the model is told."""
    if review.judge == PERSON:
        return "note of a person of the crew"
    return "refusal of the service" if review.judge == MODERATION else "what the reviewer said"


def _without(prompt: str, lines: Sequence[str], anchor: str) -> str:
    """The words about the picture."""
    seen = one_line(prompt)
    for line in lines:
        seen = seen.replace(line, "")
    return one_line(seen.removesuffix(one_line(anchor)) if anchor else seen)
