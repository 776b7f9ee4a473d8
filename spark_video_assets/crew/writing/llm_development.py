"""First lore and first cast by a language model, where no person gave any. Offline: `lore_writer`, `cast_inventor`."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from resources.errors import ProviderError
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.prompting import OF_THE_ACCOUNT, question
from spark_video_assets.crew.wording import cleaned, shortened, terms_in
from spark_video_assets.crew.writing.cast_inventor import FEWEST, invent_cards
from spark_video_assets.crew.writing.lore_writer import OfflineLoreWriter, WrittenLore
from spark_video_assets.crew.writing.outlining import name_faults
from spark_video_assets.crew.writing.premise_digest import WHOLE_ROOM
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, slug
from spark_video_assets.story.lore import MOOD_ANCHOR_LIMIT, DualPacing, Imagery, Lore

LORE_ROLE, CAST_ROLE = "lore_writer", "casting"
TEMPERATURE = 0.8
MOST_PEOPLE = 5
"""Own choice: each person costs a portrait and asks to be remembered."""


class LoreDraft(BaseModel):
    """The world as a model answers it; `mood_anchor` is the look of the film in a few words."""

    title: str = Field(min_length=1, max_length=60)
    genre: list[str] = Field(default_factory=list, max_length=4)
    era: str = Field(default="", max_length=60)
    location: str = Field(default="", max_length=80)
    visual_style: str = Field(min_length=8, max_length=200)
    palette: list[str] = Field(min_length=2, max_length=6)
    mood_anchor: str = Field(min_length=6, max_length=MOOD_ANCHOR_LIMIT)
    dramatic_action: str = Field(default="", max_length=200)
    motifs: list[str] = Field(default_factory=list, max_length=4)
    pacing_external: str = Field(default="", max_length=60)
    pacing_internal: str = Field(default="", max_length=60)


class CastDraftPerson(BaseModel):
    """One of the people; `look` is what every picture of them must show."""

    name: str = Field(min_length=1, max_length=40)
    gender: str = Field(min_length=1, max_length=20)
    age: int = Field(ge=1, le=120)
    look: str = Field(min_length=12, max_length=300)
    occupation: str = Field(default="", max_length=80)
    voice: str = Field(min_length=2, max_length=80)
    manner: str = Field(default="", max_length=120)
    would: list[str] = Field(default_factory=list, max_length=3)
    would_never: list[str] = Field(default_factory=list, max_length=3)

    @property
    def card(self) -> CastCard:
        """The card of this person."""
        name = cleaned(self.name)
        return CastCard(
            name=name,
            id=slug(name),
            description=cleaned(self.look),
            age=str(self.age),
            gender=cleaned(self.gender),
            occupation=cleaned(self.occupation) or None,
            voice_style=cleaned(self.voice),
            mannerisms=[cleaned(self.manner)] if cleaned(self.manner) else [],
            do=[cleaned(one) for one in self.would],
            dont=[cleaned(one) for one in self.would_never],
        )


class CastDraft(BaseModel):
    """The people of the story."""

    people: list[CastDraftPerson] = Field(min_length=FEWEST, max_length=MOST_PEOPLE)


class LlmLoreWriter:
    """Asks a model; where it gives nothing usable, the lore is the offline one and says so."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat

    def write(self, brief: Brief) -> WrittenLore:
        """See `LoreWriter`.

        Raises:
            ProviderError: Key, quota or account of the service; any other failure gives the offline lore.
            BudgetStop: The episode's budget has no room for it.
        """
        task = f"Write the lore of this story, in the language {brief.language!r}."
        material = {"premise": shortened(brief.premise, WHOLE_ROOM)}
        asked = question(LORE_ROLE, "lore_writer", material, task, temperature=TEMPERATURE)
        try:
            draft = ask_structured(self._chat, asked, LoreDraft, check=_lore_faults).value
        except ProviderError as error:
            if error.failure in OF_THE_ACCOUNT:
                raise
            made = OfflineLoreWriter().write(brief)
            return WrittenLore(made.lore, f"{made.by} ({error.problem})")
        lore = Lore(
            title=brief.title or cleaned(draft.title),
            genre=[cleaned(one) for one in draft.genre],
            era=cleaned(draft.era),
            location=cleaned(draft.location),
            visual_style=cleaned(draft.visual_style),
            palette=[cleaned(one) for one in draft.palette],
            mood_anchor=cleaned(draft.mood_anchor),
            dramatic_action=cleaned(draft.dramatic_action),
            imagery_system=Imagery(motifs=[cleaned(one) for one in draft.motifs]),
            dual_pacing=DualPacing(
                external=cleaned(draft.pacing_external), internal=cleaned(draft.pacing_internal)
            ),
            duration_target_s=brief.target_duration_s,
        )
        return WrittenLore(lore, self._chat.settings.model_for(LORE_ROLE))


class LlmCastInventor:
    """Asks a model; where it gives nothing usable, the cast is the offline one."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat

    def invent(self, brief: Brief, lore: Lore) -> Sequence[CastCard]:
        """See `CastInventor`. Raises like `LlmLoreWriter.write`."""
        task = f"Cast this story with {FEWEST} to {MOST_PEOPLE} people, in the language {brief.language!r}."
        told = lore.model_dump_json(include={"title", "era", "location", "visual_style", "palette", "forbidden"})
        material = {"premise": shortened(brief.premise, WHOLE_ROOM), "lore": told}
        asked = question(CAST_ROLE, "casting", material, task, temperature=TEMPERATURE)

        def faults(draft: CastDraft) -> list[str]:
            found = name_faults([cleaned(person.name) for person in draft.people])
            banned = terms_in(draft.model_dump_json(), lore.forbidden)
            return [*found, *(f"{term!r} is forbidden by the lore; do without it" for term in banned)]

        try:
            draft = ask_structured(self._chat, asked, CastDraft, check=faults).value
        except ProviderError as error:
            if error.failure in OF_THE_ACCOUNT:
                raise
            return invent_cards(brief.premise, brief.language, brief.seed)
        return [person.card for person in draft.people]


def _lore_faults(draft: LoreDraft) -> list[str]:
    anchor = cleaned(draft.mood_anchor)
    return [] if anchor and anchor.upper() != "TBD" else ["mood_anchor is still open"]
