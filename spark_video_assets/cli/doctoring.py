"""The command `doctor`: whether this machine has what an episode needs, and which providers are set up."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from spark_video_assets.cli.options import AsJson
from spark_video_assets.cli.speak import give, give_json, give_table

if TYPE_CHECKING:
    from resources.wire.access import ServiceName

_PACKAGES = (
    "dagster",
    "dagster-webserver",
    "pydantic",
    "av",
    "opencv-python-headless",
    "numpy",
    "pillow",
    "resvg-py",
)
_KEYS = ("DASHSCOPE_API_KEY", "ARK_API_KEY", "GEMINI_API_KEY", "WAVESPEED_API_KEY", "GOOGLE_CLOUD_PROJECT")
Severity = Literal["ERROR", "WARN"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `mend` says what to do when it is not in order; only an ERROR keeps episodes from being made."""

    name: str
    ok: bool
    detail: str
    severity: Severity = "ERROR"
    mend: str = ""


def doctor(as_json: AsJson = False) -> None:
    """Look at this machine: exit 0 when an episode can be made, 1 when something must be mended."""
    findings = list(_findings())
    healthy = all(finding.ok for finding in findings if finding.severity == "ERROR")
    if as_json:
        give_json({"healthy": healthy, "checks": [asdict(finding) for finding in findings]})
    else:
        rows = [(f.name, "ok" if f.ok else f.severity, f.detail, "" if f.ok else f.mend) for f in findings]
        give_table(("what", "result", "detail", "what to do"), rows)
        give("ready: spark-video demo" if healthy else "mend what is marked ERROR, then look again")
    if not healthy:
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("python", sys.version_info >= (3, 11), version, mend="install Python 3.11 or newer")
    yield from (_package(name) for name in _PACKAGES)
    yield _tried("ffmpeg", _ffmpeg)
    yield _tried("voices", _voices)
    yield _tried("caption font", _font)
    yield _tried("settings", _settings)
    yield _tried("projects folder", _projects)
    yield _tried("DAGSTER_HOME", _home)
    yield from _providers()


def _package(name: str) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Finding(name, ok=True, detail=version(name))
    except PackageNotFoundError:
        return Finding(name, ok=False, detail="not installed", mend="make install")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    """The detail when it works, the error's own words when not."""
    from resources.errors import SparkVideoError

    try:
        return Finding(name, ok=True, detail=look())
    except SparkVideoError as error:
        return Finding(name, ok=False, detail=error.problem, mend=error.next_command or error.allowed or "")
    except OSError as error:
        return Finding(name, ok=False, detail=f"{error.filename or 'a file'}: {error.strerror or error}")


def _ffmpeg() -> str:
    from resources.media.ffmpeg_exe import ffmpeg_exe

    return ffmpeg_exe()


def _voices() -> str:
    """One spoken word: loading the library is not enough on every machine."""
    from resources.tts.base import Speaker
    from resources.tts.espeak import EspeakEngine

    with tempfile.TemporaryDirectory() as cache:
        engine = EspeakEngine(Path(cache))
        voice = engine.cast_voices([Speaker(name="doctor")], "en")["doctor"]
        line = engine.say("ready", voice, "en")
        return f"{engine.name} speaks ({line.duration_s:.1f} s)"


def _font() -> str:
    from resources.media.captions import caption_font

    return str(caption_font(32).getname()[0])


def _settings() -> str:
    from spark_video_assets.episode.settings import Settings

    settings = Settings.from_environment()
    return f"{settings.max_rounds} takes, threshold {settings.threshold:g}, {settings.max_concurrency} groups side by side"


def _projects() -> str:
    from resources.episode_folder import ProjectsRoot

    root = ProjectsRoot().path
    _require_writable(root)
    return str(root)


def _home() -> str:
    from spark_video_assets.cli.dagster_home import dagster_home

    home = dagster_home()
    _require_writable(home)
    return str(home)


def _require_writable(folder: Path) -> None:
    """Try it: permission bits do not tell everything. Raises `StorageError`."""
    from resources.atomic import storage_errors

    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def _providers() -> Iterator[Finding]:
    """What each provider would do under today's settings, which keys are set, and whether DashScope takes its key."""
    from resources.video.registry import provider_names
    from resources.wire.access import has_key
    from resources.wire.accounts import QUESTIONS

    for name in provider_names():
        # A family that is meant for one provider is no fault of the others.
        yield replace(_tried(f"provider {name}", partial(_provider, name)), severity="WARN")
    given = [key for key in _KEYS if os.environ.get(key)]
    yield Finding("keys", ok=True, detail=", ".join(given) or "none set: the animatic needs none", severity="WARN")
    if has_key("dashscope"):
        yield replace(_tried("DashScope account", _dashscope_account), severity="WARN")
    for service in QUESTIONS:
        if has_key(service):
            yield replace(_tried(f"{service} account", partial(_account, service)), severity="WARN")
    yield replace(_tried("language model", _language_model), severity="WARN")


def _provider(name: str) -> str:
    from resources.video.registry import capabilities_of
    from spark_video_assets.episode.settings import Settings

    able = capabilities_of(name)
    jobs = Settings.from_environment().provider_jobs.get(name, able.concurrency)
    kinds = ", ".join(sorted(able.kinds))
    if able.free:
        return f"embedded, free; {kinds}"
    told = [
        able.family,
        kinds,
        f"{able.min_duration_s:g}-{able.max_duration_s:g} s",
        f"{jobs} jobs at once",
        f"limits of {able.as_of}",
        *([f"out of service from {able.retires_on}"] if able.retires_on else []),
        able.base_url,
    ]
    return "; ".join(part for part in told if part)


def _account(service: ServiceName) -> str:
    """A free question; nothing is submitted."""
    from resources.wire.accounts import check_account

    return f"the key is taken by {asyncio.run(check_account(service))}"


def _language_model() -> str:
    from resources.llm.checking import look_at_service
    from resources.llm.settings import LlmSettings

    settings = LlmSettings.from_environment()
    return look_at_service(settings) if settings else "none: the offline crew writes and directs"


def _dashscope_account() -> str:
    """A free question; nothing is submitted."""
    from resources.video.dashscope.bl import capabilities
    from resources.wire.dashscope_upload import check_account

    asked = next(iter(capabilities({}).models.values()))
    return f"the key is taken by {asyncio.run(check_account(os.environ, asked))}"
