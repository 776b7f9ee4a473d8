"""Scene pages as a model answers them, in both formats: forms, faults, and how they become pages. Outline: `outlining`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field, model_validator

from spark_video_assets.crew.wording import cleaned, terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.user_lines import UserLine
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.rules import Facts, check_script
from spark_video_assets.story.rules.speech import NARRATION_RANGE_S
from spark_video_assets.story.scene_page import as_read
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage, Script
from spark_video_assets.story.wording import mostly_cjk, one_line

WORTH_MENDING = frozenset(
    {"dialogue-too-long", "narration-line-long", "beat-count", "machine-words-in-script", "forbidden-term"}
)
"""Findings about one page that are the writer's own business and go back to it."""
LONGEST_LINE = 600
_WRITTEN_IN_HAN = frozenset({"ja", "ko"})
"""Languages beside Chinese that may be written in its signs, so that nothing can be told from them."""


class LineDraft(BaseModel):
    """Somebody speaks: own words in `text`, or one of the user's lines by its id in `user_line`."""

    speaker: str = Field(min_length=1, max_length=60)
    text: str = Field(default="", max_length=LONGEST_LINE)
    user_line: str | None = None

    @model_validator(mode="after")
    def _somebody_says_something(self) -> LineDraft:
        if not cleaned(self.speaker):
            raise ValueError("a line needs a speaker")
        if not self.user_line and not cleaned(self.text):
            raise ValueError("a line needs text or user_line")
        return self


class DramaDraft(BaseModel):
    """A page of drama."""

    backstory: str = Field(default="", max_length=300)
    pacing_external: str = Field(default="", max_length=60)
    pacing_internal: str = Field(default="", max_length=60)
    action: str = Field(min_length=20, max_length=1200)
    dialogue: list[LineDraft] = Field(default_factory=list, max_length=30)

    def spoken(self) -> list[LineDraft]:
        """All lines in order."""
        return self.dialogue


class BeatDraft(BaseModel):
    """A beat of narration: a narrated sentence, or lines that are spoken, and what is seen."""

    narration: str = Field(default="", max_length=240)
    user_line: str | None = None
    dialogue: list[LineDraft] = Field(default_factory=list, max_length=6)
    visual: str = Field(min_length=8, max_length=400)

    @model_validator(mode="after")
    def _is_one_of_two(self) -> BeatDraft:
        narrated = bool(cleaned(self.narration) or self.user_line)
        if narrated == bool(self.dialogue):
            raise ValueError("a beat is either narrated or spoken")
        return self


class NarrationDraft(BaseModel):
    """A page of narration."""

    backstory: str = Field(default="", max_length=300)
    beats: list[BeatDraft] = Field(min_length=1, max_length=14)

    def spoken(self) -> list[LineDraft]:
        """All lines in order, narration not among them."""
        return [line for beat in self.beats for line in beat.dialogue]


PageDraft = DramaDraft | NarrationDraft


@dataclass(frozen=True)
class PageMaking:
    """Turns the drafts of one scene into its page.

    Args:
        world: The episode, with cards for the new people.
        frame: The page without its words: number, place, time, people, seconds.
        lines: The user's lines that are said in this scene.
        speakers: Who may speak.
    """

    world: World
    frame: ScenePage
    lines: Sequence[UserLine]
    speakers: Sequence[str]

    def drafted(self, draft: PageDraft) -> tuple[ScenePage, list[str]]:
        """The page as its file will be read, and what goes back to the writer, one sentence each.

        Lines of the user that the draft left out are said at its end, so that none is ever lost.

        Raises:
            InvalidDocument: Such a page could not be read.
        """
        told = self._told(draft)
        page = as_read(told)
        found = [*self._misplaced(draft), *self._forbidden(draft), *self._foreign(draft), *_misread(told, page)]
        return page, [*found, *self._broken(page)]

    def _told(self, draft: PageDraft) -> ScenePage:
        texts = {line.id: line.text for line in self.lines}
        left_out = [line for line in self.lines if line.id not in _placed(draft)]
        last = [DialogueLine(speaker=self._speaker_of(line), text=line.text) for line in left_out]
        told = {"backstory": cleaned(draft.backstory), "type": "narration"}
        if isinstance(draft, DramaDraft):
            told |= {
                "type": "drama",
                "pacing_external": cleaned(draft.pacing_external),
                "pacing_internal": cleaned(draft.pacing_internal),
                "action": cleaned(draft.action),
            }
            spoken = [*self._said(draft.dialogue, texts), *last]
            return self._with_people(self.frame.model_copy(update={**told, "dialogue": spoken, "beats": []}))
        beats = [self._beat(beat, texts) for beat in draft.beats]
        if last:
            beats.append(Beat(dialogue=last, visual=beats[-1].visual))
        return self._with_people(self.frame.model_copy(update={**told, "dialogue": [], "beats": beats}))

    def _misplaced(self, draft: PageDraft) -> list[str]:
        """The user's lines that are not said once, and speakers who may not speak."""
        known = {line.id for line in self.lines}
        placed = _placed(draft)
        found = [f"the user's line {line.told!r} is not said" for line in self.lines if line.id not in placed]
        found += [f"line {name} is said more than once" for name in sorted(known) if placed.count(name) > 1]
        found += [
            f"there is no user line {name!r} in this scene" for name in dict.fromkeys(placed) if name not in known
        ]
        strangers = dict.fromkeys(line.speaker for line in draft.spoken() if self._named(line.speaker) is None)
        return found + [
            f"{name!r} may not speak; only {', '.join(self.speakers) or 'nobody'}" for name in strangers
        ]

    def _broken(self, page: ScenePage) -> list[str]:
        facts = Facts(cast=self.world.cast, lore=self.world.lore, whole=False)
        findings = check_script(Script(pages=[page]), facts)
        return list(dict.fromkeys(f"{f.message}; {f.mend}" for f in findings if f.code in WORTH_MENDING))

    def _foreign(self, draft: PageDraft) -> list[str]:
        language = self.world.brief.language
        if language.lower().split("-")[0] in _WRITTEN_IN_HAN or mostly_cjk(_words(draft)) == self.world.chinese:
            return []
        return [f"it is written in another language than {language!r}"]

    def _forbidden(self, draft: PageDraft) -> list[str]:
        told = draft.model_dump_json()
        return [
            f"{term!r} is forbidden by the lore; do without it" for term in terms_in(told, self.world.forbidden)
        ]

    def _said(self, lines: Sequence[LineDraft], texts: Mapping[str, str]) -> list[DialogueLine]:
        said = []
        for line in lines:
            text = texts.get(line.user_line or "") or cleaned(line.text)
            if text:
                # Nobody may speak whom gate 1 does not know; an unknown name stands, and the gate says so.
                said.append(DialogueLine(speaker=self._named(line.speaker) or cleaned(line.speaker), text=text))
        return said

    def _beat(self, beat: BeatDraft, texts: Mapping[str, str]) -> Beat:
        narration = texts.get(beat.user_line or "") or cleaned(beat.narration)
        dialogue = self._said(beat.dialogue, texts)
        seconds = max(NARRATION_RANGE_S[0], math.ceil(sum(map(speech_seconds, [narration, *_texts(dialogue)]))))
        return Beat(narration=narration or None, dialogue=dialogue, visual=cleaned(beat.visual), duration_s=seconds)

    def _with_people(self, page: ScenePage) -> ScenePage:
        """Whoever speaks is in the scene, by the name of their card."""
        named = [*page.characters, *(line.speaker for line in page.spoken())]
        return page.model_copy(update={"characters": list(dict.fromkeys(named))})

    def _speaker_of(self, line: UserLine) -> str:
        told = self._named(line.speaker or "")
        return told or next(iter([*self.frame.characters, *self.speakers]), line.speaker or "Narrator")

    def _named(self, speaker: str) -> str | None:
        """The name on the card of who is meant, or None."""
        name = cleaned(speaker)
        card = self.world.person(name)
        known = card.name if card else name
        return known if known in self.speakers else None


def _misread(told: ScenePage, read: ScenePage) -> list[str]:
    """Words that a page cannot hold: they would come back as somebody else's, or not at all."""
    before = [(line.speaker, one_line(line.text)) for line in told.spoken()]
    before += [("narration", one_line(beat.narration or "")) for beat in told.beats]
    after = [(line.speaker, line.text) for line in read.spoken()]
    after += [("narration", beat.narration or "") for beat in read.beats]
    return [
        f"{text!r} of {speaker!r} cannot stand on a page; leave out quotation marks, brackets and signs of markdown"
        for speaker, text in before
        if (speaker, text) not in after
    ]


def _placed(draft: PageDraft) -> list[str]:
    placed = [line.user_line for line in draft.spoken()]
    if isinstance(draft, NarrationDraft):
        placed += [beat.user_line for beat in draft.beats]
    return [name for name in placed if name]


def _words(draft: PageDraft) -> str:
    """Everything that the writer wrote for the audience."""
    said = [line.text for line in draft.spoken()]
    if isinstance(draft, DramaDraft):
        return " ".join([draft.action, *said])
    return " ".join([*said, *(f"{beat.narration} {beat.visual}" for beat in draft.beats)])


def _texts(lines: Sequence[DialogueLine]) -> list[str]:
    return [line.text for line in lines]
