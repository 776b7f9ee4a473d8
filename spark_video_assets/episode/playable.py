"""Whether a clip plays to its end, remembered by content: decoding is slow, and gates are looked at often."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from pathlib import Path

from resources.atomic import write_json
from resources.episode_folder import EpisodeFolder
from resources.errors import StorageError

_STORE = "playable.json"
_known: dict[str, bool] = {}
_writing = threading.Lock()


def plays(folder: EpisodeFolder, clip: Path) -> bool:
    """True when every frame decodes. A file is decoded once per content, also across processes."""
    digest = folder.digest(clip)
    if digest not in _known:
        _known.update(_load(folder.cache / _STORE))
    if digest not in _known:
        # The decoder is heavy to load, and most looks find their answer here.
        from resources.media.probe import is_decodable

        _remember(folder, digest, is_decodable(clip))
    return _known[digest]


def remember_playing(folder: EpisodeFolder, clip: Path) -> None:
    """Note that somebody has just decoded all of a clip, as `resources.media.probe.decode_fault` would."""
    _remember(folder, folder.digest(clip), True)


def _remember(folder: EpisodeFolder, digest: str, playable: bool) -> None:
    _known[digest] = playable
    store = folder.cache / _STORE
    # A read-only episode can still be looked at; the answer is only not remembered.
    with suppress(StorageError), _writing:
        write_json(store, {"schema_version": 1, **_load(store), digest: playable})


def _load(path: Path) -> dict[str, bool]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, bool)} if isinstance(data, dict) else {}
