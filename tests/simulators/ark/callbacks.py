"""Notices to a task's `callback_url`: one POST for each change of status, in real time. Which changes there are: `jobs`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.simulators.ark.tasks import ArkTask
from tests.simulators.faults import FaultKind
from tests.simulators.frame import Simulator
from tests.simulators.jobs import JobLine, Phase

View = Callable[[list[tuple[float, Phase]]], dict[str, Any]]
"""The task object as of some of its phases."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_UNFINISHED = frozenset({Phase.QUEUED, Phase.RUNNING})
_STEP_S = 0.02
_ANSWER_LIMIT_S = 5.0
_RETRIES = 3


@dataclass
class _Watched:
    task: ArkTask
    view: View
    told: int = 0
    held: list[dict[str, Any]] = field(default_factory=list)


class Callbacks:
    """Watches the tasks of an account that want to be told of.

    Only addresses of this machine are called. The fault script is asked for each notice, as operation `callback.send`.
    """

    def __init__(self, simulator: Simulator, tasks: JobLine[ArkTask]) -> None:
        self._simulator = simulator
        self._tasks = tasks
        self._watched: list[_Watched] = []
        self._watch: asyncio.Task[None] | None = None

    def add(self, task: ArkTask, view: View) -> None:
        """Tell of a task from now on, if it asks for it."""
        if urlsplit(task.settings.callback_url).hostname not in _LOOPBACK:
            return
        self._watched.append(_Watched(task, view))
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._run())
            self._simulator.background.add(self._watch)
            self._watch.add_done_callback(self._simulator.background.discard)

    async def _run(self) -> None:
        async with httpx.AsyncClient(timeout=_ANSWER_LIMIT_S, trust_env=False, verify=False) as client:
            while self._watched:
                for watched in list(self._watched):
                    await self._tell(watched, client)
                await asyncio.sleep(_STEP_S)

    async def _tell(self, watched: _Watched, client: httpx.AsyncClient) -> None:
        history = self._tasks.history(watched.task)
        over = history[-1][1] not in _UNFINISHED
        for number in range(watched.told, len(history)):
            body = watched.view(history[: number + 1])
            last = over and number == len(history) - 1
            fault = self._simulator.faults.take("callback.send", lambda body=body: str(body))
            kind = fault.kind if fault is not None else None
            if kind is FaultKind.NOTICE_LATE and not last:
                watched.held.append(body)
                continue
            for notice in [body, *([body] if kind is FaultKind.NOTICE_TWICE else []), *watched.held]:
                await self._post(
                    client, watched.task.settings.callback_url, notice, tries=1 + _RETRIES if last else 1
                )
            watched.held.clear()
        watched.told = len(history)
        if over:
            self._watched.remove(watched)

    @staticmethod
    async def _post(client: httpx.AsyncClient, url: str, body: dict[str, Any], *, tries: int) -> None:
        """Send a notice; that of an end again when nobody says that it arrived."""
        for _ in range(tries):
            try:
                if (await client.post(url, json=body)).is_success:
                    return
            except httpx.HTTPError:
                continue
