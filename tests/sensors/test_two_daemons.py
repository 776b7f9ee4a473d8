"""Two daemons on one projects folder, and a clock that jumps: nothing is done twice, nothing gets stuck, people see why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import pytest
from daemon import Daemon
from dagster_house import House, open_house
from tiny_episode import write_tiny_episode

from resources.lease import EpisodeLease, LeaseOwner
from sensors import asking

HOURS = 3600.0


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds by which the sensors' clock is off."""
    off = [0.0]
    right = asking.time.time
    monkeypatch.setattr(asking.time, "time", lambda: right() + off[0])
    return off


def last_words(house: House) -> str:
    """What the newest run failed with."""
    run = house.instance.get_runs(limit=1)[0]
    return str(house.instance.all_logs(run.run_id))


def test_the_daemon_that_comes_second_is_refused_and_goes_on_later(tmp_path: Path, jump: list[float]) -> None:
    """Two laptops on a shared folder would write over each other; or the second give up because the first is at work."""
    write_tiny_episode(tmp_path)
    here, there = open_house(tmp_path), open_house(tmp_path)
    (mine,), (theirs,) = Daemon(there, "producer").tick(), (daemon := Daemon(here, "producer")).tick()
    assert mine.run_key == theirs.run_key
    owner = LeaseOwner.this_process("their daemon").model_copy(update={"host": "another-machine"})
    with EpisodeLease(here.episode.folder, owner):
        assert not daemon.carry_out(theirs)
        assert "their daemon" in last_words(here)
        jump[0] = 5 * HOURS
        assert daemon.tick() == []
    jump[0] = 0.0
    assert daemon.tick() == []
    jump[0] = -5 * HOURS
    (again,) = daemon.tick()
    assert again.tags["spark_video/try"] == "2"
    with EpisodeLease(here.episode.folder, owner):
        assert not daemon.carry_out(again)
    jump[0] = 9 * HOURS
    (third,) = daemon.tick()
    assert third.tags["spark_video/try"] == "3"
    assert not here.episode.folder.driver_lease.exists()


def test_two_ticks_at_the_same_moment_ask_for_one_run(tmp_path: Path) -> None:
    """A daemon that is started twice on one DAGSTER_HOME would do everything twice, or trip over the other one's writes."""
    write_tiny_episode(tmp_path)
    house = open_house(tmp_path)
    with dg.instance_for_test() as instance, ThreadPoolExecutor(4) as pool:
        shared = House(house.root, house.defs, instance)
        ticks = [pool.submit(Daemon(shared, "producer").tick) for _ in range(4)]
        asked = {request.run_key for tick in ticks for request in tick.result()}
    assert len(asked) == 1
