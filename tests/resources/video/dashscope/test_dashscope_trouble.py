"""What goes wrong at DashScope, over real sockets: nothing is paid twice or lost, and every message says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from paid_takes import House, take

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy
from resources.video.base import Handle, RenderRequest
from tests.simulators.dashscope.app import DashScopeSimulator

OpenHouse = Callable[..., House]
HOUR_S = 3600.0


def asked(**changes: Any) -> RenderRequest:
    """Three seconds at 720P, HappyHorse's shortest."""
    return take(**{"resolution": "720P", "duration_s": 3, **changes})


def failure_of(house: House, request: RenderRequest, **options: Any) -> ProviderError:
    """The error that a take ends with."""
    with pytest.raises(ProviderError) as caught:
        house.perform(request, **options)
    return caught.value


def submitted_elsewhere(house: House, request: RenderRequest) -> None:
    """Another program of the same account submits the same sort of job."""

    async def sent() -> None:
        provider = house.provider()
        await provider.submit(await provider.prepare(request))
        await provider.aclose()

    asyncio.run(sent())


def test_a_lost_answer_is_found_in_the_list(house: House) -> None:
    """Guards against paying again for a job whose answer never arrived."""
    house.simulator.faults.add("drop_after_accept", operation="video.submit")
    outcome = house.perform(asked())
    assert outcome.state == "done"
    assert len(house.wire("video.submit")) == 1
    assert house.simulator.billing.total() == Decimal("2.7") == outcome.cost


def test_later_tasks_of_the_account_are_not_taken_for_a_lost_one(house: House) -> None:
    """Guards against adopting, or being confused by, what another program ordered an hour later."""
    house.simulator.faults.add("drop_after_accept", operation="video.submit")
    house.simulator.faults.add("http_error", operation="task.list", status=500)
    assert failure_of(house, asked()).failure == Policy.TRANSIENT
    house.clock.advance(HOUR_S)
    submitted_elsewhere(house, asked(prompt="Something else."))
    outcome = house.perform(asked())
    assert outcome.state == "done"
    mine, theirs = house.simulator.billing.charges()
    assert outcome.handle is not None
    assert (outcome.handle.job_id, theirs.detail["prompt"]) == (mine.job, "Something else.")


def test_two_tasks_that_could_be_it_are_left_to_a_person(house: House) -> None:
    """Guards against guessing which of two paid tasks is ours."""
    house.simulator.faults.add("drop_after_accept", operation="video.submit")
    house.simulator.faults.add("http_error", operation="task.list", status=500)
    failure_of(house, asked())
    submitted_elsewhere(house, asked(prompt="Something else."))
    error = failure_of(house, asked())
    assert error.failure == Policy.AMBIGUOUS
    assert "2 tasks that could be this job" in str(error)
    assert "spark-video jobs" in str(error)
    assert len(house.wire("video.submit")) == 2


def test_a_drop_before_the_answer_without_a_task_is_no_job(house: House) -> None:
    """Guards against a doubt that a person must settle although the list could tell."""
    house.simulator.faults.add("drop_before_accept", operation="video.submit")
    error = failure_of(house, asked())
    assert error.failure == Policy.AMBIGUOUS
    assert not house.simulator.billing.charges()


def test_a_link_that_ran_out_is_lost_not_paid_again(house: House) -> None:
    """Guards against a second paid job when the result was fetched too late."""
    house.simulator.faults.add("expired_url", times=0)
    error = failure_of(house, asked())
    assert error.failure == Policy.LOST
    assert "Request has expired" in str(error)
    assert failure_of(house, asked()).failure == Policy.LOST
    assert len(house.wire("video.submit")) == 1


def test_a_download_goes_on_where_it_broke_and_pages_do_not_count(house: House) -> None:
    """Guards against half a film, and against a proxy's page as the clip of a paid job."""
    house.simulator.faults.add("truncated", operation="video.download")
    house.simulator.faults.add("not_media", operation="video.download")
    outcome = house.perform(asked())
    assert outcome.result is not None
    ranges = [record.headers.get("range", "") for record in house.simulator.requests.all("video.download")]
    assert len(ranges) == 3
    assert ranges[1].startswith("bytes=")
    assert len(house.wire("video.submit")) == 1


def test_only_pages_leave_the_job_where_it_is(house: House) -> None:
    """Guards against throwing away a paid job because the storage is down."""
    house.simulator.faults.add("not_media", operation="video.download", times=3)
    with pytest.raises(MediaError):
        house.perform(asked())
    assert house.perform(asked()).state == "done"
    assert len(house.wire("video.submit")) == 1


def test_a_changed_address_keeps_the_job_and_says_so(house: House) -> None:
    """Guards against asking another house for our task, which would be told unknown and lost."""
    assert house.perform(asked(), timeout_s=0).state == "pending"
    right = house.environ["DASHSCOPE_BASE_URL"]
    house.environ["DASHSCOPE_BASE_URL"] = "http://127.0.0.1:9"
    error = failure_of(house, asked())
    assert error.failure == Policy.PERMANENT
    assert f"runs at {right}" in str(error)
    assert "set the base URL back" in str(error)
    house.environ["DASHSCOPE_BASE_URL"] = right
    assert house.perform(asked()).state == "done"
    assert len(house.wire("video.submit")) == 1


def test_a_key_that_nobody_has_stops_everything(house: House) -> None:
    """Guards against a hundred shots that each fail for the same wrong key."""
    assert isinstance(house.simulator, DashScopeSimulator)
    house.simulator.account.keys = frozenset({"sk-another"})
    error = failure_of(house, asked())
    assert error.failure == Policy.AUTH
    assert "401 InvalidApiKey" in str(error)
    assert "spark-video doctor" in str(error)


def test_without_a_key_nothing_is_opened(house: House) -> None:
    """Guards against a traceback, or a call without a key."""
    del house.environ["DASHSCOPE_API_KEY"]
    with pytest.raises(UsageError, match="DASHSCOPE_API_KEY is not set"):
        house.perform(asked())


def test_an_unknown_family_names_those_there_are(open_house: OpenHouse) -> None:
    """Guards against a typing error that quietly shoots on another model."""
    house = open_house("bl", SPARK_VIDEO_VIDEO_MODEL="happyhorse-2")
    with pytest.raises(UsageError) as caught:
        house.perform(asked())
    assert "allowed: happyhorse-1.0, wan2.6" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "code", "policy"),
    [
        (403, "Model.AccessDenied", Policy.AUTH),
        (404, "ModelNotFound", Policy.AUTH),
        (400, "Arrearage", Policy.ARREARS),
        (429, "PrepaidBillOverdue", Policy.ARREARS),
        (403, "AllocationQuota.FreeTierOnly", Policy.QUOTA),
        (400, "DataInspectionFailed", Policy.MODERATION),
        (400, "InvalidParameter", Policy.PERMANENT),
    ],
)
def test_a_refusal_is_told_by_its_kind(house: House, status: int, code: str, policy: Policy) -> None:
    """Guards against blind retries of what cannot pass, and against a bill for what was refused."""
    house.simulator.faults.add("http_error", operation="video.submit", status=status, code=code, message="No.")
    error = failure_of(house, asked())
    assert error.failure == policy
    assert f"HTTP {status} {code}: No." in str(error)
    assert len(house.wire("video.submit")) == 1
    assert house.simulator.billing.total() == 0


def test_a_page_instead_of_the_service_says_check_the_address(house: House) -> None:
    """Guards against taking a proxy's login page for an answer."""
    house.simulator.faults.add("html", operation="video.submit", status=200)
    error = failure_of(house, asked())
    assert error.failure == Policy.AUTH
    assert "check the base URL" in str(error)


def test_blips_while_waiting_say_nothing_about_the_job(house: House) -> None:
    """Guards against giving up a paid job for a bad minute of the network."""
    house.simulator.faults.add("html", operation="task.poll", status=502)
    house.simulator.faults.add("rate_limited", operation="task.poll", retry_after_s=30)
    house.simulator.faults.add("drop_before_accept", operation="task.poll")
    assert house.perform(asked()).state == "done"
    assert len(house.wire("video.submit")) == 1


def test_a_full_house_is_asked_again_after_a_while(house: House) -> None:
    """Guards against failing a shot that only came too early, and against not waiting as long as asked."""
    house.simulator.faults.add("rate_limited", operation="video.submit", retry_after_s=45)
    started = house.clock.monotonic()
    assert house.perform(asked()).state == "done"
    assert house.clock.monotonic() - started >= 45
    assert len(house.simulator.billing.charges()) == 1


def test_a_job_that_the_house_failed_is_made_again_unbilled(house: House) -> None:
    """Guards against losing a shot to the provider's own passing trouble."""
    house.simulator.faults.add("task_failed", code="InternalError.Algo", message="An internal error has occured.")
    outcome = house.perform(asked())
    assert outcome.state == "done"
    assert house.simulator.billing.total() == Decimal("2.7")


def test_an_unknown_task_is_waited_for_a_day(house: House) -> None:
    """Guards against calling a paid job lost while its id may still be known tomorrow, and against waiting for ever."""
    house.simulator.faults.add("task_unknown")
    assert house.perform(asked()).state == "pending"
    house.clock.advance(24 * HOUR_S)
    assert failure_of(house, asked()).failure == Policy.LOST
    assert len(house.wire("video.submit")) == 1


def test_uploads_are_tried_again_under_a_new_name(house: House) -> None:
    """Guards against a take that dies of a broken upload, and against lending what is there already."""
    house.simulator.faults.add("http_error", operation="upload.policy", status=500)
    house.simulator.faults.add(
        "http_error",
        operation="upload.file",
        status=403,
        code="AccessDenied",
        message="Invalid according to Policy: Policy expired.",
    )
    portrait = house.picture("cast", "Ada", (400, 400))
    assert house.perform(asked(kind="r2v", media=(portrait,))).state == "done"
    names = [part["value"] for form in house.wire("upload.file") for part in form["form"] if part["name"] == "key"]  # type: ignore[index, attr-defined]
    assert len(set(names)) == len(names) == 2
    assert len(house.wire("video.submit")) == 1


def test_the_same_picture_is_lent_once_in_forty_hours(house: House) -> None:
    """Guards against uploading every portrait for every take, and against an address that has run out."""
    portrait = house.picture("cast", "Ada", (400, 401))
    for number in (1, 2):
        house.perform(asked(kind="r2v", take=number, media=(portrait,)))
    assert len(house.wire("upload.file")) == 1
    house.clock.advance(40 * HOUR_S)
    house.perform(asked(kind="r2v", take=3, media=(portrait,)))
    assert len(house.wire("upload.file")) == 2


def test_a_refused_submit_lends_its_pictures_anew(house: House) -> None:
    """Guards against sending an address for ever that the provider can no longer open."""
    portrait = house.picture("cast", "Ada", (400, 402))
    house.simulator.faults.add(
        "http_error", operation="video.submit", status=400, code="InvalidFile.Size", message="No."
    )
    failure_of(house, asked(kind="r2v", media=(portrait,)))
    assert house.perform(asked(kind="r2v", media=(portrait,))).state == "done"
    assert len(house.wire("upload.file")) == 2


def test_only_a_waiting_job_can_be_cancelled(house: House) -> None:
    """Guards against believing that a running job was stopped for free."""

    async def tried() -> tuple[bool, bool]:
        provider = house.provider()
        prepared = await provider.prepare(asked())
        handles: list[Handle] = [await provider.submit(prepared) for _ in range(6)]
        answers = await provider.cancel(handles[0]), await provider.cancel(handles[5])
        await provider.aclose()
        return answers

    assert asyncio.run(tried()) == (False, True)


def test_the_key_and_the_signatures_are_in_no_file(house: House) -> None:
    """Guards against secrets in the ledger, which users send around."""
    house.environ["DASHSCOPE_API_KEY"] = "sk-planted-0123456789abcdef"
    request = asked(kind="r2v", media=(house.picture("cast", "Ada", (400, 403)),))
    house.perform(request)
    house.simulator.faults.add("expired_url", times=0)
    failure_of(house, request.model_copy(update={"take": 2}))
    contents = {path: path.read_bytes() for path in house.folder.rglob("*") if path.is_file()}
    assert {path.name for path in contents} >= {"request.json", "wire.json", "events.jsonl", "response.json"}
    for path, content in contents.items():
        assert b"sk-planted" not in content, path
        assert b"Signature=" not in content.replace(b"Signature=[hidden]", b""), path


def test_capabilities_need_no_key_and_no_network(house: House) -> None:
    """Guards against a `doctor` that cannot say what would be possible with a key."""
    from resources.video.dashscope import bl, wan27

    assert bl.capabilities({}).base_url.startswith("https://")
    assert bl.capabilities({"SPARK_VIDEO_VIDEO_MODEL": "wan2.6"}).frame_rate == 30
    able = wan27.capabilities({"DASHSCOPE_BASE_URL": house.base_url})
    assert able.base_url == house.base_url
    assert (able.concurrency, able.submits_per_s, able.r2v_first_frame) == (5, 5, True)
    assert able.clip_size("4:3", "1080P") == (1648, 1248)


def test_a_closed_port_costs_nothing(house: House) -> None:
    """Guards against a doubt about a job that certainly never left."""
    house.environ["DASHSCOPE_BASE_URL"] = "http://127.0.0.1:9"
    with pytest.raises((ProviderError, httpx.HTTPError)) as caught:
        house.perform(asked())
    assert getattr(caught.value, "failure", None) == Policy.TRANSIENT
