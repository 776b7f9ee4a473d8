"""What a measuring function hands on: one raw figure with its place and its sentence. No limits here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Observation:
    """One raw figure of a clip.

    Args:
        value: None = could not be measured, and `note` says why.
        at_s: Where in the clip the figure comes from.
        detail: What a prompt doctor should read when the figure is beyond its limit; no timecode.
        note: Remark for the record.
    """

    value: float | None
    at_s: float | None = None
    detail: str = ""
    note: str = ""


Observations = dict[str, Observation]


def unmeasured(reason: str) -> Observation:
    """A figure that nothing could be said about."""
    return Observation(None, note=reason)
