"""The checks of a client's conduct see the offences that they are for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.ark.app import KEY, ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.conduct import double_payments, hasty_polls, leaked_keys
from tests.simulators.faults import FaultKind
from tests.simulators.server import serving
from tests.simulators.veo.vertex import BUCKET, TOKEN, VertexSimulator

TASKS = "/api/v3/contents/generations/tasks"
BODY = {"model": "doubao-seedance-2-0-260128", "content": [{"type": "text", "text": "x"}], "resolution": "480p"}


@pytest.fixture
def ark() -> Iterator[tuple[ArkSimulator, httpx.Client]]:
    """A fresh account and a client for it."""
    simulator = ArkSimulator(VirtualClock())
    with (
        serving(simulator) as base_url,
        plain_http.opened(base_url, {"Authorization": f"Bearer {KEY}"}) as client,
    ):
        yield simulator, client


def test_a_key_sent_with_a_result_link_is_seen(ark: tuple[ArkSimulator, httpx.Client]) -> None:
    """A client that shows its key to every storage host would pass all tests."""
    simulator, client = ark
    task_id = client.post(TASKS, json=BODY).json()["id"]
    simulator.clock.advance(600)
    url = client.get(f"{TASKS}/{task_id}").json()["content"]["video_url"]
    plain_http.get(url)
    assert leaked_keys(simulator) == []
    client.get(url)
    assert [line.rpartition(" ")[2] for line in leaked_keys(simulator)] == ["authorization"]


def test_a_token_belongs_to_the_bucket() -> None:
    """A good client of Vertex would be reported: its storage wants the token."""
    simulator = VertexSimulator(VirtualClock())
    simulator.buckets[BUCKET]["x"] = b"x"
    with serving(simulator) as base_url:
        url = f"{base_url}/storage/v1/b/{BUCKET}/o/x"
        assert plain_http.get(url, headers={"Authorization": f"Bearer {TOKEN}"}).is_success
    assert leaked_keys(simulator) == []


def test_hasty_polls_are_seen_for_each_job_alone(ark: tuple[ArkSimulator, httpx.Client]) -> None:
    """A client that hammers the provider would pass all tests."""
    simulator, client = ark
    first, second = (client.post(TASKS, json=BODY).json()["id"] for _ in range(2))
    client.get(f"{TASKS}/{first}")
    client.get(f"{TASKS}/{second}")
    simulator.clock.advance(5)
    client.get(f"{TASKS}/{first}")
    assert hasty_polls(simulator) == []
    simulator.clock.advance(4)
    client.get(f"{TASKS}/{first}")
    client.get(f"{TASKS}/{second}")
    assert hasty_polls(simulator) == [f"{TASKS}/{first} was polled again after 4 s"]


def test_equal_jobs_that_are_both_paid_are_seen(ark: tuple[ArkSimulator, httpx.Client]) -> None:
    """The first promise of the product would be tested by nothing."""
    simulator, client = ark
    simulator.faults.add(FaultKind.TASK_FAILED)
    for text in ("a", "b", "a"):
        client.post(TASKS, json=BODY | {"content": [{"type": "text", "text": text}]})
        simulator.clock.advance(600)
    assert double_payments(simulator) == []
    client.post(TASKS, json=BODY | {"content": [{"type": "text", "text": "b"}]})
    assert len(double_payments(simulator)) == 1
