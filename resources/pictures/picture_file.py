"""What DashScope's picture services give: where an output has its link, and when a file is a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from resources.errors import MediaError
from resources.video.dashscope.task_maker import Product


def require_picture(path: Path) -> None:
    """Raises `MediaError` for a file that does not open as a whole picture."""
    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise MediaError("is not a picture that can be read", where=str(path)) from None


def picture_link(output: Any) -> str | None:
    """Link of the first picture of an output; several may stand in one message or in one choice each."""
    choices = output.get("choices") if isinstance(output, Mapping) else None
    for choice in choices if isinstance(choices, list) else ():
        message = choice.get("message") if isinstance(choice, dict) else None
        content = message.get("content") if isinstance(message, dict) else None
        for part in content if isinstance(content, list) else ():
            link = part.get("image") if isinstance(part, dict) else None
            if isinstance(link, str) and link:
                return link
    return None


PICTURE = Product("aigc/image-generation/generation", picture_link, ".png", require_picture)
