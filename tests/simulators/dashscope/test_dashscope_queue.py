"""How video tasks get on at the simulated DashScope: waiting, throttling, cancelling, listing, ending badly."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from video_tasks import SUBMIT, poll, status, submit, t2v

from tests.simulators.fixtures import RunningDashScope


def test_a_task_waits_runs_and_succeeds(task_api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A client would be tested against a life of tasks that the provider does not have."""
    task_id = submit(task_api, t2v())
    waiting = poll(task_api, task_id)["output"]
    assert (waiting["task_status"], "scheduled_time" in waiting) == ("PENDING", False)
    dashscope_simulator.clock.advance(17)
    assert poll(task_api, task_id)["output"]["scheduled_time"] > waiting["submit_time"]
    assert status(task_api, task_id) == "RUNNING"
    dashscope_simulator.clock.advance(80)
    done = poll(task_api, task_id)
    assert done["output"]["task_status"] == "SUCCEEDED"
    assert done["output"]["orig_prompt"] == "a ferry"
    assert done["usage"] == {
        "duration": 3,
        "input_video_duration": 0,
        "output_video_duration": 3,
        "video_count": 1,
        "SR": 720,
        "ratio": "16:9",
    }
    dashscope_simulator.clock.advance(24 * 3600)
    assert poll(task_api, task_id)["output"] == {"task_id": task_id, "task_status": "UNKNOWN"}


def test_five_run_and_the_others_wait_their_turn(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Scheduling would be measured on a provider that runs everything at once."""
    dashscope_simulator.simulator.render_s = 60.0
    tasks = []
    for _ in range(7):
        tasks.append(submit(task_api, t2v()))
        dashscope_simulator.clock.advance(1)
    states = [status(task_api, task) for task in tasks]
    assert states == ["RUNNING"] * 5 + ["PENDING"] * 2
    dashscope_simulator.clock.advance(54)
    assert [status(task_api, task) for task in tasks].count("SUCCEEDED") == 2
    assert status(task_api, tasks[6]) == "RUNNING"
    dashscope_simulator.clock.advance(70)
    assert {status(task_api, task) for task in tasks} == {"SUCCEEDED"}


def test_too_many_requests_are_turned_away_until_time_passes(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Back-off would never be exercised, or never come to an end."""
    answers = [task_api.post(SUBMIT, json=t2v()) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[5].json()["code"] == "Throttling.RateQuota"
    dashscope_simulator.clock.advance(1)
    assert task_api.post(SUBMIT, json=t2v()).status_code == 200
    polls = [task_api.get("/api/v1/tasks/x").status_code for _ in range(21)]
    assert polls == [200] * 20 + [429]


def test_a_full_queue_turns_submits_away(task_api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A batch that is larger than the provider's queue would be lost in silence."""
    dashscope_simulator.simulator.tasks.queue_length = 2
    dashscope_simulator.simulator.account.limited = False
    dashscope_simulator.simulator.render_s = 60.0
    answers = [task_api.post(SUBMIT, json=t2v()) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 7 + [429]
    assert answers[7].json()["code"] == "Throttling"
    assert len(dashscope_simulator.simulator.billing.charges()) == 7
    assert task_api.post(SUBMIT, json=t2v(model="wan2.7-t2v")).status_code == 200


def test_only_waiting_tasks_are_cancelled(task_api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Stopping an episode would seem to save money that is spent."""
    first = submit(task_api, t2v())
    assert task_api.post(f"/api/v1/tasks/{first}/cancel").status_code == 200
    assert status(task_api, first) == "CANCELED"
    second = submit(task_api, t2v())
    dashscope_simulator.clock.advance(17)
    refused = task_api.post(f"/api/v1/tasks/{second}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (400, "UnsupportedOperation")
    dashscope_simulator.clock.advance(100)
    assert [charge.state for charge in dashscope_simulator.simulator.billing.charges()] == ["free", "charged"]


def test_the_list_finds_tasks_by_model_time_and_state(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A job whose answer was lost could not be found again."""
    lost = submit(task_api, t2v())
    dashscope_simulator.clock.advance(3600)
    later = submit(task_api, t2v(model="wan2.7-t2v"))
    everything = task_api.get("/api/v1/tasks").json()
    assert [line["task_id"] for line in everything["data"]] == [later, lost]
    assert everything["total"] == 2
    by_model = task_api.get("/api/v1/tasks/", params={"model_name": "happyhorse-1.0-t2v"}).json()["data"]
    assert [(line["task_id"], line["status"]) for line in by_model] == [(lost, "SUCCEEDED")]
    assert by_model[0]["end_time"] - by_model[0]["start_time"] == 79_000
    early = {"start_time": "20261120105900", "end_time": "20261120110100"}
    assert [line["task_id"] for line in task_api.get("/api/v1/tasks", params=early).json()["data"]] == [lost]
    assert (
        task_api.get("/api/v1/tasks", params={"page_no": "2", "page_size": "1"}).json()["data"][0]["task_id"]
        == lost
    )
    wide = {"start_time": "20261118000000", "end_time": "20261120000000"}
    assert task_api.get("/api/v1/tasks", params=wide).status_code == 400
    others = task_api.get("/api/v1/tasks", headers={"Authorization": "Bearer sk-other"}).json()
    assert others["data"] == []


@pytest.mark.parametrize(
    ("fault", "expected", "cost"),
    [
        ({"kind": "task_failed", "code": "InternalError.Algo"}, ("FAILED", "InternalError.Algo"), "free"),
        ({"kind": "moderated_output"}, ("FAILED", "DataInspectionFailed"), "free"),
        ({"kind": "task_expired"}, ("FAILED", "InternalError.Timeout"), "free"),
        ({"kind": "task_unknown"}, ("UNKNOWN", None), "accepted"),
        ({"kind": "task_stuck"}, ("FAILED", "InternalError.Timeout"), "free"),
    ],
)
def test_tasks_that_end_badly(
    task_api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    fault: dict[str, Any],
    expected: tuple[str, str | None],
    cost: str,
) -> None:
    """What a provider does on a bad day could not be rehearsed, or would be billed although it is free."""
    dashscope_simulator.simulator.faults.add(**fault)
    task_id = submit(task_api, t2v())
    dashscope_simulator.clock.advance(4 * 3600)
    output = poll(task_api, task_id)["output"]
    assert (output["task_status"], output.get("code")) == expected
    assert [charge.state for charge in dashscope_simulator.simulator.billing.charges()] == [cost]
