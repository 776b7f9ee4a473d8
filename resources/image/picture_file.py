"""What DashScope's picture services give: where an output has its link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.video.dashscope.task_maker import Product
from resources.video.fetched import check_still


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


PICTURE = Product("aigc/image-generation/generation", picture_link, ".png", check_still)
