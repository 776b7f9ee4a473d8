"""`python -m tests.simulators`: all simulated providers at once, and what to export to rehearse an episode on them."""

from __future__ import annotations

import argparse
import asyncio
import json
import shlex
import sys
from socket import socket

from tests.simulators.catalogue import load_simulators
from tests.simulators.clock import ScaledClock
from tests.simulators.frame import Simulator
from tests.simulators.server import base_url_of, listen, serve_forever


def main() -> int:
    """Start the simulators and serve until the process is stopped; returns the exit code."""
    known = load_simulators()
    parser = argparse.ArgumentParser(prog="python -m tests.simulators", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="PROVIDER", help=f"which ones: {', '.join(known)} (default: all)"
    )
    parser.add_argument(
        "--port-base", type=int, default=0, metavar="N", help="ports N, N+1, ... (default: free ones)"
    )
    parser.add_argument(
        "--speed", type=float, default=20.0, help="how many times faster than real jobs run (default 20)"
    )
    parser.add_argument(
        "--render-seconds", type=float, metavar="S", help="simulated length of every job (default: as real)"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of shell commands")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"no simulator of {', '.join(unknown)}; there are {', '.join(known)}")
    clock = ScaledClock(options.speed)
    running: dict[Simulator, socket] = {}
    base_urls: dict[str, str] = {}
    environment: dict[str, str] = {}
    for index, name in enumerate(options.names or known):
        simulator = known[name](clock, options.render_seconds)
        bound = listen(options.port_base + index if options.port_base else 0)
        running[simulator] = bound
        base_urls[name] = base_url_of(bound)
        environment |= simulator.environment(base_urls[name])
    # Its answers fit a form and mean nothing: a crew that asked it would never get a storyboard past the rules.
    environment["SPARK_VIDEO_LLM_MODEL"] = "off"
    told = json.dumps({"base_urls": base_urls, "environment": environment}) + "\n"
    asyncio.run(serve_forever(running, told if options.json else _what_to_paste(base_urls, environment)))
    return 0


def _what_to_paste(base_urls: dict[str, str], environment: dict[str, str]) -> str:
    lines = [
        "# Simulated providers: nothing is paid, pictures and voices are test patterns. Paste this into another shell:",
        *(f"export {name}={shlex.quote(value)}" for name, value in environment.items()),
        "# Accepted jobs and what they would have cost:",
        *(f"#   {name:<10} {url}/_sim/billing" for name, url in base_urls.items()),
        "# Stop with Ctrl-C.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
