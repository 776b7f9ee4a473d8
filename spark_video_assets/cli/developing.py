"""The command `dev`: Dagster's web UI and daemon on this project, and the episode pages beside them, until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.speak import give, say

if TYPE_CHECKING:
    from resources.episode_folder import ProjectsRoot

HOST = "127.0.0.1"
_STOP_TIMEOUT_S = 40.0
"""Longer than a run waits for the answer to a submit that is on its way (`SUBMIT_GRACE_S`, 30 s): killed before that, nobody
would know whether the job was taken. Without runs it takes 5 s: web server, daemon and code server end one after the other."""


def dev(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Of the Dagster web UI.")] = 3000,
    pages_port: Annotated[int, typer.Option("--pages-port", min=1, max=65535, help="Of the episode pages.")] = 3001,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the web UI in the browser.")] = False,
) -> None:
    """Start the Dagster web UI with its daemon, and the episode pages. A port that is taken is replaced by a free one."""
    from resources.episode_folder import ProjectsRoot
    from resources.locking import locked_file
    from spark_video_assets.cli.dagster_home import dagster_home

    root = ProjectsRoot()
    home = dagster_home()
    busy = "another `spark-video dev` serves this DAGSTER_HOME"
    with locked_file(home / "dev", busy=busy, timeout_s=0):
        _serve(root, home, port, pages_port, open_browser=open_browser)


def _serve(root: ProjectsRoot, home: Path, port: int, pages_port: int, *, open_browser: bool) -> None:
    import uvicorn

    from resources.errors import SparkVideoError
    from spark_video_assets.cli.pages import pages_app

    web_port = free_port(port)
    own_port = free_port(pages_port, taken=web_port)
    for wanted, found in ((port, web_port), (pages_port, own_port)):
        if wanted != found:
            say(f"port {wanted} is taken, {found} is used")
    server = uvicorn.Server(
        uvicorn.Config(pages_app(root, _location(web_port)), host=HOST, port=own_port, log_level="warning")
    )
    pages = threading.Thread(target=server.run, name="episode pages", daemon=True)
    # A service manager says SIGTERM and a closed terminal SIGHUP where a person presses Ctrl-C; each must take Dagster's
    # processes along, or a daemon would go on working that nobody sees.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    dagster = _start_dagster(home, root, web_port, own_port)
    try:
        pages.start()
        _tell_links(root, web_port, own_port)
        if open_browser:
            webbrowser.open(f"http://{HOST}:{web_port}")
        code = dagster.wait()
    except KeyboardInterrupt:
        say(stopping_words(under_way(root)))
        return
    finally:
        server.should_exit = True
        _stop(dagster)
    raise SparkVideoError(f"Dagster ended by itself with code {code}", next_command="spark-video doctor")


def free_port(wanted: int, *, taken: int | None = None) -> int:
    """The wanted port, or one that the system finds free.

    Args:
        wanted: First choice.
        taken: A port that is given away already.
    """
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found = int(probe.getsockname()[1])
            if found != taken:
                return found
    return free_port(0, taken=taken)


def _start_dagster(home: Path, root: ProjectsRoot, port: int, pages_port: int) -> subprocess.Popen[bytes]:
    """`dagster dev` as a process group of its own: its children end with it, not at the terminal's signal."""
    from spark_video_assets.assets.links import PAGES_VARIABLE
    from spark_video_assets.cli.location import CODE_LOCATION

    command = [sys.executable, "-m", "dagster", "dev", "-m", CODE_LOCATION, "-h", HOST, "-p", str(port)]
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "SPARK_VIDEO_PROJECTS_ROOT": str(root.path),
        # So that results in the UI link to the page, and gates to the form that signs them.
        PAGES_VARIABLE: f"http://{HOST}:{pages_port}",
        # `dagster dev` calls itself superseded by a tool of its makers' build system, which we do not use.
        "PYTHONWARNINGS": "ignore",
    }
    # Not in the working folder: beside a `dagster.yaml` Dagster warns that it is not the one of DAGSTER_HOME.
    return subprocess.Popen([*command, "--log-level", "warning"], env=environment, cwd=home, start_new_session=True)


def _tell_links(root: ProjectsRoot, port: int, pages_port: int) -> None:
    give(f"assets:   http://{HOST}:{port}/asset-groups  (ready in about 10 s)")
    give(f"sign-off: {_location(port)}/jobs/record_sign_off/playground")
    give(f"episodes: http://{HOST}:{pages_port}")
    say(f"projects in {root.path}; Ctrl-C stops everything")


def _location(port: int) -> str:
    """Address of our code location in the web UI."""
    from spark_video_assets.cli.location import CODE_LOCATION

    return f"http://{HOST}:{port}/locations/{CODE_LOCATION}"


def under_way(root: ProjectsRoot) -> list[str]:
    """Episodes that somebody is at work on right now, with who it is."""
    from spark_video_assets.episode.driving import living_driver
    from spark_video_assets.episode.finding import all_episodes

    drivers = ((episode.key, living_driver(episode.folder)) for episode in all_episodes(root))
    return [f"{key}: {driver}" for key, driver in drivers if driver]


def stopping_words(at_work: list[str]) -> str:
    """What Ctrl-C waits for, what becomes of it, and what a second Ctrl-C does."""
    if not at_work:
        return "stopping; Dagster's processes end one after the other, which takes some seconds; Ctrl-C again ends them at once"
    runs = f"{len(at_work)} run{'s' if len(at_work) > 1 else ''}"
    return "\n".join(
        [
            f"stopping; waiting for {runs} to let go, {_STOP_TIMEOUT_S:.0f} s at most",
            *(f"  {one}" for one in at_work),
            "  finished takes are kept; a paid job goes on at its provider and is fetched by the next run",
            "  Ctrl-C again ends them at once; a job that is being sent then has to be looked up (spark-video jobs)",
        ]
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask Dagster to end, which ends its own children in order; after a while, or when asked again, end all of them."""
    try:
        process.send_signal(signal.SIGINT)
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        say("Dagster does not end by itself, ending it")
    except KeyboardInterrupt:
        say("ending everything at once; `spark-video jobs` shows what runs on at a provider")
    finally:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
