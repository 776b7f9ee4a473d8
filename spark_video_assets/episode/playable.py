"""Whether a clip plays to its end, remembered by content: decoding is slow, and gates are looked at often."""

from __future__ import annotations

import json
from pathlib import Path

from resources.atomic import write_json
from resources.episode_folder import EpisodeFolder
from resources.errors import StorageError

_known: dict[str, bool] = {}


def plays(folder: EpisodeFolder, clip: Path) -> bool:
    """True when every frame decodes. A file is decoded once per content, also across processes."""
    digest = folder.digest(clip)
    store = folder.cache / "playable.json"
    if digest not in _known:
        _known.update(_load(store))
    if digest not in _known:
        # The decoder is heavy to load, and most looks find their answer here.
        from resources.media.probe import is_decodable

        _known[digest] = is_decodable(clip)
        try:
            write_json(store, {**_load(store), digest: _known[digest]})
        except StorageError:
            # A read-only episode can still be looked at; the answer is only not remembered.
            return _known[digest]
    return _known[digest]


def _load(path: Path) -> dict[str, bool]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, bool)} if isinstance(data, dict) else {}
