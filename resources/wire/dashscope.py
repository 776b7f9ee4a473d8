"""DashScope's native surface: its errors, its tasks (submit, look, list, cancel). What a job says is in its providers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import httpx

from resources.clock import Clock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import JobReport, JobState
from resources.wire.access import access
from resources.wire.answers import plain_usage
from resources.wire.pacing import Pace
from resources.wire.wire import Wire

NATIVE = "api/v1"
ASYNC = {"X-DashScope-Async": "enable"}
RESOLVE_UPLOADS = {"X-DashScope-OssResourceResolve": "enable"}
"""Without it an `oss://` address of a temporary upload means nothing."""

_LOOKS_PER_S = 20.0
"""Queries, lists and cancels a second of one account (task management page, 2026-05-30)."""
_STATES: dict[str, JobState] = {
    "PENDING": "queued",
    "SUSPENDED": "queued",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "CANCELED": "failed",
    "UNKNOWN": "unknown",
}
_LIST_WINDOW = dt.timedelta(hours=24)
_LIST_PAGES = 100


def read_error(body: Any) -> tuple[str, str]:
    """Code and message of a refusal: flat, or under `error` as the OpenAI-compatible surface has it."""
    if not isinstance(body, dict):
        return "", ""
    told = body["error"] if isinstance(body.get("error"), dict) else body
    return str(told.get("code") or ""), str(told.get("message") or "")


def open_wire(
    provider: str,
    environ: Mapping[str, str],
    *,
    submits_per_s: float | None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> Wire:
    """The wire of one provider, within the account's rates.

    Raises:
        UsageError: No key is set, or an address that a key must not go to.
    """
    return Wire(
        provider,
        access("dashscope", environ),
        read_error,
        transport=transport,
        submits=Pace(submits_per_s, clock),
        looks=Pace(_LOOKS_PER_S, clock),
    )


class Tasks:
    """Jobs that DashScope runs in its own time; their ids live for 24 hours."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def submit(self, service: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        """Hand in a job: exactly one call. Returns its id.

        Args:
            service: Path below the native surface's `services`.
            body: Model, input and parameters.
            headers: Beyond key and mode.

        Raises:
            ProviderError: Refused; AMBIGUOUS for an answer without an id.
            httpx.HTTPError: The call did not come through.
        """
        told = await self._wire.ask(
            "POST", f"{NATIVE}/services/{service}", phase="submit", body=body, headers={**ASYNC, **headers}
        )
        output = told.get("output") if isinstance(told, dict) else None
        task_id = output.get("task_id") if isinstance(output, dict) else None
        if not isinstance(task_id, str) or not task_id:
            raise provider_error(
                Policy.AMBIGUOUS, "the submit was answered without the id of a task", where=self._wire.provider
            )
        return task_id

    async def look(self, task_id: str) -> tuple[JobReport, dict[str, Any]]:
        """Where a job stands, and its output as it was told.

        Raises:
            ProviderError: Refused, or an answer that is not about a task (TRANSIENT).
            httpx.HTTPError: The call did not come through.
        """
        told = await self._wire.ask("GET", f"{NATIVE}/tasks/{task_id}", phase="poll")
        output = told.get("output") if isinstance(told, dict) else None
        status = output.get("task_status") if isinstance(output, dict) else None
        if not isinstance(output, dict) or status not in _STATES:
            raise provider_error(
                Policy.TRANSIENT,
                f"the answer tells no state of the task: {status!r}",
                where=f"{self._wire.provider}, task {task_id}",
            )
        canceled = status == "CANCELED"
        report = JobReport(
            state=_STATES[status],
            message=str(output.get("message") or ("the task was cancelled" if canceled else "")),
            error_code=str(output.get("code") or ("Canceled" if canceled else "")),
            usage=plain_usage(told.get("usage")),
        )
        return report, output

    async def created_between(
        self, model: str, since: dt.datetime, until: dt.datetime
    ) -> list[tuple[str, dt.datetime]]:
        """Id and birth of each of the account's tasks of a model that was created in that time, oldest first.

        The list holds no prompt, so model and time are all there is to go by.

        Raises:
            ProviderError: The list could not be read.
            httpx.HTTPError: The call did not come through.
        """
        # The page names no time zone. These hours hold `since` both as UTC and as Beijing's time, eight hours ahead;
        # the creation times in the list are exact.
        window = {
            "start_time": since.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S"),
            "end_time": (since.astimezone(dt.UTC) + _LIST_WINDOW).strftime("%Y%m%d%H%M%S"),
        }
        found: list[tuple[str, dt.datetime]] = []
        for page in range(1, _LIST_PAGES + 1):
            told = await self._wire.ask(
                "GET", f"{NATIVE}/tasks/", phase="poll", params={**window, "model_name": model, "page_no": page}
            )
            rows = told.get("data") if isinstance(told, dict) else None
            for row in rows if isinstance(rows, list) else ():
                created = _created(row)
                if created and row.get("task_id") and since <= created <= until:
                    found.append((str(row["task_id"]), created))
            if not rows or page >= int(told.get("total_page") or 1):
                break
        return sorted(set(found), key=lambda task: task[1])

    async def cancel(self, task_id: str) -> bool:
        """Stop a task that still waits; True when it was stopped, and so costs nothing.

        Raises:
            ProviderError: Refused for another reason than that the task is past waiting.
            httpx.HTTPError: The call did not come through.
        """
        try:
            await self._wire.ask("POST", f"{NATIVE}/tasks/{task_id}/cancel", phase="poll")
        except ProviderError as error:
            if error.failure == Policy.PERMANENT:
                return False
            raise
        return True


def _created(row: Any) -> dt.datetime | None:
    milliseconds = row.get("gmt_create") if isinstance(row, dict) else None
    if not isinstance(milliseconds, int | float):
        return None
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
