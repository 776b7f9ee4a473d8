"""The `content` of a task: text and media in one of Ark's four modes, each file with its role. Parameters: `task_body`."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from resources.video.base import Kind, MediaRef, MediaRole, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import prompt_room, references, refuse_long, worded_prompt
from resources.video.request_files import LegalFile, legal_picture, legal_recording
from resources.video.request_rules import left_out, refusal, without_music
from resources.video.seedance.shortcuts import address_in

MOST_RECORDINGS = 3
"""Reference clips of one task, and reference sounds (Ark document 1520757)."""
LONGEST_SOUNDS_S = 15.0
"""All reference sounds of one task together."""
MOST_WORDS = 1000
"""Words of a prompt in Latin letters; 500 characters where it is Chinese (that limit is in the capabilities)."""
LARGEST_BODY = 64_000_000
"""Bytes of a whole create request."""

_TAKEN: dict[Kind, frozenset[MediaRole]] = {
    "t2v": frozenset(),
    "i2v": frozenset({"first_frame", "last_frame"}),
    "r2v": frozenset({"cast", "set", "prop", "reference_video", "reference_voice"}),
}
"""Ark's modes shut each other out."""
_HARMLESS: frozenset[MediaRole] = frozenset({"last_frame", "reference_voice"})
"""What may be missing without another person or place being seen."""


class TaskContent:
    """Collects the content list of one request and what there is to tell about it.

    Args:
        request: Kind decides the mode: t2v text; i2v first frame, or first and last; r2v references.
        limits: Of the family.

    Raises:
        ProviderError: PERMANENT: files that do not go together, or one outside of the limits.
    """

    def __init__(self, request: RenderRequest, limits: FamilyLimits) -> None:
        self._request = request
        self._limits = limits
        self._notes: list[str] = []
        self._items: list[dict[str, Any]] = []
        self._notes += left_out(request, _TAKEN, _HARMLESS)
        if request.kind == "i2v":
            self._add_frames()
        if request.kind == "r2v":
            self._add_references()
        self._items.insert(0, {"type": "text", "text": self._text()})
        size = sum(len(item[item["type"]].get("url", "")) for item in self._items[1:])
        if size > LARGEST_BODY:
            raise refusal(request, "pictures", f"all files together have {size} bytes", f"{LARGEST_BODY}")

    @property
    def items(self) -> list[dict[str, Any]]:
        """As the wire has them, the text first."""
        return self._items

    @property
    def notes(self) -> tuple[str, ...]:
        """What was changed on the way, for a person."""
        return tuple(self._notes)

    def _text(self) -> str:
        request, able = self._request, self._limits.capabilities
        text = without_music(worded_prompt(request, able.image_syntax), request)
        refuse_long(text, prompt_room(text, able), field="prompt", shot_id=request.shot_id)
        words = len(text.split())
        if words > MOST_WORDS:
            raise refusal(request, "prompt", f"the prompt has {words} words", f"{MOST_WORDS}")
        if request.negative_prompt:
            self._notes.append("negative prompt left out: Seedance takes none")
        return text

    def _of(self, *roles: MediaRole) -> list[MediaRef]:
        return [item for item in self._request.media if item.role in roles]

    def _add_frames(self) -> None:
        first, last = self._of("first_frame"), self._of("last_frame")
        if len(first) != 1 or len(last) > 1:
            told = f"i2v needs one first frame and at most one last frame, there are {len(first)} and {len(last)}"
            raise refusal(self._request, "frames", told)
        for item in (*first, *last):
            self._add_picture(item, item.role, shape=self._shape)

    def _add_references(self) -> None:
        request = self._request
        for item in references(request):
            self._add_picture(item, "reference_image")
        clips = [self._address(item) for item in self._of("reference_video")]
        self._add("video_url", "reference_video", clips)
        self._add("audio_url", "reference_audio", list(self._sounds()))
        for name, count in (("reference_video", len(clips)), ("reference_voice", len(self._of("reference_voice")))):
            if count > MOST_RECORDINGS:
                raise refusal(request, name, f"{count} are too many", f"{MOST_RECORDINGS}")
        if not clips and not references(request):
            raise refusal(request, "pictures", "r2v needs a reference picture or clip, sounds alone are refused")

    @property
    def _shape(self) -> tuple[int, int]:
        return self._limits.capabilities.clip_size(self._request.ratio, self._request.resolution)

    def _add_picture(self, item: MediaRef, role: str, shape: tuple[int, int] | None = None) -> None:
        address = address_in(item)
        if address is None:
            limits = self._limits.media_limits(self._request.kind, item.role)
            assert limits is not None, "`check_request` refuses such a file"
            address = self._inlined(legal_picture(item, limits, shape=shape))
        self._add("image_url", role, [address])

    def _sounds(self) -> Iterator[str]:
        total_s = 0.0
        for item in self._of("reference_voice"):
            address = address_in(item)
            if address is None:
                limits = self._limits.media_limits(self._request.kind, item.role)
                assert limits is not None, "`check_request` refuses such a file"
                sound = legal_recording(item, limits)
                total_s += sound.length_s
                address = self._inlined(sound)
            yield address
        if total_s > LONGEST_SOUNDS_S:
            raise refusal(
                self._request,
                "reference_voice",
                f"all sounds together last {total_s:.1f} s",
                f"{LONGEST_SOUNDS_S:g} s",
            )

    def _address(self, item: MediaRef) -> str:
        address = address_in(item)
        if address is None:
            raise refusal(
                self._request,
                f"{item.role} {item.path.name}",
                "Ark takes clips by address only, and uploads none",
                "a .url file that holds the https or asset address of the clip",
            )
        return address

    def _inlined(self, file: LegalFile) -> str:
        self._notes += file.notes
        return f"data:{file.media_type};base64,{base64.b64encode(file.data).decode('ascii')}"

    def _add(self, kind: str, role: str, addresses: Sequence[str]) -> None:
        self._items += [{"type": kind, kind: {"url": address}, "role": role} for address in addresses]
