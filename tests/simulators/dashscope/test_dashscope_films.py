"""Films of the simulated DashScope: they are what was asked for, and cost what the request says."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image
from video_tasks import GOOD_PICTURE, PICTURE, SUBMIT, data_uri, item, media, poll, submit, t2v

from tests.simulators import plain_http
from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import ClipSpec, make_clip, make_png, make_wav


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
    task_api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    body: dict[str, Any],
    size: tuple[int, int],
    fps: int,
    seconds: int,
) -> None:
    """A technical check of our clips would be tested on films that no provider delivers."""
    task_id = submit(task_api, body)
    dashscope_simulator.clock.advance(3600)
    link = poll(task_api, task_id)["output"]["video_url"]
    film = plain_http.get(link)
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


def test_prompt_and_seed_decide_the_film(task_api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Two takes would be the same film, and nobody could tell a retry from a repeated download."""
    bodies = [t2v(), t2v(), t2v(input={"prompt": "another"})]
    bodies[1]["parameters"] = {**bodies[1]["parameters"], "seed": 2}
    bodies.append(t2v())
    tasks = [submit(task_api, body) for body in bodies]
    dashscope_simulator.clock.advance(3600)
    films = [plain_http.get(poll(task_api, task)["output"]["video_url"]).content for task in tasks]
    assert len(set(films)) == 3
    assert films[0] == films[3]


def test_the_mark_is_there_unless_switched_off(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A finished film would carry "Happy Horse" because a request forgot to say no."""
    marked = t2v()
    marked["parameters"] = {name: value for name, value in marked["parameters"].items() if name != "watermark"}
    tasks = [submit(task_api, body) for body in (t2v(), marked)]
    dashscope_simulator.clock.advance(3600)
    pictures = []
    for task in tasks:
        film = plain_http.get(poll(task_api, task)["output"]["video_url"]).content
        with av.open(io.BytesIO(film), "r") as container:
            pictures.append(next(container.decode(video=0)).to_ndarray(format="gray"))
    corner = (slice(-60, None), slice(-220, None))
    assert np.percentile(pictures[1][corner], 99) > 225 > np.percentile(pictures[0][corner], 99)


def test_long_prompts_are_cut_without_a_word(task_api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Our own limit on prompts could be dropped and no test would notice what the model really sees."""
    for model, prompt, left in [
        ("happyhorse-1.0-t2v", "灯" * 2600, 2500),
        ("happyhorse-1.0-t2v", "a" * 5100, 5000),
        ("wan2.7-t2v", "灯" * 5100, 5000),
    ]:
        task_id = submit(task_api, t2v(model=model, input={"prompt": prompt}))
        dashscope_simulator.clock.advance(3600)
        assert len(poll(task_api, task_id)["output"]["orig_prompt"]) == left


def test_references_in_film_and_sound_are_measured_and_billed(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
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
    task_id = submit(
        task_api, media("wan2.7-r2v", item("reference_video", clip, reference_voice=voice), duration=5)
    )
    dashscope_simulator.clock.advance(3000)
    usage = poll(task_api, task_id)["usage"]
    assert (usage["duration"], usage["input_video_duration"]) == (9, 4)
    assert dashscope_simulator.simulator.billing.total() == Decimal("0.6") * 9
    answer = task_api.post(
        SUBMIT, json=media("wan2.7-r2v", item("reference_image", PICTURE, reference_voice=long_voice))
    )
    assert answer.json()["code"] == "InvalidFile.Duration"
    answer = task_api.post(
        SUBMIT, json=media("wan2.7-i2v", item("first_frame", PICTURE), item("driving_audio", clip))
    )
    assert answer.json()["code"] == "InvalidFile.Format"


def test_films_follow_frames_sound_and_shape_that_came_with_the_request(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """Anchor frames and driving speech could be lost on the way, and every test would still pass."""
    results = dashscope_simulator.simulator.results
    results.put("half.wav", "audio/wav", lambda: make_wav(2, 24000, "voice"))
    results.put("tall.mp4", "video/mp4", lambda: make_clip(ClipSpec(360, 640, 3, 24)))
    until = dashscope_simulator.clock.time() + 3600
    voice, tall = (results.link(dashscope_simulator.base_url, name, until) for name in ("half.wav", "tall.mp4"))
    last = make_png(1280, 720, "the last")
    guided = submit(
        task_api,
        media(
            "wan2.7-i2v",
            item("first_frame", GOOD_PICTURE),
            item("last_frame", data_uri(last)),
            item("driving_audio", voice),
            duration=4,
        ),
    )
    edited = submit(task_api, media("happyhorse-1.0-video-edit", item("video", tall)))
    dashscope_simulator.clock.advance(3600)
    film = plain_http.get(poll(task_api, guided)["output"]["video_url"]).content
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
    shape = plain_http.get(poll(task_api, edited)["output"]["video_url"]).content
    with av.open(io.BytesIO(shape), "r") as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (720, 1280)
