"""Small pictures that the web UI shows at once: in the cache of their place, served by `dev`. Made in: `show`.

The UI shows markdown of less than a thousand characters at once and hides longer text behind a click: a picture inside the
text never is that short, its address is. Without `spark-video dev` there is no address, and the picture goes inside.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

from resources.atomic import write_bytes
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidName
from resources.workplace import Workplace
from spark_video_assets.assets.links import PAGES_VARIABLE

ROUTE = ".previews"
"""First part of the address: no project's name begins with a dot."""
_SHELF = ".cache/previews"
_NAME = re.compile(r"[0-9a-f]{24}\.jpg")


def preview_markdown(folder: Workplace, jpeg: bytes) -> str:
    """A picture as markdown: by address while `spark-video dev` serves the pages, else inside the text.

    Raises:
        StorageError: It cannot be written.
    """
    base = os.environ.get(PAGES_VARIABLE)
    if not base:
        return f"![frame](data:image/jpeg;base64,{base64.b64encode(jpeg).decode()})"
    name = f"{hashlib.sha256(jpeg).hexdigest()[:24]}.jpg"
    path = folder.resolve(_SHELF) / name
    if not path.is_file():
        write_bytes(path, jpeg)
    place = folder.resolve("").relative_to(folder.root.path)
    return f"![frame]({base}/{ROUTE}/{quote(place.as_posix())}/{name})"


def preview_file(root: ProjectsRoot, place: str, name: str) -> Path | None:
    """The picture behind an address; None for any other name, and for one that was cleared away.

    Args:
        root: The projects folder.
        place: Episode or render job, relative to it.
        name: Of the file.
    """
    try:
        path = root.resolve(place, _SHELF, name)
    except InvalidName:
        return None
    return path if _NAME.fullmatch(name) and path.is_file() else None
