"""What the director's model answers, and what is wrong with an answer in words that can go back. Nobody is asked here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, Field

from spark_video_assets.crew.directing.drafting import ShotDraft
from spark_video_assets.crew.directing.heard_pieces import Piece
from spark_video_assets.crew.wording import terms_in
from spark_video_assets.story.direction import AudiovisualDecisions, ImagerySystem, ToneDimensions
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.rules import Finding, errors_of
from spark_video_assets.story.script import ScenePage
from spark_video_assets.story.storyboard import Fragment

MOST_MOTIFS = 4
MOST_SHOTS = 24
MOST_SPLITS = 3
"""Shots that one escalated shot may become."""
LONGEST_TONE = 8_000
"""Characters of a direction: it is read again with every scene, every critique and every review. Own choice."""
LENGTH_TOLERANCE = 0.25
"""How far a scene may differ from its page's estimate before the model is asked to look at it once more."""
WORTH_MENDING = frozenset(
    {
        "wardrobe-in-prompt", "dialogue-too-long", "against-character", "purpose-vague", "purpose-repeated",
        "long-silent-take", "camera-missing", "mixed-sets-in-chain", "prompt-too-short",
    }
)  # fmt: skip
"""Warnings that are the director's own business; they are sent back once, and do not fail the run."""


class DirectionDraft(BaseModel):
    """The tone as a model answers it."""

    tone_dimensions: ToneDimensions
    director_reference: str
    audiovisual_decisions: AudiovisualDecisions
    imagery_system: ImagerySystem = Field(default_factory=ImagerySystem)
    double_check_targets: list[str] = Field(default_factory=list)


class SceneDraft(BaseModel):
    """One scene as a model answers it; `description` names place, time, light and atmosphere."""

    description: str = Field(min_length=20, max_length=400)
    shots: list[ShotDraft] = Field(min_length=1, max_length=MOST_SHOTS)


class RewriteDraft(BaseModel):
    """What takes the place of one escalated shot; `reason` says what is different and why it will hold."""

    reason: str = Field(min_length=8, max_length=600)
    shots: list[ShotDraft] = Field(min_length=1, max_length=MOST_SPLITS)


def listed(pieces: Sequence[Piece]) -> str:
    """The pieces as a model reads them, one a line."""
    return "\n".join(piece.told for piece in pieces) or "(nobody speaks)"


def errors_told(findings: Iterable[Finding]) -> list[str]:
    """Errors about shots and scenes; what is wrong with lore or cards no director can mend."""
    return findings_told(f for f in errors_of(findings) if f.place.startswith("storyboard.json"))


def findings_told(findings: Iterable[Finding]) -> list[str]:
    """Findings as sentences that can be sent back."""
    return [f"{f.place.removeprefix('storyboard.json ')}: {f.message}; {f.mend}" for f in findings]


def length_advice(fragment: Fragment, page: ScenePage) -> list[str]:
    """A word on a scene that is much longer or shorter than its page."""
    seconds = sum(shot.duration for shot in fragment.shots)
    wanted = page.estimated_duration_s
    if abs(seconds - wanted) <= max(2, wanted * LENGTH_TOLERANCE):
        return []
    return [f"the shots are {seconds} s together, the page wants about {wanted} s"]


def tone_faults(draft: DirectionDraft, lore: Lore) -> list[str]:
    """What keeps a tone from being used: open decisions, too many motifs, what the lore forbids."""
    found = [f"audiovisual_decisions.{name} is open" for name in draft.audiovisual_decisions.open_decisions()]
    if not draft.tone_dimensions.primary.strip():
        found.append("tone_dimensions.primary is open")
    if len(draft.imagery_system.motifs) > MOST_MOTIFS:
        found.append(f"{len(draft.imagery_system.motifs)} motifs; at most {MOST_MOTIFS} can recur")
    told = draft.model_dump_json()
    if len(told) > LONGEST_TONE:
        found.append(
            f"{len(told)} characters are too many to direct by; at most {LONGEST_TONE}, a sentence a decision"
        )
    return [*found, *(f"{term!r} is forbidden by the lore" for term in terms_in(told, lore.forbidden))]
