"""What the simulated Ark answers on the wire: lives of tasks, tokens, links, lists. Limits are tested beside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from tests.simulators import plain_http
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.ark.models import MODELS
from tests.simulators.ark.plain_client import (
    FAST,
    PRO,
    STANDARD,
    TASKS,
    Ark,
    error_of,
    film,
    image,
    served,
    sound,
    text,
)
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.jobs import Pace
from tests.simulators.media import ClipSpec, make_clip, make_png

DAY_S = 24 * 3600.0


@pytest.fixture
def ark() -> Iterator[Ark]:
    """A fresh account."""
    with served(ArkSimulator(VirtualClock())) as client:
        yield client


def pictures_of(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_task_waits_runs_and_succeeds_with_a_film_of_its_size(ark: Ark) -> None:
    """A rehearsed episode would be cut from clips of another length, size or rate than the real provider delivers."""
    created = ark.create(resolution="480p", ratio="9:16", duration=4)
    assert list(created.json()) == ["id"]
    task_id = created.json()["id"]
    seen = []
    for _ in range(3):
        seen.append(ark.task(task_id)["status"])
        ark.simulator.clock.advance(140)
    assert seen == ["queued", "running", "running"]
    done = ark.task(task_id)
    assert (done["status"], done["error"], done["resolution"], done["ratio"]) == ("succeeded", None, "480p", "9:16")
    with av.open(io.BytesIO(plain_http.get(done["content"]["video_url"]).content)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.average_rate, video.frames) == (496, 864, 24, 97)
        assert len(container.streams.audio) == 1


def test_without_generated_audio_there_is_no_sound_track(ark: Ark) -> None:
    """A client that mistakes a mute film for a broken one would only be found out by paying."""
    done = ark.finished(resolution="480p", duration=4, generate_audio=False)
    with av.open(io.BytesIO(plain_http.get(done["content"]["video_url"]).content)) as container:
        assert len(container.streams.audio) == 0


@pytest.mark.parametrize(
    ("settings", "tokens"),
    [
        ({"duration": 5, "resolution": "720p", "ratio": "16:9"}, 108_900),
        ({"duration": 15, "resolution": "720p", "ratio": "16:9"}, 324_900),
        ({"frames": 29, "resolution": "480p", "ratio": "16:9", "model": "doubao-seedance-1-0-pro-250528"}, 12136),
    ],
)
def test_tokens_are_those_of_real_bills(ark: Ark, settings: dict[str, Any], tokens: int) -> None:
    """Estimates and settled costs of an episode would be compared with a wrong bill."""
    done = ark.finished(**settings)
    assert done["usage"] == {"completion_tokens": tokens, "total_tokens": tokens}
    assert ("frames" in done) != ("duration" in done)


def test_input_film_is_billed_too(ark: Ark) -> None:
    """A reference video would seem to cost nothing, and the budget would not hold with the real provider."""
    first = ark.finished(resolution="480p", ratio="16:9", duration=15)
    done = ark.finished(
        text("go on"), film(first["content"]["video_url"]), resolution="720p", ratio="16:9", duration=15
    )
    # The film that came out of 15 s has 361 frames.
    assert done["usage"]["completion_tokens"] == round(1280 * 720 * (361 + 361) / 1024)
    charge = ark.simulator.billing.charges()[-1]
    assert charge.amount == charge.quantity * 28 / 1_000_000


def test_prices_follow_model_resolution_sound_and_tier(ark: Ark) -> None:
    """The book of a rehearsal would show another price than the vendor's list."""
    for model, settings in (
        (STANDARD, {"resolution": "1080p"}),
        (FAST, {}),
        (PRO, {}),
        (PRO, {"generate_audio": False}),
        (PRO, {"service_tier": "flex"}),
    ):
        ark.accepted(model=model, **settings)
    per_million = [float(charge.price) * 1_000_000 for charge in ark.simulator.billing.charges()]
    assert per_million == pytest.approx([51, 37, 16, 8, 8])


def test_last_frame_is_exactly_the_final_frame(ark: Ark) -> None:
    """A chained shot would begin on another picture than its predecessor ends with."""
    done = ark.finished(text("x"), image(), resolution="480p", duration=4, return_last_frame=True)
    frames = pictures_of(plain_http.get(done["content"]["video_url"]).content)
    told = Image.open(io.BytesIO(plain_http.get(done["content"]["last_frame_url"]).content))
    assert told.format == "PNG"
    assert np.array_equal(np.asarray(told), frames[-1])


def test_film_goes_from_first_to_last_frame(ark: Ark) -> None:
    """A client that swaps the two roles would look right."""
    first, last = image("first_frame", look="begin"), image("last_frame", look="finish")
    done = ark.finished(last, first, resolution="480p", ratio="4:3", duration=4)
    frames = pictures_of(plain_http.get(done["content"]["video_url"]).content)
    for frame, look in ((frames[0], "begin"), (frames[-1], "finish")):
        wanted = Image.open(io.BytesIO(make_png(640, 480, look))).resize((752, 564)).crop((0, 2, 752, 562))
        assert np.abs(np.asarray(wanted).astype(int) - frame).mean() < 6


@pytest.mark.parametrize(("size", "ratio"), [((1080, 1920), "9:16"), ((700, 720), "1:1"), ((1200, 900), "4:3")])
def test_adaptive_ratio_follows_the_picture(ark: Ark, size: tuple[int, int], ratio: str) -> None:
    """Clips of a vertical episode would come out horizontal when no ratio is sent."""
    assert ark.task(ark.accepted(image(size=size)))["ratio"] == ratio


def test_reference_media_of_all_kinds_are_accepted(ark: Ark) -> None:
    """The richest request that the model takes would be refused."""
    ark.simulator.portraits["portrait-1"] = make_png(640, 640, "face")
    portrait = {"type": "image_url", "image_url": {"url": "asset://portrait-1"}, "role": "reference_image"}
    task_id = ark.accepted(text("they talk"), portrait, image("reference_image"), sound(), sound())
    assert ark.simulator.tasks.get(task_id) is not None
    unknown = {**portrait, "image_url": {"url": "asset://somebody-else"}}
    assert error_of(ark.create(unknown))[2] == "content[0].image_url"


def test_keys_models_and_endpoints(ark: Ark) -> None:
    """A wrong key, a closed model and a mistyped one would look alike."""
    stranger = plain_http.post(f"{ark.base_url}{TASKS}", json={}, headers={"Authorization": "Bearer other"})
    assert error_of(stranger)[:2] == (401, "AuthenticationError")
    assert error_of(ark.create(model="doubao-seedance-9"))[:2] == (404, "InvalidEndpointOrModel.NotFound")
    assert error_of(ark.create(model="ep-1"))[:2] == (404, "InvalidEndpoint.NotFound")
    ark.simulator.endpoints["ep-1"] = FAST
    assert ark.create(model="ep-1").status_code == 200
    ark.simulator.activated = frozenset(MODELS) - {STANDARD}
    assert error_of(ark.create())[:2] == (404, "ModelNotOpen")


def test_links_run_out_after_a_day_and_ids_after_a_week(ark: Ark) -> None:
    """A result that was not saved in time would still be there in the rehearsal."""
    done = ark.finished(resolution="480p", duration=4)
    url = done["content"]["video_url"]
    ark.simulator.clock.advance(DAY_S - 700)
    assert plain_http.get(url, headers={"Range": "bytes=0-9"}).status_code == 206
    ark.simulator.clock.advance(800)
    assert plain_http.get(url).status_code == 403
    assert plain_http.get(ark.task(done["id"])["content"]["video_url"]).status_code == 403
    ark.simulator.clock.advance(6 * DAY_S)
    assert ark.http.get(f"{TASKS}/{done['id']}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.TASK_FAILED, "InternalServiceError"),
        (FaultKind.MODERATED_OUTPUT, "OutputVideoSensitiveContentDetected"),
    ],
)
def test_failed_tasks_answer_with_http_200_and_cost_nothing(ark: Ark, kind: FaultKind, code: str) -> None:
    """A client that looks at the HTTP status only would wait for ever, or pay for what it did not get."""
    ark.simulator.faults.add(kind)
    done = ark.finished()
    assert (done["status"], done["error"]["code"]) == ("failed", code)
    assert "content" not in done
    assert [charge.state for charge in ark.simulator.billing.charges()] == ["free"]


def test_moderation_at_submit_costs_nothing(ark: Ark) -> None:
    """Moderation arrives both ways; a client that knows one would retry the other."""
    ark.simulator.faults.add(FaultKind.MODERATED, code="InputImageSensitiveContentDetected.PrivacyInformation")
    assert error_of(ark.create())[:2] == (400, "InputImageSensitiveContentDetected.PrivacyInformation")
    assert ark.simulator.billing.charges() == []
    assert ark.create().status_code == 200


@pytest.mark.parametrize("kind", [FaultKind.TASK_EXPIRED, FaultKind.TASK_STUCK])
def test_unfinished_tasks_expire(ark: Ark, kind: FaultKind) -> None:
    """A job that never gets its turn would be waited for without end."""
    ark.simulator.faults.add(kind)
    task_id = ark.accepted(execution_expires_after=3600)
    ark.simulator.clock.advance(3599)
    assert ark.task(task_id)["status"] in {"queued", "running"}
    ark.simulator.clock.advance(2)
    assert ark.task(task_id)["status"] == "expired"


def test_lost_answers_are_found_in_the_list(ark: Ark) -> None:
    """After a broken connection nobody could learn that the job runs, and it would be paid again."""
    ark.simulator.faults.add(FaultKind.DROP_AFTER_ACCEPT)
    with pytest.raises(httpx.TransportError):
        ark.create(text("the lost one"))
    listed = ark.http.get(TASKS).json()
    assert listed["total"] == 1
    assert listed["items"][0]["status"] == "queued"
    assert ark.simulator.billing.charges()[0].detail["prompt"] == "the lost one"


def test_list_pages_and_filters(ark: Ark) -> None:
    """A search for a lost job would not see it among others."""
    ids = [ark.accepted(text(str(number)), model=FAST) for number in range(3)]
    flex = ark.accepted(text("flex"), model=PRO, service_tier="flex")
    ask = ark.http.get
    assert [item["id"] for item in ask(TASKS).json()["items"]] == [flex, *reversed(ids)]
    page = ask(TASKS, params={"page_num": 2, "page_size": 3}).json()
    assert (page["total"], [item["id"] for item in page["items"]]) == (4, ids[:1])
    some = ask(TASKS, params={"filter.task_ids": ids[:2]}).json()
    assert {item["id"] for item in some["items"]} == set(ids[:2])
    assert ask(TASKS, params={"filter.service_tier": "flex"}).json()["items"][0]["id"] == flex
    assert ask(TASKS, params={"filter.model": PRO, "filter.status": "queued"}).json()["total"] == 1
    assert ask(TASKS, params={"filter.status": "succeeded"}).json()["total"] == 0
    assert error_of(ask(TASKS, params={"page_size": 501}))[2] == "page_size"


def test_delete_cancels_only_what_waits(ark: Ark) -> None:
    """A running job would seem to be stopped, and its cost forgotten."""
    waiting, running = ark.accepted(), ""
    assert ark.http.delete(f"{TASKS}/{waiting}").content == b""
    assert ark.task(waiting)["status"] == "cancelled"
    running = ark.accepted()
    ark.simulator.clock.advance(60)
    assert error_of(ark.http.delete(f"{TASKS}/{running}"))[:2] == (409, "InvalidAction.RunningTaskDeletion")
    ark.simulator.clock.advance(600)
    assert ark.http.delete(f"{TASKS}/{running}").status_code == 200
    assert ark.http.get(f"{TASKS}/{running}").status_code == 404
    assert [charge.state for charge in ark.simulator.billing.charges()] == ["free", "charged"]
    ark.simulator.clock.advance(DAY_S)
    assert ark.http.get(f"{TASKS}/{waiting}").status_code == 404


def test_drafts_become_films(ark: Ark) -> None:
    """The draft workflow of 1.5 pro would be refused."""
    draft = ark.finished(text("x"), model=PRO, draft=True)
    assert (draft["resolution"], draft["draft"]) == ("480p", True)
    item = {"type": "draft_task", "draft_task": {"id": draft["id"]}}
    final = ark.task(ark.accepted(item, model=PRO, resolution="720p"))
    assert (final["draft_task_id"], final["resolution"], final["draft"]) == (draft["id"], "720p", False)
    assert final["seed"] == draft["seed"]


def test_slots_and_rates_hold() -> None:
    """A client that floods the account would never meet a limit in the rehearsal."""
    simulator = ArkSimulator(VirtualClock(), pace=Pace(queue_s=0, run_s=60, slots=1), requests_per_minute=2)
    with served(simulator) as ark:
        first, second = ark.accepted(), ark.accepted()
        assert error_of(ark.create())[:2] == (429, "ModelAccountRpmRateLimitExceeded")
        assert [ark.task(task_id)["status"] for task_id in (first, second)] == ["running", "queued"]
        simulator.clock.advance(61)
        assert [ark.task(task_id)["status"] for task_id in (first, second)] == ["succeeded", "running"]
        assert ark.create().status_code == 200


def test_reference_films_are_measured(ark: Ark) -> None:
    """A reference clip that the real provider refuses for its size or rate would be accepted."""
    done = ark.finished(resolution="480p", ratio="16:9", duration=4)
    assert ark.create(text("x"), film(done["content"]["video_url"])).status_code == 200
    small = make_clip(ClipSpec(320, 240, 3, 24))
    ark.simulator.portraits["small"] = small
    assert error_of(ark.create(text("x"), film("asset://small")))[2] == "content[1].video_url"
    gone = f"{ark.base_url}/ark-content-generation/none.mp4"
    assert error_of(ark.create(text("x"), film(gone)))[2] == "content[1].video_url"
