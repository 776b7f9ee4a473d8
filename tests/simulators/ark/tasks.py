"""One content generation task: what it makes, what it costs, and how it looks when queried. Routes are in `app`."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as with_changes
from decimal import Decimal
from typing import Any

from tests.simulators.ark.content import Content
from tests.simulators.ark.models import FRAME_RATE, ArkModel, token_count
from tests.simulators.ark.settings import Settings
from tests.simulators.ark.wire import FAILED_TASK, MODERATED_OUTPUT
from tests.simulators.faults import FaultKind
from tests.simulators.jobs import Job, Phase
from tests.simulators.media import ClipSpec, last_picture, make_clip

KEPT_S = 7 * 24 * 3600.0
"""How long an id can be queried and is listed."""
CANCELLED_KEPT_S = 24 * 3600.0
LINK_LIFETIME_S = 24 * 3600.0

_STATUS = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "running",
    Phase.GIVEN_UP: "expired",
    Phase.CANCELLED: "cancelled",
}


@dataclass(kw_only=True)
class ArkTask(Job):
    """A task as it was accepted.

    Args:
        asked_model: As the client wrote it: a model id or an endpoint id.
        seed: The one that is really used.
    """

    asked_model: str
    model: ArkModel
    content: Content
    settings: Settings
    seed: int
    draft_task: str = ""

    @property
    def tokens(self) -> int:
        """What a success is billed."""
        width, height = self.settings.size
        return token_count(width, height, FRAME_RATE * self.content.film_s + self.settings.frame_count)

    @property
    def token_price(self) -> Decimal:
        """CNY for one token."""
        return self.model.token_price(
            self.settings.resolution,
            input_video=bool(self.content.films),
            audio=self.settings.generate_audio,
            flex=self.settings.flex,
        )

    @property
    def refusal(self) -> tuple[str, str] | None:
        """Code and message with which the task fails; None when it succeeds."""
        fault = self.meets(FaultKind.TASK_FAILED, FaultKind.MODERATED_OUTPUT)
        if fault is None:
            return None
        usual = MODERATED_OUTPUT if fault.kind is FaultKind.MODERATED_OUTPUT else FAILED_TASK
        return fault.code or usual[0], fault.message or usual[1]

    def status(self, phase: Phase) -> str:
        """The word for it in a query."""
        if phase is Phase.ENDED:
            return "succeeded" if self.refusal is None else "failed"
        return _STATUS[phase]

    @property
    def clip_spec(self) -> ClipSpec:
        """The film that comes out; the last frame is taken of the one without a watermark."""
        width, height = self.settings.size
        return ClipSpec(
            width,
            height,
            self.settings.frame_count / FRAME_RATE,
            FRAME_RATE,
            look=f"{self.asked_model} {self.content.text} {self.seed}",
            sound=self.settings.generate_audio,
            watermark="AI generated" if self.settings.watermark else "",
            first_frame=self.content.first_frame.data if self.content.first_frame else None,
            last_frame=self.content.last_frame.data if self.content.last_frame else None,
            broken=self.meets(FaultKind.WRONG_MEDIA) is not None,
            container=self.settings.output_format,
        )

    def film(self) -> bytes:
        """The film."""
        return make_clip(self.clip_spec)

    def last_frame(self) -> bytes:
        """Its final frame as PNG, never with a watermark."""
        return last_picture(make_clip(with_changes(self.clip_spec, watermark="")))

    def view(self, history: list[tuple[float, Phase]], links: dict[str, str]) -> dict[str, Any]:
        """The task object of a query.

        Args:
            history: Phases so far with their beginnings.
            links: `video_url` and, when asked for, `last_frame_url`.
        """
        changed_at, phase = history[-1]
        status = self.status(phase)
        settings = self.settings
        shown: dict[str, Any] = {
            "id": self.id,
            "model": self.asked_model,
            "status": status,
            "error": None,
            "created_at": int(self.accepted_at),
            "updated_at": int(changed_at),
            "seed": self.seed,
            "resolution": settings.resolution,
            "ratio": settings.ratio,
            "framespersecond": FRAME_RATE,
            "service_tier": "flex" if settings.flex else "default",
            "execution_expires_after": settings.expires_after_s,
            "draft": settings.draft,
        }
        if settings.frames is not None:
            shown["frames"] = settings.frames
        else:
            shown["duration"] = settings.duration
        if self.model.audio:
            shown["generate_audio"] = settings.generate_audio
        if settings.safety_identifier is not None:
            shown["safety_identifier"] = settings.safety_identifier
        if settings.priority is not None:
            shown["priority"] = settings.priority
        if self.draft_task:
            shown["draft_task_id"] = self.draft_task
        if settings.web_search:
            shown["tools"] = [{"type": "web_search"}]
        if status == "failed" and self.refusal is not None:
            shown["error"] = dict(zip(("code", "message"), self.refusal, strict=True))
        if status == "succeeded":
            shown["content"] = links
            shown["usage"] = {"completion_tokens": self.tokens, "total_tokens": self.tokens}
            if settings.web_search:
                shown["usage"]["tool_usage"] = {"web_search": 1}
        return shown
