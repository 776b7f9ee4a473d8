"""Who finds the cause of a reported issue: rules first, and a language model where the rules are not sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from resources.errors import BudgetStop, ProviderError
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from resources.redaction import redact_text
from spark_video_assets.crew.prompting import question
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.attribution import (
    MOST_SURE,
    SURE,
    Blame,
    IssueKind,
    IssueTable,
    ShotFacts,
    Suspect,
    suspects_of,
)
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.wording import one_line

ROLE = "attributor"
RULES = "rules"
TEMPERATURE = 0.2
_REASON_ROOM = 200
_RULES_WEIGHT = 0.8
"""What the rules alone suspected counts less once a model has looked."""


@dataclass(frozen=True)
class Attribution:
    """What was found.

    Args:
        suspects: Most likely first; at least one.
        by: Whose opinion it is, recorded with the issue.
    """

    suspects: list[Suspect]
    by: str


class Attributor(Protocol):
    """Who names the stages that may have caused an issue. Never fails: the rules always have a guess."""

    def attribute(self, kind: IssueKind, note: str, shot: Shot, facts: ShotFacts, table: IssueTable) -> Attribution:
        """The suspects."""
        ...


class RuleAttributor:
    """Table, words of the report and the take's own review: no model, no network."""

    def attribute(self, kind: IssueKind, note: str, shot: Shot, facts: ShotFacts, table: IssueTable) -> Attribution:
        """See `Attributor`."""
        del shot
        return Attribution(suspects_of(kind, note, facts, table), RULES)


class ToldSuspect(BaseModel):
    """One stage as the model names it; blanks are no reason."""

    model_config = ConfigDict(str_strip_whitespace=True)

    stage: Blame
    confidence: float = Field(ge=0, le=1)
    reason: str = Field(min_length=4)


class ToldSuspects(BaseModel):
    """The model's answer."""

    suspects: list[ToldSuspect] = Field(min_length=1, max_length=3)


class LlmAttributor:
    """Asks a model only where the rules are not sure; without an answer the rules stand."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat

    def attribute(self, kind: IssueKind, note: str, shot: Shot, facts: ShotFacts, table: IssueTable) -> Attribution:
        """See `Attributor`."""
        ruled = suspects_of(kind, note, facts, table)
        if ruled[0].confidence >= SURE:
            return Attribution(ruled, RULES)
        known = "; ".join(f"{one.blame}: {one.reason}" for one in ruled)
        material = {
            "report": note,
            "shot": f"{shot.id}, {shot.duration} s, {shot.kind}, {shot.narrative_purpose or ''}\n{shot.prompt}",
        }
        task = f"The report is of the kind {kind}. Rules suspect: {known}. Which stage caused it?"
        asked = question(ROLE, "attributor", material, task, temperature=TEMPERATURE)
        model = self._chat.settings.model_for(ROLE)
        try:
            told = ask_structured(self._chat, asked, ToldSuspects, shot=shot.id).value.suspects
        except (ProviderError, BudgetStop):
            return Attribution(ruled, f"{RULES}; {model} gave no usable answer")
        return Attribution(_weighed(told, ruled, facts), f"{RULES}, {model}")


def _weighed(told: list[ToldSuspect], ruled: list[Suspect], facts: ShotFacts) -> list[Suspect]:
    """The model's suspects with those of the rules behind them, each stage once, as sure as a guess may be."""
    suspects = [
        Suspect(
            # What a shot does not have cannot have caused it, and nobody could redo it.
            blame="prompt" if one.stage == "frames" and not facts.has_anchor_frames else one.stage,
            confidence=min(MOST_SURE, one.confidence),
            reason=one_line(redact_text(one.reason))[:_REASON_ROOM],
        )
        for one in told
    ]
    suspects += [one.model_copy(update={"confidence": one.confidence * _RULES_WEIGHT}) for one in ruled]
    by_stage: dict[Blame, Suspect] = {}
    for one in suspects:
        if one.blame not in by_stage or by_stage[one.blame].confidence < one.confidence:
            by_stage[one.blame] = one
    return sorted(by_stage.values(), key=lambda one: -one.confidence)


def attributor_for(sources: Sources) -> Attributor:
    """The rules, and a model after them where one is configured; its calls are logged and paid like the crew's.

    Raises:
        UsageError: half a configuration of the language model.
    """
    from resources.call_log import CallLog
    from resources.llm.client import open_chat
    from resources.llm.kept_answers import AnswerShelf
    from spark_video_assets.crew.paying import meter_of

    shelf = AnswerShelf(sources.folder.answers(ROLE))
    chat = open_chat(CallLog(sources.folder), meter=meter_of(sources), shelf=shelf)
    return LlmAttributor(chat) if chat is not None else RuleAttributor()
