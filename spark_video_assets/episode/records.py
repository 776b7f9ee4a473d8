"""Records of finished stages in `state.json`, beside what older programs keep there. What they mean: `stages`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from resources.atomic import write_json

SCHEMA_VERSION = 1


def save_record(path: Path, stage: str, *, reads: dict[str, str], owns: dict[str, str], kept: list[str]) -> None:
    """Remember what a stage read and wrote, and which files it kept as a person gave them; the rest of the file stays."""
    data = _load(path)
    stages = {**load_records(path), stage: {"reads": reads, "owns": owns, "kept": kept}}
    writing = {name: files for name, files in load_announced(path).items() if name != stage}
    write_json(path, {**data, "schema_version": SCHEMA_VERSION, "stages": stages, "writing": writing})


def announce(path: Path, stage: str, files: dict[str, str]) -> None:
    """Remember which files a stage is about to write, with the digest of what will be in them.

    A run that is killed between two of them, or before its record, leaves files that nobody would know for ours.
    """
    announced = load_announced(path)
    writing = {**announced, stage: {**announced.get(stage, {}), **files}}
    write_json(path, {**_load(path), "schema_version": SCHEMA_VERSION, "writing": writing})


def load_announced(path: Path) -> dict[str, dict[str, str]]:
    """Files that were announced and not recorded since, by stage."""
    writing = _load(path).get("writing", {})
    return writing if isinstance(writing, dict) else {}


def load_records(path: Path) -> dict[str, Any]:
    """Records by stage; an unreadable file counts as nothing done, which is safe: stages run again and keep edits."""
    stages = _load(path).get("stages", {})
    return stages if isinstance(stages, dict) else {}


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return data if isinstance(data, dict) else {}
