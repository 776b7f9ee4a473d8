"""Temporary uploads at the simulated DashScope: the policy, the form, and who may use the file how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import make_png

SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"
Fields = list[tuple[str, Any]]


def policy(api: httpx.Client, model: str = "happyhorse-1.0-i2v") -> dict[str, Any]:
    """A fresh policy."""
    answer = api.get("/api/v1/uploads", params={"action": "getPolicy", "model": model})
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["data"])


def fields(told: dict[str, Any], name: str = "frame.png", data: bytes | None = None) -> Fields:
    """The form in the order that the storage wants."""
    return [
        ("OSSAccessKeyId", (None, told["oss_access_key_id"])),
        ("Signature", (None, told["signature"])),
        ("policy", (None, told["policy"])),
        ("key", (None, f"{told['upload_dir']}/{name}")),
        ("x-oss-object-acl", (None, told["x_oss_object_acl"])),
        ("x-oss-forbid-overwrite", (None, told["x_oss_forbid_overwrite"])),
        ("success_action_status", (None, "200")),
        ("file", (name, data or make_png(400, 400, "frame"))),
    ]


def upload(told: dict[str, Any], form: Fields) -> httpx.Response:
    """Post the form to where the policy says."""
    return plain_http.post(told["upload_host"], files=form)


def use(api: httpx.Client, address: str, **headers: str) -> httpx.Response:
    """Ask for a film that begins with the upload."""
    body = {
        "model": "happyhorse-1.0-i2v",
        "input": {"media": [{"type": "first_frame", "url": address}]},
        "parameters": {"duration": 3},
    }
    return api.post(SUBMIT, json=body, headers={"X-DashScope-Async": "enable", **headers})


RESOLVE = {"X-DashScope-OssResourceResolve": "enable"}


def test_an_upload_is_used_with_the_header_for_two_days(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A portrait would seem to arrive although the header is missing, or after its address has run out."""
    told = policy(api)
    answer = upload(told, fields(told))
    assert (answer.status_code, answer.content) == (200, b"")
    address = f"oss://{told['upload_dir']}/frame.png"
    assert use(api, address).json()["code"] == "InvalidParameter.DataInspection"
    assert use(api, address, **RESOLVE).status_code == 200
    assert use(api, address, **RESOLVE, Authorization="Bearer sk-somebody-else").status_code == 400
    dashscope_simulator.clock.advance(48 * 3600 + 1)
    assert use(api, address, **RESOLVE).status_code == 400


def test_an_upload_may_be_bound_to_its_model(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """The document binds a file to the model of its policy; a client that shares files could not be tested with that."""
    dashscope_simulator.simulator.uploads.bound_to_model = True
    other, own = policy(api, "wan2.7-r2v"), policy(api)
    for told, status in ((other, 400), (own, 200)):
        upload(told, fields(told))
        assert use(api, f"oss://{told['upload_dir']}/frame.png", **RESOLVE).status_code == status


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda form: [form[-1], *form[:-1]], (400, "InvalidArgument")),
        (lambda form: [field for field in form if field[0] != "policy"], (403, "AccessDenied")),
        (lambda form: [("Signature", (None, "x")) if f[0] == "Signature" else f for f in form], (403, "Signature")),
        (
            lambda form: [("key", (None, "elsewhere/x.png")) if f[0] == "key" else f for f in form],
            (403, "AccessDenied"),
        ),
    ],
)
def test_a_form_that_the_storage_refuses(
    api: httpx.Client, change: Callable[[Fields], Fields], expected: tuple[int, str]
) -> None:
    """The order of the fields matters to the storage, and would not to a test."""
    told = policy(api)
    answer = upload(told, change(fields(told)))
    assert answer.status_code == expected[0]
    assert answer.headers["content-type"].startswith("application/xml")
    assert expected[1] in answer.text


def test_names_are_taken_once_and_policies_run_out(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A second portrait of the same name would replace the first one in a running job."""
    told = policy(api)
    assert upload(told, fields(told)).status_code == 200
    assert "FileAlreadyExists" in upload(told, fields(told)).text
    dashscope_simulator.clock.advance(301)
    late = upload(told, fields(told, name="other.png"))
    assert (late.status_code, "Policy expired" in late.text) == (403, True)


def test_a_policy_needs_action_and_model(api: httpx.Client) -> None:
    """A client that forgets the model would get a policy that no job accepts."""
    assert api.get("/api/v1/uploads", params={"action": "getPolicy"}).status_code == 400
    assert api.get("/api/v1/uploads", headers={"Authorization": ""}).status_code == 401
