"""Gates: the places where a person owns the decision or the money, and what a sign-off is bound to. Checks are elsewhere."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Document, digest_of

Gate = Literal["script", "storyboard", "render", "final"]
GATES: tuple[Gate, ...] = ("script", "storyboard", "render", "final")
GATE_NUMBER: dict[Gate, int] = {"script": 1, "storyboard": 2, "render": 3, "final": 4}
SignedState = Literal["approved", "rejected", "stale", "waiting"]
DONE: dict[Literal["approve", "reject"], Literal["approved", "rejected"]] = {
    "approve": "approved",
    "reject": "rejected",
}
"""A decision, said of what was decided about."""
NOBODY, SIGNED_ITSELF = "auto", "signed by itself, as configured"
"""Who signs, and with which note, where `SPARK_VIDEO_AUTO_APPROVE` has a gate sign itself."""


def gate_named(text: str) -> Gate | None:
    """A gate by its name or number (`2`, `gate-2`, `storyboard`), or None."""
    wanted = text.strip().lower().removeprefix("gate-").removeprefix("gate ")
    return next((g for g in GATES if wanted in (g, str(GATE_NUMBER[g]))), None)


class SignOff(Document):
    """`sign_offs/gate-N.json`: one person's decision about exactly one content.

    Args:
        digest: Over everything that was shown at the gate (`shown_digest`).
        shown: The parts with their digests, so that a stale sign-off can say what changed.
        routed: Of a rejection: who acts on which part of the note.
        unrouted: Of a rejection: what nobody can act on by himself, and what a person can do instead.
    """

    gate: Gate
    decision: Literal["approve", "reject"]
    note: str = ""
    by: str = Field(min_length=1)
    at: str
    digest: str
    shown: dict[str, str] = Field(default_factory=dict)
    routed: list[str] = Field(default_factory=list)
    unrouted: str = ""


def shown_digest(shown: dict[str, str]) -> str:
    """Digest of everything shown: part name -> digest of its content."""
    return digest_of(shown)


def signed_state(sign_off: SignOff | None, shown: dict[str, str]) -> SignedState:
    """What a sign-off says about the content that is there now. A decision about other content is stale, not kept."""
    if sign_off is None:
        return "waiting"
    if sign_off.digest != shown_digest(shown):
        return "stale"
    return DONE[sign_off.decision]


def changed_since(sign_off: SignOff, shown: dict[str, str]) -> list[str]:
    """Names of the parts that differ from what was signed, sorted."""
    names = set(sign_off.shown) | set(shown)
    return sorted(name for name in names if sign_off.shown.get(name) != shown.get(name))
