"""Video at the simulated DashScope: what each model takes and refuses, how tasks get on, what they cost."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import ClipSpec, make_clip, make_png, make_wav

SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"
PICTURE = "https://pictures.example/a.png"


@pytest.fixture
def api(api: httpx.Client) -> httpx.Client:
    """Requests for tasks."""
    api.headers["X-DashScope-Async"] = "enable"
    return api


def t2v(**changes: Any) -> dict[str, Any]:
    """A small legal request."""
    parameters = {"resolution": "720P", "ratio": "16:9", "duration": 3, "watermark": False, "seed": 1}
    return {"model": "happyhorse-1.0-t2v", "input": {"prompt": "a ferry"}, "parameters": parameters, **changes}


def media(model: str, *items: dict[str, str], **parameters: Any) -> dict[str, Any]:
    """A request with media."""
    told = {"resolution": "720P", "duration": 3, **parameters}
    return {"model": model, "input": {"prompt": "图1", "media": list(items)}, "parameters": told}


def item(role: str, url: str = PICTURE, **more: str) -> dict[str, str]:
    """One medium."""
    return {"type": role, "url": url, **more}


def data_uri(data: bytes, kind: str = "image/png") -> str:
    """The file itself as an address."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def submit(api: httpx.Client, body: dict[str, Any]) -> str:
    """Submit what must be taken; the task's id."""
    answer = api.post(SUBMIT, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["output"]["task_status"] == "PENDING"
    return str(answer.json()["output"]["task_id"])


def poll(api: httpx.Client, task_id: str) -> dict[str, Any]:
    """The whole answer to a query."""
    answer = api.get(f"/api/v1/tasks/{task_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def status(api: httpx.Client, task_id: str) -> str:
    """The state of a task."""
    return str(poll(api, task_id)["output"]["task_status"])


def test_a_task_waits_runs_and_succeeds(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A client would be tested against a life of tasks that the provider does not have."""
    task_id = submit(api, t2v())
    waiting = poll(api, task_id)["output"]
    assert (waiting["task_status"], "scheduled_time" in waiting) == ("PENDING", False)
    dashscope_simulator.clock.advance(17)
    assert poll(api, task_id)["output"]["scheduled_time"] > waiting["submit_time"]
    assert status(api, task_id) == "RUNNING"
    dashscope_simulator.clock.advance(80)
    done = poll(api, task_id)
    assert done["output"]["task_status"] == "SUCCEEDED"
    assert done["output"]["orig_prompt"] == "a ferry"
    assert done["usage"] == {
        "duration": 3,
        "input_video_duration": 0,
        "output_video_duration": 3,
        "video_count": 1,
        "SR": 720,
        "ratio": "16:9",
    }
    dashscope_simulator.clock.advance(24 * 3600)
    assert poll(api, task_id)["output"] == {"task_id": task_id, "task_status": "UNKNOWN"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Authorization": ""}, (401, "InvalidApiKey", "No API-key provided.")),
        ({"Authorization": "Bearer nonsense"}, (401, "InvalidApiKey", "Invalid API-key provided.")),
        (
            {"X-DashScope-Async": ""},
            (403, "AccessDenied", "current user api does not support synchronous calls."),
        ),
    ],
)
def test_headers_are_enforced(api: httpx.Client, headers: dict[str, str], expected: tuple[int, str, str]) -> None:
    """A client that forgets its key or the async header would pass its tests and fail in the field."""
    answer = api.post(SUBMIT, json=t2v(), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["code"], told["message"]) == expected
    assert told.keys() == {"code", "message", "request_id"}


SMALL_PICTURE = data_uri(make_png(200, 200, "small"))
GOOD_PICTURE = data_uri(make_png(640, 480, "good"))


@pytest.mark.parametrize(
    "body",
    [
        t2v(input={"prompt": ""}),
        t2v(input={}),
        t2v(parameters={"resolution": "480P"}),
        t2v(parameters={"ratio": "21:9"}),
        t2v(parameters={"duration": 2}),
        t2v(parameters={"duration": 16}),
        t2v(parameters={"duration": "5"}),
        t2v(parameters={"duration": 5.0}),
        t2v(parameters={"watermark": "no"}),
        t2v(parameters={"seed": 2**31}),
        media("happyhorse-1.0-i2v"),
        media("happyhorse-1.0-i2v", item("first_frame"), item("first_frame")),
        media("happyhorse-1.0-i2v", item("reference_image")),
        media("happyhorse-1.0-i2v", item("first_frame", GOOD_PICTURE)),
        media("happyhorse-1.0-i2v", item("first_frame", "not an address")),
        media("happyhorse-1.0-i2v", item("first_frame", "https://nowhere.invalid/a.png")),
        media("happyhorse-1.0-r2v", *[item("reference_image")] * 10),
        media("happyhorse-1.0-video-edit", item("reference_image")),
        media("wan2.7-i2v", item("first_frame"), item("first_clip")),
        media("wan2.7-i2v", item("last_frame")),
        media("wan2.7-i2v", item("first_frame", SMALL_PICTURE)),
        media("wan2.7-i2v", item("first_frame", data_uri(b"no picture"))),
        media("wan2.7-r2v", item("first_frame")),
        media("wan2.7-r2v", *[item("reference_image")] * 6),
        media("wan2.7-r2v", item("reference_image"), item("reference_video"), duration=11),
        media("wan2.7-r2v", item("reference_image"), item("first_frame"), item("first_frame")),
        media("wan2.7-videoedit", item("video"), duration=1),
        {"model": "wan2.7-r2v", "input": {"prompt": "x", "ref_images": [PICTURE]}, "parameters": {}},
        {"model": "wan2.6-t2v", "input": {"prompt": "x"}, "parameters": {"size": "1280x720"}},
        {"model": "wan2.6-t2v", "input": {"prompt": "x"}, "parameters": {"shot_type": "many"}},
        {"model": "wan2.6-i2v", "input": {"prompt": "x"}, "parameters": {}},
        {"model": "wan2.6-r2v", "input": {"prompt": "x", "reference_urls": []}, "parameters": {}},
    ],
)
def test_what_a_model_does_not_take_is_refused(
    api: httpx.Client, dashscope_simulator: RunningDashScope, body: dict[str, Any]
) -> None:
    """Our client would send what the provider refuses, and only a paying user would find out."""
    answer = api.post(SUBMIT, json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"].split(".")[0] in {"InvalidParameter", "BadRequest", "InvalidImage", "InvalidURL"}
    assert dashscope_simulator.simulator.billing.charges() == []


def test_an_unknown_model_and_a_body_that_is_no_json(api: httpx.Client) -> None:
    """A retired model would look like a bad parameter."""
    assert api.post(SUBMIT, json=t2v(model="happyhorse-9")).status_code == 404
    assert api.post(SUBMIT, content=b"{").json()["code"] == "BadRequest.IllegalInput"


@pytest.mark.parametrize(
    ("body", "size", "fps", "seconds"),
    [
        (t2v(), (1280, 720), 24, 3),
        (
            t2v(model="wan2.7-t2v", parameters={"resolution": "720P", "ratio": "4:3", "duration": 2}),
            (1104, 832),
            30,
            2,
        ),
        (t2v(model="wan2.6-t2v", parameters={"size": "960*960", "duration": 2}), (960, 960), 30, 2),
        (
            media("wan2.7-i2v", item("first_frame", data_uri(make_png(600, 400, "wide"))), duration=2),
            (1168, 784),
            30,
            2,
        ),
    ],
)
def test_films_are_what_was_asked_for(
    api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    body: dict[str, Any],
    size: tuple[int, int],
    fps: int,
    seconds: int,
) -> None:
    """A technical check of our clips would be tested on films that no provider delivers."""
    task_id = submit(api, body)
    dashscope_simulator.clock.advance(3600)
    link = poll(api, task_id)["output"]["video_url"]
    film = httpx.get(link, trust_env=False)
    assert film.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(film.content), "r") as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == size
        assert video.average_rate == fps
        assert video.frames == fps * seconds
        assert sound.duration
        assert sound.time_base
        assert float(sound.duration * sound.time_base) == pytest.approx(seconds, abs=0.06)
        assert (video.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert np.std(frames[0]) > 5
    assert np.abs(frames[0].astype(int) - frames[fps // 2]).mean() > 0.5


def test_prompt_and_seed_decide_the_film(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Two takes would be the same film, and nobody could tell a retry from a repeated download."""
    bodies = [t2v(), t2v(), t2v(input={"prompt": "another"})]
    bodies[1]["parameters"] = {**bodies[1]["parameters"], "seed": 2}
    bodies.append(t2v())
    tasks = [submit(api, body) for body in bodies]
    dashscope_simulator.clock.advance(3600)
    films = [httpx.get(poll(api, task)["output"]["video_url"], trust_env=False).content for task in tasks]
    assert len(set(films)) == 3
    assert films[0] == films[3]


def test_the_mark_is_there_unless_switched_off(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A finished film would carry "Happy Horse" because a request forgot to say no."""
    marked = t2v()
    marked["parameters"] = {name: value for name, value in marked["parameters"].items() if name != "watermark"}
    tasks = [submit(api, body) for body in (t2v(), marked)]
    dashscope_simulator.clock.advance(3600)
    pictures = []
    for task in tasks:
        film = httpx.get(poll(api, task)["output"]["video_url"], trust_env=False).content
        with av.open(io.BytesIO(film), "r") as container:
            pictures.append(next(container.decode(video=0)).to_ndarray(format="gray"))
    corner = (slice(-60, None), slice(-220, None))
    assert np.percentile(pictures[1][corner], 99) > 225 > np.percentile(pictures[0][corner], 99)


def test_long_prompts_are_cut_without_a_word(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Our own limit on prompts could be dropped and no test would notice what the model really sees."""
    for model, prompt, left in [
        ("happyhorse-1.0-t2v", "灯" * 2600, 2500),
        ("happyhorse-1.0-t2v", "a" * 5100, 5000),
        ("wan2.7-t2v", "灯" * 5100, 5000),
    ]:
        task_id = submit(api, t2v(model=model, input={"prompt": prompt}))
        dashscope_simulator.clock.advance(3600)
        assert len(poll(api, task_id)["output"]["orig_prompt"]) == left


def test_references_in_film_and_sound_are_measured_and_billed(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Input seconds would be missing from the bill, or a voice of the wrong length be taken."""
    results = dashscope_simulator.simulator.results
    results.put("clip.mp4", "video/mp4", lambda: make_clip(ClipSpec(640, 360, 4, 24)))
    results.put("voice.wav", "audio/wav", lambda: make_wav(3, 24000, "voice"))
    results.put("long.wav", "audio/wav", lambda: make_wav(12, 24000, "voice"))
    until = dashscope_simulator.clock.time() + 3600
    clip, voice, long_voice = (
        results.link(dashscope_simulator.base_url, name, until) for name in ("clip.mp4", "voice.wav", "long.wav")
    )
    task_id = submit(api, media("wan2.7-r2v", item("reference_video", clip, reference_voice=voice), duration=5))
    dashscope_simulator.clock.advance(3000)
    usage = poll(api, task_id)["usage"]
    assert (usage["duration"], usage["input_video_duration"]) == (9, 4)
    assert dashscope_simulator.simulator.billing.total() == Decimal("0.6") * 9
    answer = api.post(
        SUBMIT, json=media("wan2.7-r2v", item("reference_image", PICTURE, reference_voice=long_voice))
    )
    assert answer.json()["code"] == "InvalidFile.Duration"
    answer = api.post(SUBMIT, json=media("wan2.7-i2v", item("first_frame", PICTURE), item("driving_audio", clip)))
    assert answer.json()["code"] == "InvalidFile.Format"


def test_films_follow_frames_sound_and_shape_that_came_with_the_request(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Anchor frames and driving speech could be lost on the way, and every test would still pass."""
    results = dashscope_simulator.simulator.results
    results.put("half.wav", "audio/wav", lambda: make_wav(2, 24000, "voice"))
    results.put("tall.mp4", "video/mp4", lambda: make_clip(ClipSpec(360, 640, 3, 24)))
    until = dashscope_simulator.clock.time() + 3600
    voice, tall = (results.link(dashscope_simulator.base_url, name, until) for name in ("half.wav", "tall.mp4"))
    last = make_png(1280, 720, "the last")
    guided = submit(
        api,
        media(
            "wan2.7-i2v",
            item("first_frame", GOOD_PICTURE),
            item("last_frame", data_uri(last)),
            item("driving_audio", voice),
            duration=4,
        ),
    )
    edited = submit(api, media("happyhorse-1.0-video-edit", item("video", tall)))
    dashscope_simulator.clock.advance(3600)
    film = httpx.get(poll(api, guided)["output"]["video_url"], verify=False).content
    with av.open(io.BytesIO(film), "r") as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(io.BytesIO(film), "r") as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    wanted = np.asarray(Image.open(io.BytesIO(last)).convert("RGB").resize(frames[-1].shape[1::-1])).astype(int)
    # The given picture is cropped to the shape of the first one, so only the middle is compared.
    middle = (slice(200, -200), slice(300, -300))
    assert (
        np.abs(frames[-1][middle] - wanted[middle]).mean() < 25 < np.abs(frames[0][middle] - wanted[middle]).mean()
    )
    assert np.abs(sound[: len(sound) // 2]).max() > 0.05 > np.abs(sound[len(sound) * 5 // 8 :]).max()
    shape = httpx.get(poll(api, edited)["output"]["video_url"], verify=False).content
    with av.open(io.BytesIO(shape), "r") as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (720, 1280)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda picture: picture.resize((250, 250)), "InvalidImage.Resolution"),
        (lambda picture: picture.resize((1200, 400)), "InvalidImage.AspectRatio"),
    ],
)
def test_pictures_outside_of_the_limits(
    api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    change: Callable[[Image.Image], Image.Image],
    code: str,
) -> None:
    """A portrait that is too small would be found out only after the upload to the real service."""
    target = io.BytesIO()
    change(Image.new("RGB", (600, 600), "teal")).save(target, "png")
    dashscope_simulator.simulator.results.put("x.png", "image/png", target.getvalue)
    until = dashscope_simulator.clock.time() + 3600
    link = dashscope_simulator.simulator.results.link(dashscope_simulator.base_url, "x.png", until)
    answer = api.post(SUBMIT, json=media("happyhorse-1.0-r2v", item("reference_image", link)))
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_five_run_and_the_others_wait_their_turn(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Scheduling would be measured on a provider that runs everything at once."""
    dashscope_simulator.simulator.render_s = 60.0
    tasks = []
    for _ in range(7):
        tasks.append(submit(api, t2v()))
        dashscope_simulator.clock.advance(1)
    states = [status(api, task) for task in tasks]
    assert states == ["RUNNING"] * 5 + ["PENDING"] * 2
    dashscope_simulator.clock.advance(54)
    assert [status(api, task) for task in tasks].count("SUCCEEDED") == 2
    assert status(api, tasks[6]) == "RUNNING"
    dashscope_simulator.clock.advance(70)
    assert {status(api, task) for task in tasks} == {"SUCCEEDED"}


def test_too_many_requests_are_turned_away_until_time_passes(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Back-off would never be exercised, or never come to an end."""
    answers = [api.post(SUBMIT, json=t2v()) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[5].json()["code"] == "Throttling.RateQuota"
    dashscope_simulator.clock.advance(1)
    assert api.post(SUBMIT, json=t2v()).status_code == 200
    polls = [api.get("/api/v1/tasks/x").status_code for _ in range(21)]
    assert polls == [200] * 20 + [429]


def test_a_full_queue_turns_submits_away(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A batch that is larger than the provider's queue would be lost in silence."""
    dashscope_simulator.simulator.tasks.queue_length = 2
    dashscope_simulator.simulator.account.limited = False
    dashscope_simulator.simulator.render_s = 60.0
    answers = [api.post(SUBMIT, json=t2v()) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 7 + [429]
    assert answers[7].json()["code"] == "Throttling"
    assert len(dashscope_simulator.simulator.billing.charges()) == 7
    assert api.post(SUBMIT, json=t2v(model="wan2.7-t2v")).status_code == 200


def test_only_waiting_tasks_are_cancelled(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Stopping an episode would seem to save money that is spent."""
    first = submit(api, t2v())
    assert api.post(f"/api/v1/tasks/{first}/cancel").status_code == 200
    assert status(api, first) == "CANCELED"
    second = submit(api, t2v())
    dashscope_simulator.clock.advance(17)
    refused = api.post(f"/api/v1/tasks/{second}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (400, "UnsupportedOperation")
    dashscope_simulator.clock.advance(100)
    assert [charge.state for charge in dashscope_simulator.simulator.billing.charges()] == ["free", "charged"]


def test_the_list_finds_tasks_by_model_time_and_state(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A job whose answer was lost could not be found again."""
    lost = submit(api, t2v())
    dashscope_simulator.clock.advance(3600)
    later = submit(api, t2v(model="wan2.7-t2v"))
    everything = api.get("/api/v1/tasks").json()
    assert [line["task_id"] for line in everything["data"]] == [later, lost]
    assert everything["total"] == 2
    by_model = api.get("/api/v1/tasks/", params={"model_name": "happyhorse-1.0-t2v"}).json()["data"]
    assert [(line["task_id"], line["status"]) for line in by_model] == [(lost, "SUCCEEDED")]
    assert by_model[0]["end_time"] - by_model[0]["start_time"] == 79_000
    early = {"start_time": "20261120105900", "end_time": "20261120110100"}
    assert [line["task_id"] for line in api.get("/api/v1/tasks", params=early).json()["data"]] == [lost]
    assert api.get("/api/v1/tasks", params={"page_no": "2", "page_size": "1"}).json()["data"][0]["task_id"] == lost
    wide = {"start_time": "20261118000000", "end_time": "20261120000000"}
    assert api.get("/api/v1/tasks", params=wide).status_code == 400
    others = api.get("/api/v1/tasks", headers={"Authorization": "Bearer sk-other"}).json()
    assert others["data"] == []


@pytest.mark.parametrize(
    ("fault", "expected", "cost"),
    [
        ({"kind": "task_failed", "code": "InternalError.Algo"}, ("FAILED", "InternalError.Algo"), "free"),
        ({"kind": "moderated_output"}, ("FAILED", "DataInspectionFailed"), "free"),
        ({"kind": "task_expired"}, ("FAILED", "InternalError.Timeout"), "free"),
        ({"kind": "task_unknown"}, ("UNKNOWN", None), "accepted"),
        ({"kind": "task_stuck"}, ("FAILED", "InternalError.Timeout"), "free"),
    ],
)
def test_tasks_that_end_badly(
    api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    fault: dict[str, Any],
    expected: tuple[str, str | None],
    cost: str,
) -> None:
    """What a provider does on a bad day could not be rehearsed, or would be billed although it is free."""
    dashscope_simulator.simulator.faults.add(**fault)
    task_id = submit(api, t2v())
    dashscope_simulator.clock.advance(4 * 3600)
    output = poll(api, task_id)["output"]
    assert (output["task_status"], output.get("code")) == expected
    assert [charge.state for charge in dashscope_simulator.simulator.billing.charges()] == [cost]
