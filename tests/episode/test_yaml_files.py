"""YAML that people and programs write into an episode: read as they meant it, refused where it only keeps the reader busy."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.errors import InvalidDocument
from spark_video_assets.episode.front_matter import read_front_matter, read_yaml


def test_ratios_and_numbers_are_read_as_people_mean_them(tmp_path: Path) -> None:
    """YAML 1.1 takes the ratio 9:16 for the number 556 and the episode 010 for 8."""
    path = tmp_path / "brief.yaml"
    path.write_text("ratio: 9:16\nepisode: 010\nduration: 60\nbudget: 2.5\n", encoding="utf-8")
    assert read_yaml(path) == {"ratio": "9:16", "episode": "010", "duration": 60, "budget": 2.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "uses an alias"),
        ("a: [1\nb: 2", r"not valid YAML \(line"),
        ("- a\n- b\n", "holds list"),
    ],
)
def test_a_file_that_would_keep_the_reader_busy_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A dropped file of 5 KB would hold up the sensors of every episode for a minute, or fill the memory."""
    path = tmp_path / "gate-1.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument, match=told):
        read_yaml(path)
    page = tmp_path / "card.md"
    page.write_text(f"---\n{text}\n---\n\nAn old sailor.\n", encoding="utf-8")
    with pytest.raises(InvalidDocument, match=told):
        read_front_matter(page)
