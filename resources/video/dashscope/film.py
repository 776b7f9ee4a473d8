"""What DashScope's video service gives: where a finished task has its link, and when a file is a film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resources.errors import MediaError
from resources.media.probe import probe
from resources.video.dashscope.task_maker import Product


def require_film(path: Path) -> None:
    """Raises `MediaError` for a file without a moving picture that can be decoded."""
    if not probe(path).has_video:
        raise MediaError("holds no moving picture", where=str(path))


def _link(output: Mapping[str, Any]) -> str | None:
    link = output.get("video_url")
    return link if isinstance(link, str) and link else None


FILM = Product("aigc/video-generation/video-synthesis", _link, ".mp4", require_film)
