"""Moderation, refused accounts, caps and judges that cannot run: who is asked instead, and what is not tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted_studio import shot_of, studio_of
from shooting_day import ONE, TWO, edit_board, no_judge, state

from resources.errors import BudgetStop, ProviderError, SparkVideoError
from resources.failures import Policy


def test_a_judge_that_cannot_run_burns_no_round_and_is_asked_again(tmp_path: Path) -> None:
    """An outage of the judge would use up takes, or a finished clip would be rendered (and paid) again."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.marks = {(ONE, 1): no_judge()}
    report = studio.shoot()
    assert report.unjudged == [ONE]
    assert len(studio.judge.asked) == 2
    assert (state(studio).rounds_used, state(studio).winner) == (0, None)
    studio.judge.marks = {}
    assert studio.shoot().won == [ONE]
    assert studio.renderer.takes() == [(ONE, 1)]
    assert [t.version for t in state(studio).attempts] == [1]


def test_a_budget_stop_starts_nothing_more_and_keeps_what_is_finished(tmp_path: Path) -> None:
    """Over the cap, other chain groups would go on spending; or their finished takes be lost."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True), shot_of(3), shot_of(4))
    studio.max_groups = 1
    studio.renderer.refusals = {(TWO, 1): BudgetStop("over the cap")}
    with pytest.raises(BudgetStop):
        studio.shoot()
    assert studio.renderer.takes() == [(ONE, 1), (TWO, 1)]
    assert state(studio).winner_version == 1
    assert state(studio, TWO).attempts == []


def test_failures_of_documents_stop_before_anything_is_rendered(tmp_path: Path) -> None:
    """A storyboard that cannot be read would be half shot."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.episode.folder.storyboard.write_text("{", encoding="utf-8")
    with pytest.raises(SparkVideoError):
        studio.unit()
    assert studio.renderer.asked == []


def refused(words: str = "inappropriate content") -> ProviderError:
    return ProviderError(words, failure=Policy.MODERATION)


def test_refused_content_goes_to_the_doctor_not_to_a_blind_retry(tmp_path: Path) -> None:
    """The same refused words would be sent again and again, or a harmless shot would wait for a person."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.renderer.refusals = {(ONE, 1): refused()}
    assert studio.shoot().won == [ONE]
    prompts = [request.prompt for request in studio.renderer.asked]
    assert len(set(prompts)) == 2
    assert "inappropriate content" in prompts[1]
    shot = state(studio)
    assert [(t.version, t.status, t.failure) for t in shot.attempts] == [
        (1, "FAILED", "moderation"),
        (2, "SUCCEEDED", None),
    ]
    assert shot.rounds_used == 0


def test_content_refused_in_every_wording_waits_for_a_person(tmp_path: Path) -> None:
    """A shot that moderation will never let pass would be worded anew for ever, at every run."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.renderer.refusals = {(ONE, take): refused() for take in range(1, 9)}
    report = studio.shoot()
    assert report.won == [TWO]
    assert "change the shot's prompt" in str(report.failed[ONE])
    asked = len(studio.renderer.asked)
    assert asked == 4
    assert ONE in studio.shoot().failed
    assert len(studio.renderer.asked) == asked
    edit_board(studio, ONE, prompt="Something else entirely.")
    studio.renderer.refusals = {}
    assert studio.shoot().won == [ONE]


@pytest.mark.parametrize("policy", [Policy.AUTH, Policy.QUOTA, Policy.ARREARS])
def test_a_refused_account_stops_the_episode_with_one_message(tmp_path: Path, policy: Policy) -> None:
    """Forty shots would fail one by one with the same message, each after its own round of tries."""
    studio = studio_of(tmp_path, *(shot_of(number) for number in range(1, 9)))
    studio.max_groups = 2
    said_no = ProviderError("this account may not", failure=policy)
    studio.renderer.refusals = {(f"S01-{n:03d}", 1): said_no for n in range(1, 9)}
    with pytest.raises(ProviderError, match="may not"):
        studio.shoot()
    assert len(studio.renderer.asked) <= 2
    assert state(studio).attempts == []
    studio.renderer.refusals = {}
    assert len(studio.shoot().won) == 8
    assert {take for _, take in studio.renderer.takes()} == {1}


@pytest.mark.parametrize("error", [BudgetStop("over the cap"), ProviderError("no key", failure=Policy.AUTH)])
def test_a_judge_that_may_not_be_paid_stops_the_episode_and_loses_no_take(
    tmp_path: Path, error: SparkVideoError
) -> None:
    """Every shot would end unjudged with its clip paid for, and each judge be asked twice beyond the cap."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.max_groups = 1
    studio.judge.marks = {(ONE, 1): error}
    with pytest.raises(type(error)):
        studio.shoot()
    assert len(studio.judge.asked) == 1
    studio.judge.marks = {}
    assert sorted(studio.shoot().won) == [ONE, TWO]
    assert {take for _, take in studio.renderer.takes()} == {1}
