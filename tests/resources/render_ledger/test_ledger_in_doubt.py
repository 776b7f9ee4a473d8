"""Nobody knows whether the provider took the job: the list is asked, then a person, and nothing is sent on a guess."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from ledger_stage import POINTS, Crash, FakeProvider, Stage, Task, take

from resources.errors import NotFound, ProviderError, UsageError
from resources.failures import Policy

ALWAYS = 99


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
    stage.house.fetch_faults = ["expired"] * ALWAYS
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            stage.run(take())
        assert caught.value.failure == Policy.LOST
    stage.house.fetch_faults = []
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
    stage.house.fetch_faults = ["expired"] * ALWAYS
    with pytest.raises(ProviderError):
        stage.run(take())
    stage.ledger().resolve(done.job_id, "drop", budget=stage.purse, by="Ana")
    assert stage.reserved_or_spent() == Decimal("3.6")


def test_a_task_unknown_for_a_day_is_lost_not_waited_for(stage: Stage) -> None:
    """Guards against polling for ever for a task that the provider has forgotten."""
    with pytest.raises(Crash):
        stage.run(take(), crash="after_handle")
    stage.clock.seconds += 25 * 3600
    stage.house.poll_faults = ["unknown"] * ALWAYS
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.LOST


@pytest.mark.parametrize("fault", ["not found", "unknown"])
def test_a_server_that_has_not_heard_of_a_paid_job_is_asked_again(stage: Stage, fault: str) -> None:
    """Guards against an episode that stops because a replica, or a wrong route, did not know a fresh job for minutes."""
    stage.house.poll_faults = [fault] * 6
    told: list[str] = []
    assert stage.run(take(), tell=told.append).state == "done"
    assert stage.house.calls.count("submit") == 1
    if fault == "not found":
        (words,) = told
        assert "job not found yet, asking again until 12:10 UTC at least" in words
    (view,) = stage.ledger().jobs()
    assert (view.phase, view.message) == ("done", "")


def test_what_is_not_found_for_ten_minutes_is_lost_over_restarts(stage: Stage) -> None:
    """Guards against a count that begins anew with each process, and against one that a single answer brings to its end."""
    stage.house.poll_faults = ["not found"] * ALWAYS
    for looks in range(1, 5):
        outcome = stage.run(take(), timeout_s=0)
        assert outcome.state == "pending"
        assert "not found yet" in outcome.message
        assert len(stage.house.calls) == 1 + looks
        stage.clock.seconds += 200
    with pytest.raises(ProviderError, match="5 answers in a row since 2026-11-20 12:00 UTC") as caught:
        stage.run(take(), timeout_s=0)
    assert caught.value.failure == Policy.LOST


def test_one_answer_between_ends_the_count(stage: Stage) -> None:
    """Guards against answers of a whole day that add up: two servers of which one does not know the job."""
    for fault in ["not found", "not found", "", "not found"] * 4:
        stage.house.poll_faults = [fault]
        stage.house.polls_until_done = ALWAYS
        assert stage.run(take(), timeout_s=0).state == "pending"
        stage.clock.seconds += 900


def test_a_link_that_is_gone_is_asked_for_anew(stage: Stage) -> None:
    """Guards against a paid film that is given up although the provider would sign another link."""
    stage.house.fetch_faults = ["expired"] * 3
    assert stage.run(take()).state == "done"
    assert stage.house.calls == ["submit", "poll", "poll", "fetch", "fetch", "fetch", "fetch"]


def test_a_lost_job_can_be_asked_for_again_without_paying(stage: Stage) -> None:
    """Guards against a film that came back at the provider and can only be had by paying for another."""
    stage.house.fetch_faults = ["expired"] * ALWAYS
    with pytest.raises(ProviderError):
        stage.run(take())
    (view,) = stage.ledger().jobs()
    stage.house.fetch_faults = ["expired"]
    assert stage.ledger().resolve(view.job_id, "look_again", budget=stage.purse, by="Ana").phase == "running"
    with pytest.raises(UsageError, match="only one that is lost"):
        stage.ledger().resolve(view.job_id, "look_again", budget=stage.purse, by="Ana")
    assert stage.run(take()).state == "done"
    assert stage.house.calls.count("submit") == 1
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_adopting_a_jobs_own_id_keeps_what_the_submit_told(stage: Stage) -> None:
    """Guards against a film that came with the submit's answer and is thrown away by a person who names its id."""
    stage.house.fetch_faults = ["expired"] * ALWAYS
    with pytest.raises(ProviderError):
        stage.run(take())
    (view,) = stage.ledger().jobs()
    stage.house.fetch_faults = []
    stage.ledger().resolve(view.job_id, "adopt", budget=stage.purse, by="Ana", handle=view.handle)
    outcome = stage.run(take())
    assert outcome.handle is not None
    assert outcome.handle.answer == {"told": "at the submit"}


def test_decisions_need_an_open_job(stage: Stage) -> None:
    """Guards against a person's typing error reopening a settled job."""
    done = stage.run(take())
    with pytest.raises(UsageError):
        stage.ledger().resolve(done.job_id, "resubmit", budget=stage.purse, by="Ana")
    with pytest.raises(NotFound):
        stage.ledger().resolve("S09-001-ver1-00000000", "drop", budget=stage.purse, by="Ana")
