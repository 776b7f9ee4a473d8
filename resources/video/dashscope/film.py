"""What DashScope's video service gives: where a finished task has the link of its film."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.video.dashscope.task_maker import Product
from resources.video.fetched import check_clip


def _link(output: Mapping[str, Any]) -> str | None:
    link = output.get("video_url")
    return link if isinstance(link, str) and link else None


FILM = Product("aigc/video-generation/video-synthesis", _link, ".mp4", check_clip)
