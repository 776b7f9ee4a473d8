"""Which pictures go with a shot, in which order, and what gives way to a provider's limits. No files are opened."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.chains import predecessor
from spark_video_assets.story.document import Part
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.storyboard import Kind, Shot, Storyboard
from spark_video_assets.story.wording import unique

MediaRole = Literal["cast", "set", "prop", "first_frame", "last_frame"]


class MediaItem(Part):
    """One picture of a request: its role and the name of its card; frames carry the id of the shot they are taken from."""

    role: MediaRole
    name: str


class MediaPlan(Part):
    """What is sent with a shot.

    Args:
        kind: Kind that is really asked for; differs from the shot's after a demotion.
        media: In the order cast, set, props, first frame, last frame.
        dropped: Reference pictures that gave way to the provider's limits, in the order in which they were dropped.
        notes: Every decision that a person did not take, as a sentence.
        needs_first_frame: The request starts on a given picture.
        first_frame_of: Shot whose winner's last frame that is; None with `needs_first_frame` = the shot's own start
            anchor frame, which the art department makes of `start_composition`.
    """

    kind: Kind
    media: list[MediaItem] = Field(default_factory=list)
    dropped: list[MediaItem] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    needs_first_frame: bool = False
    first_frame_of: str | None = None

    def references(self) -> list[MediaItem]:
        """Reference pictures, without frames."""
        return [item for item in self.media if item.role in ("cast", "set", "prop")]

    def traits(self, resolution: str) -> frozenset[str]:
        """What of the request may force a length: kind, resolution, media roles."""
        return frozenset({self.kind, resolution, *(item.role for item in self.media)})

    def image_numbers(self) -> dict[str, int]:
        """`[Image i]` number of each character's picture, from 1. Sets and props are never named in a prompt."""
        return {item.name: i for i, item in enumerate(self.references(), start=1) if item.role == "cast"}


def planned_media(
    shot: Shot, board: Storyboard, cast: Manifest, sets: Manifest, props: Manifest, limits: ProviderLimits
) -> MediaPlan:
    """Decide kind and pictures of one shot for one provider.

    - t2v takes no picture.
    - i2v takes exactly one first frame: the predecessor's last frame where it is chained, else the start anchor; never
      a portrait.
    - r2v takes cast, set, props; props give way first (the last one first), then the set, the cast never. A chained
      r2v also starts on the predecessor's last frame; where the provider cannot do both it becomes i2v.
    """
    before = predecessor(board, shot.id)
    plan = MediaPlan(kind=shot.kind)
    if shot.kind == "r2v" and before and not limits.r2v_first_frame:
        _demote(plan, limits)
    if plan.kind == "r2v":
        _add_references(plan, shot, board, (cast, sets, props))
        _keep_caps(plan, limits)
    _add_frames(plan, shot, before, limits)
    return plan


def _demote(plan: MediaPlan, limits: ProviderLimits) -> None:
    if "i2v" in limits.kinds:
        plan.kind = "i2v"
        plan.notes.append(f"{limits.name} takes no first frame beside reference pictures: chained r2v becomes i2v")
    else:
        plan.notes.append(f"{limits.name} can neither chain r2v nor make i2v: the shot starts on a hard cut")


def _add_references(
    plan: MediaPlan, shot: Shot, board: Storyboard, manifests: tuple[Manifest, Manifest, Manifest]
) -> None:
    cast, sets, props = manifests
    effective_set = board.set_of(shot)
    wanted: list[tuple[MediaRole, str, Manifest]] = [("cast", name, cast) for name in unique(shot.characters)]
    wanted += [("set", effective_set, sets)] if effective_set else []
    wanted += [("prop", name, props) for name in unique(shot.props)]
    for role, name, manifest in wanted:
        entry = manifest.entries.get(name)
        if entry and (entry.picture or entry.images):
            plan.media.append(MediaItem(role=role, name=name))
        else:
            plan.notes.append(
                f"{role} {name}: {'has no picture' if entry else 'is unknown'}, nothing is sent for it"
            )


def _keep_caps(plan: MediaPlan, limits: ProviderLimits) -> None:
    for role in ("prop", "set"):
        while len(plan.media) > limits.max_images and (last := _last_of(plan, role)):
            plan.media.remove(last)
            plan.dropped.append(last)
            plan.notes.append(f"{role} {last.name} dropped: {limits.name} takes {limits.max_images} pictures")
    if len(plan.media) > limits.max_images:
        plan.notes.append(f"{len(plan.media)} characters exceed the {limits.max_images} pictures of {limits.name}")


def _last_of(plan: MediaPlan, role: str) -> MediaItem | None:
    return next((item for item in reversed(plan.media) if item.role == role), None)


def _add_frames(plan: MediaPlan, shot: Shot, before: str | None, limits: ProviderLimits) -> None:
    if plan.kind == "t2v":
        if before:
            plan.notes.append("t2v takes no first frame: the shot starts on a hard cut")
        return
    takes_first = plan.kind == "i2v" or limits.r2v_first_frame
    anchored = bool(shot.start_composition and shot.start_composition.strip())
    if plan.kind == "i2v" or (takes_first and (before or anchored)):
        plan.needs_first_frame = True
        plan.first_frame_of = before
        if before or anchored:
            plan.media.append(MediaItem(role="first_frame", name=before or shot.id))
        else:
            plan.notes.append(
                "i2v has neither a chained predecessor nor a start composition: no first frame to send"
            )
    if limits.last_frame and shot.end_composition and shot.end_composition.strip():
        plan.media.append(MediaItem(role="last_frame", name=shot.id))
