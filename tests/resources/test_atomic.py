"""Writes are whole or absent, and say what to do when the disk refuses."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from resources.atomic import append_json, append_line, copy_file, read_json_lines, write_json, write_text
from resources.errors import StorageError


def test_write_replaces_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """Guards against half-written state and stray temp files in a producer's folder."""
    path = tmp_path / "new" / "folder" / "状态.json"
    write_json(path, {"winner": 1})
    write_json(path, {"winner": "第二"})
    assert path.read_text(encoding="utf-8") == '{\n  "winner": "第二"\n}\n'
    assert [p.name for p in path.parent.iterdir()] == ["状态.json"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_refused_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Guards against a full or read-only disk eating the previous version or ending in a traceback."""
    path = write_text(tmp_path / "script.md", "old")

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError) as caught:
        write_text(path, "new")
    assert str(path) in str(caught.value)
    assert caught.value.next_command
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["script.md"]


def test_interrupted_write_keeps_the_old_file(tmp_path: Path) -> None:
    """Guards against Ctrl-C during a copy leaving a torn file under the real name."""
    path = write_text(tmp_path / "a.json", "old")
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"score": float("nan")})
    assert path.read_text(encoding="utf-8") == "old"


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    """Guards against a bare NotADirectoryError when a user has a file called `reviews`."""
    (tmp_path / "reviews").write_text("notes", encoding="utf-8")
    with pytest.raises(StorageError):
        write_text(tmp_path / "reviews" / "S01-001-ver1.json", "{}")


def test_torn_line_spoils_only_itself(tmp_path: Path) -> None:
    """Guards against one killed process making the whole event log unreadable."""
    path = tmp_path / "events.jsonl"
    append_json(path, {"event": "intent"})
    with path.open("ab") as stream:
        stream.write(b'{"event":"subm')
    assert read_json_lines(path) == [{"event": "intent"}]
    append_json(path, {"event": "polled"})
    assert read_json_lines(path) == [{"event": "intent"}, {"event": "polled"}]


def test_a_line_must_be_one_line(tmp_path: Path) -> None:
    """Guards against a message with a line break forging a second record."""
    with pytest.raises(ValueError, match="line break"):
        append_line(tmp_path / "log", "a\nb")


def test_parallel_writers_never_mix_lines(tmp_path: Path) -> None:
    """Guards against lines of parallel shots running into each other in the call log."""
    path = tmp_path / "calls.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_json(path, {"n": n, "text": "字" * 2000}), range(80)))
    assert sorted(record["n"] for record in read_json_lines(path)) == list(range(80))


def test_copy_is_independent(tmp_path: Path) -> None:
    """Guards against a winner's copy changing when its take's file is overwritten in place."""
    source = write_text(tmp_path / "take.mp4", "one")
    target = copy_file(source, tmp_path / "clips" / "winner.mp4")
    source.write_text("two", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "one"
