"""Nobody knows whether the provider took the job: the list is asked, then a person, and nothing is sent on a guess."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from ledger_stage import POINTS, Crash, FakeProvider, Stage, Task, take

from resources.errors import NotFound, ProviderError, UsageError
from resources.failures import Policy


@pytest.mark.parametrize("point", POINTS)
def test_without_a_list_doubt_goes_to_a_person(stage: Stage, point: str) -> None:
    """Guards against resubmitting blindly at a provider that cannot list its jobs."""
    with pytest.raises(Crash):
        stage.run(take(), crash=point, provider=FakeProvider(stage.house, can_list=False))
    for _ in range(2):
        provider = FakeProvider(stage.house, can_list=False)
        if point in {"before_submit", "after_submit"}:
            with pytest.raises(ProviderError) as caught:
                stage.run(take(), provider=provider)
            assert caught.value.failure == Policy.AMBIGUOUS
            assert "spark-video jobs" in (caught.value.next_command or "")
        else:
            assert stage.run(take(), provider=provider).state == "done"
    assert len(stage.house.tasks) <= 1


def test_lost_answer_is_found_in_the_providers_list(stage: Stage) -> None:
    """Guards against a dropped connection after an accepted submit costing a second job."""
    stage.house.submit_faults = ["dropped after"]
    outcome = stage.run(take())
    assert outcome.state == "done"
    assert stage.house.calls.count("submit") == 1


def test_late_listing_is_found_by_the_next_run(stage: Stage) -> None:
    """Guards against an ambiguous job staying one after the provider's list has caught up."""
    stage.house.submit_faults = ["dropped before"]
    with pytest.raises(ProviderError):
        stage.run(take())
    stage.house.tasks["late"] = Task("late", take().prompt, stage.clock.now())
    outcome = stage.run(take())
    assert outcome.handle is not None
    assert outcome.handle.job_id == "late"
    assert stage.house.calls.count("submit") == 1


def test_two_lost_submits_are_never_mixed_up(stage: Stage) -> None:
    """Guards against adopting the other shot's task when the provider's list cannot tell them apart."""
    stage.house.match_prompt = False
    one, other = take("one", shot="S01-001"), take("other", shot="S01-002")
    stage.house.submit_faults = ["dropped before"]
    with pytest.raises(ProviderError):
        stage.run(one)
    stage.house.submit_faults = ["dropped after"]
    with pytest.raises(ProviderError) as caught:
        stage.run(other)
    assert "could also be" in caught.value.problem
    stage.ledger().resolve(
        next(v.job_id for v in stage.ledger().jobs() if v.shot_id == "S01-002"),
        "adopt",
        budget=stage.purse,
        by="Ana",
        handle="task-1",
    )
    outcome = stage.run(other)
    assert outcome.result is not None
    assert outcome.result.clip.read_bytes() == b"film of other"
    with pytest.raises(ProviderError):
        stage.run(one)
    assert len(stage.house.tasks) == 1


def test_a_submit_that_runs_meanwhile_is_not_taken_for_the_lost_one(stage: Stage) -> None:
    """Guards against one shot adopting the task that another process submits while it looks for its own."""
    stage.house.match_prompt = False

    def another_process() -> None:
        stage.house.on_list = lambda: None

        def submits() -> None:
            with pytest.raises(Crash):
                stage.run(take("other", shot="S01-002"), crash="after_handle")

        thread = threading.Thread(target=submits)
        thread.start()
        thread.join()

    stage.house.submit_faults = ["dropped before"]
    stage.house.on_list = another_process
    with pytest.raises(ProviderError, match="unknown whether the provider accepted"):
        stage.run(take("one"))
    assert stage.house.billed("other") == 1
    one, other = stage.ledger().jobs()
    assert (one.handle, other.handle) == (None, "task-1")


def test_two_candidates_are_a_persons_choice(stage: Stage) -> None:
    """Guards against picking one of several tasks by chance and delivering a stranger's film."""
    stage.house.match_prompt = False
    stage.house.submit_faults = ["dropped after"]
    stage.house.tasks["elsewhere"] = Task("elsewhere", "made in the console", stage.clock.now())
    with pytest.raises(ProviderError, match="lists 2 tasks"):
        stage.run(take())
    assert stage.house.calls.count("submit") == 1


def test_a_task_that_failed_before_is_not_taken_for_the_lost_one(stage: Stage) -> None:
    """Guards against adopting the failed first try of the same take after its second submit got lost."""
    stage.house.submit_faults = ["InternalError", "dropped before"]
    with pytest.raises(ProviderError, match="lists 0 tasks"):
        stage.run(take())


def test_an_expired_result_waits_for_a_person(stage: Stage) -> None:
    """Guards against silently paying again for a film whose link ran out."""
    stage.house.fetch_faults = ["expired"]
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            stage.run(take())
        assert caught.value.failure == Policy.LOST
    (view,) = stage.ledger().jobs()
    stage.ledger().resolve(view.job_id, "drop", budget=stage.purse, by="Ana")
    assert stage.reserved_or_spent() == Decimal("4.5")
    assert stage.run(take()).state == "done"
    assert stage.reserved_or_spent() == Decimal(9)


def test_dropping_a_settled_job_keeps_what_it_cost(stage: Stage) -> None:
    """Guards against booking the quote over the bill, when a paid clip was deleted and its link has run out since."""
    stage.house.billed_s = 4
    done = stage.run(take())
    assert done.result is not None
    done.result.clip.unlink()
    stage.house.fetch_faults = ["expired"]
    with pytest.raises(ProviderError):
        stage.run(take())
    stage.ledger().resolve(done.job_id, "drop", budget=stage.purse, by="Ana")
    assert stage.reserved_or_spent() == Decimal("3.6")


def test_a_task_unknown_for_a_day_is_lost_not_waited_for(stage: Stage) -> None:
    """Guards against polling for ever for a task that the provider has forgotten."""
    with pytest.raises(Crash):
        stage.run(take(), crash="after_handle")
    stage.clock.seconds += 25 * 3600
    stage.house.poll_faults = ["unknown"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.LOST


def test_decisions_need_an_open_job(stage: Stage) -> None:
    """Guards against a person's typing error reopening a settled job."""
    done = stage.run(take())
    with pytest.raises(UsageError):
        stage.ledger().resolve(done.job_id, "resubmit", budget=stage.purse, by="Ana")
    with pytest.raises(NotFound):
        stage.ledger().resolve("S09-001-ver1-00000000", "drop", budget=stage.purse, by="Ana")
