"""DashScope's surface where it answers oddly: tasks, lists and uploads of a form that nobody expects."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from resources.errors import ProviderError
from resources.failures import Policy
from resources.wire.answers import plain_usage
from resources.wire.dashscope import Tasks, open_wire, read_error
from resources.wire.dashscope_upload import Uploads, check_account
from tests.simulators.clock import VirtualClock

SINCE = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
POLICY = {
    "policy": "eyJ",
    "signature": "s",
    "upload_dir": "dashscope-instant/a",
    "upload_host": "https://storage.example",
    "max_file_size_mb": 1,
    "oss_access_key_id": "id",
    "x_oss_object_acl": "private",
    "x_oss_forbid_overwrite": "true",
}


class Service:
    """Answers from a function and remembers who asked what."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.seen: list[httpx.Request] = []
        self._answer = answer
        self.wire = open_wire(
            "bl",
            {"DASHSCOPE_API_KEY": "sk-x", "DASHSCOPE_BASE_URL": f"https://{id(self)}.example"},
            submits_per_s=None,
            transport=httpx.MockTransport(self._told),
            clock=VirtualClock(),
        )
        self.tasks = Tasks(self.wire)
        self.uploads = Uploads(self.wire, VirtualClock())

    def _told(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self._answer(request)


def always(body: Any, status: int = 200) -> Service:
    """The same answer to everything."""
    return Service(lambda _: httpx.Response(status, json=body))


def failure(call: Coroutine[Any, Any, Any]) -> ProviderError:
    """The error of a call."""
    with pytest.raises(ProviderError) as caught:
        asyncio.run(call)
    return caught.value


@pytest.mark.parametrize(
    "body", [{}, [], {"output": None}, {"output": {"task_id": ""}}, {"output": {"task_id": 7}}]
)
def test_a_submit_answered_without_an_id_is_a_doubt(body: Any) -> None:
    """Guards against sending a job again that was accepted in words we do not know."""
    assert failure(always(body).tasks.submit("x", {}, {})).failure == Policy.AMBIGUOUS


@pytest.mark.parametrize("body", [{}, {"output": {}}, {"output": {"task_status": "DREAMING"}}])
def test_a_look_that_tells_no_state_says_nothing_about_the_job(body: Any) -> None:
    """Guards against losing a paid job to one odd answer."""
    assert failure(always(body).tasks.look("t")).failure == Policy.TRANSIENT


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PENDING", "queued"),
        ("SUSPENDED", "queued"),
        ("RUNNING", "running"),
        ("SUCCEEDED", "succeeded"),
        ("FAILED", "failed"),
        ("CANCELED", "failed"),
        ("UNKNOWN", "unknown"),
    ],
)
def test_every_documented_state_is_known(status: str, state: str) -> None:
    """Guards against a job that is waited for although it is over."""
    report, _ = asyncio.run(always({"output": {"task_status": status}}).tasks.look("t"))
    assert report.state == state
    assert bool(report.message) == (status == "CANCELED")


def test_the_list_is_read_to_its_end_and_only_births_in_time_count() -> None:
    """Guards against missing our task on the second page, and against adopting one from before or long after."""

    def line(task: str, minutes: float) -> dict[str, Any]:
        born = SINCE + dt.timedelta(minutes=minutes)
        return {"task_id": task, "gmt_create": round(born.timestamp() * 1000)}

    pages = {
        "1": [line("late", 16), line("second", 14), {"task_id": "no time"}, "noise"],
        "2": [line("first", 0), line("early", -1), line("second", 14)],
    }

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"total_page": 2, "data": pages[request.url.params["page_no"]]})

    service = Service(answer)
    found = asyncio.run(service.tasks.created_between("m", SINCE, SINCE + dt.timedelta(minutes=15)))
    assert [task for task, _ in found] == ["first", "second"]
    query = service.seen[0].url.params
    assert (query["start_time"], query["end_time"]) == ("20261120233000", "20261121233000")
    assert query["model_name"] == "m"


def test_an_empty_list_ends_the_search() -> None:
    """Guards against a hundred calls for pages that are not there."""
    service = always({"total_page": 50, "data": []})
    assert asyncio.run(service.tasks.created_between("m", SINCE, SINCE)) == []
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"code": "A", "message": "b", "request_id": "c"}, ("A", "b")),
        ({"error": {"code": "a_b", "message": "c"}, "request_id": "d"}, ("a_b", "c")),
        ({"code": None}, ("", "")),
        (["no", "object"], ("", "")),
    ],
)
def test_both_forms_of_an_error_are_read(body: Any, told: tuple[str, str]) -> None:
    """Guards against `HTTP 400` without the reason that the service gave."""
    assert read_error(body) == told


def test_usage_keeps_plain_values_only() -> None:
    """Guards against a record that cannot be written because of a nested value."""
    assert plain_usage({"duration": 5, "SR": "720", "details": {"a": 1}, "none": None, "nan": float("nan")}) == {
        "duration": 5,
        "SR": "720",
    }
    assert plain_usage(None) == {}


def storage(answer: httpx.Response, policy: dict[str, Any] | None = None) -> Service:
    """Policies as documented, and one answer of the storage."""
    told = httpx.Response(200, json={"data": POLICY if policy is None else policy})
    return Service(lambda request: told if request.method == "GET" else answer)


def lend(service: Service, data: bytes = b"picture") -> Coroutine[Any, Any, str]:
    """Upload a small file."""
    return service.uploads.address_of(data, suffix=".png", media_type="image/png", model="m")


@pytest.mark.parametrize("change", [{"upload_host": None}, {"upload_dir": None}, {"max_file_size_mb": "many"}])
def test_a_policy_of_another_form_is_refused(change: dict[str, Any]) -> None:
    """Guards against a traceback, and against posting a file to nowhere."""
    data = {name: value for name, value in {**POLICY, **change}.items() if value is not None}
    assert "not of the known form" in str(failure(lend(storage(httpx.Response(200), data))))


def test_a_policy_cannot_send_files_over_plain_http() -> None:
    """Guards against a portrait travelling in the open."""
    service = storage(httpx.Response(200), {**POLICY, "upload_host": "http://storage.example"})
    asyncio.run(lend(service))
    assert service.seen[-1].url.scheme == "https"


def test_the_storage_gets_no_key_and_says_why_it_refuses() -> None:
    """Guards against our key at another house, and against `403` without a reason."""
    xml = "<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>"
    service = storage(httpx.Response(403, text=xml))
    error = failure(lend(service))
    assert error.failure == Policy.TRANSIENT
    assert "HTTP 403 AccessDenied: Policy expired." in str(error)
    assert "authorization" not in service.seen[-1].headers
    assert failure(lend(storage(httpx.Response(500)))).failure == Policy.TRANSIENT


def test_a_file_too_large_never_travels() -> None:
    """Guards against minutes of upload that end in a refusal."""
    service = storage(httpx.Response(200))
    assert "2.0 MB is too large to be uploaded; allowed: 1 MB" in str(
        failure(lend(service, bytes(2 * 1024 * 1024)))
    )
    assert [request.method for request in service.seen] == ["GET"]


def test_shots_at_the_same_time_lend_a_picture_once() -> None:
    """Guards against five uploads of one portrait by five shots that begin together, and a failure that sticks."""
    service = storage(httpx.Response(200))

    async def together() -> list[str]:
        return await asyncio.gather(*(lend(service) for _ in range(5)))

    assert len(set(asyncio.run(together()))) == 1
    assert len(service.seen) == 2
    broken = storage(httpx.Response(500))
    for _ in range(2):
        failure(lend(broken))
    assert len(broken.seen) == 4


def test_closing_stops_an_upload_under_way() -> None:
    """Guards against a program that does not end because somebody cancelled in the middle of an upload."""
    never = asyncio.Event()

    async def hang(_: httpx.Request) -> httpx.Response:
        await never.wait()
        raise AssertionError

    async def left() -> None:
        service = Service(lambda _: httpx.Response(200))
        service.wire.client = httpx.AsyncClient(transport=httpx.MockTransport(hang))
        waiting = asyncio.create_task(lend(service))
        await asyncio.sleep(0)
        waiting.cancel()
        await service.uploads.aclose()
        await service.wire.aclose()

    asyncio.run(asyncio.wait_for(left(), 5))


def test_a_closed_house_is_told_with_its_address() -> None:
    """Guards against a doctor that ends in a traceback where there is no network."""
    error = failure(check_account({"DASHSCOPE_API_KEY": "sk-x", "DASHSCOPE_BASE_URL": "http://127.0.0.1:9"}, "m"))
    assert "http://127.0.0.1:9: no answer (ConnectError)" in str(error)
