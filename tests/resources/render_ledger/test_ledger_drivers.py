"""Who drives a job: left running, interrupted, cancelled, driven by two at once."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_stage import Crash, CrashAt, FakeProvider, Stage, take

from resources.call_log import CallLog
from resources.errors import EpisodeBusy, ProviderError, StorageError
from resources.failures import Policy
from resources.render_ledger import Phase, RenderLedger, job_folder
from resources.render_ledger.desk import CommissionDesk, Delivered
from resources.render_ledger.slots import ProviderSlots


@pytest.mark.parametrize("crash", [None, "after_download"])
def test_the_call_log_counts_a_take_once(stage: Stage, crash: str | None) -> None:
    """Guards against a take that costs twice in the log when its clip is fetched again, or nothing after a crash."""
    log = CallLog(stage.folder, stage.clock)

    def ordered(ledger: RenderLedger) -> Delivered:
        desk = CommissionDesk(
            ledger, stage.purse, ProviderSlots(stage.folder.root.path / "slots", stage.clock), log
        )
        return asyncio.run(desk.order(take(), FakeProvider(stage.house)))

    if crash:
        with pytest.raises(Crash):
            ordered(stage.ledger(CrashAt(crash)))
    else:
        ordered(stage.ledger()).result.clip.unlink()
    assert ordered(stage.ledger()).paid == Decimal("4.5")
    assert sum(call.cost or 0 for call in log.calls()) == Decimal("4.5")


def test_a_slow_job_is_left_running_and_picked_up(stage: Stage) -> None:
    """Guards against a wait that ends being taken for a failure and paid again."""
    stage.house.polls_until_done = 40
    pending = stage.run(take(), timeout_s=60)
    assert pending.state == "pending"
    assert pending.result is None
    assert stage.run(take(), timeout_s=3600).state == "done"
    assert stage.house.calls.count("submit") == 1


def test_interrupting_a_submit_still_takes_down_its_answer(stage: Stage) -> None:
    """Guards against Ctrl-C at the worst moment leaving an ambiguous paid job."""
    stage.house.submit_faults = ["slow answer"]

    async def interrupted() -> None:
        accepted = asyncio.Event()
        stage.house.on_accept = accepted.set
        job = asyncio.ensure_future(
            stage.ledger().perform(take(), FakeProvider(stage.house, can_list=False), budget=stage.purse)
        )
        await accepted.wait()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job

    asyncio.run(interrupted())
    assert stage.run(take(), provider=FakeProvider(stage.house, can_list=False)).state == "done"
    assert len(stage.house.tasks) == 1


def _full_disk(monkeypatch: pytest.MonkeyPatch, kind: str, lines: int) -> None:
    """So many lines of this kind do not fit on the disk; then there is room again."""
    write, refused = job_folder.append_json, iter(range(lines))

    def on_a_full_disk(path: Path, record: dict[str, object]) -> None:
        if record["kind"] == kind and next(refused, None) is not None:
            raise StorageError("cannot be written: the disk is full", where=str(path))
        write(path, record)

    monkeypatch.setattr(job_folder, "append_json", on_a_full_disk)


def test_a_handle_outlasts_a_full_disk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against losing the only name of a paid job because the disk was full for a moment, or telling nobody."""
    _full_disk(monkeypatch, "submitted", 3)
    assert stage.run(take(), provider=FakeProvider(stage.house, can_list=False)).state == "done"
    _full_disk(monkeypatch, "submitted", 99)
    with pytest.raises(ProviderError, match=r"task-2.*the disk is full") as caught:
        stage.run(take("another"), provider=FakeProvider(stage.house, can_list=False))
    assert caught.value.failure == Policy.AMBIGUOUS
    assert len(stage.house.tasks) == 2


@pytest.mark.parametrize(("fault", "phase"), [("slow answer", Phase.RUNNING), ("slow refusal", Phase.FAILED)])
def test_an_interrupted_submit_is_never_in_doubt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: str, phase: Phase
) -> None:
    """Guards against Ctrl-C while the disk is full closing a paid job as failed, and a refusal needing a person."""
    stage.house.submit_faults = [fault]
    _full_disk(monkeypatch, "submitted", 1)

    async def interrupted() -> None:
        reached = asyncio.Event()
        stage.house.on_accept = reached.set
        provider = FakeProvider(stage.house, can_list=False)
        job = asyncio.ensure_future(stage.ledger().perform(take(), provider, budget=stage.purse))
        await reached.wait()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job

    asyncio.run(interrupted())
    (view,) = stage.ledger().jobs()
    assert view.phase is phase
    assert bool(stage.reserved_or_spent()) == (phase is Phase.RUNNING)


def test_cancelling_frees_the_money_only_when_the_provider_stopped(stage: Stage) -> None:
    """Guards against counting a job as stopped that runs on and is billed."""
    stage.house.polls_until_done = 99
    running_on = stage.run(take(), cancelled=lambda: bool(stage.house.tasks))
    assert running_on.state == "pending"
    assert stage.reserved_or_spent() == Decimal("4.5")
    stopped = stage.run(take(), provider=FakeProvider(stage.house, can_cancel=True), cancelled=lambda: True)
    assert stopped.state == "cancelled"
    assert stage.reserved_or_spent() == 0
    assert stage.run(take("never sent"), cancelled=lambda: True).state == "cancelled"
    assert not stage.house.tasks


def test_two_drivers_of_one_job_exclude_each_other(stage: Stage) -> None:
    """Guards against the daemon and a person both submitting the same take."""

    async def both() -> list[object]:
        return await asyncio.gather(
            *(stage.ledger().perform(take(), FakeProvider(stage.house), budget=stage.purse) for _ in range(2)),
            return_exceptions=True,
        )

    answers = asyncio.run(both())
    assert sum(isinstance(answer, EpisodeBusy) for answer in answers) == 1
    assert len(stage.house.tasks) == 1
