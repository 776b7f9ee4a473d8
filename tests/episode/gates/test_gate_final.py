"""Gate 4: a film that is older than its winners, damaged, of the wrong length, or not the one that was checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gates_ahead import ONE, closed, look
from scripted_studio import Studio, tiny_clip

from resources.atomic import write_json, write_text
from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.stages import record_done
from spark_video_assets.story.post import QcReport


@pytest.fixture
def filmed(shot: Studio) -> Studio:
    """A film with its report, page and records: gate 4 is ready."""
    episode, folder = shot.episode, shot.episode.folder
    film = tiny_clip(folder.final_film, 99)
    write_json(folder.final / "cut.json", {"schema_version": 1})
    for suffix in ("srt", "vtt"):
        write_text(folder.subtitles / f"{film.stem}.{suffix}", "")
    write_json(folder.audio / "narration.json", {"schema_version": 1, "lines": []})
    report = QcReport(
        film=folder.relative(film),
        film_digest=folder.digest(film),
        duration_s=0.25,
        frames=6,
        width=64,
        height=36,
        frame_rate=24.0,
    )
    episode.save(report, folder.delivery / "qc-report.json")
    write_text(folder.viewer, "<html></html>")
    for stage in ("narration_audio", "subtitles", "final_cut", "delivery", "viewer"):
        record_done(look(episode), look(episode), stage)  # type: ignore[arg-type]
    assert closed(shot, "final") == []
    return shot


def test_a_film_older_than_its_winners_is_found(filmed: Studio) -> None:
    """A re-rendered shot without a new cut passed in the origin (weakness 25)."""
    ask_again(filmed.episode, [ONE], note="", forget_rewrites=False)
    filmed.shoot([ONE])
    told = closed(filmed, "final")
    assert "final_cut is up to date: stale" in told
    assert "viewer is up to date: stale" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.final_film.unlink(), "the film exists"),
        (lambda f: f.final_film.write_bytes(b"not a film"), "the film plays"),
        (lambda f: tiny_clip(f.final_film, 10), "QC report is of this film"),
        (lambda f: f.viewer.unlink(), "viewer is up to date: missing"),
        (lambda f: write_text(f.brief, f.brief.read_text() + "# hm\n"), "viewer is up to date: stale"),
        (lambda f: (f.delivery / "qc-report.json").unlink(), "delivery is up to date: missing"),
    ],
)
def test_what_keeps_gate_4_closed(filmed: Studio, change: Callable[..., object], words: str) -> None:
    """A broken film, an old page or the report of another film would be signed as final."""
    change(filmed.episode.folder)
    assert any(told.startswith(words) for told in closed(filmed, "final"))


def test_a_film_of_the_wrong_length_is_found(filmed: Studio) -> None:
    """A film that lost its last shot would be delivered."""
    path = filmed.episode.folder.delivery / "qc-report.json"
    write_text(path, path.read_text(encoding="utf-8").replace('"duration_s": 0.25', '"duration_s": 9.0'))
    assert "length as planned: 0.25 s" in closed(filmed, "final")
