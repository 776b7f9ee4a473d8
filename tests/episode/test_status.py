"""The status document and the table of costs: what tools and people read off an episode."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from resources.atomic import append_json
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument, NotFound
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.status import cost_csv, cost_table, costs_of, status_of
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.gates import GATES
from spark_video_assets.story.names import EpisodeKey


def test_status_holds_what_the_contract_promises(produced_once) -> None:
    """Scripts around `status --json` break when a promised key is missing, renamed or of another type."""
    status = json.loads(json.dumps(status_of(produced_once.sources()), allow_nan=False))
    assert {"project", "episode", "step", "gates", "shots", "final", "cost"} <= set(status)
    assert (status["project"], status["episode"]) == ("hf", "001")
    assert {"name", "state"} <= set(status["step"])
    assert list(status["gates"]) == list(GATES)
    for gate in status["gates"].values():
        assert {"ready", "signed_off", "problems", "changed"} <= set(gate)
    assert status["gates"]["script"]["signed_off"] == "approved"
    assert status["gates"]["storyboard"]["signed_off"] == "stale"
    assert "storyboard" in status["gates"]["storyboard"]["changed"]
    assert status["gates"]["final"]["problems"] != ["not reached"]
    shot = status["shots"][1]
    assert (shot["id"], shot["winner"], shot["stale"]) == ("S01-002", 3, False)
    assert shot["takes"][0] == {
        "ver": 1,
        "status": "SUCCEEDED",
        "score": 5.0,
        "verdict": "REJECT",
        "cost": 1.0,
        "currency": "CNY",
    }
    assert status["shots"][2]["escalated"]
    assert Path(status["final"]).is_file()
    assert status["cost"] == {"currency": "CNY", "estimated": 3.0, "actual": 7.75, "other_currencies": {}}


def test_status_of_a_new_episode(tmp_path: Path) -> None:
    """Right after `new` there is a brief and nothing else: everything is null or empty, nothing fails."""
    episode = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "002"))
    episode.folder.create()
    episode.save_brief(Brief(premise="tea", currency="EUR"))
    status = status_of(Sources(episode, Settings()))
    assert status["step"]["name"] == "development"
    assert (status["shots"], status["final"], status["viewer"]) == ([], None, None)
    assert status["cost"] == {"currency": "EUR", "estimated": None, "actual": 0, "other_currencies": {}}


def test_unknown_episode_and_broken_file_are_told(produced, tmp_path: Path) -> None:
    """A typing error in the name and a damaged file must be told apart, each with its name."""
    with pytest.raises(NotFound, match="no project 'nope'"):
        status_of(Sources(Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("nope", "001")), Settings()))
    produced.episode.folder.shots_state.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidDocument, match=r"shots_state\.json"):
        status_of(produced.sources())


def test_costs_count_takes_once_and_calls_once(produced_once) -> None:
    """The render of a take is in the take and in the call log: it must not be billed twice on the page."""
    rows = {row.shot: row for row in costs_of(produced_once.sources()).rows}
    assert (rows["S01-002"].takes, rows["S01-002"].estimated, rows["S01-002"].actual) == (3, 1.0, 3.25)
    assert rows["(episode)"].actual == 0.5


def test_other_currencies_are_never_added_up(produced) -> None:
    """A judge paid in dollars beside takes paid in yuan: one sum of both would be a lie."""
    call = {"schema_version": 1, "ts": "2026-11-20T10:00:00Z", "project": "hf", "episode": "001", "kind": "judge"}
    append_json(produced.episode.folder.model_calls, {**call, "cost": "2", "currency": "USD"})
    costs = costs_of(produced.sources())
    assert (costs.actual, costs.other) == (7.75, {"USD": 2.0})


def test_cost_table_and_csv(produced_once) -> None:
    """The CSV opens in a spreadsheet: a header, one line per shot, sums that fit the status."""
    table = cost_table(produced_once.sources())
    assert table["actual"].sum() == 7.75
    lines = list(csv.DictReader(io.StringIO(cost_csv(produced_once.sources()))))
    assert [line["shot"] for line in lines] == ["S01-001", "S01-002", "S01-003", "(episode)"]
    assert (lines[3]["estimated"], lines[0]["currency"]) == ("", "CNY")
