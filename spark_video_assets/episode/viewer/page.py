"""Makes `viewer.html`, one file with data, style and script inside, and the list of such pages. What is on them: `data`."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from resources.atomic import write_bytes
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.viewer.data import page_data
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.episode.viewer.takes import anchor_of
from spark_video_assets.episode.viewer.words import markdown, script_json

_HOME = Path(__file__).parent
_AXIS_NAMES = {"cast_match": "cast match", "dialog_attribution": "dialogue"}


def write_viewer(episode: Episode, settings: Settings) -> Path:
    """Write the production's page into the episode folder. Raises as `viewer_page`.

    Returns:
        The page.
    """
    return write_bytes(episode.folder.viewer, viewer_page(episode, settings))


def viewer_page(episode: Episode, settings: Settings) -> bytes:
    """The production's page as it stands now; it belongs into the episode folder, beside the media that it names.

    Equal content gives equal bytes: no clock and no path of this machine is on the page. What is missing or broken in the
    episode is told on the page. Pictures made on the way are kept in the episode's cache.

    Args:
        episode: The episode, at any stage.
        settings: Thresholds and default provider, for gates and costs.

    Returns:
        Its HTML as UTF-8.

    Raises:
        NotFound: no such episode.
        StorageError: the folder cannot be written.
    """
    episode.folder.require()
    reading = Reading(episode, settings)
    data = page_data(reading)
    style, script = _source("viewer.css"), _source("viewer.js")
    html = (
        _templates()
        .get_template("page.html")
        .render(
            page=data,
            data=script_json(data.for_script(reading.stills.as_urls())),
            # Our own two files, which the policy names by their digests: nothing else may style or run.
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            policy=_policy(style, script),
        )
    )
    # A document may hold half a surrogate pair, which no UTF-8 file can.
    return html.encode("utf-8", errors="replace")


def index_page(projects: Mapping[str, Mapping[str, str]]) -> str:
    """The list of all episodes, in the style of their pages.

    Args:
        projects: For each project the address of each episode's page by the episode's name; empty = it has none yet.
    """
    style = _source("viewer.css")
    return (
        _templates()
        .get_template("index.html")
        .render(projects=projects, style=Markup(style), policy=_policy(style, ""))  # noqa: S704  our own file
    )


def _policy(style: str, script: str) -> str:
    """What a page may do: its own style and script, pictures inside, media beside it. No network, no form, no frame."""
    local = "'self' file: data:"
    return "; ".join([
        "default-src 'none'",
        f"script-src '{_digest(script)}'",
        f"style-src '{_digest(style)}'",
        f"img-src {local}",
        f"media-src {local}",
        "base-uri 'none'",
        "form-action 'none'",
    ])  # fmt: skip


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _source(name: str) -> str:
    return (_HOME / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HOME),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        moment=moment, clock=clock, number=number, axis_name=axis_name, markdown=markdown, anchor=anchor_of
    )
    return templates


def moment(stamp: str) -> str:
    """An ISO time for people, to the minute in UTC; anything else as it is."""
    try:
        told = dt.datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if told.tzinfo is None:
        return told.strftime("%Y-%m-%d %H:%M")
    return told.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def clock(seconds: float) -> str:
    """Seconds of film as `m:ss`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def number(value: float | None, places: int = 2) -> str:
    """A figure without needless zeros, at most `places` decimals; a dash for none."""
    return "–" if value is None else f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"


def axis_name(axis: str) -> str:
    """How a review axis is called on the page."""
    return _AXIS_NAMES.get(axis, axis)
