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
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.simulators.frame import Simulator

ROOT = Path(__file__).parents[2]
_START_LIMIT_S = 10.0


class _Hangable(H11Protocol):
    """Lets an operation get at its connection, to close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # A copy: the server hands the same dictionary to every connection.
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """Tells when it listens, and leaves the signal handlers of the process alone: several of them share one."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process, not to one server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the thread that waits."""
        await super().startup(sockets)
        self.listening.set()


def _config(simulator: Simulator) -> uvicorn.Config:
    return uvicorn.Config(
        simulator.app,
        http=_Hangable,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def listen(port: int = 0) -> socket.socket:
    """A loopback socket; port 0 takes a free one.

    Raises:
        OSError: The port is taken.
    """
    bound = socket.socket()
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
        server = _Server(_config(simulator))
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True, name=f"sim-{simulator.name}")
        thread.start()
        if not server.listening.wait(_START_LIMIT_S):
            raise RuntimeError(f"the simulator of {simulator.name} did not start within {_START_LIMIT_S:g} s")
        try:
            yield base_url_of(bound)
        finally:
            server.should_exit = True
            thread.join(_START_LIMIT_S)


async def serve_forever(simulators: dict[Simulator, socket.socket]) -> None:
    """Serve several simulators in one event loop until the process gets SIGINT or SIGTERM."""
    servers = [(_Server(_config(simulator)), bound) for simulator, bound in simulators.items()]

    def stop(_number: int, _frame: object) -> None:
        for server, _ in servers:
            server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    await asyncio.gather(*(server.serve([bound]) for server, bound in servers))


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
