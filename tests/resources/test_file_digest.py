"""Digests of files are remembered, not believed: a changed file has another one, and the memory has an end."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from resources import file_digest as digests
from resources.file_digest import file_digest


def settled(path: Path, text: str) -> Path:
    """A file that was written a minute ago."""
    path.write_text(text, encoding="utf-8")
    a_minute_ago = path.stat().st_mtime_ns - 60_000_000_000
    os.utime(path, ns=(a_minute_ago, a_minute_ago))
    return path


def test_a_process_does_not_remember_every_file_it_ever_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemon that watches a thousand episodes for months would grow with each of their files."""
    monkeypatch.setattr(digests, "_MOST_KNOWN", 3)
    files = [settled(tmp_path / f"{number}.txt", str(number)) for number in range(5)]
    for path in [*files, *files]:
        assert file_digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(digests._known) <= 3
    settled(files[-1], "other")
    assert file_digest(files[-1]) == hashlib.sha256(b"other").hexdigest()
