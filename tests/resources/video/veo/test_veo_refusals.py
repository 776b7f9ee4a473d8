"""What Google refuses or loses: told in words, never paid twice, never tried blindly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from veo_house import SURFACES, OpenHouse, short

from resources.errors import MediaError, ProviderError
from resources.failures import Policy
from tests.simulators.veo.vertex import BUCKET


@pytest.mark.parametrize("surface", SURFACES)
def test_a_film_that_was_kept_back_is_a_matter_of_content(open_house: OpenHouse, surface: str) -> None:
    """Google reports success without a film: the ledger would wait, or count it as paid."""
    house = open_house(surface)
    house.simulator.faults.add("moderated_output")
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.MODERATION
    assert "Support codes: 64151117" in str(caught.value)
    assert house.budget.spent("hf/001").get("USD", Decimal(0)) == 0
    assert house.simulator.billing.total() == 0


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(
    ("fault", "policy", "told"),
    [
        ({"kind": "moderated"}, Policy.MODERATION, "Support codes: 42237218"),
        ({"kind": "task_failed", "code": "3", "message": "bad input"}, Policy.PERMANENT, "bad input"),
        (
            {
                "kind": "http_error",
                "operation": "video.submit",
                "status": 429,
                "message": "You exceeded your daily quota.",
            },
            Policy.QUOTA,
            "daily quota",
        ),
        ({"kind": "http_error", "operation": "video.submit", "status": 402}, Policy.ARREARS, "HTTP 402"),
        ({"kind": "html", "operation": "video.submit", "status": 200}, Policy.AUTH, "a web page instead of JSON"),
    ],
)
def test_a_refusal_costs_nothing_and_says_what_it_is(
    open_house: OpenHouse, surface: str, fault: dict[str, object], policy: Policy, told: str
) -> None:
    """A refused prompt would be sent again and again, or money would stay reserved for a take that never was."""
    house = open_house(surface)
    house.simulator.faults.add(**fault)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == policy
    assert told in str(caught.value)
    assert house.budget.spent("hf/001").get("USD", Decimal(0)) == 0


@pytest.mark.parametrize("surface", SURFACES)
def test_failures_of_the_moment_are_tried_again(open_house: OpenHouse, surface: str) -> None:
    """An episode would stop over a busy minute of Google's."""
    house = open_house(surface)
    house.simulator.faults.add("rate_limited", operation="video.submit")
    house.simulator.faults.add("task_failed", code="13")
    house.simulator.faults.add("http_error", operation="task.poll", status=503)
    assert house.perform(short()).state == "done"
    assert [charge.state for charge in house.simulator.billing.charges()] == ["free", "charged"]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_lost_answer_waits_for_a_person(open_house: OpenHouse, surface: str) -> None:
    """Google lists no operations: a blind second submit would pay twice."""
    house = open_house(surface)
    house.simulator.faults.add("drop_after_accept")
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            house.perform(short())
        assert caught.value.failure == Policy.AMBIGUOUS
    assert len(house.wire("video.submit")) == 1


def test_a_wrong_key_is_found_before_anything_is_sent(open_house: OpenHouse) -> None:
    """Every shot would try a key that cannot work; a key in an error text ends up in logs."""
    house = open_house("developer")
    house.environ["GEMINI_API_KEY"] = "wrong-key-of-somebody"
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "API key not valid" in str(caught.value)
    assert "wrong-key-of-somebody" not in str(caught.value)
    assert not house.wire("video.submit")


def test_an_old_token_says_how_to_get_a_new_one(open_house: OpenHouse) -> None:
    """A token from the environment lasts an hour, an episode longer: the message must say so."""
    house = open_house("vertex")
    house.environ["VERTEX_ACCESS_TOKEN"] = "ya29.yesterday"
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "VERTEX_ACCESS_TOKEN lasts about an hour" in str(caught.value)
    assert "ya29" not in str(caught.value)


def test_a_retired_model_names_those_there_are(open_house: OpenHouse) -> None:
    """A 404 would leave a person to guess which model replaced which."""
    house = open_house("developer", SPARK_VIDEO_VIDEO_MODEL="3.1-preview")
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "veo-3.1-generate-preview is not served" in str(caught.value)
    assert "out of service since 2026-10-22" in str(caught.value)
    assert "veo-3.1-fast-generate-001" in str(caught.value)


def test_a_retired_model_is_refused_by_the_submit_where_nothing_lists_models(open_house: OpenHouse) -> None:
    """A list that cannot be read would hide the reason, or stop models that do exist."""
    house = open_house("developer", SPARK_VIDEO_VIDEO_MODEL="3.1-preview")
    house.simulator.faults.add("http_error", operation="model.list", status=500, times=0)
    with pytest.raises(ProviderError, match="no longer available") as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "out of service since 2026-10-22" in str(caught.value)


def test_a_film_that_is_gone_keeps_the_job_for_a_person(open_house: OpenHouse) -> None:
    """A film is kept for two days: a later run would pay for it again without asking."""
    house = open_house("developer")
    assert house.perform(short(), timeout_s=0).state == "pending"
    house.clock.advance(49 * 3600)
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.LOST
    assert len(house.wire("video.submit")) == 1


@pytest.mark.parametrize("surface", SURFACES)
def test_what_is_no_film_is_not_taken(open_house: OpenHouse, surface: str) -> None:
    """A web page would be kept as a clip and break the cut."""
    house = open_house(surface, SPARK_VIDEO_VEO_STORAGE_URI=f"gs://{BUCKET}/films")
    house.simulator.faults.add("not_media", times=0)
    with pytest.raises(MediaError):
        house.perform(short())
    house.simulator.faults.clear()
    assert house.perform(short()).state == "done"
    assert len(house.wire("video.submit")) == 1
