"""What people do in silence at the end of a shot, or all through it: they nod, smile and look at each other. No gestures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from resources.video.animatic.figure.gestures import SWUNG
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Mood, Staging

_SILENT_S = 1.4  # of a shot without a word look frozen
_SINKS_IN_S, _OPENS_S, _APART_S = 0.3, 0.5, 0.75
_NODS_S, _NOD = 1.3, 0.15
_GLANCE_S = 0.45
_WARM: frozenset[Mood] = frozenset({"happy", "tender", "sly"})
_GRAVE: frozenset[Mood] = frozenset({"angry", "scared", "sad"})


@dataclass(frozen=True, slots=True)
class Silence:
    """The reactions of those in the picture, the listeners' first.

    Args:
        begins_s: For each name, when it reacts.
        smiles: The last words were warm, or the shot is.
    """

    begins_s: dict[str, float]
    smiles: bool

    def nod(self, name: str, at_s: float) -> float:
        """How far the head is down beyond its usual way, radians: twice, softly."""
        done = (at_s - self.begins_s.get(name, math.inf)) / _NODS_S
        return _NOD * math.sin(math.pi * 2 * done) ** 2 * math.sin(math.pi * done) if 0.0 < done < 1.0 else 0.0

    def looks_away(self, name: str, at_s: float) -> bool:
        """True for a moment before it reacts: the eyes leave the other one, and come back."""
        return 0.0 < self.begins_s.get(name, math.inf) - at_s < _GLANCE_S

    def mood(self, name: str, at_s: float, mood: Mood) -> Mood:
        """The face of a moment: where it is warm, who hears last words without a feeling smiles."""
        smiles = self.smiles and mood == "neutral" and at_s > self.begins_s.get(name, math.inf)
        return "happy" if smiles else mood


def silence_of(staging: Staging, lines: Sequence[PlacedLine], duration_s: float) -> Silence:
    """The silence of a shot with company.

    Args:
        staging: The shot.
        lines: Everything that is heard, narration as well.
        duration_s: Length of the shot.

    Returns:
        One without reactions where somebody is alone, or the rest of the shot is short, or nobody would nod.
    """
    from_s = max((line.timed.end_s + _SINKS_IN_S for line in lines), default=_OPENS_S)
    mood = lines[-1].line.mood if lines else staging.mood
    if len(staging.figures) < 2 or duration_s - from_s < _SILENT_S or mood in _GRAVE:
        return Silence({}, smiles=False)
    spoke = lines[-1].timed.speaker if lines else staging.focus
    names = [figure.name for figure in staging.figures if staging.gestures.get(figure.name) not in SWUNG]
    order = sorted(names, key=lambda name: name == spoke)
    return Silence(
        {name: from_s + number * _APART_S for number, name in enumerate(order[:2])},
        smiles=mood in _WARM or staging.mood in _WARM,
    )
