"""From a reported issue to the stage that caused it: table and rules, as data and arithmetic. Models and files: `crew`.

The table is that of the origin's review room (issue class -> stage 10 frames, 7 shot list, 9 prompts, 8 looks).
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.notes import speaks_of
from spark_video_assets.story.reviewing import Axis
from spark_video_assets.story.steps import DEVELOPMENT, POST, STORYBOARDING, Stage

IssueKind = Literal["visual-continuity", "timing", "dialogue-audio", "narrative-structure"]
KINDS: tuple[IssueKind, ...] = get_args(IssueKind)
Blame = Literal["script", "looks", "storyboard", "frames", "prompt", "music", "cut"]
BLAMES: tuple[Blame, ...] = get_args(Blame)
"""What may have to be redone: pages, cards, shots, anchor frames, one take, music of the film, dissolves and captions."""

GATE_OF: dict[Blame, Gate | None] = {
    "script": "script", "looks": None, "storyboard": "storyboard", "frames": "storyboard", "prompt": "render",
    "music": "final", "cut": "final",
}  # fmt: skip
"""The gate that takes a note to whoever redoes it. Looks are cards of a person: nobody rewrites them by himself."""

DEFAULT_TABLE: dict[IssueKind, Blame] = {
    "visual-continuity": "frames",
    "timing": "storyboard",
    "dialogue-audio": "prompt",
    "narrative-structure": "storyboard",
}
BASE = 0.6
"""Confidence of the table alone: it is right more often than not, and a person confirms."""
SURE = 0.7
"""From this confidence on no model is asked."""
MOST_SURE = 0.95
"""Nobody is surer than this, a model that claims so included: a person confirms."""

_SIGNS: tuple[tuple[tuple[str, ...], Blame, float, str], ...] = (
    (("music", "bgm", "score", "soundtrack", "音乐", "配乐"), "music", 0.85, "it is about the music"),
    (("caption", "captions", "subtitle", "subtitles", "字幕"), "cut", 0.85, "it is about captions"),
    (("dissolve", "dissolves", "crossfade", "transition", "转场"), "cut", 0.8, "it is about how shots meet"),
    (
        ("lip", "lips", "mouth", "sync", "voice", "mumbles", "口型", "声音"),
        "prompt",
        0.8,
        "it is how the line is played",
    ),
    (("wording", "should say", "wrong line", "typo", "台词"), "script", 0.75, "it is what is said, not how"),
    (
        ("plot", "motivation", "character would", "backstory", "剧情", "动机"),
        "script",
        0.75,
        "it is the story itself",
    ),
    (("order", "beat", "beats", "missing shot", "顺序"), "storyboard", 0.75, "it is which shots there are"),
    (
        ("too long", "too short", "drags", "rushed", "pacing", "太长", "太短"),
        "storyboard",
        0.75,
        "it is a shot's length",
    ),
    (("hand", "hands", "fingers", "melts", "flicker", "glitch", "手指", "闪烁"), "prompt", 0.75, "one take failed"),
)
_LOOKS = ("face", "hair", "costume", "coat", "wardrobe", "outfit", "age", "脸", "头发", "服装")
_EVERYWHERE = (
    "every shot",
    "everywhere",
    "always",
    "never",
    "whole film",
    "all scenes",
    "每个镜头",
    "一直",
    "全片",
)
_AXES: dict[IssueKind, tuple[Axis, ...]] = {
    "visual-continuity": ("cast_match", "style", "proportion", "physics"),
    "dialogue-audio": ("dialog_attribution",),
    "timing": (),
    "narrative-structure": ("logic",),
}


class IssueTable(Document):
    """`issues.yaml` of a project: another first guess for some kinds."""

    stages: dict[IssueKind, Blame] = Field(default_factory=dict)

    def blames(self, kind: IssueKind) -> Blame:
        """First guess for a kind of issue."""
        return self.stages.get(kind, DEFAULT_TABLE[kind])


class ShotFacts(Part):
    """What is known of the shot at the reported moment.

    Args:
        weak_axes: Axes of the winner's review that were under the threshold.
    """

    shot: str
    has_anchor_frames: bool = False
    is_narrated: bool = False
    weak_axes: list[Axis] = Field(default_factory=list)


class Suspect(Part):
    """One stage that may have caused it."""

    blame: Blame
    confidence: float = Field(ge=0, le=1)
    reason: str


class Redo(Part):
    """What redoing a stage means.

    Args:
        shots: To be made again if their pictures change.
        stages: That are no longer up to date afterwards.
        gates: That ask again.
        cost: One take of each of these shots; None = a price is unknown.
    """

    shots: list[str] = Field(default_factory=list)
    stages: list[Stage] = Field(default_factory=list)
    gates: list[Gate] = Field(default_factory=list)
    cost: float | None = None
    currency: str = ""


class Issue(Document):
    """`issues/<id>.json`: what somebody saw, who is suspected, and what was confirmed.

    Args:
        at_s: Second of the film; None when the shot was named instead.
        suspects: Most likely first.
        confirmed: What a person decided; None = nobody has decided yet.
        routed: Who acts on it.
    """

    id: str
    kind: IssueKind
    note: str = Field(min_length=1, max_length=4000)
    by: str = Field(min_length=1)
    at: str
    at_s: float | None = None
    shot: str
    suspects: list[Suspect] = Field(min_length=1)
    attributed_by: str = "rules"
    redo: Redo = Field(default_factory=Redo)
    confirmed: Blame | None = None
    confirmed_by: str = ""
    routed: list[str] = Field(default_factory=list)
    unrouted: str = ""


def suspects_of(kind: IssueKind, note: str, facts: ShotFacts, table: IssueTable) -> list[Suspect]:
    """Who is suspected by the rules, most likely first; the table's guess is always among them."""
    found: dict[Blame, Suspect] = {}

    def suspect(blame: Blame, confidence: float, reason: str) -> None:
        before = found.get(blame)
        if before is None or before.confidence < confidence:
            found[blame] = Suspect(blame=blame, confidence=min(MOST_SURE, confidence), reason=reason)

    first = table.blames(kind)
    suspect(first, BASE, f"the usual cause of {kind}")
    for words, blame, confidence, reason in _SIGNS:
        if speaks_of(note, words):
            suspect(blame, confidence, reason)
    if kind == "visual-continuity" and speaks_of(note, _LOOKS):
        everywhere = speaks_of(note, _EVERYWHERE)
        suspect("looks", 0.8 if everywhere else 0.4, "the card itself may be wrong")
    weak = [axis for axis in facts.weak_axes if axis in _AXES[kind]]
    if weak:
        suspect("prompt", 0.75, f"the take's review was weak there: {', '.join(weak)}")
    if kind == "dialogue-audio" and facts.is_narrated:
        suspect("storyboard", 0.8, "the shot is narrated: its words are the storyboard's")
    if "frames" in found and not facts.has_anchor_frames:
        moved = found.pop("frames")
        suspect("prompt", moved.confidence, "the shot has no anchor frames: the take itself shows it")
    return sorted(found.values(), key=lambda one: -one.confidence)


def invalidated_by(blame: Blame) -> tuple[list[Stage], list[Gate]]:
    """Stages and gates that are no longer up to date when this was redone."""
    shooting: list[Stage] = ["dailies", *(stage for stage in POST if stage != "narration_audio")]
    if blame in ("script", "looks"):
        first: list[Stage] = ["script"] if blame == "script" else list(DEVELOPMENT[2:])
        return [*first, *STORYBOARDING, "dailies", *POST], ["script", "storyboard", "render", "final"]
    if blame in ("storyboard", "frames"):
        return [*STORYBOARDING[1:], "dailies", *POST], ["storyboard", "render", "final"]
    if blame == "prompt":
        return shooting, ["render", "final"]
    return ["final_cut", "delivery", "viewer"], ["final"]
