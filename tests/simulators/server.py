"""Runs a simulator on a loopback socket: in a thread of this process, or as a process of its own. No protocol lives here."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.simulators.frame import Simulator

ROOT = Path(__file__).parents[2]
_LIMIT_S = 10.0


class _Hangable(H11Protocol):
    """Lets an operation get at its connection, to close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # A copy: the server hands the same dictionary to every connection.
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """Opened and closed by hand, many of them in one event loop; has nothing to do with signals."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(_config(simulator))
        self._simulator = simulator

    async def open(self, bound: socket.socket) -> None:
        """Listen from now on."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup([bound])

    async def close(self) -> None:
        """Stop at once, whatever is under way."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        under_way = [*self.server_state.tasks, *self._simulator.background]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all servers of this process, in a thread of its own: opening one more takes no time."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True, name="simulators").start()
    return loop


def _config(simulator: Simulator) -> uvicorn.Config:
    return uvicorn.Config(
        simulator.app,
        http=_Hangable,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        date_header=False,
    )


def listen(port: int = 0) -> socket.socket:
    """A loopback socket; port 0 takes a free one.

    Raises:
        OSError: The port is taken.
    """
    # The protocol by name: only then does asyncio switch off the delay that costs 40 ms with every answer.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.listen(128)
    return bound


def base_url_of(bound: socket.socket) -> str:
    """Where a socket is reached."""
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def serving(simulator: Simulator, port: int = 0) -> Iterator[str]:
    """Serve a simulator from a thread; gives its base URL. The simulator's state outlives the server."""
    with listen(port) as bound:
        server = _Server(simulator)
        asyncio.run_coroutine_threadsafe(server.open(bound), _loop()).result(_LIMIT_S)
        try:
            yield base_url_of(bound)
        finally:
            asyncio.run_coroutine_threadsafe(server.close(), _loop()).result(_LIMIT_S)


async def serve_forever(simulators: dict[Simulator, socket.socket], announcement: str) -> None:
    """Serve several simulators, say so on stdout, and go on until the process gets SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not the loop's own handlers: Windows has none.
        signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(told.set))
    servers = [(_Server(simulator), bound) for simulator, bound in simulators.items()]
    for server, bound in servers:
        await server.open(bound)
    sys.stdout.write(announcement)
    sys.stdout.flush()
    await told.wait()
    for server, _ in servers:
        await server.close()


@dataclass(frozen=True)
class Started:
    """Simulators in a process of their own.

    Args:
        base_urls: Where each is reached, by its name.
        environment: What to export so that spark-video uses them.
    """

    process: subprocess.Popen[str]
    base_urls: dict[str, str]
    environment: dict[str, str]


@contextmanager
def spawned(*names: str, speed: float = 1.0, render_s: float | None = None) -> Iterator[Started]:
    """Run simulators (all when none is named) in a process, for tests that kill and restart their clients."""
    command = [sys.executable, "-m", "tests.simulators", "--json", "--speed", str(speed), *names]
    if render_s is not None:
        command += ["--render-seconds", str(render_s)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            yield Started(process, told["base_urls"], told["environment"])
        finally:
            process.terminate()
