"""What a rule says and what it may know: findings, severities, facts. No rule lives here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from spark_video_assets.story.cards import CastCard, Manifest, PropCard, SetCard
from spark_video_assets.story.document import Part
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.script import ScenePage
from spark_video_assets.story.storyboard import Scene, Shot, Storyboard

Severity = Literal["ERROR", "WARN", "INFO"]
SEVERITIES: tuple[Severity, ...] = ("ERROR", "WARN", "INFO")


class Finding(Part):
    """One thing that a rule found.

    Args:
        code: Kebab-case, stable: people silence and count by it.
        severity: ERROR closes a gate, WARN asks for a look, INFO tells what the program will do by itself.
        place: File, entry and field, such as `storyboard.json shots[3] S01-004 prompt`.
        mend: What a person can do about it.
        subjects: Ids or names concerned (shots, scenes, cards).
    """

    code: str
    severity: Severity
    place: str
    message: str
    mend: str
    subjects: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Facts:
    """Everything beside the document that rules may lean on. Rules about facts that are not given stay silent.

    Args:
        limits: The provider that will render; None = not chosen yet.
        target_s: Wanted length of the film, seconds.
        user_lines: Lines that the user gave and that must be spoken word for word.
        pages: The script's pages, whose lines the storyboard must carry.
        tracks: Names of the music files at hand; None = not looked.
        narrator_rate: Speech rate of the narrator.
        whole: False for a single scene, which cannot be held against rules about the whole film.
    """

    cast: Manifest = field(default_factory=lambda: Manifest(kind="cast"))
    sets: Manifest = field(default_factory=lambda: Manifest(kind="set"))
    props: Manifest = field(default_factory=lambda: Manifest(kind="prop"))
    lore: Lore | None = None
    limits: ProviderLimits | None = None
    target_s: int | None = None
    user_lines: tuple[str, ...] = ()
    pages: tuple[ScenePage, ...] = ()
    tracks: frozenset[str] | None = None
    narrator_rate: float = 1.2
    whole: bool = True

    def wanted_s(self) -> int | None:
        """Wanted length of the film, seconds: the brief's, else the lore's."""
        return self.target_s or (self.lore.duration_target_s if self.lore else None)

    def cast_card(self, name: str) -> CastCard | None:
        """The character's card."""
        card = self.cast.card(name)
        return card if isinstance(card, CastCard) else None

    def set_card(self, name: str | None) -> SetCard | None:
        """The set's card."""
        card = self.sets.card(name) if name else None
        return card if isinstance(card, SetCard) else None

    def prop_card(self, name: str) -> PropCard | None:
        """The prop's card."""
        card = self.props.card(name)
        return card if isinstance(card, PropCard) else None


BoardRule = Callable[[Storyboard, Facts], Iterable[Finding]]


def shot_place(board: Storyboard, shot: Shot, field_name: str) -> str:
    """Place of a field of a shot."""
    index = next((i for i, other in enumerate(board.shots) if other is shot), 0)
    return f"storyboard.json shots[{index}] {shot.id} {field_name}"


def scene_place(board: Storyboard, scene: Scene, field_name: str) -> str:
    """Place of a field of a scene."""
    index = next((i for i, other in enumerate(board.scenes) if other is scene), 0)
    return f"storyboard.json scenes[{index}] {scene.id} {field_name}"


def about_shot(
    board: Storyboard, shot: Shot, field_name: str, *, code: str, severity: Severity, message: str, mend: str
) -> Finding:
    """A finding about one field of one shot."""
    return Finding(
        code=code,
        severity=severity,
        place=shot_place(board, shot, field_name),
        message=message,
        mend=mend,
        subjects=[shot.id],
    )


def about_scene(
    board: Storyboard, scene: Scene, field_name: str, *, code: str, severity: Severity, message: str, mend: str
) -> Finding:
    """A finding about one field of one scene."""
    return Finding(
        code=code,
        severity=severity,
        place=scene_place(board, scene, field_name),
        message=message,
        mend=mend,
        subjects=[scene.id],
    )


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that close a gate."""
    return [finding for finding in findings if finding.severity == "ERROR"]


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; inside one severity in the order in which the rules spoke."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def repeated(names: Iterable[str]) -> Iterator[str]:
    """Every name that comes more than once, once."""
    seen: set[str] = set()
    told: set[str] = set()
    for name in names:
        if name in seen and name not in told:
            told.add(name)
            yield name
        seen.add(name)
