"""The client of Ark's content generation tasks: create, query, list, cancel, fetch. What is in a task: `task_body`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import MediaError, ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import Capabilities, Handle, JobReport, JobState, Prepared, RenderRequest, RenderResult
from resources.video.fetched import check_clip, check_still
from resources.video.limits import FamilyLimits
from resources.video.seedance.task_body import could_be, prepared_task
from resources.wire.access import Access
from resources.wire.answers import plain_usage
from resources.wire.download import download
from resources.wire.pacing import Pace
from resources.wire.wire import Wire

_TASKS = "contents/generations/tasks"
_PAGE = 500
LOST_WINDOW = dt.timedelta(minutes=15)
"""How long after a lost submit its task can have been created; later ones are other people's."""
_PRIVACY = ".PrivacyInformation"
_REAL_FACE = "(a real face: use a drawn one, or a portrait verified at Ark by its asset address in a .url file)"
_STATES: dict[str, JobState] = {
    "queued": "queued",
    "running": "running",
    "succeeded": "succeeded",
    "failed": "failed",
    "cancelled": "failed",
    "expired": "failed",
}


class SeedanceProvider:
    """One family of Seedance models at one address.

    Args:
        limits: Of the family; its capabilities name the address.
        access: Address and key.
        transport: Injected by tests; None = the network.
        clock: Time of submits.
    """

    def __init__(
        self,
        limits: FamilyLimits,
        access: Access,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock or SystemClock()
        submits = Pace(limits.capabilities.submits_per_s, self._clock)
        self._wire = Wire(self.capabilities.name, access, read_error, transport=transport, submits=submits)

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities

    async def prepare(self, request: RenderRequest) -> Prepared:
        """Check, word and inline; nothing is sent."""
        return await asyncio.to_thread(prepared_task, request, self._limits)

    async def submit(self, prepared: Prepared) -> Handle:
        """Create the task."""
        at = self._clock.now()
        answer = await self._wire.ask("POST", _TASKS, phase="submit", body=prepared.body)
        task_id = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(task_id, str) or not task_id:
            raise provider_error(
                Policy.AMBIGUOUS, "the answer to the create request holds no task id", where=self.capabilities.name
            )
        return Handle(
            provider=self.capabilities.name,
            job_id=task_id,
            base_url=self.capabilities.base_url,
            submitted_at=at,
            answer={"notes": list(prepared.notes)},
        )

    async def poll(self, handle: Handle) -> JobReport:
        """Query the task; a failed one comes inside an HTTP 200."""
        task = await self._task(handle)
        status = str(task.get("status", ""))
        error = task.get("error") or {}
        state = _STATES.get(status, "unknown")
        code = str(error.get("code") or "")
        if state == "failed" and not code:
            code = status
        return JobReport(
            state=state,
            message=str(error.get("message") or ("" if state != "failed" else f"the task is {status}")),
            error_code=code,
            usage=plain_usage(task.get("usage")),
        )

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring the film and its last frame."""
        task = await self._task(handle)
        content = task.get("content") or {}
        link = content.get("video_url")
        if not link:
            raise provider_error(
                Policy.TRANSIENT,
                f"the task {handle.job_id} is {task.get('status')} and has no film",
                where=self.capabilities.name,
            )
        clip = await self._brought(link, folder / "clip.mp4", check_clip)
        notes = [str(note) for note in handle.answer.get("notes", [])]
        last_frame = await self._last_frame(content.get("last_frame_url"), folder / "last_frame.png")
        if last_frame is None:
            notes.append("Ark's last frame could not be fetched: take it from the clip")
        return RenderResult(
            clip=clip,
            model=str(task.get("model", "")),
            last_frame=last_frame,
            notes=tuple(notes),
            usage=plain_usage(task.get("usage")),
        )

    async def _last_frame(self, link: str | None, target: Path) -> Path | None:
        """The frame is a convenience: a clip that is here must not be lost over it."""
        if not link:
            return None
        try:
            return await self._brought(link, target, check_still)
        except (ProviderError, MediaError, httpx.HTTPError):
            return None

    async def _brought(self, link: str, target: Path, check: Callable[[Path], object]) -> Path:
        able = self.capabilities
        return await download(
            link, target, client=self._wire.client, provider=able.name, house=able.base_url, check=check
        )

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """Tasks of the last seven days that were created after `since` and could be this request."""
        found = []
        for item in await self._listed():
            created = dt.datetime.fromtimestamp(float(item.get("created_at") or 0), dt.UTC)
            # Ark tells whole seconds.
            born_then = since.replace(microsecond=0) <= created <= since + LOST_WINDOW
            if born_then and could_be(item, request, self._limits):
                found.append(
                    Handle(
                        provider=self.capabilities.name,
                        job_id=str(item["id"]),
                        base_url=self.capabilities.base_url,
                        submitted_at=created,
                    )
                )
        return found

    async def _listed(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for page in range(1, _PAGE + 1):
            params: dict[str, str | int | list[str]] = {"page_num": page, "page_size": _PAGE}
            answer = await self._wire.ask("GET", _TASKS, phase="poll", params=params)
            told = answer.get("items") or []
            items += [item for item in told if isinstance(item, dict) and item.get("id")]
            if len(told) < _PAGE:
                break
        return items

    async def cancel(self, handle: Handle) -> bool:
        """Stop a task that still waits; one that runs cannot be stopped, and a finished one must not be deleted."""
        if (await self._task(handle)).get("status") != "queued":
            return False
        try:
            await self._wire.ask("DELETE", f"{_TASKS}/{handle.job_id}", phase="poll")
        except ProviderError as error:
            if error.failure != Policy.PERMANENT:
                raise
            return False
        return bool((await self._task(handle)).get("status") == "cancelled")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _task(self, handle: Handle) -> dict[str, Any]:
        task = await self._wire.ask("GET", f"{_TASKS}/{handle.job_id}", phase="poll")
        if not isinstance(task, dict):
            raise provider_error(Policy.TRANSIENT, "the task is not a JSON object", where=self.capabilities.name)
        return task


def read_error(body: Any) -> tuple[str, str]:
    """Code and message of `{"error": {"code", "message", "param", "type"}}`; of a refused face, what to do instead."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", ""
    code, message = str(error.get("code") or ""), str(error.get("message") or "")
    return code, f"{message} {_REAL_FACE}" if code.endswith(_PRIVACY) else message
