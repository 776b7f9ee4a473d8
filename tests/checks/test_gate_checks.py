"""The gate checks as the web UI shows them: severity, words and the command to type, for every state of a gate."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import dagster as dg
import pytest
from dagster_house import in_memory
from scripted_studio import Studio, shot_of, studio_of

from resources.atomic import write_text
from resources.episode_store import EpisodeStore
from sensors.notify import failure_told
from spark_video_assets.checks.gates import GATE_ASSETS, GATE_CHECKS, ready_result, signed_result
from spark_video_assets.checks.sign_off import evaluation
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import record_done
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.gates import GATES

ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


def decide(studio: Studio, decision: Literal["approve", "reject"], note: str = "") -> None:
    sign(look(studio), "render", decision, note=note, by="Mia", at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))


@pytest.fixture
def shot(tmp_path: Path) -> Studio:
    """One shot with a winner and its dailies."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.shoot()
    episode = studio.episode
    table = dailies_of(episode.storyboard(), episode.states(), episode.escalation(), 7.0)
    episode.save(table, episode.folder.dailies)
    record_done(look(studio), look(studio), "dailies")
    return studio


def test_a_waiting_gate_warns_and_names_the_command(shot: Studio) -> None:
    """A run that did all its work would be shown as failed because nobody has looked yet."""
    result = signed_result("render", look(shot))
    assert (result.passed, result.severity) == (False, WARN)
    assert result.description == "waiting for sign-off: are these the takes?"


def test_an_approved_gate_passes_until_something_changes(shot: Studio) -> None:
    """The UI would show a gate as signed for content that nobody saw."""
    decide(shot, "approve")
    assert signed_result("render", look(shot)).passed
    shot.episode.folder.winner_clip("S01-001").write_bytes(b"another")
    stale = signed_result("render", look(shot))
    assert (stale.passed, stale.severity) == (False, WARN)
    assert "changed since it was signed: winner S01-001" in (stale.description or "")


def test_a_rejected_gate_is_an_error_with_its_note(shot: Studio) -> None:
    """The note of a rejection would not reach those who redo the work."""
    decide(shot, "reject", "the lamp is off")
    result = signed_result("render", look(shot))
    assert (result.passed, result.severity, result.description) == (False, ERROR, "rejected: the lamp is off")
    recorded = evaluation("render", look(shot))
    assert (recorded.passed, recorded.severity, recorded.partition) == (False, ERROR, "hf/001")
    assert recorded.check_name in {spec.name for check in GATE_CHECKS for spec in check.check_specs}
    assert recorded.asset_key == dg.AssetKey(GATE_ASSETS["render"])


def test_the_verifier_tells_errors_from_warnings(shot: Studio) -> None:
    """A lint warning would stop the film, or a missing clip not."""
    assert (ready_result("render", look(shot)).passed, ready_result("render", look(shot)).severity) == (True, WARN)
    shot.episode.folder.winner_clip("S01-001").unlink()
    closed = ready_result("render", look(shot))
    assert (closed.passed, closed.severity) == (False, ERROR)
    assert "S01-001.mp4 is missing" in str(closed.metadata["checks"].value)


def test_text_of_users_cannot_break_the_table(shot: Studio) -> None:
    """A prompt or name with markup would run in the browser of whoever opens the check."""
    board = shot.episode.storyboard()
    hostile = board.shots[0].model_copy(update={"scene": "<img src=x onerror=alert(1)>|`"})
    shot.episode.save(board.model_copy(update={"shots": [hostile]}), shot.episode.folder.storyboard)
    write_text(shot.episode.folder.render_plan, "{ <script>")
    table = str(ready_result("storyboard", look(shot)).metadata["checks"].value)
    assert "<script>" not in table
    assert "<img" not in table


def test_every_gate_has_both_checks_on_the_asset_that_completes_it() -> None:
    """A gate without one of its checks would let pass what it stands for."""
    specs = [spec for check in GATE_CHECKS for spec in check.check_specs]
    assert [(s.asset_key.to_user_string(), s.name) for s in specs] == [
        (GATE_ASSETS[gate], f"gate_{number}_{gate}_{kind}")
        for number, gate in enumerate(GATES, 1)
        for kind in ("ready", "signed_off")
    ]
    assert all(spec.blocking for spec in specs)


def test_a_run_that_ends_at_a_gate_says_what_happened_there(shot: Studio) -> None:
    """The run's page would say "1 blocking asset check failed with ERROR severity" of a person's decision."""
    decide(shot, "reject", "the lamp is off")

    @dg.asset(name="dailies", partitions_def=EPISODES)
    def dailies() -> None:
        """Stands for the real one."""

    @dg.asset(deps=[dailies], partitions_def=EPISODES)
    def film() -> None:
        """Behind the gate."""

    instance = in_memory()
    instance.add_dynamic_partitions("episode", ["hf/001"])
    store = EpisodeStore(projects_root=str(shot.episode.folder.root.path))
    (check,) = (c for c in GATE_CHECKS if next(iter(c.check_specs)).name == "gate_3_render_signed_off")
    run = dg.materialize(
        [dailies, film, check],
        partition_key="hf/001",
        instance=instance,
        resources={"store": store},
        raise_on_error=False,
    )
    told = failure_told([event for event in run.all_events if event.is_step_failure])
    assert told.gate_closed
    assert told.words.startswith(
        "hf/001: gate 3 (render) was rejected by Mia: the lamp is off. What was made is kept"
    )
    assert "spark-video approve hf 001 render" in told.words
    (recorded,) = run.get_asset_check_evaluations()
    assert (recorded.passed, recorded.description) == (False, "rejected: the lamp is off")
    assert not run.asset_materializations_for_node("film")
    key = dg.AssetCheckKey(dg.AssetKey("dailies"), recorded.check_name)
    (record,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=5)
    assert record.status.value == "FAILED"
