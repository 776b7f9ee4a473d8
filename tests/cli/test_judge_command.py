"""`spark-video judge calibrate`: the local judge against a labelled folder that is made on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from labelled_clips import FAULTS, make_folder

from resources.episode_folder import ProjectsRoot
from spark_video_assets.episode.trust import kept_calibration

pytestmark = pytest.mark.usefixtures("projects")

CLEAN = 3
GONE = {"file": "gone.mp4", "verdict": "ACCEPT", "shot": {"duration_s": 5, "width": 320, "height": 180}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three clean clips and one of each fault."""
    return make_folder(tmp_path_factory.mktemp("labels"), CLEAN)


def test_planted_faults_are_told_from_clean_clips(run, folder):
    """Guards against a judge whose verdicts nobody can check, and against a small folder taken for proof."""
    result = run("judge", "calibrate", str(folder), "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["verdict"]["confusion"] == {
        "ACCEPT": {"ACCEPT": CLEAN, "REJECT": 0},
        "REJECT": {"ACCEPT": 0, "REJECT": len(FAULTS)},
    }
    assert (found["verdict"]["kappa"], found["judge"], found["schema_version"]) == (1.0, "local", 1)
    assert found["advisory"]
    assert "only 9 clips" in found["reasons"][0]


def test_the_result_is_kept_for_gate_3(run, folder, projects):
    """Guards against a calibration that is shown once and then forgotten by the gate that needs it."""
    result = run("judge", "calibrate", str(folder), "--json")
    kept = kept_calibration(ProjectsRoot(projects), "local")
    assert kept is not None
    assert kept.to_data() == json.loads(result.stdout)


def test_the_table_names_confusion_and_disagreements(run, folder, tmp_path):
    """Guards against a result that a person cannot read: what was confused with what, and in which clip."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    first = labels["clips"][0] | {"verdict": "REJECT", "note": "the actor winks"}
    for name in (first["file"], *first["shot"]["palette_pictures"]):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "labels.json").write_text(json.dumps(labels | {"clips": [first]}), encoding="utf-8")
    result = run("judge", "calibrate", str(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert "advisory only" in result.stdout
    assert "REJECT > ACCEPT 1" in result.stdout
    assert "the actor winks" in result.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there are no labels"),
        ("{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        ('{"schema_version": 99, "clips": []}', "newer than this program"),
        (json.dumps({"schema_version": 1, "clips": [GONE]}), "there is no file gone.mp4"),
    ],
)
def test_bad_folders_are_explained(run, tmp_path, content, told):
    """Guards against a traceback for a folder that is not complete."""
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "labels.json").write_bytes(data)
    result = run("judge", "calibrate", str(tmp_path))
    assert result.exit_code == 2
    assert told in result.stderr


def test_unknown_judge_names_the_known_ones(run, tmp_path):
    """Guards against guessing names of judges."""
    result = run("judge", "calibrate", str(tmp_path), "--judge", "oracle")
    assert result.exit_code == 2
    assert "local" in result.stderr


def test_a_model_needs_its_key(run, folder, monkeypatch):
    """Guards against a run of many clips that fails at each of them for want of a key."""
    for name in ("DASHSCOPE_API_KEY", "BAILIAN_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    result = run("judge", "calibrate", str(folder), "--judge", "omni")
    assert result.exit_code == 2
    assert "DASHSCOPE_API_KEY" in result.stderr
